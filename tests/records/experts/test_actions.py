"""What may be done with teams, requests and talks, and what is refused in a sentence."""

from datetime import date, timedelta

import pytest

from tests.cast import SYSTEM, place
from tests.network.life import linked
from tests.records.experts import samples
from tongxin.access.actor import Actor
from tongxin.attendance.crowds import newest_count
from tongxin.attendance.queries import roster
from tongxin.kernel.errors import ConflictError, ForbiddenError, InputError
from tongxin.kernel.period import today
from tongxin.network.actions.requests import erase_person
from tongxin.network.models import Organisation
from tongxin.network.models.tokens import hashed
from tongxin.records.experts import actions as experts
from tongxin.records.experts.actions.matching import say
from tongxin.records.experts.models import Contact, Expert, Match, Offer, Opinion, Request, Speaker, Talk, TalkFirm
from tongxin.records.experts.queries import checks_of, firms_at, open_match, request_followed, service_for

FIRM, OTHER = "宁乡灰汤食品有限公司", "宁乡沩山茶业有限公司"


@pytest.fixture
def team(cast):
    return samples.team(cast)


@pytest.fixture
def one(cast, team):
    return samples.expert(team, cast.person("王例律", mobile="13900000001", unit="律师所"))


def again(row):
    row.refresh_from_db(from_queryset=type(row).objects.same_as(row))
    return row


def test_team_is_founded_in_the_past_and_stays_at_its_place(cast, team):
    with pytest.raises(InputError, match="还没有到") as caught:
        samples.team(cast, name="明天的团", founded=today() + timedelta(days=1))
    assert caught.value.field == "founded"
    with pytest.raises(InputError, match="不能改到另一地区"):
        experts.correct_team(team, by=SYSTEM, reason="改", **samples.team_details(cast, organiser=cast.city))
    with pytest.raises(ConflictError, match="已有同名的服务团"):
        samples.team(cast)


def test_new_statement_has_to_be_accepted_anew(cast, team, one):
    with pytest.raises(ConflictError, match="还没有发布服务声明"):
        experts.accept_statement(one, by=SYSTEM, day=today())
    experts.publish_statement(team, by=SYSTEM, text="只讲课。")
    with pytest.raises(InputError, match="不能早于"):
        experts.accept_statement(again(one), by=SYSTEM, day=today() - timedelta(days=1))
    experts.accept_statement(one, by=SYSTEM, day=today())
    assert (one.accepted, one.accepted_on) == (1, today())
    experts.publish_statement(team, by=SYSTEM, text="只讲课，回避持股的企业。")
    asked = samples.request(team)
    experts.triage(asked, by=SYSTEM, **samples.triage_details(asked))
    with pytest.raises(InputError, match="还没有接受现行的服务声明"):
        experts.propose(asked, by=SYSTEM, expert=str(one.pk))


def test_head_is_one_of_the_team_in_term_and_there_is_one(cast, team, one):
    second = samples.expert(team, cast.person("李例税", mobile="13900000002"))
    with pytest.raises(InputError, match="没有找到名称为「赵例外」") as caught:
        experts.appoint_head(team, by=SYSTEM, expert="赵例外")
    assert caught.value.field == "expert"
    experts.appoint_head(team, by=SYSTEM, expert="王例律")
    experts.appoint_head(team, by=SYSTEM, expert="李例税")
    assert (again(one).head, again(second).head) == (False, True)
    experts.end_expert(second, by=SYSTEM, day=date(2021, 9, 1), reason="辞任")
    assert (second.head, second.end) == (False, date(2021, 9, 1))
    with pytest.raises(InputError, match="不在任期内，不能任团长"):
        experts.appoint_head(team, by=SYSTEM, expert="李例税")


@pytest.mark.parametrize(
    ("text", "said"),
    [("赵例外 13900000009", "人员库中没有找到"), ("王例律、李例税", "请写一位专家"), ("12345", "没有读出姓名")],
)
def test_expert_is_one_person_of_the_register(cast, team, text, said):
    cast.person("王例律", mobile="13900000001")
    with pytest.raises(InputError, match=said) as caught:
        experts.enrol_expert(by=SYSTEM, team=team, expert=text, **samples.term())
    assert caught.value.field == "expert"


