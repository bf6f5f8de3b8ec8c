"""Who may change what restrains an organisation: those above it, never the organisation or a clerk."""

from datetime import date
from typing import Any

import pytest

from tests.cast import CITY, COUNTY, SYSTEM, Cast, found
from tests.cast import cast as build
from tongxin.access.actor import Actor
from tongxin.access.models import Site
from tongxin.access.roles import ROLES
from tongxin.kernel.errors import ConflictError, ForbiddenError
from tongxin.kernel.scope import Scope, Verb
from tongxin.network import actions
from tongxin.network.models import Organisation
from tongxin.network.queries.charters import looked_after_at
from tongxin.network.queries.organisations import charter_of

DAY = date(2020, 1, 1)
LOOSE: Any = {"approver": "own", "yearly_quota": None, "term_years": 5}
VERBS = {role.code: role.verbs for role in ROLES}


@pytest.fixture
def cast(db: None) -> Cast:
    built = build()
    strict: Any = {"approver": "parent", "yearly_quota": 1, "term_years": 5}
    actions.set_charter(built.county, by=SYSTEM, day=DAY, **strict)
    return built


def holding(role: str, path: str) -> Actor:
    return Actor(scope=Scope.of({path: VERBS[role]}), name="甲")


def details(one: Organisation, **changed: Any) -> dict[str, Any]:
    names = ("name", "aliases", "kind", "place", "parent", "founded", "registered")
    return {**{name: getattr(one, name) for name in names}, **changed}


@pytest.mark.parametrize("role", sorted(VERBS))
def test_charter_is_changed_by_no_role_of_the_unit_it_restrains(cast: Cast, role: str) -> None:
    with pytest.raises(ForbiddenError):
        actions.set_charter(cast.county, by=holding(role, COUNTY), day=date(2021, 1, 1), **LOOSE)
    kept = charter_of(cast.county)
    assert kept is not None
    assert (kept.approver, kept.yearly_quota) == ("parent", 1)


@pytest.mark.parametrize("role", sorted(VERBS))
def test_charter_is_changed_above_by_who_confirms_and_by_no_clerk(cast: Cast, role: str) -> None:
    by = holding(role, CITY)
    if Verb.CONFIRM in VERBS[role]:
        assert actions.set_charter(cast.county, by=by, day=date(2021, 1, 1), **LOOSE).yearly_quota is None
    else:
        with pytest.raises(ForbiddenError):
            actions.set_charter(cast.county, by=by, day=date(2021, 1, 1), **LOOSE)


def test_page_and_button_are_for_those_above_alone(cast: Cast) -> None:
    page = f"/organisations/{cast.county.pk}/"
    sent = {
        "day": "2021-01-01",
        "approver": "own",
        "term_years": "5",
        "quorum": "two_thirds",
        "majority": "half",
        "notice_days": "7",
    }
    secretary, city = cast.client("secretary"), cast.client("city")
    assert "章程设置" not in secretary.get(page).content.decode()
    assert "章程设置" in city.get(page).content.decode()
    assert secretary.post(f"{page}charter/", sent).status_code == 403
    assert city.post(f"{page}charter/", sent).status_code == 302


def test_unit_cannot_choose_another_above_it(cast: Cast) -> None:
    own = found("宁乡市自办联谊会", "430182")
    secretary = cast.actor("secretary")
    for parent in (None, own):
        with pytest.raises(ForbiddenError):
            actions.move_parent(cast.county, by=secretary, parent=parent, day=date(2021, 1, 1), reason="x")
        with pytest.raises(ForbiddenError):
            actions.correct_organisation(cast.county, by=secretary, reason="x", **details(cast.county, parent=parent))
    actions.correct_organisation(cast.county, by=secretary, reason="写错", **details(cast.county, aliases=["宁新联"]))
    with pytest.raises(ForbiddenError):
        actions.correct_organisation(own, by=secretary, reason="x", **details(own, parent=cast.city))
    by = cast.actor("city")
    actions.correct_organisation(cast.county, by=by, reason="x", **details(cast.county, parent=own))
    assert cast.county.parent == own


def test_right_to_record_is_needed_above_on_both_sides(cast: Cast) -> None:
    by = cast.actor("city")
    with pytest.raises(ForbiddenError):
        actions.correct_organisation(cast.county, by=by, reason="x", **details(cast.county, parent=cast.neighbour))
    cast.join(cast.person("甲例"), cast.county, begin=date(2021, 3, 5))
    second = cast.person("乙例")
    with pytest.raises(ConflictError, match="达到章程设置的名额"):
        cast.join(second, cast.county, begin=date(2021, 3, 5))


@pytest.mark.parametrize(("home", "county", "province"), [("43/", CITY, "43/"), ("", CITY, "")])
def test_without_a_parent_the_place_above_looks_after_it(db: None, home: str, county: str, province: str) -> None:
    Site.objects.create(name="网", home_path=home)
    assert looked_after_at(found("孤会", "430182")) == county
    top = found("省会", "430000")
    assert looked_after_at(top) == province
    assert looked_after_at(found("市会", "430100", parent=top)) == "43/"
