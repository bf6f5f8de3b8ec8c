from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.db.models import QuerySet

from tests.attendance.cast import Cast
from tongxin.access import journal
from tongxin.access.actor import Actor
from tongxin.attendance import actions, queries
from tongxin.attendance.actions import Heads, Programme
from tongxin.attendance.crowds import newest_count, newest_counts
from tongxin.attendance.models import Evidence, HeadCount, Occasion, Participation
from tongxin.attendance.rosters import parse_roster
from tongxin.kernel.errors import ConflictError, ForbiddenError, InputError
from tongxin.lifecycle.writing import Doer

THREE_DAYS = Programme(first_day=date(2021, 5, 10), last_day=date(2021, 5, 12), field_days=(date(2021, 5, 12),))


@pytest.fixture
def occasion(cast: Cast) -> Occasion:
    return actions.open_occasion(by=cast.secretary, kind="test", path=cast.county.path, programme=THREE_DAYS)


def enter(occasion: Occasion, cast: Cast, text: str) -> list[Participation]:
    lines = queries.match(parse_roster(text), scope=cast.secretary.scope)
    return actions.enter_roster(occasion, by=cast.secretary, lines=lines)


def doer(by: Actor, *, reason: str = "") -> Doer:
    """Whoever does the act of an owner, in whose course attendance writes."""
    return Doer(scope=by.scope, name=by.name, account_id=by.account_id, action="test.act", reason=reason)


def told(record) -> list[str]:
    return [entry.action for entry in journal.of(record)]


def test_occasion_lists_its_days_and_needs_two_thirds_of_them(occasion):
    assert [str(day) for day in queries.days(occasion)] == [
        "2021-05-10 课堂教学",
        "2021-05-11 课堂教学",
        "2021-05-12 现场教学",
    ]
    assert occasion.days_needed == 2
    assert str(occasion) == f"test {occasion.pk}"
    assert told(occasion) == ["attendance.open"]


@pytest.mark.parametrize(
    ("programme", "field"),
    [
        (Programme(first_day=date(2021, 5, 2), last_day=date(2021, 5, 1)), "last_day"),
        (Programme(first_day=date(2021, 1, 1), last_day=date(2021, 4, 11)), "last_day"),  # a hundred and one
        (
            Programme(first_day=date(2021, 5, 1), last_day=date(2021, 5, 1), field_days=(date(2021, 5, 2),)),
            "field_days",
        ),
        (Programme(first_day=date(2021, 5, 1), last_day=date(2021, 5, 1), days_needed=2), "days_needed"),
    ],
)
def test_impossible_programme_is_refused(cast, programme, field):
    with pytest.raises(InputError) as refusal:
        actions.open_occasion(by=cast.secretary, kind="test", path=cast.county.path, programme=programme)
    assert refusal.value.field == field


@pytest.mark.parametrize(("count", "needed"), [(1, 1), (2, 2), (3, 2), (4, 3), (5, 4), (6, 4), (100, 67)])
def test_two_thirds_of_the_days_are_rounded_up(count, needed):
    first = date(2021, 1, 1)
    programme = Programme(first_day=first, last_day=first + timedelta(days=count - 1))
    assert (len(programme.days()), programme.needed()) == (count, needed)


@pytest.mark.parametrize(("needed", "allowed"), [(0, False), (1, True), (3, True), (4, False)])
def test_days_needed_are_from_one_to_all(needed, allowed):
    programme = Programme(first_day=date(2021, 5, 10), last_day=date(2021, 5, 12), days_needed=needed)
    if allowed:
        assert programme.needed() == needed
    else:
        with pytest.raises(InputError, match="1 至 3 之间") as refusal:
            programme.needed()
        assert refusal.value.field == "days_needed"


def test_days_needed_can_be_stated(cast):
    programme = Programme(first_day=date(2021, 5, 1), last_day=date(2021, 5, 3), days_needed=1)
    occasion = actions.open_occasion(by=cast.secretary, kind="test", path=cast.county.path, programme=programme)
    assert occasion.days_needed == 1


def test_someone_of_another_place_cannot_open_or_write(cast, occasion):
    with pytest.raises(ForbiddenError):
        actions.open_occasion(by=cast.neighbour_officer, kind="test", path=cast.county.path, programme=THREE_DAYS)
    with pytest.raises(ForbiddenError):
        actions.enter_roster(occasion, by=cast.neighbour_officer, lines=[])
    with pytest.raises(ForbiddenError):
        actions.count_heads(occasion, by=cast.reader, heads=Heads(number=3))


