"""The pages staff register on: the section on a record's page, the sign-up, the lists, the reminders."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import path, reverse
from django.views.generic.base import View

from tongxin.access.views import SignedIn
from tongxin.attendance.models import Occasion, Registration, SignUp
from tongxin.attendance.queries import owner_of
from tongxin.attendance.registration import actions
from tongxin.attendance.registration.forms import session_words, sign_up_groups
from tongxin.attendance.registration.life import REGISTRATION, SIGN_UP
from tongxin.attendance.registration.public import FOLLOW, FORM
from tongxin.attendance.registration.queries import ACTIVE, numbers_of, rooms_of, sign_up_of, visible_registrations
from tongxin.attendance.registration.questions import answers_of
from tongxin.attendance.registration.reminding import reminders
from tongxin.attendance.registration.tickets import written_ticket
from tongxin.kernel.period import today
from tongxin.kernel.scope import Scope, Verb
from tongxin.lifecycle.addresses import address_of, list_of
from tongxin.lifecycle.pages import RecordActPage, RecordEntry, RecordList, RecordPage, column_of, only, pages_of
from tongxin.lifecycle.pages.record import button
from tongxin.web.filters import text
from tongxin.web.pages import Empty, Fact, FieldGroup, Link, Page, Section
from tongxin.web.request import Asked
from tongxin.web.table import Column, Table

SHOWN = 100
State = Registration.State
_LINE = (
    Column(name="name", label="姓名", value="shown_name", link=address_of),
    column_of(Registration, "unit"),
    column_of(Registration, "state"),
    column_of(Registration, "source"),
    column_of(Registration, "received"),
)


def registration_sections(record: Any, *, scope: Scope) -> Sequence[Section]:
    """Return what stands of registration on the page of a record with a roster: numbers, link, list."""
    occasion, sign_up = record.occasion, sign_up_of(record.occasion)
    numbers = numbers_of(occasion)
    if sign_up is None and not numbers and not _may_open(record, scope):
        return ()
    shown = [
        Section(
            name="sign-up",
            title="报名",
            template="attendance/sign_up.html",
            context=_context(record, sign_up, numbers, scope=scope),
            more=None if sign_up is not None or not _may_open(record, scope) else _opening(occasion),
        )
    ]
    if scope.may(Verb.MEMBERS, occasion.path) and numbers:
        rows = list(visible_registrations(occasion, scope=scope).exclude(state=State.CANCELLED)[:SHOWN])
        every = Link(label="全部名单", url=list_of(REGISTRATION, occasion=str(occasion.pk)))
        table = Table(_LINE, rows, caption="报名名单", model=Registration)
        shown.append(Section(name="registered", title="报名名单", table=table, more=every))
    return shown


def _may_open(record: Any, scope: Scope) -> bool:
    """Tell whether people may still come, and the asker may say how."""
    still = getattr(record, "state", "") != "cancelled" and record.last_day >= today()
    return still and scope.may(Verb.RECORD, record.path)


def _opening(occasion: Occasion) -> Link:
    return Link(label="开放报名", url=f"{reverse('attendance.sign_up.open')}?occasion={occasion.pk}", icon="plus")


def _context(record: Any, sign_up: SignUp | None, numbers: dict[str, int], *, scope: Scope) -> dict[str, Any]:
    """Return what the section shows: numbers for everybody, what may be done for those who may."""
    rooms = rooms_of(record.occasion)
    named = scope.may(Verb.MEMBERS, record.path)
    links = [button(one, sign_up) for one in SIGN_UP.offered(sign_up, scope=scope)] if sign_up is not None else []
    if named and _may_open(record, scope):
        address = f"{reverse('attendance.registration.register')}?occasion={record.occasion_id}"
        links.append(Link(label="登记报名", url=address, icon="plus"))
    if named and numbers:
        links.append(
            Link(label="提醒名单", url=reverse("attendance.reminders", args=[record.occasion_id]), icon="list")
        )
    return {
        "sign_up": sign_up,
        "open": sign_up is not None and sign_up.closed is None,
        "numbers": [(label, numbers[code]) for code, label in State.choices if code in numbers],
        "rooms": [(session_words(one.session), one.held, one.session.capacity) for one in rooms],
        "address": FORM.address(sign_up.token) if sign_up is not None and sign_up.open_to_all else "",
        "occasion": record.occasion_id,
        "links": links,
    }


class SignUpEntry(RecordEntry):
    """Opens the sign-up of the occasion the address names."""

    request: Asked

    @property
    def groups(self) -> Sequence[FieldGroup]:  # type: ignore[override]  # the occasion says which sessions there are
        return sign_up_groups(self.occasion)

    def get_record(self) -> None:
        number = self.request.POST.get("occasion") or self.request.GET.get("occasion", "")
        rows = Occasion.objects.visible_to(self.request.scope)
        missing = "没有找到要开放报名的活动，请从活动页面点“开放报名”。"
        self.occasion = only(rows, int(number[:19]) if number.isdecimal() else 0, missing=missing)
        self.request.scope.require(Verb.RECORD, self.occasion.path)

    def heading(self) -> str:
        return f"开放报名：{owner_of(self.occasion)}"

    def form_arguments(self) -> dict[str, Any]:
        return {"occasion": self.occasion}

    def initial(self) -> dict[str, Any]:
        return {}

    def save(self, values: dict[str, Any]) -> Any:
        return super().save({**values, "occasion": self.occasion})

    def cancel_url(self) -> str:
        return address_of(owner_of(self.occasion))


class SignUpChange(RecordActPage):
    """Changes a sign-up."""

    @property
    def groups(self) -> Sequence[FieldGroup]:  # type: ignore[override]  # as above
        return sign_up_groups(self.subject.occasion)

    def heading(self) -> str:
        return f"修改报名：{owner_of(self.subject.occasion)}"


class RegistrationList(RecordList):
    """Who registered, for those who may read persons; of one occasion where the address names one."""

    life = REGISTRATION
    title = "报名名单"
    order = ("-id",)
    narrowed_by = (text("name", label="姓名"), "state", "source")
    shown = (*_LINE, Column(name="mobile", label="手机号", value="mobile", hidden=True))
    nothing = Empty(title="还没有人报名", hint="在活动页面开放报名，把二维码发给大家。")

    def get_queryset(self) -> QuerySet[Registration]:
        rows = super().get_queryset().select_related("person", "occasion")
        number = self.request.GET.get("occasion", "")
        return rows.filter(occasion=int(number)) if number.isdecimal() and len(number) < 19 else rows

    def links(self) -> Sequence[Link]:
        return ()


class RegistrationPage(RecordPage):
    """One registration: who, how it stands, what was answered."""

    life = REGISTRATION
    related = ("occasion", "person", "leader")

    def card(self) -> Sequence[Fact | str]:
        one: Registration = self.record
        owner = owner_of(one.occasion)
        return (
            Fact(label="活动", value=str(owner), link=address_of(owner)),
            Fact(label="状态", value=REGISTRATION.state_label(one), hint=one.cancel_reason),
            "offered_until",
            "unit",
            Fact(label="手机号", value=one.mobile),
            Fact(label="人员", value="已对上" if one.person_id else "未对上"),
            "source",
            "received",
            Fact(label="签到码", value=written_ticket(one.ticket)),
            *(Fact(label=label, value=answer) for label, answer in answers_of(one.answers)),
        )

    def links(self) -> Sequence[Link]:
        """Offer a new address to follow it by beside what the state offers, for whoever lost the old one."""
        one: Registration = self.record
        renew = Link(label="重发查询地址", url=reverse("attendance.registration_renew", args=[one.pk]), post=True)
        return [*super().links(), *([renew] if one.state in ACTIVE else [])]


class RenewButton(SignedIn, View):
    """Gives a registration a new address to follow it by, and shows it this once."""

    verb = Verb.MEMBERS
    http_method_names = ("post",)
    request: Asked

    def post(self, request: Asked, pk: int) -> HttpResponse:
        row = only(Registration.objects.visible_to(request.scope), pk, missing=REGISTRATION.not_found)
        token = actions.renew_address(row, by=request.actor)
        address = request.build_absolute_uri(FOLLOW.address(token))
        messages.success(request, f"新的查询地址只显示这一次，请发给报名人：{address}")
        return HttpResponseRedirect(address_of(row))


class RegistrationEntry(RecordEntry):
    """Takes down a registration for the occasion the address names."""

    groups = (FieldGroup(title="报名人", fields=("occasion", "name", "mobile", "unit", "person", "days")),)


class ReminderPage(SignedIn, Page):
    """Who is to be reminded, as text to copy into a chat."""

    verb = Verb.MEMBERS
    template_name = "attendance/reminders.html"

    def heading(self) -> str:
        return f"提醒名单：{self.owner}"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rows = Occasion.objects.visible_to(self.request.scope, verb=Verb.MEMBERS)
        self.occasion = only(rows, self.kwargs["pk"], missing="没有找到这项活动，可能不在您的权限范围内。")
        self.owner = owner_of(self.occasion)
        rows_to_remind = list(visible_registrations(self.occasion, scope=self.request.scope))
        said = reminders(self.owner, rows_to_remind)
        return super().get_context_data(reminders=said, back=address_of(self.owner), **kwargs)


PAGES = (
    path("registrations/reminders/<int:pk>/", ReminderPage.as_view(), name="attendance.reminders"),
    path("registrations/<int:pk>/renew/", RenewButton.as_view(), name="attendance.registration_renew"),
    *pages_of(SIGN_UP, entry=SignUpEntry, acts={"change": SignUpChange}),
    *pages_of(REGISTRATION, list=RegistrationList, detail=RegistrationPage, entry=RegistrationEntry),
)
