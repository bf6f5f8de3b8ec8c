from datetime import date, timedelta
from typing import Any

import pytest

from tests.cast import SYSTEM, Cast, found
from tongxin.access import journal
from tongxin.kernel.errors import ConflictError, ForbiddenError, InputError
from tongxin.kernel.period import today
from tongxin.kernel.scope import Scope, Verb
from tongxin.network import actions
from tongxin.network.models import Series
from tongxin.network.queries.series import below, series_known, series_of

ALL = "the test reads every row"


def details(series: Series, **changes: Any) -> Any:
    names = ("name", "organiser", "begin", "end", "parent")
    return {**{name: getattr(series, name) for name in names}, **changes}


def correct(series: Series, *, by: Any = SYSTEM, reason: str = "写错了", **changes: Any) -> Series:
    return actions.correct_series(series, by=by, reason=reason, **details(series, **changes))


def count() -> int:
    return Series.objects.whole_network(reason=ALL).count()


def test_series_is_opened_at_its_organisers_place(cast: Cast) -> None:
    by = cast.actor("secretary")
    series = actions.open_series(
        by=by, name=" 同心·助学 ", organiser=cast.county, begin=date(2019, 3, 1), end=None, parent=None
    )
    assert (series.name, series.path, series.organiser, series.end) == (
        "同心·助学",
        cast.county.path,
        cast.county,
        None,
    )
    line = journal.of(series)[0]
    assert (line.action, line.path) == ("network.series.open", cast.county.path)


def test_series_of_another_place_is_not_opened_corrected_or_closed(cast: Cast) -> None:
    elsewhere, series = cast.actor("neighbour"), cast.series("同心·助学")
    with pytest.raises(ForbiddenError):
        actions.open_series(by=elsewhere, **details(series, name="别的"))
    with pytest.raises(ForbiddenError):
        correct(series, by=elsewhere, name="别的")
    with pytest.raises(ForbiddenError):
        actions.close_series(series, by=elsewhere, day=date(2021, 1, 1), reason="x")
    assert (count(), len(journal.of(series))) == (1, 1)


def test_name_is_once_an_organiser(cast: Cast) -> None:
    cast.series("同心·助学")
    with pytest.raises(ConflictError, match="已有同名系列"):
        cast.series("同心·助学")
    cast.series("同心·助学", organiser=cast.city)
    assert count() == 2


@pytest.mark.parametrize(
    ("changes", "field", "says"),
    [
        ({"name": " "}, "name", "系列名称"),
        ({"begin": today() + timedelta(days=1)}, "begin", "还没有到"),
        ({"begin": date(2016, 11, 17)}, "begin", "还没有成立"),
        ({"end": date(2019, 2, 28)}, "end", "不能早于 2019年3月1日"),
        ({"end": today() + timedelta(days=1)}, "end", "还没有到"),
    ],
)
def test_series_that_cannot_be_is_refused(cast: Cast, changes: dict[str, Any], field: str, says: str) -> None:
    with pytest.raises(InputError, match=says) as refused:
        cast.series(**{"name": "同心·助学", **changes})
    assert refused.value.field == field
    assert count() == 0
    series = cast.series("同心·助学")
    with pytest.raises(InputError, match=says):
        correct(series, **changes)
    assert len(journal.of(series)) == 1


def test_series_ended_on_the_day_it_began_is_possible(cast: Cast) -> None:
    assert cast.series("一日", end=date(2019, 3, 1)).end == date(2019, 3, 1)


def test_organiser_closed_before_the_series_began_is_refused(cast: Cast) -> None:
    closed = found("旧联谊会", "430182")
    actions.close_organisation(closed, by=SYSTEM, day=date(2020, 1, 1), reason="合并")
    with pytest.raises(InputError, match="「旧联谊会」在开始日期那天"):
        cast.series("同心·助学", organiser=closed, begin=date(2020, 1, 1))
    assert cast.series("同心·助学", organiser=closed, begin=date(2019, 12, 31), end=date(2020, 1, 1)).pk


