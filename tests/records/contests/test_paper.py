"""Paper sheets on pages: keyed in one after another, compared blind, decided side by side."""

from http import HTTPStatus

import pytest
from django.test import Client

from tests.records.contests.conftest import anew
from tongxin.access.models import Account, Grant
from tongxin.records.contests import actions, queries
from tongxin.records.contests.models import ScoreSheet


@pytest.fixture
def contest(stage):
    return stage.draw()


@pytest.fixture
def third(db):
    account = Account.objects.create(username="third")
    Grant.objects.create(account=account, role="secretary", path="43/4301/", begin="2020-01-01")
    client = Client()
    client.force_login(account)
    return client


def key(client, contest, *scores, judge=1, entry=1):
    typed = {"judge": judge, "entry": entry} | {f"score{number}": one for number, one in enumerate(scores, 1)}
    return client.post(f"/contests/{contest.pk}/paper/", typed)


def again(client, sheet, *scores, act="key_again"):
    typed = {f"score{number}": one for number, one in enumerate(scores, 1)}
    return client.post(f"/score-sheets/{sheet.pk}/{act}/", typed)


def only_sheet():
    return ScoreSheet.objects.whole_network(reason="test").get()


def test_sheets_of_a_judge_are_keyed_in_one_after_another(as_, contest):
    client = as_("secretary")
    assert f"/contests/{contest.pk}/paper/" in client.get(f"/contests/{contest.pk}/").content.decode()
    answer = key(client, contest, "５０．５", "30")
    assert answer["Location"] == f"/contests/{contest.pk}/paper/?judge=1&entry=2"
    sheet = only_sheet()
    assert (sheet.scores, sheet.state, sheet.source) == (["50.5", "30"], "keyed", "paper")
    page = client.get(answer["Location"]).content.decode()
    assert 'name="judge" value="1"' in page
    assert 'name="entry" value="2"' in page
    assert "50.5" not in page
    assert "由另一个人办理" in page
    key(client, contest, "40", "30", entry=3)
    assert key(client, contest, "41", "30", entry=2)["Location"].endswith("?judge=1")


def test_wrong_score_is_refused_beside_its_field_and_nothing_is_kept(as_, contest):
    for wrong, said in (("61", "超过满分 60"), ("", "「内容」还没有打分"), ("NaN", "不是分数")):
        answer = key(as_("secretary"), contest, wrong, "30")
        assert answer.status_code == HTTPStatus.BAD_REQUEST
        assert said in answer.content.decode()
    twice = [key(as_("secretary"), contest, "50", "30").status_code for _ in range(2)]
    assert twice == [HTTPStatus.FOUND, HTTPStatus.CONFLICT]
    assert key(as_("secretary"), contest, "50", "30", entry=9).status_code == HTTPStatus.BAD_REQUEST
    assert only_sheet().scores == ["50", "30"]


def test_second_person_keys_in_without_seeing_the_first_reading(as_, contest):
    key(as_("secretary"), contest, "50.5", "30")
    sheet, officer = only_sheet(), as_("officer")
    assert (
        f'href="/score-sheets/{sheet.pk}/key_again/"' in officer.get(f"/contests/{contest.pk}/paper/").content.decode()
    )
    page = officer.get(f"/score-sheets/{sheet.pk}/key_again/").content.decode()
    assert "1 号评委对1 号作品" in page
    assert "50.5" not in page
    assert as_("secretary").get(f"/score-sheets/{sheet.pk}/key_again/").status_code == HTTPStatus.CONFLICT
    answer = again(officer, sheet, "50.50", "３０")
    assert answer["Location"] == f"/contests/{contest.pk}/paper/"
    assert anew(sheet).state == "valid"
    assert "没有待核对的评分表" in officer.get(answer["Location"]).content.decode()


