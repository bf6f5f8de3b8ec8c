"""Tables of the board's supply side: the public link of an organisation, and what producers offer."""

from secrets import token_urlsafe

from django.db import models
from django.db.models import F, Q

from tongxin.access.guard import Guarded
from tongxin.lifecycle.amounts import FenField
from tongxin.network.models import Organisation, Place
from tongxin.records.produce.models.rounds import Unit

PIECES = (Unit.PIECE, Unit.CRATE, Unit.BOX)
"""Units that weigh what is declared of them."""


def new_code() -> str:
    """Return a fresh code of 96 random bits, safe in an address."""
    return token_urlsafe(12)


class Source(models.TextChoices):
    """How it came in."""

    LINK = "link", "网上提交"
    STAFF = "staff", "工作人员登记"


class BoardLink(Guarded):
    """Through which an organisation takes in offers and wishes without account, while it is open."""

    class State(models.TextChoices):
        """Whether its forms take anything."""

        OPEN = "open", "开放"
        CLOSED = "closed", "已关闭"

    shown_to_all = Q(state=State.OPEN)

    organiser = models.OneToOneField(
        Organisation,
        verbose_name="受理单位",
        on_delete=models.PROTECT,
        related_name="+",
        error_messages={"unique": "这个单位已有登记入口。"},
    )
    place = models.ForeignKey(Place, verbose_name="所属地区", on_delete=models.PROTECT, related_name="+")
    token = models.CharField("地址标识", max_length=20, unique=True, default=new_code, editable=False)
    state = models.CharField("状态", max_length=10, choices=State.choices, default=State.OPEN)
    opened = models.DateField("开放日期", db_index=True)

    class Meta:
        verbose_name = "产销登记入口"

    def __str__(self) -> str:
        return f"{self.organiser}产销登记入口"


class Offer(Guarded):
    """What a producer has to sell: in which months, how much, at which price. `path` is that of whoever looks after it.

    Price is in fen a unit, `net_weight` grams a piece, `months` twelve bits from January. It is shown to anybody while it
    is listed and the producer's consent stands; who to call stands in `Contact`.
    """

    class Producer(models.TextChoices):
        """Who grows or makes it."""

        FARMER = "farmer", "农户"
        COOPERATIVE = "cooperative", "合作社"
        FIRM = "firm", "企业"
        VILLAGE = "village", "村集体"

    class Certificate(models.TextChoices):
        """What it is certified as."""

        NONE = "none", "无"
        GREEN = "green", "绿色食品"
        ORGANIC = "organic", "有机产品"
        ORIGIN = "origin", "地理标志"
        SPECIAL = "special", "名特优新"
        OTHER = "other", "其他认证"

    class State(models.TextChoices):
        """How far it has come."""

        DRAFT = "draft", "草稿"
        RECEIVED = "received", "待审核"
        LISTED = "listed", "已上架"
        CLOSED = "closed", "已结束"
        WITHDRAWN = "withdrawn", "已撤回"

    shown_to_all = Q(state=State.LISTED, consented__isnull=False, consent_withdrawn=None)

    product = models.CharField("产品", max_length=40, db_index=True)
    organiser = models.ForeignKey(Organisation, verbose_name="受理单位", on_delete=models.PROTECT, related_name="+")
    place = models.ForeignKey(Place, verbose_name="产地", on_delete=models.PROTECT, related_name="+")
    village = models.CharField("村", max_length=40, blank=True)
    producer = models.CharField("供货方", max_length=12, choices=Producer.choices, default=Producer.FARMER)
    producer_name = models.CharField("供货单位", max_length=60, blank=True)
    months = models.PositiveSmallIntegerField("供应月份")
    price_from = FenField("最低单价")
    price_to = FenField("最高单价")
    quantity = models.PositiveIntegerField("可供数量")
    unit = models.CharField("单位", max_length=10, choices=Unit.choices)
    net_weight = models.PositiveIntegerField("每件净重（克）", default=0)
    certificate = models.CharField("认证", max_length=10, choices=Certificate.choices, default=Certificate.NONE)
    certificate_number = models.CharField("证书编号", max_length=40, blank=True)
    note = models.CharField("说明", max_length=200, blank=True)
    source = models.CharField("来源", max_length=10, choices=Source.choices, default=Source.STAFF)
    received = models.DateField("收到日期", db_index=True)
    listed = models.DateField("上架日期", null=True, blank=True)
    closed = models.DateField("结束日期", null=True, blank=True)
    close_reason = models.CharField("结束原因", max_length=500, blank=True)
    consented = models.DateField("同意公开日期", null=True, blank=True)
    consent_how = models.CharField("怎样同意的", max_length=60, blank=True)
    consent_version = models.PositiveSmallIntegerField("同意的文本版本", null=True, blank=True, editable=False)
    consent_withdrawn = models.DateField("撤回同意日期", null=True, blank=True)
    state = models.CharField("状态", max_length=10, choices=State.choices, default=State.DRAFT)
    code = models.CharField("公开页地址", max_length=20, unique=True, default=new_code, editable=False)

    class Meta:
        verbose_name = "供应"
        indexes = [
            models.Index(fields=["path", "-received", "-id"]),
            models.Index(fields=["-received", "-id"]),
            models.Index(fields=["state", "-received", "-id"]),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(price_to__gte=F("price_from")),
                name="produce_offer_prices_in_order",
                violation_error_message="最高单价低于最低单价，请调换。",
            ),
            models.CheckConstraint(
                condition=Q(months__gte=1, months__lte=4095),
                name="produce_offer_has_a_season",
                violation_error_message="请填写供应月份，例如 7-8月。",
            ),
            models.CheckConstraint(
                condition=Q(quantity__gte=1),
                name="produce_offer_has_a_quantity",
                violation_error_message="可供数量应是大于零的整数。",
            ),
            models.CheckConstraint(
                condition=~Q(state="listed") | Q(consented__isnull=False, consent_withdrawn=None),
                name="produce_offer_listed_with_consent",
                violation_error_message="供货方没有同意公开，不能上架。",
            ),
        ]

    def __str__(self) -> str:
        return self.product
