"""What training says in figures. A class stands on its last day at the place of its organiser."""

from django.db.models import Q

from tongxin.attendance.figures import participation_of
from tongxin.figures import Kind, Measure
from tongxin.lifecycle.evidence import evidence_column
from tongxin.lifecycle.facts import Activity, fact_of, via
from tongxin.ports.paragraphs import Paragraph, Subject
from tongxin.ports.reported import Reported
from tongxin.records.training.models import COUNTED, TrainingClass

CLASS = fact_of(
    TrainingClass,
    "training.class",
    day="last_day",
    subjects={"organiser": via("organiser_id", "organisation"), "series": via("series_id", "series")},
    codes={"kind": "kind", "state": "state", "evidence": evidence_column(TrainingClass)},
)
PARTICIPATION = participation_of(
    TrainingClass, "training.participation", label="培训参加", column="training_class", states=COUNTED
)
RETURN = Reported(kind="training", label="培训", measures=("training.classes", "training.person_times"))
ACTIVITY = Activity(kind="training", fact=CLASS, where=Q(state__in=COUNTED), shared="confirmed")

_HELD, _COMPLETED = (("state", tuple(COUNTED)),), (("completed", (True,)),)
MEASURES = (
    Measure(
        code="training.classes", name="培训班次", unit="班次", kind=Kind.COUNT, fact=CLASS.code, expected=RETURN.fact, where=_HELD,
        names=(
            "培训班", "培训班班次", "培训班次", "培训班期数", "举办培训班", "新的社会阶层人士培训班", "新的社会阶层人士培训班班次",
        ),
        words=("个班次", "班次", "期", "班", "次", "个"),
        grain="每班一次，几家合办也只算一次",
        definition="已举办并有名册或签到册的培训班数，按结业日期和主办单位所在地区统计；计划中和已取消的不计，几家合办的只计一次。",
    ),
    Measure(
        code="training.person_times", name="培训人次", unit="人次", kind=Kind.PERSON_TIMES, fact=PARTICIPATION.code,
        expected=RETURN.fact, subject="person", where=_COMPLETED,
        names=("培训", "培训人次", "参训人次", "培训班培训人次", "新的社会阶层人士培训人次"),
        words=("人次",),
        grain="每人每班一次",
        definition="达到结业要求的参训人次，每人每班计一次，不是签到次数；名册上尚未对上人员的也计入，无名册的到场人数不计。",
    ),
    Measure(
        code="training.persons", name="培训人数", unit="人", kind=Kind.PERSONS, fact=PARTICIPATION.code,
        expected=RETURN.fact, subject="person", where=_COMPLETED,
        names=("培训人数", "参训人数", "培训班培训人数", "新的社会阶层人士培训人数"),
        words=("人", "名", "位"),
        grain="每人一次，一年参加几期也只算一次",
        definition="达到结业要求的不同人员数，同一人参加几期只计一次；名册上尚未对上人员的不计，所以实际人数不低于此数、不高于培训人次。",
    ),
)  # fmt: skip


def _year(one: Subject) -> str:
    classes, times, persons = (one.flow(measure.code) for measure in MEASURES)
    return f"{{{{estimate}}}}{one.time}举办新的社会阶层人士培训班{classes}，培训{times}，参训{persons}。\n{one.chart(MEASURES[0].code)}"


def _quarter(one: Subject) -> str:
    classes, times = (measure.code for measure in MEASURES[:2])
    return (
        f"{{{{estimate}}}}{one.time}举办培训班{one.flow(classes)}，培训{one.flow(times)}。"
        f"{{{{estimate}}}}今年以来累计{one.so_far(classes)}、{one.so_far(times)}。"
    )


def _page(one: Subject) -> str:
    classes, times, persons = (one.flow(measure.code) for measure in MEASURES)
    return f"{{{{estimate}}}}{one.time}举办培训班{classes}，培训{times}，参训{persons}。"


PARAGRAPHS = (
    Paragraph(heading="思想引领", order=10, summary=_year, flows=RETURN.measures),
    Paragraph(heading="培训", order=10, bulletin=_quarter, page=_page),
)
