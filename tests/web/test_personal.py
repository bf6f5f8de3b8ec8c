"""Which columns name people is known from the tables: by field, by key, by the table itself."""

from dataclasses import dataclass
from typing import Any

import pytest

from tongxin.access.models import Account, Token
from tongxin.attendance.models import Participation
from tongxin.intake.models import BatchRow
from tongxin.network.models import Membership, Organisation, Person, Transfer
from tongxin.records.training.models import TrainingClass
from tongxin.web.export import Sheet
from tongxin.web.personal import holds_private, is_private, names_people
from tongxin.web.table import Column, Table


@pytest.mark.parametrize(
    ("model", "path", "names"),
    [
        (Person, "name", True),
        (Person, "get_group_display", True),  # a row about somebody, whatever the column
        (Membership, "state", True),
        (Membership, "organisation.name", True),
        (Transfer, "membership__person__name", True),
        (BatchRow, "content", True),  # the field says it, the table does not
        (BatchRow, "get_kind_display", False),
        (BatchRow, "batch.filename", False),
        (Organisation, "name", False),
        (Organisation, "parent.place.name", False),
        (Organisation, "search_text", False),
        (TrainingClass, "get_state_display", False),
        (TrainingClass, "occasion.nothing", False),
        (Account, "username", False),
        (Token, "secret_hash", False),
        (Organisation, "no_such_field", False),
    ],
)
def test_path_of_fields_names_people(model: Any, path: str, names: bool) -> None:
    assert names_people(model, path) is names


def test_key_to_a_person_names_but_holds_nothing_private() -> None:
    assert not holds_private(Membership, "person_id")
    assert holds_private(Membership, "person.name")
    assert holds_private(Membership, "person__mobile_index")
    assert is_private(Person._meta.get_field("sound"))
    assert not is_private(Organisation._meta.get_field("search_text"))
    assert not is_private(Token._meta.get_field("secret_hash"))


@dataclass
class Found:
    """A row that is no record but holds one."""

    membership: Membership
    years: int


def test_table_knows_from_its_rows_what_it_is_read_from() -> None:
    name, years = (
        Column(name="name", label="姓名", value="membership.person.name"),
        Column(name="years", label="年数", value="years"),
    )
    row = Found(membership=Membership(person=Person(name="例人甲")), years=3)
    table = Table((name, years), [row])
    assert [table.names_people(column) for column in table.columns] == [True, False]
    place = Column(name="place", label="地区", value="place.name")
    for empty in (Table((name, place), []), Table((name, place), [{"membership": None}])):
        assert not any(empty.names_people(column) for column in empty.columns)
    assert not Table((place,), [Organisation()]).names_people(place)
    assert Table((place,), [], model=Person).names_people(place)
    assert Table((place,), Participation.objects.counted()).names_people(place)


def test_function_of_a_row_about_nobody_says_itself_that_it_names_people() -> None:
    silent = Column(name="x", label="甲", value=lambda row: row)
    told = Column(name="x", label="甲", value=lambda row: row, personal=True)
    assert not Sheet(title="x", table=Table((silent,), ["例人甲"])).is_personal
    assert Sheet(title="x", table=Table((told,), ["例人甲"])).is_personal
    assert Sheet(title="x", table=Table((silent,), [Membership()])).is_personal
