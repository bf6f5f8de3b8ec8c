"""Gifts as they were told, the figures they give on both engines, and the cause that narrows them."""

from datetime import date

import pytest

from tests.cast import SYSTEM, cast
from tests.records.giving.samples import cause, gift_details, received_gift
from tests.records.sheets import registry_of, told_once
from tongxin.figures import Of, Question
from tongxin.kernel.period import Period
from tongxin.kernel.scope import Scope
from tongxin.lifecycle.addresses import with_page
from tongxin.records.giving import actions
from tongxin.records.giving.figures import GIFT, LINE, MEASURES, PARAGRAPHS, RETURN
from tongxin.records.giving.models import Cause
from tongxin.returns.queries.numbers import fact_of

EVERYTHING = Scope.everything()
GOODS = {"form": "goods", "quantity": 2, "unit": "箱", "basis": "market", "valuer": "市场"}


def tell() -> dict[str, Cause]:
    """Tell of the gifts and return the causes by name."""
    built = cast()
    received_gift(built, value=1_000)
    received_gift(built, value=20_000, recipient="县医院", **GOODS)
    back = received_gift(built, value=300_000, received=date(2021, 12, 30))
    actions.give_back(back, by=SYSTEM, kind="refund", day=date(2022, 1, 5), value=100_000, reason="多付")
    wrong = received_gift(built, value=4_000_000)
    actions.reverse(wrong, by=SYSTEM, kind="duplicate", reason="重复")
    received_gift(built, value=50_000, cause=cause(built, "助学"))
    actions.pledge(by=SYSTEM, **gift_details(built, value=600_000))
    one = received_gift(built, value=7_000)
    other = received_gift(built, value=7_000, organiser=built.city, behalf=built.city)
    actions.decide(by=SYSTEM, one=one.title, other=other.title, decision="same", reason="收据相同")
    return {name: cause(built, name) for name in ("疫情防控", "助学")}


registry = registry_of(lambda: (with_page(GIFT), with_page(LINE), fact_of(RETURN)), MEASURES)
world, desk = told_once(tell, registry=registry)


@pytest.mark.parametrize(
    ("asked", "value"),
    [
        (
            ("value", "430000", 2021),
            378_000,
        ),  # 1 + 20 + 300 + 50 + 7 thousand fen; the duplicate is gone, the match once
        (("value", "430182", 2021), 378_000),
        (("value", "430100", 2021), 378_000),
        (("value", "430000", 2022), -100_000),  # the refund has its own day
        (("gross", "430000", 2022), 0),
        (("cash", "430000", 2021), 358_000),
        (("goods", "430000", 2021), 20_000),
        (("gifts", "430000", 2021), 5),
        (("recipients", "430000", 2021), 2),
    ],
)
def test_lines_give_the_figure(desk, asked, value):
    measure, place, year = asked
    question = Question(measure=f"giving.{measure}", place=place, period=Period.year(year))
    assert desk.figure(question, scope=EVERYTHING).result.value == value


@pytest.mark.parametrize(("name", "value"), [("疫情防控", 328_000), ("助学", 50_000)])
def test_cause_narrows_the_figure(desk, world, name, value):
    of = Of(subject="cause", id=world.built[name].pk)
    question = Question(measure="giving.value", place="430000", period=Period.year(2021), of=of)
    assert desk.figure(question, scope=EVERYTHING).result.value == value


def test_every_number_of_a_return_stands_in_the_paragraph():
    assert PARAGRAPHS[0].flows == RETURN.measures
