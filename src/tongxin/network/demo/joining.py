"""One member with an own page, one open application link and a few applications, at the first county of the cast."""

from datetime import datetime, time, timedelta

from tongxin.access.actor import Actor
from tongxin.access.models import Account
from tongxin.kernel.period import SHANGHAI
from tongxin.network import actions
from tongxin.network.demo import names
from tongxin.network.demo.plan import LAST_ENTRY
from tongxin.network.demo.world import World
from tongxin.network.models import Application, JoiningLink, Membership, Organisation, Person

COUNTY, MEMBER = "430182", "huiyuan"
_FIRST = 90_000_000  # positions of people nowhere else in the plan
_APPLICANTS, _DOUBLES = 6, 3


def load(world: World) -> None:
    """Link the cast's member to somebody with two memberships; open a link and hand applications in through it."""
    by = world.by
    rows = Organisation.objects.public()
    county = rows.filter(place__code=COUNTY, kind=Organisation.Kind.ASSOCIATION, closed=None).first()
    account = Account.objects.filter(username=MEMBER).first()
    if county is None or account is None:
        return
    person = _joined_twice(county)
    if person is not None:
        invitation = actions.invite_person(person, by=by)
        actions.link_own_account(invitation.link, by=by, account=account)
        for purpose in ("contact", "training"):
            actions.give_consent(person, by=by, purpose=purpose)
    _record_twice(county, by=by)
    link = actions.open_joining_link(county, by=by)
    for index in range(_APPLICANTS):
        _apply(link, by=by, index=index, known=person if index == 0 else None)


def _joined_twice(county: Organisation) -> Person | None:
    rows = Membership.objects.for_worker().filter(state=Membership.State.ADMITTED)
    elsewhere = rows.exclude(organisation=county).values("person")
    both = rows.filter(organisation=county, person__in=elsewhere).exclude(person__mobile_index="")
    found = both.order_by("id").first() or rows.filter(organisation=county).order_by("id").first()
    return found.person if found else None


def _record_twice(county: Organisation, *, by: Actor) -> None:
    """Put three members of the county on record a second time elsewhere, as it happens: found on 可能重复."""
    rows = Membership.objects.children_of(county).filter(state=Membership.State.ADMITTED)
    known = rows.exclude(person__mobile_index="").select_related("person").order_by("-id")[:_DOUBLES]
    for membership in known:
        person = membership.person
        actions.register_person(
            by=by,
            distinct=True,
            name=person.name,
            mobile=person.mobile,
            unit="",
            position="",
            group=person.group,
            place=county.place.parent or county.place,
        )


def _apply(link: JoiningLink, *, by: Actor, index: int, known: Person | None) -> None:
    """Hand one application in; the first one looks like somebody on record under another name."""
    position = _FIRST + index
    receipt = actions.apply_by_link(
        link,
        by=by,
        name=names.person_name(index * 31 + 5),
        mobile=known.mobile if known else names.phone(position),
        unit=names.unit_name(position),
        position=("负责人", "合伙人", "")[index % 3],
        group=list(Person.Group)[index % 4].value,
        place=None,
        consents=["contact", "display"] if index % 2 else ["contact"],
    )
    day = LAST_ENTRY - timedelta(days=index * 3)
    mine = Application.objects.same_as(receipt.application)
    mine.update(applied=day, received=datetime.combine(day, time(9, index), SHANGHAI))
