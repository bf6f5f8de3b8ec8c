"""What people can be asked to agree to: the texts every room declares, found by purpose and version."""

from tongxin.kernel.errors import InputError
from tongxin.ports.consents import ConsentText
from tongxin.ports.room import rooms


def texts() -> list[ConsentText]:
    """Return every wording of every room, older ones first."""
    return [one for room in rooms() for one in room.consents]


def purposes() -> list[tuple[str, str]]:
    """Return what members can agree to, each with its label; what is asked on one form only is not among them."""
    return list({one.purpose: (one.purpose, one.label) for one in texts() if not one.once}.values())


def label_of(purpose: str) -> str:
    """Return what a purpose is called; one that no room declares any more goes by its code."""
    return {one.purpose: one.label for one in texts()}.get(purpose, purpose)


def current_text(purpose: str) -> ConsentText:
    """Return the wording now in use; raise `InputError` for a purpose nobody declared."""
    found = [one for one in texts() if one.purpose == purpose]
    if not found:
        raise InputError("没有这项用途，请刷新页面后再选。", field="purpose")
    return found[-1]


def text_of(purpose: str, version: int) -> str:
    """Return the wording somebody once agreed to."""
    return next((one.text for one in texts() if (one.purpose, one.version) == (purpose, version)), "")
