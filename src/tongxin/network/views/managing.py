"""The pages of accounts, for whoever administers their places: a new password, stopping, starting, unlocking, more roles."""

from collections.abc import Sequence
from typing import Any

from allauth.mfa.models import Authenticator
from django.contrib import messages
from django.db.models import QuerySet
from django.forms import Form
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from django.views.generic.base import View

from tongxin.access import accounts, signing_in
from tongxin.access.actions import Post, give_role
from tongxin.access.forms import ResetForm, RoleForm
from tongxin.access.models import Account, Grant
from tongxin.access.roles import role
from tongxin.access.views import SignedIn
from tongxin.kernel.divisions import name_of_path, path_of_place
from tongxin.kernel.scope import Verb
from tongxin.lifecycle.addresses import address_of, list_of
from tongxin.lifecycle.pages import only, timeline
from tongxin.network.life.register import GRANT
from tongxin.web.fields import ReasonForm
from tongxin.web.format import Kind
from tongxin.web.pages import Crumb, DetailPage, EntryPage, Fact, Link, Moment, Section
from tongxin.web.request import Asked
from tongxin.web.table import Column, Table

_MISSING = "没有找到这个账号，或不在您管理的地区内。"
_ROLES = (
    Column(name="role", label="角色", value=lambda one: role(one.role).label, link=address_of),
    Column(name="place", label="地区", value=lambda one: name_of_path(one.path)),
    Column(name="begin", label="起", value="begin", kind=Kind.DATE),
    Column(name="end", label="止", value="end", kind=Kind.DATE),
    Column(name="state", label="状态", value=GRANT.state_label),
)


def account_of(request: Asked, pk: int) -> Account:
    """Return an account with a role at a place the asker administers, or raise `NotFoundError`."""
    return only(accounts.accounts(request.scope), pk, missing=_MISSING)


class AccountPage(SignedIn, DetailPage):
    """One account: whether it can sign in, since when it is locked out, its roles, what was done with it."""

    verb = Verb.ADMINISTER
    missing = _MISSING
    record: Account

    def get_queryset(self) -> QuerySet[Account]:
        return accounts.accounts(self.request.scope)

    def heading(self) -> str:
        return f"账号：{self.record}"

    def crumbs(self) -> Sequence[Crumb]:
        return (Crumb(label="账号与角色", url=list_of(GRANT)),)

    def notice(self) -> str:
        if accounts.may_look_after(self.record, scope=self.request.scope):
            return ""
        return "这个账号在您管理的地区以外还有角色，密码和停用由上级管理员办理。"

    def links(self) -> Sequence[Link]:
        """Offer what may be done with the account as it is; one's own is looked after elsewhere."""
        offered = [Link(label="增加角色", url=self._to("account_role"), icon="plus")]
        own = self.record.pk == self.request.actor.account_id
        if own or not accounts.may_look_after(self.record, scope=self.request.scope):
            return offered
        offered.append(Link(label="重设密码", url=self._to("account_reset"), icon="lock", primary=True))
        if signing_in.locked_until(self.record.get_username()):
            offered.append(Link(label="解除锁定", url=self._to("account_unlock"), post=True))
        if self.record.is_active:
            return [*offered, Link(label="停用", url=self._to("account_close"), icon="close")]
        return [*offered, Link(label="启用", url=self._to("account_reopen"), icon="check")]

    def facts(self) -> Sequence[Fact]:
        """Return who it is and whether it can sign in."""
        one = self.record
        locked = signing_in.locked_until(one.get_username())
        second = Authenticator.objects.filter(user=one).exclude(type=Authenticator.Type.RECOVERY_CODES).exists()
        state = "已停用" if not one.is_active else "暂时锁定" if locked else "可以登录"
        return (
            Fact(label="登录名", value=one.get_username()),
            Fact(label="姓名", value=one.first_name),
            Fact(label="状态", value=state),
            Fact(label="登录锁定到", value=locked, kind=Kind.TIME, hint="输错密码的次数太多" if locked else ""),
            Fact(label="密码", value="一次性密码，登录后须先修改" if one.must_change else "本人已设"),
            Fact(label="两步登录", value="已开启" if second else "未开启"),
            Fact(label="最近登录", value=one.last_login, kind=Kind.TIME),
        )

    def sections(self) -> Sequence[Section]:
        """Return the roles held at the asker's places."""
        rows = Grant.objects.visible_to(self.request.scope).filter(account=self.record).order_by("path", "begin", "id")
        return (Section(name="roles", title="角色", table=Table(_ROLES, list(rows), caption="角色"), exportable=False),)

    def timeline(self) -> Sequence[Moment]:
        return timeline(self.record)

    def _to(self, name: str) -> str:
        return reverse(f"network:{name}", args=[self.record.pk])


class _AccountEntry(SignedIn, EntryPage):
    verb = Verb.ADMINISTER
    form: type[Form] = ReasonForm
    label = ""

    def dispatch(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        if request.user.is_authenticated:
            self.admit(request.scope)
            self.account = account_of(request, self.kwargs["pk"])
        return super().dispatch(request, *args, **kwargs)

    def heading(self) -> str:
        return f"{self.label}：{self.account}"

    def validator(self) -> type[Form]:
        return self.form

    def initial(self) -> dict[str, Any]:
        """Begin empty."""
        return {}

    def done_url(self, record: Any) -> str:
        del record
        return reverse("network:account", args=[self.account.pk])


class ClosePage(_AccountEntry):
    """Stops an account."""

    label = button = "停用"
    done = "已停用，正在使用的也已退出。"

    def save(self, values: dict[str, Any]) -> Account:
        return accounts.close_account(self.account, by=self.request.actor, **values)


class ReopenPage(_AccountEntry):
    """Lets an account sign in again."""

    label = button = "启用"
    done = "已启用。"

    def save(self, values: dict[str, Any]) -> Account:
        return accounts.reopen_account(self.account, by=self.request.actor, **values)


class RolePage(_AccountEntry):
    """Gives an account one more role."""

    label, button = "增加角色", "增加"
    form = RoleForm
    done = "已增加。"

    def save(self, values: dict[str, Any]) -> Grant:
        by = self.request.actor
        place = path_of_place(values.pop("place"), within=by.scope.prefixes(Verb.ADMINISTER))
        return give_role(self.account, by=by, post=Post(role=values.pop("role"), path=place), **values)


@method_decorator(never_cache, name="dispatch")
class ResetPage(_AccountEntry):
    """Gives an account a one-time password, which stands in this one answer and nowhere else."""

    label = button = "重设密码"
    form = ResetForm
    done = "已重设密码。"
    password = ""

    def save(self, values: dict[str, Any]) -> Account:
        self.password = accounts.reset_password(self.account, by=self.request.actor, **values)
        return self.account

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show the password instead of leading on."""
        answer = super().post(request, *args, **kwargs)
        if not self.password:
            return answer
        context = {"heading": f"一次性密码：{self.account}", "password": self.password, "back": self.done_url(None)}
        context["username"] = self.account.get_username()
        return self.response_class(request, "network/one_time_password.html", context)


class UnlockPage(SignedIn, View):
    """Lets somebody who typed a wrong password too often try again."""

    verb = Verb.ADMINISTER
    request: Asked

    def post(self, request: Asked, pk: int) -> HttpResponse:
        accounts.unlock_account(account_of(request, pk), by=request.actor)
        messages.success(request, "已解除锁定，现在可以登录。")
        return HttpResponseRedirect(reverse("network:account", args=[pk]))
