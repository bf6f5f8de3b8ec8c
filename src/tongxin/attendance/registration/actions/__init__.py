"""Writes of registration. Each locks the occasion's row before it looks at seats."""

from tongxin.attendance.registration.actions.erasing import forget_registered, purge
from tongxin.attendance.registration.actions.registering import (
    Comer,
    Entry,
    accept_offer,
    accept_own,
    cancel_own,
    cancel_registration,
    correct_registration,
    register_by_link,
    register_by_staff,
    renew_address,
)
from tongxin.attendance.registration.actions.signing_up import (
    Terms,
    change_sign_up,
    close_sign_up,
    open_sign_up,
    reopen_sign_up,
)

__all__ = [
    "Comer",
    "Entry",
    "Terms",
    "accept_offer",
    "accept_own",
    "cancel_own",
    "cancel_registration",
    "change_sign_up",
    "close_sign_up",
    "correct_registration",
    "forget_registered",
    "open_sign_up",
    "purge",
    "register_by_link",
    "register_by_staff",
    "renew_address",
    "reopen_sign_up",
]
