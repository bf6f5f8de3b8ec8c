"""Who owes returns: one unit, all of a place, until when; and what one may keep of the past."""

from datetime import date
from typing import Any

import pytest

from tests.cast import COUNTY, SYSTEM, Cast, found, place
from tests.returns.stage import confirmed, owes
from tongxin.access.models import Entry
from tongxin.kernel.errors import ConflictError, ForbiddenError, InputError, NotFoundError
from tongxin.kernel.period import Step
from tongxin.network.models import Organisation
from tongxin.returns import actions
from tongxin.returns.actions import duties as writes
from tongxin.returns.calendar import periods_of
from tongxin.returns.models import AssertedFigure, Duty

MONTHLY: dict[str, Any] = {"kind": "training", "step": Step.MONTH, "begin": date(2021, 5, 17)}


def stored() -> Any:
    return Duty.objects.whole_network(reason="the test looks at what was written")


def test_duty_begins_with_the_calendar_unit_of_its_day(cast: Cast) -> None:
    duty = actions.impose_duty(cast.county, by=cast.actor("city"), **MONTHLY)
    assert (duty.begin, duty.path, duty.end) == (date(2021, 5, 1), COUNTY, None)
    assert str(duty) == "宁乡市新的社会阶层人士联谊会 training"


def test_nobody_sets_his_own_duties_but_the_province(cast: Cast) -> None:
    for unit, who in ((cast.county, "secretary"), (cast.city, "city"), (cast.city, "neighbour")):
        with pytest.raises(ForbiddenError):
            actions.impose_duty(unit, by=cast.actor(who), **MONTHLY)
    assert actions.impose_duty(cast.province, by=cast.actor("province"), **MONTHLY).path == "43/"


def test_unit_has_one_duty_a_kind(cast: Cast) -> None:
    owes(cast.county)
    with pytest.raises(ConflictError, match="已经有这项上报任务"):
        owes(cast.county)
    with pytest.raises(NotFoundError, match="没有「fly」这项上报内容"):
        owes(cast.county, kind="fly")


def test_duty_ends_with_the_period_of_the_day(cast: Cast) -> None:
    duty = owes(cast.county)
    with pytest.raises(InputError, match="写明原因"):
        actions.end_duty(duty, by=cast.actor("city"), day=date(2021, 8, 9), reason="")
    with pytest.raises(ForbiddenError):
        actions.end_duty(duty, by=cast.actor("secretary"), day=date(2021, 8, 9), reason="并入")
    actions.end_duty(duty, by=cast.actor("city"), day=date(2021, 8, 9), reason="并入")
    assert duty.end == date(2021, 9, 1)
    with pytest.raises(ConflictError, match="现在是「已结束」，不能结束上报任务"):
        actions.end_duty(duty, by=cast.actor("city"), day=date(2021, 9, 9), reason="并入")
    assert owes(cast.county, begin=date(2022, 1, 1)).pk != duty.pk


def test_every_association_of_a_place_gets_the_duty_it_lacks(cast: Cast) -> None:
    owes(cast.county)
    young = found("浏阳市新的社会阶层人士联谊会", "430181", founded=date(2022, 3, 9))
    found("长沙示例公司", "430102", kind=Organisation.Kind.FIRM)
    made = actions.impose_duties(place("430100"), by=cast.actor("city"), **MONTHLY)
    assert [(duty.organisation_id, duty.begin) for duty in made] == [(young.pk, date(2022, 3, 1))]
    rest = actions.impose_duties(place("430000"), by=cast.actor("province"), **MONTHLY)
    assert {duty.organisation_id for duty in rest} == {cast.province.pk, cast.city.pk, cast.neighbour.pk}
    assert actions.impose_duties(place("430000"), by=cast.actor("province"), **MONTHLY) == []
    assert Entry.objects.whole_network(reason="the test counts lines").filter(action="returns.duty").count() == 5


def test_duties_of_a_place_are_set_by_its_own_officers(cast: Cast) -> None:
    with pytest.raises(ForbiddenError):
        actions.impose_duties(place("430100"), by=cast.actor("neighbour"), **MONTHLY)


@pytest.mark.parametrize("units", [1, 3])
def test_duties_are_set_in_the_same_number_of_statements(
    cast: Cast, units: int, django_assert_num_queries: Any
) -> None:
    for code in ("430102", "430103", "430104")[: units - 1]:
        found(f"{code}联谊会", code)
    actor, city = cast.actor("city"), place("430100")
    with django_assert_num_queries(8):  # two savepoints in and out, units without the duty, numbers, rows, journal
        assert len(actions.impose_duties(city, by=actor, **MONTHLY)) == units


