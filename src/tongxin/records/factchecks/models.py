"""Tables of fact-checks: the claim and what was found, sources, who asked, what was published, and the index of passages."""

from typing import Any

from django.db import models
from django.db.models import F, Q

from tongxin.access.fields import PathField
from tongxin.access.guard import Guarded
from tongxin.access.privacy import EncryptedField, PrivateCharField
from tongxin.kernel.errors import ConflictError
from tongxin.kernel.scope import Verb
from tongxin.lifecycle.models import EvidenceFile
from tongxin.network.models import Organisation, Person
from tongxin.network.models.following import FollowsPerson
from tongxin.network.models.organising import Organised


class Verdict(models.TextChoices):
    """What was found. Words alone: no number stands for them anywhere."""

    TRUE = "true", "属实"
    PARTLY = "partly", "部分属实"
    NO_CONTEXT = "no_context", "缺少背景"
    FALSE = "false", "不实"
    UNPROVEN = "unproven", "无法证实"
    NO_FACT = "no_fact", "非事实陈述"


class Fault(models.TextChoices):
    """In which way a claim is wrong."""

    FABRICATED = "fabricated", "捏造细节"
    MISMATCHED = "mismatched", "图文不符"
    EXAGGERATED = "exaggerated", "夸大事实"
    OUTDATED = "outdated", "过期信息"
    CUT = "cut", "断章取义"


FAULTY = (Verdict.PARTLY, Verdict.NO_CONTEXT, Verdict.FALSE)
"""Verdicts that say in which way the claim is wrong; the others say nothing of it."""


