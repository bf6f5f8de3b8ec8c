"""Forms without an account, and the pages at which whoever handed one in follows it. A room declares them, `portal` renders them."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Protocol

from django import forms
from django.urls import reverse

from tongxin.access.actor import Actor
from tongxin.web.pages import Fact, FieldGroup

FORM_PAGE, FOLLOW_PAGE = "portal:form", "portal:follow"


@dataclass(frozen=True, kw_only=True)
class OpenForm:
    """One form as anybody may fill it in now: what it is about, what it asks. `subject` is handed to `hand_in`."""

    subject: Any
    title: str
    form: type[forms.Form]
    lead: str = ""
    facts: tuple[Fact, ...] = ()
    groups: tuple[FieldGroup, ...] = ()
    button: str = "提交"
    done: str = "已提交。请收藏本页地址，凭它查看结果或撤回。"


class HandIn(Protocol):
    """Writes what was handed in."""

    def __call__(self, subject: Any, *, by: Actor, token: str, **values: Any) -> str:
        """Return the token of the page to follow it at: `token`, which no other form was given, or that of what it was."""
        ...


@dataclass(frozen=True, kw_only=True)
class PublicForm:
    """One kind of form anybody may fill in, at `/f/<prefix>/<token>/`.

    `find(token)` raises `NotFoundError` for a token that opens nothing and `ConflictError` where it is not open now, with
    a sentence for the reader. `follow` is the prefix of the `PublicFollow` where it is followed. At most so many come from
    one network address and through one link an hour.
    """

    prefix: str
    find: Callable[[str], OpenForm]
    hand_in: HandIn
    follow: str
    most_an_address: int = 60
    most_a_link: int = 3_000

    def address(self, token: str) -> str:
        """Return the address of the form."""
        return reverse(FORM_PAGE, args=[self.prefix, token])


@dataclass(frozen=True, kw_only=True)
class FollowAct:
    """Something its holder may do now; `do(by=…)` returns what is said afterwards. `confirm` is asked before."""

    code: str
    label: str
    do: Callable[..., str]
    confirm: str = ""
    primary: bool = False


@dataclass(frozen=True, kw_only=True)
class FollowCard:
    """How it stands: `lead` in one sentence. `code` is shown as a QR code, with `code_words` to read out or type."""

    title: str
    lead: str
    facts: tuple[Fact, ...] = ()
    acts: tuple[FollowAct, ...] = ()
    code: str = ""
    code_words: str = ""
    code_hint: str = ""
    note: str = field(default="本页地址只有您知道，请收藏或保存，凭它查看和办理。")


@dataclass(frozen=True, kw_only=True)
class PublicFollow:
    """One kind of page at which something handed in is followed. `read(token)` raises `NotFoundError` for a token of nothing."""

    prefix: str
    read: Callable[[str], FollowCard]

    def address(self, token: str) -> str:
        """Return the address of the page."""
        return reverse(FOLLOW_PAGE, args=[self.prefix, token])