def test_duties_set_meanwhile_take_the_whole_write_back(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    owes(cast.county)
    everyone = Organisation.objects.whole_network(reason="what was free before").filter(path=COUNTY)
    monkeypatch.setattr(writes, "_free", lambda _place, kind: everyone)
    with pytest.raises(ConflictError, match="刚才已有人设置"):
        actions.impose_duties(place("430100"), by=SYSTEM, **MONTHLY)
    assert stored().count() == 1


def asserted(**changes: Any) -> dict[str, Any]:
    return {
        "measure": "training.classes",
        "place": place("430182"),
        "first_day": date(2010, 1, 1),
        "last_day": date(2010, 12, 31),
        "value": "3",
        "denominator": None,
        "source": "《2010年工作总结》",
        **changes,
    }


def test_figure_of_the_past_is_kept_under_its_source(cast: Cast) -> None:
    one = actions.assert_figure(by=cast.actor("secretary"), **asserted())
    assert (one.value, one.path, str(one)) == (3, COUNTY, "training.classes 2010-01-01")
    with pytest.raises(ConflictError, match="同一来源"):
        actions.assert_figure(by=cast.actor("secretary"), **asserted(value="4"))
    with pytest.raises(ForbiddenError):
        actions.assert_figure(by=cast.actor("neighbour"), **asserted())


@pytest.mark.parametrize(
    ("changes", "field", "says"),
    [
        ({"value": "三"}, "value", "数值应为数字"),
        ({"measure": "no.such"}, "measure", "没有代码为"),
        ({"denominator": 5}, "denominator", "不是比例"),
        ({"measure": "network.county_coverage"}, "denominator", "分母"),
        ({"measure": "network.county_coverage", "denominator": 2}, "value", "不能大于分母"),
        ({"first_day": date(2011, 1, 1)}, "from", "请调换"),
        ({"source": " "}, "reason", "写明"),
    ],
)
def test_figure_of_the_past_that_cannot_be_is_refused(
    cast: Cast, changes: dict[str, Any], field: str, says: str
) -> None:
    with pytest.raises(InputError, match=says) as refused:
        actions.assert_figure(by=SYSTEM, **asserted(**changes))
    assert refused.value.field == field


def test_figure_of_the_past_is_corrected_with_a_reason(cast: Cast) -> None:
    one = actions.assert_figure(by=cast.actor("secretary"), **asserted())
    with pytest.raises(InputError, match="写明原因"):
        actions.correct_asserted(one, by=cast.actor("secretary"), reason="", **asserted(value="5"))
    with pytest.raises(ForbiddenError):
        actions.correct_asserted(one, by=cast.actor("neighbour"), reason="误", **asserted(value="5"))
    share = asserted(measure="network.county_coverage", value="104", denominator=122)
    actions.correct_asserted(one, by=cast.actor("secretary"), reason="看错", **share)
    kept = AssertedFigure.objects.whole_network(reason="the test looks at what was written").get()
    assert (kept.measure, kept.value, kept.denominator) == ("network.county_coverage", 104, 122)


def test_duty_neither_overlaps_another_nor_ends_before_what_was_reported(cast: Cast) -> None:
    duty = owes(cast.county)
    confirmed(duty)
    with pytest.raises(ConflictError, match="已经上报，任务不能在那之前结束"):
        actions.end_duty(duty, by=SYSTEM, day=date(2021, 5, 10), reason="撤并")
    actions.end_duty(duty, by=SYSTEM, day=date(2021, 6, 10), reason="撤并")
    with pytest.raises(ConflictError, match="这段时间已有上报任务"):
        owes(cast.county, begin=date(2021, 6, 1))
    assert owes(cast.county, begin=date(2021, 7, 1)).begin == date(2021, 7, 1)


def test_closed_unit_owes_nothing_more(cast: Cast) -> None:
    duty = owes(cast.county)
    assert [period.code for period in periods_of(duty, until=date(2021, 7, 31))] == ["2021-05", "2021-06", "2021-07"]
    Organisation.objects.whole_network(reason="the test closes a unit").filter(pk=cast.county.pk).update(
        closed=date(2021, 6, 15)
    )
    again = Duty.objects.whole_network(reason="the test reads it anew").get(pk=duty.pk)
    assert [period.code for period in periods_of(again, until=date(2021, 7, 31))] == ["2021-05", "2021-06"]
