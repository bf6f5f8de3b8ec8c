"""The host's pages: devices and numbers of an occasion, the printed roster, and paper keyed in."""

from base64 import b64encode
from collections.abc import Callable, Sequence
from functools import cached_property
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache

from tongxin.access.exports import record_export
from tongxin.access.views import SignedIn
from tongxin.attendance import actions as attendance
from tongxin.attendance.checkin import actions, queries
from tongxin.attendance.checkin.forms import DeviceForm, PaperForm
from tongxin.attendance.checkin.paper import ROWS, rows_of
from tongxin.attendance.models import Device, Occasion, Registration, Session
from tongxin.attendance.present import unfolded
from tongxin.attendance.queries import owner_of
from tongxin.kernel.errors import NotFoundError, TongxinError
from tongxin.kernel.scope import Scope, Verb
from tongxin.lifecycle.addresses import address_of
from tongxin.lifecycle.lives import life_of
from tongxin.lifecycle.pages import only
from tongxin.web.codes import qr_svg
from tongxin.web.format import Kind
from tongxin.web.pages import Crumb, Link, Page, Section
from tongxin.web.table import Column, Table

_SESSIONS = (
    Column(name="session", label="场次", value=lambda one: queries.label_of(one.session)),
    Column(name="expected", label="报名", value="expected", kind=Kind.NUMBER, unit="人"),
    Column(name="present", label="已签到", value="present", kind=Kind.NUMBER, unit="人"),
)


def section_of(record: Any, *, scope: Scope) -> Sequence[Section]:
    """Return the section 签到 of a record with a roster, for whoever records there; numbers only."""
    if not scope.may(Verb.RECORD, record.path):
        return ()
    registered = Registration.objects.children_of(record.occasion).exists()
    numbers = queries.session_numbers(record.occasion) if registered else []
    address = reverse("attendance.checkin.host", args=[record.occasion_id])
    return (
        Section(
            name="checkin",
            title="签到",
            table=Table(_SESSIONS, numbers, caption="签到"),
            empty="还没有人报名。签到可有可无：不签到的，粘贴名册或写明签到册存放处即可。",
            more=Link(label="打开签到", url=address, icon="check"),
            exportable=False,
        ),
    )


class OccasionPage(SignedIn, Page):
    """A page about an occasion at whose place the asker records."""

    verb = Verb.RECORD

    @cached_property
    def occasion(self) -> Occasion:
        """The occasion of this address."""
        rows = Occasion.objects.visible_to(self.request.scope, verb=Verb.RECORD)
        found: Occasion = only(rows, self.kwargs["pk"], missing="没有找到这场活动，可能不在您的权限范围内。")
        return found

    @cached_property
    def owner(self) -> Any:
        """The record the occasion belongs to."""
        return owner_of(self.occasion)

    @property
    def sees_names(self) -> bool:
        """Whether the asker may read who has registered."""
        return self.request.scope.may(Verb.MEMBERS, self.occasion.path)

    def crumbs(self) -> Sequence[Crumb]:
        return (Crumb(label=str(self.owner), url=address_of(self.owner)),)


