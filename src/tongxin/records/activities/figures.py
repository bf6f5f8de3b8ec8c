"""What activities say in figures. An activity stands on its last day at the place of its organiser."""

from datetime import date

from django.db.models import BooleanField, Case, ExpressionWrapper, IntegerField, Q, Value, When

from tongxin.attendance import crowds
from tongxin.attendance.figures import crowd_columns, participation_of, roster_behind
from tongxin.figures import Kind, Measure, Type
from tongxin.kernel.places import Level
from tongxin.lifecycle.evidence import evidence_column
from tongxin.lifecycle.facts import Activity as Active
from tongxin.lifecycle.facts import Computed, fact_of, via
from tongxin.ports.paragraphs import Paragraph
from tongxin.ports.paragraphs import Subject as Told
from tongxin.ports.reported import Reported
from tongxin.ports.subjects import Subject
from tongxin.records.activities.models import COUNTED, Activity
from tongxin.records.activities.queries import activities_known, activities_named

_AT_BASE = Q(base__isnull=False)


EVENT = fact_of(
    Activity,
    "activities.event",
    day="last_day",
    numbers="activity",
    subjects={
        "organiser": via("organiser_id", "organisation"),
        "base": via("base_id", "base"),
        "series": via("series_id", "series"),
    },
    codes={
        "kind": "kind",
        "state": "state",
        "online": "online",
        "at_base": Computed(
            label="在基地举办",
            expression=ExpressionWrapper(_AT_BASE, output_field=BooleanField()),
            type=Type.FLAG,
        ),
        **crowd_columns(),
        "first_time": Computed(
            label="首次来的人数",
            expression=Case(When(_AT_BASE, then=crowds.first_comers()), default=Value(0), output_field=IntegerField()),
        ),
        "evidence": evidence_column(Activity),
    },
)
PARTICIPATION = participation_of(
    Activity, "activities.participation", label="活动参加", column="activity", states=COUNTED
)
RETURN = Reported(
    kind="activities",
    label="活动",
    measures=("activities.events", "activities.person_times", "activities.listed"),
)
ACTIVITY = Active(kind="activities", fact=EVENT, where=Q(state__in=COUNTED), shared="confirmed")
SUBJECT = Subject(
    word="activity",
    label="活动",
    known=activities_known,
    names=activities_named,
    page="activities.activity.detail",
)

