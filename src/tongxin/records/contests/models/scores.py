"""Who judges, whom they may not judge, and what they gave."""

from django.db import models
from django.db.models import Q

from tongxin.access.fields import SecretHashField
from tongxin.access.guard import Guarded
from tongxin.kernel.scope import Verb
from tongxin.network.models import Person
from tongxin.network.models.following import FollowsPerson
from tongxin.network.models.privacy import PrivateCharField
from tongxin.records.contests.models.calls import Contest, Round
from tongxin.records.contests.models.entries import Entry


class Judge(FollowsPerson, Guarded):
    """One judge of one contest, known everywhere by `number` alone. `path` is the contest's.

    `token_hash` is that of the address at which the judge gives scores: known to its holder alone, empty until it is made.
    Nobody is appointed twice; yet two judges may turn out to be one person, and what both gave stays as it is.
    """

    class State(models.TextChoices):
        """Whether the judge goes on judging."""

        APPOINTED = "appointed", "在任"
        RELEASED = "released", "已退出"

    read_verb = Verb.MEMBERS
    secrets = ("token_hash",)

    contest = models.ForeignKey(Contest, verbose_name="赛事", on_delete=models.PROTECT, related_name="+")
    number = models.PositiveSmallIntegerField("评委编号")
    person = models.ForeignKey(
        Person, verbose_name="人员", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    name = PrivateCharField("姓名", max_length=30, blank=True)
    unit = PrivateCharField("单位", max_length=60, blank=True)
    state = models.CharField("状态", max_length=10, choices=State.choices, default=State.APPOINTED)
    token_hash = SecretHashField("打分地址", blank=True, default="", editable=False, db_index=True)

    class Meta:
        verbose_name = "评委"
        constraints = [
            models.UniqueConstraint(
                fields=["contest", "number"],
                name="contests_judge_number_once",
                violation_error_message="这个评委编号已经用过。",
            ),
            models.CheckConstraint(
                condition=Q(person__isnull=False) | ~Q(name=""),
                name="contests_unknown_judge_keeps_a_name",
                violation_error_message="没有对上人员的评委应保留姓名。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} 号评委"

    @property
    def shown_name(self) -> str:
        """The member's name, or the name as written; for those who may read persons."""
        return self.person.name if self.person else self.name


class Recusal(Guarded):
    """That a judge does not judge an entry, and how the two are related; what more was said of it is nobody else's."""

    class Relation(models.TextChoices):
        """How judge and entrant are related."""

        SELF = "self", "本人参赛"
        FAMILY = "family", "亲属"
        TEACHER = "teacher", "师生或指导"
        COLLEAGUE = "colleague", "同一单位"
        INTEREST = "interest", "利害关系"
        OTHER = "other", "其他可能影响公正的关系"

    judge = models.ForeignKey(Judge, verbose_name="评委", on_delete=models.PROTECT, related_name="+")
    entry = models.ForeignKey(Entry, verbose_name="参赛作品", on_delete=models.PROTECT, related_name="+")
    relation = models.CharField("关系", max_length=10, choices=Relation.choices)
    detail = PrivateCharField("说明", max_length=200, blank=True)

    class Meta:
        verbose_name = "回避"
        constraints = [
            models.UniqueConstraint(
                fields=["judge", "entry"],
                name="contests_recused_once",
                violation_error_message="这位评委已经对这件作品回避。",
            )
        ]

    def __str__(self) -> str:
        return f"回避 {self.pk}"


class ScoreSheet(Guarded):
    """What one judge gave one entry in one round. `scores` are written out, one for each criterion in order.

    The row holds the newest version; every version stays as a `SheetVersion`. A paper sheet waits until a second person has
    keyed in the same; where the two are unlike, `again` is what the second one read, until a third look decides. `path` is
    the contest's. Only those who record read sheets before the round is sealed.
    """

    class State(models.TextChoices):
        """Whether it counts."""

        KEYED = "keyed", "待第二人核对"
        UNLIKE = "unlike", "两次录入不一致"
        VALID = "valid", "有效"
        VOID = "void", "回避作废"

    class Source(models.TextChoices):
        """What it came in on."""

        TABLET = "tablet", "评委打分页"
        PAPER = "paper", "纸质评分表"
        EXCEL = "excel", "电子表格"

    read_verb = Verb.RECORD

    round = models.ForeignKey(Round, verbose_name="轮次", on_delete=models.PROTECT, related_name="+")
    judge = models.ForeignKey(Judge, verbose_name="评委", on_delete=models.PROTECT, related_name="+")
    entry = models.ForeignKey(Entry, verbose_name="参赛作品", on_delete=models.PROTECT, related_name="+")
    scores = models.JSONField("各项得分")
    version = models.PositiveSmallIntegerField("版本", default=1)
    source = models.CharField("来源", max_length=10, choices=Source.choices)
    state = models.CharField("状态", max_length=10, choices=State.choices)
    keyed_by = models.BigIntegerField("录入账号", null=True, blank=True, editable=False)
    again = models.JSONField("第二次录入的得分", default=list, blank=True, editable=False)
    again_by = models.BigIntegerField("第二次录入账号", null=True, blank=True, editable=False)

    class Meta:
        verbose_name = "评分表"
        indexes = [models.Index(fields=["path", "-id"]), models.Index(fields=["round", "state", "id"])]
        constraints = [
            models.UniqueConstraint(
                fields=["round", "judge", "entry"],
                name="contests_one_sheet_a_judge_and_entry",
                violation_error_message="这位评委已经给这件作品打过分，要改请用「更正」，会留下原来的分数。",
            )
        ]

    def __str__(self) -> str:
        return f"评分表 {self.pk}"


class SheetVersion(Guarded):
    """One version of a score sheet: what it said, since when, by whom and why. Never changed."""

    read_verb = Verb.RECORD

    sheet = models.ForeignKey(ScoreSheet, verbose_name="评分表", on_delete=models.PROTECT, related_name="+")
    number = models.PositiveSmallIntegerField("版本")
    scores = models.JSONField("各项得分")
    source = models.CharField("来源", max_length=10, choices=ScoreSheet.Source.choices)
    given_at = models.DateTimeField("时间")
    given_by = models.CharField("录入人", max_length=100)
    reason = models.CharField("更正原因", max_length=500, blank=True)

    class Meta:
        verbose_name = "评分表版本"
        constraints = [models.UniqueConstraint(fields=["sheet", "number"], name="contests_sheet_version_once")]

    def __str__(self) -> str:
        return f"评分表 {self.sheet_id} 第 {self.number} 版"
