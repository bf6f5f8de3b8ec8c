"""Products known to the network, and selling rounds with lines that freeze what was sold at which weight and price."""

from django.db import models
from django.db.models import F, Q

from tongxin.access.guard import Guarded
from tongxin.lifecycle.amounts import FenField
from tongxin.network.models import Organisation
from tongxin.network.models.organising import Organised


class Unit(models.TextChoices):
    """What is sold as one."""

    JIN = "jin", "斤"
    KILO = "kilo", "公斤"
    PIECE = "piece", "件"
    CRATE = "crate", "箱"
    BOX = "box", "盒"


class Platform(models.TextChoices):
    """Where a round sells; the sheets of those in `data/platforms.json` are read as they are."""

    DOUYIN = "douyin", "抖店"
    KUAISHOU = "kuaishou", "快手小店"
    TAOBAO = "taobao", "淘宝／天猫"
    PINDUODUO = "pinduoduo", "拼多多"
    WEIXIN = "weixin", "微信小店"
    JINGDONG = "jingdong", "京东"
    OTHER = "other", "其他或线下"


class Product(Guarded):
    """A product of the countryside, known to all: what figures are narrowed to. `path` is that of whoever keeps it.

    `grams` is the declared net weight of one unit: 500 of a 斤, 1,000 of a 公斤, as declared of anything else.
    """

    is_public = True

    name = models.CharField("产品名称", max_length=60, unique=True, error_messages={"unique": "已有同名的产品。"})
    code = models.CharField("商家编码", max_length=40, blank=True)
    unit = models.CharField("计量单位", max_length=8, choices=Unit.choices)
    grams = models.PositiveIntegerField("每单位净重（克）")
    origin = models.CharField("产地", max_length=60, blank=True)
    organiser = models.ForeignKey(Organisation, verbose_name="维护单位", on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "产品"
        constraints = [
            models.UniqueConstraint(
                fields=["code"],
                condition=~Q(code=""),
                name="produce_one_product_a_code",
                violation_error_message="这个商家编码已经是另一个产品的，请核对是不是同一个产品。",
            )
        ]

    def __str__(self) -> str:
        return self.name


class Round(Organised):
    """One selling round 场. What it sold is said by its lines; `hosts`, `households` and `villages` are numbers without names.

    Who watched is a note at most: viewers are not buyers.
    """

    is_public = True

    class Kind(models.TextChoices):
        """How it sells."""

        LIVE = "live", "网红直播"
        FAIR = "fair", "展销集市"
        GROUP = "group", "团购"

    class State(models.TextChoices):
        """How far it has come."""

        PLANNED = "planned", "计划中"
        OPEN = "open", "销售中"
        CLOSED = "closed", "已收场"
        SETTLED = "settled", "已结算"
        ENDED = "ended", "退货期已结束"
        CANCELLED = "cancelled", "已取消"

    title = models.CharField("场次名称", max_length=120)
    kind = models.CharField("形式", max_length=8, choices=Kind.choices)
    platform = models.CharField("平台", max_length=12, choices=Platform.choices)
    shop = models.CharField("店铺", max_length=60, blank=True)
    opens = models.DateField("开始日期", db_index=True)
    closes = models.DateField("结束日期")
    returns_until = models.DateField("退货截止日期", null=True, blank=True)
    hosts = models.PositiveIntegerField("主播人数", default=0)
    audience = models.CharField("观看情况备注", max_length=120, blank=True)
    households = models.PositiveIntegerField("带动户数", default=0)
    villages = models.PositiveIntegerField("带动村数", default=0)
    settled = models.DateField("结算日期", null=True, blank=True)
    ended = models.DateField("退货期结束日期", null=True, blank=True)
    state = models.CharField("状态", max_length=10, choices=State.choices, default=State.PLANNED)
    drop_reason = models.CharField("取消原因", max_length=200, blank=True)

    class Meta:
        verbose_name = "产销场次"
        indexes = [models.Index(fields=["path", "-opens", "-id"]), models.Index(fields=["-opens", "-id"])]
        constraints = [
            models.CheckConstraint(
                condition=Q(closes__gte=F("opens")),
                name="produce_round_closes_after_opening",
                violation_error_message="结束日期不能早于开始日期。",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=("settled", "ended")) | Q(settled__isnull=False),
                name="produce_settled_on_a_day",
                violation_error_message="已结算的场次要有结算日期。",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class RoundLine(Guarded):
    """What a round sells, frozen: name, unit, net weight, price. Its numbers follow from the lines of sheets, units throughout.

    `settled` is what was delivered, not returned, and paid for by the platform.
    """

    round = models.ForeignKey(Round, verbose_name="产销场次", on_delete=models.PROTECT, related_name="+")
    product = models.ForeignKey(Product, verbose_name="产品", on_delete=models.PROTECT, related_name="+")
    name = models.CharField("上架名称", max_length=60)
    unit = models.CharField("计量单位", max_length=8, choices=Unit.choices)
    grams = models.PositiveIntegerField("每单位净重（克）")
    price = FenField("单价")
    ordered = models.PositiveIntegerField("下单数量", default=0)
    paid = models.PositiveIntegerField("付款数量", default=0)
    delivered = models.PositiveIntegerField("发货数量", default=0)
    returned = models.PositiveIntegerField("退货数量", default=0)
    settled = models.PositiveIntegerField("结算数量", default=0)
    orders = models.PositiveIntegerField("结算单数", default=0)
    value = FenField("结算金额", default=0)

    class Meta:
        verbose_name = "上架产品"
        constraints = [
            models.UniqueConstraint(
                fields=["round", "name"],
                name="produce_one_line_a_name",
                violation_error_message="这一场已有同名的上架产品。",
            ),
            models.CheckConstraint(
                condition=Q(returned__lte=F("delivered"), delivered__lte=F("paid"), paid__lte=F("ordered")),
                name="produce_returned_delivered_paid_ordered",
                violation_error_message="退货不能多于发货，发货不能多于付款，付款不能多于下单。",
            ),
        ]

    def __str__(self) -> str:
        return self.name


COUNTED = (Round.State.SETTLED, Round.State.ENDED)
SELLING = (Round.State.OPEN, Round.State.CLOSED, Round.State.SETTLED)
"""States in which lines of sheets are taken."""
