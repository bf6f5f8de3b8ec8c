"""Loads the demonstration network in one transaction, into an empty site only."""

from dataclasses import dataclass

from django.db import connection, transaction

from tongxin.access import site
from tongxin.access.actor import Actor
from tongxin.access.site import SiteFacts
from tongxin.kernel.errors import ConflictError, InputError
from tongxin.kernel.places import Level, check_code
from tongxin.network.demo import REASON, REPORTING_DAY
from tongxin.network.demo.plan import FIRST_YEAR, HOME, MEMBERS
from tongxin.network.demo.world import build
from tongxin.network.models import Organisation, Person, Place
from tongxin.ports.room import rooms
from tongxin.project.demo.accounts import Key, open_accounts

FEWEST, MOST = 500, 5_000_000
YEARS = REPORTING_DAY.year - FIRST_YEAR + 1


@dataclass(frozen=True, kw_only=True)
class Size:
    """How much of a network to make: distinct members, calendar years up to 2022, and the province it stands in."""

    members: int = MEMBERS
    years: int = YEARS
    province: str = HOME

    def __post_init__(self) -> None:
        if not FEWEST <= self.members <= MOST:
            raise InputError(f"人数应在 {FEWEST} 至 {MOST} 之间。", field="persons")
        if not 1 <= self.years <= YEARS:
            raise InputError(f"年数应在 1 至 {YEARS} 之间。", field="years")
        check_code(self.province, field="province")


def load(size: Size) -> list[Key] | None:
    """Load the network and return the passwords of its cast; None when a demonstration is already there.

    Raises `ConflictError` when the site holds records of its own, `InputError` when the province is none.
    """
    if site.current().is_demo:
        return None
    _refuse_real_records()
    by = Actor.system(REASON)
    places = _places(size.province)
    with transaction.atomic():
        world = build(places.values(), members=size.members, years=size.years, by=by)
        keys = open_accounts({place.code: place.path for place in places.values()}, by=by)
        site.set_up(
            SiteFacts(
                name=f"{world.home.name}新的社会阶层人士联谊网络",
                home_path=world.home.path,
                home_code=world.home.code,
                is_demo=True,
                reporting_day=REPORTING_DAY,
            ),
            by=by,
        )
        for room in rooms():
            if room.demo is not None:
                room.demo(world)
                _tell_planner()
    return keys


def _tell_planner() -> None:
    """Let PostgreSQL know of the rows of this transaction, as nothing else does before its end: what is read next plans by them."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")


def _refuse_real_records() -> None:
    for model in (Organisation, Person):  # whatever else is on record belongs to one of them
        if model.objects.counted().exists():
            raise ConflictError(
                "这里已有记录，演示数据只能装入空的系统；请换一个数据目录（TONGXIN_DATA）或数据库再装。"
            )


def _places(province: str) -> dict[int, Place]:
    found = Place.objects.filter(code=province, level=Level.PROVINCE).first()
    if found is None:
        raise InputError(f"没有代码为 {province} 的省级区划，请用省级代码，例如 {HOME}。", field="province")
    rows = Place.objects.filter(path__startswith=found.path, end=None).exclude(level=Level.ZONE)
    return {place.pk: place for place in rows}
