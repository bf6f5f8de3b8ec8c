"""The screen in the hall. Nothing of a result leaves the server before the step that reveals it."""

from typing import Any, Final

from django.http import HttpRequest, JsonResponse
from django.http.response import HttpResponseBase
from django.urls import path, reverse
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from django.views.generic.base import TemplateView, View

from tongxin.access import throttle
from tongxin.kernel.errors import InputError, NotFoundError, TongxinError
from tongxin.records.contests import actions
from tongxin.records.contests.actions.screens import Steps
from tongxin.records.contests.models import Entry, HallScreen, Round
from tongxin.records.contests.pages.naming import shown_names
from tongxin.records.contests.queries import numbered, progress_of, rounds_of, screen_with_token
from tongxin.records.contests.rules import Reveal
from tongxin.web.request import Asked

_MOST_A_MINUTE: Final = 240
_WRONG_A_MINUTE: Final = 30
_GONE: Final = "大屏幕地址不存在、已过期或已换新，请在赛事页面重新打开大屏幕。"


def _screen(token: str, request: HttpRequest) -> HallScreen:
    """Return the screen whose address this is; whoever tries out addresses is stopped."""
    screen = screen_with_token(token)
    if screen is None:
        throttle.count(f"wrong.hall.{throttle.caller(request)}", most=_WRONG_A_MINUTE, seconds=60)
        raise NotFoundError(_GONE)
    throttle.count(f"hall.{screen.pk}", most=_MOST_A_MINUTE, seconds=60)
    return screen


@method_decorator(never_cache, name="dispatch")
class HallPage(TemplateView):
    """A page that fills the screen: title and address of the state, nothing else."""

    template_name = "contests/hall.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        screen = _screen(self.kwargs["token"], self.request)
        token = self.kwargs["token"]
        addresses = {
            "state": reverse("contests.hall.state", args=[token]),
            "next": reverse("contests.hall.next", args=[token]),
        }
        return super().get_context_data(contest=screen.contest, **addresses, **kwargs)


@method_decorator(never_cache, name="dispatch")
class HallState(View):
    """What the screen shows now, as JSON."""

    request: Asked

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            return super().dispatch(request, *args, **kwargs)
        except TongxinError as error:
            return _json({"message": error.message}, status=int(error.http_status))

    def get(self, request: HttpRequest, token: str) -> HttpResponseBase:
        """Tell it."""
        return _json(state_of(_screen(token, request)))


class HallNext(HallState):
    """Reveals one more step."""

    http_method_names = ("post",)

    def post(self, request: Asked, token: str) -> HttpResponseBase:
        """Reveal it and tell what the screen shows now."""
        screen, shown = _screen(token, request), request.POST.get("shown", "")
        if not (shown.isascii() and shown.isdigit() and len(shown) < 6):
            raise InputError("请刷新大屏幕后再揭晓。", field="shown")
        return _json(state_of(actions.reveal_next(screen, by=request.actor, shown=int(shown))))


def state_of(screen: HallScreen) -> dict[str, Any]:
    """Return what a screen shows: how far each round is, and after the seal the steps revealed so far."""
    contest, steps = screen.contest, Steps.of(screen)
    if steps.result is None:
        return {"title": contest.title, "rounds": [_progress(one) for one in rounds_of(contest)], "sealed": False}
    entries = numbered(contest, [number for step in steps.shown for number in step.entries])
    names = shown_names(list(entries.values()), everybody=screen.with_names)
    shown = [_revealed(step, entries, names) for step in steps.shown]
    return {"title": contest.title, "sealed": True, "shown": shown, "more": steps.more}


def _progress(one: Round) -> dict[str, Any]:
    told = {"title": one.title, "state": one.get_state_display()}
    if one.state != Round.State.JUDGING:
        return told
    given, _, missing = progress_of(one)
    return {**told, "given": given, "due": given + missing}


def _revealed(step: Reveal, entries: dict[int, Entry], names: dict[int, str]) -> dict[str, Any]:
    found = [entries[number] for number in step.entries]
    return {
        "rank": step.rank,
        "level": step.level,
        "value": step.value,
        "entries": [
            {
                "number": one.number,
                "title": one.title,
                "of": "　".join(text for text in (one.team, one.sender.name if one.sender else "") if text),
                "names": names.get(one.pk, ""),
            }
            for one in found
        ],
    }


def _json(told: dict[str, Any], *, status: int = 200) -> JsonResponse:
    return JsonResponse(told, status=status, json_dumps_params={"ensure_ascii": False})


HALLS = (
    path("hall/<slug:token>/", HallPage.as_view(), name="contests.hall"),
    path("hall/<slug:token>/state/", HallState.as_view(), name="contests.hall.state"),
    path("hall/<slug:token>/next/", HallNext.as_view(), name="contests.hall.next"),
)