_HELD = ("state", tuple(COUNTED))
_AT_A_BASE = ("at_base", (True,))
_CAME, _BETWEEN, _GROUND = "attended", ("attended_low", "attended_high"), "attended_class"
_ROSTER = roster_behind(PARTICIPATION)
MEASURES = (
    Measure(
        code="activities.events", said_with=("活动",), name="活动场次", unit="场", kind=Kind.COUNT, fact=EVENT.code, expected=RETURN.fact,
        where=(_HELD,),
        names=(
            "主题活动", "主题活动场次", "开展活动", "举办活动", "开展主题活动", "各类活动", "各类活动场次", "联谊活动",
            "专题活动", "文艺演出", "沙龙活动", "讲坛活动",
        ),
        words=("场次", "场", "次", "个"),
        grain="每场一次，几家合办也只算一次",
        definition="已举办的主题活动场数，按结束日期和主办单位所在地区统计；有人数、名册或现场照片之一才算举办，计划中和已取消的不计，几家合办的只计一次。",
    ),
    Measure(
        code="activities.person_times", said_with=("活动",), name="活动参加人次", unit="人次", kind=Kind.SUM, fact=EVENT.code,
        expected=RETURN.fact, where=(_HELD,), value=_CAME, bounds=_BETWEEN, grounds=_GROUND, roster=_ROSTER,
        names=("参加活动", "活动人次", "参加活动人次", "主题活动参加人次", "参与活动人次"),
        words=("人次",),
        grain="每场一个数，逐场相加",
        definition="已举办的活动到场人次，每场只取一个数：有名册的按名册上到场的人，没有名册的按清点或估计的人数，两者从不相加；只有照片的计0人次并说明没有人数；估计的按所报的数相加，另列合计的上下限。",
    ),
    Measure(
        code="activities.persons", said_with=("活动",), name="活动参加人数", unit="人", kind=Kind.PERSONS, fact=PARTICIPATION.code,
        expected=RETURN.fact, subject="person", where=(("completed", (True,)),),
        names=("参加活动人数", "活动人数", "参与活动人数"),
        words=("人", "名", "位"),
        grain="每人一次，一年参加几场也只算一次",
        definition="名册上到场并对上人员库的不同人员数，同一人参加几场只计一次；只清点了人数的活动和尚未对上的人员不在内，所以实际人数不低于此数、不高于活动参加人次。",
    ),
    Measure(
        code="activities.listed", said_with=("名册",), name="名册参加人次", unit="人次", kind=Kind.PERSON_TIMES, fact=PARTICIPATION.code,
        expected=RETURN.fact, subject="person", where=(("completed", (True,)),),
        names=("活动名册人次",),
        words=("人次",),
        grain="每人每场一次",
        definition="活动参加人次中有名册的部分：名册上到场的人，每人每场计一次，尚未对上人员的也计入；只清点了人数的活动不在内。",
    ),
    Measure(
        code="activities.head_count", name="单场到场人数", unit="名", kind=Kind.SUM, fact=EVENT.code, single=True,
        where=(_HELD, ("attended_class", crowds.KNOWN)), value=_CAME, bounds=_BETWEEN, grounds=_GROUND, roster=_ROSTER,
        names=("到场人数", "活动到场人数", "单场参加人数"),
        words=("名", "人", "位"),
        grain="一场活动一个数",
        definition="一场已举办的活动到场的人数：有名册的按名册上到场的人，没有名册的按清点或估计的人数；只对一场活动有意义，几场之间不能相加成人数；公开的只有不依据名册的。",
    ),
    Measure(
        code="activities.base_reach", said_with=("基地",), name="基地服务人数", unit="名", kind=Kind.SUM, fact=EVENT.code,
        value="first_time", where=(_HELD, _AT_A_BASE), since=date(2017, 1, 1),
        names=(
            "实践创新基地服务人数", "基地累计服务人数", "实践创新基地累计服务人数", "实践创新基地累计服务人数(去重)",
            "基地活动服务人数", "基地为新的社会阶层人士提供平台", "基地举办系列活动为新的社会阶层人士提供施展才华的平台",
        ),
        words=("名", "人", "位"),
        grain="每人在一个基地一次，在几个基地各算一次",
        definition="在基地举办的活动中第一次来到该基地的人数，由主办方在清点人数时一并清点；同一基地的各次不重复，可以按时间相加，到过几个基地的人在每个基地各计一次；它是服务面，不是会员数；文章没有写明时间的，按2017年以来累计。",
    ),
    Measure(
        code="activities.base_person_times", said_with=("基地",), name="基地服务人次", unit="人次", kind=Kind.SUM, fact=EVENT.code,
        where=(_HELD, _AT_A_BASE), value=_CAME, bounds=_BETWEEN, grounds=_GROUND, public=False, since=date(2017, 1, 1),
        names=("实践创新基地服务人次", "基地累计服务人次", "实践创新基地累计服务人次", "基地活动人次"),
        words=("人次",),
        grain="每场一个数，逐场相加",
        definition="在基地举办的活动到场人次，每场只取一个数，算法同活动参加人次；文章没有写明时间的，按2017年以来累计；不公开，否则与活动参加人次相减可推出名册人数。",
    ),
    Measure(
        code="activities.bases_active", said_with=("活动",), name="有活动的基地", unit="个", kind=Kind.COUNT, fact=EVENT.code, subject="base",
        where=(_HELD, _AT_A_BASE),
        names=("有活动的基地数", "举办活动的基地", "活跃基地", "开展活动的基地"),
        words=("个", "家", "处"),
        grain="每个基地一次，办几场也只算一次",
        definition="举办过一场以上活动的不同基地数，按活动的结束日期和主办单位所在地区统计；一个基地办几场只计一个。",
    ),
    Measure(
        code="activities.county_coverage", said_with=("活动",), name="县级活动覆盖率", unit="个", kind=Kind.COVERAGE, fact=EVENT.code,
        level=Level.COUNTY, expected=RETURN.fact, where=(_HELD,),
        names=("县级活动覆盖", "活动县级覆盖", "开展活动的县市区"),
        words=("个",),
        grain="每个县市区一次",
        definition="本级举办过一场以上活动的县市区数，除以区划表中全部县市区数；市里在县里办的计在市里，开发区不算县市区。",
    ),
)  # fmt: skip
_EVENTS, _TIMES, _REACH = MEASURES[0].code, MEASURES[1].code, MEASURES[5].code


def _year(one: Told) -> str:
    return (
        f"{{{{estimate}}}}{one.time}开展主题活动{one.flow(_EVENTS)}，参加{one.flow(_TIMES)}；"
        f"在实践创新基地举办的活动服务新的社会阶层人士{one.flow(_REACH)}。\n{one.chart(_EVENTS)}"
    )


def _quarter(one: Told) -> str:
    return (
        f"{{{{estimate}}}}{one.time}开展主题活动{one.flow(_EVENTS)}，参加{one.flow(_TIMES)}。"
        f"{{{{estimate}}}}今年以来累计{one.so_far(_EVENTS)}、{one.so_far(_TIMES)}。"
    )


def _page(one: Told) -> str:
    return f"{{{{estimate}}}}{one.time}开展主题活动{one.flow(_EVENTS)}，参加{one.flow(_TIMES)}。"


PARAGRAPHS = (
    Paragraph(heading="主题活动", order=15, summary=_year, flows=(_EVENTS, _TIMES)),
    Paragraph(heading="活动", order=15, bulletin=_quarter, page=_page),
)
