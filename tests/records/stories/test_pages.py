"""Lists and pages of those who work on stories, and the API."""

import json
from typing import Any

import pytest
from django.urls import reverse

from tests.cast import SYSTEM, Cast
from tests.records.stories.conftest import Hang, Tell, fresh
from tests.records.stories.samples import consent_details, reviewed_story, story_details
from tongxin.records.stories import actions
from tongxin.records.stories.models import Story

LIST = "/stories/"


def shown(client: Any, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, answer.status_code
    return str(answer.content.decode())


def address(one: Story, act: str = "detail") -> str:
    return reverse(f"stories.story.{act}", args=[one.pk])


def test_list_takes_the_same_queries_for_one_story_and_for_three(
    cast: Cast, interview: Tell, django_assert_num_queries: Any
) -> None:
    client = cast.client("secretary")
    interview()
    shown(client, LIST)
    with django_assert_num_queries(4):
        assert shown(client, LIST).count("我是新阶层人士") == 1
    interview("我是新阶层人士二"), interview("我是新阶层人士三")
    with django_assert_num_queries(4):
        assert shown(client, LIST).count("我是新阶层人士") == 3
    assert "我是新阶层人士" not in shown(client, f"{LIST}?state=review")
    assert "我是新阶层人士" not in shown(client, f"{LIST}?kind=video")


def test_empty_list_names_the_next_step(cast: Cast) -> None:
    assert "登记旅游推介、人物访谈或短视频" in shown(cast.client("secretary"), LIST)


@pytest.mark.parametrize(("who", "status"), [("secretary", 200), ("city", 200), ("neighbour", 404), ("stranger", 302)])
def test_story_is_worked_on_within_its_scope(cast: Cast, interview: Tell, who: str, status: int) -> None:
    assert cast.client(who).get(address(interview())).status_code == status


def test_page_shows_how_it_looks_and_who_agreed_to_whom_it_concerns(cast: Cast, interview: Tell) -> None:
    one = interview()
    page = shown(cast.client("secretary"), address(one))
    for said in (
        "王例山",
        "同意书，档案柜 3",
        "在公开页面展示",
        "第一段。",
        "沩山",
        "民宿主人在院里",
        f"/p/stories/{one.public_code}/",
    ):
        assert said in page, said
    page = shown(cast.client("city"), address(one))
    assert "王例山" not in page
    assert "档案柜" not in page
    actions.revoke(one, by=SYSTEM, number=1, reason="来电")
    page = shown(cast.client("city"), address(one))
    assert "暂不公开：第 1 位出镜人的同意没有、已撤回或已到期" in page
    assert f"/p/stories/{one.public_code}/" not in page


def test_reviewer_sees_what_was_handed_in_and_not_what_came_later(cast: Cast, hang: Hang) -> None:
    one = actions.draft(by=cast.actor("secretary"), **story_details(cast, lead="", text="", route=[]))
    assert "还没有内容" in shown(cast.client("secretary"), address(one))
    actions.correct(one, by=cast.actor("secretary"), reason="补", **story_details(cast))
    first = hang(one, purpose="第一张")
    actions.ask(one, by=SYSTEM, nobody=True)
    actions.submit(one, by=cast.actor("secretary"))
    later = hang(one, purpose="后来的一张")
    page = shown(cast.client("city"), address(one))
    section = page[page.index('id="story"') : page.index('id="evidence"')]
    assert f"/evidence/{first.pk}/" in section
    assert f"/evidence/{later.pk}/" not in section
    assert "没有人出镜" in page
    assert address(one, "publish") in page
    assert address(one, "publish") not in shown(cast.client("secretary"), address(one))


def test_program_tells_a_story_but_not_alone(cast: Cast, hang: Hang) -> None:
    def send(who: str, path: str, *, status: int, **values: Any) -> Any:
        answer = cast.client(who).post(
            f"/api/v1/records/stories{path}", json.dumps(values), content_type="application/json"
        )
        assert answer.status_code == status, answer.content.decode()
        return answer.json()

    told = {"title": "寻美湖南", "organiser": cast.county.name, "kind": "showcase", "route": "宁乡市 沩山：云海"}
    assert "https" in str(send("city", "", status=400, **told, link="javascript:alert(1)"))
    number = send("city", "", status=201, **told)["id"]
    one = Story.objects.whole_network(reason="test").get(pk=number)
    hang(one)
    send("city", f"/{number}/ask", status=200, people="王例山")
    send("city", f"/{number}/submit", status=409)
    send("city", f"/{number}/agree", status=200, **{**consent_details(), "agreed": "2021-03-01"})
    send("city", f"/{number}/submit", status=200)
    assert "另一个人" in str(send("city", f"/{number}/publish", status=409))
    assert fresh(one).state == "review"
    send("secretary", f"/{number}/publish", status=403)
    send("province", f"/{number}/publish", status=200)
    assert fresh(one).state == "published"


def test_second_person_publishes_at_the_press_of_a_button(cast: Cast) -> None:
    one = reviewed_story(cast)
    answer = cast.client("city").post(address(one, "publish"), {"published": "", "reason": ""})
    assert answer.status_code == 302
    assert fresh(one).state == "published"


def test_page_of_the_organisation_lists_its_stories(cast: Cast, interview: Tell) -> None:
    interview()
    page = shown(cast.client("secretary"), f"/organisations/{cast.county.pk}/")
    assert "我是新阶层人士" in page
