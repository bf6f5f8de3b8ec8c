"""The classes of the demonstration network, 2017 to 2022: a hundred a year, four thousand person-times."""

from datetime import date
from functools import partial
from typing import Any

from tongxin.attendance.demo import Batch, Gathering, Programmes, load_gatherings, noon
from tongxin.network.demo import World
from tongxin.network.demo.series import CHANGES
from tongxin.network.models import Organisation, Series
from tongxin.records.training.models import TrainingClass


def _batch(first: tuple[int, int, int], last: tuple[int, int, int], *numbers: int) -> Batch:
    gatherings, times, unresolved, persons = numbers
    return Batch(
        first=date(*first), last=date(*last), gatherings=gatherings, times=times, unresolved=unresolved, persons=persons
    )


BATCHES = (
    _batch((2017, 3, 1), (2017, 12, 20), 102, 4_018, 58, 2_600),
    _batch((2018, 3, 1), (2018, 12, 20), 107, 4_127, 61, 3_104),
    _batch((2019, 3, 1), (2019, 12, 20), 115, 4_402, 66, 3_302),
    _batch((2020, 5, 6), (2020, 12, 20), 101, 4_009, 49, 3_087),
    _batch((2021, 3, 1), (2021, 12, 20), 118, 4_236, 64, 3_318),
    _batch((2022, 2, 20), (2022, 6, 26), 54, 1_985, 27, 1_702),
    _batch((2022, 7, 4), (2022, 9, 18), 31, 1_148, 15, 1_010),
)
PROGRAMMES = Programmes(
    batches=BATCHES,
    themes=("理论", "骨干", "履职能力", "网络人士", "自由职业人员", "国情省情考察", "业务"),
    kinds=("course", "course", "course", "seminar", "field", "course", "online"),
    title="{place}新的社会阶层人士{theme}培训班（{year}年第{number}期）",
    cancelled={2020: (9, "疫情防控需要，暂不集中")},
)


def load(world: World) -> None:
    """Write the classes held, planned and cancelled."""
    record = partial(_record, series=world.series[CHANGES])
    load_gatherings(PROGRAMMES, world=world, kind="training.class", record=record, action="training.class.plan")


def _record(one: Gathering, *, occasion: Any, organiser: Organisation, series: Series) -> TrainingClass:
    return TrainingClass(
        title=one.title,
        organiser=organiser,
        place_id=organiser.place_id,
        path=organiser.path,
        venue="示例会场",
        kind=one.kind,
        series=series if one.kind == TrainingClass.Kind.FIELD and one.first_day >= series.begin else None,
        first_day=one.first_day,
        last_day=one.last_day,
        state=one.fate.value,
        cancel_reason=one.reason,
        occasion=occasion,
        recorded_at=noon(one.recorded),
    )
