import re
from http import HTTPStatus
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tongxin.records.contests import actions, queries
from tongxin.records.contests.models import Contest, Entry, ScoreSheet

CALLED = {
    "title": "宁乡演讲比赛", "organiser": "宁乡市联谊会", "kind": "speech", "first_day": "2021-05-10",
    "criteria": "内容 60\n表达 40", "rounds": "初赛 晋级1\n决赛",
}  # fmt: skip


def rows(model: Any) -> Any:
    return model.objects.whole_network(reason="test")


def text(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == HTTPStatus.OK, address
    return answer.content.decode()


def test_contest_is_called_on_one_page(as_, cast):
    client = as_("secretary")
    assert "宁乡市联谊会" in text(client, "/contests/new/")
    answer = client.post("/contests/new/", CALLED)
    one = rows(Contest).get()
    assert answer["Location"] == f"/contests/{one.pk}/"
    assert (one.state, str(one.last_day), str(one.entries_until)) == ("call", "2021-05-10", "2021-05-10")
    page = text(client, f"/contests/{one.pk}/")
    assert "内容 60 分、表达 40 分" in page
    assert "已过期" in page


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"criteria": "内容"}, "评分项第 1 行「内容」请写成"),
        ({"criteria": "内容 60\n内容 40"}, "评分项名称有重复"),
        ({"rounds": "初赛\n决赛"}, "请写明晋级多少件"),
        ({"last_day": "2021-05-09"}, "结束日期早于开始日期"),
        ({"entries_until": "2021-06-01"}, "报名截止日期晚于赛事结束日期"),
    ],
)
@pytest.mark.usefixtures("cast")
def test_what_cannot_be_read_is_said_at_its_field_and_nothing_is_kept(as_, wrong, said):
    answer = as_("secretary").post("/contests/new/", CALLED | wrong)
    assert answer.status_code in (HTTPStatus.BAD_REQUEST, HTTPStatus.CONFLICT)
    assert said in answer.content.decode()
    assert not rows(Contest).exists()


def test_entry_page_begins_with_the_contest_one_came_from(as_, stage):
    one = stage.call()
    client = as_("secretary")
    (link,) = re.findall(r'href="(/contest-entries/new/[^"]+)"', text(client, f"/contests/{one.pk}/"))
    assert f'value="宁乡演讲比赛（编号{one.pk}）"' in text(client, link)
    assert "/contest-entries/new/" not in text(as_("reader"), f"/contests/{one.pk}/")
    answer = client.post(
        "/contest-entries/new/",
        {
            "contest": "宁乡演讲比赛",
            "title": "我的家乡",
            "entrants": "张例火 13800138009 示例公司",
            "link": "v.example.cn/1",
        },
    )
    entry = rows(Entry).get()
    assert answer["Location"] == f"/contest-entries/{entry.pk}/"
    assert entry.link == "https://v.example.cn/1"
    assert "张例火" in text(client, f"/contest-entries/{entry.pk}/")
    officer = text(as_("officer"), f"/contest-entries/{entry.pk}/")
    assert "我的家乡" in officer
    assert "张例火" not in officer


def test_page_of_a_contest_shows_scores_to_a_reader_only_once_published(as_, stage):
    one = stage.sealed()
    address = f"/contests/{one.pk}/"
    assert "决赛成绩" in text(as_("secretary"), address)
    assert "决赛成绩" not in text(as_("reader"), address)
    actions.publish_result(one, by=stage.by, objections_until=one.last_day.replace(year=2099))
    page = text(as_("reader"), address)
    assert "1 号评委" in page
    assert "评委乙某" not in page
    assert queries.result_of(stage.round(one)).sha256[:8] + " " in page
    assert "评委退出" not in text(as_("secretary"), address)


def test_dropped_sheets_are_marked_on_the_page(as_, stage):
    scores = {1: {judge: f"{40 + judge} 30" for judge in range(1, 6)}}
    one = stage.published(entries=1, judges=5, scores=scores)
    page = text(as_("reader"), f"/contests/{one.pk}/")
    assert "71（去掉的最低分）" in page
    assert "75（去掉的最高分）" in page
    assert "73.00" in page


