"""The contest, its rounds, and what is judged in each."""

from secrets import token_urlsafe

from django.db import models
from django.db.models import F, Q

from tongxin.access.guard import Guarded
from tongxin.network.models.organising import Organised


def new_code() -> str:
    """Return a fresh code of 96 random bits, safe in an address."""
    return token_urlsafe(12)


class Contest(Organised):
    """One contest, announced to everybody, whoever organises it together.

    `draw_seed` is what the blind numbers were drawn with, so that the draw can be done again. `code` names its public page.
    """

    class Kind(models.TextChoices):
        """What is contested."""

        SKILLS = "skills", "技能竞赛"
        SPEECH = "speech", "演讲"
        VIDEO = "video", "短视频"
        STARTUP = "startup", "创新创业"
        OTHER = "other", "其他"

    class State(models.TextChoices):
        """Whether a contest is overdue is computed, never stored."""

        CALL = "call", "征集中"
        ENTRIES = "entries", "资格审核中"
        JUDGING = "judging", "评审中"
        SEALED = "sealed", "成绩已封存"
        PUBLISHED = "published", "结果已公布"
        CANCELLED = "cancelled", "已取消"

    is_public = True
    secrets = ("code",)

    title = models.CharField("赛事名称", max_length=120)
    kind = models.CharField("类别", max_length=10, choices=Kind.choices, default=Kind.OTHER)
    entries_until = models.DateField("报名截止日期")
    first_day = models.DateField("开始日期")
    last_day = models.DateField("结束日期")
    venue = models.CharField("比赛地点", max_length=120, blank=True)
    call_text = models.TextField("征集公告", max_length=4_000, blank=True)
    state = models.CharField("状态", max_length=10, choices=State.choices, default=State.CALL)
    draw_seed = models.CharField("抽号种子", max_length=64, blank=True, editable=False)
    published_on = models.DateField("公布日期", null=True, blank=True, editable=False)
    objections_until = models.DateField("异议截止日期", null=True, blank=True, editable=False)
    cancel_reason = models.CharField("取消原因", max_length=500, blank=True)
    code = models.CharField("公开页地址", max_length=20, unique=True, default=new_code, editable=False)

    class Meta:
        verbose_name = "赛事"
        indexes = [models.Index(fields=["path", "-last_day", "-id"]), models.Index(fields=["-last_day", "-id"])]
        constraints = [
            models.CheckConstraint(
                condition=Q(last_day__gte=F("first_day")),
                name="contests_days_in_order",
                violation_error_message="结束日期早于开始日期，请调换。",
            ),
            models.CheckConstraint(
                condition=Q(last_day__gte=F("entries_until")),
                name="contests_entries_end_before_the_contest",
                violation_error_message="报名截止日期晚于赛事结束日期，请核对。",
            ),
            models.UniqueConstraint(
                fields=["organiser", "title", "first_day"],
                condition=~Q(state="cancelled"),
                name="contests_contest_recorded_once",
                violation_error_message="这项赛事已经登记过：同一主办单位、同名、同一天开始。请在列表中查看，不用再登记。",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def full_name(self) -> str:
        """The name with its number, as forms take it: the same name comes back every year."""
        return f"{self.title}（编号{self.pk}）"


COUNTED = (Contest.State.PUBLISHED,)


class Round(Guarded):
    """One round of a contest: `rule` computes its result, the first `goes_on` go on to the next one (empty in the last).

    Whoever shares the last place that goes on goes on too. `opened_by` is the account that opened it: somebody else seals it.
    """

    class State(models.TextChoices):
        """A round is judged once the one before it is sealed."""

        WAITING = "waiting", "未开始"
        JUDGING = "judging", "评分中"
        SEALED = "sealed", "已封存"

    is_public = True

    contest = models.ForeignKey(Contest, verbose_name="赛事", on_delete=models.PROTECT, related_name="+")
    number = models.PositiveSmallIntegerField("第几轮")
    title = models.CharField("轮次", max_length=20)
    rule = models.CharField("计分规则", max_length=40)
    goes_on = models.PositiveSmallIntegerField("晋级件数", null=True, blank=True)
    state = models.CharField("状态", max_length=10, choices=State.choices, default=State.WAITING)
    opened_by = models.BigIntegerField("开始评分的账号", null=True, blank=True, editable=False)

    class Meta:
        verbose_name = "轮次"
        constraints = [
            models.UniqueConstraint(fields=["contest", "number"], name="contests_round_once"),
        ]

    def __str__(self) -> str:
        return self.title


class Criterion(Guarded):
    """One thing that is judged in a round: at most `maximum` with so many `decimals`, times `weight` percent in the total."""

    is_public = True

    round = models.ForeignKey(Round, verbose_name="轮次", on_delete=models.CASCADE, related_name="+")
    position = models.PositiveSmallIntegerField("顺序")
    title = models.CharField("评分项", max_length=40)
    maximum = models.PositiveSmallIntegerField("满分")
    weight = models.PositiveSmallIntegerField("权重（%）", default=100)
    decimals = models.PositiveSmallIntegerField("小数位数", default=2)

    class Meta:
        verbose_name = "评分项"
        constraints = [
            models.UniqueConstraint(fields=["round", "position"], name="contests_criterion_once"),
            models.CheckConstraint(
                condition=Q(maximum__gte=1, weight__gte=1, decimals__lte=3),
                name="contests_criterion_within_bounds",
                violation_error_message="满分和权重至少为 1，小数最多 3 位。",
            ),
        ]

    def __str__(self) -> str:
        return self.title
