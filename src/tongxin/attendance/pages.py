"""What the pages of every record with a roster show of it, and how a pasted roster is previewed."""

from collections.abc import Sequence
from functools import partialmethod
from http import HTTPStatus
from math import ceil
from typing import Any, Final

from django import forms
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse

from tongxin.access.guard import Guarded
from tongxin.attendance import queries
from tongxin.attendance.forms import SHARES
from tongxin.attendance.life import LEAVE
from tongxin.attendance.models import Leave, Occasion, Participation
from tongxin.attendance.present import unfolded
from tongxin.attendance.rosters import NEXT_LIST, read_roster
from tongxin.attendance.rosters.sheets import FORMATS, workbook_text
from tongxin.attendance.sections import every_section
from tongxin.kernel.errors import InputError
from tongxin.kernel.scope import Scope
from tongxin.lifecycle.addresses import address_of
from tongxin.lifecycle.life import Act
from tongxin.lifecycle.pages import RecordActPage, RecordPage
from tongxin.lifecycle.pages.showing import only
from tongxin.network.queries.bases import open_bases_of
from tongxin.network.queries.organisations import recording_for
from tongxin.network.queries.series import open_series_of
from tongxin.network.views.organised import OrganisedEntry
from tongxin.web.format import Kind
from tongxin.web.pages import EntryPage, Fact, Section
from tongxin.web.request import Asked

FILE: Final = "roster-file"
_OFFERED = 300  # names in a list to choose from


def roster_facts(occasion: Occasion) -> tuple[Fact, ...]:
    """Return what a roster amounts to: rule, person-times, evidence, how many are known."""
    sums = queries.roster_facts(occasion)
    known, completed = sums.resolved_share
    return (
        Fact(label="结业人次", value=sums.completed, kind=Kind.NUMBER, hint=f"名册 {sums.listed} 人"),
        Fact(label="依据", value="、".join(f"{label} {number} 人次" for label, number in sums.by_evidence)),
        Fact(label="对上人员", value=f"{known} / {completed}" if completed else ""),
        Fact(label="清点人数", value=sums.heads or "", kind=Kind.NUMBER),
    )


def roster_sections(record: Any, *, scope: Scope, offered: Sequence[Act]) -> list[Section]:
    """Return the parts of the page of a record with an occasion. `offered` are the acts of the record."""
    return every_section(record, scope=scope, offered=offered)


def completion_words(record: Any) -> str:
    """Return in words what completes the occasion of a record with days."""
    occasion: Occasion = record.occasion
    length = (record.last_day - record.first_day).days + 1
    words = f"共 {length} 天，参加 {occasion.days_needed} 天及以上"
    unit = "天"
    if occasion.goes_by_sessions:
        number, unit = queries.days(occasion).count(), "场"
        words = f"共 {number} 场，参加 {ceil(occasion.share * number)} 场及以上（{_words(occasion)}）"
    leave = f"；书面请假最多 {occasion.leave_counts} {unit}不计缺勤" if occasion.leave_counts else ""
    return words + leave


def _words(occasion: Occasion) -> str:
    share = f"{occasion.share_part}/{occasion.share_whole}"
    return f"{dict(SHARES).get(share, share)}，不足一场进为一场"


def offered(scope: Scope) -> dict[str, QuerySet[Any]]:
    """Return what is offered while one types: organisers, series and bases; others can still be typed. Three queries."""
    rows = {"organisers": recording_for(scope), "series": open_series_of(scope), "bases": open_bases_of(scope)}
    return {name: found[:_OFFERED] for name, found in rows.items()}


