"""Records as a sheet, the figure they give, and the evidence that folds to it."""

from copy import deepcopy
from dataclasses import dataclass
from datetime import date, timedelta

import pytest
from django.utils import timezone

from tests.attendance.cast import Cast, associations
from tests.records.sheets import registry_of, told_once
from tongxin.access.actor import Actor
from tongxin.figures import Axis, Desk, Of, Question, Store
from tongxin.figures.reference import ReferenceEngine
from tongxin.kernel.period import Period
from tongxin.kernel.scope import Scope
from tongxin.lifecycle.addresses import with_page
from tongxin.lifecycle.models import EvidenceFile
from tongxin.network.models import Series
from tongxin.ports.desk import registry as registry_of_all
from tongxin.records.training import actions
from tongxin.records.training.figures import CLASS, MEASURES, PARAGRAPHS, PARTICIPATION, RETURN
from tongxin.records.training.models import TrainingClass
from tongxin.returns.queries.numbers import fact_of

EVERYTHING = Scope.everything()
SHEET = """
class organiser  with  first      days state     roster
a     county     -     2021-05-10 3    held      王例山,李例水,张例火:1天
b     county     city  2021-12-30 3    held      王例山,李例水
c     city       -     2021-06-01 1    closed    王例山,赵例土,生例人
d     neighbour  -     2021-06-01 1    held      赵例土
e     county     -     2021-07-01 1    planned   -
f     county     -     2021-08-01 1    cancelled -
g     county     -     2021-09-01 1    paper     -
"""
KNOWN = ("王例山", "李例水", "张例火", "赵例土")  # 生例人 is on no register


def record(line: dict[str, str], *, cast: Cast) -> TrainingClass:
    by = Actor.system("测试")
    first = date.fromisoformat(line["first"])
    one = actions.plan_class(
        by=by,
        title=line["class"],
        organiser=getattr(cast, line["organiser"]),
        co_organisers=[] if line["with"] == "-" else [getattr(cast, line["with"])],
        kind="course",
        venue="",
        first_day=first,
        last_day=first + timedelta(days=int(line["days"]) - 1),
        field_days=(),
        days_needed=None,
    )
    state = line["state"]
    if state == "cancelled":
        return actions.cancel_class(one, by=by, reason="测试")
    if state == "paper":
        return actions.hold_class(one, by=by, signed_roster="档案", head_count=50)
    if state in ("held", "closed"):
        actions.hold_class(one, by=by, roster=line["roster"].replace(",", "\n").replace(":", " "))
    return actions.close_class(one, by=by) if state == "closed" else one


def files(one: TrainingClass, *kinds: str, withdrawn: bool = False) -> None:
    for number, kind in enumerate(kinds):
        EvidenceFile.objects.create(
            path=one.path,
            record_type="training.trainingclass",
            record_id=one.pk,
            kind=kind,
            name="材料.jpg",
            media_type="image/jpeg",
            bytes=1,
            sha256=f"{one.pk:032x}{number:032x}",
            original_sha256=f"{number:064x}",
            withdrawn_at=timezone.now() if withdrawn else None,
            withdraw_reason="传错" if withdrawn else "",
        )


@dataclass(frozen=True)
class Told:
    cast: Cast
    classes: dict[str, TrainingClass]


def tell() -> Told:
    cast = associations()
    for name in KNOWN:
        cast.member(name)
    heading, *lines = (line.split() for line in SHEET.strip().splitlines())
    rows = (dict(zip(heading, line, strict=True)) for line in lines)
    made = {row["class"]: record(row, cast=cast) for row in rows}
    files(made["a"], "photo", "scan")  # the stronger one counts
    files(made["c"], "photo")
    files(made["d"], "receipt", withdrawn=True)
    files(made["e"], "receipt")  # planned only
    return Told(cast, made)


registry = registry_of(lambda: (with_page(CLASS), with_page(PARTICIPATION), fact_of(RETURN)), MEASURES)
world, desk = told_once(tell, registry=registry)


@pytest.fixture
def cast(world, db) -> Cast:
    return deepcopy(world.built.cast)


def asked(measure: str, place: str, year: int) -> Question:
    return Question(measure=f"training.{measure}", place=place, period=Period.year(year))


