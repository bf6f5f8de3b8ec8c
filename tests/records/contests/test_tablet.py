"""The judge's page: who opens it, what it shows of an entry, how a sheet comes in."""

import re
from datetime import date
from http import HTTPStatus
from types import SimpleNamespace

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.lifecycle.evidence.conftest import examined_here
from tests.lifecycle.evidence.making import Streamed, pdf, picture
from tongxin.access.models import Account
from tongxin.lifecycle import evidence
from tongxin.lifecycle.evidence import actions as evidence_actions
from tongxin.lifecycle.evidence import storage
from tongxin.network.models import PersonAccount
from tongxin.records.contests import actions, queries
from tongxin.records.contests.models import Contest, Entry, ScoreSheet

JSON = {"HTTP_ACCEPT": "application/json"}
SECRETS = ("选手甲某", "选手乙某", "选手丙某", "评委乙某", "宁乡市联谊会", "猛虎队", "报名人某.jpg", "某人的说明")


@pytest.fixture
def works(settings, tmp_path, monkeypatch):
    monkeypatch.setattr(evidence_actions, "examine", examined_here)
    settings.TONGXIN_EVIDENCE = tmp_path / "evidence"

    def attach(entry, content=b"", *, by, kind="photo", **about):
        upload = Streamed(content or picture(), name="报名人某.jpg", portion=4096)
        return evidence.attach(entry, by=by, upload=upload, kind=kind, about=evidence.About(**about))

    return attach


@pytest.fixture
def contest(stage):
    return stage.draw()


def judge_of(contest, number=1):
    return queries.judges_of(contest).get(number=number)


def desk(stage, contest, number=1):
    token = actions.address_judge(judge_of(contest, number), by=stage.by)
    return reverse("contests.desk.link", args=[token])


@pytest.fixture
def opened(stage, contest, client):
    return client, desk(stage, contest)


def entry_of(contest, number):
    return queries.every_entry(contest).get(number=number)


def give(client, address, *scores, **more):
    values = {"round": 1, "entry": 1, "version": 0} | {f"score{n}": one for n, one in enumerate(scores, 1)} | more
    return client.post(f"{address}sheets/", values, **JSON)


def sheets():
    return ScoreSheet.objects.whole_network(reason="test")


def test_judge_sees_numbers_titles_and_criteria_and_nobody(stage, contest, client, works):
    stage_entry = entry_of(contest, 2)
    Entry.objects.whole_network(reason="test").filter(pk=stage_entry.pk).update(
        sender=stage.cast.county, team="猛虎队", link="https://example.org/v"
    )
    works(stage_entry, by=stage.by, purpose="某人的说明")
    address = desk(stage, contest, 2)
    answer = client.get(address)
    page = answer.content.decode()
    assert [int(one) for one in re.findall(r'data-entry="(\d+)"', page)] == [1, 2, 3]
    assert f"2 号《{stage_entry.title}》" in page
    assert "0 至 60，最多 2 位小数" in page
    assert "<strong>2 号评委</strong>" in page
    assert 'href="https://example.org/v" target="_blank" rel="noreferrer noopener"' in page
    assert "作品文件 1（图片）" in page
    assert {f"{address}sheets/", f"{address}entries/2/aside/"} <= set(re.findall(r'action="([^"]+)"', page))
    (link,) = re.findall(r'href="([^"]+/works/\d+/)"', page)
    assert re.fullmatch(rf"{address}works/\d+/", link)
    assert not [one for one in SECRETS if one in page]
    assert answer["X-Robots-Tag"] == "noindex"
    assert "no-store" in answer["Cache-Control"]
    assert "<script>" not in page
    assert "style=" not in page


def test_weights_stand_beside_the_maxima(stage, client):
    contest = stage.draw(criteria="笔试 100 权重40% 0位小数\n实操 100 权重60% 1位小数")
    page = client.get(desk(stage, contest)).content.decode()
    assert "0 至 100，整数，权重 40%" in page
    assert "0 至 100，最多 1 位小数，权重 60%" in page


def test_page_takes_the_same_queries_for_many_entries(stage, client):
    counts = []
    for entries in (2, 9):
        address = desk(stage, stage.draw(entries=entries, title=f"比赛{entries}"))
        client.get(address)
        with CaptureQueriesContext(
            connection,
        ) as caught:
            assert client.get(address).status_code == HTTPStatus.OK
        counts.append(len(caught))
    assert counts[0] == counts[1] <= 12


