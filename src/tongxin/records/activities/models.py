"""Tables of activities."""

from django.db import models
from django.db.models import Q

from tongxin.attendance.models import WithRoster
from tongxin.network.models import Base
from tongxin.network.models.organising import Organised


class Activity(Organised, WithRoster):
    """One activity 活动, whoever holds it together. Where it was held says `venue`, and `base` where that is a base."""

    class Kind(models.TextChoices):
        """What it mainly was. Of 党建 and 社会治理 only numbers are kept, never who came."""

        FLASH_MOB = "flash_mob", "快闪"
        PERFORMANCE = "performance", "文艺演出"
        SPEECH = "speech", "演讲会"
        LECTURE = "lecture", "讲坛"
        INTERVIEW = "interview", "访谈"
        SALON = "salon", "沙龙"
        FORUM = "forum", "论坛"
        FIELD_STUDY = "field_study", "主题考察"
        MEETING = "meeting", "会议"
        PARTY = "party", "党建活动"
        GOVERNANCE = "governance", "社会治理"
        OTHER = "other", "其他主题活动"

    class State(models.TextChoices):
        """Whether an activity is overdue is computed, never stored."""

        PLANNED = "planned", "计划中"
        HELD = "held", "已举办"
        CLOSED = "closed", "已归档"
        CANCELLED = "cancelled", "已取消"

    title = models.CharField("活动名称", max_length=120)
    aliases = models.JSONField("简称", default=list, blank=True)
    kind = models.CharField("类别", max_length=12, choices=Kind.choices)
    online = models.BooleanField("线上举办", default=False)
    venue = models.CharField("举办地点", max_length=120, blank=True)
    base = models.ForeignKey(
        Base, verbose_name="所在基地", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    first_day = models.DateField("活动日期")
    last_day = models.DateField("结束日期")
    state = models.CharField("状态", max_length=10, choices=State.choices, default=State.PLANNED)
    cancel_reason = models.CharField("取消原因", max_length=200, blank=True)

    class Meta:
        verbose_name = "活动"
        indexes = [models.Index(fields=["path", "-last_day", "-id"]), models.Index(fields=["-last_day", "-id"])]
        constraints = [
            WithRoster.days_in_order("activities_days_in_order", sentence="结束日期早于活动日期，请调换。"),
            models.UniqueConstraint(
                fields=["organiser", "title", "first_day"],
                condition=~Q(state="cancelled"),
                name="activities_recorded_once",
                violation_error_message="这场活动已经登记过：同一主办单位、同名、同一天。请在列表中查看，不用再登记。",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def keeps_names(self) -> bool:
        """Of 党建 and 社会治理 nobody."""
        return self.kind not in NAMELESS

    @property
    def is_completed(self) -> bool:
        """Whoever came took part; there is nothing to complete."""
        return False


COUNTED = (Activity.State.HELD, Activity.State.CLOSED)
NAMELESS = (Activity.Kind.PARTY, Activity.Kind.GOVERNANCE)
"""Kinds of which it would say something about people who came: only numbers are kept."""
