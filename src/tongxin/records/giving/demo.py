"""Gifts of the demonstration network: four causes, three years of an epidemic to the yuan, one gift told by three levels."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from tongxin.access import journal
from tongxin.attendance.demo import noon
from tongxin.kernel.chain import BEGINNING, seal
from tongxin.kernel.places import Level
from tongxin.network.demo import REASON, REPORTING_DAY, World
from tongxin.network.models import Organisation, Place
from tongxin.records.giving.models import Book, Cause, Gift, Line, Match, Recipient
from tongxin.records.giving.rules import FOUR_EYES_FROM, follow

State, Form = Gift.State, Gift.Form
EPIDEMIC = "疫情防控"
_YUAN = 100
_CAUSES = (
    (EPIDEMIC, date(2020, 1, 23), ("新冠疫情", "新冠肺炎疫情", "抗击疫情", "抗击新冠疫情")),
    ("抗洪救灾", date(2020, 7, 1), ()),
    ("乐善助学", date(2017, 1, 1), ()),
    ("扶贫济困", date(2017, 1, 1), ()),
)
_EPIDEMIC = {Form.CASH: 24_106_000 * _YUAN, Form.GOODS: 13_858_000 * _YUAN}
"""What was given against the epidemic until the reporting day, in fen: 2,410.6万 in cash and 1,385.8万 in goods."""
_OTHERS = 96
_RECIPIENTS = (
    "红十字会（演示）",
    "慈善总会（演示）",
    "定点医院（演示）",
    "社区卫生服务中心（演示）",
    "困难学生（演示）",
)
_GOODS = (("口罩", "只"), ("防护服", "套"), ("消毒液", "桶"), ("大米", "袋"))


@dataclass(frozen=True, kw_only=True)
class _Told:
    """One gift as an organisation tells of it."""

    unit: Organisation
    cause: str
    form: str
    value: int
    day: date
    number: int
    state: str = State.RECEIVED


def load(world: World) -> None:
    """Write causes, gifts, ledgers with sealed lines, and the decision that three of them are one."""
    units = [world.organisations.of(one) for one in world.network.associations if one.spot.level is not Level.ZONE]
    province = units[0]
    causes = Cause.objects.insert_rows(
        Cause(name=name, aliases=list(aliases), begins=begins, organiser=province, path=province.path)
        for name, begins, aliases in _CAUSES
    )
    journal.write_many(causes, by=world.by, action="giving.cause.name", reason=REASON)
    named = {one.name: one for one in causes}
    recipients = Recipient.objects.insert_rows(Recipient(name=name, path=province.path) for name in _RECIPIENTS)
    journal.write_many(recipients, by=world.by, action="giving.recipient", reason=REASON)
    told = [*_epidemic(units), *_others(units, years=world.years), *_thrice(units)]
    gifts = Gift.objects.insert_rows(_gift(one, cause=named[one.cause], recipients=recipients) for one in told)
    journal.write_many(gifts, by=world.by, action="giving.gift.pledge", reason=REASON)
    decisions = _decisions(gifts[-3:])
    _write_ledgers(gifts, decisions, world=world)


def _epidemic(units: list[Organisation]) -> Iterator[_Told]:
    """Share the amounts out over associations and days, to the fen; the gift told thrice is a part of them."""
    first, last = _CAUSES[0][1], REPORTING_DAY - timedelta(days=12)
    for form, total in _EPIDEMIC.items():
        left = total - (_THRICE if form == Form.CASH else 0)
        weights = [1 + (7 * index + len(form)) % 13 for index in range(len(units))]
        for index, (unit, weight) in enumerate(zip(units, weights, strict=True)):
            share = left if index == len(units) - 1 else total * weight // sum(weights) // _YUAN * _YUAN
            left -= share
            day = first + (last - first) * (index * index % 211) // 211
            yield _Told(unit=unit, cause=EPIDEMIC, form=form, value=share, day=max(day, unit.beginning), number=index)


def _others(units: list[Organisation], *, years: int) -> Iterator[_Told]:
    names = [name for name, *_ in _CAUSES[1:]]
    begins = {name: day for name, day, _ in _CAUSES}
    states = (State.APPLIED, State.ALLOCATED, State.RECEIVED, State.PLEDGED, State.DROPPED, State.CHECKING)
    start = date(REPORTING_DAY.year - years + 1, 1, 15)
    for index in range(_OTHERS):
        unit, cause = units[index * 5 % len(units)], names[index % len(names)]
        day = max(start + (REPORTING_DAY - start) * index // _OTHERS, unit.beginning, begins[cause])
        form = Form.GOODS if index % 4 == 1 else Form.CASH
        state = states[index % len(states)] if day.year == REPORTING_DAY.year else states[index % 3]
        value = (2_000 + 731 * index % 90_000) * _YUAN
        yield _Told(unit=unit, cause=cause, form=form, value=value, day=day, number=index, state=state)


_THRICE = 500_000 * _YUAN


def _thrice(units: list[Organisation]) -> Iterator[_Told]:
    """Yield one gift of a county as county, city and province told of it."""
    county = next(unit for unit in units if unit.place.level == Level.COUNTY)
    levels = [unit for unit in units if county.path.startswith(unit.path)]
    day = max(date(2021, 8, 5), county.beginning)
    for unit in sorted(levels, key=lambda unit: -len(unit.path)):
        yield _Told(unit=unit, cause=EPIDEMIC, form=Form.CASH, value=_THRICE, day=day, number=900)


def _gift(one: _Told, *, cause: Cause, recipients: list[Recipient]) -> Gift:
    counts = one.state in (State.RECEIVED, State.ALLOCATED, State.APPLIED)
    goods, unit = _GOODS[one.number % len(_GOODS)]
    in_kind = one.form == Form.GOODS
    return Gift(
        title=f"{one.unit.place.name}{one.cause}{'捐赠' + goods if in_kind else '捐款'}（{one.day.year}年第{one.number + 1}笔）",
        organiser=one.unit, place_id=one.unit.place_id, path=one.unit.path, cause=cause, behalf=one.unit,
        giver_kind=Gift.GiverKind.ASSOCIATION, recipient=recipients[one.number % len(recipients)], form=one.form, value=one.value,
        quantity=1_000 if in_kind else None, unit=unit if in_kind else "", basis="invoice" if in_kind else "",
        valuer="受赠方财务（演示）" if in_kind else "", pledged=one.day, received=one.day if counts or one.state == State.CHECKING else None,
        receipt=f"演示{one.unit.pk}-{one.cause}-{one.form}-{one.number}" if counts or one.state == State.CHECKING else "",
        allocated=one.day if one.state in (State.ALLOCATED, State.APPLIED) else None, state=one.state, recorded_at=noon(one.day),
    )  # fmt: skip


def _decisions(gifts: list[Gift]) -> list[Match]:
    """Return what was decided of the gift told thrice: that of the county stays."""
    kept, *others = gifts
    return [Match(kept=kept, other=one, path=one.path, state=Match.State.SAME) for one in others]


def _write_ledgers(gifts: list[Gift], decisions: list[Match], *, world: World) -> None:
    matches = Match.objects.insert_rows(decisions)
    journal.write_many(matches, by=world.by, action="giving.match.decide", reason=REASON)
    organisers = {gift.organiser_id: gift.organiser for gift in gifts}
    books = Book.objects.insert_rows(
        Book(organiser=one, path=one.path, four_eyes_from=FOUR_EYES_FROM) for one in organisers.values()
    )
    journal.write_many(books, by=world.by, action="giving.book.open", reason=REASON)
    of = {book.organiser_id: book for book in books}
    taken = {match.other_id: match.other.place for match in matches}
    ends: dict[int, Line] = {}
    lines = [line for gift in gifts for line in _lines(gift, book=of[gift.organiser_id], ends=ends, taken=taken)]
    written = Line.objects.insert_rows(lines)
    journal.write_many(written, by=world.by, action="giving.line", reason=REASON)


def _lines(gift: Gift, *, book: Book, ends: dict[int, Line], taken: dict[int, Place]) -> Iterator[Line]:
    """Yield the lines of a gift behind those its ledger has; `ends` holds each ledger's last."""
    if gift.state not in (State.RECEIVED, State.ALLOCATED, State.APPLIED):
        return
    kinds = [(Line.Kind.RECEIVED, 1), *([(Line.Kind.MATCHED, -1)] if gift.pk in taken else [])]
    for kind, sign in kinds:
        last = ends.get(book.pk)
        own = kind == Line.Kind.RECEIVED
        line = Line(
            book=book, number=last.number + 1 if last else 1, gift=gift, kind=kind, form=gift.form, day=gift.received or gift.pledged, booked=noon(gift.pledged),
            value=sign * gift.value, pieces=sign, place_id=gift.place_id, unit=gift.organiser if own else None,
            path=gift.path, previous=last.seal if last else BEGINNING,
        )  # fmt: skip
        follow(line, last)
        line.seal = seal(line.previous, line.said())
        ends[book.pk] = line
        yield line