def test_each_sheet_is_saved_by_itself(stage, contest, client):
    address = desk(stage, contest)
    answer = give(client, address, "５０．５", "30")
    assert answer.json() == {"entry": 1, "version": 1, "scores": ["50.5", "30"]}
    assert give(client, address, "50.5", "30").json()["version"] == 1
    assert give(client, address, "51", "30", version=1).json() == {"entry": 1, "version": 2, "scores": ["51", "30"]}
    page = client.get(address).content.decode()
    assert re.search(r'data-entry="1" data-state="saved" data-version="2"', page)
    assert 'value="51"' in page
    assert "<b data-given>1</b> / <b data-due>3</b>" in page
    plain = client.post(f"{address}sheets/", {"round": 1, "entry": 2, "score1": "40", "score2": "30"})
    assert plain["Location"] == f"{address}#e2"
    assert sheets().count() == 2


@pytest.mark.parametrize(
    ("score", "said"),
    [
        ("NaN", "「内容」的得分「NaN」不是分数，请填写 0 至 60 之间的数。"),
        ("-1", "低于 0 分"),
        ("−1", "低于 0 分"),
        ("61", "超过满分 60"),
        ("9.999", "小数位数太多，最多 2 位小数"),
        ("1e1", "不是分数"),
        ("", "「内容」还没有打分"),
        ("1" * 5000, "20"),
    ],
)
def test_wrong_score_is_refused_beside_its_field(opened, score, said):
    client, address = opened
    answer = give(client, address, score, "30")
    assert answer.status_code == HTTPStatus.BAD_REQUEST
    assert list(answer.json()["fields"]) == ["score1"]
    assert said in answer.json()["fields"]["score1"]
    assert not sheets().exists()
    plain = client.post(f"{address}sheets/", {"round": 1, "entry": 1, "score1": score, "score2": "30"})
    assert plain.status_code == HTTPStatus.BAD_REQUEST


@pytest.mark.parametrize(
    "more", [{"entry": "x"}, {"round": "x"}, {"round": 9}, {"entry": 99}, {"version": "-1"}, {"round": "²"}]
)
def test_sheet_of_nothing_is_refused(stage, contest, client, more):
    answer = give(client, desk(stage, contest), "50", "30", **more)
    assert answer.status_code == HTTPStatus.BAD_REQUEST
    assert answer.json()["message"].endswith(("。", "."))
    assert not sheets().exists()


def test_changes_elsewhere_are_told_with_what_is_there(stage, contest, client):
    address = desk(stage, contest)
    give(client, address, "50", "30")
    give(client, address, "51", "30", version=1)
    answer = give(client, address, "52", "30", version=1)
    assert answer.status_code == HTTPStatus.CONFLICT
    assert answer.json() == {
        "message": "1 号作品的得分已在别处改过，请核对后再保存。",
        "version": 2,
        "scores": ["51", "30"],
    }
    plain = client.post(f"{address}sheets/", {"round": 1, "entry": 1, "version": 1, "score1": "52", "score2": "30"})
    assert plain.status_code == HTTPStatus.CONFLICT


def test_judge_after_the_seal_is_told_and_sees_nothing(stage, contest, client):
    address = desk(stage, contest)
    work = f"{address}works/1/"
    give(client, address, "50", "30")
    stage.score_rest(contest)
    stage.seal(contest)
    for state in (Contest.State.SEALED, Contest.State.PUBLISHED):
        Contest.objects.whole_network(reason="test").update(state=state)
        answer = give(client, address, "51", "30", version=1)
        assert (answer.status_code, answer.json()) == (
            HTTPStatus.CONFLICT,
            {"message": "这项赛事的成绩已经封存，不能再打分或改分。", "closed": True},
        )
        for page in (
            client.get(address),
            client.get(work),
            client.post(f"{address}entries/1/aside/", {"relation": "family"}),
        ):
            assert page.status_code == HTTPStatus.CONFLICT
            assert "已经封存，不能再打分" in page.content.decode()
            assert "节目" not in page.content.decode()
    assert sheets().get(entry__number=1, judge__number=1).scores == ["50", "30"]