@pytest.mark.parametrize(
    ("asking", "value"),
    [
        (("classes", "430000", 2021), 4),  # a, c, d, g: b ended in 2022, e and f were not held
        (("classes", "430000", 2022), 1),
        (("classes", "430100", 2021), 3),
        (("classes", "430182", 2021), 2),
        (("classes", "430124", 2021), 2),  # the county's former code
        (("classes", "430200", 2021), 1),
        (("person_times", "430000", 2021), 6),  # 2 + 3 + 1; one did not complete, fifty were only counted
        (("person_times", "430100", 2021), 5),
        (("person_times", "430182", 2022), 2),
        (("persons", "430000", 2021), 3),  # 王例山 twice, 赵例土 in two cities, 生例人 on no register
        (("persons", "430100", 2021), 3),
        (("persons", "430200", 2021), 1),
        (("persons", "430000", 2020), 0),
    ],
)
def test_sheet_gives_the_figure(desk, asking, value):
    assert desk.figure(asked(*asking), scope=EVERYTHING).result.value == value


def test_persons_never_exceed_person_times_in_any_county(desk):
    for year in (2021, 2022):
        persons = desk.cells(asked("persons", "430000", year), by=Axis.COUNTY, scope=EVERYTHING)
        times = desk.cells(asked("person_times", "430000", year), by=Axis.COUNTY, scope=EVERYTHING)
        assert all(a.result.value <= b.result.value for a, b in zip(persons, times, strict=True))


def test_evidence_opens_the_very_records(desk, world):
    classes = world.built.classes
    pages = {row.page for row in desk.evidence(asked("classes", "430000", 2021), scope=EVERYTHING)}
    assert pages == {f"/training/{classes[name].pk}/" for name in "acdg"}
    lines = desk.evidence(asked("person_times", "430000", 2021), scope=EVERYTHING)
    figure = desk.figure(asked("person_times", "430000", 2021), scope=EVERYTHING)
    assert figure.evidence_count == len(lines) == figure.result.value
    assert {line.page.split("#")[0] for line in lines} == {f"/training/{classes[name].pk}/" for name in "acd"}


def test_share_of_resolved_participations_is_told(desk):
    completeness = desk.figure(asked("persons", "430000", 2021), scope=EVERYTHING).completeness
    assert (completeness.resolved, completeness.participations) == (5, 6)


class Report:
    """A report's subject that shows which slots were asked for."""

    name, time, day = "湖南省", "2021年", "年末"

    def __init__(self) -> None:
        self.flow = lambda measure: f"<{measure}>"
        self.so_far = lambda measure: f"<{measure} so far>"
        self.chart = lambda measure: f"<chart {measure}>"


def test_reports_say_classes_and_those_who_took_part():
    year, quarter = PARAGRAPHS
    classes, times, persons = (f"<training.{name}>" for name in ("classes", "person_times", "persons"))
    assert year.summary(Report()) == (
        f"{{{{estimate}}}}2021年举办新的社会阶层人士培训班{classes}，培训{times}，参训{persons}。\n<chart training.classes>"
    )
    assert quarter.page(Report()) == f"{{{{estimate}}}}2021年举办培训班{classes}，培训{times}，参训{persons}。"
    assert quarter.bulletin(Report()) == (
        f"{{{{estimate}}}}2021年举办培训班{classes}，培训{times}。"
        "{{estimate}}今年以来累计<training.classes so far>、<training.person_times so far>。"
    )
    assert year.flows == ("training.classes", "training.person_times")


def test_every_definition_names_what_is_not_counted():
    assert all("不计" in measure.definition for measure in MEASURES)


def test_figure_tells_how_many_of_its_records_have_evidence_of_which_class(desk):
    kept = desk.figure(asked("classes", "430000", 2021), scope=EVERYTHING).completeness.evidence
    assert kept.records == 4
    assert {one.label: one.records for one in kept.classes} == {"扫描件": 1, "现场照片": 1}
    beside_persons = desk.figure(asked("persons", "430000", 2021), scope=EVERYTHING).completeness
    assert beside_persons.evidence is None


def test_classes_of_a_series_have_figures_of_their_own(cast, plan, held, tmp_path):
    series = Series.objects.create(name="看巨变", organiser=cast.county, path=cast.county.path, begin=date(2019, 1, 1))
    held("王例山\n李例水", series=series)
    held("张例火")
    plan(series=series)
    snapshot = Store(tmp_path).take(registry_of_all(), alias="default")
    desk = Desk(
        registry=registry_of_all(),
        snapshot=snapshot,
        engine=ReferenceEngine(places=snapshot.register, records=snapshot.records),
    )
    values = {
        code: desk.value(
            Question(measure=code, place="430000", period=Period.year(2021), of=Of(subject="series", id=series.pk)),
            scope=Scope.everything(),
        ).value
        for code in ("training.classes", "training.person_times")
    }
    assert values == {"training.classes": 1, "training.person_times": 2}
