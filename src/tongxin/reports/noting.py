"""What is written around figures: 据不完全统计 where it is due, captions, and the notes at the end."""

from collections.abc import Iterator, Sequence
from typing import Final

from tongxin.reports import paper
from tongxin.reports.sentences import spans
from tongxin.reports.slots import Breakdown, Estimate, Shape
from tongxin.reports.source import Part

ESTIMATE: Final = "据不完全统计"
_NAMED: Final = 10  # of the numbers somebody typed
_TYPED: Final = "由编写单位填写，不是登记记录算出的数字，核验不包括它们。"


def estimates(made: paper.Paragraph, parts: Sequence[Part], *, estimated: set[str]) -> Iterator[paper.Run]:
    """Yield the runs, with 据不完全统计 where it was asked for and a figure of the same sentence needs it."""
    position = 0
    for run, part in zip(made.runs, parts, strict=True):
        if isinstance(part, Estimate):
            needed = any(ids & estimated for start, end, ids in spans(made) if start <= position < end)
            yield paper.Run(text=f"{ESTIMATE}，" if needed else "")
        else:
            yield run
        position += len(run.text)


def shown_as(asked: Breakdown, made: Sequence[paper.Series]) -> paper.Block:
    """Return the table or chart of series that was asked for."""
    caption = f"{made[0].place.name}{'、'.join(one.name for one in made)}（{made[0].period}）"
    ids = tuple(one.id for one in made)
    if asked.shape is Shape.TABLE:
        heading = "地区" if asked.by.level is not None else "时间"
        return paper.Table(caption=caption, heading=heading, series=ids)
    if asked.by.level is not None:
        return paper.Chart(caption=caption, shape="bar", series=ids)
    return paper.Chart(caption=caption, shape="line" if made[0].as_of else "column", series=ids)


def notes_of(numbers: Sequence[paper.Number], series: Sequence[paper.Series], *, typed: Sequence[str]) -> Iterator[str]:
    """Yield the notes official tables carry, those that apply."""
    yield "数字说明所列的数字由登记记录按指标定义计算，快照编号和依据校验值见表，可凭核验码逐个核对。"
    if typed:
        named = "".join(f"「{one}」" for one in dict.fromkeys(typed[:_NAMED]))
        more = f"等 {len(typed)} 处" if len(typed) > _NAMED else ""
        yield f"文中的{named}{more}{_TYPED}"
    if any(one.estimated for one in numbers):
        yield f"写有“{ESTIMATE}”的数字，所在时期上报尚不完整，为初步数。"
    if any(one.denominator is not None for one in numbers):
        yield "部分数据因四舍五入的原因，存在总计与分项合计不等的情况。"
    kinds = {one.kind for one in numbers} | {one.kind for one in series}
    if "persons" in kinds:
        yield "人数按人去重，同一人在几地、几期出现只计一次，各分项之和大于合计。"
    if "coverage" in kinds:
        yield "覆盖率的分母为统计日期区划表中的全部同级地区，开发区不计。"


def of_typed(note: str) -> bool:
    """Tell the note that repeats numbers somebody typed."""
    return note.endswith(_TYPED)