def test_roster_lines_are_decided_by_the_completion_rule(cast, occasion):
    member = cast.member("王例山")
    rows = enter(occasion, cast, "王例山\n李例水 甲所 2天\n张例火 1天")
    assert [(row.person_id, row.name, row.days_attended, row.completed) for row in rows] == [
        (member.pk, "", None, True),
        (None, "李例水", 2, True),
        (None, "张例火", 1, False),
    ]
    assert rows[0].decided_by == "宁乡秘书"
    assert {row.path for row in queries.roster(occasion)} == {cast.county.path}
    assert told(rows[0]) == ["attendance.enter"]
    assert str(rows[0]) == f"名册第 {rows[0].pk} 行"


def test_journal_never_holds_the_names_on_a_roster(cast, occasion):
    (row,) = enter(occasion, cast, "李例水 甲所")
    assert "李例水" not in str([entry.after for entry in journal.of(row)])


def test_same_person_is_entered_once(cast, occasion):
    cast.member("王例山", mobile="16000000001")
    enter(occasion, cast, "王例山\n李例水 甲所")
    assert enter(occasion, cast, "王例山 16000000001\n李例水 甲所\n李例水 乙所") == list(
        queries.roster(occasion).filter(unit="乙所")
    )
    assert queries.roster(occasion).count() == 3


def test_person_written_twice_in_one_roster_is_entered_once(cast, occasion):
    member = cast.member("王例山", mobile="16000000001", unit="甲所")
    rows = enter(occasion, cast, "王例山 16000000001\n王例山 甲所")
    assert [row.person_id for row in rows] == [member.pk]


def test_correcting_the_days_decides_anew(cast, occasion):
    (row,) = enter(occasion, cast, "王例山")
    actions.correct_line(row, by=cast.secretary, reason="中途离开", days_attended=1)
    assert not row.completed
    assert told(row) == ["attendance.line.correct", "attendance.enter"]
    assert journal.of(row)[0].reason == "中途离开"
    with pytest.raises(InputError, match="原因"):
        actions.correct_line(row, by=cast.secretary, reason=" ", days_attended=None)


def test_unresolved_line_can_be_matched_later(cast, occasion):
    (row,) = enter(occasion, cast, "王例山")
    member = cast.member("王例山")
    actions.correct_line(row, by=cast.secretary, reason="补录人员", days_attended=None, identity="王例山")
    assert (row.person_id, row.completed) == (member.pk, True)


def test_unresolved_lines_are_matched_again_when_members_were_added(cast, occasion):
    enter(occasion, cast, "王例山 甲所\n王例山 乙所\n李例水")
    member = cast.member("王例山", unit="乙所")
    (found,) = actions.rematch_roster(occasion, by=doer(cast.secretary, reason="重新核对名册"))
    assert (found.person_id, found.unit, found.completed) == (member.pk, "乙所", True)
    assert journal.of(found)[0].reason == "重新核对名册"
    assert queries.roster_facts(occasion).unresolved == 2
    assert actions.rematch_roster(occasion, by=doer(cast.secretary, reason="重新核对名册")) == []
    with pytest.raises(ForbiddenError):
        actions.rematch_roster(occasion, by=doer(cast.officer))


def test_whoever_decides_lines_holds_the_occasion_first(cast, occasion, monkeypatch):
    locked = []
    monkeypatch.setattr(QuerySet, "select_for_update", lambda rows, **_: locked.append(rows.model) or rows)
    (row,) = enter(occasion, cast, "王例山")
    actions.rematch_roster(occasion, by=doer(cast.secretary))
    assert locked == [Occasion, Occasion]
    locked.clear()
    actions.correct_line(row, by=cast.secretary, reason="早退", days_attended=1)
    assert locked == [Occasion, Participation]


def test_line_cannot_become_someone_already_there(cast, occasion):
    cast.member("李例水")
    first, second = enter(occasion, cast, "王例山\n李例水")
    assert (first.person_id, second.person_id is None) == (None, False)
    with pytest.raises(ConflictError, match="已在本期名册"):
        actions.correct_line(first, by=cast.secretary, reason="对错", days_attended=None, identity="李例水")


def test_journal_keeps_what_a_line_said_before_it_was_corrected(cast, occasion):
    member = cast.member("王例山")
    (row,) = enter(occasion, cast, "李例水 甲所")
    actions.correct_line(row, by=cast.secretary, reason="改名早退", days_attended=1, identity="王例山")
    line = journal.of(row)[0]
    assert (line.before["days_attended"], line.before["person_id"], line.before["completed"]) == (None, None, True)
    assert (line.after["days_attended"], line.after["person_id"], line.after["completed"]) == (1, member.pk, False)
    assert row.decided_by == cast.secretary.name


