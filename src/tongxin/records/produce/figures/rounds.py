"""What selling rounds say in figures: quantities of frozen lines by settlement, never what was only ordered."""

from django.db.models import F, Q

from tongxin.figures import Kind, Measure
from tongxin.figures.facts import Type
from tongxin.lifecycle.evidence import evidence_column
from tongxin.lifecycle.facts import Activity, Computed, Shown, fact_of, via
from tongxin.ports.paragraphs import Paragraph
from tongxin.ports.paragraphs import Subject as Asked
from tongxin.ports.reported import Reported
from tongxin.ports.subjects import Subject
from tongxin.records.produce.models import COUNTED, Round, RoundLine
from tongxin.records.produce.queries.rounds import every_product, products_known

ROUND = fact_of(
    Round,
    "produce.round",
    day="opens",
    subjects={"organiser": via("organiser_id", "organisation"), "series": via("series_id", "series")},
    codes={
        "kind": "kind",
        "platform": "platform",
        "state": "state",
        "hosts": "hosts",
        "households": "households",
        "villages": "villages",
        "evidence": evidence_column(Round),
    },
)
LINE = fact_of(
    RoundLine,
    "produce.line",
    place="round__place_id",
    day="round__opens",
    subjects={
        "round": via("round_id", "round"),
        "product": via("product_id", "product"),
        "organiser": via("round__organiser_id", "organisation"),
        "series": via("round__series_id", "series"),
    },
    codes={
        "kind": "round__kind",
        "platform": "round__platform",
        "state": "round__state",
        "ordered_weight": Computed(label="下单重量", expression=F("ordered") * F("grams"), type=Type.GRAM),
        "weight": Computed(label="结算重量", expression=F("settled") * F("grams"), type=Type.GRAM),
        "value": "value",
        "orders": "orders",
    },
    shown=Shown(by=Round, key="round", anchor="#lines"),
)
PRODUCT = Subject(
    word="product",
    label="产品",
    known=products_known,
    names=every_product,
    page="produce.product.detail",
    everywhere=True,
)
RETURN = Reported(
    kind="produce",
    label="助农产销",
    measures=("produce.rounds", "produce.weight_settled", "produce.value_settled", "produce.households"),
)
ACTIVITY = Activity(kind="produce", fact=ROUND, where=Q(state__in=COUNTED), shared="confirmed")

_COUNTED = (("state", tuple(COUNTED)),)
_DAY = "按场次开始日期统计；计划中、销售中、未结算和已取消的不计。"
MEASURES = (
    Measure(
        code="produce.weight_settled", name="助农销售重量", unit="公斤", kind=Kind.SUM, fact=LINE.code, value="weight",
        expected=RETURN.fact, where=_COUNTED, words=("公斤", "斤", "吨"), grain="每单按申报净重折算后相加",
        names=("线上销售", "线上销量", "直播销售", "直播销量", "带货销售", "助农销售", "助农销量", "销售重量"),
        definition="平台已结算、已发货且没有退货的数量，按上架时申报的每单位净重折算，1 斤等于 500 克；" + _DAY,
    ),
    Measure(
        code="produce.value_settled", name="助农销售结算额", unit="元", kind=Kind.SUM, fact=LINE.code, value="value",
        expected=RETURN.fact, where=_COUNTED, words=("元", "万元", "亿元"), grain="每行结算额相加，退出的为负",
        names=("线上销售额", "直播销售额", "带货销售额", "助农销售额", "销售结算额"),
        definition="平台结算表上的结算金额之和，退款为负，已扣平台费用；" + _DAY,
    ),
    Measure(
        code="produce.orders", name="助农销售单数", unit="单", kind=Kind.SUM, fact=LINE.code, value="orders",
        expected=RETURN.fact, where=_COUNTED, words=("单", "笔"), grain="每个子订单一次",
        names=("成交订单", "线上成交订单", "结算订单", "助农订单"),
        definition="平台已结算且没有整单退货的子订单数；" + _DAY,
    ),
    Measure(
        code="produce.rounds", name="产销场次", unit="场", kind=Kind.COUNT, fact=LINE.code, subject="round",
        expected=RETURN.fact, where=_COUNTED, words=("场", "场次"), grain="每场一次",
        names=("直播带货", "带货直播", "助农直播", "产销对接"),
        definition="平台已结算的产销场次（网红直播、展销集市、团购）；" + _DAY,
    ),
    Measure(
        code="produce.hosts", name="带货主播", unit="人", kind=Kind.SUM, fact=ROUND.code, value="hosts",
        expected=RETURN.fact, where=_COUNTED, words=("人", "名", "位"), grain="每场人数相加，同一人主持几场计几次",
        names=("主播", "带货主播", "网红主播"),
        definition="各场登记的主播人数之和，不记姓名，同一人主持几场计几次；" + _DAY,
    ),
    Measure(
        code="produce.households", name="产销带动户数", unit="户", kind=Kind.SUM, fact=ROUND.code, value="households",
        expected=RETURN.fact, where=_COUNTED, words=("户",), grain="每场户数相加，同一户在几场计几次",
        names=("带动农户", "带动户数", "助农户数", "助力农户"),
        definition="各场结算时登记的供货农户数之和，不记姓名，同一户在几场计几次；" + _DAY,
    ),
)  # fmt: skip


def _year(one: Asked) -> str:
    rounds, weight, value, households = (one.flow(code) for code in RETURN.measures)
    return f"{{{{estimate}}}}{one.time}产销{rounds}，助农销售{weight}，结算额{value}，带动农户{households}。"


PARAGRAPHS = (Paragraph(heading="助农产销", order=55, summary=_year, flows=RETURN.measures),)
