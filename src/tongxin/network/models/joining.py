"""How strangers ask to join: the public link of an organisation, and the applications that come through it."""

from django.db import models
from django.db.models import Q

from tongxin.access.guard import Guarded
from tongxin.kernel.scope import Verb
from tongxin.network.models.organisations import Organisation
from tongxin.network.models.people import Membership, Person
from tongxin.network.models.places import Place
from tongxin.network.models.privacy import BlindIndexField, EncryptedField, PrivateCharField


class JoiningLink(Guarded):
    """The public address through which people apply to an organisation; open until `closed`.

    Whether the door stands open is an everyday switch and not a rule of the charter, so it has a row of its own: a
    link closed after abuse is replaced by one with another token, and printed codes of the old one stop working.
    """

    read_verb = Verb.MEMBERS
    secrets = ("token",)

    organisation = models.ForeignKey(Organisation, verbose_name="组织", on_delete=models.PROTECT, related_name="+")
    token = models.CharField("地址标识", max_length=40, unique=True, editable=False)
    opened = models.DateField("开放日期")
    closed = models.DateField("关闭日期", null=True, blank=True)

    class Meta:
        verbose_name = "入会申请链接"
        constraints = [
            models.UniqueConstraint(
                fields=["organisation"],
                condition=Q(closed=None),
                name="network_one_open_joining_link",
                violation_error_message="本组织已有开放的申请链接。",
            )
        ]

    def __str__(self) -> str:
        return f"入会申请链接 {self.pk}"


class Application(Guarded):
    """What an applicant wrote, until somebody has reviewed it. `path` is the organisation's.

    A table of its own and not a `Membership` in the state 待审核: that would make every stranger who fills in a public
    form a `Person`, searchable, countable and a candidate for merging before anyone has looked. Here the personal
    columns live only until the decision: admission moves them to the one person found or registered, and they are
    erased from this row by any decision, by withdrawal, and when nobody has decided for half a year. What stays says when who decided what.
    """

    class State(models.TextChoices):
        """Where it stands."""

        WAITING = "waiting", "待审核"
        ADMITTED = "admitted", "已通过"
        DECLINED = "declined", "未通过"
        WITHDRAWN = "withdrawn", "本人撤回"
        EXPIRED = "expired", "逾期未审核"

    class Source(models.TextChoices):
        """How it came in."""

        LINK = "link", "网上申请"
        DESK = "desk", "现场登记"

    read_verb = Verb.MEMBERS
    secrets = ("token_hash",)

    organisation = models.ForeignKey(Organisation, verbose_name="组织", on_delete=models.PROTECT, related_name="+")
    state = models.CharField("状态", max_length=10, choices=State.choices, default=State.WAITING)
    source = models.CharField("来源", max_length=10, choices=Source.choices)
    applied = models.DateField("申请日期")
    received = models.DateTimeField("收到时间")
    decided = models.DateField("审核日期", null=True, blank=True)
    answer = PrivateCharField("答复", max_length=500, blank=True)
    name = PrivateCharField("姓名", max_length=60, blank=True)
    mobile = EncryptedField("手机号", blank=True, default="")
    mobile_index = BlindIndexField(source="mobile")
    unit = PrivateCharField("工作单位", max_length=120, blank=True)
    position = PrivateCharField("职务", max_length=60, blank=True)
    group = models.CharField("类别", max_length=12, choices=Person.Group.choices, blank=True)
    place = models.ForeignKey(
        Place, verbose_name="归属地区", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    consents = models.JSONField("同意的用途", default=dict, blank=True)
    token_hash = models.CharField("查询地址", max_length=64, unique=True, editable=False)
    membership = models.ForeignKey(
        Membership, verbose_name="会籍", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = "入会申请"
        indexes = [models.Index(fields=["state", "path", "id"]), models.Index(fields=["organisation", "received"])]

    def __str__(self) -> str:
        return f"入会申请 {self.pk}"

    def erase(self) -> dict[str, object]:
        """Return the values that leave nothing personal on this row."""
        return {"name": "", "mobile": "", "unit": "", "position": "", "group": "", "place": None}
