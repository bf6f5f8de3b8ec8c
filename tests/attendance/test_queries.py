import pytest

from tests.attendance.cast import Cast
from tongxin.attendance import queries
from tongxin.attendance.rosters import parse_roster


def matched(cast: Cast, text: str, *, by=None) -> list[tuple[int | None, str]]:
    scope = (by or cast.secretary).scope
    return [(line.person_id, line.doubt) for line in queries.match(parse_roster(text), scope=scope)]


def test_only_member_of_that_name_is_matched(cast):
    member = cast.member("王例山")
    assert matched(cast, "王 例 山".replace(" ", "")) == [(member.pk, "")]
    assert matched(cast, "李例水") == [(None, "人员库中没有找到")]


@pytest.mark.parametrize(
    ("who", "doubt"),
    [
        ("neighbour_officer", "人员库中没有找到"),
        ("officer", "您没有人员信息权限，先按姓名保留"),
        ("stranger", "您没有人员信息权限，先按姓名保留"),
    ],
)
def test_nobody_is_matched_outside_the_askers_scope(cast, who, doubt):
    cast.member("王例山")
    assert matched(cast, "王例山", by=getattr(cast, who)) == [(None, doubt)]


def test_namesakes_are_told_apart_by_phone_then_unit(cast):
    first = cast.member("王例山", mobile="16000000001", unit="甲所")
    second = cast.member("王例山", mobile="16000000002", unit="乙所")
    assert matched(cast, "王例山") == [(None, "有同名的人，请补手机号")]
    assert matched(cast, "王例山 16000000002") == [(second.pk, "")]
    assert matched(cast, "王例山 甲所") == [(first.pk, "")]
    assert matched(cast, "王例山 丙所") == [(None, "有同名的人，请补手机号")]
    assert matched(cast, "王例山 16000000003") == [(None, "手机号与人员库中的不同")]


def test_two_lines_of_one_name_are_told_apart_by_phone_or_unit(cast):
    member = cast.member("王例山", unit="乙所", mobile="16000000001")
    assert matched(cast, "王例山 甲所\n王例山 乙所") == [(None, "有同名的人，请补手机号"), (member.pk, "")]
    assert matched(cast, "王例山\n王例山 16000000001") == [(None, "有同名的人，请补手机号"), (member.pk, "")]


def test_member_without_a_phone_on_record_is_matched_by_name(cast):
    member = cast.member("王例山")
    assert matched(cast, "王例山 16000000003") == [(member.pk, "")]


def test_matching_a_roster_takes_one_query(cast, django_assert_num_queries):
    text = "\n".join(cast.member(f"王例{last}").name for last in "山水火土木")
    with django_assert_num_queries(1):
        assert all(person for person, _ in matched(cast, text))
