"""The page of one record: its facts by the names of fields, its sections, the buttons its state offers, its timeline."""

from collections.abc import Sequence
from functools import cached_property
from typing import Any

from django.db.models import QuerySet
from django.urls import NoReverseMatch
from django.utils import timezone

from tongxin.access import journal
from tongxin.access.actor import Actor
from tongxin.access.models import Entry
from tongxin.access.views import SignedIn
from tongxin.kernel.scope import Verb
from tongxin.lifecycle.addresses import DETAIL, address_of
from tongxin.lifecycle.evidence import evidence_section
from tongxin.lifecycle.life import Act, Life
from tongxin.lifecycle.pages.showing import SHOWN, shown_fact, timeline
from tongxin.lifecycle.taking_back import PAGE, WITHIN, may_be_offered
from tongxin.ports.narrowed import own_section
from tongxin.ports.room import rooms
from tongxin.web.pages import DetailPage, Fact, Link, Moment, Section

_EMPTY: tuple[Any, ...] = (None, "", (), [])


class RecordPage(SignedIn, DetailPage):
    """One record. Subclasses give `life`, `related` (relations read along) and `card()`: names of fields, or facts."""

    life: Life
    related: Sequence[str] = ()

    @property
    def missing(self) -> str:  # type: ignore[override]  # the life says it
        """What is said of a record that is not there, or out of scope."""
        return self.life.not_found

    def heading(self) -> str:
        """Return what the record is called."""
        return self.life.called(self.record)

    def get_queryset(self) -> QuerySet[Any]:
        """Return what the scope shows."""
        return self.life.model.objects.visible_to(self.request.scope).select_related(*self.related)

    def card(self) -> Sequence[Fact | str]:
        """Return what is shown of the record; what is empty is left out."""
        return ()

    def own_sections(self) -> Sequence[Section]:
        """Return what this page itself shows below the facts."""
        return ()

    def sections(self) -> Sequence[Section]:
        """Return the record's own figures, the page's own sections, those of other rooms, and its files."""
        model, scope = self.life.model, self.request.scope
        figures = own_section(f"{self.life.code}.{DETAIL}", self.record, scope=scope)
        others = [room.sections[table] for room in rooms() for table in model.__mro__ if table in room.sections]
        shown = [*self.own_sections(), *(one for said in others for one in said(self.record, scope=scope))]
        files = [evidence_section(self.record, scope=scope)] if self.life.evidence else []
        return [*([figures] if figures else []), *shown, *files]

    def facts(self) -> Sequence[Fact]:
        """Return the card without its empty lines."""
        made = [shown_fact(self.record, one) if isinstance(one, str) else one for one in self.card()]
        return tuple(one for one in made if one.value not in _EMPTY)

    @cached_property
    def acts(self) -> Sequence[Act]:
        """The acts the record's state allows this asker."""
        return self.life.offered(self.record, scope=self.request.scope, account=self.request.actor.account_id)

    def links(self) -> Sequence[Link]:
        """Return a button for each, and one to take the newest back where that can be."""
        shown = [button(one, self.record) for one in self.acts if one.listed]
        return [*shown, *taking_back(self.record, self.written, by=self.request.actor, beside=self.told)]

    @cached_property
    def written(self) -> Sequence[Entry]:
        """The newest lines of the journal about the record."""
        return list(journal.of(self.record)[:SHOWN])

    def timeline(self) -> Sequence[Moment]:
        """Return what was written about the record, and what other rooms say happened to what hangs on it, newest first."""
        own = timeline(self.record, written=self.written)
        return sorted([*own, *self.told], key=lambda one: one.at, reverse=True)[:SHOWN] if self.told else own

    @cached_property
    def told(self) -> Sequence[Moment]:
        """What other rooms say happened to what hangs on the record."""
        model, scope = self.life.model, self.request.scope
        others = [room.moments[table] for room in rooms() for table in model.__mro__ if table in room.moments]
        return [one for said in others for one in said(self.record, scope=scope)]


def taking_back(record: Any, written: Sequence[Entry], *, by: Actor, beside: Sequence[Moment] = ()) -> Sequence[Link]:
    """Return the button that takes back the newest act of those written, where that is worth offering and has a page.

    `beside` is what happened to what hangs on the record: the asker's own newest act may be among it.
    """
    if record is None:
        return ()
    own = by.scope.may(Verb.RECORD, record.path) and _is_own(written, beside, by=by)
    if not (own or may_be_offered(written, by=by, path=record.path)):
        return ()
    try:
        return (Link(label="撤回上一步", url=address_of(record, PAGE), icon="left"),)
    except NoReverseMatch:
        return ()


def _is_own(written: Sequence[Entry], beside: Sequence[Moment], *, by: Actor) -> bool:
    newest = max(beside, key=lambda one: one.at, default=None)
    if newest is None or newest.account is None or any(one.at > newest.at for one in written[:1]):
        return False
    return newest.account == by.account_id and timezone.now() - newest.at <= WITHIN


def button(one: Act, record: Any) -> Link:
    """Return the button of an act: one without a form is done at once."""
    icon = one.icon or ("edit" if one.corrects else "check" if one.primary or one.form is None else "")
    asks = one.form is not None or bool(one.ends)
    return Link(label=one.label, url=address_of(record, one.code), icon=icon, primary=one.primary, post=not asks)