def test_line_that_is_corrected_stays_who_it_was_and_is_no_obstacle_to_itself(cast, occasion):
    member = cast.member("王例山")
    (row,) = enter(occasion, cast, "王例山")
    actions.correct_line(row, by=cast.secretary, reason="早退", days_attended=1, identity="王例山")
    actions.correct_line(row, by=cast.secretary, reason="核对", days_attended=None, identity=" ")
    assert (row.person_id, row.days_attended, row.completed) == (member.pk, None, True)


def test_lines_matched_again_are_told_with_what_they_were(cast, occasion):
    enter(occasion, cast, "王例山 甲所")
    member = cast.member("王例山")
    (found,) = actions.rematch_roster(occasion, by=doer(cast.secretary))
    line = journal.of(found)[0]
    assert (line.action, line.before["person_id"], line.after["person_id"]) == ("attendance.decide", None, member.pk)


def test_line_pasted_twice_at_once_is_entered_once(cast, occasion):
    member = cast.member("李例水")
    rows = enter(occasion, cast, "王例山 甲所\n李例水 16000000001\n王例山 甲所\n李例水 160-0000-0001")
    assert [(row.name, row.person_id) for row in rows] == [("王例山", None), ("", member.pk)]


def test_two_people_of_one_name_are_two_lines_however_often_the_list_is_handed_in(cast, occasion):
    assert len(enter(occasion, cast, "王伟\n李娜\n王伟")) == 3
    assert enter(occasion, cast, "王伟\n李娜\n王伟") == []
    assert [row.name for row in enter(occasion, cast, "王伟\n王 伟\n王伟")] == ["王伟"]


def test_days_beyond_the_class_are_refused_where_they_are_handed_in_or_corrected(cast, occasion):
    with pytest.raises(InputError, match="参加 4 天，这期只有 3 天") as refusal:
        actions.add_lines(occasion, by=cast.secretary, roster="王例山 4天\n李例水")
    assert refusal.value.field == "roster"
    (row,) = actions.add_lines(occasion, by=cast.secretary, roster="王例山 9.15请假")
    assert (row.days_attended, row.completed) == (2, True)
    with pytest.raises(InputError, match="这期只有 3 天，参加天数不能写 4 天") as refusal:
        actions.correct_line(row, by=cast.secretary, reason="改", days_attended=4)
    assert refusal.value.field == "days_attended"
    assert actions.correct_line(row, by=cast.secretary, reason="改", days_attended=3).completed


def test_person_already_on_the_roster_is_not_matched_to_a_second_line(cast, occasion):
    enter(occasion, cast, "王例山 甲所\n王例山 乙所")
    first = cast.member("王例山", unit="甲所")
    assert [row.person_id for row in actions.rematch_roster(occasion, by=doer(cast.secretary))] == [first.pk]
    type(first).objects.whole_network(reason="test").filter(pk=first.pk).update(unit="乙所")
    assert actions.rematch_roster(occasion, by=doer(cast.secretary)) == []


@pytest.mark.parametrize("identity", ["无例人", "王例山\n李例水", "序号 姓名"])
def test_identity_that_means_nobody_or_several_is_refused(cast, occasion, identity):
    (row,) = enter(occasion, cast, "王例山")
    with pytest.raises(InputError, match="没有对上人员") as refusal:
        actions.correct_line(row, by=cast.secretary, reason="补", days_attended=None, identity=identity)
    assert refusal.value.field == "identity"


def test_changed_programme_decides_everyone_anew(cast, occasion):
    stays, leaves = enter(occasion, cast, "王例山\n李例水 2天")
    longer = Programme(first_day=date(2021, 5, 10), last_day=date(2021, 5, 13))
    actions.correct_programme(occasion, by=doer(cast.secretary, reason="多上一天"), programme=longer)
    stays.refresh_from_db(from_queryset=queries.roster(occasion))
    leaves.refresh_from_db(from_queryset=queries.roster(occasion))
    assert (occasion.days_needed, stays.completed, leaves.completed) == (3, True, False)
    assert queries.days(occasion).count() == 4
    assert told(stays) == ["attendance.enter"]
    assert told(leaves) == ["attendance.decide", "attendance.enter"]
    decided = journal.of(leaves)[0]
    assert (decided.reason, decided.before["completed"], decided.after["completed"]) == ("多上一天", True, False)


