"""Tables of access: accounts, the roles they hold over places, the journal, jobs, and the site itself."""

import json
from datetime import date
from typing import Any

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models import Q

from tongxin.access.fields import PathField, SecretHashField
from tongxin.access.guard import Guarded
from tongxin.access.roles import role
from tongxin.kernel.chain import seal
from tongxin.kernel.divisions import name_of_path
from tongxin.kernel.scope import Verb


class Account(AbstractUser):
    """Someone who can sign in. What the account may do follows from its grants alone, never from flags.

    `must_change` says that its password was given by somebody else: it opens nothing but the page that sets an own one.
    """

    must_change = models.BooleanField("须先改密码", default=False)

    class Meta:
        verbose_name = "账号"

    def __str__(self) -> str:
        return self.get_full_name() or self.get_username()


class Grant(Guarded):
    """A role held by an account at a place and below, from a day until (not including) another."""

    read_verb = Verb.ADMINISTER

    account = models.ForeignKey(Account, verbose_name="账号", on_delete=models.CASCADE, related_name="+")
    role = models.CharField("角色", max_length=30)
    begin = models.DateField("起")
    end = models.DateField("止", null=True, blank=True)

    class Meta:
        verbose_name = "授权"
        indexes = [models.Index(fields=["account", "begin"])]

    def __str__(self) -> str:
        return f"{self.account}：{role(self.role).label}（{name_of_path(self.path)}）"

    def valid_on(self, day: date) -> bool:
        """Tell whether the grant holds on this day."""
        return self.begin <= day and (self.end is None or day < self.end)


class Detail(Guarded):
    """What somebody typed, kept beside the lines of the journal that tell of one write: it may name anybody.

    It may be deleted when a person is erased, and is never changed: each line holds its commitment (see `kernel.chain`).
    `said` is the JSON of the values before and after of columns in which people type; empty where there are none.
    """

    read_verb = Verb.ADMINISTER

    reason = models.CharField("原因", max_length=500, blank=True)
    said = models.TextField("所写内容", blank=True)
    salt = models.CharField("盐", max_length=32)

    class Meta:
        verbose_name = "操作原因"

    def __str__(self) -> str:
        return f"操作原因 {self.pk}"

    @property
    def commitment(self) -> str:
        """What stands for it in a line."""
        return commitment_of(self.reason, self.said, salt=self.salt)


def commitment_of(reason: str, said: str, *, salt: str) -> str:
    """Return what a line of the journal says in place of what was typed."""
    return seal(salt, [reason, said])


