"""What people are asked to agree to: the texts every room declares, found by purpose and version."""

from tongxin.kernel.errors import InputError
from tongxin.ports.consents import ConsentText
from tongxin.ports.room import rooms

CONTACT = "contact"
"""Without this one nobody can be answered: an application must give it."""

TEXTS = (
    ConsentText(
        purpose=CONTACT,
        label="会务联系",
        version=1,
        text="同意本组织用我的手机号联系会务（通知会议、活动和培训），不作他用，不提供给第三方。",
    ),
    ConsentText(
        purpose="display",
        label="公开展示",
        version=1,
        text="同意本组织在公开页面上展示我的姓名、单位和所任职务。不同意不影响入会。",
    ),
)


def texts() -> list[ConsentText]:
    """Return every wording of every room, older ones first."""
    return [one for room in rooms() for one in room.consents]


def purposes() -> list[tuple[str, str]]:
    """Return what people can agree to, each with its label."""
    return list({one.purpose: (one.purpose, one.label) for one in texts()}.values())


def label_of(purpose: str) -> str:
    """Return what a purpose is called; one that no room declares any more goes by its code."""
    return dict(purposes()).get(purpose, purpose)


def current_text(purpose: str) -> ConsentText:
    """Return the wording now in use; raise `InputError` for a purpose nobody declared."""
    found = [one for one in texts() if one.purpose == purpose]
    if not found:
        raise InputError("没有这项用途，请刷新页面后再选。", field="purpose")
    return found[-1]


def text_of(purpose: str, version: int) -> str:
    """Return the wording somebody once agreed to."""
    return next((one.text for one in texts() if (one.purpose, one.version) == (purpose, version)), "")
