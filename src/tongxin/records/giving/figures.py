"""What gifts say in figures: sums of ledger lines, each on its own day, in fen."""

from django.db.models import Q

from tongxin.figures import Kind, Measure
from tongxin.lifecycle.evidence import evidence_column
from tongxin.lifecycle.facts import Activity, Shown, fact_of, via
from tongxin.ports.paragraphs import Paragraph
from tongxin.ports.paragraphs import Subject as Asked
from tongxin.ports.reported import Reported
from tongxin.ports.subjects import Subject
from tongxin.records.giving.models import CORRECTIONS, COUNTED, IN_VALUE, Gift, Line
from tongxin.records.giving.queries import causes_known, every_cause

GIFT = fact_of(
    Gift,
    "giving.gift",
    day="received",
    subjects={
        "organiser": via("organiser_id", "organisation"),
        "cause": via("cause_id", "cause"),
        "recipient": via("recipient_id", "recipient"),
        "series": via("series_id", "series"),
    },
    codes={"form": "form", "giver_kind": "giver_kind", "state": "state", "evidence": evidence_column(Gift)},
    only=Q(received__isnull=False),
)
LINE = fact_of(
    Line,
    "giving.line",
    day="day",
    subjects={
        "gift": via("gift_id", "gift"),
        "organiser": via("unit_id", "organisation"),
        "cause": via("gift__cause_id", "cause"),
        "series": via("gift__series_id", "series"),
    },
    codes=("kind", "form", "value", "pieces"),
    shown=Shown(by=Gift, key="gift", anchor="#ledger"),
)
CAUSE = Subject(
    word="cause", label="捐赠缘由", known=causes_known, names=every_cause, page="giving.cause.detail", everywhere=True
)
RETURN = Reported(kind="giving", label="捐赠", measures=("giving.value", "giving.cash", "giving.goods", "giving.gifts"))
ACTIVITY = Activity(kind="giving", fact=GIFT, where=Q(state__in=COUNTED), shared="confirmed")

_NET = ("kind", IN_VALUE)
_GROSS = (
    "kind",
    tuple(one.value for one in (Line.Kind.RECEIVED, *CORRECTIONS, Line.Kind.MATCHED, Line.Kind.UNMATCHED)),
)
_ON_THE_DAY = "登记错误、重复和单位错误的冲正算在原来那一天，退款和退还物资算在退的那一天；上下级登记的同一笔在共同的地区只计一次。"


def _sum(
    name: str, label: str, *, names: tuple[str, ...], where: tuple[tuple[str, tuple[object, ...]], ...], definition: str
) -> Measure:
    return Measure(
        code=f"giving.{name}", name=label, unit="元", kind=Kind.SUM, fact=LINE.code, value="value", expected=RETURN.fact,
        names=names, words=("元", "万元", "亿元"), where=where, grain="每笔的价值相加", definition=definition + _ON_THE_DAY,
    )  # fmt: skip


MEASURES = (
    _sum(
        "value", "捐款捐物价值", names=("捐款捐物", "捐款捐物价值", "捐款捐物合计", "捐赠款物", "捐赠款物价值", "捐赠价值"),
        where=(_NET,), definition="受赠方已开收据的捐款和物资、服务折价之和，按接收日期统计；认捐未到、待复核的不计，已退的减去。",
    ),
    _sum(
        "cash", "捐款", names=("捐款", "捐款额", "捐款金额", "现金捐款"), where=(_NET, ("form", ("cash",))),
        definition="受赠方已开收据的现金捐款，按接收日期统计，已退的减去。",
    ),
    _sum(
        "goods", "捐赠物资折价", names=("捐物", "捐赠物资", "捐赠物资折价", "物资折价"), where=(_NET, ("form", ("goods",))),
        definition="受赠方已开收据的物资按发票、市场价、评估或声明的价值，按接收日期统计，已退还的减去。",
    ),
    _sum(
        "gross", "捐赠总额（未减退回）", names=("捐赠总额",), where=(_GROSS,),
        definition="受赠方已开收据的捐款和物资、服务折价之和，退款和退还的不减。",
    ),
    Measure(
        code="giving.gifts", name="捐赠笔数", unit="笔", kind=Kind.SUM, fact=LINE.code, value="pieces", expected=RETURN.fact,
        names=("捐赠", "捐赠笔数"), words=("笔", "宗"), where=(_NET,), grain="每笔一次，上下级登记的同一笔只计一次",
        definition="受赠方已开收据的捐赠笔数，按接收日期统计；已冲正的不计，部分退回的照计。",
    ),
    Measure(
        code="giving.recipients", name="受赠方", unit="家", kind=Kind.COUNT, fact=GIFT.code, subject="recipient",
        expected=RETURN.fact, names=("受赠方", "受赠单位"), words=("家", "个"), where=(("state", tuple(COUNTED)),),
        grain="每家一次，多次受赠也只算一次",
        definition="接收过捐赠并开具收据的不同受赠方，按接收日期统计；同一家多次受赠只计一次。",
    ),
)  # fmt: skip


def _year(one: Asked) -> str:
    value, cash, goods, gifts = (one.flow(code) for code in RETURN.measures)
    return f"{{{{estimate}}}}{one.time}捐赠{gifts}，捐款捐物价值{value}，其中捐款{cash}、物资折价{goods}。"


PARAGRAPHS = (Paragraph(heading="公益捐赠", order=50, summary=_year, flows=RETURN.measures),)
