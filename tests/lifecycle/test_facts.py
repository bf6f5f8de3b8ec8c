"""What a fact says of its table: columns, types, words, rows, pages - and how active organisations were."""

from datetime import date
from typing import Any

import pytest
from django.db.models import BooleanField, ExpressionWrapper, F, Q, Value
from django.db.models.functions import Concat

from tests.cast import SYSTEM, Cast, cast
from tests.lives import all_confirmed, visit_details
from tests.toy import actions
from tests.toy.figures import ACTIVITY, VISIT
from tests.toy.models import Visit
from tongxin.attendance.models import Participation
from tongxin.figures import DeclarationError, Type
from tongxin.kernel.period import Period
from tongxin.lifecycle.addresses import with_page
from tongxin.lifecycle.facts import Activity, Coded, Computed, Shown, TableFact, fact_of, via
from tongxin.network.models import Membership
from tongxin.records.training.figures import CLASS, PARTICIPATION

YEAR = Period.parse("2021")


def said(fact: TableFact) -> list[tuple[str, Type, str, str]]:
    return [(one.name, one.type, one.label, one.subject) for one in fact.columns]


def test_columns_of_a_fact_are_its_number_subjects_place_day_and_codes() -> None:
    assert said(VISIT) == [
        ("key", Type.KEY, "走访编号", ""),
        ("organiser", Type.SUBJECT, "主办单位", "organisation"),
        ("series", Type.SUBJECT, "所属品牌系列", "series"),
        ("place", Type.PLACE, "所属地区", ""),
        ("day", Type.DAY, "走访日期", ""),
        ("kind", Type.CODE, "类别", ""),
        ("state", Type.CODE, "状态", ""),
        ("households", Type.COUNT, "户数", ""),
    ]
    assert (VISIT.code, VISIT.record, VISIT.label) == ("toy.visit", "toy.visit", "走访")
    assert VISIT.columns[5].choices == {"festival": "节日慰问", "hardship": "困难帮扶"}
    assert (VISIT.unit, VISIT.person, VISIT.is_stock) == (VISIT.columns[1], None, False)


def test_columns_of_another_table_are_reached_and_called_by_their_path() -> None:
    assert said(PARTICIPATION) == [
        ("key", Type.KEY, "参加编号", ""),
        ("person", Type.SUBJECT, "人员", "person"),
        ("organiser", Type.SUBJECT, "主办单位", "organisation"),
        ("series", Type.SUBJECT, "所属品牌系列", "series"),
        ("training_class", Type.SUBJECT, "培训班次编号", "training_class"),
        ("place", Type.PLACE, "所属地区", ""),
        ("day", Type.DAY, "结业日期", ""),
        ("evidence", Type.CODE, "依据", ""),
        ("completed", Type.FLAG, "结业", ""),
    ]
    assert PARTICIPATION.label == "培训参加"
    assert (PARTICIPATION.unit, PARTICIPATION.person) == (PARTICIPATION.columns[2], PARTICIPATION.columns[1])


def test_fact_that_lasts_has_begin_and_end_and_may_number_itself() -> None:
    fact = fact_of(
        Membership,
        "odd.membership",
        place="organisation__place_id",
        span=("begin", "end"),
        subjects={"host": via("organisation_id", "organisation", label="哪里")},
        numbers="membership",
    )
    assert [(one.name, one.type) for one in fact.columns][-2:] == [("begin", Type.BEGIN), ("end", Type.END)]
    assert (fact.is_stock, fact.times) == (True, ("begin", "end"))
    assert (fact.columns[0].subject, fact.columns[1].label) == ("membership", "哪里")


def test_codes_may_have_another_name_or_be_worked_out() -> None:
    shown = Coded(label="去向", expression=Concat(F("kind"), Value("!")), choices={"festival!": "过节"})
    fact = fact_of(Visit, "odd.visit", day="day", codes={"sort": "kind", "where": shown}, only=Q(households__gt=1))
    sort, where = fact.columns[-2:]
    assert (sort.name, sort.label, where.name, where.label) == ("sort", "类别", "where", "去向")
    assert (where.type, where.choices) == (Type.CODE, {"festival!": "过节"})