class FactCheck(Organised):
    """One claim and what became of it. Where it was seen is a sort of place, never an account.

    What is published is a `Version`; changes of it wait as `pending` until a second person has looked at them.
    """

    secrets = ("public_code",)

    class State(models.TextChoices):
        """How far it has come."""

        RECEIVED = "received", "待受理"
        SET_ASIDE = "set_aside", "不予核查"
        RESEARCHING = "researching", "核查中"
        REVIEW = "review", "待复核"
        PUBLISHED = "published", "已发布"
        AMENDING = "amending", "已发布，修订待复核"
        WITHDRAWN = "withdrawn", "已撤回"

    class Ground(models.TextChoices):
        """Why a claim is not checked."""

        OPINION = "opinion", "属于观点"
        PRIVATE = "private", "私人事务"
        UNCLEAR = "unclear", "说法不完整"

    class Seen(models.TextChoices):
        """Where claims go round."""

        CHAT = "chat", "聊天群"
        VIDEO = "video", "短视频"
        WEB = "web", "网页文章"
        PAPER = "paper", "张贴传单"
        MOUTH = "mouth", "口头流传"
        OTHER = "other", "其他"

    class Through(models.TextChoices):
        """How it came in."""

        STAFF = "staff", "工作人员登记"
        WEB = "web", "网上提交"

    title = models.CharField("核查题目", max_length=120)
    through = models.CharField("来自", max_length=8, choices=Through.choices, default=Through.STAFF, editable=False)
    claim = models.TextField("网传说法")
    received = models.DateField("收到日期", db_index=True)
    appeared = models.DateField("说法出现日期", null=True, blank=True)
    seen_in = models.CharField("流传途径", max_length=10, choices=Seen.choices, default=Seen.OTHER)
    state = models.CharField("状态", max_length=12, choices=State.choices, default=State.RECEIVED)
    ground = models.CharField("不予核查的原因", max_length=10, choices=Ground.choices, blank=True)
    same_as = models.ForeignKey(
        "self", verbose_name="与哪条是同一说法", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    verdict = models.CharField("结论", max_length=12, choices=Verdict.choices, blank=True)
    kind = models.CharField("错误类型", max_length=12, choices=Fault.choices, blank=True)
    summary = models.CharField("一句话结论", max_length=300, blank=True)
    text = models.TextField("核查经过", blank=True)
    exception = models.CharField("只用一份原始记录的理由", max_length=300, blank=True)
    reply_party = models.CharField("征求答复的单位", max_length=120, blank=True)
    reply_asked = models.DateField("征求答复日期", null=True, blank=True)
    reply_until = models.DateField("答复截止日期", null=True, blank=True)
    reply_received = models.DateField("收到答复日期", null=True, blank=True)
    reply = models.TextField("答复全文", blank=True)
    reply_waived = models.CharField("不征求答复的原因", max_length=300, blank=True)
    submitted_by = models.BigIntegerField("送复核账号", null=True, blank=True, editable=False)
    reviewed_by = models.BigIntegerField("复核账号", null=True, blank=True, editable=False)
    published = models.DateField("发布日期", null=True, blank=True, db_index=True)
    answered = models.DateField("给出结果日期", null=True, blank=True)
    pending = models.JSONField("待复核的修订", default=dict, blank=True, editable=False)
    public_code = models.CharField("公开地址标识", max_length=40, blank=True, editable=False, db_index=True)

    class Meta:
        verbose_name = "辟谣"
        indexes = [models.Index(fields=["path", "-received", "-id"]), models.Index(fields=["-received", "-id"])]
        constraints = [
            models.UniqueConstraint(
                fields=["organiser", "title", "received"],
                condition=Q(through="staff"),
                name="factchecks_recorded_once",
                violation_error_message="这条线索已经登记过：同一单位、同题、同一天收到。请在列表中查看，不用再登记。",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=("published", "amending", "withdrawn"))
                | Q(published__isnull=False) & ~Q(verdict="") & ~Q(public_code=""),
                name="factchecks_published_with_verdict",
                violation_error_message="发布的核查要有结论和发布日期。",
            ),
            models.CheckConstraint(
                condition=Q(verdict__in=("partly", "no_context", "false")) & ~Q(kind="")
                | ~Q(verdict__in=("partly", "no_context", "false")) & Q(kind=""),
                name="factchecks_kind_where_wrong",
                violation_error_message="「不实」「部分属实」「缺少背景」要写明错误类型，其他结论没有错误类型。",
            ),
            models.CheckConstraint(
                condition=Q(reviewed_by=None) | Q(submitted_by=None) | ~Q(reviewed_by=F("submitted_by")),
                name="factchecks_two_persons",
                violation_error_message="核查和复核应由两个人办理。",
            ),
            models.CheckConstraint(
                condition=Q(reply_until=None) | Q(reply_asked__isnull=False) & ~Q(reply_party=""),
                name="factchecks_reply_asked_of_whom",
                violation_error_message="征求答复要写明向哪个单位、哪一天。",
            ),
        ]

    def __str__(self) -> str:
        return self.title


COUNTED = (FactCheck.State.PUBLISHED.value, FactCheck.State.AMENDING.value)


SAID = (
    "title", "claim", "verdict", "kind", "summary", "text", "exception", "reply_party", "reply_asked", "reply_until",
    "reply_received", "reply", "reply_waived",
)  # fmt: skip
"""The columns of a check the public reads, kept with every version."""


class Source(Guarded):
    """One thing a check rests on: whose it is, where that took it from, and the copy of it we keep.

    `since` is the number of the version in which it was first shown: until then the public knows nothing of it.
    """

    factcheck = models.ForeignKey(FactCheck, verbose_name="辟谣", on_delete=models.PROTECT, related_name="+")
    title = models.CharField("来源标题", max_length=160)
    owner = models.CharField("来源单位", max_length=120)
    origin = models.CharField("消息源头", max_length=120)
    is_primary = models.BooleanField("原始记录", default=False)
    url = models.URLField("网址", max_length=500, blank=True)
    seen = models.DateField("查阅日期")
    file = models.ForeignKey(EvidenceFile, verbose_name="存档", on_delete=models.PROTECT, related_name="+")
    since = models.PositiveSmallIntegerField("首次公开于第几版", null=True, blank=True, editable=False)
    voided = models.BooleanField("已作废", default=False)

    class Meta:
        verbose_name = "核查来源"

    def __str__(self) -> str:
        return self.title

    @property
    def has_copy(self) -> bool:
        """Whether the copy we keep is still there and nobody took it back."""
        return not (self.file.is_withdrawn or self.file.is_removed)