def test_days_that_stay_are_left_and_the_others_are_told(cast, occasion):
    first, second, third = queries.days(occasion)
    moved = Programme(first_day=date(2021, 5, 11), last_day=date(2021, 5, 13), field_days=(date(2021, 5, 11),))
    actions.correct_programme(occasion, by=doer(cast.secretary, reason="改期"), programme=moved)
    days = list(queries.days(occasion))
    assert [str(day) for day in days] == ["2021-05-11 现场教学", "2021-05-12 课堂教学", "2021-05-13 课堂教学"]
    assert {first.pk, second.pk, third.pk} == {day.pk for day in days}  # what people hold in a day goes along
    assert {(told(day)[0], journal.of(day)[0].reason) for day in days} == {("attendance.change_day", "改期")}
    longer = Programme(first_day=date(2021, 5, 11), last_day=date(2021, 5, 14), field_days=(date(2021, 5, 11),))
    actions.correct_programme(occasion, by=doer(cast.secretary), programme=longer)
    assert [day.pk for day in queries.days(occasion)][:3] == [day.pk for day in days]
    assert told(queries.days(occasion).last()) == ["attendance.add_day"]
    actions.correct_programme(occasion, by=doer(cast.secretary, reason="少上"), programme=moved)
    assert [day.pk for day in queries.days(occasion)] == [day.pk for day in days]
    assert {day.path for day in queries.days(occasion)} == {cast.county.path}


def test_moving_an_occasion_takes_all_that_hangs_on_it_along(cast, occasion):
    enter(occasion, cast, "王例山")
    actions.count_heads(occasion, by=cast.secretary, heads=Heads(number=3))
    assert actions.move_occasion(occasion, by=doer(cast.secretary), path=cast.county.path) is occasion
    with pytest.raises(ForbiddenError):
        actions.move_occasion(occasion, by=doer(cast.secretary), path=cast.city.path)
    actions.move_occasion(occasion, by=doer(cast.city_secretary), path=cast.city.path)
    assert {row.path for row in queries.roster(occasion)} == {cast.city.path}
    assert {row.path for row in queries.days(occasion)} == {cast.city.path}
    assert not queries.visible_roster(occasion, scope=cast.secretary.scope).exists()
    assert told(occasion) == ["attendance.move", "attendance.open"]


def test_whatever_moves_with_an_occasion_is_told_where_it_was(cast, occasion):
    (row,) = enter(occasion, cast, "王例山")
    heads = actions.count_heads(occasion, by=cast.secretary, heads=Heads(number=3))
    by = doer(cast.city_secretary, reason="市里主办")
    actions.move_occasion(occasion, by=by, path=cast.city.path)
    for one in (occasion, row, heads, *queries.days(occasion)):
        line = journal.of(one)[0]
        assert (line.action, line.reason) == ("attendance.move", "市里主办")
        assert (line.before["path"], line.after["path"]) == (cast.county.path, cast.city.path)
    assert type(heads).objects.whole_network(reason="test").get().path == cast.city.path


def test_occasion_leaves_only_with_the_right_where_it_is(cast, occasion):
    with pytest.raises(ForbiddenError):
        actions.move_occasion(occasion, by=doer(cast.neighbour_officer), path=cast.neighbour.path)
    assert told(occasion) == ["attendance.open"]


def test_head_count_stands_beside_person_times(cast, occasion):
    enter(occasion, cast, "王例山")
    count = actions.count_heads(occasion, by=cast.secretary, heads=Heads(number=180, method="入口清点"))
    facts = queries.roster_facts(occasion)
    assert (facts.completed, facts.heads, str(count)) == (1, 180, "180 人（入口清点）")
    assert (told(count), count.path, count.evidence) == (["attendance.count"], cast.county.path, Evidence.HOST)
    assert (count.low, count.high, count.first_time) == (180, 180, 0)
    for number in (1_000_000, 1):  # the latest count holds
        actions.count_heads(occasion, by=cast.secretary, heads=Heads(number=number))
        assert queries.roster_facts(occasion).heads == number


@pytest.mark.parametrize(
    ("evidence", "method"),
    [
        ("host", "会场清点"), ("estimate", "目测估计"), ("declared", "主办方申报"), ("scan", "签到设备计数"),
        ("roster", "按签到册计数"),
    ],
)  # fmt: skip
def test_head_count_without_a_method_keeps_the_usual_one_of_its_evidence(cast, occasion, evidence, method):
    count = actions.count_heads(occasion, by=cast.secretary, heads=Heads(number=9, evidence=evidence))
    assert (count.evidence, count.method) == (evidence, method)