@pytest.mark.parametrize(
    ("term", "fits"),
    [
        ((date(2021, 6, 1), None), False),
        ((date(2021, 3, 1), date(2021, 4, 2)), False),
        ((date(2021, 3, 1), date(2021, 4, 1)), True),
        ((date(2021, 8, 1), None), True),
        ((date(2021, 7, 31), None), False),
        ((date(2021, 2, 28), None), False),
    ],
)
def test_terms_of_one_person_do_not_overlap_and_begin_with_the_team(cast, team, term, fits):
    begin, end = term
    person = cast.person("王例律", mobile="13900000001")
    samples.expert(team, person, begin=date(2021, 4, 1), end=date(2021, 8, 1))
    if fits:
        samples.expert(team, person, begin=begin, end=end)
    else:
        with pytest.raises((ConflictError, InputError)) as caught:
            samples.expert(team, person, begin=begin, end=end)
        assert caught.value.field == "begin"
    assert Expert.objects.children_of(team).count() == 1 + fits


def test_term_corrected_to_the_past_takes_the_head_away(cast, team, one):
    experts.appoint_head(team, by=SYSTEM, expert="王例律")
    experts.correct_expert(again(one), by=SYSTEM, reason="写错", **samples.term(end=today() + timedelta(days=9)))
    assert one.head
    experts.correct_expert(one, by=SYSTEM, reason="写错", **samples.term(end=today()))
    assert not one.head


def test_end_of_a_term_is_behind_its_beginning_and_told_once(cast, team, one):
    with pytest.raises(InputError, match="应晚于任期开始"):
        experts.end_expert(one, by=SYSTEM, day=samples.FOUNDED, reason="辞任")
    experts.end_expert(one, by=SYSTEM, day=date(2021, 9, 1), reason="辞任")
    with pytest.raises(ConflictError, match="任期已于2021年9月1日结束"):
        experts.end_expert(one, by=SYSTEM, day=date(2021, 9, 1), reason="再辞")
    experts.end_expert(one, by=SYSTEM, day=date(2021, 8, 1), reason="更早")
    assert one.end == date(2021, 8, 1)


def test_dissolved_team_ends_its_terms_and_takes_nothing_more(cast, team, one):
    experts.publish_team(team, by=SYSTEM)
    late = samples.expert(team, cast.person("李例税", mobile="13900000002"), begin=date(2021, 9, 1))
    with pytest.raises(ConflictError, match="任期在这一天或以后才开始"):
        experts.dissolve_team(team, by=SYSTEM, day=date(2021, 9, 1), reason="任务完成")
    experts.dissolve_team(team, by=SYSTEM, day=date(2021, 10, 1), reason="任务完成")
    assert (again(one).end, again(late).end) == (date(2021, 10, 1), date(2021, 10, 1))
    assert (team.state, team.public_code) == ("dissolved", "")
    with pytest.raises(ConflictError, match="不能再登记专家"):
        samples.expert(team, cast.person("赵例外", mobile="13900000003"))
    with pytest.raises(ConflictError, match="不再接受需求"):
        samples.request(team)
    with pytest.raises(InputError, match="已于 2021年10月1日 解散"):
        samples.held(team, day=date(2021, 10, 1))
    assert samples.held(team, day=date(2021, 9, 30)).state == "held"


def test_office_hours_have_a_day_and_a_name_each(cast, team):
    with pytest.raises(InputError, match="请选坐诊日"):
        experts.add_offer(team, by=SYSTEM, **samples.offer_details(weekday=None, begins="09:00"))
    for _ in range(2):
        for weekday in (3, None):
            details = samples.offer_details(weekday=weekday)
            if Offer.objects.children_of(team).filter(weekday=weekday).exists():
                with pytest.raises(ConflictError, match="已有同名"):
                    experts.add_offer(team, by=SYSTEM, **details)
            else:
                experts.add_offer(team, by=SYSTEM, **details)
    assert Offer.objects.children_of(team).count() == 2


