"""Fields that name places and organisations the way people write them."""

import re
from typing import Any

from django import forms
from django.urls import reverse_lazy

from tongxin.kernel.errors import InputError
from tongxin.kernel.scope import Scope
from tongxin.kernel.unified_code import LENGTH, unified_code_of
from tongxin.lifecycle.naming import NUMBERED, numbered_name
from tongxin.network.models import Base, Organisation, Place
from tongxin.network.queries.bases import base_named
from tongxin.network.queries.firms import firm_said
from tongxin.network.queries.organisations import called, named, recording_for
from tongxin.network.queries.places import home_of, place_words, places_said
from tongxin.web.fields import SaidField, words_of

_CODED = re.compile(r"(\d{6}) (\S.*)")
MOST_ORGANISATIONS = 20
_LONGEST_NAME = 150  # what `OrganisationField` takes


class PlaceInput(forms.TextInput):
    """Shows a place by its name, never by its code."""

    def format_value(self, value: Any) -> str | None:
        """Return the name, after those above it where several are called so."""
        text = super().format_value(value)
        coded = _CODED.fullmatch(text or "")
        return place_words(coded[1], coded[2]) if coded else text


class _Chosen(SaidField):
    """Something on record, named in words and offered while one types; `kind` is what `views.choosing` finds."""

    kind = ""
    parted_by = ""

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        """Say where choices come from; a page without scripts shows a plain field."""
        chosen = {"data-choose": reverse_lazy("network:choose", args=[self.kind]), "autocomplete": "off"}
        many = {"data-choose-many": self.parted_by} if self.parted_by else {}
        return super().widget_attrs(widget) | chosen | many


class PlaceField(_Chosen):
    """A place by its name, or by its code, present or former: 「宁乡市」, 「长沙市雨花区」, 「430182」, 「430182 宁乡市」."""

    kind = "place"

    def __init__(self, **options: Any) -> None:
        super().__init__(max_length=80, **{"widget": PlaceInput, **options})

    def prepare_value(self, value: Any) -> Any:
        """Show code and name."""
        return f"{value.code} {value.name}" if isinstance(value, Place) else value

    def to_python(self, value: Any) -> Any:
        """Return the one place meant."""
        text = super().to_python(value)
        if text in self.empty_values:
            return None
        found = places_said(text)
        if not found:
            raise forms.ValidationError(f"没有叫「{text[:20]}」的地区，请从列表中选，或写全称，例如 宁乡市。")
        if len(found) > 1:
            listed = "、".join(place_words(place.code, place.name) for place in found)
            raise forms.ValidationError(f"叫「{text[:20]}」的地区不止一个，请写明上级：{listed}。")
        return found[0]

    def proposed(self, scope: Scope) -> Place | None:
        """Return the place of whoever has but one."""
        home = home_of(scope)
        return Place.objects.filter(path=home).first() if home else None


class OrganisationField(_Chosen):
    """An organisation by its name or an alias; where several have it, 「名称（编号12）」 tells which.

    One that is somebody `elses` is not proposed to whoever has an organisation of their own.
    """

    kind = "organisation"

    def __init__(self, *, elses: bool = False, **options: Any) -> None:
        self.elses = elses
        super().__init__(max_length=_LONGEST_NAME, **options)

    def proposed(self, scope: Scope) -> Organisation | None:
        """Return the one organisation that works at the place of whoever has but one."""
        home = "" if self.elses else home_of(scope)
        found = list(recording_for(scope).filter(path=home)[:2]) if home else []
        return found[0] if len(found) == 1 else None

    def prepare_value(self, value: Any) -> Any:
        """Show the name."""
        return value.name if isinstance(value, Organisation) else value

    def to_python(self, value: Any) -> Any:
        """Return the one organisation meant."""
        text = super().to_python(value)
        if text in self.empty_values:
            return None
        numbered = NUMBERED.fullmatch(text)
        found = list(named(numbered[1]).filter(pk=int(numbered[2]))) if numbered else called(text)
        if not found:
            raise forms.ValidationError(f"没有找到名称为「{text[:40]}」的组织，请从列表中选，或写登记的全称或简称。")
        if len(found) > 1:
            listed = "、".join(f"{one.name}（编号{one.pk}）在{one.place.name}" for one in found)
            raise forms.ValidationError(f"叫这个名称的组织不止一个，请写明编号：{listed}。")
        return found[0]


