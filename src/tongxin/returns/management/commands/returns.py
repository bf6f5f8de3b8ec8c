"""`tongxin returns`: who reported for a period and who did not."""

from typing import Any

from django.core.management.base import CommandParser

from tongxin.access import site
from tongxin.access.command import TongxinCommand
from tongxin.figures.figure import ratio_text
from tongxin.kernel.errors import NotFoundError
from tongxin.kernel.period import Period
from tongxin.kernel.scope import Scope, Verb
from tongxin.network.queries.places import place_at
from tongxin.ports.reported import Reported
from tongxin.returns.queries.numbers import every_reported, reported
from tongxin.returns.queries.owed import duties, is_due, owed_in
from tongxin.returns.queries.tally import Tally, tally
from tongxin.web.format import percent

_NAMED = 20


class Command(TongxinCommand):
    help = "查看一个时期的上报情况"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--period", metavar="时期", required=True, help="如 2021、2021H1、2021Q3、2021-07")
        parser.add_argument("--kind", metavar="内容", help="上报内容的代码，如 training，默认全部")
        parser.add_argument("--place", metavar="区划代码", help="六位区划代码，默认本网络所在地区")
        parser.add_argument("--json", action="store_true", help="输出 JSON")
        self.add_scope_argument(parser)

    def work(self, *_args: Any, **options: Any) -> None:
        period = Period.parse(options["period"])
        scope = self.actor(options).scope
        path = _path(options["place"], scope=scope)
        kinds = [reported(options["kind"])] if options["kind"] else list(every_reported().values())
        found = [(kind, _tally(kind, scope=scope, path=path, period=period)) for kind in kinds]
        if options["json"]:
            listed = [_document(kind, counts) for kind, counts in found]
            first, last = period.start.isoformat(), period.last.isoformat()
            self.write_json({"period": period.code, "from": first, "to": last, "kinds": listed})
            return
        for kind, counts in found:
            self._tell(kind, counts, period=period)

    def _tell(self, kind: Reported, counts: Tally, *, period: Period) -> None:
        told = counts.reporting
        rate = "还没有到期的上报" if told.rate is None else f"上报率 {percent(told.rate)}"
        self.stdout.write(
            f"{kind.label} {period.label}：应报 {told.expected}，已报 {told.reported}，零报告 {told.nil}，"
            f"缺报 {told.owed}，未到期 {told.pending}，{rate}；已审核 {told.approved}，已锁定 {counts.locked}"
        )
        for place, owed in list(counts.missing.values())[:_NAMED]:
            self.stdout.write(f"  缺报 {place.code} {place.name}：{'、'.join(one.period.label for one in owed)}")
        if len(counts.missing) > _NAMED:
            self.stdout.write(f"  另有 {len(counts.missing) - _NAMED} 个单位缺报，用 --json 查看全部")


def _path(code: str | None, *, scope: Scope) -> str:
    """Return the place path asked for, within the scope; the whole of what the scope shows when none is named."""
    if code is None:
        return site.current().home_path if scope.may(Verb.VIEW, site.current().home_path) else ""
    place = place_at(code)
    if not scope.may(Verb.VIEW, place.path):
        raise NotFoundError(f"没有找到 {code} 的上报情况，或不在这个账号的权限范围内。", field="place")
    return place.path


def _tally(kind: Reported, *, scope: Scope, path: str, period: Period) -> Tally:
    rows = duties(scope, path=path).filter(kind=kind.kind)
    owed = owed_in(rows, span=period, day=site.current().day)
    return tally(one for one in owed if is_due(one, stock=kind.stock))


def _document(kind: Reported, counts: Tally) -> dict[str, Any]:
    told = counts.reporting
    return {
        "kind": kind.kind,
        "label": kind.label,
        "expected": told.expected,
        "reported": told.reported,
        "nil": told.nil,
        "missing": [
            {"code": place.code, "name": place.name, "periods": [one.period.code for one in owed]}
            for place, owed in counts.missing.values()
        ],
        "pending": told.pending,
        "approved": told.approved,
        "locked": counts.locked,
        "rate": None if told.rate is None else ratio_text(told.rate),
    }
