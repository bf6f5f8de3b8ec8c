"""What people say of a class once it is over: nobody knows who, and it is said of the class, never of a person."""

from typing import Any

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from tongxin.access.guard import Guarded
from tongxin.access.privacy import EncryptedField
from tongxin.attendance.models.occasions import Occasion
from tongxin.kernel.scope import Verb


def _answer(label: str) -> "models.PositiveSmallIntegerField[Any, Any]":
    return models.PositiveSmallIntegerField(
        label, null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(5)]
    )


class FeedbackForm(Guarded):
    """The form of an occasion, behind an address that is handed to those who were there."""

    secrets = ("token",)

    occasion = models.OneToOneField(Occasion, verbose_name="场次", on_delete=models.PROTECT, related_name="+")
    token = models.CharField("地址标识", max_length=40, unique=True, editable=False)
    opened = models.DateTimeField("开放时间")
    closed = models.DateTimeField("关闭时间", null=True, blank=True)

    class Meta:
        verbose_name = "意见反馈表"

    def __str__(self) -> str:
        return f"意见反馈表 {self.pk}"


class Feedback(Guarded):
    """One form handed in. Nothing in it leads to who filled it in: no key, no time, no address.

    `sent` is the hash of the token the form was handed out with: one sent twice is one. `remark` is sealed, as it may
    speak of people, and read by the organiser's side alone.
    """

    read_verb = Verb.RECORD
    secrets = ("sent",)

    occasion = models.ForeignKey(Occasion, verbose_name="场次", on_delete=models.PROTECT, related_name="+")
    useful = _answer("内容对工作有用")
    timing = _answer("时间和日程安排合适")
    venue = _answer("场地和后勤服务周到")
    arranged = _answer("通知和组织有序")
    overall = _answer("总体评价")
    remark = EncryptedField("意见和建议", blank=True, default="")
    sent = models.CharField("表单摘要", max_length=64, unique=True, editable=False)

    class Meta:
        verbose_name = "意见反馈"
        indexes = [models.Index(fields=["occasion", "id"])]

    def __str__(self) -> str:
        return f"意见反馈 {self.pk}"