def test_unlike_readings_stand_side_by_side_and_the_third_look_decides(as_, contest, third):
    key(as_("secretary"), contest, "50.5", "30")
    sheet, officer = only_sheet(), as_("officer")
    answer = again(officer, sheet, "51.5", "30")
    assert "由第三个人对照纸质评分表确定" in officer.get(answer["Location"]).content.decode()
    assert anew(sheet).state == "unlike"
    address = f"/score-sheets/{sheet.pk}/decide/"
    assert as_("secretary").get(address).status_code == HTTPStatus.CONFLICT
    assert officer.get(address).status_code == HTTPStatus.FORBIDDEN
    assert f'href="{address}"' in third.get(f"/contests/{contest.pk}/paper/").content.decode()
    page = third.get(address).content.decode()
    unlike, alike = page.partition("<tbody>")[2].split("</tr>")[:2]
    assert 'class="is-unlike"' in unlike
    assert "<td>50.5</td><td>51.5</td>" in unlike
    assert "value=" not in unlike
    assert "is-unlike" not in alike
    assert 'value="30"' in alike
    wrong = again(third, sheet, "61", "30", act="decide")
    assert (wrong.status_code, "超过满分 60" in wrong.content.decode()) == (HTTPStatus.BAD_REQUEST, True)
    again(third, sheet, "51.5", "30", act="decide")
    assert (anew(sheet).state, sheet.scores, sheet.version) == ("valid", ["51.5", "30"], 2)


def test_paper_is_keyed_in_by_those_who_record_while_a_round_is_judged(as_, stage, contest):
    address = f"/contests/{contest.pk}/paper/"
    assert as_("reader").get(address).status_code == HTTPStatus.FORBIDDEN
    assert as_("neighbour").get(address).status_code == HTTPStatus.NOT_FOUND
    assert Client().get(address)["Location"].startswith("/accounts/login/")
    key(as_("secretary"), contest, "50", "30")
    sheet = only_sheet()
    assert as_("neighbour").get(f"/score-sheets/{sheet.pk}/key_again/").status_code == HTTPStatus.NOT_FOUND
    actions.key_again(sheet, by=stage.other, scores="50 30")
    stage.score_rest(contest)
    stage.seal(contest)
    assert as_("secretary").get(address).status_code == HTTPStatus.CONFLICT
    assert "没有正在评分的轮次" in key(as_("secretary"), contest, "50", "30", judge=2).content.decode()
    assert "录入纸质评分表" not in as_("secretary").get(f"/contests/{contest.pk}/").content.decode()


# Objections.


def test_objections_stand_with_their_deadline_and_are_decided_by_another(as_, stage):
    contest = stage.published()
    secretary = as_("secretary")
    typed = {"text": "3 号作品超时", "entry": "3", "raised_by": "参赛人", "received": str(contest.published_on)}
    secretary.post(f"/contests/{contest.pk}/object/", typed)
    objection = queries.objections_of(contest).get()
    page = secretary.get("/contest-objections/").content.decode()
    assert "2099年1月1日" in page
    assert "3 号作品超时" in page
    assert "由另一个人处理" in page
    assert 'href="/contest-objections/"' in secretary.get("/contests/").content.decode()
    address = f"/contest-objections/{objection.pk}/decide/"
    assert address not in page
    assert secretary.get(address).status_code == HTTPStatus.CONFLICT
    officer = as_("officer")
    assert f'href="{address}"' in officer.get("/contest-objections/?state=open").content.decode()
    officer.post(address, {"upheld": "no", "decision": "录像未超时"})
    assert "录像未超时" in officer.get("/contest-objections/").content.decode()
    assert address not in officer.get("/contest-objections/").content.decode()
    assert "3 号作品超时" not in as_("neighbour").get("/contest-objections/").content.decode()
    assert as_("reader").get("/contest-objections/").status_code == HTTPStatus.FORBIDDEN
    assert Client().get("/contest-objections/").status_code == HTTPStatus.FOUND
