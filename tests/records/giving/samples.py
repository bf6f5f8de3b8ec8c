"""Causes, projects, gifts, uses, ledgers and matches in any of their states: what `tests.lives` asks for."""

from datetime import date
from itertools import count
from typing import Any

from tests.cast import SYSTEM, Cast
from tongxin.records.giving import actions as giving
from tongxin.records.giving.models import Cause, Gift, Match, Use
from tongxin.records.giving.queries import book_of, lines_of

_NUMBERS = count(1)


def _reason(_cast: Cast, _record: Any) -> dict[str, Any]:
    return {"reason": "测试"}


def cause(cast: Cast, name: str = "疫情防控") -> Cause:
    found = Cause.objects.public().filter(name=name).first()
    return found or giving.name_cause(by=SYSTEM, name=name, begins=date(2020, 1, 23), organiser=cast.county)


def gift_details(cast: Cast, **changes: Any) -> dict[str, Any]:
    return {
        "title": f"第{next(_NUMBERS)}笔捐款",
        "organiser": cast.county,
        "cause": cause(cast),
        "recipient": "市红十字会",
        "giver_kind": "association",
        "behalf": cast.county,
        "form": "cash",
        "value": 380_000,
        "quantity": None,
        "unit": "",
        "basis": "",
        "valuer": "",
        "pledged": date(2021, 3, 1),
        "received": None,
        "receipt": "",
        "restricted": False,
        "project": None,
        "co_organisers": [],
        "series": None,
    } | changes


def received_gift(cast: Cast, **changes: Any) -> Gift:
    """A gift of the county with the recipient's receipt."""
    receipt = {"received": date(2021, 3, 10), "receipt": f"收{next(_NUMBERS)}"}
    return giving.pledge(by=SYSTEM, **gift_details(cast, **(receipt | changes)))


def use_details(cast: Cast, **changes: Any) -> dict[str, Any]:
    return {
        "day": date(2021, 4, 1),
        "value": 100_000,
        "cause": cause(cast),
        "project": None,
        "purpose": "购置口罩",
        "helped": "",
    } | changes


def project_details(cast: Cast, **changes: Any) -> dict[str, Any]:
    return {
        "title": f"第{next(_NUMBERS)}个项目",
        "organiser": cast.county,
        "village": "示例村",
        "begins": date(2021, 1, 1),
        "co_organisers": [],
        "series": None,
    } | changes


def _gift(cast: Cast) -> Gift:
    return received_gift(cast, co_organisers=[cast.neighbour])


def _gift_in(gift: Gift, state: str) -> None:
    """Put a gift into a state, received only where it was."""
    came = state not in ("pledged", "dropped")
    values = {"received": date(2021, 3, 10), "receipt": f"收{gift.pk}号"} if came else {"received": None, "receipt": ""}
    rows = Gift.objects.whole_network(reason="the test puts a record into any state").filter(pk=gift.pk)
    rows.update(state=state, **values)
    gift.refresh_from_db(from_queryset=rows)


def _corrected_gift(cast: Cast, gift: Gift) -> dict[str, Any]:
    return gift_details(cast, received=gift.received, receipt=gift.receipt) | {"reason": "写错"}


def _use(cast: Cast) -> Use:
    return giving.report_use(by=SYSTEM, gift=received_gift(cast).title, **use_details(cast))


def _match(cast: Cast) -> Match:
    one, other = received_gift(cast), received_gift(cast, organiser=cast.city, behalf=cast.city)
    return giving.decide(by=SYSTEM, one=one.title, other=other.title, decision="same", reason="收据相同")


SAMPLES: dict[str, dict[str, Any]] = {
    "giving.cause": {
        "put": lambda _cause, _state: None,
        "make": lambda cast: cause(cast, f"缘由{next(_NUMBERS)}"),
        "values": {
            "correct": lambda cast, _cause: {
                "name": f"缘由{next(_NUMBERS)}",
                "begins": date(2020, 2, 1),
                "organiser": cast.county,
                "reason": "写错",
            }
        },
    },
    "giving.project": {
        "make": lambda cast: giving.start_project(by=SYSTEM, **project_details(cast, co_organisers=[cast.neighbour])),
        "values": {
            "confirm_joint": lambda cast, _record: {"organisation": cast.neighbour},
            "decline_joint": _reason,
            "finish": lambda _cast, _project: {"ends": date(2021, 9, 1), "results": "增收"},
            "correct": lambda cast, _project: {**project_details(cast), "reason": "写错"},
        },
    },
    "giving.gift": {
        "make": _gift,
        "put": _gift_in,
        "values": {
            "receive": lambda _cast, gift: {"received": date(2021, 3, 10), "receipt": f"收{gift.pk}号"},
            "refuse": _reason,
            "allocate": lambda _cast, _gift: {"allocated": date(2021, 3, 20), "allocated_to": "市人民医院"},
            "use": lambda cast, _gift: use_details(cast),
            "correct": _corrected_gift,
            "give_back": lambda _cast, _gift: {
                "kind": "refund",
                "day": date(2021, 5, 1),
                "value": 10_000,
                "reason": "多付",
            },
            "reverse": lambda _cast, _gift: {"kind": "duplicate", "reason": "登了两次"},
            "drop": _reason,
            "confirm_joint": lambda cast, _record: {"organisation": cast.neighbour},
            "decline_joint": _reason,
        },
    },
    "giving.use": {
        "make": _use,
        "values": {
            "void": _reason,
            "correct": lambda cast, _use: {**use_details(cast, value=90_000), "reason": "写错"},
        },
    },
    "giving.book": {
        "put": lambda _book, _state: None,
        "make": lambda cast: book_of(received_gift(cast)),
        "values": {"four_eyes": lambda _cast, _book: {"four_eyes_from": 5_000_000}},
    },
    "giving.match": {"make": _match, "values": {"undo": _reason}},
    "giving.line": {"make": lambda cast: lines_of(received_gift(cast)).first(), "put": lambda _line, _state: None},
}
