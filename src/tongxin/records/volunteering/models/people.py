"""Whoever helps and whoever asked for help: as little of them as the one action needs, for as long as it needs it."""

from django.db import models
from django.db.models import Q

from tongxin.access.guard import Guarded
from tongxin.kernel.scope import Verb
from tongxin.network.models import Person
from tongxin.network.models.following import FollowsPerson
from tongxin.network.models.privacy import BlindIndexField, EncryptedField, PrivateCharField
from tongxin.records.volunteering.models.calls import VolunteerAction


class Volunteer(FollowsPerson, Guarded):
    """A person or a team that signed up for one action. `path` is the action's.

    `token_hash` is that of the address at which it claims tasks. `record` is the wording of the service record 志愿服务记录 it
    asked for, about this action alone: a document, no number. All of it is erased some time after the action.
    """

    class State(models.TextChoices):
        """Where it stands."""

        SIGNED_UP = "signed_up", "已报名"
        ASKED = "asked", "申请服务记录"
        ISSUED = "issued", "已出具服务记录"
        WITHDRAWN = "withdrawn", "已退出"
        ERASED = "erased", "已到期删除"

    class Kind(models.TextChoices):
        """Who signs up."""

        PERSON = "person", "个人"
        TEAM = "team", "团队"

    read_verb = Verb.MEMBERS
    secrets = ("token_hash",)

    action = models.ForeignKey(VolunteerAction, verbose_name="志愿服务", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField("个人或团队", max_length=8, choices=Kind.choices, default=Kind.PERSON)
    name = PrivateCharField("姓名或队名", max_length=60, blank=True)
    mobile = EncryptedField("手机号", blank=True, default="")
    mobile_index = BlindIndexField(source="mobile")
    size = models.PositiveSmallIntegerField("人数", default=1)
    skills = PrivateCharField("能做什么", max_length=200, blank=True)
    person = models.ForeignKey(
        Person, verbose_name="人员", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    consent_version = models.PositiveSmallIntegerField("同意的报名须知版本", null=True, blank=True)
    received = models.DateTimeField("报名时间")
    token_hash = models.CharField("查询地址", max_length=64, unique=True, editable=False)
    state = models.CharField("状态", max_length=10, choices=State.choices, default=State.SIGNED_UP)
    record = EncryptedField("服务记录内容", blank=True, default="")

    class Meta:
        verbose_name = "志愿报名"
        indexes = [models.Index(fields=["action", "state", "id"]), models.Index(fields=["path", "-id"])]
        constraints = [
            models.UniqueConstraint(
                fields=["action", "mobile_index", "name"],
                condition=~Q(mobile_index="") & ~Q(state__in=("withdrawn", "erased")),
                name="volunteering_signed_up_once",
                violation_error_message="这个手机号已经用这个名称报过名，不用再报：请打开报名时保存的地址。",
            ),
            models.UniqueConstraint(
                fields=["action", "person"],
                condition=Q(person__isnull=False) & ~Q(state__in=("withdrawn", "erased")),
                name="volunteering_person_signed_up_once",
                violation_error_message="这个人已经报过名，不用再报。",
            ),
        ]

    def __str__(self) -> str:
        return f"志愿报名 {self.pk}"

    @property
    def is_in(self) -> bool:
        """Whether it takes part in the action still."""
        return self.state not in (self.State.WITHDRAWN, self.State.ERASED)


class HelpRequest(Guarded):
    """That somebody asked for help in one action. Who and where is sealed, kept for those who help, and erased in time.

    `task` is what was made of it; several may ask for the one thing. `answer` is what they were told in the end.
    """

    class State(models.TextChoices):
        """Where it stands."""

        RECEIVED = "received", "待处理"
        TAKEN = "taken", "已转任务"
        ANSWERED = "answered", "已回访"
        DECLINED = "declined", "未受理"
        ERASED = "erased", "已到期删除"

    read_verb = Verb.MEMBERS
    secrets = ("token_hash",)

    action = models.ForeignKey(VolunteerAction, verbose_name="志愿服务", on_delete=models.PROTECT, related_name="+")
    task = models.ForeignKey(
        "volunteering.Task", verbose_name="任务", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    name = PrivateCharField("称呼", max_length=60, blank=True)
    mobile = EncryptedField("联系电话", blank=True, default="")
    mobile_index = BlindIndexField(source="mobile")
    spot = EncryptedField("在哪里", blank=True, default="")
    need = EncryptedField("需要什么", blank=True, default="")
    consent_version = models.PositiveSmallIntegerField("同意的求助须知版本", null=True, blank=True)
    received = models.DateTimeField("求助时间")
    token_hash = models.CharField("查询地址", max_length=64, unique=True, editable=False)
    state = models.CharField("状态", max_length=10, choices=State.choices, default=State.RECEIVED)
    answered = models.DateField("回访日期", null=True, blank=True)
    answer = PrivateCharField("答复", max_length=200, blank=True)

    class Meta:
        verbose_name = "求助"
        indexes = [models.Index(fields=["action", "state", "id"]), models.Index(fields=["path", "-id"])]

    def __str__(self) -> str:
        return f"求助 {self.pk}"
