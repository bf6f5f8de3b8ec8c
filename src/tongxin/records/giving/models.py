"""Tables of giving: causes, village projects, gifts with givers and uses, and the append-only lines of the ledgers."""

from datetime import date
from typing import Any, NoReturn

from django.db import models
from django.db.models import Q
from django.utils import timezone

from tongxin.access.guard import Guarded
from tongxin.kernel.scope import Verb
from tongxin.lifecycle.amounts import FenField
from tongxin.network.models import Organisation, Person, Place
from tongxin.network.models.following import FollowsPerson
from tongxin.network.models.organising import Organised
from tongxin.network.models.privacy import PrivateCharField


class Cause(Guarded):
    """What is given for, known to all; 「…以来」 begins on its first day. `path` is that of whoever keeps it."""

    is_public = True

    name = models.CharField("捐赠缘由", max_length=60, unique=True, error_messages={"unique": "已有同名的捐赠缘由。"})
    aliases = models.JSONField("别称", default=list, blank=True)
    begins = models.DateField("开始日期")
    organiser = models.ForeignKey(Organisation, verbose_name="维护单位", on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "捐赠缘由"

    def __str__(self) -> str:
        return self.name


class VillageProject(Organised):
    """A programme for the collective economy of a village 村集体经济; gifts restricted to it are used for it alone. Known to all."""

    is_public = True

    class State(models.TextChoices):
        """Whether it still runs."""

        RUNNING = "running", "进行中"
        FINISHED = "finished", "已完成"

    title = models.CharField("项目名称", max_length=120)
    village = models.CharField("村", max_length=60)
    begins = models.DateField("开始日期", db_index=True)
    ends = models.DateField("完成日期", null=True, blank=True)
    results = models.CharField("成效", max_length=500, blank=True)
    state = models.CharField("状态", max_length=10, choices=State.choices, default=State.RUNNING)

    class Meta:
        verbose_name = "村集体经济项目"
        constraints = [
            models.UniqueConstraint(
                fields=["organiser", "title"],
                name="giving_village_project_once",
                violation_error_message="这个单位已有同名的项目。",
            )
        ]

    def __str__(self) -> str:
        return self.title


class Recipient(Guarded):
    """Who was given to, once for the network: a body or a group of people, never a person by name."""

    is_public = True

    name = models.CharField("受赠方", max_length=120, unique=True)

    class Meta:
        verbose_name = "受赠方"

    def __str__(self) -> str:
        return self.name


class Gift(Organised):
    """One gift to one named recipient. What it came to is the sum of its lines, never a column of its own.

    `value` is what was pledged or valued; from the day it is received the lines say what counts. Anybody may read what an
    organisation gave in its own name, once it is received.
    """

    shown_to_all = Q(state__in=("received", "allocated", "applied"), behalf__isnull=False) & ~Q(giver_kind="anonymous")

    class Form(models.TextChoices):
        """What was given."""

        CASH = "cash", "现金"
        GOODS = "goods", "物资"
        SERVICES = "services", "服务"

    class GiverKind(models.TextChoices):
        """Who gave, without a name."""

        PERSON = "person", "个人"
        FIRM = "firm", "企业"
        ASSOCIATION = "association", "联谊组织"
        ANONYMOUS = "anonymous", "匿名"

    class Basis(models.TextChoices):
        """On what ground goods and services were valued."""

        INVOICE = "invoice", "发票"
        MARKET = "market", "市场价"
        APPRAISAL = "appraisal", "评估"
        DECLARED = "declared", "捐赠方声明"

    class State(models.TextChoices):
        """How far it has come."""

        PLEDGED = "pledged", "已认捐"
        CHECKING = "checking", "待复核"
        RECEIVED = "received", "已接收"
        ALLOCATED = "allocated", "已拨付"
        APPLIED = "applied", "已使用"
        REVERSED = "reversed", "已冲正"
        DROPPED = "dropped", "未兑现"

    organiser = models.ForeignKey(Organisation, verbose_name="登记单位", on_delete=models.PROTECT, related_name="+")
    co_organisers = models.ManyToManyField(  # type: ignore[assignment]  # each table has links of its own
        Organisation, verbose_name="联合捐赠单位", blank=True, related_name="+"
    )
    title = models.CharField("捐赠事项", max_length=120)
    cause = models.ForeignKey(Cause, verbose_name="捐赠缘由", on_delete=models.PROTECT, related_name="+")
    project = models.ForeignKey(
        VillageProject, verbose_name="限定项目", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    restricted = models.BooleanField("限定用途", default=False)
    giver_kind = models.CharField("捐赠方类别", max_length=12, choices=GiverKind.choices)
    behalf = models.ForeignKey(
        Organisation, verbose_name="以谁的名义", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    recipient = models.ForeignKey(Recipient, verbose_name="受赠方", on_delete=models.PROTECT, related_name="+")
    form = models.CharField("形式", max_length=10, choices=Form.choices)
    value = FenField("价值")
    quantity = models.PositiveIntegerField("数量", null=True, blank=True)
    unit = models.CharField("单位", max_length=10, blank=True)
    basis = models.CharField("计价依据", max_length=10, choices=Basis.choices, blank=True)
    valuer = models.CharField("计价人", max_length=60, blank=True)
    pledged = models.DateField("认捐日期", db_index=True)
    received = models.DateField("接收日期", null=True, blank=True)
    receipt = models.CharField("受赠方收据号", max_length=60, blank=True)
    allocated = models.DateField("拨付日期", null=True, blank=True)
    allocated_to = models.CharField("拨付单位", max_length=120, blank=True)
    received_by = models.BigIntegerField("登记接收账号", null=True, blank=True, editable=False)
    state = models.CharField("状态", max_length=10, choices=State.choices, default=State.PLEDGED)
    drop_reason = models.CharField("未兑现原因", max_length=200, blank=True)

    class Meta:
        verbose_name = "捐赠"
        indexes = [
            models.Index(fields=["path", "-pledged", "-id"]),
            models.Index(fields=["-pledged", "-id"]),
            models.Index(fields=["value", "cause", "received"]),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["recipient", "receipt"],
                condition=~Q(receipt="") & ~Q(state__in=("reversed", "dropped")),
                name="giving_receipt_once",
                violation_error_message="受赠方的这个收据号已经登记在另一笔捐赠上，请核对是不是同一笔。",
            ),
            models.CheckConstraint(
                condition=Q(form="cash") | (~Q(basis="") & ~Q(valuer="") & ~Q(quantity=None) & ~Q(unit="")),
                name="giving_goods_are_valued",
                violation_error_message="物资和服务要写明数量、单位、计价依据和计价人。",
            ),
            models.CheckConstraint(
                condition=Q(received=None) | ~Q(receipt=""),
                name="giving_received_with_receipt",
                violation_error_message="接收要写明受赠方开具的收据号。",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Giver(FollowsPerson, Guarded):
    """Who gave: a person of the register, or a name as written under a salt, so that it can be erased from a sealed ledger."""

    read_verb = Verb.MEMBERS

    gift = models.OneToOneField(Gift, verbose_name="捐赠", on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(
        Person, verbose_name="人员", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    name = PrivateCharField("捐赠方姓名或名称", max_length=120, blank=True)
    salt = PrivateCharField("承诺值的盐", max_length=32, blank=True, editable=False)

    class Meta:
        verbose_name = "捐赠方"

    def __str__(self) -> str:
        return f"捐赠方 {self.pk}"


class Use(Guarded):
    """What a part of a gift was spent on, with a report."""

    class State(models.TextChoices):
        """Whether it stands."""

        REPORTED = "reported", "已登记"
        VOIDED = "voided", "已冲销"

    gift = models.ForeignKey(Gift, verbose_name="捐赠", on_delete=models.PROTECT, related_name="+")
    day = models.DateField("使用日期", db_index=True)
    value = FenField("使用金额")
    cause = models.ForeignKey(Cause, verbose_name="用于", on_delete=models.PROTECT, related_name="+")
    project = models.ForeignKey(
        VillageProject, verbose_name="用于项目", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    purpose = models.CharField("用途", max_length=200)
    helped = models.CharField("受益情况", max_length=200, blank=True)
    state = models.CharField("状态", max_length=10, choices=State.choices, default=State.REPORTED)

    class Meta:
        verbose_name = "捐赠使用"
        indexes = [models.Index(fields=["path", "-day", "-id"]), models.Index(fields=["-day", "-id"])]

    def __str__(self) -> str:
        return self.purpose


class Book(Guarded):
    """The ledger of an organisation. From `four_eyes_from` on, a gift counts after another person has checked it."""

    organiser = models.OneToOneField(Organisation, verbose_name="单位", on_delete=models.PROTECT, related_name="+")
    four_eyes_from = FenField("复核起点金额")

    class Meta:
        verbose_name = "捐赠账本"

    def __str__(self) -> str:
        return f"{self.organiser}捐赠账本"


SEALED = (
    "book_id", "number", "gift_id", "kind", "form", "day", "value", "pieces", "place_id", "unit_id", "reverses_id", "use_id",
    "giver",
)  # fmt: skip
"""What the seal of a line covers, in order: numbers of records, days, amounts and commitments, no text."""


def as_sealed(values: tuple[Any, ...]) -> tuple[str | int, ...]:
    """Return the values of `SEALED` as they are sealed: a day as text, 0 for no record."""
    return tuple(0 if one is None else one.isoformat() if isinstance(one, date) else one for one in values)


class AppendOnlyError(RuntimeError):
    """A line of the ledger was to be changed or removed: a programming error."""


class Line(Guarded):
    """One line of a ledger, sealed together with the line before. What is wrong is reversed by a line of its own.

    `value` and `pieces` are signed: the sum of the lines of a gift is what it comes to. `place` is where the line counts and
    `unit` the organisation whose own number it belongs to: none for a line that says that two levels told of one gift.
    `received`, `used` and `gifts` are what the ledger comes to with this line: its balance is read from the last one.
    """

    is_append_only = True

    class Kind(models.TextChoices):
        """What happened."""

        RECEIVED = "received", "接收"
        ENTRY_ERROR = "entry_error", "登记错误冲正"
        DUPLICATE = "duplicate", "重复登记冲正"
        WRONG_BODY = "wrong_body", "单位错误冲正"
        REFUND = "refund", "退款"
        RETURNED = "returned", "退还物资"
        USED = "used", "使用"
        USE_VOIDED = "use_voided", "使用冲销"
        MATCHED = "matched", "与他级同一笔，抵减"
        UNMATCHED = "unmatched", "撤销同一笔"

    book = models.ForeignKey(Book, verbose_name="账本", on_delete=models.PROTECT, related_name="+")
    number = models.PositiveIntegerField("行号")
    gift = models.ForeignKey(Gift, verbose_name="捐赠", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField("类别", max_length=12, choices=Kind.choices)
    form = models.CharField("形式", max_length=10, choices=Gift.Form.choices)
    day = models.DateField("业务日期", db_index=True)
    booked = models.DateTimeField("记账时间", default=timezone.now, editable=False)
    value = FenField("金额")
    pieces = models.SmallIntegerField("笔数", default=0)
    received = FenField("累计已接收净额", default=0, editable=False)
    used = FenField("累计已使用", default=0, editable=False)
    gifts = models.IntegerField("累计笔数", default=0, editable=False)
    place = models.ForeignKey(Place, verbose_name="所属地区", on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey(
        Organisation, verbose_name="单位", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    reverses = models.OneToOneField(
        "self", verbose_name="冲正哪一行", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    use = models.ForeignKey(Use, verbose_name="使用", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    giver = models.CharField("捐赠方承诺值", max_length=64, blank=True)
    previous = models.CharField("前一行的封印", max_length=64)
    seal = models.CharField("封印", max_length=64)

    class Meta:
        verbose_name = "账本行"
        indexes = [models.Index(fields=["gift", "id"])]
        constraints = [models.UniqueConstraint(fields=["book", "number"], name="giving_one_line_a_number")]

    def __str__(self) -> str:
        return f"第 {self.number} 行 {self.get_kind_display()}"

    def said(self) -> tuple[str | int, ...]:
        """Return what the seal covers: numbers of records, days, amounts and commitments, no text."""
        return as_sealed(tuple(getattr(self, name) for name in SEALED))

    def save(self, *args: Any, **options: Any) -> None:
        """Write a new line; refuse to change one."""
        if not self._state.adding:
            raise AppendOnlyError(f"line {self.pk} of a ledger is not changed")
        super().save(*args, **options)

    def delete(self, *_: Any, **__: Any) -> NoReturn:
        """Refuse."""
        raise AppendOnlyError(f"line {self.pk} of a ledger is not removed")


class Match(Guarded):
    """That two gifts told by two organisations are one, or that they are two. `path` is their smallest common place."""

    class State(models.TextChoices):
        """What people decided."""

        SAME = "same", "同一笔"
        DIFFERENT = "different", "不是同一笔"
        UNDONE = "undone", "已撤销"

    kept = models.ForeignKey(Gift, verbose_name="计入的一笔", on_delete=models.PROTECT, related_name="+")
    other = models.ForeignKey(Gift, verbose_name="抵减的一笔", on_delete=models.PROTECT, related_name="+")
    state = models.CharField("认定", max_length=10, choices=State.choices)

    class Meta:
        verbose_name = "捐赠核对"
        constraints = [
            models.UniqueConstraint(
                fields=["kept", "other"],
                condition=~Q(state="undone"),
                name="giving_pair_decided_once",
                violation_error_message="这两笔已经认定过，请先撤销原来的认定。",
            ),
            models.UniqueConstraint(
                fields=["other"],
                condition=Q(state="same"),
                name="giving_taken_out_once",
                violation_error_message="这一笔已经认定与另一笔相同，请先撤销原来的认定。",
            ),
        ]

    def __str__(self) -> str:
        return f"捐赠核对 {self.pk}"


COUNTED = (Gift.State.RECEIVED, Gift.State.ALLOCATED, Gift.State.APPLIED)
CORRECTIONS = (Line.Kind.ENTRY_ERROR, Line.Kind.DUPLICATE, Line.Kind.WRONG_BODY)
"""Reversals that bear the day of the line they reverse: it never happened so."""
GIVEN_BACK = (Line.Kind.REFUND, Line.Kind.RETURNED)
"""Reversals with a day of their own: it happened, and then something else did."""
OF_USE = (Line.Kind.USED, Line.Kind.USE_VOIDED)
BETWEEN_LEVELS = (Line.Kind.MATCHED, Line.Kind.UNMATCHED)
"""Lines that say that two levels told of one gift: they take nothing from what either of them received."""
IN_VALUE = tuple(one.value for one in Line.Kind if one not in OF_USE)
