"""Lines of platform sheets as they were told, and what the products of a platform are called here."""

from django.db import models

from tongxin.access.guard import Guarded
from tongxin.lifecycle.amounts import FenField
from tongxin.records.produce.models.rounds import Platform, Round


class Stage(models.TextChoices):
    """How far a sub-order had come when its sheet was made."""

    ORDERED = "ordered", "已下单"
    PAID = "paid", "已付款"
    DELIVERED = "delivered", "已发货"


class SheetLine(Guarded):
    """One line of a sheet about one sub-order; nothing of the buyer. What a round sold follows from the set of its lines.

    Each keeps the day of its sheet (`told`): of several order lines about a sub-order the latest speaks, whenever it came in.
    `digest` is by which a line told again is recognised.
    """

    class Sheet(models.TextChoices):
        """Of which kind of sheet it is."""

        ORDER = "order", "订单"
        AFTERSALE = "aftersale", "售后"
        SETTLEMENT = "settlement", "结算"

    round = models.ForeignKey(Round, verbose_name="产销场次", on_delete=models.PROTECT, related_name="+")
    sheet = models.CharField("表类", max_length=10, choices=Sheet.choices)
    number = models.CharField("子订单号", max_length=60)
    flow = models.CharField("流水号", max_length=60, blank=True)
    item = models.CharField("商品", max_length=120, blank=True)
    quantity = models.PositiveIntegerField("数量", default=0)
    amount = FenField("金额", default=0)
    refund = FenField("退款", default=0)
    stage = models.CharField("进度", max_length=10, choices=Stage.choices, default=Stage.DELIVERED)
    status = models.CharField("状态原文", max_length=60, blank=True)
    happened = models.DateField("发生日期", null=True, blank=True)
    told = models.DateField("表的日期")
    digest = models.CharField("指纹", max_length=64, editable=False)

    class Meta:
        verbose_name = "结算行"
        indexes = [models.Index(fields=["path", "-told", "-id"]), models.Index(fields=["number"])]
        constraints = [
            models.UniqueConstraint(
                fields=["digest", "round"],
                name="produce_line_told_once",
                violation_error_message="这一行已经登记过。",
            )
        ]

    def __str__(self) -> str:
        return f"{self.number}（{self.get_sheet_display()}）"


class Naming(Guarded):
    """That what a platform calls `item` is sold here under `name`: said once by a person for a place, platform and shop."""

    platform = models.CharField("平台", max_length=12, choices=Platform.choices)
    shop = models.CharField("店铺", max_length=60, blank=True)
    item = models.CharField("平台上的商品", max_length=120)
    name = models.CharField("上架名称", max_length=60)

    class Meta:
        verbose_name = "商品对应"
        constraints = [
            models.UniqueConstraint(fields=["path", "platform", "shop", "item"], name="produce_one_name_an_item")
        ]

    def __str__(self) -> str:
        return self.item