class Entry(Guarded):
    """One line of the journal: who wrote what, when, where, with the values before and after. Only ever added.

    A new record has no `before`, a removed one no `after`; a line with neither notes something no column holds. What
    somebody typed stands beside it, in `detail`; the line has its `commitment`, and `APART` in place of typed values.
    """

    APART = "（另存）"
    ERASED = "（已按删除资料的请求清除）"

    read_verb = Verb.ADMINISTER
    about_any = ("record_type", "record_id")

    at = models.DateTimeField("时间", auto_now_add=True, db_index=True)
    account = models.ForeignKey(
        Account, verbose_name="账号", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    actor = models.CharField("操作人", max_length=100)
    action = models.CharField("操作", max_length=60, db_index=True)
    record_type = models.CharField("记录类型", max_length=60)
    record_id = models.BigIntegerField("记录编号")
    record_label = models.CharField("记录", max_length=200)
    detail = models.ForeignKey(
        Detail, verbose_name="所写内容", on_delete=models.DO_NOTHING, null=True, blank=True, related_name="+",
        db_constraint=False, db_index=False,  # it may go, the line stays as it is
    )  # fmt: skip
    commitment = models.CharField("所写内容的承诺值", max_length=64, blank=True)
    before = models.JSONField("之前", default=dict)
    after = models.JSONField("之后", default=dict)
    batch = models.BigIntegerField("导入批次", null=True, blank=True)

    class Meta:
        verbose_name = "操作日志"
        indexes = [
            models.Index(fields=["batch", "id"], condition=Q(batch__isnull=False), name="access_entry_of_batch"),
            models.Index(fields=["detail"], condition=Q(detail__isnull=False), name="access_entry_of_detail"),
            models.Index(fields=["record_type", "record_id", "id"]),
            models.Index(fields=["path", "id"]),
        ]

    def __str__(self) -> str:
        return f"{self.action} {self.record_label}"

    @property
    def apart(self) -> Detail | None:
        """What was typed, as long as it is there."""
        try:
            return self.detail
        except Detail.DoesNotExist:
            return None

    @property
    def reason(self) -> str:
        """Why it was done; says so where that was deleted."""
        if self.detail_id is None:
            return ""
        return self.apart.reason if self.apart else self.ERASED

    @property
    def values(self) -> tuple[dict[str, Any], dict[str, Any]]:
        """The values before and after, with what was typed as long as it is there."""
        said = json.loads(self.apart.said) if self.apart and self.apart.said else {}
        return {**self.before, **said.get("before", {})}, {**self.after, **said.get("after", {})}


class Seal(Guarded):
    """What closes the journal once a day: a hash over every line since the seal before, chained to that, and signed.

    It covers the lines numbered above `after`, up to `last`: `numbers` are the runs of those there are, `marks` four
    bytes of each line's hash, by which the first changed one is found. Nothing in it tells of any record.
    """

    is_public = True
    is_append_only = True

    number = models.PositiveIntegerField("序号", unique=True)
    day = models.DateField("封存到哪一天", unique=True)
    after = models.BigIntegerField("之后的行")
    last = models.BigIntegerField("最后一行")
    count = models.PositiveIntegerField("行数")
    numbers = models.JSONField("行号", default=list)
    marks = models.BinaryField("各行标记")
    lines = models.CharField("各行的哈希", max_length=64)
    previous = models.CharField("前一次封存", max_length=64)
    seal = models.CharField("封存值", max_length=64, unique=True)
    signature = models.TextField("签名")

    class Meta:
        verbose_name = "日志封存"

    def __str__(self) -> str:
        return f"第 {self.number} 号封存"


class Job(Guarded):
    """Long work that can be left and found again: its progress, log lines and result."""

    class State(models.TextChoices):
        """Where the work stands."""

        QUEUED = "queued", "等待中"
        RUNNING = "running", "进行中"
        DONE = "done", "已完成"
        FAILED = "failed", "未完成"
        CANCELLED = "cancelled", "已取消"

    typed_into = ("label", "arguments", "result", "log")

    kind = models.CharField("任务", max_length=60)
    label = models.CharField("说明", max_length=200)
    state = models.CharField("状态", max_length=10, choices=State.choices, default=State.QUEUED)
    account = models.ForeignKey(
        Account, verbose_name="发起人", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    actor = models.CharField("发起人", max_length=100)
    arguments = models.JSONField("参数", default=dict)
    progress = models.PositiveIntegerField("已完成", default=0)
    total = models.PositiveIntegerField("总数", default=0)
    log = models.TextField("进展", blank=True)
    result = models.JSONField("结果", default=dict)
    created = models.DateTimeField("提交时间", auto_now_add=True)
    finished = models.DateTimeField("结束时间", null=True, blank=True)

    class Meta:
        verbose_name = "任务"
        indexes = [models.Index(fields=["path", "-id"])]

    def __str__(self) -> str:
        return self.label

    @property
    def is_over(self) -> bool:
        """Whether nothing more will happen."""
        return self.state in (self.State.DONE, self.State.FAILED, self.State.CANCELLED)

    @property
    def percent(self) -> int:
        """Progress in whole percent, 0 while the total is unknown."""
        return min(100, self.progress * 100 // self.total) if self.total else 0


class Token(Guarded):
    """What a program signs in with on behalf of an account: at most the account's scope, at `path` and below.

    The secret itself is shown once and never kept. `verbs` are stored by their names.
    """

    read_verb = Verb.ADMINISTER
    secrets = ("secret_hash",)

    account = models.ForeignKey(Account, verbose_name="账号", on_delete=models.CASCADE, related_name="+")
    label = models.CharField("用途", max_length=40)
    secret_hash = SecretHashField("密文", unique=True)
    verbs = models.JSONField("权限", default=list)
    begin = models.DateField("起")
    expires = models.DateField("止")
    last_used = models.DateField("最近使用", null=True, blank=True)
    revoked = models.DateTimeField("撤销时间", null=True, blank=True)

    class Meta:
        verbose_name = "访问令牌"
        indexes = [models.Index(fields=["account", "id"])]
        constraints = [
            models.CheckConstraint(condition=Q(expires__gt=models.F("begin")), name="access_token_in_order"),
        ]

    def __str__(self) -> str:
        return self.label

    def valid_on(self, day: date) -> bool:
        """Tell whether a program may still sign in with it on this day."""
        return self.revoked is None and self.begin <= day < self.expires


class KeptAnswer(Guarded):
    """The first answer to a write that came with a key of the sender's choice, so that sending again writes nothing.

    It belongs to an account, not to a place: its `path` is empty.
    """

    account = models.ForeignKey(Account, verbose_name="账号", on_delete=models.CASCADE, related_name="+")
    key_hash = SecretHashField("键")
    request_hash = models.CharField("请求指纹", max_length=64)
    status = models.PositiveSmallIntegerField("状态码", default=0)
    body = models.JSONField("答复", default=dict)
    expires = models.DateTimeField("保留至", db_index=True)

    class Meta:
        verbose_name = "已答复的请求"
        constraints = [models.UniqueConstraint(fields=["account", "key_hash"], name="access_one_answer_a_key")]

    def __str__(self) -> str:
        return f"答复 {self.pk}"


class ScheduledRun(models.Model):
    """The last run of a kind of scheduled work. `due` is the moment it was last due and begun, or left out when first seen."""

    class State(models.TextChoices):
        """Where it stands."""

        WAITING = "waiting", "还没有运行"
        RUNNING = "running", "进行中"
        DONE = "done", "完成"
        FAILED = "failed", "未完成"

    code = models.CharField("工作", max_length=60, unique=True)
    due = models.DateTimeField("应运行时间")
    state = models.CharField("状态", max_length=10, choices=State.choices, default=State.WAITING)
    worker = models.CharField("后台程序", max_length=64, blank=True)
    attempts = models.PositiveSmallIntegerField("次数", default=0)
    started = models.DateTimeField("开始时间", null=True, blank=True)
    ended = models.DateTimeField("结束时间", null=True, blank=True)
    succeeded = models.DateTimeField("最近一次完成", null=True, blank=True)
    sentence = models.CharField("结果", max_length=500, blank=True)

    class Meta:
        verbose_name = "定时工作"

    def __str__(self) -> str:
        return self.code


class Site(models.Model):
    """The one row that describes this installation."""

    name = models.CharField("网络名称", max_length=100, default="同心网络")
    home_path = PathField("所在地区", default="", blank=True)
    home_code = models.CharField("所在地区代码", max_length=6, default="000000")
    is_demo = models.BooleanField("演示数据", default=False)
    reporting_day = models.DateField("演示基准日", null=True, blank=True)

    class Meta:
        verbose_name = "站点"

    def __str__(self) -> str:
        return self.name


class KeyCheck(models.Model):
    """What a secret of this installation is recognised by, noted when it was first used; it tells nothing of the secret.

    `name` is what the secret is called (`field_keys/k1`, `index_key`, `signing/<kid>`), `value` a keyed hash under it, or
    the public half of a key for signing.
    """

    name = models.CharField("密钥", max_length=100, unique=True)
    value = models.CharField("校验值", max_length=64)
    noted = models.DateTimeField("首次使用", auto_now_add=True)

    class Meta:
        verbose_name = "密钥校验值"

    def __str__(self) -> str:
        return self.name