@pytest.mark.parametrize("name", ["title", "day"])
def test_column_that_is_neither_code_flag_nor_amount_is_refused(name: str) -> None:
    with pytest.raises(DeclarationError, match=f"toy.Visit.{name} is neither a code, a flag nor an amount"):
        fact_of(Visit, "odd.visit", day="day", codes=(name,))


def test_activity_of_a_fact_that_knows_no_organisation_is_refused() -> None:
    nobody = Activity(kind="odd", fact=fact_of(Visit, "odd.visit", day="day"), where=Q(), shared="co_organisers")
    with pytest.raises(DeclarationError, match="no column numbers organisations"):
        list(nobody([1], YEAR))


def test_rows_are_shown_on_the_page_of_their_record() -> None:
    assert with_page(VISIT).page == "/visits/{key}/"
    assert with_page(CLASS).page == "/training/{key}/"
    assert with_page(PARTICIPATION).page == "/training/{training_class}/#p{key}"
    lines = fact_of(
        Participation, "odd.line", place="occasion__trainingclass__place_id", day="decided_at", shown=Shown(by=Visit)
    )
    assert with_page(lines).page == "/visits/{key}/"


@pytest.mark.django_db
class TestRows:
    """Rows as they are read."""

    @pytest.fixture
    def stage(self) -> Cast:
        return cast()

    def made(self, stage: Cast, households: int = 3, **more: Any) -> Visit:
        one = actions.plan_visit(by=SYSTEM, **visit_details(stage, **more))
        return actions.make_visit(one, by=SYSTEM, households=households)

    def test_rows_come_in_column_order_by_key(self, stage: Cast) -> None:
        second = self.made(stage, 5, kind="hardship")
        first = self.made(stage, organiser=stage.city)
        rows = list(VISIT.rows("default"))
        assert rows == [
            (second.pk, stage.county.pk, None, stage.county.place_id, date(2021, 5, 10), "hardship", "made", 5),
            (first.pk, stage.city.pk, None, stage.city.place_id, date(2021, 5, 10), "festival", "made", 3),
        ]

    def test_only_rows_of_the_fact_are_read_and_codes_worked_out(self, stage: Cast) -> None:
        one, _ = self.made(stage, 5), self.made(stage, 1)
        shown = Coded(label="去向", expression=Concat(F("kind"), Value("!")), choices={"festival!": "过节"})
        fact = fact_of(Visit, "odd.visit", day="day", codes={"where": shown}, only=Q(households__gt=1))
        assert list(fact.rows("default")) == [(one.pk, stage.county.place_id, date(2021, 5, 10), "festival!")]

    def test_amounts_and_flags_are_worked_out_from_the_row(self, stage: Cast) -> None:
        one = self.made(stage, 5)
        many = ExpressionWrapper(Q(households__gt=4), output_field=BooleanField())
        computed = {
            "doubled": Computed(label="加倍", expression=F("households") * 2),
            "many": Computed(label="多", expression=many, type=Type.FLAG),
        }
        fact = fact_of(Visit, "odd.visit", day="day", codes=computed)
        assert said(fact)[-2:] == [("doubled", Type.COUNT, "加倍", ""), ("many", Type.FLAG, "多", "")]
        assert list(fact.rows("default")) == [(one.pk, stage.county.place_id, date(2021, 5, 10), 10, True)]

    def test_activity_counts_once_what_was_done_with_several(self, stage: Cast) -> None:
        all_confirmed(self.made(stage, co_organisers=[stage.city, stage.province]))
        self.made(stage, co_organisers=[stage.neighbour])  # not yet confirmed: nobody's but its organiser's
        self.made(stage)
        actions.plan_visit(by=SYSTEM, **visit_details(stage))
        for outside in (date(2020, 12, 31), date(2022, 1, 1)):
            self.made(stage, day=outside)
        self.made(stage, day=date(2021, 1, 1), organiser=stage.city)
        asked = [stage.county.pk, stage.city.pk, stage.neighbour.pk]
        told = sorted((one.kind, one.organisation, one.number, one.joint) for one in ACTIVITY(asked, YEAR))
        county, city = stage.county.pk, stage.city.pk
        assert told == sorted([("toy", county, 3, 1), ("toy", city, 1, 0), ("toy", city, 1, 1)])
