"""The pages of grants: who holds which role where, and taking one back. Accounts are opened in room `access`."""

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from tongxin.access.models import Grant
from tongxin.access.roles import ROLES, role
from tongxin.kernel.divisions import name_of_path
from tongxin.lifecycle.addresses import address_of, list_of
from tongxin.lifecycle.pages import RecordActPage, RecordList, RecordPage
from tongxin.network.life.register import GRANT
from tongxin.web.filters import choice, text
from tongxin.web.format import Kind
from tongxin.web.pages import Empty, Fact, Link
from tongxin.web.table import Column


def _account(grant: Grant) -> str:
    return reverse("network:account", args=[grant.account_id])


class GrantList(RecordList):
    """Who holds which role where, inside what the asker administers."""

    life = GRANT
    title = "账号与角色"
    order = ("path", "account__username")
    narrowed_by = (
        text("account__username", "account__first_name", label="姓名或登录名"),
        choice("role", lambda: [(one.code, one.label) for one in ROLES], label="角色"),
    )
    shown = (
        Column(name="username", label="登录名", value="account.username", order=("account__username",), link=_account),
        Column(name="name", label="姓名", value="account.first_name"),
        Column(name="role", label="角色", value=lambda grant: role(grant.role).label, link=address_of),
        Column(name="place", label="地区", value=lambda grant: name_of_path(grant.path), order=("path",)),
        "begin",
        "end",
        Column(name="active", label="可登录", value="account.is_active", kind=Kind.FLAG),
    )
    nothing = Empty(title="还没有账号", hint="给下级秘书开一个账号，他们就能登记自己的记录。")

    def get_queryset(self) -> QuerySet[Any]:
        return super().get_queryset().select_related("account")

    def links(self) -> Sequence[Link]:
        return (
            Link(label="角色说明", url=reverse("access:roles")),
            Link(label="新建账号", url=reverse("access:account_new"), icon="plus", primary=True),
        )


class GrantPage(RecordPage):
    """One grant: whose it is, what it allows where and how long, who gave it."""

    life = GRANT
    related = ("account",)

    def card(self) -> Sequence[Fact | str]:
        """Return whose role it is, what it allows, where and how long."""
        one: Grant = self.record
        held = role(one.role)
        return (
            Fact(label="状态", value=GRANT.state_label(one)),
            Fact(label="登录名", value=one.account.username, link=_account(one)),
            Fact(label="姓名", value=one.account.first_name),
            Fact(label="角色", value=held.label, hint=held.description),
            Fact(label="地区", value=name_of_path(one.path)),
            "begin",
            "end",
            Fact(label="可登录", value=one.account.is_active, kind=Kind.FLAG),
        )


class GrantEnd(RecordActPage):
    """Takes a grant back and returns to the list."""

    def done_url(self, record: Any) -> str:
        del record
        return list_of(GRANT)