@method_decorator(never_cache, name="dispatch")
class HostPage(OccasionPage):
    """Devices opened and revoked, numbers by session, paper keyed in, attendance put onto the roster."""

    template_name = "attendance/checkin/host.html"

    def heading(self) -> str:
        return f"签到：{self.owner}"

    def links(self) -> Sequence[Link]:
        if not self.sees_names:
            return ()
        paper = reverse("attendance.checkin.paper", args=[self.occasion.pk])
        return (Link(label="打印签到册", url=paper, icon="download"),)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        numbers = queries.session_numbers(self.occasion)
        shown = {
            "sessions": Table(_SESSIONS, numbers, caption="签到"),
            "devices": queries.devices(self.occasion, scope=self.request.scope),
            "now": timezone.now(),
            "device_form": DeviceForm(),
            "paper_form": PaperForm(sessions=self._sessions()),
            "sees_names": self.sees_names,
            "unfolded": unfolded(self.occasion),
            "held": self._held(),
        }
        return super().get_context_data(**{**shown, **kwargs})

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:  # noqa: ARG002 - Django's signature
        """Do what the button says."""
        acts: dict[str, Callable[[], HttpResponseBase]] = {
            "open": self._open,
            "revoke": self._revoke,
            "paper": self._key_in,
            "fold": self._fold,
        }
        done = acts.get(request.POST.get("do", ""))
        if done is None:
            raise NotFoundError("没有这种办理，请刷新后再试。")
        return done()

    def _open(self) -> HttpResponseBase:
        form = DeviceForm(self.request.POST)
        if not form.is_valid():
            return self._again(device_form=form)
        try:
            opened = actions.open_device(self.occasion, by=self.request.actor, **form.cleaned_data)
        except TongxinError as error:
            form.add_error(error.field if error.field in form.fields else None, error.message)
            return self._again(device_form=form, status=int(error.http_status))
        door = self.request.build_absolute_uri(reverse("attendance.checkin.door"))
        address = f"{door}#{opened.secret}"
        return self.render_to_response(
            self.get_context_data(opened=opened, address=address, code=b64encode(qr_svg(address)).decode())
        )

    def _revoke(self) -> HttpResponse:
        rows = Device.objects.visible_to(self.request.scope).filter(occasion=self.occasion).select_related("occasion")
        wanted = self.request.POST.get("device", "")
        device = only(rows, int(wanted[:19]) if wanted.isdecimal() else 0, missing="没有找到这台设备，请刷新后再看。")
        actions.revoke_device(device, by=self.request.actor, reason=self.request.POST.get("reason", ""))
        messages.success(self.request, "已停用。没有上传的签到还在那台设备上，重新开通后可以再传。")
        return HttpResponseRedirect(self.request.path)

    def _key_in(self) -> HttpResponseBase:
        form = PaperForm(self.request.POST, sessions=self._sessions())
        if not form.is_valid():
            return self._again(paper_form=form)
        try:
            keyed = actions.key_in(self.occasion, by=self.request.actor, **form.cleaned_data)
        except TongxinError as error:
            form.add_error(error.field if error.field in form.fields else None, error.message)
            return self._again(paper_form=form, status=int(error.http_status))
        return self.render_to_response(self.get_context_data(keyed=keyed))

    def _fold(self) -> HttpResponse:
        lines = attendance.fold_onto(self.occasion, by=self.request.actor, reason=self.request.POST.get("reason", ""))
        messages.success(self.request, f"签到已转入名册，新增或更新 {len(lines)} 行。")
        return HttpResponseRedirect(self.request.path)

    def _again(self, *, status: int = 400, **shown: Any) -> HttpResponse:
        return self.render_to_response(self.get_context_data(**shown), status=status)

    def _held(self) -> bool:
        life = life_of(type(self.owner))
        return life is not None and life.state(self.owner) in life.counted

    def _sessions(self) -> Any:
        return Session.objects.children_of(self.occasion).order_by("day", "part")


@method_decorator(never_cache, name="dispatch")
class PaperPage(OccasionPage):
    """The roster to print and sign, a sheet of thirty rows a page. That it was taken stands in the journal."""

    verb = Verb.MEMBERS
    template_name = "attendance/checkin/paper.html"

    def heading(self) -> str:
        return f"{self.owner} 签到册"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        self.request.scope.require(Verb.MEMBERS, self.occasion.path)
        rows = rows_of(self.occasion)
        record_export(
            "签到册", by=self.request.actor, path=self.occasion.path, rows=len(rows), purpose="打印后现场签名"
        )
        sheets = [rows[start : start + ROWS] for start in range(0, len(rows), ROWS)]
        return super().get_context_data(sheets=sheets, blank=range(8), **kwargs)
