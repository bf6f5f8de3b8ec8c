"""Tables of returns. What is open, due, overdue or closed is computed from the calendar, never stored."""

from django.db import models
from django.db.models import F, Q

from tongxin.access.guard import Guarded
from tongxin.access.models import Account
from tongxin.kernel.period import Period, Step
from tongxin.network.models import Organisation, Place
from tongxin.ports.citations import Restated

UNSAID = "unsaid"
"""In no state: the unit has said nothing of the period. Never stored, there is no row."""
STEPS = [(step.value, step.label) for step in Step]


class CalendarRule(Guarded):
    """When returns of one step are due and closed, at `path` and below; the line nearest to a unit holds for it.

    `due_days` after the last day of the period a return is due, `close_days` after that the unit itself can no longer
    report, only the level above for it. With `second_person` nobody approves what he or she confirmed.
    """

    is_public = True

    step = models.CharField("周期", max_length=10, choices=STEPS)
    due_days = models.PositiveSmallIntegerField("期末后几天上报")
    close_days = models.PositiveSmallIntegerField("到期后几天关闭")
    second_person = models.BooleanField("审核须另一人", default=True)

    class Meta:
        verbose_name = "上报日历"
        constraints = [models.UniqueConstraint(fields=["path", "step"], name="returns_one_rule_a_step")]

    def __str__(self) -> str:
        return f"{self.get_step_display()}报：期末后 {self.due_days} 天内"


class Duty(Guarded):
    """A unit owes a return of one kind of record for every calendar unit that begins from `begin` until before `end`."""

    organisation = models.ForeignKey(Organisation, verbose_name="上报单位", on_delete=models.PROTECT, related_name="+")
    place = models.ForeignKey(Place, verbose_name="所在地区", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField("上报内容", max_length=20)
    step = models.CharField("周期", max_length=10, choices=STEPS)
    begin = models.DateField("起")
    end = models.DateField("止", null=True, blank=True)

    class Meta:
        verbose_name = "上报任务"
        indexes = [models.Index(fields=["kind", "path", "id"])]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "kind"],
                condition=Q(end=None),
                name="returns_one_duty_a_kind",
                violation_error_message="这个单位已经有这项上报任务。",
            ),
            models.CheckConstraint(condition=Q(end=None) | Q(end__gte=F("begin")), name="returns_duty_in_order"),
        ]

    def __str__(self) -> str:
        return f"{self.organisation} {self.kind}"


class Return(Guarded):
    """What a unit said of one period. There is a row only once the unit has spoken: no row is never nil.

    `numbers` are the computed numbers it confirmed, by measure code. `awaiting` is the level whose turn it is next,
    empty when none is.
    """

    class State(models.TextChoices):
        """Where the return stands."""

        CONFIRMED = "confirmed", "已上报"
        SENT_BACK = "sent_back", "已退回"
        APPROVED = "approved", "已审核"
        LOCKED = "locked", "已锁定"

    class Awaiting(models.TextChoices):
        """Whose turn it is."""

        PREFECTURE = "prefecture", "市级审核"
        PROVINCE = "province", "省级审核"

    duty = models.ForeignKey(Duty, verbose_name="上报任务", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField("上报内容", max_length=20)
    place = models.ForeignKey(Place, verbose_name="所在地区", on_delete=models.PROTECT, related_name="+")
    first_day = models.DateField("时期起")
    last_day = models.DateField("时期止")
    state = models.CharField("状态", max_length=10, choices=State.choices, default=State.CONFIRMED)
    awaiting = models.CharField("等待", max_length=10, choices=Awaiting.choices, blank=True)
    nil = models.BooleanField("零报告")
    numbers = models.JSONField("数字", default=dict)
    confirmed_at = models.DateTimeField("上报时间")
    confirmed_by = models.CharField("上报人", max_length=100)
    confirmed_account = models.ForeignKey(
        Account, verbose_name="上报账号", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    note = models.CharField("退回原因", max_length=500, blank=True)

    class Meta:
        verbose_name = "上报"
        indexes = [
            models.Index(fields=["kind", "last_day", "path"]),
            models.Index(fields=["place", "kind", "last_day"]),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["duty", "last_day"],
                name="returns_once_a_period",
                violation_error_message="这个时期已经上报过。",
            ),
            models.CheckConstraint(condition=Q(last_day__gte=F("first_day")), name="returns_period_in_order"),
        ]

    def __str__(self) -> str:
        return f"{self.period.label}上报"

    @classmethod
    def owed(cls, duty: Duty, period: Period) -> "Return":
        """Return what a duty owes for a period while nobody has said anything: in no state, and not saved."""
        return cls(
            duty=duty,
            kind=duty.kind,
            place_id=duty.place_id,
            path=duty.path,
            first_day=period.start,
            last_day=period.last,
            state=UNSAID,
        )

    @property
    def period(self) -> Period:
        """The period it speaks of."""
        return Period.between(self.first_day, self.last_day)

    @property
    def is_there(self) -> bool:
        """Whether it counts as reported: sent back it does not."""
        return self.state != self.State.SENT_BACK


class Restatement(Guarded):
    """The numbers of a locked return changed because records were: what they were, what they are, and why."""

    of = models.ForeignKey(Return, verbose_name="上报", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField("上报内容", max_length=20)
    first_day = models.DateField("时期起")
    last_day = models.DateField("时期止")
    at = models.DateTimeField("时间", db_index=True)
    actor = models.CharField("更正人", max_length=100)
    reason = models.CharField("原因", max_length=500)
    before = models.JSONField("更正前")
    after = models.JSONField("更正后")

    class Meta:
        verbose_name = "上报更正"
        indexes = [models.Index(fields=["kind", "last_day", "path"])]

    def __str__(self) -> str:
        return f"上报更正 {self.pk}"

    @property
    def period(self) -> Period:
        """The period whose numbers changed."""
        return Period.between(self.first_day, self.last_day)

    @property
    def change(self) -> Restated:
        """What rooms that gave figures out are asked about."""
        unchanged = frozenset(code for code, number in self.after.items() if self.before.get(code) == number)
        return Restated(
            number=self.pk, kind=self.kind, path=self.path, period=self.period, at=self.at, unchanged=unchanged
        )


class AssertedFigure(Guarded):
    """A figure of the past without records, as some document states it. Shown beside computed figures, never mixed in.

    `value` is in whole units of the measure (fen, grams, persons …); a share is `value` over `denominator`.
    """

    measure = models.CharField("指标", max_length=60)
    place = models.ForeignKey(Place, verbose_name="地区", on_delete=models.PROTECT, related_name="+")
    first_day = models.DateField("起")
    last_day = models.DateField("止")
    value = models.BigIntegerField("数值")
    denominator = models.BigIntegerField("分母", null=True, blank=True)
    source = models.CharField("来源", max_length=200)
    recorded_at = models.DateTimeField("登记时间", auto_now_add=True)

    class Meta:
        verbose_name = "历史数字"
        indexes = [models.Index(fields=["measure", "place", "last_day"])]
        constraints = [
            models.UniqueConstraint(
                fields=["measure", "place", "first_day", "last_day", "source"],
                name="returns_asserted_once_a_source",
                violation_error_message="同一来源的这个数字已经登记过。",
            ),
            models.CheckConstraint(condition=Q(last_day__gte=F("first_day")), name="returns_asserted_in_order"),
        ]

    def __str__(self) -> str:
        return f"{self.measure} {self.first_day}"
