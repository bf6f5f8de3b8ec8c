"""What an organisation certifies of somebody: numbered without gaps, shown by a random code, signed; and how it numbers."""

from django.db import models
from django.db.models import Q

from tongxin.access.guard import Guarded
from tongxin.access.privacy import EncryptedField, PrivateCharField
from tongxin.kernel.scope import Verb
from tongxin.network.models import Organisation, Person
from tongxin.network.models.following import FollowsPerson


class CertificateKind(models.TextChoices):
    """What a certificate says: its words are the title on the paper."""

    COMPLETION = "completion", "结业证书"
    AWARD = "award", "获奖证书"


class CertificateNumbering(Guarded):
    """Under which mark (湘新联培) an organisation numbers one kind of certificate. Without one it has a usual one."""

    organisation = models.ForeignKey(Organisation, verbose_name="签发单位", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField("证书种类", max_length=12, choices=CertificateKind.choices)
    mark = models.CharField("字号", max_length=20)

    class Meta:
        verbose_name = "证书字号"
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "kind"],
                name="attendance_one_numbering_a_kind",
                violation_error_message="这个单位的这种证书已有字号，请直接更改。",
            )
        ]

    def __str__(self) -> str:
        return f"{self.organisation.name}{self.get_kind_display()}字号"


class Certificate(FollowsPerson, Guarded):
    """One certificate, as it was on the day it was issued. `path` is the issuing organisation's.

    What it is for is named by table and number (`source_type`, `source_id`), with `part` where one record brings several.
    `number` has no gaps within organisation, prefix and year. `code` stands in the QR and in the public address, at least 80
    random bits; the serial, which can be guessed, opens nothing. `claims` are the exact words of the paper (`Claims`),
    `credential` the same signed. `status_list` and `status_index` are its random place in the status lists of the organisation.
    """

    class State(models.TextChoices):
        """Where it stands. Whether what it certifies was corrected meanwhile is computed."""

        ISSUED = "issued", "有效"
        REVOKED = "revoked", "已撤销"
        ERASED = "erased", "已按本人要求删除"

    read_verb = Verb.MEMBERS
    secrets = ("code",)
    about_any = ("source_type", "source_id")

    organisation = models.ForeignKey(Organisation, verbose_name="签发单位", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField("证书种类", max_length=12, choices=CertificateKind.choices)
    year = models.PositiveSmallIntegerField("年份")
    prefix = models.CharField("字号", max_length=20)
    number = models.PositiveIntegerField("序号")
    serial = models.CharField("证书编号", max_length=60, unique=True)
    code = PrivateCharField("核验码", max_length=24, unique=True, editable=False)
    source_type = models.CharField("依据的记录", max_length=60)
    source_id = models.BigIntegerField("依据的记录编号")
    part = models.PositiveBigIntegerField("第几份", default=0)
    person = models.ForeignKey(
        Person, verbose_name="人员", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    holder = PrivateCharField("持有人", max_length=60, blank=True)
    event = models.CharField("事由", max_length=120)
    claims = EncryptedField("证书内容", editable=False)
    credential = EncryptedField("电子凭证", editable=False)
    kid = models.CharField("签名密钥", max_length=64, editable=False)
    status_list = models.PositiveIntegerField("状态表", editable=False)
    status_index = models.PositiveIntegerField("状态位", editable=False)
    issued = models.DateField("签发日期")
    state = models.CharField("状态", max_length=10, choices=State.choices, default=State.ISSUED)
    revoked = models.DateField("撤销日期", null=True, blank=True)
    revoke_reason = models.CharField("撤销原因", max_length=200, blank=True)
    replaces = models.ForeignKey(
        "self", verbose_name="代替的证书", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = "证书"
        indexes = [
            models.Index(fields=["path", "-id"]),
            models.Index(fields=["source_type", "source_id"]),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "prefix", "year", "number"],
                name="attendance_certificate_number_once",
                violation_error_message="这个证书编号刚刚被用掉，请再签发一次。",
            ),
            models.UniqueConstraint(
                fields=["organisation", "status_list", "status_index"], name="attendance_certificate_status_once"
            ),
            models.UniqueConstraint(
                fields=["source_type", "source_id", "part"],
                condition=Q(state="issued"),
                name="attendance_one_certificate_in_force",
                violation_error_message="这件事已有一份有效的证书，要改请在那一份上「换发」。",
            ),
            models.CheckConstraint(
                condition=~Q(state="revoked") | (Q(revoked__isnull=False) & ~Q(revoke_reason="")),
                name="attendance_certificate_revoked_with_reason",
            ),
        ]

    def __str__(self) -> str:
        return self.serial
