"""What the pages of returns share: addresses, marks of states, numbers with the figures behind them."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from tongxin.figures import Of, Question
from tongxin.figures.figure import decimal_text
from tongxin.kernel.period import Period
from tongxin.lifecycle.addresses import address_of
from tongxin.network.models import Place
from tongxin.ports.desk import registry
from tongxin.ports.narrowed import figure_url
from tongxin.ports.reported import Reported
from tongxin.returns.calendar import Phase
from tongxin.returns.models import Return
from tongxin.returns.queries.asserted import amount
from tongxin.returns.queries.owed import Owed


@dataclass(frozen=True, kw_only=True)
class Mark:
    """A state as icon, word and tone; `explained` is what the legend says of it.

    In the grid, which has hundreds of them, both icon and tone come from the style sheet, by the name of the icon.
    """

    icon: str
    word: str
    tone: str
    explained: str


MARKS = {
    "confirmed": Mark(icon="circle", word="已报", tone="fit", explained="已报，等待审核"),
    "approved": Mark(icon="check", word="已审", tone="fit", explained="已报并审核"),
    "locked": Mark(icon="lock", word="锁定", tone="fit", explained="已报并锁定"),
    "sent_back": Mark(icon="refresh", word="退回", tone="loose", explained="退回待改，到期仍计缺报"),
    "open": Mark(icon="hourglass", word="待报", tone="loose", explained="上报中，未到期"),
    "missing": Mark(icon="cross", word="缺报", tone="contradicted", explained="已过期，没有上报"),
    "running": Mark(icon="dot", word="未到", tone="unsupported", explained="时期还没有结束"),
    "none": Mark(icon="", word="—", tone="unsupported", explained="不用报"),
}
LEGEND = tuple(MARKS.values())


def mark_of(one: Owed) -> Mark:
    """Return how a return owed is marked; a nil one says so in its word."""
    if one.found is not None and one.found.is_there:
        mark = MARKS[one.found.state]
        return replace(mark, word="零报") if one.found.nil else mark
    if one.found is not None:
        return MARKS["sent_back"]
    if one.phase in (Phase.OVERDUE, Phase.CLOSED):
        return MARKS["missing"]
    return MARKS["running" if one.phase is Phase.RUNNING else "open"]


def url_of(one: Owed, page: str = "detail") -> str:
    """Return the address of a return owed, there or not, or of something done to it."""
    return address_of(one.record, page)


def grid_url(*, kind: str, year: int, place: str) -> str:
    """Return the grid of a kind, year and place."""
    return f"{reverse('returns:grid')}?{urlencode({'kind': kind, 'year': year, 'place': place})}"


@dataclass(frozen=True, kw_only=True)
class Number:
    """One number of a return: its measure's name, the value in words, where the figure is opened.

    `before` is what the unit confirmed before it was sent back, in words; empty where it was not.
    """

    code: str
    label: str
    value: int
    unit: str
    text: str
    url: str
    before: str = ""


def numbers_before(found: Return | None) -> Mapping[str, int]:
    """Return what was confirmed of a return that was sent back, by measure; nothing where it was not."""
    return {} if found is None or found.is_there else found.numbers


def numbers_shown(
    kind: Reported,
    numbers: Mapping[str, int],
    *,
    unit: int,
    place: Place,
    period: Period,
    before: Mapping[str, int] | None = None,
) -> list[Number]:
    """Return the numbers of a unit's return in the order of its kind, each with the address of its figure.

    That is the measure narrowed to the unit: over the period, or on its last day.
    """
    time: dict[str, Any] = {"as_of": period.last} if kind.stock else {"period": period}
    shown = []
    for code in kind.measures:
        measure = registry().measure(code)
        value, earlier = numbers.get(code, 0), (before or {}).get(code)
        text = amount(decimal_text(value, measure=measure), unit="")
        was = "" if earlier is None else amount(decimal_text(earlier, measure=measure), unit="")
        question = Question(measure=code, place=place.code, of=Of(subject="organisation", id=unit), **time)
        url = figure_url(question)
        unit_word, label = measure.unit, measure.name
        shown.append(Number(code=code, label=label, value=value, unit=unit_word, text=text, url=url, before=was))
    return shown
