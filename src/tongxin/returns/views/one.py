"""One return: what was said, what the records say now, what happened to it, and what may be done."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from typing import Any

from django.urls import reverse

from tongxin.access import journal, site
from tongxin.access.models import Entry
from tongxin.access.views import SignedIn
from tongxin.kernel.errors import NotFoundError
from tongxin.kernel.period import chinese_date
from tongxin.kernel.places import parent_path
from tongxin.kernel.scope import Verb
from tongxin.lifecycle.addresses import address_of
from tongxin.lifecycle.life import Act
from tongxin.lifecycle.pages import ActButton, AskedOnce, RecordActPage, timeline
from tongxin.lifecycle.pages.record import button, taking_back
from tongxin.lifecycle.pages.showing import SHOWN
from tongxin.lifecycle.pages.taking_back import TakeBackPage
from tongxin.ports.reported import Reported
from tongxin.ports.room import rooms
from tongxin.returns.calendar import Phase
from tongxin.returns.life import RETURN
from tongxin.returns.models import UNSAID, Restatement, Return
from tongxin.returns.queries import owed as queries
from tongxin.returns.queries.numbers import Numbers, numbers_of, reported
from tongxin.returns.queries.owed import Owed
from tongxin.returns.views.parts import grid_url, mark_of, numbers_before, numbers_shown
from tongxin.web.format import Kind, moment
from tongxin.web.pages import Crumb, DetailPage, Fact, Link, Moment, Section
from tongxin.web.request import Asked
from tongxin.web.table import Column, Table

State = Return.State
_RESTATED = (
    Column(name="at", label="时间", value=lambda row: moment(row["of"].at)),
    Column(name="measure", label="指标", value="label"),
    Column(name="before", label="更正前", value="before", kind=Kind.NUMBER),
    Column(name="after", label="更正后", value="after", kind=Kind.NUMBER),
    Column(name="reason", label="原因", value=lambda row: row["of"].reason),
    Column(name="actor", label="更正人", value=lambda row: row["of"].actor),
)


_CITED = (
    Column(name="title", label="报告", value="title", link=lambda one: one.url),
    Column(name="number", label="文号", value="number"),
    Column(name="figures", label="其中的数字", value=lambda one: "；".join(one.figures)),
)


def found_at(request: Asked, place: int, number: int) -> Owed:
    """Return the return of an address as the asker may see it."""
    return queries.owed_at(request.scope, place=place, number=number, day=site.current().day)


class ReturnPage(SignedIn, DetailPage):
    """A return, there or not yet."""

    template_name = "returns/return.html"
    record: Owed
    now: Numbers
    kind: Reported

    def get_record(self) -> Owed:
        found = found_at(self.request, self.kwargs["place"], self.kwargs["number"])
        self.kind = reported(found.duty.kind)
        unit = found.duty.organisation_id
        self.now = numbers_of(found.duty.kind, [unit], found.period)[unit]
        return found

    def heading(self) -> str:
        """Name unit, kind and period."""
        one = self.record
        return f"{one.duty.organisation.name} {one.period.label}{self.kind.label}上报"

    def crumbs(self) -> Sequence[Crumb]:
        one = self.record
        place = one.duty.place.parent or one.duty.place
        url = grid_url(kind=one.duty.kind, year=one.period.last.year, place=place.code)
        return (Crumb(label="填报", url=reverse("returns:home")), Crumb(label=f"{place.name}上报情况", url=url))

    def links(self) -> Sequence[Link]:
        shown = [button(one, self.record.record) for one in self.acts if one.listed and self._makes_sense(one)]
        return [*shown, *taking_back(self.record.found, self.written, by=self.request.actor)]

    @cached_property
    def written(self) -> Sequence[Entry]:
        """The newest lines of the journal about it."""
        return list(journal.of(self.record.found)[:SHOWN]) if self.record.found is not None else ()

    @cached_property
    def acts(self) -> Sequence[Act]:
        return RETURN.offered(self.record.record, scope=self.request.scope, account=self.request.actor.account_id)

    def _makes_sense(self, one: Act) -> bool:
        """Tell whether the numbers and the calendar leave anything to do: nil is said of nothing, restated what differs."""
        if one.code in {"confirm", "nil"}:
            return (one.code == "nil") == (not any(self.now.values())) and self._may_confirm()
        return one.code != "restate" or self.differs

    @cached_property
    def restated(self) -> Sequence[Restatement]:
        """How its numbers changed after they were locked, newest first."""
        return list(queries.restatements(self.record.found)) if self.record.found is not None else ()

    @property
    def locked(self) -> bool:
        """Whether its numbers are locked."""
        return self.record.found is not None and self.record.found.state == State.LOCKED

    @property
    def differs(self) -> bool:
        """Whether the records say something else than what was confirmed."""
        found = self.record.found
        return found is not None and found.is_there and found.numbers != self.now

    def _may_confirm(self) -> bool:
        one = self.record
        if (one.is_there and not self.differs) or one.phase is Phase.RUNNING:
            return False
        above = parent_path(one.duty.path)
        return one.phase is not Phase.CLOSED or not above or self.request.scope.may(Verb.CONFIRM, above)

    def facts(self) -> Sequence[Fact]:
        """Return unit, period, deadline and state."""
        one = self.record
        found, mark = one.found, mark_of(one)
        shown = (
            Fact(label="状态", value=mark.explained, hint="零报告" if found and found.nil and one.is_there else ""),
            Fact(label="上报单位", value=one.duty.organisation.name, link=address_of(one.duty.organisation)),
            Fact(label="所在地区", value=one.duty.place.name),
            Fact(label="时期", value=one.period.label, hint=f"{chinese_date(one.period.last)}止"),
            Fact(label="截止", value=one.deadline.due, kind=Kind.DATE, hint=_late(one)),
            Fact(label="关闭", value=one.deadline.closes, kind=Kind.DATE, hint="之后由上级代为补报"),
            Fact(label="等待", value=found.get_awaiting_display() if found and found.awaiting else ""),
            Fact(
                label="上报时间",
                value=found and found.confirmed_at,
                kind=Kind.TIME,
                hint=found.confirmed_by if found else "",
            ),
            Fact(label="退回原因", value=found.note if found else ""),
        )
        return tuple(fact for fact in shown if fact.value not in (None, ""))

    def sections(self) -> Sequence[Section]:
        """Return the numbers confirmed beside those of today, restatements, and what rests on the return."""
        one = self.record
        shown = [Section(name="numbers", title="数字", table=self._numbers())]
        if one.found is not None:
            rows = list(_restated(one, self.restated, kind=self.kind))
            if rows:
                shown.append(Section(name="restated", title="更正", table=Table(_RESTATED, rows, caption="更正")))
        return [*shown, *self.resting()]

    def resting(self) -> Sequence[Section]:
        """Return the issued reports that the restatements of this return contradict; nothing where it was not restated."""
        changes = [row.change for row in self.restated]
        cited = [
            one
            for room in rooms()
            if room.citations and changes
            for one in room.citations(changes, scope=self.request.scope)
        ]
        if not cited:
            return ()
        note = "签发的内容不会改变；报告页和核验页会标明已更正。"
        return (Section(name="cited", title="受影响的已签发报告", table=Table(_CITED, cited), note=note),)

    def _numbers(self) -> Table:
        one = self.record
        said: Mapping[str, int] = one.found.numbers if one.found is not None else {}
        stands = one.found is not None and one.is_there
        rows = [
            {
                "number": number,
                "said": said.get(number.code),
                "stands": stands,
                "differs": stands and said.get(number.code) != number.value,
            }
            for number in numbers_shown(
                self.kind, self.now, unit=one.duty.organisation_id, place=one.duty.place, period=one.period
            )
        ]
        columns = (
            Column(name="label", label="指标", value="number.label"),
            Column(name="said", label="上报的数字" if stands or not said else "上次确认", value="said", kind=Kind.NUMBER),
            Column(
                name="now", label="现有记录", value=lambda row: row["number"].value, kind=Kind.NUMBER,
                link=lambda row: row["number"].url,
            ),
            Column(name="unit", label="单位", value="number.unit"),
            Column(name="differs", label="是否一致", value=_agreement, template="returns/parts/agreement.html"),
        )  # fmt: skip
        return Table(columns, rows, caption="数字")

    def timeline(self) -> Sequence[Moment]:
        """Return what happened to it, with the numbers each confirmation changed."""
        if self.record.found is None:
            return ()
        told = zip(timeline(self.record.found, written=self.written), self.written, strict=True)
        return [replace(one, changes=[*one.changes, *self._changed(entry)]) for one, entry in told]

    def _changed(self, entry: Entry) -> Iterator[tuple[str, str, str]]:
        """Yield the numbers one line of the journal changed: what, from, to."""
        before, after = (values.get("numbers") for values in entry.values)
        if not before or after is None:
            return
        one = self.record
        unit, place, period = one.duty.organisation_id, one.duty.place, one.period
        for number in numbers_shown(self.kind, after, unit=unit, place=place, period=period, before=before):
            if number.before and number.before != number.text:
                yield number.label, number.before, number.text

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        may_send_back = any(one.code == "send_back" for one in self.acts)
        return context | {"locked": self.locked, "differs": self.differs, "may_send_back": may_send_back}


def _agreement(row: Mapping[str, Any]) -> str:
    if not row["stands"]:
        return "尚未上报" if row["said"] is None else "尚未重新上报"
    return "不一致" if row["differs"] else "一致"


def _late(one: Owed) -> str:
    return f"逾期 {one.days_late} 天" if one.days_late > 0 and not one.is_there else ""


def _restated(owed: Owed, rows: Sequence[Restatement], *, kind: Reported) -> Iterator[Mapping[str, Any]]:
    where: dict[str, Any] = {"unit": owed.duty.organisation_id, "place": owed.duty.place, "period": owed.period}
    for one in rows:
        before = numbers_shown(kind, one.before, **where)
        after = numbers_shown(kind, one.after, **where)
        for old, new in zip(before, after, strict=True):
            if old.value != new.value:
                yield {"of": one, "label": old.label, "before": old.value, "after": new.value}


class _OneReturn:
    """Finds the return of an address by its place and number, there or not yet."""

    request: Any
    kwargs: Any
    one: Act
    owed: Owed

    def heading(self) -> str:
        """Name the act, the unit, the period and the kind."""
        one = self.owed
        return f"{self.one.label}：{one.duty.organisation.name} {one.period.label}{reported(one.duty.kind).label}"

    def find(self) -> Return:
        """Return it as the asker may see it; what was never said can only be said."""
        self.owed = found_at(self.request, self.kwargs["place"], self.kwargs["number"])
        if self.owed.found is None and UNSAID not in self.one.from_:
            raise NotFoundError("这个单位还没有上报这个时期。")
        return self.owed.record

    def done_url(self, record: Any) -> str:
        """Show the list of what waits where the act was asked for there, else the return."""
        del record
        asked = {**self.request.GET.dict(), **self.request.POST.dict()}
        return reverse("returns:home") if asked.get("back") == "home" else address_of(self.owed.record)


class ReturnButton(_OneReturn, ActButton):
    """Does one act with a return at the press of a button, then goes back to where the button was."""


class ReturnAsked(_OneReturn, AskedOnce):
    """Confirms a return after asking once, with its numbers in sight, then goes back to where the button was."""

    def notice(self) -> str:
        """Say which numbers are confirmed, and what follows."""
        one, unit = self.owed, self.owed.duty.organisation_id
        numbers = numbers_of(one.duty.kind, [unit], one.period)[unit]
        shown = numbers_shown(
            reported(one.duty.kind), numbers, unit=unit, place=one.duty.place, period=one.period,
            before=numbers_before(one.found),
        )  # fmt: skip
        said = "、".join(
            f"{number.label} {number.text} {number.unit}{f'（上次确认：{number.before}）' if number.before else ''}"
            for number in shown
        )
        return f"现在登记的数字：{said}。{super().notice()}"


class ReturnTakeBack(TakeBackPage):
    """Takes a confirmed return back, until somebody above has approved it."""

    def found(self) -> Return:
        """Return the return of the address; what was never said cannot be taken back."""
        found = found_at(self.request, self.kwargs["place"], self.kwargs["number"]).found
        if found is None:
            raise NotFoundError("这个单位还没有上报这个时期。")
        return found

    def done_url(self, record: Any) -> str:
        """Show it, confirmed or not."""
        del record
        return address_of(self.subject)


class ReturnAct(_OneReturn, RecordActPage):
    """Does one act with a return that needs a reason."""
