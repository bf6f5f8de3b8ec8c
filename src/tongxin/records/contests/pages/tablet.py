"""The judge's page: opened with an account or by the own address, one entry after another, each sheet saved by itself."""

from http import HTTPStatus
from typing import Any, Final

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.db.models import QuerySet
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.http.response import HttpResponseBase
from django.urls import path, reverse
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from django.views.generic.base import View

from tongxin.access import throttle
from tongxin.access.views import SignedIn
from tongxin.kernel.errors import ConflictError, InputError, NotFoundError, TongxinError, UnavailableError
from tongxin.lifecycle.evidence import storage
from tongxin.lifecycle.evidence.serving import enclosed
from tongxin.lifecycle.models import EvidenceFile
from tongxin.network.queries.own import person_of
from tongxin.network.views.own import own_person
from tongxin.office.reading import read
from tongxin.records.contests import actions
from tongxin.records.contests.models import Judge, Recusal, Round
from tongxin.records.contests.pages.desk import PDF, desk_of, round_before, work_on_desk
from tongxin.records.contests.pages.scoring import TabletForm
from tongxin.records.contests.queries import items_of, judge_with_token, judging_of, rounds_of, sheet_of
from tongxin.web.pages import ListPage, Page
from tongxin.web.request import Asked
from tongxin.web.table import Column

MOST_A_MINUTE: Final = 600  # a desk of many works loads many pictures
_WRONG_A_MINUTE: Final = 30
_LEFT_OUT: Final = "没有找到您要打分的赛事，可能已退出评审，请与主办单位联系。"
_UNKNOWN: Final = "打分地址不存在或已作废，请向主办单位索取新的地址。"


@method_decorator(never_cache, name="dispatch")
class _AtDesk(View):
    """What the addresses of a desk share: the judge whose it is, and the round under way. `by_account` says which way in."""

    request: Asked
    by_account = False
    judge: Judge
    round: Round

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Find out who judges; a program that asks for JSON is refused in JSON."""
        if self.by_account and not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        try:
            self.judge = self._own() if self.by_account else _holder(self.kwargs["token"], request)
            actions.as_judge(self.judge, by=self.request.actor)  # refuses whoever may read names
            self.round = round_before(self.judge)
            response = super().dispatch(request, *args, **kwargs)
        except TongxinError as error:
            if not self.asks_for_json:
                raise
            is_closed = isinstance(error, ConflictError) and not hasattr(self, "round")
            told = {"message": error.message, "closed": is_closed}
            response = JsonResponse(told, status=int(error.http_status), json_dumps_params={"ensure_ascii": False})
        response["X-Robots-Tag"] = "noindex"
        return response

    @property
    def asks_for_json(self) -> bool:
        """Whether the page's script asks, and not the browser itself."""
        return "application/json" in self.request.headers.get("Accept", "")

    def address(self, name: str = "", *further: object) -> str:
        """Return an address of this desk."""
        way = "account" if self.by_account else "link"
        named = f"contests.desk.{way}{'.' if name else ''}{name}"
        return reverse(named, args=[self.judge.pk if self.by_account else self.kwargs["token"], *further])

    def _own(self) -> Judge:
        person = person_of(self.request.actor.account_id)
        judge = judging_of(person).filter(pk=self.kwargs["judge"]).first() if person else None
        if judge is None:
            raise NotFoundError(_LEFT_OUT)
        return judge


def _holder(token: str, request: HttpRequest) -> Judge:
    """Return the judge whose address this is; whoever tries out addresses is stopped."""
    judge = judge_with_token(token)
    if judge is None:
        throttle.count(f"wrong.desk.{throttle.caller(request)}", most=_WRONG_A_MINUTE, seconds=60)
        raise NotFoundError(_UNKNOWN)
    throttle.count(f"desk.{judge.pk}", most=MOST_A_MINUTE, seconds=60)
    return judge


class DeskPage(_AtDesk, Page):
    """The page itself."""

    request: Asked
    template_name = "contests/tablet.html"

    def heading(self) -> str:
        return f"{self.judge.contest.title} {self.round}"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        lines = desk_of(self.judge, self.round)
        states = [line.state for line in lines]
        due = len(lines) - states.count("aside")
        given = due - states.count("open")
        context = {
            "judge": self.judge, "round": self.round, "lines": lines, "items": list(items_of(self.round)), "due": due,
            "given": given, "aside": len(lines) - due, "relations": Recusal.Relation.choices,
            "desk": f"{self.judge.contest_id}-{self.judge.number}-{self.round.pk}", "give": self.address("give"),
            "below": self.address(),
        }  # fmt: skip
        return super().get_context_data(**kwargs | context)


