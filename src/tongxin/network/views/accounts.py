"""Invitations to an own page: made by officers, taken up by the person; and what persons asked the home side for."""

import json
from collections.abc import Sequence
from functools import cached_property
from typing import Any

from django.contrib.auth import login
from django.db.models import QuerySet
from django.forms import Form
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache

from tongxin.access.views import SignedIn
from tongxin.kernel.errors import InputError, NotFoundError
from tongxin.kernel.scope import Verb
from tongxin.lifecycle.addresses import address_of
from tongxin.lifecycle.pages import RecordActPage, RecordList, column_of, only
from tongxin.network import actions
from tongxin.network.forms import own as forms
from tongxin.network.life.own import ACCOUNT, REQUEST
from tongxin.network.life.people import PERSON
from tongxin.network.models import Person, PersonAccount, PersonRequest
from tongxin.network.queries import own as queries
from tongxin.network.views.acting import ReviewPage
from tongxin.web.codes import qr_svg
from tongxin.web.format import Kind
from tongxin.web.pages import Empty, EntryPage, Fact, Link, Page
from tongxin.web.table import Column

_BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def invitation_with(token: str) -> PersonAccount:
    """Return the invitation with this token or raise `NotFoundError`."""
    found = queries.invitation(token)
    if found is None:
        raise NotFoundError("这个邀请不存在、已使用或已过期，请向组织索取新的邀请。")
    return found


@method_decorator(never_cache, name="dispatch")
class InvitePage(SignedIn, Page):
    """Invites a person to the own page: the address and its code are shown once."""

    verb = Verb.MEMBERS
    template_name = "network/invite.html"

    @cached_property
    def person(self) -> Person:
        """The person as the asker sees it."""
        return only(Person.objects.visible_to(self.request.scope), self.kwargs["pk"], missing=PERSON.not_found)

    def heading(self) -> str:
        return f"会员账号：{self.person.name}"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        link = queries.account_of(self.person, scope=self.request.scope)
        return super().get_context_data(link=link, person=self.person, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:  # noqa: ARG002 - Django's signature
        """Invite; the address is in this answer and nowhere else."""
        invitation = actions.invite_person(self.person, by=self.request.actor)
        url = request.build_absolute_uri(reverse("network:invitation", args=[invitation.token]))
        return self.render_to_response(self.get_context_data(address=url, code=qr_svg(url).decode(), **kwargs))


class AccountEndPage(RecordActPage):
    """Takes the account off the person of this address."""

    life = ACCOUNT
    one = ACCOUNT.act("end")

    def find(self) -> PersonAccount:
        person = only(Person.objects.visible_to(self.request.scope), self.kwargs["pk"], missing=PERSON.not_found)
        found = queries.account_of(person, scope=self.request.scope)
        if found is None:
            raise NotFoundError(ACCOUNT.not_found)
        return found


@method_decorator(never_cache, name="dispatch")
class InvitationPage(EntryPage):
    """Where an invited person takes the invitation up: with a new account, or the one already signed in with."""

    template_name = "network/invitation.html"
    title = "开通我的页面"
    button = "开通"
    done = "已开通。这里是您的资料，只有您和下面列出的角色能看到。"

    def get_record(self) -> None:
        self.invitation = invitation_with(self.kwargs["token"])

    def validator(self) -> type[Form]:
        return forms.SignUpForm

    def initial(self) -> dict[str, Any]:
        """Begin empty: no password belongs into an address."""
        return {}

    def cancel_url(self) -> str:
        return "/"

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Link the account one has signed in with, or open a new one."""
        if request.POST.get("do") != "link":
            return super().post(request, *args, **kwargs)
        if not request.user.is_authenticated:
            raise InputError("请先登录，再关联账号。")
        actions.link_own_account(self.invitation, by=self.request.actor, account=request.user)
        return HttpResponseRedirect(reverse("network:me"))

    def save(self, values: dict[str, Any]) -> PersonAccount:
        link = actions.accept_invitation(
            self.invitation, by=self.request.actor, username=values["username"], password=values["password"]
        )
        login(self.request, link.account, backend=_BACKEND)
        return link

    def done_url(self, record: Any) -> str:
        del record
        return reverse("network:me")


class RequestList(RecordList):
    """What persons asked the home side for, oldest first."""

    life = REQUEST
    order = ("asked", "id")
    exportable = False
    shown = (
        Column(name="person", label="姓名", value="person.name", personal=True),
        "kind",
        Column(name="place", label="归属地区", value="person.place.name"),
        column_of(PersonRequest, "asked", order=("asked",)),
    )
    nothing = Empty(title="没有待办的请求", hint="会员在自己的页面提出更正或删除后，会出现在这里。")

    def get_queryset(self) -> QuerySet[PersonRequest]:
        return queries.requests(self.request.scope)


class RequestPage(ReviewPage):
    """One request with what it would change; here it is decided."""

    life = REQUEST
    one = REQUEST.act("decide")

    def heading(self) -> str:
        return self.life.called(self.subject)

    def links(self) -> Sequence[Link]:
        return (Link(label="人员资料", url=address_of(self.subject.person)),)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add what would change, before and after."""
        return super().get_context_data(facts=list(_asked(self.subject)), **kwargs)


def _asked(one: PersonRequest) -> Sequence[Fact]:
    proposed: dict[str, str] = json.loads(one.proposed or "{}")
    groups = dict(Person.Group.choices)
    shown = [
        Fact(label="状态", value=one.get_state_display()),
        Fact(label="提出日期", value=one.asked, kind=Kind.DATE),
        Fact(label="说明", value=one.reason),
    ]
    for name, value in proposed.items():
        before = getattr(one.person, name)
        label = str(forms.CorrectionForm.base_fields[name].label)
        words = [str(groups.get(text, text)) or "空" for text in (before, value)]
        shown.append(Fact(label=f"{label}改为", value=words[1], hint=f"原为 {words[0]}"))
    return [fact for fact in shown if fact.value]
