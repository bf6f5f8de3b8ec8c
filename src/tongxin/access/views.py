"""Pages of room `access`: opening an account, the roles, the journal, jobs. Grants have theirs where lives are known."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, time, timedelta
from typing import Any
from urllib.parse import urlencode, urlsplit

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.views.generic import View

from tongxin.access import actions, jobs, recovery
from tongxin.access.forms import AccountForm, JournalFilter
from tongxin.access.heartbeat import NOBODY_WORKS, signs
from tongxin.access.models import Account, Entry, Job
from tongxin.access.roles import ROLES, Role
from tongxin.access.wording import changes_of, codes_meaning, kind_of, word_of
from tongxin.kernel.divisions import name_of_path, path_of_place
from tongxin.kernel.errors import ForbiddenError, NotFoundError
from tongxin.kernel.period import SHANGHAI
from tongxin.kernel.scope import Scope, Verb
from tongxin.web.errors import after_login
from tongxin.web.export import Sheet
from tongxin.web.format import Kind
from tongxin.web.pages import DetailPage, EntryPage, Fact, JobPage, Link, ListPage, Page, Section
from tongxin.web.table import Column, Table

SENT_AT_ONCE = 5_000


def sent_to_sign_in(request: HttpRequest) -> HttpResponseBase:
    """Lead to the sign-in page and from there back: to the page asked for, or the one something was sent from."""
    wanted = after_login(request)
    if request.method not in ("GET", "HEAD"):
        messages.warning(request, "登录已过期，刚才提交的内容没有保存，请登录后重新提交。")
    if "HX-Request" in request.headers:  # a part of a page: the whole page goes
        here = urlsplit(request.headers.get("HX-Current-URL", "")).path
        return HttpResponse(headers={"HX-Redirect": f"{reverse('account_login')}?{urlencode({'next': here or '/'})}"})
    return redirect_to_login(wanted or "/")


class SignedIn:
    """Sends a visitor who has not signed in to the sign-in page and back; one without the verb gets 403."""

    verb: Verb | None = None

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return sent_to_sign_in(request)
        self.admit(request.scope)  # type: ignore[attr-defined]  # set by ScopeMiddleware
        response: HttpResponseBase = super().dispatch(request, *args, **kwargs)  # type: ignore[misc]  # the view's own
        return response

    def admit(self, scope: Scope) -> None:
        """Refuse a scope that has the page's verb nowhere."""
        if self.verb is not None and not scope.may_anywhere(self.verb):
            raise ForbiddenError(f"您没有「{self.verb.label}」权限，请联系上级管理员授权。")

    def send(self, sheet: Sheet, *, form: str) -> HttpResponseBase:
        """Send a short table at once. A long one is written as a job, one about people after saying what for."""
        if sheet.is_personal or sheet.is_longer_than(SENT_AT_ONCE):
            asked = {"page": self.request.get_full_path(), "form": form}  # type: ignore[attr-defined]  # the view's own
            return redirect(f"{reverse('access:export_new')}?{urlencode(asked)}")
        response: HttpResponseBase = super().send(sheet, form=form)  # type: ignore[misc]  # the page's own
        return response


class ForgottenPage(Page):
    """What to do about a forgotten password: nothing here sends mail, an administrator gives a one-time password."""

    title = "忘记密码"
    template_name = "access/forgotten.html"

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Say the same to whoever sends an address."""
        return self.get(request, *args, **kwargs)


class WithoutMail(View):
    """Stands where the library for signing in would send mail: nothing here does, so that nobody waits for any."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        del request, args, kwargs
        raise NotFoundError("本系统不发送邮件；忘记密码请联系开设账号的管理员重设。")


class _AccountDoor:
    label = "账号"
    form = AccountForm
    correct = None

    @staticmethod
    def create(*, by: Any, place: str, role: str, **values: str) -> Account:
        """Open the account at the place typed."""
        post = actions.Post(role=role, path=path_of_place(place, within=by.scope.prefixes(Verb.ADMINISTER)))
        return actions.open_account(
            values["username"], by=by, name=values["name"], password=values["password"], post=post, first=True
        )


class AccountEntryPage(SignedIn, EntryPage):
    """Opens an account."""

    verb = Verb.ADMINISTER
    title = "新建账号"
    button = "新建"
    done = "账号已建立，请把登录名和初始密码分别告诉本人。"
    door = _AccountDoor()

    def done_url(self, record: Any) -> str:  # noqa: ARG002 - the kit's signature
        """Return to the list of accounts, which stands one level above."""
        return self.cancel_url()


def _tick(verb: Verb) -> Callable[[Role], str]:
    return lambda row: "✓" if verb in row.verbs else ""


class RolesPage(SignedIn, Page):
    """What each role may do, as a table one can print."""

    template_name = "access/roles.html"
    title = "角色说明"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        verbs = [Column(name=verb, label=verb.label, value=_tick(verb)) for verb in Verb]
        columns = (
            Column(name="label", label="角色", value="label"),
            Column(name="description", label="说明", value="description"),
            *verbs,
        )
        return super().get_context_data(table=Table(columns, ROLES, caption="角色与权限"), **kwargs)


