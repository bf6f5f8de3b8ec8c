"""Paper: the shift list of an action, and the service record a volunteer asked for about this one action."""

from http import HTTPStatus
from pathlib import Path
from typing import Any

from django.conf import settings
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.views.generic.base import View

from tongxin.access import exports, throttle
from tongxin.access.views import SignedIn
from tongxin.kernel.errors import NotFoundError
from tongxin.kernel.period import chinese_date, today
from tongxin.kernel.scope import Verb
from tongxin.lifecycle.addresses import address_of
from tongxin.lifecycle.pages import only
from tongxin.office.press import set_type
from tongxin.records.volunteering import queries
from tongxin.records.volunteering.forms import PurposeForm
from tongxin.records.volunteering.life import ACTION
from tongxin.records.volunteering.models import WAITING, Task, Volunteer, VolunteerAction
from tongxin.records.volunteering.rules import amount_words
from tongxin.web.format import moment
from tongxin.web.pages import EntryPage
from tongxin.web.request import Asked

_HERE = Path(__file__).resolve().parents[1] / "templates" / "volunteering"
_MOST_A_MINUTE = 20


class ShiftPage(SignedIn, EntryPage):
    """Prints who does what when and where, after asking what for; the journal keeps the answer."""

    verb = Verb.MEMBERS
    button = "打印"
    request: Asked
    action: VolunteerAction

    def get_record(self) -> None:
        """Read the action through the asker's scope."""
        rows = VolunteerAction.objects.visible_to(self.request.scope).select_related("organiser")
        self.action = only(rows, self.kwargs["pk"], missing=ACTION.not_found)
        self.request.scope.require(Verb.MEMBERS, self.action.path)

    def validator(self) -> type[Form]:
        return PurposeForm

    def initial(self) -> dict[str, Any]:
        return {"purpose": "行动当天派任务用，结束后销毁"}

    def heading(self) -> str:
        return f"打印排班表：{self.action}"

    def cancel_url(self) -> str:
        return address_of(self.action)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:  # noqa: ARG002 - Django's signature
        """Send the paper."""
        form = self._form(data=request.POST)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form, **kwargs), status=HTTPStatus.BAD_REQUEST)
        one = self.action
        tasks = list(queries.tasks_of(one).filter(state__in=WAITING).select_related("place", "claimant"))
        content = _printed("shifts.typ", shift_data(one, tasks))
        purpose = form.cleaned_data["purpose"]
        exports.record_export("排班表", by=self.request.actor, path=one.path, rows=len(tasks), purpose=purpose)
        return _sent(content, name=f"shifts-{one.pk}.pdf")


class RecordFile(View):
    """The service record as PDF, for whoever holds the address of the sign-up; made anew each time and kept nowhere."""

    def get(self, request: HttpRequest, token: str) -> HttpResponse:
        """Send it, where it was issued."""
        throttle.count(f"volunteering.record.{throttle.caller(request)}", most=_MOST_A_MINUTE, seconds=60)
        one = queries.volunteer_with(token)
        if one.state != Volunteer.State.ISSUED:
            raise NotFoundError("服务记录还没有出具，请在自己的报名页面申请。")
        return _sent(_printed("record.typ", record_data(one)), name=f"record-{one.pk}.pdf")


def shift_data(one: VolunteerAction, tasks: list[Task]) -> dict[str, Any]:
    """Return what the shift list prints, the earliest first."""
    ordered = sorted(tasks, key=lambda task: (task.begins is None, task.begins or task.asked_at, task.pk))
    day = today()
    return {
        "title": f"{one.title}排班表",
        "about": f"{one.organiser.name}  {chinese_date(one.first_day)}至{chinese_date(one.last_day)}  打印于{chinese_date(day)}",
        "note": "表上有个人信息，用后销毁。",
        "day": [day.year, day.month, day.day],
        "heads": ["开始时间", "任务", "地区和地点", "还需", "认领方", "电话", "签收"],
        "rows": [
            [
                moment(task.begins) if task.begins else "",
                task.title,
                f"{task.place.name} {task.spot}".strip(),
                amount_words(task.left, task.unit),
                task.claimant.name if task.claimant else "",
                task.claimant.mobile if task.claimant else "",
                "",
            ]
            for task in ordered
        ],
    }


def record_data(one: Volunteer) -> dict[str, Any]:
    """Return what a service record prints: one volunteer, one action, in words."""
    call, day = one.action, today()
    last = "" if call.last_day == call.first_day else f"至{chinese_date(call.last_day)}"
    days = f"{chinese_date(call.first_day)}{last}"
    return {
        "title": "志愿服务记录",
        "holder": one.name,
        "body": [
            f"{one.name}参加了{call.organiser.name}{days}开展的「{call.title}」（{call.get_kind_display()}）志愿服务。",
            f"服务内容：{one.record}。".replace("。。", "。"),
        ],
        "foot": "本记录应本人要求出具，只说明这一次行动，不作累计和排名。",
        "issuer": call.organiser.name,
        "date": chinese_date(day),
        "day": [day.year, day.month, day.day],
    }


def _printed(template: str, data: dict[str, Any]) -> bytes:
    return set_type(_HERE / template, data=data, fonts=(Path(settings.TONGXIN_FONTS),))


def _sent(content: bytes, *, name: str) -> HttpResponse:
    answer = HttpResponse(content, content_type="application/pdf")
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    answer["Cache-Control"] = "private, no-store"
    return answer
