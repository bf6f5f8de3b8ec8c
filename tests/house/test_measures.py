"""What measures may say: unique names, nothing personal, and no person as a dimension."""

from itertools import combinations

import pytest
from django.apps import apps

from tongxin.attendance.completing import CompletionRule
from tongxin.attendance.models import Evidence, Occasion, Participation
from tongxin.figures import Kind, Of, Type
from tongxin.figures.publication import is_protected
from tongxin.kernel.errors import InputError
from tongxin.lifecycle.lives import lives
from tongxin.ports.desk import registry
from tongxin.records.volunteering.models import VolunteerAction
from tongxin.web.personal import is_about_people

PERSONAL = {
    "name",
    "mobile",
    "phone",
    "email",
    "address",
    "birthday",
    "gender",
    "religion",
    "party",
    "ethnic",
    "opinion",
    "location",
}
CONTRACT = {
    "network.associations", "network.county_coverage", "network.prefecture_coverage", "network.members", "network.bases", "network.associations_by_stage",
    "training.classes", "training.person_times", "training.persons",
}  # fmt: skip


def test_measures_of_the_public_contract_exist() -> None:
    assert {measure.code for measure in registry().measures} >= CONTRACT


def test_no_two_measures_answer_to_one_name() -> None:
    for one, other in combinations(registry().measures, 2):
        if one.code != other.code:
            assert not {one.name, *one.names} & {other.name, *other.names}


def test_every_fact_is_free_of_personal_columns() -> None:
    for fact in registry().facts:
        for column in fact.columns:
            assert isinstance(column.type, Type)
            assert not PERSONAL & set(column.name.split("_")), f"{fact.code}.{column.name}"


def test_every_measure_defines_itself_in_chinese() -> None:
    for measure in registry().measures:
        assert len(measure.definition) >= 12
        assert any("一" <= character <= "鿿" for character in measure.definition)


def test_no_figure_can_be_narrowed_to_a_person() -> None:
    for fact in registry().facts:
        assert "person" not in fact.narrowings
    with pytest.raises(InputError):
        Of(subject="person", id=1)
    for measure in registry().measures:
        assert "person" not in registry().narrowings(measure)


def test_nothing_asks_for_a_check_in() -> None:
    """Whether somebody scanned a code decides nothing: no form field, no figure and no rule of completion knows it."""
    for life in lives():
        for one in life.every_act():
            fields = one.form.base_fields if one.form is not None else {}
            assert not {name for name in fields if "scan" in name or "checkin" in name}, life.name_of(one)
    for measure in registry().measures:
        for column, values in measure.where:
            assert "scan" not in column, measure.code
            assert "scan" not in values or {"roster", "host"} <= set(values), measure.code
    assert "evidence" not in CompletionRule.met_by.__code__.co_names
    rule = CompletionRule(occasion=Occasion(days_needed=9))
    same = {"evidence": Evidence.SCAN, "days_attended": None}, {"evidence": Evidence.ROSTER, "days_attended": None}
    assert [rule.met_by(Participation(**values)) for values in same] == [True, True]


def test_nothing_adds_up_hours_or_points_of_a_person() -> None:
    summing = {"hours", "minutes", "points", "score", "rank", "credits", "streak", "times"}
    found = [
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models()
        if is_about_people(model)
        for field in model._meta.concrete_fields
        if summing & set(field.name.split("_"))
    ]
    assert not found, found


def test_sum_of_those_who_came_says_which_lists_may_be_behind_it() -> None:
    came = {one.code: one.roster for one in registry().measures if one.value == "attended" and one.public}
    assert {code for code, roster in came.items() if roster is None} == {"volunteering.person_times"}
    assert VolunteerAction().keeps_names is False  # no list can be behind those
    assert len(came) >= 4


def test_public_tables_of_the_same_persons_are_one_table() -> None:
    """Of two that overlap, each protected by itself, one less the other says who is in the first alone."""
    found: dict[str, set[object]] = {}
    for one in registry().measures:
        persons = one.roster or one
        if one.public and one.kind not in (Kind.COVERAGE, Kind.RATIO) and is_protected(one, registry=registry()):
            found.setdefault(persons.fact, set()).add((persons.where, one.public_k))
    assert len(found) >= 4
    assert {fact for fact, tables in found.items() if len(tables) > 1} == set()
