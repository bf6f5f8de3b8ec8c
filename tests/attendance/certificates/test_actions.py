"""Certificates are numbered without gaps, once for what was completed; revoked, exchanged and emptied with a reason."""

from datetime import date
from typing import Any

import pytest

from tests.attendance.certificates.conftest import ALL, Stage, every, held
from tests.cast import SYSTEM, found
from tests.lives import certified
from tongxin.access.actor import Actor
from tongxin.access.models import Entry, Site
from tongxin.attendance import actions as attended
from tongxin.attendance.certificates import actions, numbering, queries
from tongxin.attendance.certificates.claimed import Claimed, new_code, readable, source_of, usual_prefix
from tongxin.attendance.models import Certificate, CertificateKind
from tongxin.kernel.errors import ConflictError, ForbiddenError, InputError, NotFoundError
from tongxin.network import actions as network
from tongxin.network.actions.merging import merge_records

State = Certificate.State


@pytest.fixture(autouse=True)
def _day(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(numbering, "today", lambda: date(2026, 11, 30))
    monkeypatch.setattr(actions, "today", lambda: date(2026, 12, 1))


def award(stage: Stage, holder: str = "王例山", **more: Any) -> Claimed:
    return Claimed(source=source_of(stage.training), holder=holder, event="技能大赛", body=("荣获一等奖。",), **more)


def lines(action: str) -> list[Entry]:
    return list(Entry.objects.whole_network(reason=ALL).filter(action=action))


def test_those_who_completed_it_get_one_and_nobody_else(stage: Stage) -> None:
    made = stage.issue()
    assert [one.serial for one in made] == ["宁乡新联培〔2026〕第0001号", "宁乡新联培〔2026〕第0002号"]
    assert [(one.holder, one.person_id) for one in made] == [("王例山", stage.member.pk), ("李例水", None)]
    claims = queries.claims_of(made[0])
    assert claims.title == "结业证书"
    assert claims.body == (
        "于2021年5月10日至12日参加宁乡市新的社会阶层人士联谊会主办的“宁乡培训班”，完成规定的培训要求，准予结业。",
        "特发此证。",
    )
    assert claims.facts == (
        ("名称", "宁乡培训班"),
        ("主办单位", "宁乡市新的社会阶层人士联谊会"),
        ("时间", "2021年5月10日至12日"),
    )
    assert claims.day == "2026-11-30"
    assert claims.notice == ""


def test_issuing_again_adds_nothing_and_somebody_added_gets_the_next_number(stage: Stage) -> None:
    stage.issue()
    assert stage.issue() == []
    attended.add_lines(stage.training.occasion, by=SYSTEM, roster="孙例火")
    assert [(one.holder, one.number) for one in stage.issue()] == [("孙例火", 3)]


def test_nothing_to_issue_is_no_number_used(stage: Stage) -> None:
    assert actions.issue_certificates([], by=SYSTEM, organisation=stage.cast.county) == []
    assert stage.issue()[0].number == 1


@pytest.mark.parametrize(
    ("first", "last", "written"),
    [
        (date(2021, 5, 10), date(2021, 5, 10), "2021年5月10日"),
        (date(2021, 5, 10), date(2021, 5, 12), "2021年5月10日至12日"),
        (date(2021, 5, 30), date(2021, 6, 1), "2021年5月30日至6月1日"),
        (date(2020, 12, 30), date(2021, 1, 2), "2020年12月30日至2021年1月2日"),
    ],
)
def test_days_are_written_once(stage: Stage, first: date, last: date, written: str) -> None:
    one = held(stage.cast, roster="孙例火", title="另一班", first_day=first, last_day=last)
    assert f"于{written}参加" in queries.claims_of(certified(stage.cast, one)[0]).body[0]


def test_every_code_is_long_and_its_own(stage: Stage) -> None:
    codes = {new_code() for _ in range(500)} | {one.code for one in stage.issue()}
    assert len(codes) == 502
    assert 31**18 > 2**80
    assert all(len(code) == 18 for code in codes)


def test_numbers_go_on_by_kind_and_year(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    stage.issue()
    (won,) = actions.issue_certificates(
        [award(stage)], by=SYSTEM, organisation=stage.cast.county, kind=CertificateKind.AWARD
    )
    assert won.serial == "宁乡新联奖〔2026〕第0001号"
    assert queries.claims_of(won).title == "获奖证书"
    monkeypatch.setattr(numbering, "today", lambda: date(2027, 1, 1))
    attended.add_lines(stage.training.occasion, by=SYSTEM, roster="孙例火")
    assert stage.issue()[0].serial == "宁乡新联培〔2027〕第0001号"


def test_one_record_may_bring_several_parts(stage: Stage) -> None:
    team = [award(stage, "王例山", part=0), award(stage, "李例水", part=1)]
    made = actions.issue_certificates(team, by=SYSTEM, organisation=stage.cast.county, kind=CertificateKind.AWARD)
    assert [one.part for one in made] == [0, 1]
    assert actions.issue_certificates(team, by=SYSTEM, organisation=stage.cast.county) == []


@pytest.mark.parametrize(
    ("code", "short", "prefix"),
    [
        ("430000", "湖南", "湘新联培"),
        ("430100", "长沙", "长沙新联培"),
        ("990000", "某省", "某省新联培"),
        ("430100", "长" * 30, "长" * 12 + "新联培"),
    ],
)
def test_usual_prefix(code: str, short: str, prefix: str) -> None:
    assert usual_prefix(code=code, short_name=short, kind=CertificateKind.COMPLETION) == prefix


def test_chosen_mark_is_used_from_then_on(stage: Stage) -> None:
    stage.issue()
    chosen = actions.set_numbering(by=SYSTEM, organisation=stage.cast.county, kind="completion", mark="湘宁联培")
    attended.add_lines(stage.training.occasion, by=SYSTEM, roster="孙例火")
    assert stage.issue()[0].serial == "湘宁联培〔2026〕第0001号"
    actions.change_numbering(chosen, by=SYSTEM, mark="宁新联训", reason="统一")
    attended.add_lines(stage.training.occasion, by=SYSTEM, roster="钱例土")
    assert stage.issue()[0].serial == "宁新联训〔2026〕第0001号"
    assert every()[0].serial == "宁乡新联培〔2026〕第0001号"


def test_mark_of_another_organisation_is_refused(stage: Stage) -> None:
    stage.issue()
    with pytest.raises(ConflictError, match="已由另一单位使用") as refused:
        actions.set_numbering(by=SYSTEM, organisation=stage.cast.city, kind="completion", mark="宁乡新联培")
    assert refused.value.field == "mark"
    other = found("宁乡市网络人士专委会", "430182", kind="committee", parent=stage.cast.county)
    actions.set_numbering(by=SYSTEM, organisation=stage.cast.county, kind="award", mark="宁奖")
    with pytest.raises(ConflictError, match="为宁乡市网络人士专委会另设一个"):
        actions.issue_certificates([award(stage)], by=SYSTEM, organisation=other)
    taken = actions.set_numbering(by=SYSTEM, organisation=other, kind="award", mark="宁网奖")
    with pytest.raises(ConflictError, match="已由另一单位使用"):
        actions.change_numbering(taken, by=SYSTEM, mark="宁奖", reason="统一")


def test_prefix_taken_at_the_same_moment_is_told(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    stage.issue()
    other = found("宁乡市网络人士专委会", "430182", kind="committee", parent=stage.cast.county)
    monkeypatch.setattr(queries, "is_taken", lambda *_args, **_options: False)
    with pytest.raises(ConflictError, match="刚刚被另一单位用掉"):
        actions.issue_certificates([award(stage)], by=SYSTEM, organisation=other)


@pytest.mark.parametrize("who", ["city", "neighbour", "member", "stranger"])
def test_whoever_may_not_record_or_read_persons_there_issues_nothing(stage: Stage, who: str) -> None:
    with pytest.raises(ForbiddenError):
        actions.issue_certificates([award(stage)], by=stage.cast.actor(who), organisation=stage.cast.county)
    assert every() == []


def test_what_nobody_sees_is_never_signed(stage: Stage) -> None:
    (one,) = actions.issue_certificates(
        [award(stage, "王\u202e例\u200b山\n")], by=SYSTEM, organisation=stage.cast.county
    )
    assert one.holder == "王例山"
    assert readable("\u2066一\u00ad等\x00奖 ") == "一等奖"
    with pytest.raises(InputError, match="最多 60 个字"):
        actions.issue_certificates([award(stage, "长" * 61, part=1)], by=SYSTEM, organisation=stage.cast.county)
    with pytest.raises(InputError, match="持有人的姓名"):
        actions.issue_certificates([award(stage, "\u200b", part=2)], by=SYSTEM, organisation=stage.cast.county)


def test_long_words_stand_whole_on_the_paper_and_cut_in_the_list(stage: Stage) -> None:
    long = Claimed(source=source_of(stage.training), holder="王例山", event="赛" * 200, body=("奖",))
    (one,) = actions.issue_certificates([long], by=SYSTEM, organisation=stage.cast.county)
    kept = stage.again(one)
    assert kept.event == "赛" * 120
    assert queries.claims_of(kept).event == "赛" * 200
    assert kept.issued == one.issued == date(2026, 11, 30)


def test_demonstration_says_so_on_the_paper(stage: Stage) -> None:
    Site.objects.create(name="演示", is_demo=True)
    claims = queries.claims_of(stage.issue()[0])
    assert claims.notice == "演示数据，不作任何证明"
    assert claims.printed()[0] == claims.notice


def test_places_in_the_status_list_are_random_and_a_list_is_filled_by_half(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(numbering, "ENTRIES", 4)
    team = [award(stage, part=part) for part in range(5)]
    made = actions.issue_certificates(team, by=SYSTEM, organisation=stage.cast.county)
    assert [one.status_list for one in made] == [0, 0, 1, 1, 2]
    assert len({(one.status_list, one.status_index) for one in made}) == 5
    assert {one.status_index for one in made} <= set(range(4))
    (more,) = actions.issue_certificates([award(stage, part=9)], by=SYSTEM, organisation=stage.cast.county)
    assert more.status_list == 2
    assert more.status_index != made[-1].status_index


def test_revoking_needs_a_reason_and_keeps_day_and_number(stage: Stage) -> None:
    one, other = stage.issue()
    with pytest.raises(InputError, match="请写明原因"):
        actions.revoke_certificate(one, by=SYSTEM, reason=" ")
    actions.revoke_certificate(one, by=SYSTEM, reason="冒名顶替")
    kept = stage.again(one)
    assert (kept.state, kept.revoked, kept.revoke_reason) == (State.REVOKED, date(2026, 12, 1), "冒名顶替")
    assert kept.serial == one.serial
    assert stage.again(other).state == State.ISSUED
    assert [line.reason for line in lines("attendance.certificate.revoke")] == ["冒名顶替"]
    with pytest.raises(ConflictError, match="现在是「已撤销」"):
        actions.revoke_certificate(kept, by=SYSTEM, reason="再来一次")


def test_revoked_one_is_never_issued_again_with_the_rest_but_may_be_exchanged_once(stage: Stage) -> None:
    one, _ = stage.issue()
    actions.revoke_certificate(one, by=SYSTEM, reason="姓名写错")
    assert stage.issue() == []
    new = actions.exchange_certificate(stage.again(one), by=SYSTEM, reason="姓名更正", holder="王例珊")
    assert (new.number, new.source_id, new.replaces_id, new.state) == (3, one.source_id, one.pk, State.ISSUED)
    assert stage.again(one).revoke_reason == "姓名写错"
    with pytest.raises(ConflictError, match="已有一份有效的证书"):
        actions.exchange_certificate(stage.again(one), by=SYSTEM, reason="又一次", holder="王例珊")
    assert len(every()) == 3


def test_all_of_one_record_are_revoked_together(stage: Stage) -> None:
    team = [award(stage, part=part) for part in range(3)]
    made = actions.issue_certificates(team, by=SYSTEM, organisation=stage.cast.county)
    actions.revoke_certificate(made[0], by=SYSTEM, reason="弄错")
    gone = actions.revoke_certificates(stage.training, by=SYSTEM, reason="奖项撤回")
    assert [one.pk for one in gone] == [made[1].pk, made[2].pk]
    assert {one.state for one in every()} == {State.REVOKED}


def test_exchange_says_what_the_record_says_now_under_the_name_given(stage: Stage) -> None:
    one, _ = stage.issue()
    stage.training.title = "宁乡理论培训班"
    stage.training.save()
    new = actions.exchange_certificate(one, by=SYSTEM, reason="姓名用字", holder=" 王例珊 ")
    claims = queries.claims_of(new)
    assert (new.holder, new.number, new.replaces_id, new.person_id) == ("王例珊", 3, one.pk, stage.member.pk)
    assert claims.event == "宁乡理论培训班"
    assert claims.address == f"https://tongxin.example/p/certificates/{new.code}/"
    old = stage.again(one)
    assert (old.state, old.revoke_reason) == (State.REVOKED, "已换发：姓名用字")
    assert queries.claims_of(old).holder == "王例山"


def test_exchange_of_an_award_says_the_same_again(stage: Stage) -> None:
    (one,) = actions.issue_certificates(
        [award(stage, facts=(("奖项", "一等奖"),))],
        by=SYSTEM,
        organisation=stage.cast.county,
        address="http://a.example/",
    )
    new = actions.exchange_certificate(one, by=SYSTEM, reason="遗失", holder="王例山")
    before, after = queries.claims_of(one), queries.claims_of(new)
    assert (after.body, after.facts, after.event) == (before.body, before.facts, before.event)
    assert after.serial != before.serial


def test_exchange_stays_at_the_address_the_first_one_names(stage: Stage, settings: Any) -> None:
    settings.TONGXIN_ADDRESS = ""
    (one,) = actions.issue_certificates(
        [award(stage)], by=SYSTEM, organisation=stage.cast.county, address="http://hall.example/"
    )
    new = actions.exchange_certificate(one, by=SYSTEM, reason="遗失", holder="王例山")
    assert queries.claims_of(new).address == f"http://hall.example/p/certificates/{new.code}/"
    (bare,) = actions.issue_certificates([award(stage, part=1)], by=SYSTEM, organisation=stage.cast.county)
    assert queries.claims_of(bare).address.startswith("http://127.0.0.1:8000/p/certificates/")


def test_exchange_without_a_name_is_refused_and_revokes_nothing(stage: Stage) -> None:
    one, _ = stage.issue()
    with pytest.raises(InputError, match="姓名") as refused:
        actions.exchange_certificate(one, by=SYSTEM, reason="x", holder="\u200b ")
    assert refused.value.field == "holder"
    assert stage.again(one).state == State.ISSUED


def test_completion_corrected_later_leaves_the_certificate_without_ground(stage: Stage) -> None:
    one, other = stage.issue()
    line = stage.line("王例山")
    attended.correct_line(line, by=SYSTEM, reason="早退", days_attended=1)
    assert queries.is_unfounded(one)
    assert not queries.is_unfounded(other)
    assert [row.unfounded for row in queries.of_roster(stage.training.occasion)] == [True, False]
    assert stage.issue() == []
    with pytest.raises(ConflictError, match="不能换发"):
        actions.exchange_certificate(one, by=SYSTEM, reason="x", holder="王例山")
    attended.correct_line(stage.line("王例山"), by=SYSTEM, reason="看错了", days_attended=None)
    assert not queries.is_unfounded(one)


def test_certificate_of_a_line_that_is_gone_still_stands_and_is_exchanged_as_it_was(stage: Stage) -> None:
    _, other = stage.issue()
    stage.line("李例水").delete()
    assert not queries.is_unfounded(other)
    new = actions.exchange_certificate(other, by=SYSTEM, reason="遗失", holder="李例水")
    assert queries.claims_of(new).body == queries.claims_of(other).body


def test_certificate_follows_a_merged_person_under_the_name_of_the_day(stage: Stage) -> None:
    one, _ = stage.issue()
    kept = stage.cast.person("王例山", mobile="13800138009", unit="某所")
    merge_records(kept, by=SYSTEM, merged=stage.member, reason="同一人")
    moved = stage.again(one)
    assert (moved.person_id, moved.holder) == (kept.pk, "王例山")
    assert not queries.is_unfounded(moved)


def test_erased_person_leaves_number_and_status_and_nothing_that_names(stage: Stage) -> None:
    one, other = stage.issue()
    actions.revoke_certificate(one, by=SYSTEM, reason="弄错")
    again = actions.exchange_certificate(stage.again(one), by=SYSTEM, reason="更正", holder="王例山")
    network.erase_person(stage.member, by=SYSTEM, reason="本人请求")
    for row in (stage.again(one), stage.again(again)):
        assert (row.state, row.holder, row.claims, row.credential) == (State.ERASED, "", "", "")
        assert row.serial.startswith("宁乡新联培〔2026〕第")
        with pytest.raises(NotFoundError, match="已按本人要求删除"):
            queries.claims_of(row)
    assert stage.again(one).revoked == date(2026, 12, 1)
    assert stage.again(other).holder == "李例水"
    assert queries.marked(stage.cast.county, status_list=0, purpose="revocation") == [one.status_index]
    assert len(lines("attendance.certificate.erase")) == 2
    assert "王例山" not in str([(line.before, line.after) for line in lines("attendance.certificate.erase")])
    network.erase_person(stage.member, by=SYSTEM, reason="再一次")
    assert len(lines("attendance.certificate.erase")) == 2


def test_next_number_after_an_erased_one_leaves_no_gap(stage: Stage) -> None:
    stage.issue()
    network.erase_person(stage.member, by=SYSTEM, reason="本人请求")
    attended.add_lines(stage.training.occasion, by=SYSTEM, roster="孙例火")
    numbers = [one.number for one in stage.issue()]
    assert numbers == [3]


def test_nobody_erased_gets_one(stage: Stage) -> None:
    network.erase_person(stage.member, by=SYSTEM, reason="本人请求")
    assert [one.holder for one in stage.issue()] == ["李例水"]


def test_journal_tells_who_issued_how_many_and_no_name(stage: Stage) -> None:
    made = actions.issue_certificates(
        [award(stage, part=part) for part in range(2)], by=stage.cast.actor("secretary"), organisation=stage.cast.county
    )
    told = lines("attendance.certificate.issue")
    assert [line.record_label for line in told] == [one.serial for one in made]
    assert {line.actor for line in told} == {"secretary"}
    assert not any(word in str(line.after) for line in told for word in ("王例山", made[0].code, "eyJ"))


def test_issuing_costs_the_same_statements_however_many(stage: Stage, django_assert_num_queries: Any) -> None:
    team = [award(stage, part=part) for part in range(40)]
    by = Actor.system("布置")
    with django_assert_num_queries(16):
        actions.issue_certificates(team[:3], by=by, organisation=stage.cast.county)
    with django_assert_num_queries(15):
        actions.issue_certificates(team, by=by, organisation=stage.cast.county)
