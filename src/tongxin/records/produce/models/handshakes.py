"""Tables of what comes of the board: an offer and a wish brought together, and what came of it."""

from django.db import models
from django.db.models import Q

from tongxin.access.fields import PathField
from tongxin.access.guard import Guarded, within
from tongxin.kernel.scope import Scope, Verb
from tongxin.lifecycle.amounts import FenField
from tongxin.records.produce.models.offers import Offer
from tongxin.records.produce.models.wishes import Wish


class Handshake(Guarded):
    """One offer and one wish, from the proposal until somebody has asked what came of it.

    It takes `quantity` of the offer, in the offer's unit, once both sides have agreed; once it came to something, what was
    really bought. `path` is the offer's and `wish_path` the wish's: it exists for either side. Nothing is paid here.
    """

    class State(models.TextChoices):
        """How far it has come."""

        PROPOSED = "proposed", "待双方确认"
        AGREED = "agreed", "双方已确认"
        CAME = "came", "已成交"
        NOTHING = "nothing", "未成交"
        DECLINED = "declined", "已谢绝"

    class WhyNot(models.TextChoices):
        """Why nothing came of it."""

        PRICE = "price", "价格没谈拢"
        QUALITY = "quality", "质量不合适"
        QUANTITY = "quantity", "数量不够"
        TIME = "time", "时间赶不上"
        FREIGHT = "freight", "运输不便"
        SILENT = "silent", "联系不上"
        OTHER = "other", "其他"

    offer = models.ForeignKey(Offer, verbose_name="供应", on_delete=models.PROTECT, related_name="+")
    wish = models.ForeignKey(Wish, verbose_name="心愿", on_delete=models.PROTECT, related_name="+")
    wish_path = PathField(db_index=True, editable=False)
    quantity = models.PositiveIntegerField("对接数量")
    proposed = models.DateField("提出日期", db_index=True)
    offer_agreed = models.DateField("供方确认日期", null=True, blank=True)
    offer_agreed_by = models.BigIntegerField("登记供方确认的账号", null=True, blank=True, editable=False)
    wish_agreed = models.DateField("需方确认日期", null=True, blank=True)
    wish_agreed_by = models.BigIntegerField("登记需方确认的账号", null=True, blank=True, editable=False)
    followed = models.DateField("回访日期", null=True, blank=True)
    came_quantity = models.PositiveIntegerField("成交数量", default=0)
    came_value = FenField("成交金额", default=0)
    why_not = models.CharField("未成交原因", max_length=10, choices=WhyNot.choices, blank=True)
    close_reason = models.CharField("谢绝原因", max_length=500, blank=True)
    state = models.CharField("状态", max_length=10, choices=State.choices, default=State.PROPOSED)

    class Meta:
        verbose_name = "对接"
        indexes = [
            models.Index(fields=["path", "-proposed", "-id"]),
            models.Index(fields=["-proposed", "-id"]),
            models.Index(fields=["offer", "state"]),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(quantity__gte=1),
                name="produce_handshake_has_a_quantity",
                violation_error_message="对接数量应是大于零的整数。",
            ),
            models.UniqueConstraint(
                fields=["offer", "wish"],
                condition=Q(state__in=("proposed", "agreed")),
                name="produce_one_open_handshake",
                violation_error_message="这条供应和这条心愿正在对接，不用再提。",
            ),
            models.CheckConstraint(
                condition=Q(state__in=("proposed", "declined"))
                | Q(offer_agreed__isnull=False, wish_agreed__isnull=False),
                name="produce_handshake_agreed_by_both",
                violation_error_message="要双方都确认。",
            ),
        ]

    def __str__(self) -> str:
        return f"对接 {self.pk}"

    @property
    def result(self) -> str:
        """What came of it, as its form asks; empty until somebody has asked."""
        return self.state if self.state in (self.State.CAME, self.State.NOTHING) else ""

    @classmethod
    def readable(cls, scope: Scope, verb: Verb) -> Q:
        """It exists for the side of the offer and that of the wish."""
        return within(scope, verb) | within(scope, verb, lookup="wish_path")
