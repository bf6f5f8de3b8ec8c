"""How strangers become members: the public link, the application, its review. Reviewing needs the verb 人员信息."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, TypedDict, Unpack

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from tongxin.access.actor import Actor
from tongxin.kernel.characters import same_name
from tongxin.kernel.errors import ConflictError, InputError
from tongxin.kernel.period import today
from tongxin.kernel.scope import Verb
from tongxin.lifecycle.acts import act
from tongxin.lifecycle.writing import change, create, lock, require_past, require_reason
from tongxin.network.actions.accounts import OWN
from tongxin.network.models import Application, Charter, Consent, JoiningLink, Membership, Organisation, Person, Place
from tongxin.network.models.consents import CONTACT
from tongxin.network.models.privacy import blind_index, normal_mobile
from tongxin.network.models.readings import normal_name
from tongxin.network.models.rules import refuse_memberless
from tongxin.network.models.tokens import hashed, new_token
from tongxin.network.queries.alike import refuse_alike
from tongxin.network.queries.candidates import Newcomer
from tongxin.network.queries.charters import approver_path, charter_on, is_away, refuse_over_quota, rules_on
from tongxin.network.queries.periods import refuse_overlapping
from tongxin.network.queries.recognition import same_person
from tongxin.ports.agreed import current_text

MOST_AN_HOUR = 120
KEPT_DAYS = 180
_CLOSED = "组织已注销"


class Applicant(TypedDict):
    """What an applicant writes; `consents` are the purposes agreed to, each in its current wording."""

    name: str
    mobile: str
    unit: str
    position: str
    group: str
    place: Place | None
    consents: Sequence[str]


@dataclass(frozen=True, kw_only=True)
class Receipt:
    """An application handed in, and the token of the address at which the applicant sees how it stands."""

    application: Application
    token: str


def open_joining_link(organisation: Organisation, *, by: Actor) -> JoiningLink:
    """Open the public address through which people apply to this organisation."""
    with transaction.atomic():
        lock(organisation, by=by, verb=Verb.MEMBERS)
        _refuse_closed(organisation)
        link = JoiningLink(organisation=organisation, path=organisation.path, token=new_token(), opened=today())
        return create(link, by=by, action="network.joining.open")


def close_joining_link(link: JoiningLink, *, by: Actor) -> JoiningLink:
    """Close the address; what came through it stays."""
    with transaction.atomic():
        lock(link, by=by, verb=Verb.MEMBERS)
        if link.closed is not None:
            raise ConflictError("这个申请链接已经关闭。")
        return change(link, by=by, action="network.joining.close", values={"closed": today()})


def apply_by_link(link: JoiningLink, *, by: Actor, **applicant: Unpack[Applicant]) -> Receipt:
    """Take an application from the public page. Anyone may; the number an hour is bounded for every link."""
    with transaction.atomic():
        _lock_organisation(link.organisation)  # first, as whoever closes it
        rows = JoiningLink.objects.same_as(link)
        link.refresh_from_db(from_queryset=rows.select_for_update())
        if link.closed is not None:
            raise ConflictError("这个申请链接已经关闭，请向组织索取新的链接。")
        since = timezone.now() - timedelta(hours=1)
        handed_in = Application.objects.counted()
        newest = handed_in.filter(organisation=link.organisation, source=Application.Source.LINK, received__gte=since)
        if newest.count() >= MOST_AN_HOUR:
            raise ConflictError("这一小时内收到的申请太多，请过一小时再提交。")
        own = by.under_name(OWN)
        return _hand_in(link.organisation, by=own, source=Application.Source.LINK, applicant=applicant)


def apply_at_desk(
    organisation: Organisation,
    *,
    by: Actor,
    distinct: bool = False,
    asked: bool = False,
    **applicant: Unpack[Applicant],
) -> Receipt:
    """Enter an application somebody made in person, on paper or at the desk.

    Where whoever enters it can be `asked`, one who may be on record already is refused as an `AlikeError` that names who,
    unless it is said to be somebody `distinct`.
    """
    by.scope.require(Verb.MEMBERS, organisation.path)
    with transaction.atomic():
        _lock_organisation(organisation)
        if asked and not distinct:
            row = Newcomer(
                name=applicant["name"],
                mobile=applicant["mobile"],
                unit=applicant["unit"],
                organisation=organisation.pk,
            )
            refuse_alike(row, scope=by.scope)
        return _hand_in(organisation, by=by, source=Application.Source.DESK, applicant=applicant)


def withdraw_application(application: Application, *, by: Actor) -> Application:
    """Take an application back. Who may is decided by its unguessable address, which alone leads here."""
    with transaction.atomic():
        _lock_alike(application)
        rows = Application.objects.same_as(application)
        application.refresh_from_db(from_queryset=rows)
        if application.state != Application.State.WAITING:
            raise ConflictError(f"这份申请{application.get_state_display()}，不需要再办理。")
        values = {**application.erase(), "state": Application.State.WITHDRAWN, "decided": today()}
        return change(application, by=by.under_name(OWN), action="network.application.withdraw", values=values)


def decline_application(application: Application, *, by: Actor, day: date, reason: str) -> Application:
    """Decline with a reason the applicant reads; the applicant's data are erased, and the reason stays out of the journal."""
    why = require_reason(reason)
    with transaction.atomic():
        _lock_alike(application)
        with act("network.application.decline", application, by=by) as doer:
            _deciding_charter(application, by=doer, day=day)
            state = Application.State.DECLINED
            values = {**application.erase(), "state": state, "decided": day, "answer": why}
            return change(application, by=doer, values=values)