class JournalPage(SignedIn, ListPage):
    """Every write inside what the asker administers, newest first."""

    verb = Verb.ADMINISTER
    title = "操作日志"
    filter_form = JournalFilter
    order = ("-id",)
    columns = (
        Column(
            name="at",
            label="时间",
            value="at",
            kind=Kind.TIME,
            link=lambda entry: reverse("access:entry", args=[entry.pk]),
        ),
        Column(name="actor", label="操作人", value="actor"),
        Column(name="action", label="操作", value=lambda entry: word_of(entry.action)),
        Column(name="record", label="记录", value="record_label"),
        Column(name="place", label="地区", value=lambda entry: name_of_path(entry.path)),
        Column(name="reason", label="原因", value="reason"),
    )

    def get_queryset(self) -> QuerySet[Entry]:
        """Return the lines at and below the asker's places, without the values, which can be long."""
        lines = Entry.objects.visible_to(self.request.scope)
        return lines.select_related("detail").defer("before", "after", "detail__said")

    def filtered(self, rows: QuerySet[Any], values: Mapping[str, Any]) -> QuerySet[Any]:
        """Search by text, action and days."""
        if text := values.get("q"):
            rows = rows.filter(
                Q(actor__icontains=text) | Q(record_label__icontains=text) | Q(detail__reason__icontains=text)
            )
        if action := values.get("action"):
            rows = rows.filter(action__in=codes_meaning(action))
        if since := values.get("since"):
            rows = rows.filter(at__gte=datetime.combine(since, time(), SHANGHAI))
        if until := values.get("until"):
            rows = rows.filter(at__lt=datetime.combine(until + timedelta(days=1), time(), SHANGHAI))
        return rows


class EntryDetailPage(SignedIn, DetailPage):
    """One journal line with the values before and after."""

    verb = Verb.ADMINISTER

    def get_queryset(self) -> QuerySet[Entry]:
        return Entry.objects.visible_to(self.request.scope).select_related("detail")

    def heading(self) -> str:
        """Return what was done to which record, in words."""
        return f"{word_of(self.record.action)}：{self.record.record_label}"

    def facts(self) -> Sequence[Fact]:
        """Return who, when, what, where, why."""
        entry: Entry = self.record
        return (
            Fact(label="时间", value=entry.at, kind=Kind.TIME),
            Fact(label="操作人", value=entry.actor),
            Fact(label="操作", value=word_of(entry.action)),
            Fact(label="记录", value=f"{kind_of(entry)}「{entry.record_label}」（编号 {entry.record_id}）"),
            Fact(label="地区", value=name_of_path(entry.path)),
            Fact(label="原因", value=entry.reason),
        )

    def sections(self) -> Sequence[Section]:
        entry: Entry = self.record
        columns = (
            Column(name="field", label="字段", value="label"),
            Column(name="before", label="之前", value="before"),
            Column(name="after", label="之后", value="after"),
        )
        rows = list(changes_of(entry))
        return (Section(name="values", title="改动", table=Table(columns, rows, caption="改动的值")),)


class JobDetailPage(SignedIn, JobPage):
    """The progress and result of one job."""

    def get_job(self) -> Job:
        return jobs.visible_job(self.kwargs["pk"], by=self.request.actor)

    def cancel(self) -> None:
        jobs.cancel(self.job, by=self.request.actor)

    def may_restart(self) -> bool:
        return recovery.may_restart(self.job)

    def stalled(self) -> str:
        return "" if signs() else NOBODY_WORKS

    def restart(self) -> str:
        return reverse("access:job", args=[recovery.restart(self.job, by=self.request.actor).pk])

    def leads_to(self) -> str:
        kind = jobs.JOB_KINDS()().get(self.job.kind)
        if kind is None or kind.shown_at is None or self.job.state == Job.State.CANCELLED:
            return ""
        return kind.shown_at(self.job.arguments) if self.job.is_over else ""

    def next_step(self) -> Link | None:
        address = self.job.result.get("url") or self.leads_to()
        label = self.job.result.get("next", "查看结果")
        return Link(label=label, url=address, primary=True) if address else None


class JobsPage(SignedIn, ListPage):
    """The asker's own jobs, newest first."""

    title = "我的任务"
    order = ("-id",)
    columns = (
        Column(name="label", label="任务", value="label", link=lambda job: reverse("access:job", args=[job.pk])),
        Column(name="state", label="状态", value="get_state_display"),
        Column(name="created", label="提交时间", value="created", kind=Kind.TIME),
        Column(name="finished", label="结束时间", value="finished", kind=Kind.TIME),
    )

    def get_queryset(self) -> QuerySet[Job]:
        return jobs.own_jobs(self.request.actor)

    def notice(self) -> str:
        return "" if signs() else NOBODY_WORKS
