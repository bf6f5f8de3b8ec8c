"""What proposals say in figures. Collected, delivered, filed, answered, instructed and adopted overlap and stand apart."""

from django.db.models import Q

from tongxin.figures import Kind, Measure
from tongxin.lifecycle.evidence import evidence_column
from tongxin.lifecycle.facts import Activity, Shown, fact_of, via
from tongxin.ports.paragraphs import Paragraph
from tongxin.ports.paragraphs import Subject as Asked
from tongxin.ports.reported import Reported
from tongxin.ports.subjects import Subject
from tongxin.records.proposals.models import COLLECTED, DELIVERED, Proposal, Step
from tongxin.records.proposals.queries import calls_known, every_call

_OF = {
    "organiser": via("organiser_id", "organisation"),
    "call": via("call_id", "call"),
    "series": via("series_id", "series"),
}
PAPER = fact_of(
    Proposal,
    "proposals.paper",
    day="received",
    subjects=_OF,
    codes={"kind": "kind", "state": "state", "evidence": evidence_column(Proposal)},
)
DELIVERY = fact_of(
    Proposal,
    "proposals.delivery",
    label="建言报送",
    day="delivered",
    subjects=_OF,
    codes={"kind": "kind", "state": "state", "channel": "channel", "evidence": evidence_column(Proposal)},
    only=Q(delivered__isnull=False),
)
STEP = fact_of(
    Step,
    "proposals.step",
    place="proposal__place_id",
    day="day",
    subjects={
        "paper": via("proposal_id", "proposal"),
        "organiser": via("proposal__organiser_id", "organisation"),
        "call": via("proposal__call_id", "call"),
        "series": via("proposal__series_id", "series"),
    },
    codes=("kind",),
    only=Q(voided=False, proposal__state__in=DELIVERED),
    shown=Shown(by=Proposal, key="paper"),
)
CALL = Subject(
    word="call",
    label="征集",
    known=calls_known,
    names=every_call,
    page="proposals.call.detail",
    everywhere=True,
    from_begin=True,
)
_NAMES = ("collected", "delivered", "filed", "answered", "instructed", "adopted")
RETURN = Reported(kind="proposals", label="建言", measures=tuple(f"proposals.{name}" for name in _NAMES))
ACTIVITY = Activity(kind="proposals", fact=DELIVERY, where=Q(state__in=DELIVERED), shared="confirmed")

_WORDS = ("篇", "件", "份", "条")
_DELIVERED = (("state", DELIVERED),)


def _of_steps(kind: str, name: str, *, names: tuple[str, ...], definition: str) -> Measure:
    return Measure(
        code=f"proposals.{kind}", name=name, unit="篇", kind=Kind.COUNT, fact=STEP.code, expected=RETURN.fact,
        where=(("kind", (kind,)),), names=names, words=_WORDS, grain="每篇一次", definition=definition,
    )  # fmt: skip


MEASURES = (
    Measure(
        code="proposals.collected", name="征集建言", unit="篇", kind=Kind.COUNT, fact=PAPER.code, expected=RETURN.fact,
        where=(("state", COLLECTED),),
        names=("征集建言", "征集建言献策材料", "收到建言", "建言献策材料征集"), words=_WORDS,
        grain="每篇一次",
        definition="收到并已送审的建言篇数，按收到日期和提出单位所在地区统计；起草中和已撤回的不计，几家联名的只计一次。",
    ),
    Measure(
        code="proposals.delivered", name="报送建言", unit="篇", kind=Kind.COUNT, fact=DELIVERY.code, expected=RETURN.fact,
        where=_DELIVERED,
        names=("报送建言", "提交建言", "建言献策", "建言献策材料", "提交建言献策材料", "报送建言献策材料", "建言献策材料提交", "撰写并提交建言献策材料"),
        words=_WORDS,
        grain="每篇一次",
        definition="有回执的已报送建言篇数，按报送日期统计；未立案、已并案的照计，报送后撤回的不计。",
    ),
    _of_steps(
        "filed", "立案建言", names=("建言立案", "立案建言", "提案立案"),
        definition="报送后由承办机关立案的建言篇数，按立案日期统计；撤回的不计。",
    ),
    _of_steps(
        "answered", "答复建言", names=("建言答复", "答复建言", "提案答复"),
        definition="收到答复的建言篇数，一篇有几个单位答复只计一次，按首次答复日期统计；撤回的不计。",
    ),
    _of_steps(
        "instructed", "获批示建言", names=("建言获批示", "获批示建言", "获领导批示", "获得批示"),
        definition="获得批示的建言篇数，一篇几次批示只计一次，按首次批示日期统计；与采纳、刊印分开统计，互有重叠，不能相加。",
    ),
    _of_steps(
        "adopted", "采纳建言", names=("建言采纳", "采纳建言", "被采纳建言", "建言献策材料采用", "采用建言献策材料"),
        definition="被采纳的建言篇数，一篇几处采纳只计一次，按首次采纳日期统计；与批示、刊印分开统计，互有重叠，不能相加。",
    ),
)  # fmt: skip


def _year(one: Asked) -> str:
    collected, delivered, filed, answered, instructed, adopted = (one.flow(code) for code in RETURN.measures)
    return (
        f"{{{{estimate}}}}{one.time}征集建言{collected}，报送{delivered}，立案{filed}，收到答复{answered}，"
        f"获批示{instructed}，被采纳{adopted}（各项互有重叠，不能相加）。"
    )


PARAGRAPHS = (Paragraph(heading="建言献策", order=40, summary=_year, flows=RETURN.measures),)
