"""Firms and villages take part; no figure of associations, no duty, no stage and no list of the network knows them."""

from datetime import date
from typing import Any

import pytest

from tests.cast import PROVINCE, SYSTEM, Cast, found, place
from tests.lives import organisation_details
from tests.network.firms import NAME, NINGXIANG, firm
from tests.network.test_merging import rows
from tongxin.kernel.errors import ConflictError, InputError
from tongxin.kernel.period import Period, Step
from tongxin.lifecycle.facts import TableFact
from tongxin.lifecycle.numbers import number_below
from tongxin.network import actions
from tongxin.network.figures import FACTS, MEASURES
from tongxin.network.models import Organisation
from tongxin.network.queries.organisations import associations_at, recording_for
from tongxin.network.queries.subjects import organisations_known
from tongxin.returns.actions.duties import impose, impose_duties, impose_duty
from tongxin.returns.models import Duty

JUNE = Period.parse("2021-06")
KINDS = ("firm", "village")


def figures() -> dict[str, int]:
    tables = {one.code: one for one in FACTS if isinstance(one, TableFact)}
    return {
        one.code: number_below(tables[one.fact], one, JUNE, path=PROVINCE) for one in MEASURES if one.fact in tables
    }


def facts() -> dict[str, list[Any]]:
    return {one.code: list(one.rows("default")) for one in FACTS}


@pytest.mark.parametrize("kind", KINDS)
def test_one_more_changes_no_figure_and_no_row_of_the_network(cast: Cast, kind: str) -> None:
    numbers, before = figures(), facts()
    assert numbers["network.associations"] == 4
    for founded in (None, date(2010, 1, 1)):
        found(f"例山{founded}", NINGXIANG, kind=kind, founded=founded)
    assert (figures(), facts()) == (numbers, before)


@pytest.mark.parametrize("kind", KINDS)
def test_it_organises_nothing_and_stands_in_no_directory(cast: Cast, kind: str) -> None:
    before = associations_at(PROVINCE, day=date(2021, 6, 1))
    one = firm(kind=kind)
    assert one not in recording_for(cast.actor("province").scope)
    assert associations_at(PROVINCE, day=date(2021, 6, 1)) == before
    assert one.takes_members is False
    client = cast.client("province")
    for address in ("/organisations/", "/organisations/map/", "/organisations/?columns=name,stage"):
        assert NAME not in client.get(address).content.decode(), address
    assert set(organisations_known(cast.actor("neighbour").scope, [one.pk])) == set()
    assert set(organisations_known(cast.actor("secretary").scope, [one.pk])) == {one.pk}


@pytest.mark.parametrize("kind", KINDS)
def test_it_owes_no_returns(cast: Cast, kind: str) -> None:
    one = firm(kind=kind)
    begin = date(2021, 1, 1)
    made = impose_duties(place("430000"), by=SYSTEM, kind="training", step=Step.QUARTER, begin=begin)
    assert one.pk not in {duty.organisation_id for duty in made}
    assert made
    for act in (
        lambda: impose_duty(one, by=SYSTEM, kind="training", step=Step.QUARTER, begin=begin),
        lambda: impose(by=SYSTEM, organisation=one, kind="training", step=Step.QUARTER, begin=begin),
    ):
        with pytest.raises(InputError, match="没有上报任务"):
            act()
    assert not rows(Duty).filter(organisation=one).exists()
    client = cast.client("province")
    for address in ("/returns/", "/returns/calendar/"):
        assert NAME not in client.get(address).content.decode(), address


def test_unit_that_owes_returns_does_not_become_a_firm(cast: Cast) -> None:
    impose_duty(cast.neighbour, by=SYSTEM, kind="training", step=Step.QUARTER, begin=date(2021, 1, 1))
    details = organisation_details(cast.neighbour, kind=Organisation.Kind.FIRM)
    with pytest.raises(ConflictError, match="类别不能改为企业"):
        actions.correct_organisation(cast.neighbour, by=SYSTEM, reason="写错", **details)
    mistaken = found("例山公司", NINGXIANG)
    actions.correct_organisation(
        mistaken, by=SYSTEM, reason="写错", **organisation_details(mistaken, kind=Organisation.Kind.FIRM)
    )
    assert mistaken.is_partner