def admit_application(
    application: Application, *, by: Actor, day: date, person: Person | None = None, reason: str = ""
) -> Membership:
    """Admit: the person is the one the officer named, else the one with this name and mobile number, else a new one."""
    with transaction.atomic():
        _lock_alike(application)
        with act("network.application.admit", application, by=by) as doer:
            charter = _deciding_charter(application, by=doer, day=day)
            _refuse_closed(application.organisation)
            refuse_over_quota(application.organisation, charter=charter, day=day)
            known = same_person(name=application.name, mobile=application.mobile)
            found = person or known or _register(application, by=doer)
            membership = Membership(
                person=found,
                organisation=application.organisation,
                path=application.path,
                state=Membership.State.ADMITTED,
                applied=application.applied,
                begin=day,
                away=is_away(found, application.organisation),
            )
            refuse_overlapping(membership, begin=day, field="day")
            create(membership, by=doer, action="network.membership.admit", reason=reason)
            _keep_consents(application, by=doer, person=found)
            state = Application.State.ADMITTED
            values = {**application.erase(), "state": state, "decided": day, "membership": membership}
            change(application, by=doer, values=values)
    return membership


def expire_applications(*, by: Actor, day: date) -> int:
    """Erase the applications nobody decided for half a year; return how many. The day decides, not anybody's right."""
    with transaction.atomic():
        rows = Application.objects.for_worker()
        old = rows.filter(state=Application.State.WAITING, applied__lt=day - timedelta(days=KEPT_DAYS))
        expired = list(old.order_by("pk").select_for_update())
        for application in expired:
            values = {**application.erase(), "state": Application.State.EXPIRED, "decided": day}
            change(application, by=by, action="network.application.expire", values=values)
    return len(expired)


def end_joining(organisation: Organisation, *, by: Actor) -> None:
    """Close the link of an organisation that is being closed, and decline who still waits. The closing was checked."""
    with transaction.atomic():
        links = JoiningLink.objects.children_of(organisation)
        for link in links.filter(closed=None):
            change(link, by=by, action="network.joining.close", values={"closed": today()})
        rows = Application.objects.children_of(organisation)
        waiting = rows.filter(state=Application.State.WAITING)
        for application in waiting.select_for_update():
            values = {**application.erase(), "state": Application.State.DECLINED, "answer": _CLOSED}
            change(application, by=by, action="network.application.decline", values={**values, "decided": today()})


