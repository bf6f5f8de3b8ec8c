"""What training says in figures. A class stands on its last day at the place of its organiser."""

from tongxin.attendance.models import Evidence
from tongxin.figures import Column, Fact, Kind, Measure, Type
from tongxin.intake.reportable import Reportable
from tongxin.records.training import queries
from tongxin.records.training.models import COUNTING, RETURN_KIND, TrainingClass

CLASS = Fact(
    code="training.class",
    label="培训班次",
    record="training.class",
    page="/training/{key}/",
    rows=queries.class_rows,
    columns=(
        Column(name="key", type=Type.KEY, label="班次编号"),
        Column(name="place", type=Type.PLACE, label="主办单位所在地区"),
        Column(name="day", type=Type.DAY, label="结业日期"),
        Column(name="kind", type=Type.CODE, label="类别", choices=dict(TrainingClass.Kind.choices)),
        Column(name="state", type=Type.CODE, label="状态", choices=dict(TrainingClass.State.choices)),
    ),
)
PARTICIPATION = Fact(
    code="training.participation",
    label="培训参加",
    record="training.participation",
    page="/training/{training_class}/#p{key}",
    rows=queries.participation_rows,
    columns=(
        Column(name="key", type=Type.KEY, label="名册行编号"),
        Column(name="person", type=Type.SUBJECT, label="人员", subject="person"),
        Column(name="place", type=Type.PLACE, label="主办单位所在地区"),
        Column(name="day", type=Type.DAY, label="结业日期"),
        Column(name="training_class", type=Type.SUBJECT, label="班次编号", subject="class"),
        Column(name="evidence", type=Type.CODE, label="依据", choices=dict(Evidence.choices)),
        Column(name="completed", type=Type.FLAG, label="结业"),
    ),
)
FACTS = (CLASS, PARTICIPATION)
RETURN = Reportable(
    kind=RETURN_KIND,
    label="培训",
    measures=("training.classes", "training.person_times"),
    tell=queries.told,
    touched=queries.touched,
)

MEASURES = (
    Measure(
        code="training.classes",
        name="培训班次",
        names=(
            "培训班",
            "培训班班次",
            "培训班次",
            "培训班期数",
            "新的社会阶层人士培训班",
            "新的社会阶层人士培训班班次",
            "举办培训班",
        ),
        words=("个班次", "班次", "期", "班", "次", "个"),
        unit="班次",
        kind=Kind.COUNT,
        fact=CLASS.code,
        grain="每班一次，几家合办也只算一次",
        expected=RETURN.fact,
        where=(("state", tuple(COUNTING)),),
        definition="已举办并有名册或签到册的培训班数，按结业日期和主办单位所在地区统计；计划中和已取消的不计，几家合办的只计一次。",
    ),
    Measure(
        code="training.person_times",
        name="培训人次",
        names=("培训", "培训人次", "参训人次", "培训班培训人次", "新的社会阶层人士培训人次"),
        words=("人次",),
        unit="人次",
        kind=Kind.PERSON_TIMES,
        fact=PARTICIPATION.code,
        grain="每人每班一次",
        expected=RETURN.fact,
        subject="person",
        where=(("completed", (True,)),),
        definition="达到结业要求的参训人次，每人每班计一次，不是签到次数；名册上尚未对上人员的也计入，无名册的到场人数不计。",
    ),
    Measure(
        code="training.persons",
        name="培训人数",
        names=("培训人数", "参训人数", "培训班培训人数", "新的社会阶层人士培训人数"),
        words=("人", "名", "位"),
        unit="人",
        kind=Kind.PERSONS,
        fact=PARTICIPATION.code,
        grain="每人一次，一年参加几期也只算一次",
        expected=RETURN.fact,
        subject="person",
        where=(("completed", (True,)),),
        definition="达到结业要求的不同人员数，同一人参加几期只计一次；名册上尚未对上人员的不计，所以实际人数不低于此数、不高于培训人次。",
    ),
)
