"""What experts say in figures. First and later talks stay apart; firms are organisations, each counted once."""

from django.db.models import Q

from tongxin.attendance.figures import crowd_columns, participation_of, roster_behind
from tongxin.figures import Kind, Measure
from tongxin.lifecycle.evidence import evidence_column
from tongxin.lifecycle.facts import Activity, Shown, fact_of, via
from tongxin.ports.paragraphs import Paragraph
from tongxin.ports.paragraphs import Subject as Told
from tongxin.ports.reported import Reported
from tongxin.ports.subjects import Subject
from tongxin.records.experts.models import COUNTED, PUBLIC_TALKS, Expert, Request, Talk, TalkFirm, Team
from tongxin.records.experts.queries import OUT, every_team, teams_known

EXPERT = fact_of(
    Expert,
    "experts.expert",
    place="team__place_id",
    span=("begin", "end"),
    subjects={
        "person": via("person_id", "person"),
        "team": via("team_id", "team"),
        "organiser": via("team__organiser_id", "organisation"),
    },
    codes=("field",),
    shown=Shown(by=Team, key="team", anchor="#experts"),
)
TALK = fact_of(
    Talk,
    "experts.talk",
    day="last_day",
    subjects={
        "organiser": via("organiser_id", "organisation"),
        "team": via("team_id", "team"),
        "series": via("series_id", "series"),
    },
    codes={"kind": "kind", "state": "state", "first": "first", **crowd_columns(), "evidence": evidence_column(Talk)},
)
FIRM = fact_of(
    TalkFirm,
    "experts.firm",
    place="talk__place_id",
    day="talk__last_day",
    subjects={
        "firm": via("firm_id", "firm"),
        "talk": via("talk_id", "talk"),
        "organiser": via("talk__organiser_id", "organisation"),
        "team": via("talk__team_id", "team"),
        "series": via("talk__series_id", "series"),
    },
    codes={"kind": "talk__kind", "first": "talk__first", "ground": "evidence"},
    only=Q(talk__state__in=COUNTED),
    shown=Shown(by=Talk, key="talk", anchor="#firms"),
)
_REQUEST = {"team": via("team_id", "team"), "organiser": via("team__organiser_id", "organisation")}
REQUEST = fact_of(
    Request,
    "experts.request",
    place="team__place_id",
    day="received",
    subjects=_REQUEST,
    codes=("field", "state", "source"),
)
ANSWER = fact_of(
    Request,
    "experts.answer",
    label="需求答复",
    place="team__place_id",
    day="answered",
    subjects=_REQUEST,
    codes=("field", "source"),
    only=Q(answered__isnull=False),
)
PARTICIPATION = participation_of(Talk, "experts.participation", label="宣讲参加", column="talk", states=tuple(COUNTED))
TEAM = Subject(word="team", label="服务团", known=teams_known, names=every_team, page="experts.team.detail")
RETURN = Reported(
    kind="experts",
    label="专家服务",
    measures=("experts.talks", "experts.later_talks", "experts.firms", "experts.participants"),
)
ACTIVITY = Activity(kind="experts", fact=TALK, where=Q(state__in=COUNTED), shared="confirmed")

