"""What people are asked to agree to: one text per purpose, versioned.

A text once shown to anyone is never edited; a new wording is a new version at the end, and those who agreed to an older
one keep that version on record.
"""

from dataclasses import dataclass

from django.db import models

from tongxin.kernel.errors import InputError


class Purpose(models.TextChoices):
    """What personal data is used for, each agreed to on its own."""

    CONTACT = "contact", "会务联系"
    DISPLAY = "display", "公开展示"
    TRAINING = "training", "培训名册上报"


@dataclass(frozen=True, kw_only=True)
class ConsentText:
    """One wording of what is agreed to. `version` begins at 1 for every purpose."""

    purpose: Purpose
    version: int
    text: str


TEXTS = (
    ConsentText(
        purpose=Purpose.CONTACT,
        version=1,
        text="同意本组织用我的手机号联系会务（通知会议、活动和培训），不作他用，不提供给第三方。",
    ),
    ConsentText(
        purpose=Purpose.DISPLAY,
        version=1,
        text="同意本组织在公开页面上展示我的姓名、单位和所任职务。不同意不影响入会。",
    ),
    ConsentText(
        purpose=Purpose.TRAINING,
        version=1,
        text="同意把我的姓名和单位列入所参加培训的名册，报送培训的主办单位。不同意不影响入会。",
    ),
)


def current_text(purpose: str) -> ConsentText:
    """Return the wording now in use; raise `InputError` for a purpose nobody declared."""
    found = [text for text in TEXTS if text.purpose == purpose]
    if not found:
        raise InputError("没有这项授权，请刷新页面后再选。", field="purpose")
    return found[-1]


def text_of(purpose: str, version: int) -> str:
    """Return the wording somebody once agreed to."""
    return next(text.text for text in TEXTS if text.purpose == purpose and text.version == version)
