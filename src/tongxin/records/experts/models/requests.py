"""What firms ask for: the request, whom to speak to, and which expert was proposed and has said what."""

from django.db import models
from django.db.models import Q

from tongxin.access.guard import Guarded
from tongxin.kernel.scope import Verb
from tongxin.network.models import Organisation, Place
from tongxin.network.models.privacy import EncryptedField, PrivateCharField
from tongxin.records.experts.models.teams import Expert, Field, Team


class Request(Guarded):
    """A firm asks a team for an expert. `firm` is known once somebody has looked at it; before, what was written stands.

    `answered` is the day the firm had its answer: a service was held for it, or it was advised in writing (`answer`).
    `token_hash` is that of the address at which the firm follows it. `statement` is the version it has accepted.
    """

    secrets = ("token_hash",)

    class State(models.TextChoices):
        """How far it has come."""

        RECEIVED = "received", "待受理"
        TRIAGED = "triaged", "已受理，待推荐专家"
        MATCHED = "matched", "已推荐，待双方接受"
        ACCEPTED = "accepted", "双方已接受，待安排"
        SCHEDULED = "scheduled", "已安排"
        ANSWERED = "answered", "已答复"
        DECLINED = "declined", "未受理"
        WITHDRAWN = "withdrawn", "企业已撤回"

    class Source(models.TextChoices):
        """How it came in."""

        LINK = "link", "企业网上提交"
        STAFF = "staff", "工作人员登记"

    team = models.ForeignKey(Team, verbose_name="服务团", on_delete=models.PROTECT, related_name="+")
    firm_name = models.CharField("企业名称", max_length=120)
    unified_code = models.CharField("统一社会信用代码", max_length=18, blank=True)
    firm_place = models.ForeignKey(Place, verbose_name="企业所在地区", on_delete=models.PROTECT, related_name="+")
    firm = models.ForeignKey(
        Organisation, verbose_name="企业", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    field = models.CharField("需求领域", max_length=12, choices=Field.choices)
    need = models.TextField("需求说明", max_length=1_000)
    wished = models.DateField("希望日期", null=True, blank=True)
    received = models.DateField("收到日期", db_index=True)
    answered = models.DateField("答复日期", null=True, blank=True)
    answer = models.TextField("书面答复", blank=True)
    source = models.CharField("来源", max_length=8, choices=Source.choices)
    statement = models.PositiveSmallIntegerField("企业接受的声明版本", default=0)
    decline_reason = models.CharField("未受理原因", max_length=200, blank=True)
    token_hash = models.CharField("查询地址", max_length=64, unique=True, editable=False)
    state = models.CharField("状态", max_length=10, choices=State.choices, default=State.RECEIVED)

    class Meta:
        verbose_name = "专家需求"
        indexes = [
            models.Index(fields=["path", "-received", "-id"]),
            models.Index(fields=["-received", "-id"]),
            models.Index(fields=["team", "state", "id"]),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(firm__isnull=False) | Q(state__in=("received", "declined", "withdrawn")),
                name="experts_request_of_a_firm",
                violation_error_message="先受理并登记是哪家企业。",
            )
        ]

    def __str__(self) -> str:
        return f"{self.firm_name}的{self.get_field_display()}需求"


class Contact(Guarded):
    """Whom of the firm to speak to, as the firm wrote it; emptied some time after the request is over."""

    read_verb = Verb.MEMBERS

    request = models.OneToOneField(Request, verbose_name="专家需求", on_delete=models.PROTECT, related_name="+")
    name = PrivateCharField("联系人", max_length=60, blank=True)
    mobile = EncryptedField("联系电话", blank=True, default="")
    consent_version = models.PositiveSmallIntegerField("同意的用途版本", null=True, blank=True)

    class Meta:
        verbose_name = "需求联系人"

    def __str__(self) -> str:
        return f"需求联系人 {self.pk}"


class Match(Guarded):
    """An expert proposed for a request, with the reasons as they were shown, and what either side has said to it.

    Neither side can speak for the other: each has an address of its own, and whoever of the staff records the one side's
    word does not record the other's. `token_hash` is that of the expert's address.
    """

    read_verb = Verb.MEMBERS
    secrets = ("token_hash",)

    class State(models.TextChoices):
        """What came of it."""

        PROPOSED = "proposed", "待双方接受"
        ACCEPTED = "accepted", "双方已接受"
        DECLINED = "declined", "未成"

    class Word(models.TextChoices):
        """What a side has said."""

        WAITING = "waiting", "待答复"
        ACCEPTED = "accepted", "已接受"
        DECLINED = "declined", "未接受"

    request = models.ForeignKey(Request, verbose_name="专家需求", on_delete=models.PROTECT, related_name="+")
    expert = models.ForeignKey(Expert, verbose_name="专家", on_delete=models.PROTECT, related_name="+")
    reasons = models.JSONField("推荐理由", default=list)
    expert_word = models.CharField("专家", max_length=8, choices=Word.choices, default=Word.WAITING)
    firm_word = models.CharField("企业", max_length=8, choices=Word.choices, default=Word.WAITING)
    expert_by = models.BigIntegerField("登记专家答复的账号", null=True, blank=True, editable=False)
    firm_by = models.BigIntegerField("登记企业答复的账号", null=True, blank=True, editable=False)
    token_hash = models.CharField("专家查询地址", max_length=64, blank=True, editable=False, db_index=True)
    state = models.CharField("状态", max_length=10, choices=State.choices, default=State.PROPOSED)

    class Meta:
        verbose_name = "专家推荐"
        constraints = [
            models.UniqueConstraint(
                fields=["request"],
                condition=~Q(state="declined"),
                name="experts_one_match_at_a_time",
                violation_error_message="这条需求已推荐了专家，请等双方答复，或先登记未接受再推荐另一位。",
            ),
            models.CheckConstraint(
                condition=~Q(state="accepted") | Q(expert_word="accepted", firm_word="accepted"),
                name="experts_accepted_by_both",
                violation_error_message="双方都接受以后才算接受。",
            ),
        ]

    def __str__(self) -> str:
        return f"专家推荐 {self.pk}"