def test_judges_are_named_to_those_who_may_read_persons_only(as_, stage):
    one = stage.draw()
    address = f"/contests/{one.pk}/"
    assert "评委乙某" in text(as_("secretary"), address)
    assert "评委乙某" not in text(as_("officer"), address)


def test_sheet_page_shows_every_version(as_, stage):
    one = stage.draw()
    sheet = stage.hand_in(one, 1, 1, "50 30")
    actions.correct_sheet(sheet, by=stage.by, reason="看错", scores="51 30")
    page = text(as_("secretary"), f"/score-sheets/{sheet.pk}/")
    assert "内容 51、表达 30" in page
    assert "50、30" in page
    assert "看错" in page
    assert "宁乡演讲比赛" in text(as_("secretary"), "/score-sheets/")
    assert as_("reader").get("/score-sheets/").status_code == HTTPStatus.FORBIDDEN
    assert as_("neighbour").get(f"/score-sheets/{sheet.pk}/").status_code == HTTPStatus.NOT_FOUND


def test_sheet_is_handed_in_corrected_and_compared_on_pages(as_, stage):
    one = stage.draw()
    secretary, officer = as_("secretary"), as_("officer")
    typed = {"contest": one.title, "judge": "1", "entry": "1", "scores": "５０ 30", "source": "paper"}
    secretary.post("/score-sheets/new/", typed)
    sheet = rows(ScoreSheet).get()
    assert (sheet.state, sheet.scores) == ("keyed", ["50", "30"])
    own = secretary.post(f"/score-sheets/{sheet.pk}/key_again/", {"score1": "50", "score2": "30"})
    assert own.status_code == HTTPStatus.CONFLICT
    officer.post(f"/score-sheets/{sheet.pk}/key_again/", {"score1": "５０", "score2": "30.0"})
    sheet.refresh_from_db(from_queryset=rows(ScoreSheet))
    assert sheet.state == "valid"


def test_judge_stands_aside_on_a_page(as_, stage):
    one = stage.draw()
    judge, entry = queries.judges_of(one)[0], queries.every_entry(one)[0]
    client = as_("secretary")
    address = f"/contest-judges/{judge.pk}/recuse/"
    assert f"《{entry.title}》（1 号）" in text(client, address)
    answer = client.post(address, {"entry": entry.pk, "relation": "family", "detail": "姐弟"})
    assert answer["Location"] == f"/contests/{one.pk}/"
    assert "1 号作品（亲属）" in text(client, f"/contests/{one.pk}/")
    assert client.post(address, {"entry": "999999", "relation": "family"}).status_code == HTTPStatus.BAD_REQUEST


def test_seal_page_says_what_is_missing(as_, stage):
    one = stage.draw(entries=2, judges=1)
    stage.hand_in(one, 1, 1, "50 30")
    address = f"/contest-rounds/{stage.round(one).pk}/seal/"
    answer = as_("officer").post(address, {})
    assert "还缺 1 份评分表（1 号评委对2 号作品）" in answer.content.decode()
    as_("officer").post(address, {"reason": "评委临时有事"})
    assert rows(Contest).get().state == "sealed"


def test_lists_take_the_same_queries_for_one_and_for_three(as_, stage):
    client = as_("secretary")
    stage.draw(entries=1, judges=1)
    addresses = ("/contests/", "/contest-entries/", "/score-sheets/")
    few = [queries_of(client, address) for address in addresses]
    for title in ("二", "三"):
        stage.sealed(title=title, entries=3, judges=2)
    assert [queries_of(client, address) for address in addresses] == few


def queries_of(client: Client, address: str) -> int:
    client.get(address)  # fills the caches of site and sprite
    with CaptureQueriesContext(connection) as found:
        client.get(address)
    return len(found)
