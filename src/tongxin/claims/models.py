"""Table of 核数: checks somebody has chosen to keep."""

from typing import TYPE_CHECKING, TypeAlias

from django.db import models
from django.utils import timezone

from tongxin.access.guard import Guarded
from tongxin.access.models import Account

if TYPE_CHECKING:
    from typing import Any

    _TextField: TypeAlias = models.TextField[str, str]
    _JSONField: TypeAlias = models.JSONField[Any, Any]
else:
    _TextField, _JSONField = models.TextField, models.JSONField


class ReportField(_TextField):
    """A report as pasted. It may name persons, so the journal, which is never shortened, does not repeat it."""

    keeps_secret = True


class PartField(_JSONField):
    """What belongs to a report, for the same reason not repeated in the journal."""

    keeps_secret = True


class KeptPhrase(Guarded):
    """What a text calls a measure, or an indicator of tables, written down by somebody who chose the record by hand.

    `path` is the place whose people use it. `measure` is the code of the measure; empty for tables, whose indicator is `name`.
    """

    said = models.CharField("文中的说法", max_length=30)
    name = models.CharField("指的是", max_length=120)
    measure = models.CharField("指标代码", max_length=80, blank=True)
    account = models.ForeignKey(
        Account, verbose_name="保留人账号", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    keeper = models.CharField("保留人", max_length=100)
    created = models.DateTimeField("保留时间", default=timezone.now, editable=False)

    class Meta:
        verbose_name = "说法"
        indexes = [models.Index(fields=["path", "said"])]
        constraints = [
            models.UniqueConstraint(
                fields=["path", "said", "measure", "name"],
                name="claims_phrase_once",
                violation_error_message="这个地区已经保留过同样的说法。",
            )
        ]

    def __str__(self) -> str:
        return f"“{self.said}”指{self.name}"


class KeptCheck(Guarded):
    """A check as it was on the day it was saved: what went in, and what was found.

    `path` is the place it is kept for. `other` is the text of an earlier report it was compared with. `facts` None means the register as of `snapshot`. `overrides` and `facts` are
    written as `tongxin.claims.inputs` writes them, `findings` is the public JSON as issued.
    """

    title = models.CharField("名称", max_length=120)
    text = ReportField("报告文字")
    other = ReportField("较早的报告", blank=True, default="")
    facts = PartField("事实表", null=True)
    snapshot = models.CharField("快照", max_length=60, blank=True)
    published = models.DateField("发布日期")
    home = models.CharField("所说地区", max_length=60)
    overrides = PartField("人工指定", default=list)
    findings = PartField("核对结果", default=dict)
    figures = models.PositiveIntegerField("数字", default=0)
    contradicted = models.PositiveIntegerField("不符", default=0)
    checker = models.CharField("核对规则版本", max_length=20)
    account = models.ForeignKey(
        Account, verbose_name="保存人账号", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    keeper = models.CharField("保存人", max_length=100)
    created = models.DateTimeField("保存时间", default=timezone.now, editable=False)

    class Meta:
        verbose_name = "核对"
        indexes = [models.Index(fields=["path", "-id"])]

    def __str__(self) -> str:
        return self.title
