from typing import Any

import pytest

from tests.cast import CITY, COUNTY, NEIGHBOUR, Cast
from tongxin.kernel.scope import Scope, Verb
from tongxin.network.models.readings import name_sound, plain_name
from tongxin.network.queries.candidates import Likeness, Newcomer, candidates, repeats
from tongxin.network.queries.likeness import plain_unit

HERE = Scope.of({CITY: {Verb.MEMBERS}})
MOBILE = "13800138000"


def only(row: Newcomer, *, scope: Scope = HERE) -> list[tuple[int | None, str, tuple[str, ...]]]:
    return [(one.person, one.label, one.reasons) for one in candidates([row], scope=scope)[0]]


@pytest.mark.parametrize(
    ("typed", "label", "reasons"),
    [
        ({"name": "张伟", "mobile": "138 0013 8000"}, "同一人", ("手机号相同", "姓名相同")),
        ({"name": "張偉", "mobile": "+8613800138000"}, "同一人", ("手机号相同", "姓名相同")),
        ({"name": "张玮", "mobile": MOBILE}, "同一人", ("手机号相同", "姓名读音相同")),
        ({"name": "张伟", "mobile": MOBILE, "unit": "星火传媒有限公司"}, "同一人", ("手机号相同", "姓名相同", "单位相同")),
        ({"name": "李四", "mobile": MOBILE}, "需要核对", ("手机号相同", "姓名不同")),
        ({"name": "张 伟", "unit": "星火传媒"}, "很可能是同一人", ("姓名相同", "单位相同")),
        ({"name": "张维", "unit": "星火传媒"}, "需要核对", ("姓名读音相同", "单位相同")),
    ],
)  # fmt: skip
def test_pair_is_graded_with_its_reasons(
    cast: Cast, typed: dict[str, Any], label: str, reasons: tuple[str, ...]
) -> None:
    person = cast.person("张伟", mobile=MOBILE, unit="星火传媒")
    assert only(Newcomer(**typed)) == [(person.pk, label, reasons)]


@pytest.mark.parametrize(
    "typed",
    [
        {"name": "王伟"},
        {"name": "王伟", "mobile": "13900139000"},
        {"name": "王伟", "mobile": "13900139000", "unit": "星火传媒"},
        {"name": "王伟", "unit": "燎原科技"},
        {"name": "王五", "unit": "星火传媒"},
        {"name": "王伟", "mobile": "不明"},
    ],
)
def test_common_name_stays_two(cast: Cast, typed: dict[str, Any]) -> None:
    cast.person("王伟", mobile=MOBILE, unit="星火传媒")
    assert only(Newcomer(**typed)) == []


def test_employers_in_name_only_bring_nobody_together(cast: Cast) -> None:
    cast.person("王伟", unit="自由职业")
    assert only(Newcomer(name="王伟", unit="自由职业")) == []


def test_name_alone_is_likely_inside_one_organisation_where_nothing_contradicts(cast: Cast) -> None:
    person = cast.person("王伟", mobile=MOBILE)
    cast.join(person, cast.county)
    here: dict[str, Any] = {"name": "王伟", "organisation": cast.county.pk}
    assert only(Newcomer(**here)) == [(person.pk, "很可能是同一人", ("姓名相同", "同在一个组织"))]
    assert only(Newcomer(name="王维", organisation=cast.county.pk)) == []
    assert only(Newcomer(name="王伟", organisation=cast.city.pk)) == []
    assert only(Newcomer(name="王伟", organisation=cast.county.pk, mobile="13900139000")) == []


def test_minority_names_are_one_however_the_dot_is_written(cast: Cast) -> None:
    person = cast.person("阿依古丽·买买提", mobile=MOBILE)
    for name in ("阿依古丽•买买提", "阿依古丽买买提", "阿依古丽 ‧ 买买提"):
        assert only(Newcomer(name=name, mobile=MOBILE))[0] == (person.pk, "同一人", ("手机号相同", "姓名相同"))


