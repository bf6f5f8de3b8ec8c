"""Who means to come: the sign-up of an occasion, those registered through it, and the seats they hold."""

from typing import Any

from django.db import models
from django.db.models import Q

from tongxin.access.guard import Guarded
from tongxin.attendance.models.occasions import Occasion, Session
from tongxin.kernel.scope import Verb
from tongxin.network.models import Person
from tongxin.network.models.following import FollowsPerson
from tongxin.network.models.privacy import BlindIndexField, EncryptedField, PrivateCharField


class SignUp(Guarded):
    """How one registers for an occasion: the public link, from when until when, and what is asked.

    `questions` are `{"code", "label", "kind", "choices", "required"}` each. Its title, place and days are the owner's.
    With `by_session` everybody says which sessions to come to, else one registers for all of them. Seats that become free
    are offered for `offer_hours`.
    """

    secrets = ("token",)

    occasion = models.OneToOneField(Occasion, verbose_name="场次", on_delete=models.CASCADE, related_name="+")
    token = models.CharField("地址标识", max_length=40, unique=True, editable=False)
    opens = models.DateTimeField("开始报名时间")
    closes = models.DateTimeField("截止报名时间")
    open_to_all = models.BooleanField("网上公开报名", default=True)
    most_together = models.PositiveSmallIntegerField("一次最多几人", default=1)
    by_session = models.BooleanField("由报名人选择场次", default=False)
    offer_hours = models.PositiveSmallIntegerField("递补保留小时数", default=24)
    questions = models.JSONField("报名问题", default=list, blank=True)
    closed = models.DateTimeField("关闭时间", null=True, blank=True)

    class Meta:
        verbose_name = "开放报名"

    def __str__(self) -> str:
        return f"开放报名 {self.pk}"


class Registration(FollowsPerson, Guarded):
    """One person registered for one occasion, known to the register or not. `path` is the occasion's.

    `ticket` is what the QR code of the registration holds: at least 80 random bits, found again by `ticket_hash`; whoever
    checks people in without network holds the hashes. `token_hash` is that of the address at which the registered follows it.
    `leader` is the registration of whoever registered a group. `answers` are erased with the rest some time after the occasion.
    """

    class State(models.TextChoices):
        """Where it stands. Which seats it holds says `Seat`."""

        REGISTERED = "registered", "已报名"
        WAITING = "waiting", "候补"
        OFFERED = "offered", "已递补，待确认"
        CANCELLED = "cancelled", "已取消"

    class Source(models.TextChoices):
        """How it came in."""

        LINK = "link", "网上报名"
        STAFF = "staff", "工作人员登记"
        DOOR = "door", "现场登记"

    read_verb = Verb.MEMBERS
    secrets = ("token_hash", "ticket_hash")

    occasion = models.ForeignKey(Occasion, verbose_name="场次", on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(
        Person, verbose_name="人员", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    leader = models.ForeignKey(
        "self", verbose_name="同组报名人", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    name = PrivateCharField("姓名", max_length=60, blank=True)
    unit = PrivateCharField("工作单位", max_length=120, blank=True)
    mobile = EncryptedField("手机号", blank=True, default="")
    mobile_index = BlindIndexField(source="mobile")
    answers = EncryptedField("报名问题的答复", blank=True, default="")
    consent_version = models.PositiveSmallIntegerField("同意的报名须知版本", null=True, blank=True)
    state = models.CharField("状态", max_length=12, choices=State.choices, default=State.REGISTERED)
    source = models.CharField("来源", max_length=10, choices=Source.choices)
    received = models.DateTimeField("报名时间")
    offered_until = models.DateTimeField("递补保留到", null=True, blank=True)
    cancel_reason = models.CharField("取消原因", max_length=200, blank=True)
    ticket = EncryptedField("签到码", editable=False)
    ticket_hash = models.CharField("签到码摘要", max_length=64, unique=True, editable=False)
    token_hash = models.CharField("查询地址", max_length=64, unique=True, editable=False)

    class Meta:
        verbose_name = "报名"
        indexes = [models.Index(fields=["occasion", "state", "id"])]
        constraints = [
            models.UniqueConstraint(
                fields=["occasion", "person"],
                condition=Q(person__isnull=False) & ~Q(state="cancelled"),
                name="attendance_registered_once",
                violation_error_message="这个人已经报过名。",
            ),
            models.UniqueConstraint(
                fields=["occasion", "mobile_index", "name"],
                condition=~Q(mobile_index="") & ~Q(state="cancelled"),
                name="attendance_mobile_registered_once",
                violation_error_message="这个手机号已经用这个姓名报过名。",
            ),
        ]

    def __str__(self) -> str:
        return f"报名 {self.pk}"

    @property
    def shown_name(self) -> str:
        """The name as registered, or the person's once what was written is erased; for those who may read persons."""
        return self.name or (self.person.name if self.person else "")

    def taken_over(self, other: Any) -> dict[str, Any]:
        """Return what this registration takes from one of the same person it replaces: the better state."""
        if _BETTER.index(self.state) <= _BETTER.index(other.state):
            return {}
        return {"state": other.state, "offered_until": other.offered_until}


_BETTER = ["registered", "offered", "waiting", "cancelled"]


class Seat(FollowsPerson, Guarded):
    """A place in one session that a registration holds, or has been offered, or waits for while it is not `held`.

    A session never has more seats held than its capacity.
    """

    registration = models.ForeignKey(Registration, verbose_name="报名", on_delete=models.CASCADE, related_name="+")
    session = models.ForeignKey(Session, verbose_name="日程", on_delete=models.PROTECT, related_name="+")
    held = models.BooleanField("已占用", default=True)

    class Meta:
        verbose_name = "座位"
        indexes = [models.Index(fields=["session", "id"])]
        constraints = [
            models.UniqueConstraint(fields=["registration", "session"], name="attendance_one_seat_a_session")
        ]

    def __str__(self) -> str:
        return f"座位 {self.pk}"

    def taken_over(self, other: Any) -> dict[str, Any]:
        """Return that a seat held by either of two registrations of one person stays held."""
        return {"held": True} if other.held else {}


class Attendance(Guarded):
    """That a registered person was at a session, derived from scans: once a session and registration."""

    read_verb = Verb.MEMBERS

    session = models.ForeignKey(Session, verbose_name="日程", on_delete=models.PROTECT, related_name="+")
    registration = models.ForeignKey(Registration, verbose_name="报名", on_delete=models.PROTECT, related_name="+")
    since = models.DateTimeField("签到时间")

    class Meta:
        verbose_name = "到场"
        constraints = [
            models.UniqueConstraint(
                fields=["session", "registration"], name="attendance_once_a_session_and_registration"
            )
        ]

    def __str__(self) -> str:
        return f"到场 {self.pk}"
