"""What people take part in. It lies below every record: an owner points to its occasion, an occasion never to its owner."""

from django.db import models
from django.db.models import BaseConstraint, F, Q

from tongxin.access.guard import Guarded


class Occasion(Guarded):
    """What people took part in. `kind` names the owner's record type, such as `training.class`."""

    kind = models.CharField("记录类型", max_length=40)
    days_needed = models.PositiveSmallIntegerField("结业最少天数")

    class Meta:
        verbose_name = "场次"
        indexes = [models.Index(fields=["kind", "id"])]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"


class Session(Guarded):
    """A part of a day of an occasion: the whole day where a day has one. Without `capacity` there is room for everybody."""

    class Form(models.TextChoices):
        """How the day was spent."""

        LECTURE = "lecture", "课堂教学"
        FIELD = "field", "现场教学"

    occasion = models.ForeignKey(Occasion, verbose_name="场次", on_delete=models.CASCADE, related_name="+")
    day = models.DateField("日期")
    part = models.PositiveSmallIntegerField("当天第几场", default=1)
    title = models.CharField("名称", max_length=80, blank=True)
    begins = models.TimeField("开始时间", null=True, blank=True)
    ends = models.TimeField("结束时间", null=True, blank=True)
    venue = models.CharField("地点", max_length=120, blank=True)
    capacity = models.PositiveIntegerField("名额", null=True, blank=True)
    form = models.CharField("形式", max_length=10, choices=Form.choices, default=Form.LECTURE)

    class Meta:
        verbose_name = "日程"
        constraints = [
            models.UniqueConstraint(
                fields=["occasion", "day", "part"],
                name="attendance_one_session_a_part_of_a_day",
                violation_error_message="同一天的同一场只列一次。",
            )
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.get_form_display()}"


class WithRoster(models.Model):
    """A record people took part in over days, on its occasion's roster: mixed into the owner's table."""

    occasion = models.OneToOneField(
        Occasion, verbose_name="名册", on_delete=models.PROTECT, related_name="+", related_query_name="%(class)s"
    )
    first_day = models.DateField("开始日期")
    last_day = models.DateField("结束日期")

    class Meta:
        abstract = True

    @staticmethod
    def days_in_order(name: str, *, sentence: str) -> BaseConstraint:
        """Return the rule that the last day does not come before the first."""
        return models.CheckConstraint(
            condition=Q(last_day__gte=F("first_day")), name=name, violation_error_message=sentence
        )