def test_somebody_elsewhere_with_the_mobile_number_is_told_and_nothing_else(cast: Cast) -> None:
    cast.person("株洲人", "430200", mobile=MOBILE, unit="某单位")
    found = candidates([Newcomer(name="株洲人", mobile=MOBILE, unit="某单位")], scope=HERE)[0]
    assert found == [Likeness(person=None, score=60, reasons=("其他地区已有人登记这个手机号",))]
    assert not found[0].is_sure
    assert only(Newcomer(name="株洲人", unit="某单位")) == []


def test_one_person_of_county_and_province_is_one(cast: Cast) -> None:
    person = cast.person("张伟", mobile=MOBILE)
    for path in (COUNTY, CITY, "43/"):
        found = candidates([Newcomer(name="张伟", mobile=MOBILE)], scope=Scope.of({path: {Verb.MEMBERS}}))
        assert [one.person for one in found[0]] == [person.pk]
        assert found[0][0].is_sure


def test_the_better_match_comes_first_and_the_same_place_decides_between_equals(cast: Cast) -> None:
    far = cast.person("张伟", "430100", unit="星火传媒")
    near = cast.person("张伟", unit="星火传媒")
    best = cast.person("张伟", "430100", mobile=MOBILE)
    found = candidates([Newcomer(name="张伟", unit="星火传媒", mobile=MOBILE, place=COUNTY)], scope=HERE)[0]
    assert [one.person for one in found] == [best.pk, near.pk, far.pk]


def test_record_is_no_candidate_for_itself(cast: Cast) -> None:
    person = cast.person("张伟", mobile=MOBILE)
    assert candidates([Newcomer(name="张伟", mobile=MOBILE, person=person.pk)], scope=HERE) == [[]]


def test_scope_without_the_verb_has_no_candidates(cast: Cast) -> None:
    cast.person("张伟", unit="星火传媒")
    assert only(Newcomer(name="张伟", unit="星火传媒"), scope=Scope.of({NEIGHBOUR: {Verb.MEMBERS}})) == []
    assert only(Newcomer(name="张伟", unit="星火传媒"), scope=Scope.of({CITY: {Verb.VIEW}})) == []


@pytest.mark.parametrize("joined", [False, True])
@pytest.mark.parametrize("count", [1, 3, 60])
def test_queries_do_not_grow_with_the_rows(
    cast: Cast, django_assert_num_queries: Any, count: int, joined: bool
) -> None:
    for number in range(count):
        person = cast.person(f"张{number}", mobile=f"139{number:08d}")
        if joined:
            cast.join(person, cast.county)
    rows = [
        Newcomer(name=f"张{number}", mobile=f"139{number:08d}", organisation=cast.county.pk) for number in range(count)
    ]
    with django_assert_num_queries(4 + joined):
        found = candidates(rows, scope=HERE)
    assert all(likely[0].is_sure for likely in found)


def test_no_rows_have_no_candidates() -> None:
    assert candidates([], scope=HERE) == []


def test_rows_of_one_batch_repeat_each_other() -> None:
    rows = [
        Newcomer(name="张伟", mobile=MOBILE),
        Newcomer(name="王伟"),
        Newcomer(name="王伟"),
        Newcomer(name="張偉", mobile="138-0013-8000"),
        Newcomer(name="赵六", organisation=1),
        Newcomer(name="赵六", organisation=1),
        Newcomer(name="赵六", organisation=2),
        Newcomer(name="李四", unit="某厂"),
        Newcomer(name="李四", unit="某厂", mobile=MOBILE),
    ]
    assert [[(one.row, one.score) for one in found] for found in repeats(rows)] == [
        [], [], [], [(0, 100)], [], [(4, 70)], [], [], [(7, 80), (0, 60), (3, 60)],
    ]  # fmt: skip


def test_number_typed_in_every_row_is_compared_with_the_first_few() -> None:
    found = repeats([Newcomer(name=f"张{number}", mobile=MOBILE) for number in range(300)])
    assert max(map(len, found)) == 5


def test_words_are_made_plain() -> None:
    assert plain_name("歐陽 Ａ·") == "欧阳a"
    assert name_sound("單雄信") == "shanxiongxin"
    assert name_sound("覃某") == "qinmou"
    assert plain_unit("Ｘ 传媒 有限公司") == "x传媒"
    assert plain_unit("公司") == "公司"
