"""Facts refuse what contradicts itself when they are declared, not when somebody asks."""

import pytest

from tests.figures.world import STATES, Rows, club_fact, visit_fact
from tongxin.figures import Column, DeclarationError, Fact, Type

KEY = Column(name="key", type=Type.KEY, label="编号")
PLACE = Column(name="place", type=Type.PLACE, label="地区")
DAY = Column(name="day", type=Type.DAY, label="日期")
BEGIN = Column(name="begin", type=Type.BEGIN, label="起")
END = Column(name="end", type=Type.END, label="止")
STATE = Column(name="state", type=Type.CODE, label="状态", choices=STATES)


def fact(*columns: Column, page: str = "/x/{key}/") -> Fact:
    return Fact(code="toy.x", label="某", columns=columns, record="toy.x", page=page, rows=lambda _alias: ())


@pytest.mark.parametrize("name", ["", "Key", "two words", "1st", "姓名"])
def test_column_name_that_is_no_lower_case_identifier_is_refused(name: str) -> None:
    with pytest.raises(DeclarationError, match="identifier"):
        Column(name=name, type=Type.DAY, label="日期")


def test_key_may_say_what_its_rows_are_but_never_persons() -> None:
    own = Column(name="key", type=Type.KEY, label="组织编号", subject="organisation")
    assert fact(own, PLACE, DAY).narrowings == {"organisation": own}
    with pytest.raises(DeclarationError, match="never a person"):
        Column(name="key", type=Type.KEY, label="人员", subject="person")


def test_fact_is_narrowed_by_what_it_numbers_except_persons() -> None:
    person, base, other = (
        Column(name=name, type=Type.SUBJECT, label="某", subject=subject)
        for name, subject in (("who", "person"), ("base", "base"), ("second", "base"))
    )
    assert fact(KEY, PLACE, DAY, person, base).narrowings == {"base": base}
    assert fact(KEY, PLACE, DAY, person).narrowings == {}
    with pytest.raises(DeclarationError, match="number the same"):
        fact(KEY, PLACE, DAY, base, other)


@pytest.mark.parametrize(("kind", "subject"), [(Type.SUBJECT, ""), (Type.COUNT, "person")])
def test_exactly_a_subject_says_what_it_numbers(kind: Type, subject: str) -> None:
    with pytest.raises(DeclarationError, match="what it numbers"):
        Column(name="it", type=kind, label="某", subject=subject)


def test_exactly_a_code_lists_its_values() -> None:
    with pytest.raises(DeclarationError, match="lists its values"):
        Column(name="it", type=Type.CODE, label="某")
    with pytest.raises(DeclarationError, match="lists its values"):
        Column(name="it", type=Type.COUNT, label="某", choices=STATES)


@pytest.mark.parametrize(
    ("columns", "message"),
    [
        ((KEY, KEY, PLACE, DAY), "two columns"),
        ((PLACE, DAY), "exactly one key"),
        ((KEY, DAY), "exactly one place"),
        ((KEY, PLACE), "either one DAY"),
        ((KEY, PLACE, BEGIN), "either one DAY"),
        ((KEY, PLACE, DAY, BEGIN, END), "either one DAY"),
    ],
)
def test_fact_without_one_key_one_place_and_one_time_is_refused(columns: tuple[Column, ...], message: str) -> None:
    with pytest.raises(DeclarationError, match=message):
        fact(*columns)


@pytest.mark.parametrize(("page", "message"), [("/x/{state}/", "made of numbers"), ("/x/{nobody}/", "no column")])
def test_page_address_made_of_anything_but_numbers_is_refused(page: str, message: str) -> None:
    with pytest.raises(DeclarationError, match=message):
        fact(KEY, PLACE, DAY, STATE, page=page)


def test_fact_names_its_columns() -> None:
    visit, club = visit_fact(Rows()), club_fact(Rows())
    assert (visit.key, visit.place, visit.times, visit.is_stock) == ("key", "place", ("day", None), False)
    assert (club.times, club.is_stock) == (("begin", "end"), True)
    assert visit.page_columns == ("meeting", "key")


def test_no_column_type_holds_text() -> None:
    assert {kind.value for kind in Type} == {
        "key", "subject", "place", "day", "begin", "end", "code", "count", "fen", "gram", "flag",
    }  # fmt: skip


def test_class_of_evidence_is_one_code_that_can_be_none() -> None:
    kept, other = (
        Column(name=name, type=Type.CODE, label="凭证", choices={"none": "无", "photo": "照片"}, evidence=True)
        for name in ("kept", "other")
    )
    assert fact(KEY, PLACE, DAY, kept).evidence == kept
    assert fact(KEY, PLACE, DAY, STATE).evidence is None
    with pytest.raises(DeclarationError, match="two columns for the class of evidence"):
        fact(KEY, PLACE, DAY, kept, other)
    with pytest.raises(DeclarationError, match="can be 'none'"):
        Column(name="state", type=Type.CODE, label="状态", choices=STATES, evidence=True)
    with pytest.raises(DeclarationError, match="can be 'none'"):
        Column(name="count", type=Type.COUNT, label="数量", evidence=True)
