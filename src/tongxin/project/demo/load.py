"""Loads the demonstration network in one transaction, into an empty site only."""

from dataclasses import dataclass
from itertools import chain

from django.db import transaction

from tongxin.access import site
from tongxin.access.actor import Actor
from tongxin.access.site import SiteFacts
from tongxin.kernel.errors import ConflictError, InputError
from tongxin.kernel.places import Level, check_code
from tongxin.network.models import Organisation, Person, Place
from tongxin.project.demo.accounts import Key, open_accounts
from tongxin.project.demo.bases import load_bases
from tongxin.project.demo.classes import BATCHES, other_classes
from tongxin.project.demo.hall import held_classes
from tongxin.project.demo.life import load_life
from tongxin.project.demo.organisations import REASON, load_organisations, spots
from tongxin.project.demo.people import load_people
from tongxin.project.demo.plan import HOME, MEMBERS, REPORTING_DAY, plan_network
from tongxin.project.demo.report import load_report
from tongxin.project.demo.returns import load_returns
from tongxin.project.demo.training import load_classes
from tongxin.records.training.models import TrainingClass

FEWEST, MOST = 500, 5_000_000
YEARS = REPORTING_DAY.year - BATCHES[0].first.year + 1
_SEEN = "looks whether the site is empty"


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
    network = plan_network(spots(places.values()), members=size.members)
    with transaction.atomic():
        organisations = load_organisations(network, places=places, by=by)
        people = load_people(network, organisations=organisations, places=places, by=by)
        load_bases(network, organisations=organisations, by=by)
        classes = chain(held_classes(network, years=size.years), other_classes(network, years=size.years))
        load_classes(classes, organisations=organisations, people=people, by=by)
        home = next(place for place in places.values() if place.level == Level.PROVINCE)
        keys = open_accounts({place.code: place.path for place in places.values()}, by=by)
        load_life(by=by)
        load_report(home, by=by)
        site.set_up(
            SiteFacts(
                name=f"{home.name}新的社会阶层人士联谊网络",
                home_path=home.path,
                home_code=home.code,
                is_demo=True,
                reporting_day=REPORTING_DAY,
            ),
            by=by,
        )
        load_returns(by=by)
    return keys


def _refuse_real_records() -> None:
    for model in (Organisation, Person, TrainingClass):
        if model.objects.whole_network(reason=_SEEN).exists():
            raise ConflictError(
                "这里已有记录，演示数据只能装入空的系统；请换一个数据目录（TONGXIN_DATA）或数据库再装。"
            )


def _places(province: str) -> dict[int, Place]:
    found = Place.objects.filter(code=province, level=Level.PROVINCE).first()
    if found is None:
        raise InputError(f"没有代码为 {province} 的省级区划，请用省级代码，例如 {HOME}。", field="province")
    rows = Place.objects.filter(path__startswith=found.path, end=None).exclude(level=Level.ZONE)
    return {place.pk: place for place in rows}
