"""Tables of reports. What was issued is a document of its own that nothing changes any more."""

from django.db import models
from django.db.models import Q

from tongxin.access.fields import PathField
from tongxin.access.guard import Guarded
from tongxin.kernel.scope import Verb
from tongxin.network.models import Organisation


class Report(Guarded):
    """A report being written. `version` grows with every save: who saves over another's text is told."""

    class State(models.TextChoices):
        """Where the report stands."""

        DRAFT = "draft", "草稿"
        ISSUED = "issued", "已签发"
        WITHDRAWN = "withdrawn", "已撤回"
        DISCARDED = "discarded", "已删除"

    read_verb = Verb.VIEW

    organisation = models.ForeignKey(Organisation, verbose_name="编制单位", on_delete=models.PROTECT, related_name="+")
    title = models.CharField("标题", max_length=120)
    pattern = models.CharField("模板", max_length=30, blank=True)
    day = models.DateField("报告日期")
    body = models.TextField("正文", blank=True)
    version = models.PositiveIntegerField("版本", default=1)
    state = models.CharField("状态", max_length=10, choices=State.choices, default=State.DRAFT)
    replaces = models.ForeignKey(
        "self", verbose_name="代替的报告", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    created = models.DateTimeField("起草时间", auto_now_add=True)
    changed = models.DateTimeField("修改时间", auto_now=True)
    changed_by = models.CharField("修改人", max_length=100)
    discarded = models.DateTimeField("删除时间", null=True, blank=True)

    class Meta:
        verbose_name = "报告"
        indexes = [models.Index(fields=["path", "-changed", "-id"])]

    def __str__(self) -> str:
        return self.title


class Issue(Guarded):
    """A report as it was issued: its frozen paper, its number, its public code, its files by their hashes.

    `digest` is the sha256 of the paper's canonical JSON; the row is only ever withdrawn, with a reason. One-page overviews
    are issued without a `serial`, so that 122 of them take no number of the organisation's.
    """

    secrets = ("code",)

    report = models.OneToOneField(Report, verbose_name="报告", on_delete=models.PROTECT, related_name="+")
    organisation = models.ForeignKey(Organisation, verbose_name="编制单位", on_delete=models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField("年份")
    serial = models.PositiveIntegerField("序号", null=True, blank=True)
    number = models.CharField("文号", max_length=60, unique=True)
    code = models.CharField("核验码", max_length=16, unique=True)
    digest = models.CharField("校验值", max_length=64)
    snapshot = models.CharField("快照", max_length=40, db_index=True)
    paper = models.JSONField("内容")
    files = models.JSONField("文件")
    issued_at = models.DateTimeField("签发时间")
    issued_by = models.CharField("签发人", max_length=100)
    withdrawn_at = models.DateTimeField("撤回时间", null=True, blank=True)
    withdrawn_because = models.CharField("撤回原因", max_length=500, blank=True)

    class Meta:
        verbose_name = "已签发的报告"
        indexes = [models.Index(fields=["path", "-issued_at"])]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "year", "serial"],
                name="reports_number_once",
                violation_error_message="这个文号刚刚被用掉，请再签发一次。",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at=None, withdrawn_because="") | ~Q(withdrawn_because=""),
                name="reports_withdrawn_with_reason",
            ),
        ]

    def __str__(self) -> str:
        return self.number


class IssuedFigure(Guarded):
    """Where and when each figure of an issue speaks of, so that what contradicts it later is found by a query.

    Everything else of the figure stands in the issue's paper under `figure`. Exactly one of the times is there: the
    days of a period, or the one day of a stock in both.
    """

    issue = models.ForeignKey(Issue, verbose_name="报告", on_delete=models.PROTECT, related_name="+")
    figure = models.CharField("编号", max_length=10)
    label = models.CharField("数字", max_length=200)
    measure = models.CharField("指标", max_length=60)
    place_path = PathField("地区")
    first_day = models.DateField("起")
    last_day = models.DateField("止")
    stock = models.BooleanField("时点数")

    class Meta:
        verbose_name = "签发的数字"
        indexes = [models.Index(fields=["measure", "place_path"])]
        constraints = [models.UniqueConstraint(fields=["issue", "figure"], name="reports_figure_once")]

    def __str__(self) -> str:
        return self.label
