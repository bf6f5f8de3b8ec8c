"""A team, an expert, a request, a proposal, a talk and a check in any of their states, and values for each of their acts."""

from datetime import date, timedelta
from itertools import count
from typing import Any

from tests.cast import SYSTEM, Cast, place
from tongxin.kernel.period import today
from tongxin.network.models import Person
from tongxin.records.experts import actions as experts
from tongxin.records.experts.models import Check, Expert, Match, Offer, Request, Talk, Team
from tongxin.records.experts.queries import checks_of, open_match

_NUMBERS = count(1)
FOUNDED, DAY = date(2021, 3, 1), date(2021, 5, 10)


def _reason(_cast: Cast, _record: Any) -> dict[str, Any]:
    return {"reason": "测试"}


JOINT = {"confirm_joint": lambda cast, _: {"organisation": cast.neighbour}, "decline_joint": _reason}


def team_details(cast: Cast, **changes: Any) -> dict[str, Any]:
    return {
        "name": "宁乡上市服务团", "organiser": cast.county, "founded": FOUNDED, "aliases": [], "purpose": "", "series": None,
        "co_organisers": [], "organisation": None,
    } | changes  # fmt: skip


def team(cast: Cast, **changes: Any) -> Team:
    return experts.found_team(by=SYSTEM, **team_details(cast, **changes))


def term(**changes: Any) -> dict[str, Any]:
    return {"field": "law", "region": place("430100"), "begin": FOUNDED, "end": None} | changes


def expert(one: Team, person: Person, **changes: Any) -> Expert:
    text = f"{person.name} {person.mobile or person.unit}"
    return experts.enrol_expert(by=SYSTEM, team=one, expert=text, **term(**changes))


def a_person(cast: Cast, **more: Any) -> Person:
    number = next(_NUMBERS)
    return cast.person(f"例专{'甲乙丙丁戊己庚辛壬癸'[number % 10]}", mobile=f"1390000{number:04d}", **more)


def request_details(one: Team, **changes: Any) -> dict[str, Any]:
    return {
        "team": one, "firm_name": "宁乡灰汤食品有限公司", "unified_code": "", "firm_place": place("430182"), "field": "law",
        "need": "合同怎么审。", "wished": None, "received": date(2021, 4, 1),
    } | changes  # fmt: skip


def request(one: Team, **changes: Any) -> Request:
    return experts.record_request(by=SYSTEM, contact="刘例采", mobile="13800138000", **request_details(one, **changes))


def triage_details(one: Request, **changes: Any) -> dict[str, Any]:
    return {name: getattr(one, name) for name in ("firm_name", "unified_code", "field", "wished")} | changes


def matched(cast: Cast, **changes: Any) -> Match:
    """A request of the county taken up, with an expert proposed who has not answered, nor has the firm."""
    one = team(cast, name=f"第{next(_NUMBERS)}服务团")
    chosen = expert(one, a_person(cast))
    asked = request(one, **changes)
    experts.triage(asked, by=SYSTEM, **triage_details(asked))
    experts.propose(asked, by=SYSTEM, expert=str(chosen.pk))
    match = open_match(asked)
    assert match is not None
    return match


def accepted(cast: Cast, **changes: Any) -> Match:
    """A proposal both sides have accepted, each word written down by another account."""
    match = matched(cast, **changes)
    experts.accept_as_expert(match, by=SYSTEM)
    experts.accept_as_firm(match, by=cast.actor("province"))
    return match


def talk_details(one: Team, **changes: Any) -> dict[str, Any]:
    return {
        "title": "上市路径", "organiser": one.organiser, "team": one, "kind": "talk", "first_day": DAY, "last_day": DAY,
        "venue": "", "series": None, "co_organisers": [], "confirmed_by": "",
    } | changes  # fmt: skip


def planned(one: Team, **changes: Any) -> Talk:
    return experts.register_talk(by=SYSTEM, **talk_details(one, **changes))


def held(one: Team, *, day: date = DAY, **changes: Any) -> Talk:
    return planned(one, **{"first_day": day, "last_day": day, "confirmed_by": "园区办公室", **changes})


def _talk(cast: Cast) -> Talk:
    one = team(cast, name=f"第{next(_NUMBERS)}服务团")
    expert(one, a_person(cast, unit="律师所"))
    return held(one, firms=["宁乡灰汤食品有限公司"], roster="王例山\n李例水", co_organisers=[cast.neighbour])


def _put_talk(one: Talk, state: str) -> None:
    rows = Talk.objects.whole_network(reason="the test puts a record into any state").filter(pk=one.pk)
    counts = state in ("held", "closed")
    if not counts:
        Check.objects.whole_network(reason="the test puts a record into any state").filter(talk=one).delete()
    rows.update(state=state, first=counts)
    one.refresh_from_db(from_queryset=rows)


def _put_request(one: Request, state: str) -> None:
    words = {
        "triaged": ("declined", "waiting"),
        "accepted": ("accepted", "accepted"),
        "scheduled": ("accepted", "accepted"),
    }
    said, word = words.get(state, ("proposed", "waiting"))
    rows = Match.objects.whole_network(reason="the test puts a record into any state").filter(request=one)
    rows.update(state=said, expert_word=word, firm_word=word)
    own = Request.objects.whole_network(reason="the test puts a record into any state").filter(pk=one.pk)
    own.update(state=state)
    one.refresh_from_db(from_queryset=own)