class WithRosterBox(EntryPage):
    """A page whose form has a roster. What was pasted becomes a table of lines that are mended and taken out in place.

    Nothing is handed in that was not shown: where pieces were left out or lines want a look, the table comes first.
    """

    template_name = "attendance/entry.html"
    request: Asked

    def days(self, form: forms.Form) -> int | None:
        """Return the number of days, where it is known."""
        raise NotImplementedError

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Write, or only show how the roster is understood: always that of a workbook."""
        file, fault = request.FILES.get(FILE), ""
        data = request.POST.copy()
        if file is not None:
            try:
                text = workbook_text(file.read(), name=file.name or "")
                data["roster"] = NEXT_LIST.join(one for one in (data.get("roster", ""), text) if one.strip())
            except InputError as error:
                fault = error.message
        form = self._form(initial=self.initial(), data=data)
        valid = form.is_valid()
        if file is None and "preview" not in request.POST and not (valid and _wants_a_look(form)):
            return super().post(request, *args, **kwargs)
        if fault:
            form.add_error("roster" if "roster" in form.fields else None, fault)
        status = HTTPStatus.BAD_REQUEST if fault else HTTPStatus.OK
        return self.render_to_response(self.get_context_data(form=form, previewed=True, **kwargs), status=status)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        form: forms.Form = kwargs["form"]
        kwargs |= {"file_name": FILE, "file_formats": FORMATS} if "roster" in form.fields else {}
        shown = self._preview(form) if form.is_bound and "roster" in form.fields else {}
        return super().get_context_data(**shown, **kwargs)

    def _preview(self, form: forms.Form) -> dict[str, Any]:
        """Return the table the box and the table before it have become; nothing where there is no roster, or too long a one."""
        text = form["roster"].data or ""
        box = form.data.get("roster") or ""
        before = form.data.get("roster-original") or ""
        try:
            shown = queries.preview(text, scope=self.request.scope, length=self.days(form))
            left_out = read_roster(before).left_out
        except InputError:
            return {}
        if not (shown.lines or shown.left_out):
            return {}
        bound: Any = form["roster"]
        bound.field.widget.emptied, bound.label = True, "再粘贴几行（可以不填）"
        bound.field.widget.attrs["rows"] = 3
        return {
            "preview": shown,
            "left_out": [one for one in (*left_out, *shown.left_out) if not one.plain],
            "original": "\n".join(one for one in (before.strip("\n"), box.strip("\n")) if one),
        }


def _wants_a_look(form: forms.Form) -> bool:
    """Tell whether the roster holds what its writer has not been shown: all of the box, and pieces left out of the table."""
    text, box = form["roster"].data or "", form.data.get("roster") or ""
    told = [one for one in read_roster(text).left_out if not one.plain]
    return bool(told) or (bool(box.strip()) and read_roster(box).wants_a_look)


class RosterEntry(WithRosterBox, OrganisedEntry):
    """Puts a record on file with its roster in one page. 「预览名册」 shows how it is understood."""

    def days(self, form: forms.Form) -> int | None:
        """Return the days from the first to the last typed; None while they are missing or make no sense."""
        values = getattr(form, "cleaned_data", {})
        first, last = values.get("first_day"), values.get("last_day")
        return (last - first).days + 1 if first and last and last >= first else None

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**offered(self.request.scope), **kwargs)


class RosterAct(WithRosterBox, RecordActPage):
    """Does an act whose form has a roster with a record on file."""

    @property
    def subtitle(self) -> str:  # type: ignore[override]  # the roster may be there already
        """How many need not be written, as they were checked in."""
        here = unfolded(self.subject.occasion) if self.one.code == "hold" else 0
        return f"已签到的 {here} 人会自动转入名册，不用再填；这里只补没有签到的人。" if here else ""

    def days(self, form: forms.Form) -> int | None:
        """Return the days of the record's occasion."""
        del form
        return queries.length(self.subject.occasion)


class LineCorrection(RecordActPage):
    """Corrects one line of a roster; only those who may read its name get here."""

    def heading(self) -> str:
        return f"{self.one.label}：{self.subject.shown_name}"


class RosterCorrection(RecordActPage):
    """Corrects a record with a roster, with the names that can be chosen as organiser."""

    template_name = "attendance/entry.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**offered(self.request.scope), **kwargs)


class SessionEntry(RecordActPage):
    """Adds a session to the timetable of an occasion, which the address names."""

    def find(self) -> Any:
        rows = Occasion.objects.visible_to(self.request.scope)
        return only(rows, self.kwargs["pk"], missing="没有找到这份日程，可能不在您的权限范围内。")

    def get_record(self) -> None:
        self.subject = self.find()
        self.request.scope.require(self.one.verb, self.subject.path)

    def heading(self) -> str:
        return f"{self.one.label}：{queries.owner_of(self.subject)}"

    def initial(self) -> dict[str, Any]:
        """Begin with the last day of the timetable."""
        last = queries.days(self.subject).last()
        return {"day": last.day if last else ""}

    def done_url(self, record: Any) -> str:
        del record
        return address_of(queries.owner_of(self.subject))

    cancel_url = partialmethod(done_url, None)


class LeaveEntry(RecordActPage):
    """Grants leave to somebody on the roster, which the address names by its line, or to somebody registered."""

    holders: type[Guarded] = Participation

    def find(self) -> Any:
        rows = self.holders.objects.visible_to(self.request.scope)
        return only(rows, self.kwargs["pk"], missing="没有找到要请假的人，可能不在您的权限范围内。")

    def get_record(self) -> None:
        self.subject = self.find()
        self.request.scope.require(self.one.verb, self.subject.path)

    def heading(self) -> str:
        return f"{self.one.label}：{queries.called(self.subject)}"

    def form_arguments(self) -> dict[str, Any]:
        return {"sessions": list(queries.days(self.subject.occasion))}

    def done_url(self, record: Any) -> str:
        """Show the leave: a paper can be added there."""
        return address_of(record)

    def cancel_url(self) -> str:
        return address_of(queries.owner_of(self.subject.occasion))


class LeavePage(RecordPage):
    """One leave: from what, why, who granted it, and the paper kept with it."""

    life = LEAVE
    related = ("occasion", "participation__person", "registration__person")

    def card(self) -> Sequence[Fact | str]:
        leave: Leave = self.record
        owner = queries.owner_of(leave.occasion)
        return (
            Fact(label="状态", value=LEAVE.state_label(leave)),
            Fact(label="姓名", value=leave.shown_name),
            Fact(label=str(owner._meta.verbose_name), value=str(owner), link=address_of(owner)),
            "sessions",
            "reason",
            "granted_by",
            "granted_at",
            "withdrawn",
        )
