"""Tables of training."""

from django.db import models
from django.db.models import Q

from tongxin.attendance.models import WithRoster
from tongxin.network.models.organising import Organised


class TrainingClass(Organised, WithRoster):
    """One class 班次, whoever runs it together."""

    class Kind(models.TextChoices):
        """What the class mainly is."""

        COURSE = "course", "集中培训"
        SEMINAR = "seminar", "专题研讨"
        FIELD = "field", "考察·现场教学"
        ONLINE = "online", "网络培训"

    class State(models.TextChoices):
        """Whether a class is overdue is computed, never stored."""

        PLANNED = "planned", "计划中"
        HELD = "held", "已举办"
        CLOSED = "closed", "已归档"
        CANCELLED = "cancelled", "已取消"

    title = models.CharField("培训班名称", max_length=120)
    venue = models.CharField("举办地点", max_length=120, blank=True)
    kind = models.CharField("类别", max_length=10, choices=Kind.choices, default=Kind.COURSE)
    first_day = models.DateField("开班日期")
    last_day = models.DateField("结业日期")
    state = models.CharField("状态", max_length=10, choices=State.choices, default=State.PLANNED)
    signed_roster = models.CharField("签到册存放处", max_length=120, blank=True)
    cancel_reason = models.CharField("取消原因", max_length=200, blank=True)

    class Meta:
        verbose_name = "培训班次"
        indexes = [models.Index(fields=["path", "-last_day", "-id"]), models.Index(fields=["-last_day", "-id"])]
        constraints = [
            WithRoster.days_in_order("training_class_days_in_order", sentence="结业日期早于开班日期，请调换。"),
            models.UniqueConstraint(
                fields=["organiser", "title", "first_day"],
                condition=~Q(state="cancelled"),
                name="training_class_recorded_once",
                violation_error_message="这期培训班已经登记过：同一主办单位、同名、同一天开班。请在列表中查看，不用再登记。",
            ),
        ]

    def __str__(self) -> str:
        return self.title


COUNTED = (TrainingClass.State.HELD, TrainingClass.State.CLOSED)
