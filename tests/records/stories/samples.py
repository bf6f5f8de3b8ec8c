"""A story in any of its states, and values for each of its acts: what `tests.lives` asks for."""

from datetime import date
from itertools import count
from typing import Any

from tests.cast import SYSTEM, Cast
from tongxin.records.stories import actions as stories
from tongxin.records.stories.models import Story

_NUMBERS = count(1)
ROUTE = [
    {"code": "430182", "place": "宁乡市", "name": "沩山", "text": "云海"},
    {"code": "430104", "place": "岳麓区", "name": "橘子洲", "text": ""},
]


def _reason(_cast: Cast, _record: Any) -> dict[str, Any]:
    return {"reason": "测试"}


def story_details(cast: Cast, **changes: Any) -> dict[str, Any]:
    return {
        "title": "我是新阶层人士：在山里开民宿",
        "organiser": cast.county,
        "kind": "interview",
        "lead": "一家民宿和一个村。",
        "text": "第一段。\n\n第二段。",
        "route": [{"code": "430182", "place": "宁乡市", "name": "沩山", "text": "云海"}],
        "link": "",
        "co_organisers": [],
        "series": None,
    } | changes


def consent_details(**changes: Any) -> dict[str, Any]:
    return {
        "number": 1,
        "purpose": "在公开页面展示",
        "paper": "同意书，档案柜 3",
        "agreed": date(2021, 3, 1),
        "until": None,
    } | changes


def reviewed_story(cast: Cast, *, by: Any = SYSTEM, **changes: Any) -> Story:
    """A story with one person in it who agreed, handed in."""
    one = stories.draft(by=by, **story_details(cast, **changes))
    stories.ask(one, by=by, people="王例山 某民宿")
    stories.agree(one, by=by, **consent_details())
    return stories.submit(one, by=by)


def published_story(cast: Cast, **changes: Any) -> Story:
    return stories.publish(reviewed_story(cast, **changes), by=SYSTEM, published=date(2021, 4, 1))


def _story(cast: Cast) -> Story:
    return published_story(cast, title=f"第{next(_NUMBERS)}位新阶层人士", co_organisers=[cast.neighbour])


def _put(story: Story, state: str) -> None:
    Story.objects.whole_network(reason="the test puts a record into any state").filter(pk=story.pk).update(state=state)
    story.state = state


SAMPLES: dict[str, dict[str, Any]] = {
    "stories.story": {
        "make": _story,
        "put": _put,
        "values": {
            "ask": lambda _cast, _story: {"people": "张例火"},
            "agree": lambda _cast, _story: consent_details(),
            "revoke": lambda _cast, _story: {"number": 1, "reason": "本人来电"},
            "publish": lambda _cast, _story: {"published": date(2021, 4, 2)},
            "send_back": _reason,
            "correct": lambda cast, _story: {**story_details(cast, title=f"改{next(_NUMBERS)}"), "reason": "写错"},
            "rework": _reason,
            "withdraw": _reason,
            "confirm_joint": lambda cast, _record: {"organisation": cast.neighbour},
            "decline_joint": _reason,
        },
    },
}
