"""An identity number, only where one event needs it: encrypted, for one purpose, gone some days later."""

from dataclasses import dataclass
from datetime import date

from django.db import models

from tongxin.access.guard import Guarded
from tongxin.kernel.characters import plain
from tongxin.kernel.errors import InputError
from tongxin.kernel.scope import Verb
from tongxin.network.models.people import Person
from tongxin.network.models.privacy import EncryptedField

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS = "10X98765432"


class EventIdentity(Guarded):
    """The identity number of one person for one event. `path` is the event's place; `occasion` names its record.

    The network lies below the rooms that hold events, so the event is named as `training.class:12` and not by a key.
    """

    class Purpose(models.TextChoices):
        """The only reasons for which a number may be asked."""

        INSURANCE = "insurance", "购买保险"
        TICKET = "ticket", "购票"
        LODGING = "lodging", "住宿登记"
        ENTRY = "entry", "进入场所登记"

    read_verb = Verb.MEMBERS

    person = models.ForeignKey(Person, verbose_name="人员", on_delete=models.CASCADE, related_name="+")
    number = EncryptedField("身份证号")
    purpose = models.CharField("用途", max_length=10, choices=Purpose.choices)
    occasion = models.CharField("活动记录", max_length=60)
    expires = models.DateField("删除日期", db_index=True)

    class Meta:
        verbose_name = "活动用身份证号"
        constraints = [
            models.UniqueConstraint(
                fields=["person", "occasion", "purpose"],
                name="network_one_identity_an_event",
                violation_error_message="这个人在这次活动中已登记身份证号。",
            )
        ]

    def __str__(self) -> str:
        return f"活动用身份证号 {self.pk}"


def normal_identity(text: str) -> str:
    """Return the 18 characters of an identity number (GB 11643); raise `InputError` when date or check digit is wrong."""
    number = plain(text).replace(" ", "").upper()
    wrong = InputError("身份证号有误，请核对 18 位号码。", field="number")
    body, check = number[:17], number[17:]
    if not (len(number) == len(body) + 1 and body.isascii() and body.isdigit()):
        raise wrong
    try:
        date(int(body[6:10]), int(body[10:12]), int(body[12:14]))
    except ValueError:
        raise wrong from None
    total = sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, body, strict=False))
    if len(body) != len(_WEIGHTS) or check != _CHECKS[total % 11]:
        raise wrong
    return number


@dataclass(frozen=True, kw_only=True)
class Need:
    """Why an identity number is asked for: which event (`training.class:12`), where, its last day, how long after it."""

    occasion: str
    path: str
    purpose: str
    last_day: date
    keep_days: int = 30