def _put_match(one: Match, state: str) -> None:
    word = "accepted" if state == "accepted" else "waiting"
    rows = Match.objects.whole_network(reason="the test puts a record into any state").filter(pk=one.pk)
    rows.update(state=state, expert_word=word, firm_word=word)
    one.refresh_from_db(from_queryset=rows)


def _put_check(one: Check, state: str) -> None:
    rows = Check.objects.whole_network(reason="the test puts a record into any state").filter(pk=one.pk)
    rows.update(state=state, done=one.due if state == "done" else None)
    one.refresh_from_db(from_queryset=rows)


def _offer(cast: Cast) -> Offer:
    one = team(cast, name=f"第{next(_NUMBERS)}服务团")
    experts.add_offer(one, by=SYSTEM, **offer_details())
    return Offer.objects.children_of(one).get()


def offer_details(**changes: Any) -> dict[str, Any]:
    return {
        "title": "法律坐诊",
        "field": "law",
        "weekday": 3,
        "begins": None,
        "ends": None,
        "venue": "会客厅",
    } | changes


def _team(cast: Cast) -> Team:
    one = team(cast, name=f"第{next(_NUMBERS)}服务团", co_organisers=[cast.neighbour])
    expert(one, a_person(cast))
    return one


def _expert(cast: Cast) -> Expert:
    one = team(cast, name=f"第{next(_NUMBERS)}服务团")
    experts.publish_statement(one, by=SYSTEM, text="只讲课，不代办。")
    return expert(one, a_person(cast))


def _check(cast: Cast) -> Check:
    first = checks_of(_talk(cast)).first()
    assert first is not None
    return first


def _own_expert(_cast: Cast, one: Request) -> dict[str, Any]:
    row = Expert.objects.children_of(one.team).first()
    return {"expert": str(row.pk) if row else ""}


SAMPLES: dict[str, dict[str, Any]] = {
    "experts.team": {
        "make": _team,
        "values": {
            "head": lambda _cast, one: {"expert": _name_of(one)},
            "offer": lambda _cast, _one: offer_details(),
            "state": lambda _cast, _one: {"text": "只讲课，不代办。"},
            "hide": _reason,
            "correct": lambda cast, one: {**team_details(cast, name=f"{one.name}甲"), "reason": "写错"},
            "dissolve": lambda _cast, _one: {"day": date(2021, 9, 1), "reason": "任务完成"},
            **JOINT,
        },
    },
    "experts.offer": {"make": _offer, "values": {"change": lambda _cast, _one: offer_details(title="坐诊")}},
    "experts.expert": {
        "make": _expert,
        "put": lambda _one, _state: None,
        "values": {
            "accept": lambda _cast, _one: {"day": today()},
            "correct": lambda _cast, _one: {**term(field="tax"), "reason": "写错"},
            "end": lambda _cast, _one: {"day": date(2021, 9, 1), "reason": "辞任"},
        },
    },
    "experts.request": {
        "make": lambda cast: matched(cast).request,
        "put": _put_request,
        "values": {
            "triage": lambda _cast, one: triage_details(one),
            "propose": _own_expert,
            "schedule": lambda _cast, _one: {"title": "咨询", "kind": "consultation", "first_day": DAY, "venue": ""},
            "answer": lambda _cast, _one: {"answer": "按合同法办。", "day": date(2021, 4, 9)},
            "decline": _reason,
            "correct": lambda _cast, one: {**request_details(one.team, need="改过"), "reason": "写错"},
            "withdraw": _reason,
        },
    },
    "experts.match": {"make": matched, "put": _put_match, "values": {}},
    "experts.talk": {
        "make": _talk,
        "put": _put_talk,
        "values": {
            "hold": lambda _cast, _one: {"confirmed_by": "园区办公室"},
            "firms": lambda _cast, _one: {"firms": ["宁乡沩山茶业有限公司"], "firm_evidence": "host", "reason": "补"},
            "unlist": lambda _cast, _one: {"firm": "宁乡灰汤食品有限公司", "reason": "没有来"},
            "count": lambda _cast, _one: {"head_count": 30, "reason": "数过"},
            "roster": lambda _cast, _one: {"roster": "赵例土", "reason": "补"},
            "speakers": lambda _cast, one: {"speakers": _name_of(one.team)},
            "opinion": lambda _cast, _one: {"side": "firm", "helped": "solved", "note": ""},
            "correct": lambda _cast, one: {
                **talk_details(one.team, title=f"更正后的{next(_NUMBERS)}", confirmed_by="园区办公室"),
                "reason": "写错",
            },
            "cancel": _reason,
            **JOINT,
        },
    },
    "experts.check": {
        "make": _check,
        "put": _put_check,
        "values": {
            "record": lambda _cast, one: {"day": one.due + timedelta(days=1), "result": "effect", "note": ""},
            "drop": _reason,
        },
    },
}  # fmt: skip


def _name_of(one: Team) -> str:
    row = Expert.objects.children_of(one).select_related("person").first()
    return row.person.name if row else ""
