"""What measures may say: unique names, nothing personal, and no person as a dimension."""

from itertools import combinations

import pytest

from tongxin.figures import Of, Type
from tongxin.kernel.errors import InputError
from tongxin.ports.desk import registry

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