@pytest.mark.parametrize(
    ("state", "said"), [("call", "评分还没有开始"), ("entries", "评分还没有开始"), ("cancelled", "已取消")]
)
def test_desk_is_closed_unless_something_is_judged(opened, state, said):
    client, address = opened
    Contest.objects.whole_network(reason="test").update(state=state)
    answer = client.get(address)
    assert answer.status_code == HTTPStatus.CONFLICT
    assert said in answer.content.decode()


def test_address_that_was_replaced_or_made_up_opens_nothing(stage, contest, client):
    old = desk(stage, contest)
    assert client.get(desk(stage, contest)).status_code == HTTPStatus.OK
    for address in (old, "/judging/by/nothing/"):
        assert client.get(address).status_code == HTTPStatus.NOT_FOUND
        assert give(client, address, "50", "30").json() == {
            "message": "打分地址不存在或已作废，请向主办单位索取新的地址。",
            "closed": False,
        }
    assert judge_of(contest).token_hash not in old
    actions.release_judge(judge_of(contest), by=stage.by, reason="生病")
    assert not sheets().exists()


def test_whoever_may_read_names_sees_no_desk(as_, stage, contest):
    address = desk(stage, contest)
    for answer in (as_("secretary").get(address), give(as_("secretary"), address, "50", "30")):
        assert answer.status_code == HTTPStatus.FORBIDDEN
        assert "请退出登录，由评委本人打开这个地址" in answer.content.decode()
    assert as_("officer").get(address).status_code == HTTPStatus.OK
    assert not sheets().exists()


def test_released_judge_finds_the_address_closed(stage, contest, client):
    address = desk(stage, contest)
    actions.release_judge(judge_of(contest), by=stage.by, reason="生病")
    assert client.get(address).status_code == HTTPStatus.NOT_FOUND


def test_addresses_are_not_to_be_tried_out(client, db):
    codes = [client.get(f"/judging/by/nothing{number}/").status_code for number in range(32)]
    assert codes[:30] == [HTTPStatus.NOT_FOUND] * 30
    assert codes[30:] == [HTTPStatus.TOO_MANY_REQUESTS] * 2


def test_judge_stands_aside_with_a_reason(stage, contest, client):
    address = desk(stage, contest)
    give(client, address, "50", "30")
    for wrong in ({}, {"relation": "x"}, {"relation": "family", "detail": "字" * 201}):
        assert client.post(f"{address}entries/1/aside/", wrong).status_code == HTTPStatus.BAD_REQUEST
    answer = client.post(f"{address}entries/1/aside/", {"relation": "family", "detail": "姐弟"})
    assert answer["Location"] == address
    page = client.get(address).content.decode()
    assert re.search(r'data-entry="1" data-state="aside"', page)
    assert "回避 1 件" in page
    assert "<b data-due>2</b>" in page
    assert "姐弟" not in page
    assert give(client, address, "50", "30", version=1).status_code == HTTPStatus.CONFLICT
    assert sheets().get().state == "void"


def test_what_staff_keyed_in_is_shown_and_left(stage, contest, client):
    stage.hand_in(contest, 1, 1, "50 30", source="excel")
    address = desk(stage, contest)
    page = client.get(address).content.decode()
    assert re.search(r'data-entry="1" data-state="fixed"', page)
    answer = give(client, address, "51", "30", version=1)
    assert (answer.status_code, answer.json()["message"]) == (
        HTTPStatus.CONFLICT,
        "1 号作品的评分表是工作人员录入的，要改分请告诉工作人员。",
    )


# Works.


def test_works_open_without_names_and_without_what_they_say_of_themselves(stage, contest, client, works):
    def signed(writer):
        writer.add_metadata({"/Author": "ZhangSan"})

    shown = works(entry_of(contest, 1), by=stage.by)
    paper = works(entry_of(contest, 1), pdf(signed), by=stage.by, kind="archive")
    assert b"ZhangSan" in storage.content_of(paper.sha256).read_bytes()
    address = desk(stage, contest)
    answer = client.get(f"{address}works/{shown.pk}/")
    assert answer["Content-Type"] == "image/jpeg"
    assert answer["Content-Disposition"] == f'inline; filename="work-{shown.pk}.jpeg"'
    assert b"".join(answer.streaming_content).startswith(b"\xff\xd8\xff")
    assert "no-store" in answer["Cache-Control"]
    small = client.get(f"{address}works/{shown.pk}/thumb.jpg")
    assert b"".join(small.streaming_content).startswith(b"\xff\xd8\xff")
    answer = client.get(f"{address}works/{paper.pk}/")
    assert answer["Content-Disposition"] == f'attachment; filename="work-{paper.pk}.pdf"'
    assert answer.content.startswith(b"%PDF")
    assert b"ZhangSan" not in answer.content
    assert client.get(f"{address}works/{paper.pk}/thumb.jpg").status_code == HTTPStatus.NOT_FOUND


