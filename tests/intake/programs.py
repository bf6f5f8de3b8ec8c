"""A program at the API door, and a new record for any door, made from nothing but its form."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from itertools import count
from typing import Any

from django import forms
from django.http import HttpResponse
from django.test import Client

from tests.attendance.samples import coming
from tests.cast import Cast
from tests.records.contests import samples as contests
from tests.records.experts import samples as experts
from tests.records.giving.samples import cause, received_gift
from tests.records.produce.samples import open_round
from tests.records.proposals.samples import delivered_paper
from tests.records.volunteering.samples import action
from tongxin.access import tokens
from tongxin.intake.door import Door
from tongxin.kernel.period import today
from tongxin.kernel.scope import Verb
from tongxin.network.forms.fields import OrganisationField, PlaceField

ROOT = "/api/v1/records/"
READER = (Verb.VIEW, Verb.MEMBERS)
WRITER = (*READER, Verb.RECORD)
_numbers = count(1)
# What a form asks for that a sample of its field's type does not give.
_KNOWN: dict[str, dict[str, Any]] = {
    "zones": {"code": "430171", "parent": "430100"},
    "asserted-figures": {"measure": "training.classes", "first_day": "2021-01-01", "value": "84"},
    "contests": {"criteria": "内容 100"},
    "organisations": {"founded": "2021-05-12"},
    "produce-offers": {"months": "7-8月", "price_from": "5.50", "certificate": "none"},
    "produce-wishes": {"needed_by": "2199-05-12"},
    "products": {"unit": "jin"},
}


def _registration(cast: Cast) -> dict[str, Any]:
    return {"occasion": coming(cast, title=_name()).occasion_id, "name": _name()}


def _expert(cast: Cast) -> dict[str, Any]:
    person = experts.a_person(cast)
    return {"team": experts.team(cast, name=_name()).name, "expert": f"{person.name} {person.mobile}"}


# What hangs on something that has to be there before.
_MADE: dict[str, Callable[[Cast], dict[str, Any]]] = {
    "contest-entries": lambda cast: {"contest": contests.contest(cast).full_name, "entrants": "王例山"},
    "score-sheets": lambda cast: {"contest": contests.judged(cast).full_name, "scores": "50 30"},
    "experts": _expert,
    "expert-requests": lambda cast: {"team": experts.team(cast, name=_name()).name},
    "talks": lambda cast: {"team": experts.team(cast, name=_name()).name},
    "registrations": _registration,
    "gifts": lambda cast: {"cause": cause(cast).name, "value": "3800", "giver_kind": "anonymous"},
    "gift-uses": lambda cast: {"gift": received_gift(cast).title, "cause": cause(cast).name, "value": "100"},
    "volunteer-tasks": lambda cast: {"action": action(cast).title, "needed": "12.5"},
    "settlement-lines": lambda cast: {
        "round": open_round(cast, title=_name()).title,
        "number": f"90{next(_numbers)}",
        "quantity": "1",
        "amount": "12",
    },
    "proposal-answers": lambda cast: {"proposal": delivered_paper(cast, title=f"建议{next(_numbers)}").title},
}


def new_record(door: Door, cast: Cast, **changes: Any) -> dict[str, Any]:
    """Return the least that the form of a door asks for, at Ningxiang."""
    needed = {name: field for name, field in door.form.base_fields.items() if field.required}
    made = _MADE[door.name](cast) if door.name in _MADE else {}
    return {name: _sample(field, cast) for name, field in needed.items()} | _KNOWN.get(door.name, {}) | made | changes


def _name() -> str:
    return f"例{'甲乙丙丁戊己庚辛壬癸'[next(_numbers) % 10]}{next(_numbers)}"


def _sample(field: forms.Field, cast: Cast) -> Any:
    if isinstance(field, PlaceField):
        return "430182"
    if isinstance(field, OrganisationField):
        return cast.county.name
    if isinstance(field, forms.DateField):
        return "2021-05-12"
    if isinstance(field, forms.ChoiceField):
        return next(value for value, _ in field.choices if value)
    if isinstance(field, forms.IntegerField):
        return field.min_value or 1
    return _name()


@dataclass
class Program:
    """A client with a token of an account of the cast."""

    secret: str

    def ask(self, address: str, *, status: int = 200) -> Any:
        return self.send("get", address, status=status)

    def send(self, method: str, address: str, body: Any = None, *, status: int, key: str = "") -> Any:
        response = self.answer(method, address, body, key=key)
        assert response.status_code == status, response.content.decode()
        return json.loads(response.content)

    def answer(self, method: str, address: str, body: Any = None, *, key: str = "") -> HttpResponse:
        headers = {"Authorization": f"Bearer {self.secret}", **({"Idempotency-Key": key} if key else {})}
        if method == "get":
            return Client().get(ROOT + address, headers=headers)
        raw = body if isinstance(body, bytes) else json.dumps(body).encode()
        call = getattr(Client(enforce_csrf_checks=True), method)
        return call(ROOT + address, raw, content_type="application/json", headers=headers)


def program(cast: Cast, who: str, *, verbs: tuple[Verb, ...] = WRITER, path: str = "") -> Program:
    actor = cast.actor(who)
    held = [verb for verb in verbs if actor.scope.may_anywhere(verb)]
    expires = today() + timedelta(days=30)
    return Program(tokens.issue(by=actor, label="同步", verbs=held, path=path, expires=expires).secret)