def test_triage_puts_the_firm_on_record_once_and_at_its_place(cast, team):
    first, second = samples.request(team), samples.request(team, need="另一件事")
    for asked in (first, second):
        experts.triage(asked, by=SYSTEM, **samples.triage_details(asked))
    assert first.firm_id == second.firm_id
    assert (first.firm.kind, first.firm.place.code, first.state) == ("firm", "430182", "triaged")
    away = samples.request(team, firm_name="株洲轴承有限公司", firm_place=place("430200"))
    experts.triage(away, by=cast.actor("secretary"), **samples.triage_details(away))
    assert away.firm.place.code == "430182"  # where the secretary may record


def test_request_is_corrected_with_its_firm_and_stays_with_its_team(cast, team):
    asked = samples.request(team)
    experts.correct_request(asked, by=SYSTEM, reason="写错", **samples.request_details(team, firm_name=OTHER))
    assert (asked.firm, asked.firm_name) == (None, OTHER)
    experts.triage(asked, by=SYSTEM, **samples.triage_details(asked))
    experts.correct_request(asked, by=SYSTEM, reason="写错", **samples.request_details(team))
    assert asked.firm.name == FIRM
    other = samples.team(cast, name="另一团")
    with pytest.raises(InputError, match="不能改到另一个服务团"):
        experts.correct_request(asked, by=SYSTEM, reason="改", **samples.request_details(other))
    experts.answer_in_writing(asked, by=SYSTEM, answer="按法办。", day=date(2021, 4, 9))
    details = samples.request_details(team, received=date(2021, 4, 10))
    with pytest.raises(InputError, match="收到日期不能晚于答复日期"):
        experts.correct_request(asked, by=SYSTEM, reason="改", **details)


def test_only_who_is_on_the_list_can_be_proposed_and_the_reasons_are_kept(cast, team, one):
    insider = samples.expert(team, cast.person("李例税", mobile="13900000002", unit=FIRM))
    asked = samples.request(team)
    experts.triage(asked, by=SYSTEM, **samples.triage_details(asked))
    with pytest.raises(InputError, match="须回避"):
        experts.propose(asked, by=SYSTEM, expert=str(insider.pk))
    with pytest.raises(InputError, match="不在名册上"):
        experts.propose(asked, by=SYSTEM, expert="0")
    experts.propose(asked, by=SYSTEM, expert=str(one.pk))
    match = open_match(asked)
    assert match.reasons == ["领域相同：法律", "服务地区长沙市包含宁乡市", "没有希望的日期，可以商定"]
    assert asked.state == "matched"


def test_one_account_never_writes_down_both_words(cast):
    match = samples.matched(cast)
    officer = cast.actor("province")
    experts.accept_as_expert(match, by=officer)
    with pytest.raises(ConflictError, match="应由另一个人办理"):
        experts.accept_as_firm(match, by=officer)
    with pytest.raises(ForbiddenError, match="已经答复过"):
        experts.decline_as_expert(match, by=SYSTEM)
    assert (match.state, again(match.request).state) == ("proposed", "matched")
    experts.accept_as_firm(match, by=cast.actor("secretary"))
    assert (match.state, again(match.request).state) == ("accepted", "accepted")


def test_word_given_meanwhile_is_not_given_twice(cast):
    match = samples.matched(cast)
    say(match, by=SYSTEM, side="expert", word="accepted")
    with pytest.raises(ConflictError, match="已经答复过"):
        say(again(match), by=SYSTEM, side="expert", word="declined")
    assert again(match).expert_word == "accepted"


def test_expert_with_an_account_cannot_accept_for_the_firm(cast):
    match = samples.matched(cast)
    linked(cast, match.expert.person, name="secretary")
    with pytest.raises(ForbiddenError, match="不能替企业答复"):
        experts.accept_as_firm(match, by=cast.actor("secretary"))
    experts.accept_as_expert(match, by=cast.actor("secretary"))
    assert match.firm_word == "waiting"


@pytest.mark.parametrize("side", ["expert", "firm"])
def test_a_no_of_either_side_lets_another_be_proposed(cast, side):
    match = samples.matched(cast)
    getattr(experts, f"decline_as_{side}")(match, by=SYSTEM)
    asked = again(match.request)
    assert (match.state, asked.state) == ("declined", "triaged")
    experts.propose(asked, by=SYSTEM, expert=str(match.expert_id))
    assert open_match(asked).pk != match.pk


