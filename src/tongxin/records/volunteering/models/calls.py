"""A volunteer action: what is called for, by whom, and what it came to."""

from django.db import models
from django.db.models import Q

from tongxin.attendance.models import WithRoster
from tongxin.network.models.organising import Organised


class Urgency(models.IntegerChoices):
    """How soon something is needed. A higher number comes first on the board."""

    USUAL = 1, "一般"
    SOON = 2, "尽快"
    AT_ONCE = 3, "紧急"


class VolunteerAction(Organised, WithRoster):
    """One action 志愿服务, from the call to the end. Hours and 人次 are the action's: they are counted, never added up from people.

    A claimed task nobody has been heard of for `silent_days` is free again. What was written of those who asked for help, and
    of the volunteers, is erased `keep_days` after the action. `public_code` is the address of the page anybody may read;
    `takes_sign_ups` and `takes_requests` say which forms stand on it.
    """

    secrets = ("public_code",)

    class Kind(models.TextChoices):
        """What for."""

        RELIEF = "relief", "扶贫济困"
        SCHOOLING = "schooling", "乐善助学"
        EPIDEMIC = "epidemic", "疫情防控"
        FLOOD = "flood", "抗洪救灾"
        COMMUNITY = "community", "社区服务"

    class State(models.TextChoices):
        """Whether it is overdue is computed, never stored."""

        CALLED = "called", "征集中"
        OPEN = "open", "派单中"
        HELD = "held", "已开展"
        CLOSED = "closed", "已归档"
        CANCELLED = "cancelled", "已取消"

    title = models.CharField("行动名称", max_length=120)
    kind = models.CharField("类别", max_length=12, choices=Kind.choices)
    urgency = models.PositiveSmallIntegerField("紧急程度", choices=Urgency.choices, default=Urgency.USUAL)
    call = models.CharField("号召", max_length=500, blank=True)
    venue = models.CharField("地点", max_length=120, blank=True)
    first_day = models.DateField("开始日期")
    last_day = models.DateField("结束日期")
    hours = models.PositiveIntegerField("服务时长合计（小时）", default=0)
    silent_days = models.PositiveSmallIntegerField("几天没有消息就放回", default=3)
    keep_days = models.PositiveSmallIntegerField("个人信息保留天数", default=30)
    takes_sign_ups = models.BooleanField("网上报名", default=True)
    takes_requests = models.BooleanField("网上求助", default=True)
    state = models.CharField("状态", max_length=10, choices=State.choices, default=State.CALLED)
    cancel_reason = models.CharField("取消原因", max_length=200, blank=True)
    public_code = models.CharField("公开地址标识", max_length=40, blank=True, editable=False, db_index=True)

    class Meta:
        verbose_name = "志愿服务"
        indexes = [models.Index(fields=["path", "-last_day", "-id"]), models.Index(fields=["-last_day", "-id"])]
        constraints = [
            WithRoster.days_in_order("volunteering_days_in_order", sentence="结束日期早于开始日期，请调换。"),
            models.UniqueConstraint(
                fields=["organiser", "title", "first_day"],
                condition=~Q(state="cancelled"),
                name="volunteering_recorded_once",
                violation_error_message="这次志愿服务已经登记过：同一主办单位、同名、同一天。请在列表中查看，不用再登记。",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def keeps_names(self) -> bool:
        """Nobody: who helped is counted, and signs up for this one action alone."""
        return False

    @property
    def is_completed(self) -> bool:
        """Whoever came helped; there is nothing to complete."""
        return False


ACTIVE = (VolunteerAction.State.CALLED, VolunteerAction.State.OPEN)
COUNTED = (VolunteerAction.State.HELD, VolunteerAction.State.CLOSED)
