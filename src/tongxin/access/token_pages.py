"""Pages of access tokens: give a program one, see which there are, stop one."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from tongxin.access import tokens
from tongxin.access.forms import TokenForm
from tongxin.access.models import Token
from tongxin.access.views import SignedIn
from tongxin.kernel.divisions import name_of_path, path_of_place
from tongxin.kernel.errors import ForbiddenError
from tongxin.kernel.period import today
from tongxin.kernel.scope import Verb
from tongxin.web.fields import ReasonForm
from tongxin.web.format import Kind
from tongxin.web.pages import Empty, EntryPage, Link, ListPage
from tongxin.web.table import Column


def _words(token: Token) -> str:
    return "、".join(verb.label for verb in Verb if verb in token.verbs)


def _place(token: Token) -> str:
    return name_of_path(token.path) if token.path else "本人的全部地区"


def _state(token: Token) -> str:
    if token.revoked is not None:
        return "已停用"
    return "可用" if token.valid_on(today()) else "已到期"


class TokenList(SignedIn, ListPage):
    """The asker's tokens, and those of the places it administers; never their secrets."""

    title = "访问令牌"
    subtitle = "程序凭令牌调用数据接口，权限不超过令牌所属的账号。"
    order = ("-id",)
    columns = (
        Column(name="label", label="用途", value="label", link=lambda token: reverse("access:token", args=[token.pk])),
        Column(name="account", label="账号", value="account"),
        Column(name="verbs", label="权限", value=_words),
        Column(name="place", label="地区", value=_place),
        Column(name="expires", label="有效期至", value=lambda token: token.expires - timedelta(days=1), kind=Kind.DATE),
        Column(name="last_used", label="最近使用", value="last_used", kind=Kind.DATE),
        Column(name="state", label="状态", value=_state),
    )

    def get_queryset(self) -> QuerySet[Token]:
        return tokens.visible(by=self.request.actor).select_related("account")

    def links(self) -> Sequence[Link]:
        return (
            Link(label="接口说明", url=reverse("board:api")),
            Link(label="新建令牌", url=reverse("access:token_new"), icon="plus", primary=True),
        )

    def empty(self) -> Empty:
        link = Link(label="新建令牌", url=reverse("access:token_new"), primary=True)
        return Empty(title="还没有访问令牌", hint="要让别的程序读写记录，先给它建一个令牌。", link=link)


class _IssueDoor:
    label = "访问令牌"
    form = TokenForm
    correct = None

    @staticmethod
    def create(*, by: Any, label: str, verbs: Sequence[Verb], place: str, days: int) -> tokens.Issued:
        """Issue a token for the place typed."""
        path = path_of_place(place, within=by.scope.prefixes(Verb.VIEW)) if place else ""
        return tokens.issue(by=by, label=label, verbs=verbs, path=path, expires=today() + timedelta(days=days))


class TokenEntry(SignedIn, EntryPage):
    """Issues a token and shows its secret, this once."""

    title = "新建访问令牌"
    button = "新建"
    done = "访问令牌已建立，请马上复制保存。"
    door = _IssueDoor()
    issued: tokens.Issued | None = None

    def form_arguments(self) -> dict[str, Any]:
        return {"scope": self.request.scope}

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not self.request.scope.grants:
            raise ForbiddenError("您还没有任何权限，不能建立访问令牌，请联系上级管理员授权。")
        return super().get(request, *args, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Answer with the secret itself: it is kept nowhere, so no other page could show it."""
        response = super().post(request, *args, **kwargs)
        if self.issued is None:
            return response
        context = {
            "heading": f"访问令牌「{self.issued.token.label}」",
            "issued": self.issued,
            "back": reverse("access:tokens"),
        }
        shown = self.response_class(request, "access/token_issued.html", context)
        shown["Cache-Control"] = "no-store"
        return shown

    def save(self, values: dict[str, Any]) -> tokens.Issued:
        self.issued = self.door.create(by=self.request.actor, **values)
        return self.issued

    def done_url(self, record: Any) -> str:  # noqa: ARG002 - the kit's signature
        return reverse("access:tokens")


class _RevokeDoor:
    label = "访问令牌"
    form = ReasonForm
    create = correct = staticmethod(tokens.revoke)


class TokenRevoke(SignedIn, EntryPage):
    """Shows one token and stops it."""

    button = "停用令牌"
    done = "令牌已停用，用它的程序从现在起不能再访问。"
    door = _RevokeDoor()

    def heading(self) -> str:
        return f"{self.token.label}（{_words(self.token)}，{_place(self.token)}，{_state(self.token)}）"

    def get_record(self) -> None:
        """Read the token as far as the asker may see it; the form is not a correction of it."""
        self.token = tokens.visible_token(self.kwargs["pk"], by=self.request.actor)

    def save(self, values: dict[str, Any]) -> Token:
        return tokens.revoke(self.token, by=self.request.actor, reason=values["reason"])

    def done_url(self, record: Any) -> str:  # noqa: ARG002 - the kit's signature
        return reverse("access:tokens")
