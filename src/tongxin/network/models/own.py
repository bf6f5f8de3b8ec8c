"""What a person decides about the own record: consents, the account linked to it, and requests to the home side."""

from django.db import models
from django.db.models import Q

from tongxin.access.guard import Guarded, within
from tongxin.access.models import Account
from tongxin.kernel.scope import Scope, Verb
from tongxin.network.models.people import Person
from tongxin.network.models.privacy import EncryptedField, PrivateCharField
from tongxin.ports.agreed import label_of, text_of


class _OfPerson(Guarded):
    """A row about one person: seen by whoever sees the person, wherever the person's record is kept by now."""

    read_verb = Verb.MEMBERS

    class Meta:
        abstract = True

    @classmethod
    def readable(cls, scope: Scope, verb: Verb) -> Q:
        """Return the predicate of the person."""
        return Q(person__in=Person.objects.visible_to(scope, verb=verb))


class Consent(_OfPerson):
    """That a person agreed to one purpose in one wording, and until when."""

    person = models.ForeignKey(Person, verbose_name="人员", on_delete=models.PROTECT, related_name="+")
    purpose = models.CharField("用途", max_length=20)
    version = models.PositiveSmallIntegerField("文本版本")
    given = models.DateTimeField("同意时间")
    withdrawn = models.DateTimeField("撤回时间", null=True, blank=True)

    class Meta:
        verbose_name = "同意"
        constraints = [
            models.UniqueConstraint(
                fields=["person", "purpose"],
                condition=Q(withdrawn=None),
                name="network_one_consent_a_purpose",
                violation_error_message="这项用途已经同意过。",
            )
        ]

    def __str__(self) -> str:
        return f"同意 {self.pk}"

    def get_purpose_display(self) -> str:
        """Return what was agreed to in words."""
        return label_of(self.purpose)

    @property
    def text(self) -> str:
        """The wording agreed to."""
        return text_of(self.purpose, self.version)


class PersonAccount(_OfPerson):
    """The account through which a person reaches the own page: an invitation first, linked once it was taken up."""

    secrets = ("token_hash",)

    person = models.ForeignKey(Person, verbose_name="人员", on_delete=models.PROTECT, related_name="+")
    account = models.ForeignKey(
        Account, verbose_name="账号", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    token_hash = models.CharField("邀请地址", max_length=64, unique=True, editable=False)
    invited = models.DateField("邀请日期")
    expires = models.DateField("邀请截止")
    linked = models.DateTimeField("关联时间", null=True, blank=True)
    ended = models.DateTimeField("解除时间", null=True, blank=True)

    class Meta:
        verbose_name = "会员账号"
        constraints = [
            models.UniqueConstraint(
                fields=["person"],
                condition=Q(ended=None),
                name="network_one_account_a_person",
                violation_error_message="这个人已有账号或邀请。",
            ),
            models.UniqueConstraint(
                fields=["account"],
                condition=Q(ended=None),
                name="network_one_person_an_account",
                violation_error_message="这个账号已关联另一个人。",
            ),
        ]

    def __str__(self) -> str:
        return f"会员账号 {self.pk}"


class PersonRequest(_OfPerson):
    """A person asks the home side to correct or erase the record. `proposed` is JSON, encrypted, empty once decided."""

    class Kind(models.TextChoices):
        """What is asked for."""

        CORRECT = "correct", "更正资料"
        ERASE = "erase", "删除资料"

    class State(models.TextChoices):
        """Where it stands."""

        WAITING = "waiting", "待处理"
        DONE = "done", "已办理"
        DECLINED = "declined", "未办理"
        WITHDRAWN = "withdrawn", "本人撤回"

    person = models.ForeignKey(Person, verbose_name="人员", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField("事项", max_length=10, choices=Kind.choices)
    state = models.CharField("状态", max_length=10, choices=State.choices, default=State.WAITING)
    proposed = EncryptedField("改为", blank=True, default="")
    reason = PrivateCharField("说明", max_length=500, blank=True)
    answer = PrivateCharField("答复", max_length=500, blank=True)
    asked = models.DateField("提出日期")
    decided = models.DateField("办理日期", null=True, blank=True)

    class Meta:
        verbose_name = "本人请求"
        indexes = [models.Index(fields=["state", "id"])]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "kind"],
                condition=Q(state="waiting"),
                name="network_one_waiting_request",
                violation_error_message="已有一份同样的请求在等待办理。",
            )
        ]

    def __str__(self) -> str:
        return f"本人请求 {self.pk}"

    @classmethod
    def readable(cls, scope: Scope, verb: Verb) -> Q:
        """Return the predicate of the home side, which alone decides and alone needs to read what is asked."""
        return within(scope, verb, lookup="person__path")
