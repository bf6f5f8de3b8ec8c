"""How to reach whoever offers, wishes or joins: kept for a time, apart from what the board shows."""

from django.db import models
from django.db.models import Q

from tongxin.access.guard import Guarded
from tongxin.kernel.scope import Verb
from tongxin.network.models.privacy import EncryptedField, PrivateCharField
from tongxin.records.produce.models.offers import Offer
from tongxin.records.produce.models.wishes import Share, Wish

_NONE = {"offer": None, "wish": None, "share": None}
_ONE_OF = Q(pk__in=())
for _name in _NONE:
    _ONE_OF |= Q(**{f"{other}__isnull": other != _name for other in _NONE})


class Contact(Guarded):
    """Name and mobile number behind one offer, wish or share, erased after `kept_until`.

    `token_hash` is that of the address at which its holder follows it; who is behind it is no person of the register.
    """

    read_verb = Verb.MEMBERS
    secrets = ("token_hash",)

    offer = models.OneToOneField(
        Offer, verbose_name="供应", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    wish = models.OneToOneField(
        Wish, verbose_name="心愿", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    share = models.OneToOneField(
        Share, verbose_name="参团", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    name = PrivateCharField("联系人", max_length=60, blank=True)
    mobile = EncryptedField("手机号", blank=True, default="")
    consent_version = models.PositiveSmallIntegerField("同意的文本版本", null=True, blank=True)
    kept_until = models.DateField("保存到", db_index=True)
    token_hash = models.CharField("查询地址", max_length=64, unique=True, editable=False)

    class Meta:
        verbose_name = "产销联系方式"
        constraints = [
            models.CheckConstraint(
                condition=_ONE_OF,
                name="produce_contact_of_one",
                violation_error_message="联系方式只属于一条供应、心愿或参团。",
            )
        ]

    def __str__(self) -> str:
        return f"产销联系方式 {self.pk}"
