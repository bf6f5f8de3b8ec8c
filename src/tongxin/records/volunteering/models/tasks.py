"""What is to be done in an action: each task with its own state and amounts; and who is working on it this minute."""

from fractions import Fraction

from django.db import models
from django.db.models import F, Q

from tongxin.access.guard import Guarded
from tongxin.access.models import Account
from tongxin.kernel.scope import Verb
from tongxin.network.models import Place
from tongxin.records.volunteering.models.calls import Urgency, VolunteerAction
from tongxin.records.volunteering.models.people import Volunteer

PARTS = 100
"""Amounts are kept in whole hundredths of their unit."""


class Task(Guarded):
    """One thing to be done. `path` is the action's; `place` is where it is needed, for the map.

    `needed` and `done` are in hundredths of `unit`. `claimant` is who took it, `heard` when it was last heard of; a claim
    that has been silent too long is no claim. It counts on the day it was finished, with the households it helped.
    """

    class Kind(models.TextChoices):
        """What is to be done."""

        DELIVERY = "delivery", "配送物资"
        SUPPLY = "supply", "筹集采购"
        TRANSPORT = "transport", "转运接送"
        VISIT = "visit", "走访慰问"
        TEACHING = "teaching", "助学辅导"
        GUARD = "guard", "值守巡查"
        CLEANING = "cleaning", "清理消杀"
        COUNSEL = "counsel", "咨询疏导"
        OTHER = "other", "其他"

    class State(models.TextChoices):
        """How far it has come. Part of it done, and silence, are computed."""

        OPEN = "open", "待认领"
        CLAIMED = "claimed", "已认领"
        DONE = "done", "已完成"
        FOLLOWED = "followed", "已回访"
        CLOSED = "closed", "未办结束"

    class Proof(models.TextChoices):
        """What shows that it was done."""

        SIGNED = "signed", "签收"
        PHOTO = "photo", "照片"
        COUNTED = "counted", "数量清点"

    class Closing(models.TextChoices):
        """Why it ended without being done."""

        BY_OTHERS = "by_others", "已由他人完成"
        NOT_WANTED = "not_wanted", "不再需要帮助"
        DUPLICATE = "duplicate", "重复"
        OUT_OF_REACH = "out_of_reach", "无法到达"
        BEYOND = "beyond", "超出能力"
        OTHER = "other", "其他原因"

    action = models.ForeignKey(VolunteerAction, verbose_name="志愿服务", on_delete=models.PROTECT, related_name="+")
    title = models.CharField("任务", max_length=120)
    kind = models.CharField("任务类别", max_length=12, choices=Kind.choices)
    urgency = models.PositiveSmallIntegerField("紧急程度", choices=Urgency.choices, default=Urgency.USUAL)
    place = models.ForeignKey(Place, verbose_name="在哪个地区", on_delete=models.PROTECT, related_name="+")
    spot = models.CharField("集合或交接地点", max_length=120, blank=True)
    begins = models.DateTimeField("开始时间", null=True, blank=True)
    needed = models.PositiveBigIntegerField("需要数量")
    done = models.PositiveBigIntegerField("已完成数量", default=0)
    unit = models.CharField("单位", max_length=10)
    asked_at = models.DateTimeField("提出时间", editable=False)
    claimant = models.ForeignKey(
        Volunteer, verbose_name="认领方", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    heard = models.DateTimeField("最近消息", null=True, blank=True, editable=False)
    day = models.DateField("完成日期", null=True, blank=True)
    households = models.PositiveIntegerField("帮助户数", default=0)
    proof = models.CharField("凭据", max_length=10, choices=Proof.choices, blank=True)
    proof_note = models.CharField("凭据说明", max_length=200, blank=True)
    closing = models.CharField("未办原因", max_length=14, choices=Closing.choices, blank=True)
    closing_note = models.CharField("未办说明", max_length=200, blank=True)
    followed = models.DateField("回访日期", null=True, blank=True)
    state = models.CharField("状态", max_length=10, choices=State.choices, default=State.OPEN)

    class Meta:
        verbose_name = "志愿任务"
        indexes = [
            models.Index(fields=["state", "-urgency", "id"]),
            models.Index(fields=["path", "state", "-urgency", "id"]),
            models.Index(fields=["action", "state", "id"]),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(needed__gte=1) & Q(done__lte=F("needed")),
                name="volunteering_done_within_needed",
                violation_error_message="已完成的数量不能超过需要的数量，请核对。",
            ),
            models.CheckConstraint(
                condition=Q(state__in=("open", "claimed", "closed"))
                | (Q(day__isnull=False) & ~Q(proof="") & Q(done=F("needed"))),
                name="volunteering_done_with_proof",
                violation_error_message="完成的任务要有完成日期和凭据，数量要做完。",
            ),
            models.CheckConstraint(
                condition=~Q(state="claimed") | Q(claimant__isnull=False, heard__isnull=False),
                name="volunteering_claimed_by_somebody",
                violation_error_message="已认领的任务要有认领方。",
            ),
            models.CheckConstraint(
                condition=~Q(state="closed") | ~Q(closing=""),
                name="volunteering_closed_with_reason",
                violation_error_message="没有办就结束的要写明原因。",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def left(self) -> int:
        """How much is still to be done, in hundredths."""
        return self.needed - self.done

    @property
    def amount(self) -> Fraction:
        """How much is needed, in its unit."""
        return Fraction(self.needed, PARTS)


class Hold(Guarded):
    """That an account is working on a task this minute. It forbids nobody anything and is over by itself."""

    read_verb = Verb.RECORD

    task = models.OneToOneField(Task, verbose_name="任务", on_delete=models.CASCADE, related_name="+")
    account = models.ForeignKey(Account, verbose_name="账号", on_delete=models.CASCADE, related_name="+")
    until = models.DateTimeField("到何时")

    class Meta:
        verbose_name = "正在处理"

    def __str__(self) -> str:
        return f"正在处理 {self.task_id}"


DONE = (Task.State.DONE, Task.State.FOLLOWED)
WAITING = (Task.State.OPEN, Task.State.CLAIMED)
