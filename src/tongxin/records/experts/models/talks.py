"""Talks, coaching and consultations: who spoke, which firms were there, what both sides said, what became of it."""

from django.db import models
from django.db.models import Q

from tongxin.access.guard import Guarded
from tongxin.access.privacy import EncryptedField
from tongxin.attendance.models import Evidence, WithRoster
from tongxin.kernel.scope import Verb
from tongxin.network.models import Organisation
from tongxin.network.models.organising import Organised
from tongxin.records.experts.models.requests import Request
from tongxin.records.experts.models.teams import Expert, Team


class Talk(Organised, WithRoster):
    """A talk, coaching or consultation of a team. `first` marks the team's first talk 首场: settled when talks are held.

    It counts once held, on the ground of a check-in, a roster, or what the host confirmed (`confirmed_by`).
    """

    class Kind(models.TextChoices):
        """What it is. A consultation is with one firm, and no talk 场."""

        TALK = "talk", "宣讲"
        COACHING = "coaching", "辅导"
        CONSULTATION = "consultation", "咨询"

    class State(models.TextChoices):
        """Stored states."""

        PLANNED = "planned", "计划中"
        HELD = "held", "已举办"
        CLOSED = "closed", "已归档"
        CANCELLED = "cancelled", "已取消"

    title = models.CharField("主题", max_length=120)
    kind = models.CharField("类别", max_length=12, choices=Kind.choices)
    team = models.ForeignKey(Team, verbose_name="服务团", on_delete=models.PROTECT, related_name="+")
    request = models.ForeignKey(
        Request, verbose_name="所答需求", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    venue = models.CharField("地点", max_length=120, blank=True)
    first_day = models.DateField("开始日期")
    last_day = models.DateField("结束日期")
    first = models.BooleanField("首场", default=False, editable=False)
    confirmed_by = models.CharField("接待方确认", max_length=120, blank=True)
    state = models.CharField("状态", max_length=10, choices=State.choices, default=State.PLANNED)
    cancel_reason = models.CharField("取消原因", max_length=200, blank=True)

    class Meta:
        verbose_name = "专家宣讲"
        indexes = [
            models.Index(fields=["path", "-last_day", "-id"]),
            models.Index(fields=["-last_day", "-id"]),
            models.Index(fields=["team", "state", "last_day"]),
        ]
        constraints = [
            WithRoster.days_in_order("experts_talk_days_in_order", sentence="结束日期早于开始日期，请调换。"),
            models.UniqueConstraint(
                fields=["team", "title", "first_day"],
                condition=~Q(state="cancelled"),
                name="experts_talk_recorded_once",
                violation_error_message="这一场已经登记过：同一服务团、同一主题、同一天。请在列表中查看，不用再登记。",
            ),
            models.UniqueConstraint(fields=["team"], condition=Q(first=True), name="experts_one_first_talk_a_team"),
            models.UniqueConstraint(
                fields=["request"],
                condition=~Q(state="cancelled"),
                name="experts_one_service_a_request",
                violation_error_message="这条需求已经安排了服务，请在那一场的页面办理。",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_completed(self) -> bool:
        """Whoever came took part; there is nothing to complete."""
        return False


class Speaker(Guarded):
    """An expert who speaks at a talk."""

    read_verb = Verb.MEMBERS

    talk = models.ForeignKey(Talk, verbose_name="专家宣讲", on_delete=models.PROTECT, related_name="+")
    expert = models.ForeignKey(Expert, verbose_name="专家", on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "主讲专家"
        constraints = [
            models.UniqueConstraint(
                fields=["talk", "expert"],
                name="experts_speaker_once",
                violation_error_message="这位专家已经是这一场的主讲。",
            )
        ]

    def __str__(self) -> str:
        return f"主讲专家 {self.pk}"


class TalkFirm(Guarded):
    """A firm that was at a talk: once, however many people came for it."""

    talk = models.ForeignKey(Talk, verbose_name="专家宣讲", on_delete=models.PROTECT, related_name="+")
    firm = models.ForeignKey(Organisation, verbose_name="企业", on_delete=models.PROTECT, related_name="+")
    evidence = models.CharField("依据", max_length=10, choices=Evidence.choices, default=Evidence.ROSTER)

    class Meta:
        verbose_name = "参加企业"
        indexes = [models.Index(fields=["firm", "talk"])]
        constraints = [
            models.UniqueConstraint(
                fields=["talk", "firm"],
                name="experts_firm_once_a_talk",
                violation_error_message="这家企业已经登记在这一场。",
            )
        ]

    def __str__(self) -> str:
        return f"参加企业 {self.pk}"


class Opinion(Guarded):
    """What the firm or the expert side said of a service afterwards. It is about the service, never about a person."""

    read_verb = Verb.RECORD

    class Side(models.TextChoices):
        """Who says it."""

        FIRM = "firm", "企业"
        EXPERT = "expert", "专家"

    class Helped(models.TextChoices):
        """What became of the question."""

        SOLVED = "solved", "已解决"
        PARTLY = "partly", "部分解决"
        OPEN = "open", "没有解决"

    talk = models.ForeignKey(Talk, verbose_name="专家宣讲", on_delete=models.PROTECT, related_name="+")
    side = models.CharField("哪一方", max_length=8, choices=Side.choices)
    helped = models.CharField("问题解决情况", max_length=8, choices=Helped.choices)
    note = EncryptedField("意见和建议", blank=True, default="")
    day = models.DateField("日期")

    class Meta:
        verbose_name = "服务反馈"

    def __str__(self) -> str:
        return f"{self.get_side_display()}反馈 {self.pk}"


class Check(Guarded):
    """A look, so many months after a service was held, at what came of it. A list of work: due ones wait to be done."""

    class State(models.TextChoices):
        """Whether somebody has looked."""

        OPEN = "open", "待回访"
        DONE = "done", "已回访"
        DROPPED = "dropped", "不再回访"

    class Result(models.TextChoices):
        """What was found."""

        EFFECT = "effect", "见效"
        BEGINNING = "beginning", "初步见效"
        NONE = "none", "尚未见效"
        UNREACHED = "unreached", "联系不上"

    talk = models.ForeignKey(Talk, verbose_name="专家宣讲", on_delete=models.PROTECT, related_name="+")
    months = models.PositiveSmallIntegerField("几个月后")
    due = models.DateField("回访日期", db_index=True)
    done = models.DateField("完成日期", null=True, blank=True)
    result = models.CharField("效果", max_length=10, choices=Result.choices, blank=True)
    note = models.CharField("情况", max_length=500, blank=True)
    state = models.CharField("状态", max_length=8, choices=State.choices, default=State.OPEN)

    class Meta:
        verbose_name = "效果回访"
        indexes = [models.Index(fields=["path", "state", "due", "id"]), models.Index(fields=["due", "id"])]
        constraints = [
            models.UniqueConstraint(
                fields=["talk", "months"],
                name="experts_check_once",
                violation_error_message="这一场的这次回访已经有了。",
            ),
            models.CheckConstraint(
                condition=~Q(state="done") | Q(done__isnull=False, done__gte=models.F("due")),
                name="experts_check_not_before_its_day",
                violation_error_message="还没有到回访的日子。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.months}个月后的回访"


COUNTED = (Talk.State.HELD, Talk.State.CLOSED)
PUBLIC_TALKS = (Talk.Kind.TALK, Talk.Kind.COACHING)
"""What counts as a talk 场: 宣讲或辅导; a consultation serves one firm."""