def test_service_is_arranged_once_both_accepted_and_held_answers_the_request(cast):
    match = samples.accepted(cast)
    asked = again(match.request)
    with pytest.raises(InputError, match="不能早于收到需求"):
        experts.schedule(asked, by=SYSTEM, title="咨询", kind="consultation", first_day=date(2021, 3, 31))
    experts.schedule(asked, by=SYSTEM, title="咨询", kind="consultation", first_day=samples.DAY)
    talk = service_for(asked)
    assert [row.expert_id for row in Speaker.objects.children_of(talk)] == [match.expert_id]
    assert asked.state == "scheduled"
    experts.hold_talk(talk, by=SYSTEM, confirmed_by="企业办公室")
    assert [row.firm_id for row in firms_at(talk)] == [asked.firm_id]
    assert (again(asked).state, asked.answered, talk.first) == ("answered", samples.DAY, False)
    moved = samples.talk_details(
        asked.team, kind="consultation", first_day=date(2021, 5, 12), last_day=date(2021, 5, 12)
    )
    experts.correct_talk(talk, by=SYSTEM, reason="改期", **moved | {"confirmed_by": "企业办公室"})
    assert again(asked).answered == date(2021, 5, 12)


def test_cancelled_service_leaves_the_request_to_be_arranged_again(cast):
    match = samples.accepted(cast)
    asked = again(match.request)
    experts.schedule(asked, by=SYSTEM, title="咨询", kind="consultation", first_day=samples.DAY)
    experts.cancel_talk(service_for(asked), by=SYSTEM, reason="企业改期")
    assert (again(asked).state, service_for(asked)) == ("accepted", None)
    experts.schedule(asked, by=SYSTEM, title="咨询", kind="consultation", first_day=date(2021, 6, 1))
    assert service_for(asked).first_day == date(2021, 6, 1)


def test_request_without_both_words_is_not_arranged(cast):
    asked = samples.matched(cast).request
    Request.objects.same_as(asked).update(state="accepted")
    with pytest.raises(ConflictError, match="双方还没有都接受"):
        experts.schedule(again(asked), by=SYSTEM, title="咨询", kind="consultation", first_day=samples.DAY)


@pytest.mark.parametrize("what", ["answer", "decline", "withdraw"])
def test_what_becomes_of_a_request_ends_the_proposal(cast, what):
    match = samples.matched(cast)
    asked = match.request
    if what == "answer":
        experts.answer_in_writing(asked, by=SYSTEM, answer="按法办。", day=date(2021, 4, 9))
        assert asked.answered == date(2021, 4, 9)
    elif what == "decline":
        experts.decline_request(asked, by=SYSTEM, reason="不在范围")
        assert asked.decline_reason == "不在范围"
    else:
        experts.withdraw_request(asked, by=SYSTEM, reason="电话撤回")
    assert again(match).state == "declined"


def test_talk_of_the_future_is_not_held(cast, team):
    talk = samples.planned(team, first_day=today() + timedelta(days=1), last_day=today() + timedelta(days=1))
    with pytest.raises(ConflictError, match="才结束") as caught:
        experts.hold_talk(talk, by=SYSTEM, confirmed_by="园区")
    assert (caught.value.field, again(talk).state) == ("last_day", "planned")
    held = samples.held(team)
    later = samples.talk_details(team, last_day=today() + timedelta(days=1), confirmed_by="园区")
    with pytest.raises(InputError, match="还没有到"):
        experts.correct_talk(held, by=SYSTEM, reason="改", **later)


def test_talk_needs_a_sign_in_or_the_hosts_word(cast, team):
    talk = samples.planned(team)
    with pytest.raises(ConflictError, match="还没有依据"):
        experts.hold_talk(talk, by=SYSTEM, firms=[FIRM], head_count=30)
    assert not firms_at(talk).exists()
    experts.hold_talk(talk, by=SYSTEM, roster="王例山 某厂")
    assert (talk.state, roster(talk.occasion).count()) == ("held", 1)
    with pytest.raises(InputError, match="组建日期"):
        samples.planned(team, title="太早", first_day=date(2021, 2, 1), last_day=date(2021, 2, 1))
    said = samples.held(team, title="有确认", head_count=30)
    assert newest_count(said.occasion).number == 30
    with pytest.raises(ConflictError, match="还没有依据"):
        experts.correct_talk(said, by=SYSTEM, reason="改", **samples.talk_details(team, title="没有确认"))


