"""How claims come in, and how whoever asked is forgotten."""

from datetime import date, timedelta
from typing import Any, Final

from django.db import transaction
from django.db.models import Q

from tongxin.access.actor import Actor
from tongxin.access.bulk import insert_values
from tongxin.attendance.queries import match
from tongxin.attendance.rosters import parse_roster
from tongxin.kernel.errors import ConflictError, InputError
from tongxin.kernel.period import today
from tongxin.kernel.scope import Scope, Verb
from tongxin.lifecycle.acts import act
from tongxin.lifecycle.writing import Doer, change, create, require_past, require_reason
from tongxin.network.models import Person
from tongxin.network.models.organising import organised_values
from tongxin.network.models.tokens import hashed, new_token
from tongxin.records.factchecks.models import Asker, Desk, FactCheck, Shingle, Source
from tongxin.records.factchecks.queries import asker_with
from tongxin.records.factchecks.rules.passages import numbers_of

KEPT_AFTER_ANSWER: Final = timedelta(days=90)
KEPT_AT_MOST: Final = timedelta(days=365)
OWN: Final = "网上提交人"
TITLE: Final = 40
_NOBODY: Final = {"person": None, "name": "", "unit": "", "mobile": ""}


def receive(*, by: Actor, asker: str = "", **details: Any) -> FactCheck:
    """Put a claim on record, with whoever asked where that is known."""
    with act("factchecks.check.receive", by=by, path=details["organiser"].path) as doer:
        return _receive(details, by=doer, asker=_asker(asker, by=doer))


def hand_in(desk: Desk, *, by: Actor, token: str, claim: str, consent: int, **said: Any) -> str:
    """Take a claim from anybody through the form of a desk; the same form sent twice is one. Return the token to follow it by."""
    with transaction.atomic():
        desk.refresh_from_db(from_queryset=Desk.objects.same_as(desk).select_for_update().select_related("organiser"))
        if desk.state != Desk.State.OPEN:
            raise ConflictError("这个表单刚才已停止受理，没有提交。")
        if asker_with(token) is not None:
            return token
        # Whoever opened the desk let anybody put claims on file there: that, and nothing else.
        own = Actor(scope=Scope.of({desk.path: (Verb.RECORD,)}), name=OWN, account_id=by.account_id)
        contact = {"name": said["name"], "mobile": said["mobile"], "consent_version": consent}
        details = {
            "title": " ".join(claim.split())[:TITLE], "claim": claim, "organiser": desk.organiser, "received": today(),
            "appeared": said["appeared"], "seen_in": said["seen_in"], "through": FactCheck.Through.WEB,
        }  # fmt: skip
        with act("factchecks.check.receive", by=own, path=desk.path) as doer:
            _receive(details, by=doer, asker=Asker(token_hash=hashed(token), **contact))
    return token


def correct(one: FactCheck, *, by: Actor, reason: str, **details: Any) -> FactCheck:
    """Correct what was recorded wrongly of a claim; giving it to another organisation needs scope over both."""
    path = details["organiser"].path
    by.scope.require(Verb.RECORD, path)
    with act("factchecks.check.correct", one, by=by, reason=require_reason(reason)) as doer:
        _require_days(details)
        changed = change(one, by=doer, values=organised_values(details, by=doer, record=one))
        for model in (Asker, Source):
            for row in model.objects.children_of(one).exclude(path=path):
                change(row, by=doer, values={"path": path})
        _index(changed)
        return changed


def purge(*, by: Actor, day: date) -> int:
    """Forget who asked, 90 days after the answer and a year after the question at the latest; return how many."""
    over = Q(factcheck__answered__lt=day - KEPT_AFTER_ANSWER) | Q(factcheck__received__lt=day - KEPT_AT_MOST)
    rows = Asker.objects.for_worker().filter(over).exclude(person=None, name="", unit="", mobile="")
    return _forget(rows, by=by, reason="到期删除")


def forget_asker(person_id: int, *, by: Actor, reason: str) -> None:
    """Forget a person who is erased."""
    _forget(Asker.objects.children_of_numbered(Person, [person_id]), by=by, reason=reason)


def forget_own(row: Asker, *, by: Actor) -> None:
    """Forget whoever asked, at their own wish."""
    _forget(Asker.objects.same_as(row), by=by.under_name(OWN), reason="本人要求")


def _forget(rows: Any, *, by: Actor, reason: str) -> int:
    gone = 0
    with transaction.atomic():
        for row in rows.order_by("pk").select_for_update():
            change(row, by=by, values=_NOBODY, action="factchecks.asker.forget", reason=reason)
            gone += 1
    return gone


def _receive(details: dict[str, Any], *, by: Doer, asker: Asker | None) -> FactCheck:
    _require_days(details)
    one = create(FactCheck(), by=by, values=organised_values(details, by=by))
    if asker is not None:
        asker.factcheck, asker.path = one, one.path
        create(asker, by=by, action="factchecks.asker.name")
    _index(one)
    return one


def _require_days(details: dict[str, Any]) -> None:
    require_past(details["received"], field="received")
    if details["appeared"] is not None and details["appeared"] > details["received"]:
        raise InputError("说法出现日期不能晚于收到日期，请核对。", field="appeared")


def _asker(text: str, *, by: Actor) -> Asker | None:
    """Return whoever a line names, known to the register or not; None where it names nobody."""
    if not text.strip():
        return None
    try:
        lines = parse_roster(text)
    except InputError as error:
        raise InputError(str(error), field="asker") from error
    if len(lines) != 1:
        raise InputError("提出人写一位：姓名 手机号或单位；不知道的不填。", field="asker")
    (matched,) = match(lines, scope=by.scope)
    row = Asker(token_hash=hashed(new_token()), person_id=matched.person_id)
    if matched.person_id is None:
        row.name, row.unit, row.mobile = matched.line.name, matched.line.unit, matched.line.phone
    return row


def _index(one: FactCheck) -> None:
    """Write down by which passages a claim is found."""
    Shingle.objects.children_of(one).delete()
    insert_values(Shingle, ({"path": "", "factcheck_id": one.pk, "gram": gram} for gram in numbers_of(one.claim)))
