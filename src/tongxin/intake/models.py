"""Tables of intake: what was handed in, how each row was understood, and what is needed to take it back."""

from django.db import models

from tongxin.access.guard import Guarded
from tongxin.access.models import Account
from tongxin.access.privacy import EncryptedField
from tongxin.kernel.scope import Verb


class Batch(Guarded):
    """One file that was handed in. `path` is the place it was handed in for.

    Nothing is on record before the state is 已导入; whether it is being read or written just now is known from its job.
    """

    class State(models.TextChoices):
        """Where the file stands."""

        RECEIVED = "received", "待读取"
        UNREADABLE = "unreadable", "读不出"
        PREVIEWED = "previewed", "待确认"
        WAITING = "waiting", "待上级审核"
        APPLIED = "applied", "已导入"
        UNDONE = "undone", "已撤销"
        DISCARDED = "discarded", "已放弃"

    read_verb = Verb.RECORD

    door = models.CharField("内容", max_length=40, blank=True)
    filename = models.CharField("文件", max_length=200)
    digest = models.CharField("文件指纹", max_length=64)
    state = models.CharField("状态", max_length=12, choices=State.choices, default=State.RECEIVED)
    account = models.ForeignKey(
        Account, verbose_name="上传人", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    actor = models.CharField("上传人", max_length=100)
    received = models.DateTimeField("上传时间", auto_now_add=True)
    reason = models.CharField("更正原因", max_length=200, blank=True)
    headings = models.JSONField("列的对应", default=list)
    notes = models.JSONField("读取说明", default=list)
    message = models.CharField("说明", max_length=500, blank=True)
    new = models.PositiveIntegerField("新增", default=0)
    changed = models.PositiveIntegerField("变更", default=0)
    unchanged = models.PositiveIntegerField("未变", default=0)
    errors = models.PositiveIntegerField("有误", default=0)
    duplicates = models.PositiveIntegerField("疑似重复", default=0)
    applied = models.DateTimeField("导入时间", null=True, blank=True)
    applied_by = models.CharField("导入人", max_length=100, blank=True)
    undone = models.DateTimeField("撤销时间", null=True, blank=True)
    undone_by = models.CharField("撤销人", max_length=100, blank=True)
    job = models.BigIntegerField("任务", null=True, blank=True)
    reading = models.PositiveIntegerField("第几次读取", default=0)
    read = models.DateTimeField("读取时间", null=True, blank=True)
    constants = models.JSONField("没有的列", default=dict, blank=True)
    asks_reason = models.BooleanField("要写原因", default=False)
    excerpt = EncryptedField("表内摘录", default="", blank=True)
    mends = EncryptedField("改正的格", default="", blank=True)

    class Meta:
        verbose_name = "导入批次"
        indexes = [models.Index(fields=["path", "-id"]), models.Index(fields=["digest", "path"])]

    def __str__(self) -> str:
        return f"第 {self.pk} 批：{self.filename}"


class BatchRow(Guarded):
    """One row of a file as it was understood. What the row holds is sealed: it is about people as often as not."""

    class Kind(models.TextChoices):
        """What handing the row in does."""

        NEW = "new", "新增"
        CHANGED = "changed", "变更"
        UNCHANGED = "unchanged", "未变"
        ERROR = "error", "有误"
        DUPLICATE = "duplicate", "疑似重复"

    class Choice(models.TextChoices):
        """What someone decided about a row that may be on record already."""

        SAME = "same", "是同一个"
        OTHER = "other", "不是同一个"
        SKIP = "skip", "不导入"

    read_verb = Verb.RECORD

    batch = models.ForeignKey(Batch, verbose_name="批次", on_delete=models.CASCADE, related_name="+")
    door = models.CharField("内容", max_length=40)
    sheet = models.CharField("工作表", max_length=31)
    number = models.PositiveIntegerField("行")
    kind = models.CharField("结果", max_length=10, choices=Kind.choices)
    record = models.BigIntegerField("记录编号", null=True, blank=True)
    choice = models.CharField("决定", max_length=6, choices=Choice.choices, blank=True)
    chosen = models.BigIntegerField("对应记录", null=True, blank=True)
    content = EncryptedField("内容", default="", blank=True)

    class Meta:
        verbose_name = "导入行"
        indexes = [models.Index(fields=["batch", "kind", "id"]), models.Index(fields=["batch", "id"])]

    def __str__(self) -> str:
        return f"{self.sheet}第 {self.number} 行"


class EarlierValues(Guarded):
    """What a changed record held before and the journal must not repeat: kept sealed, for undoing the import.

    Without a batch it is that of an act by hand, done at the moment `at`, and goes after a day.
    """

    read_verb = Verb.RECORD
    about_any = ("record_type", "record")

    batch = models.ForeignKey(
        Batch, verbose_name="批次", on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    at = models.DateTimeField("时间", null=True, blank=True, db_index=True)
    record_type = models.CharField("记录类型", max_length=60)
    record = models.BigIntegerField("记录编号")
    content = EncryptedField("内容", default="", blank=True)

    class Meta:
        verbose_name = "变更前内容"
        indexes = [models.Index(fields=["batch", "id"])]

    def __str__(self) -> str:
        return f"变更前内容 {self.pk}"


class Heading(Guarded):
    """What words of somebody's own sheets mean, remembered for the place it was said for.

    A column heading means the field `field`. A word for a choice of a closed list, `listed` being the field with that
    list, means the code `field`.
    """

    read_verb = Verb.RECORD

    door = models.CharField("内容", max_length=40)
    listed = models.CharField("所属栏目", max_length=40, blank=True, default="")
    text = models.CharField("写法", max_length=60)
    field = models.CharField("含义", max_length=60, blank=True)

    class Meta:
        verbose_name = "表格用语"
        constraints = [
            models.UniqueConstraint(fields=["path", "door", "listed", "text"], name="intake_one_meaning_a_word")
        ]

    def __str__(self) -> str:
        return self.text
