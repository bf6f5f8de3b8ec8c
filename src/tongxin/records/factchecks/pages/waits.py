"""How long answers took, on the page of the organisation: by year, over those answered and over all that came."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from tongxin.kernel.scope import Scope
from tongxin.kernel.waits import Waits, waits_of
from tongxin.network.models import Organisation
from tongxin.records.factchecks.queries import days_to_answer
from tongxin.web.format import Kind, number
from tongxin.web.pages import Section
from tongxin.web.table import Column, Table


@dataclass(frozen=True, kw_only=True)
class Year:
    """The claims that came in one year, and how long their answers took."""

    year: int
    waits: Waits

    @property
    def of_answered(self) -> str:
        """The median of those answered."""
        return _days(self.waits.of_answered, otherwise="还没有答复")

    @property
    def of_all(self) -> str:
        """The median of all that came."""
        return _days(self.waits.of_all, otherwise="半数以上还没有答复")


_COLUMNS = (
    Column(name="year", label="收到年份", value=lambda one: f"{one.year}年"),
    Column(name="asked", label="收到", value="waits.asked", kind=Kind.NUMBER, unit="条"),
    Column(name="answered", label="已给出结果", value="waits.answered", kind=Kind.NUMBER, unit="条"),
    Column(name="of_answered", label="用时中位数（已给出结果的）", value="of_answered"),
    Column(name="of_all", label="用时中位数（全部收到的）", value="of_all"),
)


def waits_section(record: Organisation, *, scope: Scope) -> Sequence[Section]:
    """Return how long the answers of an organisation took; nothing where it has no claims the scope may read. One query."""
    by_year: dict[int, list[int | None]] = defaultdict(list)
    for received, days in days_to_answer(record, scope=scope):
        by_year[received.year].append(days)
    if not by_year:
        return ()
    rows = [Year(year=year, waits=waits_of(days)) for year, days in sorted(by_year.items(), reverse=True)]
    table = Table(_COLUMNS, rows, caption="辟谣用时")
    note = "从收到线索到发布或说明不予核查；关联为同一说法的照计"
    return [Section(name="factchecks-waits", title="辟谣用时", table=table, note=note)]


def _days(median: Fraction | None, *, otherwise: str) -> str:
    return f"{number(median, decimals=0 if median.denominator == 1 else 1)} 天" if median is not None else otherwise