class Asker(FollowsPerson, Guarded):
    """Whoever asked, known to the register or not; forgotten some time after the answer."""

    read_verb = Verb.MEMBERS
    secrets = ("token_hash",)

    factcheck = models.ForeignKey(FactCheck, verbose_name="辟谣", on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(
        Person, verbose_name="人员", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    name = PrivateCharField("称呼", max_length=60, blank=True)
    unit = PrivateCharField("单位", max_length=120, blank=True)
    mobile = EncryptedField("手机号", blank=True, default="")
    consent_version = models.PositiveSmallIntegerField("同意的说明版本", null=True, blank=True)
    token_hash = models.CharField("查询地址", max_length=64, unique=True, editable=False)

    class Meta:
        verbose_name = "提出人"

    def __str__(self) -> str:
        return f"提出人 {self.pk}"


class Version(Guarded):
    """What the public has been shown since a day: the first publication and every change of it. Never changed or removed."""

    is_public = True
    is_append_only = True

    class Kind(models.TextChoices):
        """Why there is another one."""

        FIRST = "first", "首次发布"
        TYPO = "typo", "勘误"
        UPDATE = "update", "更新"
        CORRECTION = "correction", "更正"
        WITHDRAWAL = "withdrawal", "撤回"

    factcheck = models.ForeignKey(FactCheck, verbose_name="辟谣", on_delete=models.PROTECT, related_name="+")
    number = models.PositiveSmallIntegerField("第几版")
    kind = models.CharField("修订类别", max_length=12, choices=Kind.choices)
    day = models.DateField("日期", db_index=True)
    reason = models.CharField("说明", max_length=500, blank=True)
    said = models.JSONField("公开内容", default=dict)

    class Meta:
        verbose_name = "公开版本"
        constraints = [
            models.UniqueConstraint(
                fields=["factcheck", "number"],
                name="factchecks_version_once",
                violation_error_message="刚才已有人修订，请刷新后再看。",
            ),
            models.CheckConstraint(
                condition=Q(kind="first") | ~Q(reason=""),
                name="factchecks_change_with_reason",
                violation_error_message="修订和撤回要写明原因。",
            ),
        ]

    def __str__(self) -> str:
        return f"第 {self.number} 版"

    def save(self, *args: Any, **options: Any) -> None:
        """Write a new version; one that was shown stays as it was."""
        if not self._state.adding:
            raise ConflictError("已公开的版本不能改动，请用「修订」发布新的一版。")
        super().save(*args, **options)


class Desk(Guarded):
    """Where an organisation takes claims from anybody: a form at an address it hands out."""

    is_public = True

    class State(models.TextChoices):
        """Whether the form takes anything."""

        OPEN = "open", "受理中"
        CLOSED = "closed", "已停止"

    organiser = models.OneToOneField(Organisation, verbose_name="受理单位", on_delete=models.PROTECT, related_name="+")
    about = models.CharField("受理说明", max_length=300, blank=True)
    state = models.CharField("状态", max_length=8, choices=State.choices, default=State.OPEN)
    opened = models.DateField("开始日期", db_index=True)
    token = models.CharField("地址标识", max_length=40, unique=True, editable=False)

    class Meta:
        verbose_name = "线索征集"

    def __str__(self) -> str:
        return f"{self.organiser}线索征集"


class Shingle(Guarded):
    """A short passage of a claim, as a number: which claims may say the same is found by it.

    Made from the claim whenever that is written. Rows of a claim that is gone find nothing, so no constraint ties them.
    """

    path = PathField(default="", editable=False)  # read for what it finds, never for itself: no index of its own
    factcheck = models.ForeignKey(
        FactCheck, verbose_name="辟谣", on_delete=models.DO_NOTHING, db_constraint=False, related_name="+"
    )
    gram = models.BigIntegerField("片段")

    class Meta:
        verbose_name = "说法片段"
        indexes = [models.Index(fields=["gram", "factcheck"])]

    def __str__(self) -> str:
        return f"片段 {self.gram}"
