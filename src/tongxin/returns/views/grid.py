"""The grid of units by periods, and locking a period of a province."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.views.generic.base import View

from tongxin.access import site
from tongxin.access.views import SignedIn
from tongxin.kernel.errors import InputError, NotFoundError
from tongxin.kernel.period import Period, chinese_date
from tongxin.kernel.scope import Scope, Verb
from tongxin.network.models import Place
from tongxin.returns import actions
from tongxin.returns.forms import GridForm, LockForm
from tongxin.returns.levels import province_of
from tongxin.returns.queries import owed as queries
from tongxin.returns.queries.numbers import every_reported
from tongxin.returns.queries.owed import Owed
from tongxin.returns.queries.review import place_names
from tongxin.returns.queries.tally import Tally, tally
from tongxin.returns.views.parts import LEGEND, MARKS, Mark, grid_url, mark_of, url_of
from tongxin.web import export
from tongxin.web.pages import Page
from tongxin.web.request import Asked
from tongxin.web.table import Column, Table

_NAMED = 10
MISSING_PLACE = "没有找到这个地区的上报情况，或不在您的权限范围内。"


@dataclass(frozen=True, kw_only=True)
class Unit:
    """A row of the grid: a unit and its cells, one a period. `label` is short: the place, where it has but one unit."""

    name: str
    place: str
    label: str
    cells: Sequence[tuple[Mark, str]]


@dataclass(frozen=True, kw_only=True)
class Grid:
    """Units by periods, under the prefectures they belong to."""

    periods: Sequence[Period]
    groups: Sequence[tuple[str, Sequence[Unit]]]
    tally: Tally

    @property
    def units(self) -> list[tuple[str, Unit]]:
        """Every unit with its prefecture."""
        return [(name, unit) for name, units in self.groups for unit in units]


def grid_of(owed: Sequence[Owed], *, stock: bool) -> Grid:
    """Lay returns out."""
    periods = sorted({one.period for one in owed})
    groups: dict[str, list[Unit]] = {}
    units = queries.by_unit(owed)
    at_place = Counter(members[0].duty.place_id for members in units.values())
    for members in units.values():
        duty = members[0].duty
        label = duty.place.name if at_place[duty.place_id] == 1 else duty.organisation.name
        groups.setdefault(_prefecture(duty.path), []).append(_unit(members, label=label, periods=periods))
    names = place_names(groups)
    return Grid(
        periods=periods,
        groups=[(names.get(path, "省级"), units) for path, units in groups.items()],
        tally=tally(one for one in owed if queries.is_due(one, stock=stock)),
    )


def _prefecture(path: str) -> str:
    """Return the path of the prefecture a unit stands in, or of the place right below the province."""
    steps = path.split("/")[:2]
    return f"{'/'.join(steps)}/" if steps[-1] else path


def _unit(members: Sequence[Owed], *, label: str, periods: Sequence[Period]) -> Unit:
    cells = {one.period: (mark_of(one), url_of(one)) for one in members}
    duty = members[0].duty
    return Unit(
        name=duty.organisation.name,
        place=duty.place.name,
        label=label,
        cells=[cells.get(period, (MARKS["none"], "")) for period in periods],
    )


def period_word(period: Period) -> str:
    """Return a period as the head of a narrow column, the year being said elsewhere."""
    return period.label.removeprefix(f"{period.start.year}年") or "全年"


def home_place(scope: Scope) -> Place | None:
    """Return the place an asker's pages open with: the highest of the own ones, else the site's."""
    prefixes = sorted(scope.prefixes(Verb.VIEW), key=lambda path: (path.count("/"), path))
    path = next((path for path in prefixes if path), site.current().home_path)
    return Place.objects.filter(path=path).first()


class GridPage(SignedIn, Page):
    """Units by periods of a year, by state."""

    verb = Verb.VIEW
    title = "上报情况"
    template_name = "returns/grid.html"

    @cached_property
    def form(self) -> GridForm:
        """The choice of kind, year and place, each with what it is when nothing is chosen."""
        place = home_place(self.request.scope)
        shown = f"{place.code} {place.name}" if place else ""
        first = {"kind": next(iter(every_reported())), "year": str(site.current().day.year), "place": shown}
        given = {name: self.request.GET[name] for name in first if self.request.GET.get(name)}
        return GridForm({**first, **given})

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Show the grid, or send it as an Excel file."""
        if not self.form.is_valid():
            return self.render_to_response(super().get_context_data(form=self.form, **kwargs), status=400)
        if not self.request.scope.may(Verb.VIEW, self.place.path):
            raise NotFoundError(MISSING_PLACE)
        if request.GET.get("export"):
            return self._workbook()
        return super().get(request, *args, **kwargs)

    @property
    def place(self) -> Place:
        """The place asked for."""
        place: Place = self.form.cleaned_data["place"]
        return place

    @property
    def year(self) -> Period:
        """The year asked for."""
        return Period.year(self.form.cleaned_data["year"])

    @cached_property
    def grid(self) -> Grid:
        """The grid asked for."""
        kind = every_reported()[self.form.cleaned_data["kind"]]
        rows = queries.duties(self.request.scope, path=self.place.path).filter(kind=kind.kind)
        return grid_of(queries.owed_in(rows, span=self.year, day=site.current().day), stock=kind.stock)

    def heading(self) -> str:
        """Name place, year and kind."""
        if not self.form.is_valid():
            return self.title
        kind = every_reported()[self.form.cleaned_data["kind"]]
        return f"{self.place.name}{self.year.label}{kind.label}上报情况"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the grid with its counts, and the lock for the province."""
        kind, year = self.form.cleaned_data["kind"], self.form.cleaned_data["year"]
        here = grid_url(kind=kind, year=year, place=self.place.code)
        counts = self.grid.tally.reporting
        return super().get_context_data(
            form=self.form,
            grid=self.grid,
            heads=[(period, period_word(period)) for period in self.grid.periods],
            counts=counts,
            missing=_named([place.name for place in counts.missing]),
            legend=LEGEND,
            export_url=f"{here}&export=xlsx",
            kind=kind,
            place=self.place,
            lockable=self._lockable(),
            day=site.current().day,
            **kwargs,
        )

    def _lockable(self) -> list[tuple[str, str]]:
        """Return the periods the asker may lock here: those that have ended, the year first."""
        if not self.request.scope.may(Verb.CONFIRM, province_of(self.place.path)):
            return []
        ended = [period for period in self.grid.periods if period.end <= site.current().day]
        whole = [self.year] if ended and self.year not in ended else []
        return [(period.code, period.label) for period in (*whole, *ended)]

    def _workbook(self) -> HttpResponseBase:
        columns = [
            Column(name="group", label="所属市州", value=lambda row: row[0]),
            Column(name="unit", label="上报单位", value=lambda row: row[1].name),
            Column(name="place", label="地区", value=lambda row: row[1].place),
            *(_period_column(period, at) for at, period in enumerate(self.grid.periods)),
        ]
        counts = self.grid.tally.reporting
        said = f"应报 {counts.expected}，已报 {counts.reported}，零报告 {counts.nil}，缺报 {counts.owed}，未到期 {counts.pending}"
        source = (f"截至{chinese_date(site.current().day)}", said)
        return export.workbook(Table(columns, self.grid.units), title=self.heading(), source=source)


def _named(names: Sequence[str]) -> list[str]:
    """Return the names a sentence can hold; the last one tells how many there are where there are more."""
    if len(names) <= _NAMED:
        return list(names)
    return [*names[: _NAMED - 1], f"{names[_NAMED - 1]}等 {len(names)} 个"]


def _period_column(period: Period, at: int) -> Column:
    def word(row: tuple[str, Unit]) -> str:
        return row[1].cells[at][0].word

    return Column(name=period.code, label=period.label, value=word)


class LockPage(SignedIn, View):
    """Locks what the province has approved of a period."""

    verb = Verb.CONFIRM
    request: Asked

    def post(self, request: Asked) -> HttpResponse:
        """Lock, and say how many were left and why."""
        form = LockForm(request.POST)
        if not form.is_valid():
            raise InputError("请在上报情况页选择要锁定的时期。", field="period")
        values: Mapping[str, Any] = form.cleaned_data
        place, period, kind = values["place"], values["period"], values["kind"]
        if not request.scope.may(Verb.VIEW, place.path):
            raise NotFoundError(MISSING_PLACE)
        done = actions.lock_returns(by=request.actor, kind=kind, path=place.path, period=period)
        messages.success(request, f"{period.label}已锁定 {done.done} 份。")
        if done.waiting:
            messages.warning(request, f"{done.waiting} 份没有锁定：还没有审核完，或已退回。")
        if done.changed:
            messages.warning(request, f"{done.changed} 份没有锁定：审核以后记录又有变动，请退回重新确认。")
        return HttpResponseRedirect(grid_url(kind=kind, year=period.start.year, place=place.code))
