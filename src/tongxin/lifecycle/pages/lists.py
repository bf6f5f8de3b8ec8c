"""The list of one kind of record: columns and filters by the names of fields."""

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.urls import reverse

from tongxin.access import site
from tongxin.access.guard import Guarded
from tongxin.access.views import SignedIn
from tongxin.kernel.scope import Verb
from tongxin.lifecycle.life import Life
from tongxin.lifecycle.pages.showing import column_of, with_link
from tongxin.web.filters import Filter, choice, coded, form_of, narrowed
from tongxin.web.pages import Empty, Link, ListPage
from tongxin.web.table import Column

OVERDUE = "overdue"  # computed, never a stored state


def state_filter(life: Life) -> Filter:
    """Keep the records in one state, or those that should have gone on by today."""

    def narrow(rows: QuerySet[Any], value: str) -> QuerySet[Any]:
        if value == OVERDUE and life.overdue is not None:
            return rows.filter(**life.overdue(site.current().day))
        return rows.filter(state=value)

    def choices() -> list[tuple[str, str]]:
        return [*life.choices(), *([(OVERDUE, life.overdue_words)] if life.overdue else [])]

    return choice("state", choices, label="状态", narrow=narrow)


class RecordList(SignedIn, ListPage):
    """The records of one kind the asker may see.

    Subclasses give `life`, `order`, `shown` and `narrowed_by`: names of fields, or columns and filters of their own. The
    first column leads to the record.
    """

    life: Life
    shown: Sequence[str | Column] = ()
    narrowed_by: Sequence[str | Filter] = ()
    nothing = Empty()

    @property
    def verb(self) -> Verb:  # type: ignore[override]  # what reading such records needs
        """What one needs somewhere to open the list."""
        return self.life.model.read_verb

    @property
    def title(self) -> str:  # type: ignore[override]  # the kind of record, where nothing else is said
        """The kind of record."""
        return self.life.label

    @cached_property
    def columns(self) -> Sequence[Column]:  # type: ignore[override]  # made from the names
        """The columns, the first one leading to the record."""
        model = self.life.model
        made = [one if isinstance(one, Column) else column_of(model, one) for one in self.shown]
        return [made[0] if made[0].link else with_link(made[0]), *made[1:]]

    @cached_property
    def filters(self) -> Sequence[Filter]:
        """The filters."""
        return [one if isinstance(one, Filter) else self._filter(one) for one in self.narrowed_by]

    @property
    def filter_form(self) -> type[forms.Form] | None:  # type: ignore[override]  # made from the filters
        """The form of the filters."""
        return form_of(self.filters) if self.filters else None

    def get_queryset(self) -> QuerySet[Any]:
        """Return what the scope shows, with the relations the columns name."""
        model: type[Guarded] = self.life.model
        named = [one for one in self.shown if isinstance(one, str) and model._meta.get_field(one).is_relation]
        return model.objects.visible_to(self.request.scope).select_related(*named)

    def filtered(self, rows: QuerySet[Any], values: Mapping[str, Any]) -> QuerySet[Any]:
        """Narrow by the filters."""
        return narrowed(rows, self.filters, values)

    def links(self) -> Sequence[Link]:
        """Offer putting one on record to those who may anywhere."""
        new, scope = self.life.new, self.request.scope
        if new is None or not scope.may_anywhere(new.verb):
            return ()
        return (Link(label=new.label, url=reverse(self.life.name_of(new)), icon="plus", primary=True),)

    def empty(self) -> Empty:
        """Name the next step."""
        return Empty(
            title=self.nothing.title,
            hint=self.nothing.hint,
            link=next((one for one in self.links() if one.primary), None),
        )

    def _filter(self, name: str) -> Filter:
        return state_filter(self.life) if name == "state" else coded(self.life.model, name)
