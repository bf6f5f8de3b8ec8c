"""Tables of the board's demand side: wishes and group orders, and who takes part in one with how much."""

from django.db import models
from django.db.models import Q

from tongxin.access.guard import Guarded
from tongxin.lifecycle.amounts import FenField
from tongxin.network.models import Organisation, Place
from tongxin.records.produce.models.offers import Offer, Source, new_code
from tongxin.records.produce.models.rounds import Unit


class Wish(Guarded):
    """What somebody would buy: how much, by when, where to. `path` is that of whoever looks after it.

    A group order is a wish others join until it is matched: what it comes to is its own `quantity` and their shares.
    `price_most` is in fen a unit, 0 where nothing was said. `offer` is the one it was written for, if any.
    """

    class Wisher(models.TextChoices):
        """Who would buy."""

        FIRM = "firm", "企业"
        CANTEEN = "canteen", "单位食堂"
        CITIZEN = "citizen", "市民"

    class State(models.TextChoices):
        """How far it has come."""

        RECEIVED = "received", "待审核"
        LISTED = "listed", "已上架"
        MATCHED = "matched", "对接中"
        FOLLOWED = "followed", "已回访"
        CLOSED = "closed", "已结束"

    shown_to_all = Q(state=State.LISTED)

    product = models.CharField("想要的产品", max_length=40, db_index=True)
    organiser = models.ForeignKey(Organisation, verbose_name="受理单位", on_delete=models.PROTECT, related_name="+")
    place = models.ForeignKey(Place, verbose_name="送达地", on_delete=models.PROTECT, related_name="+")
    wisher = models.CharField("需求方", max_length=10, choices=Wisher.choices, default=Wisher.CITIZEN)
    wisher_name = models.CharField("需求单位", max_length=60, blank=True)
    is_group = models.BooleanField("团购", default=False)
    quantity = models.PositiveIntegerField("数量")
    unit = models.CharField("单位", max_length=10, choices=Unit.choices)
    price_most = FenField("最高能接受的单价", default=0)
    needed_by = models.DateField("最晚需要日期", db_index=True)
    note = models.CharField("说明", max_length=200, blank=True)
    offer = models.ForeignKey(
        Offer, verbose_name="看中的供应", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    source = models.CharField("来源", max_length=10, choices=Source.choices, default=Source.STAFF)
    received = models.DateField("收到日期", db_index=True)
    closed = models.DateField("结束日期", null=True, blank=True)
    close_reason = models.CharField("结束原因", max_length=500, blank=True)
    state = models.CharField("状态", max_length=10, choices=State.choices, default=State.RECEIVED)
    code = models.CharField("公开页地址", max_length=20, unique=True, default=new_code, editable=False)

    class Meta:
        verbose_name = "心愿"
        indexes = [
            models.Index(fields=["path", "-received", "-id"]),
            models.Index(fields=["-received", "-id"]),
            models.Index(fields=["state", "-received", "-id"]),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(quantity__gte=1),
                name="produce_wish_has_a_quantity",
                violation_error_message="数量应是大于零的整数。",
            )
        ]

    def __str__(self) -> str:
        return self.product


class Share(Guarded):
    """With how much somebody takes part in a group order."""

    class State(models.TextChoices):
        """Whether it stands."""

        JOINED = "joined", "已参团"
        LEFT = "left", "已退出"

    wish = models.ForeignKey(Wish, verbose_name="团购", on_delete=models.PROTECT, related_name="+")
    quantity = models.PositiveIntegerField("数量")
    joined = models.DateField("参团日期", db_index=True)
    state = models.CharField("状态", max_length=10, choices=State.choices, default=State.JOINED)

    class Meta:
        verbose_name = "参团"
        indexes = [models.Index(fields=["wish", "state", "id"])]
        constraints = [
            models.CheckConstraint(
                condition=Q(quantity__gte=1),
                name="produce_share_has_a_quantity",
                violation_error_message="数量应是大于零的整数。",
            )
        ]

    def __str__(self) -> str:
        return f"参团 {self.pk}"
