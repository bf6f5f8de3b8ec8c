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


class KeptCheck(Guarded):
    """A check as it was on the day it was saved: what went in, and what was found.

    `path` is the place it is kept for. `facts` None means the register as of `snapshot`. `overrides` and `facts` are
    written as `tongxin.claims.inputs` writes them, `findings` is the public JSON as issued.
    """

    title = models.CharField("名称", max_length=120)
    text = ReportField("报告文字")
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