_HELD = ("state", tuple(COUNTED))
_PUBLIC = ("kind", tuple(PUBLIC_TALKS))
_TALKS, _FIRMS = ("场", "场次", "次"), ("家", "个", "户")
_ONE_A_FIRM = "每家企业一次，参加几场也只算一次"
_FIRM_RULE = "企业按组织登记认定，同一家参加几场、来几个人都只计一次；已合并的登记按一家计。"
MEASURES = (
    Measure(
        code="experts.experts", name="服务团专家", unit="名", kind=Kind.STOCK, fact=EXPERT.code, subject="person",
        names=("服务团成员", "专家服务团成员", "专家服务团专家", "专家服务团成员人数", "服务团专家人数"),
        words=("名", "人", "位"), grain="每人一次，在几个服务团也只算一次",
        definition="在统计日期任期内的服务团专家人数；同一个人在几个服务团只计一次，任期已结束的不计。",
    ),
    Measure(
        code="experts.talks", said_with=("宣讲", "辅导"), name="宣讲辅导场次", unit="场", kind=Kind.COUNT, fact=TALK.code,
        expected=RETURN.fact, where=(_HELD, _PUBLIC),
        names=("专家服务团宣讲辅导总场次", "专家服务团宣讲辅导场次", "专家宣讲", "宣讲辅导", "宣讲培训", "举办宣讲", "开展宣讲辅导"),
        words=_TALKS, grain="每场一次，几家合办也只算一次",
        definition="已举办的专家宣讲和辅导场数，含各服务团的首场，按结束日期和主办单位所在地区统计；有签到、名册或接待方确认才算举办，计划中和已取消的不计，一对一咨询不算场次。",
    ),
    Measure(
        code="experts.later_talks", said_with=("宣讲", "辅导"), name="首场之后宣讲", unit="场", kind=Kind.COUNT, fact=TALK.code,
        expected=RETURN.fact, where=(_HELD, _PUBLIC, ("first", (False,))),
        names=(
            "首场之后公益宣讲或辅导", "随后开展公益宣讲或辅导", "服务团成员分组开展公益宣讲或辅导", "专家服务团首场之后公益宣讲或辅导场次",
            "公益宣讲或辅导", "公益宣讲",
        ),
        words=_TALKS, grain="每场一次，几家合办也只算一次",
        definition="已举办的专家宣讲和辅导中除去各服务团首场的场数；每个服务团最早举办的一场是首场，其余都是首场之后的。",
    ),
    Measure(
        code="experts.consultations", said_with=("咨询",), name="专家咨询", unit="次", kind=Kind.COUNT, fact=TALK.code,
        expected=RETURN.fact, where=(_HELD, ("kind", (Talk.Kind.CONSULTATION.value,))),
        names=("专家咨询次数", "一对一咨询", "企业咨询"), words=("次", "场"), grain="每次一次",
        definition="已举办的专家一对一咨询次数，按日期和主办单位所在地区统计；不算宣讲场次。",
    ),
    Measure(
        code="experts.firms", said_with=("企业",), name="服务企业", unit="家", kind=Kind.COUNT, fact=FIRM.code, subject="firm",
        expected=RETURN.fact,
        names=("专家服务企业", "服务企业数", "参加宣讲辅导企业", "专家服务团服务企业", "专家服务团全部宣讲辅导参加企业数"),
        words=_FIRMS, grain=_ONE_A_FIRM, definition="参加过已举办的宣讲、辅导、咨询的不同企业家数，按举办日期统计。" + _FIRM_RULE,
    ),
    Measure(
        code="experts.first_talk_firms", said_with=("首场",), name="首场参加企业", unit="家", kind=Kind.COUNT, fact=FIRM.code,
        subject="firm", expected=RETURN.fact, where=(("first", (True,)),),
        names=("首场宣讲参加企业", "首场宣讲企业负责人", "为企业负责人开启首场宣讲", "专家服务团首场宣讲参加企业数"),
        words=_FIRMS, grain=_ONE_A_FIRM, definition="参加服务团首场宣讲的不同企业家数，按首场日期统计。" + _FIRM_RULE,
    ),
    Measure(
        code="experts.participants", said_with=("宣讲", "辅导", "咨询"), name="宣讲辅导参加人次", unit="人次", kind=Kind.SUM,
        fact=TALK.code, expected=RETURN.fact, where=(_HELD,), value="attended", bounds=("attended_low", "attended_high"),
        grounds="attended_class", roster=roster_behind(PARTICIPATION), names=("参加宣讲", "宣讲参加人次", "参加宣讲辅导人次"), words=("人次",),
        grain="每场一个数，逐场相加",
        definition="已举办的宣讲、辅导、咨询到场人次，每场只取一个数：有名册的按名册上到场的人，没有名册的按清点或估计的人数，两者从不相加；参加企业的家数另计。",
    ),
    Measure(
        code="experts.requests", said_with=("需求",), name="收到专家需求", unit="条", kind=Kind.COUNT, fact=REQUEST.code,
        names=("企业专家需求", "收到企业需求"), words=("条", "件", "项"), grain="每条一次",
        where=(("state", tuple(one.value for one in Request.State if one not in OUT)),),
        definition="收到的企业专家需求条数，按收到日期和服务团所在地区统计；企业撤回的和未受理的不计。",
    ),
    Measure(
        code="experts.requests_answered", said_with=("需求",), name="答复专家需求", unit="条", kind=Kind.COUNT, fact=ANSWER.code,
        names=("答复企业需求", "已答复企业需求", "办结企业需求"), words=("条", "件", "项"), grain="每条一次",
        definition="已答复的企业专家需求条数，按答复日期统计；为企业办了宣讲、辅导、咨询或给了书面答复才算答复。答复天数的中位数见服务团页面。",
    ),
)  # fmt: skip


def _year(one: Told) -> str:
    talks, later, firms, came = (one.flow(code) for code in RETURN.measures)
    return (
        f"{{{{estimate}}}}{one.day}有服务团专家{one.stock('experts.experts')}；{one.time}开展专家宣讲辅导{talks}，其中首场之后{later}，"
        f"服务企业{firms}，参加{came}。"
    )


PARAGRAPHS = (
    Paragraph(heading="专家服务", order=35, summary=_year, flows=RETURN.measures, stocks=("experts.experts",)),
)
