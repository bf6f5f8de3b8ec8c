"""What volunteering says in figures. An action stands on its last day, a task on the day it was finished, at the organiser's place."""

from django.db.models import Q

from tongxin.attendance.figures import crowd_columns
from tongxin.figures import Kind, Measure
from tongxin.lifecycle.evidence import evidence_column
from tongxin.lifecycle.facts import Activity, fact_of, via
from tongxin.ports.paragraphs import Paragraph
from tongxin.ports.paragraphs import Subject as Told
from tongxin.ports.reported import Reported
from tongxin.ports.subjects import Subject
from tongxin.records.volunteering.models import COUNTED, DONE, Task, VolunteerAction
from tongxin.records.volunteering.queries import actions_known, actions_named, every_kind, kind_number, kinds_known

_KIND = "service_kind"
EVENT = fact_of(
    VolunteerAction,
    "volunteering.event",
    day="last_day",
    numbers="volunteer_action",
    subjects={
        "organiser": via("organiser_id", "organisation"),
        "series": via("series_id", "series"),
        "cause": via(kind_number(), _KIND, label="志愿服务类别"),
    },
    codes={
        "kind": "kind",
        "state": "state",
        "hours": "hours",
        **crowd_columns(),
        "evidence": evidence_column(VolunteerAction),
    },
)
TASK = fact_of(
    Task,
    "volunteering.task",
    place="action__place_id",
    day="day",
    subjects={
        "action": via("action_id", "volunteer_action"),
        "organiser": via("action__organiser_id", "organisation"),
        "series": via("action__series_id", "series"),
        "cause": via(kind_number("action__kind"), _KIND, label="志愿服务类别"),
    },
    codes={
        "kind": "kind",
        "state": "state",
        "proof": "proof",
        "households": "households",
        "evidence": evidence_column(Task),
    },
    only=Q(day__isnull=False),
)
RETURN = Reported(
    kind="volunteering",
    label="志愿服务",
    measures=(
        "volunteering.actions",
        "volunteering.person_times",
        "volunteering.hours",
        "volunteering.tasks_done",
        "volunteering.helped",
    ),
)
ACTIVITY = Activity(kind="volunteering", fact=EVENT, where=Q(state__in=COUNTED), shared="confirmed")
SUBJECTS = (
    Subject(
        word="volunteer_action",
        label="志愿服务",
        known=actions_known,
        names=actions_named,
        page="volunteering.action.detail",
    ),
    Subject(
        word=_KIND, label="志愿服务类别", known=kinds_known, names=every_kind, page="volunteering.kind", everywhere=True
    ),
)
_HELD, _DONE = ("state", tuple(COUNTED)), ("state", tuple(DONE))
MEASURES = (
    Measure(
        code="volunteering.actions", said_with=("志愿",), name="志愿服务场次", unit="场", kind=Kind.COUNT, fact=EVENT.code,
        expected=RETURN.fact, where=(_HELD,),
        names=("志愿服务", "志愿服务活动", "志愿服务行动", "开展志愿服务", "志愿服务活动场次"),
        words=("场次", "场", "次"), grain="每场一次，几家合办也只算一次",
        definition="已开展的志愿服务场数，按结束日期和主办单位所在地区统计；有人数、完成的任务或现场照片之一才算开展，征集中和已取消的不计。",
    ),
    Measure(
        code="volunteering.person_times", said_with=("志愿",), name="志愿服务人次", unit="人次", kind=Kind.SUM, fact=EVENT.code,
        expected=RETURN.fact, where=(_HELD,), value="attended", bounds=("attended_low", "attended_high"), grounds="attended_class",
        names=("志愿者人次", "参加志愿服务人次", "志愿服务参加人次"), words=("人次",), grain="每场一个数，逐场相加",
        definition="已开展的志愿服务到场人次，每场一个清点或估计的数，逐场相加；不登记谁来过，不按人累计；没有人数的计0人次并说明。",
    ),
    Measure(
        code="volunteering.hours", said_with=("志愿",), name="志愿服务时长", unit="小时", kind=Kind.SUM, fact=EVENT.code,
        expected=RETURN.fact, where=(_HELD,), value="hours", names=("志愿服务小时", "志愿服务时间"), words=("小时", "个小时"),
        grain="每场一个数，逐场相加",
        definition="已开展的志愿服务所有人服务时间之和，由主办单位按场登记，按整小时计；只属于行动，不记到任何个人。",
    ),
    Measure(
        code="volunteering.tasks_done", said_with=("志愿",), name="完成志愿任务", unit="件", kind=Kind.COUNT, fact=TASK.code,
        expected=RETURN.fact, where=(_DONE,), names=("志愿任务", "志愿服务任务", "完成志愿服务任务"), words=("件", "项", "个"),
        grain="每件一次",
        definition="做完并有签收、照片或数量清点为凭的志愿任务件数，按完成日期统计；做了一部分的、没有办就结束的不计。",
    ),
    Measure(
        code="volunteering.helped", said_with=("志愿",), name="志愿服务帮助户数", unit="户", kind=Kind.SUM, fact=TASK.code,
        expected=RETURN.fact, where=(_DONE,), value="households", names=("志愿帮助户数", "志愿服务帮助家庭"), words=("户",),
        grain="每件任务的户数相加",
        definition="已完成的志愿任务帮助的户数之和，按完成日期统计；同一户由几件任务帮助的计几次。",
    ),
)  # fmt: skip


def _year(one: Told) -> str:
    actions, times, hours, tasks, helped = (one.flow(code) for code in RETURN.measures)
    return f"{{{{estimate}}}}{one.time}开展志愿服务{actions}，参加{times}，服务{hours}；完成志愿任务{tasks}，帮助{helped}。"


def _quarter(one: Told) -> str:
    actions, times = RETURN.measures[:2]
    return f"{{{{estimate}}}}{one.time}开展志愿服务{one.flow(actions)}，参加{one.flow(times)}。"


PARAGRAPHS = (
    Paragraph(heading="志愿服务", order=55, summary=_year, flows=RETURN.measures),
    Paragraph(heading="志愿服务", order=55, bulletin=_quarter, page=_quarter),
)
