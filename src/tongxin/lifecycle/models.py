"""The table of files that show what a record rests on."""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from tongxin.access.guard import Guarded
from tongxin.access.privacy import PrivateCharField


class EvidenceFile(Guarded):
    """One file of one record. The row stays for ever; its content goes when its time is over.

    `path` is the record's place path. Whether somebody may know of a file is decided by the record, never by this row:
    see `tongxin.lifecycle.evidence.queries`. `sha256` is of the content that is kept, `original_sha256` of what was
    handed in: pictures are drawn anew, so the two differ.
    """

    class Kind(models.TextChoices):
        """What a file shows; `tongxin.lifecycle.evidence.kinds` says in which formats."""

        PHOTO = "photo", "现场照片"
        SCAN = "scan", "扫描件"
        SHEET = "sheet", "表格"
        RECEIPT = "receipt", "回执收据"
        ARCHIVE = "archive", "存档网页或文件"
        VIDEO = "video", "视频"
        CAPTIONS = "captions", "字幕"

    about_any = ("record_type", "record_id")
    typed_into = ("name",)
    was_there = False
    """Set on what `attach` returns when the record had the same content already."""

    record_type = models.CharField("记录类型", max_length=60)
    record_id = models.BigIntegerField("记录编号")
    kind = models.CharField("类型", max_length=10, choices=Kind.choices)
    name = PrivateCharField("文件名", max_length=120)
    sha256 = models.CharField("文件指纹", max_length=64, db_index=True)
    original_sha256 = models.CharField("上传时的指纹", max_length=64)
    media_type = models.CharField("格式", max_length=80)
    bytes = models.PositiveBigIntegerField("大小")
    width = models.PositiveIntegerField("宽", null=True, blank=True)
    height = models.PositiveIntegerField("高", null=True, blank=True)
    purpose = models.CharField("说明", max_length=120, blank=True)
    added_at = models.DateTimeField("上传时间", default=timezone.now, editable=False)
    added_by = models.CharField("上传人", max_length=100)
    holds_personal = models.BooleanField("含个人信息", default=False)
    shows_people = models.BooleanField("有人像", default=False)
    consent_given = models.BooleanField("本人同意", default=False)
    consent_paper = PrivateCharField("同意依据", max_length=120, blank=True)
    consent_until = models.DateField("同意到期日", null=True, blank=True)
    keep_until = models.DateField("保存到", null=True, blank=True)
    withdrawn_at = models.DateTimeField("撤回时间", null=True, blank=True)
    withdrawn_by = models.CharField("撤回人", max_length=100, blank=True)
    withdraw_reason = models.CharField("撤回原因", max_length=200, blank=True)
    removed_at = models.DateTimeField("内容删除时间", null=True, blank=True)

    class Meta:
        verbose_name = "佐证"
        indexes = [models.Index(fields=["record_type", "record_id", "id"])]
        constraints = [
            models.UniqueConstraint(
                fields=["record_type", "record_id", "original_sha256"],
                condition=Q(withdrawn_at=None, removed_at=None),
                name="lifecycle_file_once_a_record",
                violation_error_message="这条记录已有这个文件，不用再传。",
            ),
            models.CheckConstraint(
                condition=Q(consent_given=False) | Q(shows_people=True) & ~Q(consent_paper=""),
                name="lifecycle_consent_of_whom_by_what",
                violation_error_message="写了本人同意，就要勾选「有人像」并写明同意依据。",
            ),
            models.CheckConstraint(
                condition=Q(consent_until=None) | Q(consent_given=True),
                name="lifecycle_consent_ends_after_it_was_given",
                violation_error_message="没有本人同意，就没有到期日，请删去到期日或勾选「本人同意」。",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at=None, withdraw_reason="")
                | Q(withdrawn_at__isnull=False) & ~Q(withdraw_reason=""),
                name="lifecycle_withdrawn_with_a_reason",
                violation_error_message="撤回文件要写明原因。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}（第 {self.pk} 号佐证）"

    @property
    def is_picture(self) -> bool:
        """Whether there is a small picture of it."""
        return self.width is not None

    @property
    def is_withdrawn(self) -> bool:
        """Whether somebody took it back."""
        return self.withdrawn_at is not None

    @property
    def is_removed(self) -> bool:
        """Whether its content is gone for good."""
        return self.removed_at is not None
