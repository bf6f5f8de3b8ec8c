"""Kept phrases: one kept from a choice, the list, one on its own page."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.urls import reverse

from tongxin.access.views import SignedIn
from tongxin.claims import actions
from tongxin.claims.check import WHOLE
from tongxin.claims.drafts import Draft
from tongxin.claims.forms import KeepPhraseForm, PickForm
from tongxin.claims.life import PHRASE
from tongxin.claims.models import KeptPhrase
from tongxin.claims.shown import Note, Shown, part_of
from tongxin.claims.sources import answers_of
from tongxin.claims.spoken import words_around
from tongxin.claims.views.checking import opened, result_url
from tongxin.kernel.divisions import name_of_path
from tongxin.kernel.errors import InputError
from tongxin.kernel.scope import Verb
from tongxin.lifecycle.addresses import list_of
from tongxin.lifecycle.pages import RecordList, RecordPage
from tongxin.web.filters import text
from tongxin.web.format import Kind
from tongxin.web.pages import Crumb, Empty, EntryPage, Fact, Link
from tongxin.web.table import Column


def _crumbs() -> list[Crumb]:
    return [Crumb(label="核数", url=reverse("claims:check"))]


_CHOOSE_FIRST = "请先在核对结果里给这个数字选好一项记录，再保留说法。"


class KeepPhrasePage(SignedIn, EntryPage):
    """Keeps what the report calls a record that was chosen by hand."""

    verb = Verb.RECORD
    button = "保留"
    done = "已保留，以后核对会用到这个说法。"
    title = "保留报告里的说法"
    subject: Draft
    note: Note

    def get_record(self) -> None:
        """Read the draft and the choice; nothing on file is corrected."""
        self.subject = opened(self.request, self.kwargs["key"])
        asked = PickForm(self.request.GET)
        result = self.subject.result
        values = asked.cleaned_data if asked.is_valid() else {}
        note = Shown.from_json(result).note_at((values["start"], values["end"])) if result and values else None
        if note is None or not note.override or not note.key:
            raise InputError(_CHOOSE_FIRST)
        self.note = note

    def validator(self) -> type[forms.Form]:
        return KeepPhraseForm

    def form_arguments(self) -> dict[str, Any]:
        return {"places": self.request.scope.prefixes(Verb.RECORD)}

    def initial(self) -> dict[str, Any]:
        """Offer the words right beside the figure; whoever keeps them says which."""
        return {"said": words_around(self.subject.inputs.text, self.note.start, self.note.end)}

    def cancel_url(self) -> str:
        return result_url(self.subject, part=part_of(self.note.start), number=self.note.number)

    def save(self, values: dict[str, Any]) -> KeptPhrase:
        inputs = self.subject.inputs
        key = self.note.key.removesuffix(WHOLE)
        every = answers_of(inputs, scope=self.request.scope).candidates()
        chosen = next((one for one in every if one.key == key), None)
        if chosen is None:
            raise InputError(_CHOOSE_FIRST)
        measure = key if inputs.facts is None else ""
        return actions.keep_phrase(by=self.request.actor, name=chosen.name, measure=measure, **values)

    def done_url(self, record: Any) -> str:
        del record
        return self.cancel_url()


class PhraseList(RecordList):
    """The kept phrases of the asker's places, newest first."""

    life = PHRASE
    title = "保留的说法"
    narrowed_by = (text("said", "name", label="说法或指标"),)
    order = ("-id",)
    shown = (
        "said",
        "name",
        Column(name="used", label="用于", value=lambda one: "登记簿" if one.measure else "事实表"),
        Column(name="place", label="归在", value=lambda one: name_of_path(one.path), order=("path",)),
        Column(name="keeper", label="保留人", value="keeper"),
        Column(name="created", label="保留时间", value="created", kind=Kind.TIME, order=("created",)),
    )

    def crumbs(self) -> Sequence[Crumb]:
        return _crumbs()

    def links(self) -> Sequence[Link]:
        """A phrase is kept at the figure it was chosen for, never from the list."""
        return ()

    def empty(self) -> Empty:
        return Empty(
            title="还没有保留过说法",
            hint="在核对结果里给一个数字换了记录后，可以把报告里的说法保留下来，以后自动对应。",
            link=Link(label="核对一份报告", url=reverse("claims:check"), primary=True),
        )


class PhrasePage(RecordPage):
    """One kept phrase."""

    life = PHRASE
    verb = Verb.VIEW
    record: KeptPhrase

    def crumbs(self) -> Sequence[Crumb]:
        return [*_crumbs(), Crumb(label="保留的说法", url=list_of(PHRASE))]

    def card(self) -> Sequence[Fact]:
        """Tell what it stands for, and who kept it."""
        one = self.record
        return (
            Fact(label="文中的说法", value=one.said),
            Fact(label="指的是", value=one.name, hint=one.measure),
            Fact(label="用于", value="对照登记簿的核对" if one.measure else "对照事实表的核对"),
            Fact(label="归在", value=name_of_path(one.path)),
            Fact(label="保留", value=one.created, kind=Kind.TIME, hint=one.keeper),
        )
