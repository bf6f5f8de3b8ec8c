"""Papers as a sheet, the figures they give, and the call that narrows them."""

from datetime import date

import pytest

from tests.cast import SYSTEM, cast
from tests.records.proposals.samples import call_details, delivery_details, paper_details
from tests.records.sheets import registry_of, told_once
from tongxin.figures import Of, Question
from tongxin.kernel.period import Period
from tongxin.kernel.scope import Scope
from tongxin.lifecycle.addresses import with_page
from tongxin.records.proposals import actions
from tongxin.records.proposals.figures import DELIVERY, MEASURES, PAPER, PARAGRAPHS, RETURN, STEP
from tongxin.records.proposals.models import Call
from tongxin.returns.queries.numbers import fact_of

EVERYTHING = Scope.everything()
SHEET = """
paper organiser call received   delivered  fate
a     province  yes  2021-01-10 2021-02-01 adopted,instructed
b     province  yes  2021-02-10 2021-03-01 filed,answered,adopted
c     province  yes  2021-02-11 -          approved
d     county    -    2021-02-12 2021-12-31 adopted
e     county    -    2020-12-30 2021-01-02 refused
f     neighbour yes  2021-05-01 2021-05-02 merged
g     county    -    2021-05-01 -          draft
h     county    yes  2021-05-01 2021-05-02 adopted,withdrawn
i     county    -    2021-06-01 2021-06-02 instructed,voided
"""


def write(line, *, cast, call):
    details = paper_details(
        cast, title=line["paper"], organiser=getattr(cast, line["organiser"]), received=date.fromisoformat(line["received"]),
        call=call if line["call"] == "yes" else None,
    )  # fmt: skip
    one = actions.draft(by=SYSTEM, **details)
    if line["fate"] == "draft":
        return
    actions.submit(one, by=SYSTEM)
    actions.approve(one, by=SYSTEM)
    if line["fate"] != "approved":
        day = date.fromisoformat(line["delivered"])
        actions.deliver(one, by=SYSTEM, **delivery_details(delivered=day))
        for fate in line["fate"].split(","):
            FATES[fate](one, day)


def marked(kind):
    return lambda one, day: actions.mark(one, by=SYSTEM, kind=kind, day=day, body="省委", note="第1号")


def answered(one, day):
    for body in ("省委", "省政府"):
        actions.answer(one, by=SYSTEM, body=body, day=day, grade="A", text="")


FATES = {
    "adopted": marked("adopted"),
    "instructed": marked("instructed"),
    "filed": lambda one, day: actions.file(one, by=SYSTEM, day=day, body="省委"),
    "answered": answered,
    "refused": lambda one, day: actions.refuse(one, by=SYSTEM, day=day, reason="不属受理范围"),
    "merged": lambda one, day: actions.merge(one, by=SYSTEM, day=day, proposal="a"),
    "withdrawn": lambda one, _day: actions.withdraw(one, by=SYSTEM, reason="重复"),
    "voided": lambda one, _day: actions.void(one, by=SYSTEM, kind="instructed", reason="登错"),
}


def tell() -> Call:
    """Write down the papers of the sheet and return the call."""
    built = cast()
    call = actions.open_call(by=SYSTEM, **call_details(built, organiser=built.province, title="迎接党代会"))
    heading, *lines = (line.split() for line in SHEET.strip().splitlines())
    for line in lines:
        write(dict(zip(heading, line, strict=True)), cast=built, call=call)
    return call


registry = registry_of(lambda: (*map(with_page, (PAPER, DELIVERY, STEP)), fact_of(RETURN)), MEASURES)
world, desk = told_once(tell, registry=registry)


@pytest.mark.parametrize(
    ("measure", "place", "value"),
    [
        ("collected", "430000", 6),  # a b c d f i: e came in 2020, g is a draft, h was withdrawn
        ("collected", "430182", 2),
        ("delivered", "430000", 6),  # a b d e f i
        ("delivered", "430200", 1),
        ("filed", "430000", 1),
        ("answered", "430000", 1),  # two bodies answered one paper
        ("instructed", "430000", 1),  # that of i was entered wrongly
        ("adopted", "430000", 3),  # a b d: h was withdrawn
        ("adopted", "430182", 1),
    ],
)
def test_sheet_gives_the_figure_and_its_evidence_folds_to_it(desk, measure, place, value):
    question = Question(measure=f"proposals.{measure}", place=place, period=Period.year(2021))
    figure = desk.figure(question, scope=EVERYTHING)
    assert figure.result.value == value
    assert len(list(desk.evidence(question, scope=EVERYTHING))) == value


@pytest.mark.parametrize(("measure", "value"), [("collected", 4), ("delivered", 3), ("adopted", 2), ("instructed", 1)])
def test_figure_of_a_call_counts_its_own_papers_only(desk, world, measure, value):
    question = Question(
        measure=f"proposals.{measure}",
        place="430000",
        period=Period.year(2021),
        of=Of(subject="call", id=world.built.pk),
    )
    assert desk.figure(question, scope=EVERYTHING).result.value == value


def test_every_number_of_a_return_is_named_once_in_the_paragraph():
    assert PARAGRAPHS[0].flows == RETURN.measures
    assert set(RETURN.measures) == {measure.code for measure in MEASURES}