def test_the_same_count_again_writes_nothing_and_another_one_is_kept_beside_it(cast, occasion):
    nearly = Heads(number=200, low=190, high=200, first_time=200, evidence="estimate")
    first = actions.count_heads(occasion, by=cast.secretary, heads=nearly)
    assert actions.count_heads(occasion, by=cast.secretary, heads=nearly).pk == first.pk
    second = actions.count_heads(occasion, by=cast.secretary, heads=replace(nearly, first_time=199))
    assert second.pk != first.pk
    assert newest_count(occasion) == second
    assert newest_counts([occasion.pk]) == {occasion.pk: second}
    counts = HeadCount.objects.children_of(occasion)
    assert list(counts.order_by("id").values_list("low", "high", "first_time")) == [(190, 200, 200), (190, 200, 199)]


def test_counts_taken_back_are_gone_and_told(cast, occasion):
    count = actions.count_heads(occasion, by=cast.secretary, heads=Heads(number=3))
    actions.drop_counts(occasion, by=cast.secretary, reason="记错场次")
    assert newest_count(occasion) is None
    (line,) = [entry for entry in journal.of(count) if entry.action == "attendance.drop_count"]
    assert (line.reason, line.before["number"]) == ("记错场次", 3)
    with pytest.raises(ForbiddenError):
        actions.drop_counts(occasion, by=cast.reader, reason="记错场次")


@pytest.mark.parametrize(
    ("wrong", "refused"),
    [
        ({"number": 0}, ("head_count", "1 至 1000000")),
        ({"number": -1}, ("head_count", "1 至 1000000")),
        ({"number": 1_000_001}, ("head_count", "1 至 1000000")),
        ({"number": 5, "low": 6}, ("head_low", "「最少」")),
        ({"number": 5, "low": 0}, ("head_low", "「最少」")),
        ({"number": 5, "high": 4}, ("head_high", "「最多」")),
        ({"number": 5, "high": 1_000_001}, ("head_high", "「最多」")),
        ({"number": 5, "first_time": 6}, ("head_first_time", "首次来的")),
        ({"number": 5, "first_time": -1}, ("head_first_time", "首次来的")),
    ],
)
def test_numbers_that_contradict_each_other_are_refused(cast, occasion, wrong, refused):
    with pytest.raises(InputError, match=refused[1]) as refusal:
        actions.count_heads(occasion, by=cast.secretary, heads=Heads(**wrong))
    assert refusal.value.field == refused[0]
    assert newest_count(occasion) is None


def test_bounds_are_allowed_up_to_the_number_itself(cast, occasion):
    heads = Heads(number=1_000_000, low=1, high=1_000_000, first_time=1_000_000)
    assert actions.count_heads(occasion, by=cast.secretary, heads=heads).low == 1


@pytest.mark.parametrize("given", [{}, {"head_count": None, "head_evidence": "estimate", "head_method": ""}])
def test_nothing_said_of_a_number_is_no_count(given):
    details = {"title": "甲", **given}
    assert Heads.taken_from(details) is None
    assert details == {"title": "甲"}


@pytest.mark.parametrize("name", ["head_low", "head_high", "head_first_time", "head_method"])
def test_what_stands_beside_a_number_needs_the_number(name):
    with pytest.raises(InputError, match="请同时填写来了多少人") as refusal:
        Heads.taken_from({"head_count": None, name: 5 if name != "head_method" else "清点"})
    assert refusal.value.field == "head_count"


def test_a_count_is_taken_out_of_the_details_of_a_record():
    details = {
        "title": "甲",
        "head_count": 5,
        "head_evidence": "",
        "head_low": 4,
        "head_high": 6,
        "head_method": " 数 ",
    }
    assert Heads.taken_from(details) == Heads(number=5, low=4, high=6, method="数")
    assert details == {"title": "甲"}


def test_evidence_is_kept_with_every_line(cast, occasion):
    lines = queries.match(parse_roster("王例山"), scope=cast.secretary.scope)
    actions.enter_roster(occasion, by=cast.secretary, lines=lines, evidence=Evidence.SCAN)
    enter(occasion, cast, "李例水\n张例火 0天")
    facts = queries.roster_facts(occasion)
    assert facts.by_evidence == (("扫码签到", 1), ("签到名册", 1))
    assert (facts.listed, facts.completed, facts.unresolved, facts.resolved_share) == (3, 2, 2, (0, 2))
