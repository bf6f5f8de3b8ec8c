"""Checking in at the door: the devices that may, and every scan they made. What came of it is `Attendance`."""

from datetime import datetime

from django.db import models
from django.db.models import F, Q

from tongxin.access.fields import SecretHashField
from tongxin.access.guard import Guarded
from tongxin.access.models import Account
from tongxin.attendance.models.occasions import Occasion, Session
from tongxin.attendance.models.registrations import Registration
from tongxin.kernel.scope import Verb
from tongxin.network.models.privacy import PrivateCharField


class Device(Guarded):
    """A phone or tablet that may check people in at one occasion, from `begins` until (not including) `expires`.

    It knows a secret of 192 random bits and nothing else: it works on after whoever opened it has signed out. The list of
    names is given to it only where `with_names` says so.
    """

    read_verb = Verb.RECORD
    secrets = ("token_hash",)
    typed_into = ("label",)
    scope_lookup = "occasion__path"

    occasion = models.ForeignKey(Occasion, verbose_name="场次", on_delete=models.PROTECT, related_name="+")
    label = PrivateCharField("设备", max_length=20)
    token_hash = SecretHashField("密文", unique=True)
    with_names = models.BooleanField("持有本场名单", default=False)
    begins = models.DateTimeField("起")
    expires = models.DateTimeField("止")
    revoked = models.DateTimeField("停用时间", null=True, blank=True)
    account = models.ForeignKey(
        Account, verbose_name="账号", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    opened_by = models.CharField("开通人", max_length=100)

    class Meta:
        verbose_name = "签到设备"
        constraints = [models.CheckConstraint(condition=Q(expires__gt=F("begins")), name="attendance_device_in_order")]

    def __str__(self) -> str:
        return f"签到设备 {self.pk}"

    def works_at(self, moment: datetime) -> bool:
        """Tell whether it may check people in at this moment."""
        return self.revoked is None and self.begins <= moment < self.expires


class Scan(Guarded):
    """One attempt to check somebody in, or to take one back (`undoes`). Only ever added; deleted a year later, not before.

    `code` is the UUIDv7 the device made for it: sent again, it is answered again and nothing is written. `device_time` is
    what the device's clock said, `server_time` when the scan was received; `when` is what counts: the device's clock put
    right, or the time of receipt where that clock was out of the question (`clock_off`). `device` is null for what
    was keyed in from paper by somebody signed in, `decided` says that the host let somebody in all the same.
    """

    is_unchanging = True

    class How(models.TextChoices):
        """How the registration was recognised."""

        QR = "qr", "扫码"
        TYPED = "typed", "输入签到码"
        NAME = "name", "按姓名"
        PAPER = "paper", "纸质签到册"
        DOOR = "door", "现场登记"

    class Outcome(models.TextChoices):
        """What came of it."""

        ADMITTED = "admitted", "已签到"
        ALREADY = "already", "已签过"
        UNKNOWN = "unknown", "没有这张票"
        ELSEWHERE = "elsewhere", "不是这一场"
        CANCELLED = "cancelled", "报名已取消"
        WAITING = "waiting", "候补中"
        OTHER_SESSION = "other_session", "不是这一节"
        OTHER_DAY = "other_day", "不是今天的场次"
        NO_SESSION = "no_session", "日程已取消"
        UNDONE = "undone", "已撤销"
        NOTHING = "nothing", "没有可撤销的签到"

    read_verb = Verb.MEMBERS
    scope_lookup = "occasion__path"

    code = models.UUIDField("编号")
    occasion = models.ForeignKey(Occasion, verbose_name="场次", on_delete=models.PROTECT, related_name="+")
    device = models.ForeignKey(
        Device, verbose_name="签到设备", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    session = models.ForeignKey(
        Session, verbose_name="日程", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    registration = models.ForeignKey(
        Registration, verbose_name="报名", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    undoes = models.OneToOneField(
        "self", verbose_name="撤销的签到", on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    how = models.CharField("方式", max_length=8, choices=How.choices)
    outcome = models.CharField("结果", max_length=16, choices=Outcome.choices)
    reason = PrivateCharField("说明", max_length=100, blank=True)
    decided = models.BooleanField("主办方放行", default=False)
    device_time = models.DateTimeField("设备时间")
    server_time = models.DateTimeField("收到时间")
    when = models.DateTimeField("签到时间")
    clock_off = models.BooleanField("设备时钟不准", default=False)

    class Meta:
        verbose_name = "签到记录"
        indexes = [
            models.Index(fields=["session", "registration", "id"]),
            models.Index(fields=["occasion", "-id"]),
        ]
        constraints = [models.UniqueConstraint(fields=["occasion", "code"], name="attendance_one_scan_a_code")]

    def __str__(self) -> str:
        return f"签到记录 {self.pk}"


class Folded(Guarded):
    """That the attendance of a registration has gone onto the roster: as which line, and with how many days and sessions.

    `line` is the number of the roster line, no key: a line may be merged into another one later. That it was pasted, or
    corrected since, is seen from its days and sessions. The journal line of the roster line tells of the write.
    """

    read_verb = Verb.MEMBERS
    scope_lookup = "registration__path"

    registration = models.OneToOneField(Registration, verbose_name="报名", on_delete=models.CASCADE, related_name="+")
    line = models.BigIntegerField("名册行")
    days = models.PositiveSmallIntegerField("参加天数", null=True, blank=True)
    sessions = models.PositiveSmallIntegerField("参加场次", null=True, blank=True)

    class Meta:
        verbose_name = "转入名册的签到"

    def __str__(self) -> str:
        return f"转入名册 {self.pk}"