def test_firms_are_counted_once_a_talk_however_often_they_are_written(cast, team):
    talk = samples.held(team, firms=[FIRM, OTHER])
    assert talk.state == "held"
    known = Organisation.objects.public().get(name=FIRM)
    experts.add_firms(talk, by=SYSTEM, firms=[FIRM, known, f"  {FIRM}"], firm_evidence="host")
    assert sorted(row.firm.name for row in firms_at(talk)) == sorted([FIRM, OTHER])
    with pytest.raises(InputError, match="至少一家"):
        experts.add_firms(talk, by=SYSTEM, firms=[])
    experts.unlist_firm(talk, by=SYSTEM, firm=known, reason="没有来")
    with pytest.raises(InputError, match="不在这一场的名单上"):
        experts.unlist_firm(talk, by=SYSTEM, firm=FIRM, reason="没有来")
    assert [row.evidence for row in TalkFirm.objects.children_of(talk)] == ["roster"]


def firsts(team):
    return [row.title for row in Talk.objects.children_of(team).filter(first=True)]


def test_first_talk_is_the_earliest_one_held_and_settled_once_a_team(cast, team):
    later = samples.held(team, day=date(2021, 6, 1), title="乙")
    assert (later.first, firsts(team)) == (True, ["乙"])
    samples.held(team, day=date(2021, 7, 1), title="丙")
    samples.held(team, day=date(2021, 4, 1), title="咨询", kind="consultation")
    assert firsts(team) == ["乙"]
    earlier = samples.held(team, day=date(2021, 5, 1), title="甲")
    assert (firsts(team), earlier.first) == (["甲"], True)
    details = {"confirmed_by": "园区", "title": "甲", "first_day": date(2021, 8, 1), "last_day": date(2021, 8, 1)}
    experts.correct_talk(earlier, by=SYSTEM, reason="改期", **samples.talk_details(team, **details))
    assert (firsts(team), earlier.first) == (["乙"], False)
    details = {"confirmed_by": "园区", "title": "乙", "kind": "consultation"}
    experts.correct_talk(again(later), by=SYSTEM, reason="是咨询", **samples.talk_details(team, **details))
    assert firsts(team) == ["丙"]


def test_first_talk_given_to_another_team_is_settled_in_both(cast, team):
    other = samples.team(cast, name="另一团")
    first, second = samples.held(team, title="甲"), samples.held(team, title="乙", day=date(2021, 6, 1))
    samples.held(other, title="丙", day=date(2021, 7, 1))
    details = samples.talk_details(other, title="甲", confirmed_by="园区", organiser=cast.city)
    experts.correct_talk(first, by=SYSTEM, reason="登错团", **details)
    assert (firsts(team), firsts(other), first.path) == ([second.title], ["甲"], cast.city.path)
    assert {row.path for row in checks_of(first)} == {cast.city.path}


def test_talk_with_speakers_stays_with_its_team(cast, team, one):
    talk = samples.held(team, speakers="王例律")
    other = samples.team(cast, name="另一团")
    with pytest.raises(ConflictError, match="不能改到另一个服务团"):
        experts.correct_talk(talk, by=SYSTEM, reason="改", **samples.talk_details(other, confirmed_by="园区"))


def test_expert_whose_term_ended_does_not_speak(cast, team, one):
    experts.end_expert(one, by=SYSTEM, day=date(2021, 5, 10), reason="辞任")
    with pytest.raises(InputError, match="不在任期内，不能主讲") as caught:
        samples.planned(team, speakers="王例律")
    assert caught.value.field == "speakers"
    talk = samples.planned(team, first_day=date(2021, 5, 9), last_day=date(2021, 5, 9), speakers="王例律、王例律")
    experts.name_speakers(talk, by=SYSTEM, speakers="王例律")
    assert Speaker.objects.children_of(talk).count() == 1


