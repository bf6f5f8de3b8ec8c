"""What comes out of a contest: sealed results, objections to them, awards."""

from typing import Any

from django.db import models
from django.db.models import Q

from tongxin.access.guard import Guarded
from tongxin.kernel.scope import Verb
from tongxin.network.models.privacy import PrivateCharField
from tongxin.records.contests.models.calls import Contest, Round
from tongxin.records.contests.models.entries import Entry


class Result(Guarded):
    """The sealed file of a round, byte for byte, and its hash. Never changed; a round judged anew gets another version."""

    read_verb = Verb.RECORD

    round = models.ForeignKey(Round, verbose_name="轮次", on_delete=models.PROTECT, related_name="+")
    version = models.PositiveSmallIntegerField("版本", default=1)
    content = models.TextField("封存文件")
    sha256 = models.CharField("封存文件指纹", max_length=64)
    sealed_at = models.DateTimeField("封存时间")
    sealed_by = models.CharField("封存人", max_length=100)
    missing_reason = models.CharField("缺评分表的原因", max_length=500, blank=True)

    class Meta:
        verbose_name = "封存成绩"
        constraints = [
            models.UniqueConstraint(
                fields=["round", "version"],
                name="contests_round_sealed_once_a_version",
                violation_error_message="这一轮刚才已经封存，请刷新后再看。",
            )
        ]

    def __str__(self) -> str:
        return f"封存成绩 {self.pk}"

    def save(self, *args: Any, **options: Any) -> None:
        """Insert; a sealed result is never written a second time."""
        if self.pk is not None:
            raise TypeError("a sealed result is never written again")
        super().save(*args, **options)


class Objection(Guarded):
    """What somebody objects to after publication, decided by another person than the one who took it down."""

    class State(models.TextChoices):
        """How it was decided."""

        OPEN = "open", "待处理"
        UPHELD = "upheld", "异议成立"
        REJECTED = "rejected", "异议不成立"

    read_verb = Verb.RECORD

    contest = models.ForeignKey(Contest, verbose_name="赛事", on_delete=models.PROTECT, related_name="+")
    entry = models.ForeignKey(
        Entry, verbose_name="所指作品", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    received = models.DateField("收到日期")
    raised_by = PrivateCharField("提出人", max_length=60, blank=True)
    text = PrivateCharField("异议内容", max_length=1_000)
    state = models.CharField("状态", max_length=10, choices=State.choices, default=State.OPEN)
    decision = PrivateCharField("处理意见", max_length=1_000, blank=True)
    decided_on = models.DateField("处理日期", null=True, blank=True)
    taken_by = models.BigIntegerField("登记账号", null=True, blank=True, editable=False)

    class Meta:
        verbose_name = "异议"
        indexes = [models.Index(fields=["contest", "id"])]

    def __str__(self) -> str:
        return f"异议 {self.pk}"


class Award(Guarded):
    """A prize for an entry. `wording` is what a certificate of it says; the row stays when the prize is taken back."""

    class State(models.TextChoices):
        """Whether it stands."""

        GIVEN = "given", "已颁发"
        REVOKED = "revoked", "已撤销"

    contest = models.ForeignKey(Contest, verbose_name="赛事", on_delete=models.PROTECT, related_name="+")
    entry = models.ForeignKey(Entry, verbose_name="获奖作品", on_delete=models.PROTECT, related_name="+")
    position = models.PositiveSmallIntegerField("奖项顺序")
    level = models.CharField("奖项", max_length=40)
    given_on = models.DateField("颁发日期")
    state = models.CharField("状态", max_length=10, choices=State.choices, default=State.GIVEN)
    revoke_reason = models.CharField("撤销原因", max_length=500, blank=True)

    class Meta:
        verbose_name = "奖项"
        indexes = [models.Index(fields=["contest", "position", "id"])]
        constraints = [
            models.UniqueConstraint(
                fields=["entry", "level"],
                condition=Q(state="given"),
                name="contests_award_given_once",
                violation_error_message="这件作品已经得过这个奖。",
            )
        ]

    def __str__(self) -> str:
        return f"{self.level}（奖项 {self.pk}）"

    @property
    def wording(self) -> str:
        """What a certificate says: 「作品《…》在…中获一等奖」."""
        return f"作品《{self.entry.title}》在“{self.contest.title}”中获{self.level}"