def test_files_that_tell_of_people_stay_closed_to_judges(stage, contest, client, works):
    entry = entry_of(contest, 1)
    other = stage.draw(title="另一场")
    stands_aside = entry_of(contest, 2)
    actions.recuse_judge(judge_of(contest), by=stage.by, entry=stands_aside, relation="family")
    closed = [
        works(entry, picture(size=(10, 10)), by=stage.by, holds_personal=True),
        works(entry, picture(size=(11, 10)), by=stage.by, shows_people=True),
        works(entry, picture(size=(12, 10)), by=stage.by, kind="scan"),
        works(entry, picture(size=(13, 10)), by=stage.by, kind="receipt"),
        works(entry_of(other, 1), by=stage.by),
        works(stands_aside, by=stage.by),
        works(contest, by=stage.by),
    ]
    withdrawn = works(entry, picture(size=(14, 10)), by=stage.by)
    evidence_actions.withdraw(withdrawn, by=stage.by, reason="传错了")
    address = desk(stage, contest)
    assert "作品文件" not in client.get(address).content.decode()
    for file in [*closed, withdrawn, SimpleNamespace(pk=999999)]:
        assert client.get(f"{address}works/{file.pk}/").status_code == HTTPStatus.NOT_FOUND, file


def test_lost_content_is_said_to_be_lost(stage, contest, client, works):
    file = works(entry_of(contest, 1), by=stage.by)
    storage.content_of(file.sha256).unlink()
    answer = client.get(f"{desk(stage, contest)}works/{file.pk}/")
    assert answer.status_code == HTTPStatus.SERVICE_UNAVAILABLE


# With an account.


@pytest.fixture
def judge_with_account(stage):
    person = stage.cast.member("李例师", mobile="13800770001")
    contest = stage.call(entries=2)
    actions.appoint_judges(contest, by=stage.by, judges="李例师 13800770001\n王例客 大学")
    actions.close_entries(contest, by=stage.by)
    for entry in queries.every_entry(contest):
        actions.check_entry(entry, by=stage.by)
    actions.draw_numbers(contest, by=stage.by)
    account = Account.objects.create(username="lilishi")
    days = {"invited": date(2021, 1, 1), "expires": date(2021, 2, 1)}
    PersonAccount.objects.create(person=person, account=account, token_hash="1", **days)
    client = Client()
    client.force_login(account)
    return SimpleNamespace(client=client, contest=contest, judge=queries.judges_of(contest).get(person=person))


def test_judge_with_an_account_finds_the_own_contests(judge_with_account, stage, client):
    one = judge_with_account
    address = f"/judging/{one.judge.pk}/"
    assert f'<a href="{address}">宁乡演讲比赛</a>' in one.client.get("/judging/").content.decode()
    assert "<strong>1 号评委</strong>" in one.client.get(address).content.decode()
    answer = give(one.client, address, "50", "30")
    assert answer.json()["version"] == 1
    assert sheets().get().keyed_by == Account.objects.get(username="lilishi").pk
    assert client.get(address)["Location"].startswith("/accounts/login/")
    other = queries.judges_of(one.contest).get(number=2)
    assert one.client.get(f"/judging/{other.pk}/").status_code == HTTPStatus.NOT_FOUND
    stranger = Client()
    stranger.force_login(Account.objects.create(username="nobody"))
    for page in (address, "/judging/"):
        assert stranger.get(page).status_code == HTTPStatus.NOT_FOUND


def test_judge_who_entered_sees_the_own_entry_as_aside(judge_with_account, stage):
    one = judge_with_account
    entry = entry_of(one.contest, 1)
    queries.entrants_of(entry).update(person=one.judge.person, name="")
    page = one.client.get(f"/judging/{one.judge.pk}/").content.decode()
    assert re.search(r'data-entry="1" data-state="aside"', page)
    assert give(one.client, f"/judging/{one.judge.pk}/", "50", "30").status_code == HTTPStatus.CONFLICT
