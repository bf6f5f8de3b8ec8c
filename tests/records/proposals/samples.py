"""A call, a paper and an answer in any of their states, and values for each of their acts: what `tests.lives` asks for."""

from datetime import date
from itertools import count
from typing import Any

from tests.cast import SYSTEM, Cast
from tongxin.records.proposals import actions as proposals
from tongxin.records.proposals.models import DELIVERED, Answer, Proposal, Suggestion, SuggestionBox
from tongxin.records.proposals.queries import suggestion_with

_NUMBERS = count(1)
_HANDLED = {"day": date(2021, 4, 2), "body": "市教育局"}


def _reason(_cast: Cast, _record: Any) -> dict[str, Any]:
    return {"reason": "测试"}


def paper_details(cast: Cast, **changes: Any) -> dict[str, Any]:
    return {
        "title": "关于青年就业的建议",
        "organiser": cast.county,
        "received": date(2021, 3, 1),
        "kind": "advice",
        "call": None,
        "co_organisers": [],
        "text": "建议三条。",
    } | changes


def delivery_details(**changes: Any) -> dict[str, Any]:
    return {
        "channel": "united_front",
        "body": "市委统战部",
        "delivered": date(2021, 3, 10),
        "receipt": "收文〔2021〕5号",
    } | changes


def call_details(cast: Cast, **changes: Any) -> dict[str, Any]:
    return {
        "title": "助力乡村振兴",
        "organiser": cast.county,
        "opens": date(2021, 3, 1),
        "closes": date(2021, 4, 30),
        "subject": "",
        "co_organisers": [],
    } | changes


def delivered_paper(cast: Cast, **changes: Any) -> Proposal:
    """A paper of the county that was reviewed and delivered."""
    one = proposals.draft(by=SYSTEM, authors="王例山\n李例水 某厂", **paper_details(cast, **changes))
    proposals.submit(one, by=SYSTEM)
    proposals.approve(one, by=SYSTEM)
    return proposals.deliver(one, by=SYSTEM, **delivery_details())


def _paper_in(paper: Proposal, state: str) -> None:
    """Put a paper into a state, delivered only where it was."""
    rows = Proposal.objects.whole_network(reason="the test puts a record into any state").filter(pk=paper.pk)
    sent = state in DELIVERED
    rows.update(state=state, **(delivery_details() if sent else {"delivered": None}))
    paper.refresh_from_db(from_queryset=rows)


def _paper(cast: Cast) -> Proposal:
    one = delivered_paper(cast, title=f"关于就业的第{next(_NUMBERS)}篇建议", co_organisers=[cast.neighbour])
    proposals.mark(one, by=SYSTEM, kind="printed", day=date(2021, 4, 1), body="市委办", note="专报第3期")
    return one


def _answered(cast: Cast) -> Answer:
    one = delivered_paper(cast, title=f"关于就业的第{next(_NUMBERS)}篇建议")
    return proposals.record_answer(by=SYSTEM, proposal=one.title, **answer_details(grade=""))


def answer_details(**changes: Any) -> dict[str, Any]:
    return {"body": "市人社局", "day": date(2021, 5, 20), "grade": "A", "text": "已采纳。"} | changes


def _graded(answer: Answer, state: str) -> None:
    values = {"grade": "" if state == "unclassified" else "A", "view": "mostly" if state == "viewed" else ""}
    rows = Answer.objects.whole_network(reason="the test puts a record into any state").filter(pk=answer.pk)
    rows.update(state=state, **values)
    answer.refresh_from_db(from_queryset=rows)


def _merged_into(cast: Cast, _paper: Proposal) -> dict[str, Any]:
    other = delivered_paper(cast, title=f"另一篇 {next(_NUMBERS)}")
    return {"day": date(2021, 4, 1), "proposal": other.title}


def box_of(cast: Cast, **changes: Any) -> SuggestionBox:
    return proposals.open_box(by=SYSTEM, **{"organiser": cast.county, "base": None} | changes)


def suggestion(cast: Cast, text: str = "社区活动室晚上能不能开放？", *, token: str = "") -> Suggestion:
    """What somebody has handed in at the county's box."""
    box = SuggestionBox.objects.at_and_below(cast.county.path).first() or box_of(cast)
    if box.state == SuggestionBox.State.CLOSED:
        proposals.reopen_box(box, by=SYSTEM)
    token = proposals.hand_in(box, by=SYSTEM, token=token or f"令牌{next(_NUMBERS)}", text=text)
    return suggestion_with(token)


SAMPLES: dict[str, dict[str, Any]] = {
    "proposals.call": {
        "make": lambda cast: proposals.open_call(
            by=SYSTEM, **call_details(cast, title=f"第{next(_NUMBERS)}次征集", co_organisers=[cast.neighbour])
        ),
        "put": lambda _call, _state: None,
        "values": {
            "correct": lambda cast, _call: {
                **call_details(cast, title=f"乡村振兴大家谈{next(_NUMBERS)}"),
                "reason": "写错",
            },
            "confirm_joint": lambda cast, _record: {"organisation": cast.neighbour},
            "decline_joint": _reason,
        },
    },
    "proposals.paper": {
        "make": _paper,
        "put": _paper_in,
        "values": {
            "send_back": _reason,
            "deliver": lambda _cast, _paper: delivery_details(),
            "file": lambda _cast, _paper: {**_HANDLED, "joint": "市人社局"},
            "refuse": lambda _cast, _paper: {"day": date(2021, 4, 2), "reason": "不属受理范围"},
            "merge": _merged_into,
            "transfer": lambda _cast, _paper: _HANDLED,
            "answer": lambda _cast, _paper: answer_details(),
            "mark": lambda _cast, _paper: {**_HANDLED, "kind": "adopted", "note": "政策文件第8号"},
            "void": lambda _cast, _paper: {"kind": "printed", "reason": "登错了"},
            "follow": lambda _cast, _paper: {"day": date(2021, 6, 1), "note": "电话回访"},
            "authors": lambda _cast, _paper: {"authors": f"赵例土 {next(_NUMBERS)}厂"},
            "hide": _reason,
            "correct": lambda cast, paper: {
                **paper_details(cast, title=f"关于就业的第{next(_NUMBERS)}次更正"),
                **(delivery_details() if paper.state in DELIVERED else dict.fromkeys(delivery_details(), "")),
                "delivered": date(2021, 3, 10) if paper.state in DELIVERED else None,
                "reason": "写错",
            },
            "confirm_joint": lambda cast, _record: {"organisation": cast.neighbour},
            "decline_joint": _reason,
            "withdraw": _reason,
        },
    },
    "proposals.answer": {
        "make": _answered,
        "put": _graded,
        "values": {
            "classify": lambda _cast, _answer: {"grade": "B"},
            "view": lambda _cast, _answer: {"view": "satisfied", "view_note": ""},
            "correct": lambda _cast, _answer: {
                "body": "市教育局",
                "day": date(2021, 5, 21),
                "text": "改过。",
                "reason": "写错",
            },
        },
    },
    "proposals.box": {"make": box_of, "values": {}},
    "proposals.suggestion": {
        "make": suggestion,
        "values": {
            "take_up": lambda _cast, _one: {"title": f"关于活动室的第{next(_NUMBERS)}篇建议"},
            "refuse": _reason,
        },
    },
}