def _hand_in(organisation: Organisation, *, by: Actor, source: str, applicant: Applicant) -> Receipt:
    _refuse_closed(organisation)
    token = new_token()
    consents = {purpose: current_text(purpose).version for purpose in applicant["consents"]}
    values = _written(organisation, applicant)
    _refuse_waiting(organisation, values)
    if CONTACT not in consents:
        raise InputError("请勾选同意会务联系，否则无法答复申请。", field="consents")
    application = Application(
        organisation=organisation,
        path=organisation.path,
        source=source,
        applied=today(),
        received=timezone.now(),
        token_hash=hashed(token),
        consents=consents,
        **values,
    )
    return Receipt(application=create(application, by=by, action="network.application.hand_in"), token=token)


def _written(organisation: Organisation, applicant: Applicant) -> dict[str, Any]:
    values = {
        "name": normal_name(applicant["name"]),
        "mobile": normal_mobile(applicant["mobile"]),
        "unit": normal_name(applicant["unit"]),
        "position": normal_name(applicant["position"]),
        "group": Person.Group(applicant["group"]) if applicant["group"] else "",
        "place": applicant["place"],
    }
    if not values["name"]:
        raise InputError("请填写姓名。", field="name")
    for name in rules_on(organisation, day=today()).required_fields:
        if not values[name]:
            raise InputError(f"请填写{Charter.Field(name).label}，本组织要求。", field=name)
    return values


def _lock_organisation(organisation: Organisation) -> None:
    """Let one application to an organisation be looked at and kept before the next."""
    Organisation.objects.same_as(organisation).select_for_update().get()


def _refuse_waiting(organisation: Organisation, values: Mapping[str, Any]) -> None:
    """Refuse what is handed in again while it waits: by one who knows name and mobile number, so nobody learns of it."""
    if not values["mobile"]:
        return
    rows = Application.objects.children_of(organisation)
    waiting = rows.filter(state=Application.State.WAITING, mobile_index=blind_index(values["mobile"]))
    if same_name(values["name"]) in map(same_name, waiting.values_list("name", flat=True)):
        raise ConflictError(
            "这个手机号已经用这个姓名提交过申请，正在等待审核，不用再提交；要查看或撤回，请用提交后收藏的地址，或与组织联系。",
            field="mobile",
        )


def _refuse_closed(organisation: Organisation) -> None:
    if organisation.closed:
        raise ConflictError(f"「{organisation.name}」已注销，不能再吸纳会员。")
    refuse_memberless(organisation, field=None)


def _lock_alike(application: Application) -> None:
    """Lock it together with all that wait under its mobile number, in one order: two admissions make one person."""
    rows = Application.objects.whole_network(reason="a waiting application, and those of the same mobile number")
    same = Q(mobile_index=application.mobile_index, state=Application.State.WAITING) & ~Q(mobile_index="")
    list(rows.filter(Q(pk=application.pk) | same).order_by("pk").select_for_update())


def _deciding_charter(application: Application, *, by: Actor, day: date) -> Charter | None:
    """Return the charter of the day of the decision; whoever decides must have been the one to decide on that day too."""
    require_past(day, field="day", since=application.applied)
    charter = charter_on(application.organisation, day=day)
    by.scope.require(Verb.MEMBERS, approver_path(application.organisation, charter=charter))
    return charter


def _register(application: Application, *, by: Actor) -> Person:
    """Make the person, at the place named where the reviewer may keep records there, else at the organisation's."""
    place = application.place
    if place is None or not by.scope.may(Verb.MEMBERS, place.path):
        place = application.organisation.place
    names = ("name", "mobile", "unit", "position", "group")
    person = Person(place=place, path=place.path, **{name: getattr(application, name) for name in names})
    return create(person, by=by, action="network.person.register")


def _keep_consents(application: Application, *, by: Actor, person: Person) -> None:
    rows = Consent.objects.children_of(person)
    given = set(rows.filter(withdrawn=None).values_list("purpose", flat=True))
    for purpose, version in application.consents.items():
        if purpose not in given:
            consent = Consent(person=person, path=person.path, purpose=purpose, version=version, given=timezone.now())
            create(consent, by=by, action="network.consent.give")