def test_counts_are_replaced_with_a_reason(cast, team):
    talk = samples.held(team)
    with pytest.raises(InputError, match="来了多少人"):
        experts.count_talk(talk, by=SYSTEM)
    experts.count_talk(talk, by=SYSTEM, head_count=30)
    with pytest.raises(InputError, match="原因"):
        experts.count_talk(talk, by=SYSTEM, head_count=31)
    experts.count_talk(talk, by=SYSTEM, head_count=31, reason="数错")
    details = samples.talk_details(team, confirmed_by="园区")
    experts.correct_talk(talk, by=SYSTEM, reason="没有数过", **details)
    assert newest_count(talk.occasion) is None
    experts.add_roster(talk, by=SYSTEM, roster="  ")
    assert not roster(talk.occasion).exists()


def test_each_side_gives_its_opinion_once(cast, team):
    talk = samples.held(team)
    experts.record_opinion(talk, by=SYSTEM, side="firm", helped="solved")
    with pytest.raises(ConflictError, match="企业的反馈已经登记过"):
        experts.record_opinion(talk, by=SYSTEM, side="firm", helped="open")
    experts.record_opinion(talk, by=SYSTEM, side="expert", helped="partly", note="资料不全")
    assert list(Opinion.objects.children_of(talk).values_list("side", flat=True)) == ["firm", "expert"]


def test_outcome_is_not_looked_at_before_its_day(cast, team):
    talk = samples.held(team)
    first, *others = checks_of(talk)
    assert [one.due for one in (first, *others)] == [date(2021, 8, 10), date(2021, 11, 10), date(2022, 5, 10)]
    with pytest.raises(InputError, match="要到 2021年8月10日 以后"):
        experts.record_check(first, by=SYSTEM, day=date(2021, 8, 9), result="effect")
    with pytest.raises(InputError, match="还没有到"):
        experts.record_check(first, by=SYSTEM, day=today() + timedelta(days=1), result="effect")
    experts.record_check(first, by=SYSTEM, day=date(2021, 8, 10), result="effect", note="已签约")
    assert (first.state, first.done) == ("done", date(2021, 8, 10))


VISITOR = Actor.nobody()


def handed_in(team, *, token="t" * 32, **changes):
    values = samples.request_details(team, **changes)
    for name in ("team", "received"):
        values.pop(name)
    return experts.hand_in_request(
        team, by=VISITOR, token=token, consent=1, contact="刘例采", mobile="13800138000", **values
    )


def own(token="t" * 32):
    return request_followed(hashed(token))


def test_form_sent_twice_is_one_request_and_remembers_what_was_accepted(team):
    experts.publish_statement(team, by=SYSTEM, text="只讲课。")
    experts.publish_team(team, by=SYSTEM)
    assert handed_in(team, statement=True) == handed_in(team, statement=True)
    asked = own()
    assert Request.objects.counted().count() == 1
    assert (asked.statement, asked.source, asked.received, asked.firm) == (1, "link", today(), None)
    contact = Contact.objects.children_of(asked).get()
    assert (contact.name, contact.mobile, contact.consent_version) == ("刘例采", "13800138000", 1)
    team.statement = 0
    with pytest.raises(ConflictError, match="刚才有更新"):
        handed_in(team, token="u" * 32)
    experts.hide_team(again(team), by=SYSTEM, reason="整顿")
    with pytest.raises(ConflictError, match="刚才有更新"):
        handed_in(team, token="u" * 32)


def test_firm_speaks_for_itself_alone_at_its_address(cast, team, one):
    experts.publish_team(team, by=SYSTEM)
    handed_in(team)
    asked = own()
    with pytest.raises(ConflictError, match="没有等您答复"):
        experts.say_as_firm(asked, by=VISITOR, accepts=True)
    experts.triage(asked, by=SYSTEM, **samples.triage_details(asked))
    experts.propose(asked, by=SYSTEM, expert=str(one.pk))
    experts.say_as_firm(asked, by=VISITOR, accepts=True)
    match = open_match(asked)
    assert (match.firm_word, match.expert_word, match.state) == ("accepted", "waiting", "proposed")
    with pytest.raises(ConflictError, match="没有等您答复"):
        experts.say_as_firm(asked, by=VISITOR, accepts=False)
    assert experts.say_as_expert(match, by=VISITOR, accepts=True) == "已接受。"
    assert (again(match).state, again(asked).state) == ("accepted", "accepted")
    with pytest.raises(ConflictError, match="已经答复过"):
        experts.say_as_expert(match, by=VISITOR, accepts=False)
    experts.schedule(asked, by=SYSTEM, title="咨询", kind="consultation", first_day=today())
    with pytest.raises(ConflictError, match="已安排，不能撤回"):
        experts.withdraw_own(asked, by=VISITOR)


