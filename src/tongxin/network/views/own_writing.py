"""What a person does on the own page: correct, erase, leave, renew, give and withdraw consent, take a request back."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.generic.base import View

from tongxin.access.views import SignedIn
from tongxin.lifecycle.life import Act
from tongxin.lifecycle.pages import only
from tongxin.network import actions
from tongxin.network.actions.own import CORRECTABLE
from tongxin.network.forms import own as forms
from tongxin.network.life.people import PERSON
from tongxin.network.models import Membership
from tongxin.network.queries import own as queries
from tongxin.network.views.acting import SubjectPage
from tongxin.network.views.own import own_person
from tongxin.web.request import Asked


class _MyActPage(SubjectPage):
    life = PERSON

    @property
    def verb(self) -> None:  # type: ignore[override]  # it is one's own record
        """No verb: it is one's own record."""

    def find(self) -> Any:
        return own_person(self.request)

    def heading(self) -> str:
        return self.one.label

    def done_url(self, record: Any) -> str:
        del record
        return reverse("network:me")

    def cancel_url(self) -> str:
        return reverse("network:me")


class CorrectionPage(_MyActPage):
    """Asks for a correction."""

    one = Act(
        "ask_correction",
        "更正我的资料",
        actions.ask_correction,
        form=forms.CorrectionForm,
        button="提交更正",
        done="已提交，由您归属地区的组织办理，结果显示在“我的请求”。",
        initial=lambda person: {name: getattr(person, name) for name in CORRECTABLE},
    )

    def save(self, values: dict[str, Any]) -> Any:
        reason = values.pop("reason")
        return super().save({"details": values, "reason": reason})


class ErasurePage(_MyActPage):
    """Asks for erasure."""

    one = Act(
        "ask_erasure",
        "删除我的资料",
        actions.ask_erasure,
        form=forms.ErasureForm,
        button="提交删除请求",
        done="已提交。办理后姓名、手机号、单位和职务被删除，已公布的统计数字不变。",
    )

    def save(self, values: dict[str, Any]) -> Any:
        return super().save({"reason": values["reason"]})


class LeavePage(_MyActPage):
    """Leaves an organisation."""

    one = Act("leave", "退会", actions.leave_organisation, form=forms.LeaveForm)

    def find(self) -> Membership:
        rows = queries.own_memberships(own_person(self.request))
        return only(rows, self.kwargs["pk"], missing="没有找到这份会籍。")

    def heading(self) -> str:
        return f"退出{self.subject.organisation.name}"

    def save(self, values: dict[str, Any]) -> Any:
        """Leave; the form only asks whether one is sure."""
        del values
        return super().save({})


class MyPost(SignedIn, View):
    """The one-click acts of the own page: give or withdraw a consent, take a request back."""

    request: Asked
    http_method_names = ("post",)

    def post(self, request: Asked, what: str, pk: int = 0) -> HttpResponse:
        person = own_person(request)
        if what == "renew":
            mine = only(queries.own_memberships(person), pk, missing="没有找到这份会籍。")
            actions.renew_own_membership(mine, by=request.actor)
            messages.success(request, "会籍已续期。")
        elif what == "request":
            waiting = only(queries.own_requests(person), pk, missing="没有找到这份请求。")
            actions.withdraw_request(waiting, by=request.actor)
            messages.success(request, "请求已撤回。")
        else:
            act, said = _CONSENT_ACTS[what]
            act(person, by=request.actor, purpose=request.POST.get("purpose", ""))
            messages.success(request, said)
        return HttpResponseRedirect(reverse("network:me"))


_CONSENT_ACTS: dict[str, tuple[Callable[..., Any], str]] = {
    "give": (actions.give_consent, "已同意。"),
    "withdraw": (actions.withdraw_consent, "同意已撤回，即刻生效。"),
}
