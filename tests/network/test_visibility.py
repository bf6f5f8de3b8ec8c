from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.cast import SYSTEM, Cast, found
from tongxin.kernel.scope import Scope, Verb
from tongxin.network import actions
from tongxin.network.models import Base, Membership, Organisation, Person
from tongxin.network.queries.organisations import associations_at, members_on
from tongxin.network.queries.people import at_home, memberships, offices_in, people, visiting

CODES = {"430182": "43/4301/430182/", "430100": "43/4301/", "430200": "43/4302/", "430212": "43/4302/430212/"}


def test_person_is_seen_from_home_and_from_every_organisation_joined(cast: Cast) -> None:
    person = cast.person("张伟明")
    membership = cast.join(person, cast.neighbour)
    assert membership.away
    for who in ("province", "registrar", "secretary", "neighbour"):
        assert person in people(cast.actor(who).scope)
    for who in ("city", "member", "administrator", "stranger"):
        assert person not in people(cast.actor(who).scope)
    neighbour = cast.actor("neighbour").scope
    assert list(at_home(neighbour)) == []
    assert list(visiting(neighbour)) == [person]
    assert list(visiting(cast.actor("secretary").scope)) == []


def test_neighbour_sees_only_the_membership_in_his_own_city(cast: Cast) -> None:
    person = cast.person("张伟明")
    own, other = cast.join(person, cast.neighbour), cast.join(person, cast.county)
    assert list(memberships(person, scope=cast.actor("neighbour").scope)) == [own]
    assert set(memberships(person, scope=cast.actor("province").scope)) == {own, other}


def test_parent_level_sees_numbers_always_and_names_only_by_role(cast: Cast) -> None:
    membership = cast.join(cast.person("张伟明"), cast.county)
    actions.appoint_office(membership, by=SYSTEM, title="president", begin=date(2021, 1, 1))
    assert members_on(cast.county, date(2021, 1, 1)) == 1
    assert list(offices_in(cast.county, scope=cast.actor("city").scope)) == []
    assert [office.person.name for office in offices_in(cast.county, scope=cast.actor("registrar").scope)] == ["张伟明"]


def test_rows_seen_of_each_table_follow_the_scope(cast: Cast) -> None:
    cast.base("基地")
    assert Base.objects.visible_to(cast.actor("city").scope).count() == 1
    assert Base.objects.visible_to(cast.actor("neighbour").scope).count() == 0
    assert set(Organisation.objects.visible_to(cast.actor("secretary").scope, verb=Verb.RECORD)) >= {cast.county}
    assert cast.city not in Organisation.objects.visible_to(cast.actor("secretary").scope)


def test_map_is_public_and_leaves_out_what_is_closed(cast: Cast) -> None:
    day = date(2022, 9, 26)
    assert set(associations_at("43/", day=day)) == {
        one.place_id for one in (cast.province, cast.city, cast.county, cast.neighbour)
    }
    actions.close_organisation(cast.county, by=SYSTEM, day=date(2022, 1, 1), reason="x")
    found("某企业", "430212", kind="firm")
    assert set(associations_at("43/4301/", day=day)) == {cast.city.place_id}
    assert set(associations_at("43/4301/", day=date(2021, 1, 1))) == {cast.city.place_id, cast.county.place_id}


prefixes = st.sampled_from(["", "43/", "43/4301/", "43/4302/", "43/4301/430182/", "44/"])


@pytest.fixture
def crowd(cast: Cast) -> Cast:
    """Everyone who can be: each home with each organisation joined, and with none."""
    organisations = [cast.city, cast.county, cast.neighbour, cast.province, found("渌口会", "430212")]
    for code in CODES:
        cast.person(f"独{code}", code)
        for organisation in organisations:
            cast.join(cast.person(f"员{code}", code), organisation)
    return cast


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(granted=st.lists(prefixes, max_size=3))
def test_one_predicate_decides_as_the_rule_says(crowd: Cast, granted: list[str]) -> None:
    scope = Scope.of({prefix: {Verb.MEMBERS} for prefix in granted})
    rows = Membership.objects.whole_network(reason="the test compares with the rule")
    joined: dict[int, list[str]] = {}
    for person_id, path in rows.values_list("person_id", "path"):
        joined.setdefault(person_id, []).append(path)
    everyone = Person.objects.whole_network(reason="the test compares with the rule")
    expected = {
        person.pk
        for person in everyone
        if any(scope.may(Verb.MEMBERS, path) for path in [person.path, *joined.get(person.pk, [])])
    }
    seen = set(people(scope).values_list("pk", flat=True))
    assert seen == expected
    assert seen == {person.pk for person in at_home(scope)} | {person.pk for person in visiting(scope)}
    assert not {person.pk for person in at_home(scope)} & {person.pk for person in visiting(scope)}