def test_both_sides_may_say_no_and_the_firm_may_leave(cast, team, one):
    experts.publish_team(team, by=SYSTEM)
    handed_in(team)
    asked = own()
    experts.triage(asked, by=SYSTEM, **samples.triage_details(asked))
    experts.propose(asked, by=SYSTEM, expert=str(one.pk))
    assert "会再推荐" in experts.say_as_firm(asked, by=VISITOR, accepts=False)
    experts.propose(again(asked), by=SYSTEM, expert=str(one.pk))
    assert "谢谢" in experts.say_as_expert(open_match(asked), by=VISITOR, accepts=False)
    experts.propose(again(asked), by=SYSTEM, expert=str(one.pk))
    match = open_match(asked)
    experts.withdraw_own(asked, by=VISITOR)
    assert (again(match).state, again(asked).state) == ("declined", "withdrawn")


def test_opinion_is_taken_once_a_side_after_the_service(cast, team):
    talk = samples.planned(team)
    said = {"by": VISITOR, "side": "firm", "token": "t", "helped": "solved"}
    with pytest.raises(ConflictError, match="已经收到过"):
        experts.hand_in_opinion(talk, **said)
    experts.hold_talk(talk, by=SYSTEM, confirmed_by="园区")
    assert experts.hand_in_opinion(talk, **said) == "t"
    with pytest.raises(ConflictError, match="已经收到过"):
        experts.hand_in_opinion(talk, **said)
    assert experts.hand_in_opinion(talk, **said | {"side": "expert"}) == "t"


def test_contacts_go_half_a_year_after_requests_that_are_over(cast, team):
    over, open_one = samples.request(team), samples.request(team, need="另一件")
    experts.decline_request(over, by=SYSTEM, reason="不在范围")
    day = over.received + timedelta(days=180)
    assert experts.purge_contacts(by=SYSTEM, day=day - timedelta(days=1)) == 0
    assert experts.purge_contacts(by=SYSTEM, day=day) == 1
    assert experts.purge_contacts(by=SYSTEM, day=day) == 0
    names = {row.request_id: (row.name, row.mobile) for row in Contact.objects.children_of(over, open_one)}
    assert names == {over.pk: ("", ""), open_one.pk: ("刘例采", "13800138000")}


def test_address_of_the_expert_is_told_once_and_replaces_the_earlier(cast):
    match = samples.matched(cast)
    first = experts.address_for_expert(match, by=SYSTEM)
    second = experts.address_for_expert(match, by=SYSTEM)
    assert first != second
    assert first not in match.token_hash
    assert Match.objects.same_as(match).get().token_hash == match.token_hash


def test_erased_person_leaves_the_talk_and_the_count(cast, team, one):
    talk = samples.held(team, speakers="王例律")
    erase_person(one.person, by=SYSTEM, reason="本人要求")
    assert Speaker.objects.children_of(talk).count() == 1
    assert "王例律" not in str(Expert.objects.children_of(team).select_related("person").get().person.name)


def test_rematch_tells_how_many_were_found(cast, team):
    talk = samples.held(team, roster="赵例土 13900000077")
    cast.person("赵例土", mobile="13900000077")
    assert experts.rematch_roster(talk, by=SYSTEM) == "新对上 1 人。"


def test_head_count_of_a_talk_is_corrected_and_taken_back(cast, team):
    one = samples.held(team, head_count=30)
    details = samples.talk_details(team, confirmed_by="园区办公室")
    experts.correct_talk(again(one), by=SYSTEM, reason="数错", **details, head_count=28)
    count = newest_count(one.occasion)
    assert count is not None
    assert count.number == 28
    experts.correct_talk(again(one), by=SYSTEM, reason="没有数", **details)
    assert newest_count(one.occasion) is None