class GiveScores(_AtDesk):
    """Takes one sheet: as JSON to the page's script, else leads back to the page."""

    def post(self, request: HttpRequest, **_: Any) -> HttpResponse:
        """Keep the sheet, or say beside which field what is wrong."""
        one = rounds_of(self.judge.contest).filter(number=self._number("round")).first()
        form = TabletForm(request.POST, items=list(items_of(one)) if one else ())
        if one is None or not form.is_valid():
            return self._refused(form)
        values = form.cleaned_data
        try:
            sheet = actions.give_scores(
                self.judge, by=self.request.actor, round=one.number, entry=values["entry"], scores=form.scores,
                version=values["version"] or 0,
            )  # fmt: skip
        except ConflictError as error:
            if not self.asks_for_json or error.field != "version":
                raise
            return self._outrun(error, one, values["entry"])
        if not self.asks_for_json:
            messages.success(request, f"{sheet.entry}的评分表已保存。")
            return HttpResponseRedirect(f"{self.address()}#e{values['entry']}")
        return JsonResponse({"entry": values["entry"], "version": sheet.version, "scores": sheet.scores})

    def _number(self, name: str) -> int:
        text = self.request.POST.get(name, "")
        return int(text) if text.isascii() and text.isdigit() and len(text) < 5 else 0

    def _refused(self, form: TabletForm) -> HttpResponse:
        fields = {name: str(errors[0]) for name, errors in form.errors.items()}
        message = next(iter(fields.values()), "没有这一轮，请刷新页面后再打分。")
        if not self.asks_for_json:
            raise InputError(message)
        told = {"message": message, "fields": fields}
        return JsonResponse(told, status=HTTPStatus.BAD_REQUEST, json_dumps_params={"ensure_ascii": False})

    def _outrun(self, error: ConflictError, one: Round, entry: int) -> HttpResponse:
        """Say what the judge's sheet says by now, so that the judge can choose."""
        sheet = sheet_of(self.judge, one, entry)
        present = {"version": sheet.version, "scores": sheet.scores} if sheet else {}
        told = {"message": error.message, **present}
        return JsonResponse(told, status=HTTPStatus.CONFLICT, json_dumps_params={"ensure_ascii": False})


class StandAside(_AtDesk):
    """Lets the judge stand aside for one entry."""

    def post(self, request: HttpRequest, entry: int, **_: Any) -> HttpResponse:
        """Write it down with how the two are related."""
        relation, detail = request.POST.get("relation", ""), request.POST.get("detail", "").strip()
        if relation not in Recusal.Relation.values:
            raise InputError("请选择回避的原因。", field="relation")
        if len(detail) > 200:
            raise InputError("说明最多 200 字，请删短。", field="detail")
        actions.stand_aside(self.judge, by=self.request.actor, entry=entry, relation=relation, detail=detail)
        messages.success(request, f"您已对 {entry} 号作品回避，不用打分。")
        return HttpResponseRedirect(self.address())


class WorkFile(_AtDesk):
    """The content of a work, under a name that tells nothing."""

    thumbnail = False

    def get(self, _request: HttpRequest, file: int, **_: Any) -> HttpResponseBase:
        """Send it: pictures to the browser, papers as a download without what they say of themselves."""
        found = work_on_desk(self.judge, self.round, file)
        if self.thumbnail and not found.is_picture:
            raise NotFoundError("这个文件没有缩略图。")
        return enclosed(_sent(found, thumbnail=self.thumbnail), is_kept=False)


def _sent(file: EvidenceFile, *, thumbnail: bool) -> HttpResponseBase:
    where = storage.content_of(file.sha256, thumbnail=thumbnail)
    if not where.exists():
        raise UnavailableError("文件内容不在服务器上，请告诉主办单位。")
    if file.media_type == PDF:
        response = HttpResponse(read("anonymous_pdf", where), content_type=PDF)
        response["Content-Disposition"] = f'attachment; filename="work-{file.pk}.pdf"'
        return response
    media_type = "image/jpeg" if thumbnail else file.media_type
    pictured = FileResponse(where.open("rb"), content_type=media_type)
    pictured["Content-Disposition"] = f'inline; filename="work-{file.pk}.{media_type.removeprefix("image/")}"'
    return pictured


class MyContests(SignedIn, ListPage):
    """The contests somebody with an account judges."""

    title = "我的评审"
    exportable = False
    order = ("-id",)
    columns = (
        Column(
            name="contest",
            label="赛事",
            value="contest.title",
            link=lambda judge: reverse("contests.desk.account", args=[judge.pk]),
        ),
        Column(name="number", label="评委编号", value="number"),
        Column(name="state", label="赛事状态", value="contest.get_state_display"),
    )

    def get_queryset(self) -> QuerySet[Judge]:
        return judging_of(own_person(self.request))


def _desk(way: str, route: str, *, by_account: bool) -> list[Any]:
    views: dict[str, tuple[str, Any]] = {
        "": ("", DeskPage.as_view(by_account=by_account)),
        ".give": ("sheets/", GiveScores.as_view(by_account=by_account)),
        ".aside": ("entries/<int:entry>/aside/", StandAside.as_view(by_account=by_account)),
        ".work": ("works/<int:file>/", WorkFile.as_view(by_account=by_account)),
        ".thumb": ("works/<int:file>/thumb.jpg", WorkFile.as_view(by_account=by_account, thumbnail=True)),
    }
    return [path(f"{route}{below}", view, name=f"contests.desk.{way}{name}") for name, (below, view) in views.items()]


DESKS = (
    path("judging/", MyContests.as_view(), name="contests.judging"),
    *_desk("account", "judging/<int:judge>/", by_account=True),
    *_desk("link", "judging/by/<slug:token>/", by_account=False),
)
