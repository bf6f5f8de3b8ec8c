"""The demonstration network as far as it is loaded: what capabilities hang their own demonstrations on."""

from array import array
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from tongxin.access.actor import Actor
from tongxin.kernel.places import Level
from tongxin.network.demo.bases import load_bases
from tongxin.network.demo.organisations import REASON, Organisations, load_organisations, spots
from tongxin.network.demo.people import load_people
from tongxin.network.demo.plan import REPORTING_DAY, Network, plan_network
from tongxin.network.demo.series import load_series
from tongxin.network.models import Place, Series

__all__ = ["REASON", "REPORTING_DAY", "World", "build"]


@dataclass(frozen=True, kw_only=True)
class World:
    """The plan and what was written of it.

    `people` holds the person id at every position of the plan; `years` is how many calendar years are told of; `series`
    are those of the province, by name.
    """

    network: Network
    organisations: Organisations
    people: "Sequence[int] | array[int]"
    home: Place
    years: int
    by: Actor
    series: Mapping[str, Series]


def build(places: Iterable[Place], *, members: int, years: int, by: Actor) -> World:
    """Write organisations, members and bases of one province and return them; needs a transaction."""
    known = {place.pk: place for place in places}
    network = plan_network(spots(known.values()), members=members)
    organisations = load_organisations(network, places=known, by=by)
    people = load_people(network, organisations=organisations, places=known, by=by)
    load_bases(network, organisations=organisations, by=by)
    series = load_series(network, organisations=organisations, by=by)
    home = next(place for place in known.values() if place.level == Level.PROVINCE)
    return World(
        network=network,
        organisations=organisations,
        people=people,
        home=home,
        years=years,
        by=by,
        series=series,
    )
