"""The pages of experts: lists of few queries, one record with its parts, what strangers see and what they may do."""

import re
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from tests.cast import SYSTEM, found
from tests.records.experts import samples
from tongxin.kernel.period import today
from tongxin.network.models import Organisation
from tongxin.network.models.tokens import hashed
from tongxin.records.experts import actions as experts
from tongxin.records.experts.models import Opinion, Request
from tongxin.records.experts.public import FORM, OPINION
from tongxin.records.experts.queries import checks_of, open_match, request_followed, service_for
from tongxin.web.memory import memory

FIRM = "宁乡灰汤食品有限公司"


def shown(client, address):
    answer = client.get(address)
    assert answer.status_code == 200, address
    return answer.content.decode()


def page_of(kind, one, act="detail"):
    return reverse(f"experts.{kind}.{act}", args=[one.pk])


def many(cast, number):
    for index in range(number):
        team = samples.team(cast, name=f"第{index}{number}团")
        samples.expert(team, samples.a_person(cast))
        samples.request(team)
        samples.held(team, firms=[FIRM])


@pytest.mark.parametrize(
    ("address", "most"),
    [("/expert-teams/", 4), ("/experts/", 4), ("/expert-requests/", 4), ("/talks/", 4), ("/outcome-checks/", 4)],
)
def test_lists_take_the_same_few_queries_for_one_and_for_four(cast, address, most, django_assert_num_queries):
    client = cast.client("secretary")
    many(cast, 1)
    shown(client, address)
    with django_assert_num_queries(most):
        shown(client, address)
    many(cast, 3)
    with django_assert_num_queries(most):
        assert shown(client, address).count("<tr") > 3


def test_team_page_shows_roster_offers_statement_and_waits(cast):
    team = samples.team(cast)
    samples.expert(team, cast.person("王例律", mobile="13900000001"))
    experts.add_offer(team, by=SYSTEM, **samples.offer_details())
    experts.publish_statement(team, by=SYSTEM, text="只讲课，不代办。")
    for need, day in (("甲", date(2021, 4, 8)), ("乙", date(2021, 4, 9)), ("丙", None)):
        asked = samples.request(team, need=need)
        experts.triage(asked, by=SYSTEM, **samples.triage_details(asked))
        if day:
            experts.answer_in_writing(asked, by=SYSTEM, answer="按法办。", day=day)
    page = shown(cast.client("secretary"), page_of("team", team))
    for words in ("王例律", "法律坐诊", "每周三", "只讲课，不代办。", "7.5天", "8天", "没有答复的按等得最久计"):
        assert words in page
    assert "王例律" not in shown(cast.client("city"), page_of("team", team))


def test_request_page_offers_each_word_to_those_who_may_write_it(cast):
    match = samples.matched(cast)
    client = cast.client("secretary")
    page = shown(client, page_of("request", match.request))
    for words in ("刘例采", "13800138000", "合同怎么审。", "领域相同：法律", "登记专家接受", "登记企业接受"):
        assert words in page
    answer = client.post(page_of("match", match, "expert_accepts"), {})
    assert answer.status_code == 302
    assert answer.url == page_of("request", match.request)
    page = shown(client, page_of("request", match.request))
    assert page_of("match", match, "expert_accepts") not in page
    assert page_of("match", match, "firm_accepts") not in page  # the same account
    assert "登记企业接受" in shown(cast.client("province"), page_of("request", match.request))


def test_address_for_the_expert_is_shown_once(cast):
    match = samples.matched(cast)
    client = cast.client("secretary")
    address = page_of("match", match, "address")
    page = client.post(address, {}).content.decode()
    (link,) = re.findall(r"/f/expert/my/[\w-]+/", page)
    assert link not in shown(client, address)
    assert "接受后企业会看到您的姓名和领域" in shown(Client(), link)
    assert Client().get("/f/expert/my/none/").status_code == 404


def test_talk_page_keeps_firms_and_people_apart(cast):
    team = samples.team(cast)
    samples.expert(team, cast.person("王例律", mobile="13900000001"))
    talk = samples.held(team, firms=[FIRM, "沩山茶业"], head_count=30, speakers="王例律")
    experts.record_opinion(talk, by=SYSTEM, side="firm", helped="partly", note="讲得太快")
    page = shown(cast.client("secretary"), page_of("talk", talk))
    for words in (
        FIRM,
        "沩山茶业",
        "王例律",
        "30",
        "会场清点",
        "本服务团首场",
        "部分解决",
        "讲得太快",
        "2021年8月10日",
    ):
        assert words in page
    check = checks_of(talk).first()
    assert "上市路径" in shown(cast.client("secretary"), page_of("check", check))
    counted = samples.held(team, day=date(2021, 6, 1), roster="赵例土 某厂")
    assert "按名册计" in shown(cast.client("secretary"), page_of("talk", counted))
    planned = samples.planned(team, first_day=date(2021, 6, 2), last_day=date(2021, 6, 3))
    assert "至2021年6月3日" in shown(cast.client("secretary"), page_of("talk", planned))


def test_entry_page_records_a_held_talk_in_one_go(cast):
    team = samples.team(cast)
    client = cast.client("secretary")
    assert "来了哪些企业" in shown(client, "/talks/new/")
    data = {
        "title": "上市路径", "organiser": team.organiser.name, "team": team.name, "kind": "talk", "first_day": "2021-05-10",
        "firms": f"{FIRM}\n沩山茶业", "confirmed_by": "园区办公室", "head_count": "30",
    }  # fmt: skip
    answer = client.post("/talks/new/", data)
    assert answer.status_code == 302, answer.content.decode()
    assert "已举办" in shown(client, answer.url)


