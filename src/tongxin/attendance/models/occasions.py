"""What people take part in. It lies below every record: an owner points to its occasion, an occasion never to its owner."""

from fractions import Fraction

from django.db import models
from django.db.models import BaseConstraint, F, Q

from tongxin.access.guard import Guarded


class Occasion(Guarded):
    """What people took part in. `kind` names the owner's record type, such as `training.class`.

    Whoever was there on `days_needed` days completed it, or, where the rule goes by sessions, at `share_part` of every
    `share_whole` of them, rounded up. So many units of written leave as `leave_counts` says are not held against anybody:
    they are taken out of the days or sessions one should have been there.
    """

    class Rule(models.TextChoices):
        """What completion is counted in."""

        DAYS = "days", "按天数"
        SESSIONS = "sessions", "按场次"

    kind = models.CharField("记录类型", max_length=40)
    rule = models.CharField("结业认定", max_length=10, choices=Rule.choices, default=Rule.DAYS)
    days_needed = models.PositiveSmallIntegerField("结业最少天数")
    share_part = models.PositiveSmallIntegerField("结业比例（份）", default=2)
    share_whole = models.PositiveSmallIntegerField("结业比例（共）", default=3)
    leave_counts = models.PositiveSmallIntegerField("请假不计缺勤的最多次数", default=0)

    class Meta:
        verbose_name = "场次"
        indexes = [models.Index(fields=["kind", "id"])]
        constraints = [
            models.CheckConstraint(
                condition=Q(share_part__gte=1) & Q(share_part__lte=F("share_whole")),
                name="attendance_share_is_one",
                violation_error_message="结业比例应大于 0、不超过全部。",
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"

    @property
    def share(self) -> Fraction:
        """The share of the sessions that completes it."""
        return Fraction(self.share_part, self.share_whole)

    @property
    def goes_by_sessions(self) -> bool:
        """Whether completion is counted in sessions rather than days."""
        return self.rule == self.Rule.SESSIONS


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
            models.CheckConstraint(
                condition=Q(ends=None) | Q(begins__isnull=False, ends__gt=F("begins")),
                name="attendance_session_times_in_order",
                violation_error_message="结束时间应晚于开始时间，请改正。",
            ),
            models.UniqueConstraint(
                fields=["occasion", "day", "part"],
                name="attendance_one_session_a_part_of_a_day",
                violation_error_message="同一天的同一场只列一次。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.title or self.get_form_display()}"

    @property
    def times(self) -> str:
        """From when until when, as written on a page; empty where the whole day is meant."""
        if self.begins is None:
            return ""
        return f"{self.begins:%H:%M}" + (f"-{self.ends:%H:%M}" if self.ends else "")


class WithRoster(models.Model):
    """A record people took part in over days, on its occasion's roster: mixed into the owner's table."""

    occasion = models.OneToOneField(
        Occasion, verbose_name="名册", on_delete=models.PROTECT, related_name="+", related_query_name="%(class)s"
    )
    first_day = models.DateField("开始日期")
    last_day = models.DateField("结束日期")

    class Meta:
        abstract = True

    @property
    def keeps_names(self) -> bool:
        """Whether those who come may be kept by name: registered, checked in, listed, certified."""
        return True

    @property
    def is_completed(self) -> bool:
        """Whether it is a course one completes: only that is certified as completed."""
        return True

    @staticmethod
    def days_in_order(name: str, *, sentence: str) -> BaseConstraint:
        """Return the rule that the last day does not come before the first."""
        return models.CheckConstraint(
            condition=Q(last_day__gte=F("first_day")), name=name, violation_error_message=sentence
        )