def test_correction_says_why_and_what_changed(cast: Cast) -> None:
    series = cast.series("同心·助学")
    with pytest.raises(InputError, match="原因"):
        correct(series, reason=" ", name="同心·助教")
    correct(series, by=cast.actor("secretary"), reason="名称写错", name="同心·助教", begin=date(2018, 5, 1))
    line = journal.of(series)[0]
    assert (line.action, line.reason) == ("network.series.correct", "名称写错")
    assert (line.before["begin"], line.after["begin"]) == ("2019-03-01", "2018-05-01")
    assert Series.objects.whole_network(reason=ALL).get().name == "同心·助教"


def test_organiser_is_never_corrected(cast: Cast) -> None:
    series = cast.series("同心·助学")
    with pytest.raises(InputError, match="主办单位不能更正") as refused:
        correct(series, organiser=cast.city)
    assert refused.value.field == "organiser"


def test_parent_may_be_anywhere_but_never_below(cast: Cast) -> None:
    large = cast.series("同心", organiser=cast.province)
    middle = cast.series("同心·长沙", organiser=cast.city, parent=large)
    small = cast.series("同心·宁乡", parent=middle)
    for parent in (large, middle, small):
        with pytest.raises(InputError, match="不能是本系列或它的下级"):
            correct(large, parent=parent)
    correct(small, parent=large)
    assert [one.pk for one in below(large)] == [middle.pk, small.pk]
    correct(small, parent=None)
    assert [one.pk for one in below(large)] == [middle.pk]


def test_parent_that_ended_before_the_series_began_is_refused(cast: Cast) -> None:
    ended = cast.series("旧品牌", end=date(2019, 3, 1))
    with pytest.raises(InputError, match="「旧品牌」在开始日期以前已经结束"):
        cast.series("新品牌", begin=date(2019, 3, 1), parent=ended)
    longer = cast.series("又一旧品牌", end=date(2019, 3, 2))
    assert cast.series("新品牌", begin=date(2019, 3, 1), parent=longer).parent == longer


def test_series_is_closed_once_with_a_reason(cast: Cast) -> None:
    series = cast.series("同心·助学")
    by = cast.actor("secretary")
    with pytest.raises(InputError, match="原因"):
        actions.close_series(series, by=by, day=date(2021, 1, 1), reason="")
    with pytest.raises(InputError, match="不能早于 2019年3月1日"):
        actions.close_series(series, by=by, day=date(2019, 2, 28), reason="不再举办")
    with pytest.raises(InputError, match="还没有到"):
        actions.close_series(series, by=by, day=today() + timedelta(days=1), reason="不再举办")
    actions.close_series(series, by=by, day=date(2021, 1, 1), reason="不再举办")
    assert (series.end, journal.of(series)[0].reason) == (date(2021, 1, 1), "不再举办")
    with pytest.raises(ConflictError, match="已结束"):
        actions.close_series(series, by=by, day=date(2021, 2, 1), reason="不再举办")
    correct(series, reason="还在举办", end=None)
    assert Series.objects.whole_network(reason=ALL).get().end is None


def test_series_is_seen_at_its_place_above_it_and_by_those_it_is_held_for(cast: Cast) -> None:
    province, city, county, neighbour = (
        cast.series("同心", organiser=one) for one in (cast.province, cast.city, cast.county, cast.neighbour)
    )
    seen = {who: {one.pk for one in series_of(cast.actor(who).scope)} for who in ("secretary", "city", "province")}
    assert seen == {
        "secretary": {county.pk, city.pk, province.pk},
        "city": {county.pk, city.pk, province.pk},
        "province": {county.pk, city.pk, province.pk, neighbour.pk},
    }
    assert list(series_of(Scope())) == []
    mine = Series.objects.visible_to(cast.actor("secretary").scope, verb=Verb.RECORD)
    assert [one.pk for one in mine] == [county.pk]
    known = series_known(cast.actor("secretary").scope, (province.pk, neighbour.pk))
    assert {pk: (one.name, one.path) for pk, one in known.items()} == {province.pk: ("同心", cast.province.path)}