def test_firm_and_team_organisation_tell_of_the_talks(cast):
    registered = found("宁乡专家服务团", "430182", kind=Organisation.Kind.SERVICE_TEAM)
    team = samples.team(cast, organisation=registered)
    client = cast.client("secretary")
    samples.held(team, firms=[FIRM])
    firm = Organisation.objects.public().get(name=FIRM)
    assert "上市路径" in shown(client, reverse("network.organisation.detail", args=[firm.pk]))
    assert "宁乡上市服务团" in shown(client, reverse("network.organisation.detail", args=[registered.pk]))
    assert "参加的专家服务" not in shown(client, reverse("network.organisation.detail", args=[cast.county.pk]))


def test_expert_page_says_which_statement_was_accepted(cast):
    team = samples.team(cast)
    one = samples.expert(team, cast.person("王例律", mobile="13900000001"))
    experts.publish_statement(team, by=SYSTEM, text="只讲课。")
    page = shown(cast.client("secretary"), page_of("expert", one))
    assert "还没有接受" in page
    assert "现行的是第1版" in page


@pytest.fixture
def public(cast):
    """A published team with an expert, a statement and office hours; nothing counted yet."""
    memory.clear()
    team = samples.team(cast, purpose="上市辅导")
    one = samples.expert(team, cast.person("王例律", mobile="13900000001"))
    experts.publish_statement(team, by=SYSTEM, text="只讲课，不代办。")
    experts.accept_statement(one, by=SYSTEM, day=today())
    experts.add_offer(team, by=SYSTEM, **samples.offer_details())
    return experts.publish_team(team, by=SYSTEM), one


def filled(**changes):
    return {
        "firm_name": FIRM, "unified_code": "", "firm_place": "宁乡市", "field": "law", "need": "合同怎么审", "wished": "",
        "contact": "刘例采", "mobile": "13800138000", "statement": "on", "consent": "on", "website": "",
    } | changes  # fmt: skip


def test_stranger_reads_what_a_team_offers_and_no_expert(public):
    team, _ = public
    page = shown(Client(), f"/p/teams/{team.public_code}/")
    for words in (
        "宁乡上市服务团",
        "上市辅导",
        "法律坐诊",
        "每周三",
        "只讲课，不代办。",
        FORM.address(team.public_code),
    ):
        assert words in page
    assert "王例律" not in page
    experts.hide_team(team, by=SYSTEM, reason="整顿")
    assert Client().get(f"/p/teams/{'x' * 20}/").status_code == 404
    assert Client().get(FORM.address("x" * 20)).status_code == 404


def handed_in(team, **changes):
    answer = Client().post(FORM.address(team.public_code), filled(**changes))
    assert answer.status_code == 302, answer.content.decode()
    return answer.url


def test_firm_goes_from_the_form_to_its_feedback_without_an_account(cast, public):
    team, one = public
    page = shown(Client(), FORM.address(team.public_code))
    assert "只讲课，不代办。" in page
    assert "请先阅读并接受声明" in Client().post(FORM.address(team.public_code), filled(statement="")).content.decode()
    address = handed_in(team)
    token = address.rstrip("/").rsplit("/", 1)[1]
    asked = request_followed(hashed(token))
    assert "待受理" in shown(Client(), address)
    experts.triage(asked, by=SYSTEM, **samples.triage_details(asked))
    experts.propose(asked, by=SYSTEM, expert=str(one.pk))
    before = shown(Client(), address)
    assert "专家接受后显示姓名" in before
    assert "王例律" not in before
    assert Client().post(address, {"do": "accept"}).status_code == 302
    expert_token = experts.address_for_expert(open_match(asked), by=SYSTEM)
    assert Client().post(f"/f/expert/my/{expert_token}/", {"do": "accept"}).status_code == 302
    assert "王例律（法律）" in shown(Client(), address)
    asked.refresh_from_db(from_queryset=Request.objects.same_as(asked))
    experts.schedule(asked, by=SYSTEM, title="合同咨询", kind="consultation", first_day=today(), venue="会客厅")
    assert "会客厅" in shown(Client(), f"/f/expert/my/{expert_token}/")
    assert Client().get(OPINION.address(token)).status_code == 409
    experts.hold_talk(service_for(asked), by=SYSTEM, confirmed_by="企业办公室")
    for own, where in ((token, address), (expert_token, f"/f/expert/my/{expert_token}/")):
        assert OPINION.address(own) in shown(Client(), where)
        answer = Client().post(OPINION.address(own), {"helped": "solved", "note": "", "website": ""})
        assert answer.status_code == 302, answer.content.decode()
        shown(Client(), answer.url)
        assert OPINION.address(own) not in shown(Client(), where)
    assert Opinion.objects.counted().count() == 2
    assert Client().get(OPINION.address("x" * 20)).status_code == 404


def test_answers_can_be_no_and_requests_withdrawn(public):
    team, one = public
    address = handed_in(team)
    asked = Request.objects.children_of(team).get()
    experts.triage(asked, by=SYSTEM, **samples.triage_details(asked))
    experts.propose(asked, by=SYSTEM, expert=str(one.pk))
    token = experts.address_for_expert(open_match(asked), by=SYSTEM)
    Client().post(f"/f/expert/my/{token}/", {"do": "decline"})
    assert "未成" in shown(Client(), f"/f/expert/my/{token}/")
    assert Client().post(address, {"do": "withdraw"}).status_code == 302
    assert "企业已撤回" in shown(Client(), address)


def test_script_that_floods_the_form_is_stopped(public):
    team, _ = public
    for number in range(FORM.most_an_address):
        handed_in(team, need=f"第{number}件")
    answer = Client().post(FORM.address(team.public_code), filled())
    assert answer.status_code == 429
    assert Request.objects.counted().count() == FORM.most_an_address
