"""Who was there: by name on a roster, or as a number."""

from typing import Any

from django.db import models
from django.db.models import F, Q

from tongxin.access.guard import Guarded
from tongxin.attendance.models.occasions import Occasion
from tongxin.kernel.scope import Verb
from tongxin.network.models import Person
from tongxin.network.models.following import FollowsPerson
from tongxin.network.models.privacy import PrivateCharField


class Evidence(models.TextChoices):
    """On what ground someone is said to have been there, strongest first."""

    SCAN = "scan", "扫码签到"
    ROSTER = "roster", "签到名册"
    HOST = "host", "主办方清点"
    ESTIMATE = "estimate", "估计"
    DECLARED = "declared", "申报"


class Participation(FollowsPerson, Guarded):
    """One person on the roster of one occasion, matched to a member or not.

    `person` is null while the line is unresolved; then only `name` and `unit` as written are kept. `days_attended` is
    null for someone there on every day, `sessions_attended` where nobody counted by sessions. `excused` says that whoever
    was there on no day stands on the roster as on leave; it counts for nothing. `completed` is a decision: who made it and when
    stands beside it.
    """

    read_verb = Verb.MEMBERS

    occasion = models.ForeignKey(Occasion, verbose_name="场次", on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(
        Person, verbose_name="人员", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    name = PrivateCharField("名册所写姓名", max_length=30, blank=True)
    unit = PrivateCharField("名册所写单位", max_length=60, blank=True)
    evidence = models.CharField("依据", max_length=10, choices=Evidence.choices, default=Evidence.ROSTER)
    days_attended = models.PositiveSmallIntegerField("参加天数", null=True, blank=True, help_text="留空为全程")
    sessions_attended = models.PositiveSmallIntegerField(
        "参加场次", null=True, blank=True, help_text="留空为没有按场次记"
    )
    excused = models.BooleanField("写明请假", default=False)
    completed = models.BooleanField("结业")
    decided_at = models.DateTimeField("认定时间")
    decided_by = models.CharField("认定人", max_length=100)

    class Meta:
        verbose_name = "参加"
        indexes = [
            models.Index(fields=["path", "id"], condition=Q(person__isnull=True), name="attendance_unmatched_line")
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["occasion", "person"],
                condition=Q(person__isnull=False),
                name="attendance_one_line_a_person",
                violation_error_message="这个人已在名册上。",
            ),
            models.CheckConstraint(
                condition=Q(person__isnull=False) | ~Q(name=""),
                name="attendance_unresolved_line_keeps_a_name",
                violation_error_message="没有对上人员的名册行应保留姓名。",
            ),
        ]

    def __str__(self) -> str:
        return f"名册第 {self.pk} 行"

    def taken_over(self, other: Any) -> dict[str, Any]:
        """Return what this line takes from one of the same person it replaces: a completion outweighs none."""
        if self.completed or not other.completed:
            return {}
        names = ("completed", "days_attended", "sessions_attended", "excused", "evidence", "decided_at", "decided_by")
        return {name: getattr(other, name) for name in names}

    @property
    def on_leave(self) -> bool:
        """Whether the person was there on no day, and on leave."""
        return self.excused and self.days_attended == 0 and not self.sessions_attended

    @property
    def shown_name(self) -> str:
        """The member's name, or the name as written while the line is unresolved; for those who may read persons."""
        return self.person.name if self.person else self.name


class HeadCount(Guarded):
    """How many were there, counted or estimated without names. Never added to a roster: who is listed counts by name.

    The true number lies between `low` and `high`, both included; where it was counted exactly both are `number`.
    `first_time` of them had never been to the base before. What is counted again is a row of its own: the newest holds.
    """

    occasion = models.ForeignKey(Occasion, verbose_name="场次", on_delete=models.PROTECT, related_name="+")
    number = models.PositiveIntegerField("人数")
    low = models.PositiveIntegerField("最少")
    high = models.PositiveIntegerField("最多")
    first_time = models.PositiveIntegerField("其中首次来的", default=0)
    evidence = models.CharField("依据", max_length=10, choices=Evidence.choices, default=Evidence.HOST)
    method = models.CharField("清点方法", max_length=100)

    class Meta:
        verbose_name = "清点"
        constraints = [
            models.CheckConstraint(
                condition=Q(low__gte=1, low__lte=F("number"), number__lte=F("high")),
                name="attendance_count_between_its_bounds",
                violation_error_message="到场人数应在最少和最多之间，请改正。",
            ),
            models.CheckConstraint(
                condition=Q(first_time__lte=F("high")),
                name="attendance_first_comers_were_there",
                violation_error_message="首次来的人数不能多于到场人数，请改正。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} 人（{self.method}）"