class UnifiedCodeField(forms.CharField):
    """A unified social credit code, however it was typed; cleaned to its one form."""

    def __init__(self, **options: Any) -> None:
        options = {"label": "统一社会信用代码", "help_text": "营业执照上的 18 位代码，没有的不填。", **options}
        super().__init__(max_length=LENGTH, **options)

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        """Leave room for the blanks a code is often copied with: a browser would cut them off with its last characters."""
        return super().widget_attrs(widget) | {"maxlength": str(2 * LENGTH)}

    def to_python(self, value: Any) -> str:
        """Return the code in its one form."""
        try:
            return unified_code_of(super().to_python(value) or "")
        except InputError as error:
            raise forms.ValidationError(error.message) from error


class FirmField(_Chosen):
    """A firm or village collective: its name, its unified code, or both; 「名称（编号12）」 for one on record.

    Cleaned to the record where code or number say which, else to the text: `actions.firms.firm_meant` finds it at the place
    of the record it is said in, or puts it on record.
    """

    kind = "firm"

    def __init__(self, **options: Any) -> None:
        options.setdefault("help_text", "企业全称，可加统一社会信用代码；没有登记过的，会随本记录登记。")
        super().__init__(max_length=150, **options)

    def prepare_value(self, value: Any) -> Any:
        """Show the name with what means exactly this one."""
        if not isinstance(value, Organisation):
            return value
        return f"{value.name} {value.unified_code}" if value.unified_code else numbered_name(value)

    def to_python(self, value: Any) -> Any:
        """Return the record, or the text that names it."""
        text = super().to_python(value)
        if text in self.empty_values:
            return None
        try:
            return firm_said(text)
        except InputError as error:
            raise forms.ValidationError(error.message) from error


class BaseField(_Chosen):
    """A base by its name; where several have it, 「名称（编号12）」 tells which."""

    kind = "base"

    def __init__(self, **options: Any) -> None:
        super().__init__(max_length=150, **options)

    def prepare_value(self, value: Any) -> Any:
        """Show name and number: another place may have a base of the same name."""
        return f"{value.name}（编号{value.pk}）" if isinstance(value, Base) else value

    def to_python(self, value: Any) -> Any:
        """Return the one base meant."""
        text = super().to_python(value)
        if text in self.empty_values:
            return None
        numbered = NUMBERED.fullmatch(text)
        rows = base_named(numbered[1] if numbered else text)
        found = list(rows.filter(pk=int(numbered[2])) if numbered else rows[:4])
        if not found:
            raise forms.ValidationError(f"没有找到名称为「{text[:40]}」的实践创新基地，请写登记的名称。")
        if len(found) > 1:
            listed = "、".join(f"{one.name}（编号{one.pk}）在{one.place.name}" for one in found)
            raise forms.ValidationError(f"叫这个名称的基地不止一个，请写明编号：{listed}。")
        return found[0]


class OrganisationsField(_Chosen):
    """Several organisations by their names, each once."""

    kind = "organisation"
    parted_by = "、"

    def __init__(self, **options: Any) -> None:
        super().__init__(max_length=MOST_ORGANISATIONS * (_LONGEST_NAME + 1), **options)

    def prepare_value(self, value: Any) -> Any:
        """Show the names."""
        return "、".join(one.name for one in value) if isinstance(value, list) else value

    def to_python(self, value: Any) -> Any:
        """Return the organisations named."""
        names = words_of(super().to_python(value))
        if len(names) > MOST_ORGANISATIONS:
            raise forms.ValidationError(f"最多写 {MOST_ORGANISATIONS} 家单位。")
        one = OrganisationField()
        found: list[Organisation] = [one.to_python(name) for name in names]
        return found
