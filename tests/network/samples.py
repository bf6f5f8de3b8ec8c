"""A record of each life about people in any of its states, and values for its acts: the arguments of `tests.lives.Sample`."""

from datetime import date
from typing import Any

from django.utils import timezone

from tests.cast import SYSTEM, Cast
from tests.network.firms import ZHUZHOU, firm
from tests.network.life import handed_in, linked
from tongxin.access.models import Account
from tongxin.kernel.period import today
from tongxin.network import actions
from tongxin.network.actions.merge_requests import request_merge
from tongxin.network.models import Consent, Membership, MergeRequest, Office, PersonAccount, PersonRequest, Transfer

DAY, LATER = date(2020, 6, 1), date(2021, 1, 1)
WHY = {"reason": "核对过"}


def given(**values: Any) -> Any:
    return lambda _cast, _record: dict(values)


def given_today(**values: Any) -> Any:
    """Values of today, asked when they are used: a run of the tests may go on past midnight."""
    return lambda _cast, _record: {"day": today(), **values}


def member_of(cast: Cast) -> Membership:
    return cast.join(cast.person("例甲"), cast.county)


def office(cast: Cast) -> Office:
    return actions.appoint_office(member_of(cast), by=SYSTEM, title="director", begin=DAY)


def transfer(cast: Cast) -> Transfer:
    giver = cast.actor("secretary")
    return actions.transfer_membership(member_of(cast), by=giver, target=cast.neighbour, day=LATER, reason="调动")


def asked_merge(cast: Cast) -> MergeRequest:
    there = cast.person("例甲", "430200")
    cast.join(there, cast.county)
    return request_merge(cast.person("例甲"), by=cast.actor("secretary"), merged=there, reason="同一人")


def asked_firms(cast: Cast) -> Any:
    return request_merge(firm(), by=cast.actor("secretary"), merged=firm(at=ZHUZHOU), reason="同一家")


def consent(cast: Cast) -> Consent:
    return actions.give_consent(cast.person("例甲"), by=SYSTEM, purpose="display")


def account(cast: Cast) -> PersonAccount:
    return actions.invite_person(cast.person("例甲"), by=SYSTEM).link


def asked(cast: Cast) -> PersonRequest:
    person = cast.person("例甲")
    return actions.ask_erasure(person, by=linked(cast, person, name="asking"))


def _set(record: Any, **values: Any) -> None:
    type(record).objects.whole_network(reason="the test puts a record into any state").filter(pk=record.pk).update(
        **values
    )


def _put_membership(record: Any, state: str) -> None:
    begin = DAY if state in ("admitted", "ended") else None
    _set(record, state=state, begin=begin, end=LATER if state == "ended" else None)


def _put_account(record: Any, state: str) -> None:
    linked_to = Account.objects.get_or_create(username="invited")[0] if state == "linked" else None
    _set(record, account=linked_to, ended=timezone.now() if state == "ended" else None)


def _details(cast: Cast, **changes: Any) -> dict[str, Any]:
    plain = {"name": "例甲", "unit": "", "position": "", "group": "", "mobile": "", "place": cast.county.place}
    return {**plain, **WHY, **changes}


PEOPLE: dict[str, dict[str, Any]] = {
    "network.person": {
        "make": lambda cast: cast.person("例甲"),
        "values": {
            "correct": lambda cast, _: _details(cast, unit="乙公司"),
            "consents": given(purpose="display", give=True),
        },
        "put": lambda _record, _state: None,
    },
    "network.membership": {
        "make": lambda cast: cast.applicant(cast.person("例甲"), cast.county),
        "put": _put_membership,
        "values": {
            "admit": given(day=LATER),
            "decline": given(day=LATER, **WHY),
            "office": given(title="director", begin=LATER),
            "transfer": lambda cast, _: {"target": cast.neighbour, "day": LATER, **WHY},
            "renew": given(day=LATER),
            "end": given(day=LATER, ending="left"),
            "correct": lambda cast, _: _details(
                cast, organisation=cast.county, applied=DAY, begin=LATER, title="", office_begin=None
            ),
        },
    },
    "network.office": {
        "make": office,
        "put": lambda record, state: _set(record, end=None if state == "held" else LATER),
        "values": {"end": given(day=LATER)},
    },
    "network.application": {
        "make": lambda cast: handed_in(cast.county).application,
        "values": {"admit": given_today(), "decline": given_today(**WHY)},
    },
    "network.transfer": {"make": transfer, "values": {"complete": given_today(), "decline": given(**WHY)}},
    "network.firm_merge": {"make": asked_firms, "values": {"declined": given(**WHY)}},
    "network.merge": {"make": asked_merge, "values": {"declined": given(**WHY)}},
    "network.consent": {
        "make": consent,
        "put": lambda record, state: _set(record, withdrawn=None if state == "given" else timezone.now()),
    },
    "network.account": {"make": account, "put": _put_account, "values": {"end": given(**WHY)}},
    "network.request": {"make": asked, "values": {"decide": given(accept=False, **WHY)}},
}
