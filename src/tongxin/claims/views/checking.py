"""The 核数 page: a report in, every figure marked and explained; another record chosen, the verdict follows."""

import json
import secrets
from importlib.resources import files
from typing import Any, Final

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import reverse
from django.views.generic import View

from tongxin.access import site
from tongxin.access.models import Job
from tongxin.claims.drafts import Draft
from tongxin.claims.forms import CheckForm, ChoiceForm, PickForm
from tongxin.claims.limits import MOST_UPLOADED, require_patience
from tongxin.claims.shown import Shown, part_of, search
from tongxin.claims.sources import answers_of, checked
from tongxin.claims.template import facts_template
from tongxin.claims.views.downloads import XLSX, attachment, download
from tongxin.claims.views.handed_in import inputs_of
from tongxin.claims.views.result import result_context
from tongxin.claims.work import begin, begin_new, drafts
from tongxin.kernel.divisions import name_of_path
from tongxin.kernel.errors import InputError, TongxinError
from tongxin.web.pages import Crumb, Page
from tongxin.web.request import Asked

_OWNER: Final = "claims.owner"
_OFFERED: Final = 30


def owner_of(request: HttpRequest) -> str:
    """Return what this browser's drafts are signed with; empty before its first check."""
    return str(request.session.get(_OWNER, ""))


def new_owner(request: HttpRequest) -> str:
    """Return the same, and give the browser one if it has none."""
    return str(request.session.setdefault(_OWNER, secrets.token_urlsafe(18)))


def opened(request: HttpRequest, key: str) -> Draft:
    """Return this browser's draft or raise `NotFoundError`."""
    return drafts().open(key, owner=owner_of(request))


def result_url(draft: Draft, *, part: int = 1, number: int = 0) -> str:
    """Return the address of a draft's result, at one of its notes."""
    query, anchor = f"?part={part}" if part > 1 else "", f"#n{number}" if number else ""
    return f"{reverse('claims:result', args=[draft.key])}{query}{anchor}"


def next_url(draft: Draft, job: Job | None) -> str:
    """Return where to go once a check was begun: to its result, or to the job that is still at it."""
    return reverse("access:job", args=[job.pk]) if job else result_url(draft)


class CheckPage(Page):
    """Takes a report and a table."""

    template_name = "claims/check.html"
    title = "核数"
    most_bytes = MOST_UPLOADED
    subtitle = "粘贴或上传一份报告，逐个核对其中的数字。内容两小时不用即删除，只有您点「保存」才会留下。"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:  # noqa: ARG002 - Django's signature
        """Show the empty form, or with `?example=article` the article checked against the register."""
        drafts().sweep()
        if request.GET.get("example") == "article":
            return self._example(request.GET)
        facts = site.current()
        home = name_of_path(facts.home_path) if facts.home_path else ""
        form = CheckForm(initial={"home": home})
        return self.render_to_response(self.get_context_data(form=form, **kwargs))

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:  # noqa: ARG002 - Django's signature
        form = CheckForm(request.POST, request.FILES)
        if not form.is_valid():
            status = 413 if form.is_too_large else 400
            return self.render_to_response(self.get_context_data(form=form), status=status)
        try:
            require_patience(request)
            draft, job = self._begun(form.cleaned_data)
        except TongxinError as error:
            form.add_error(error.field if error.field in form.fields else None, error.message)
            return self.render_to_response(self.get_context_data(form=form), status=int(error.http_status))
        return HttpResponseRedirect(next_url(draft, job))

    def _begun(self, values: dict[str, Any]) -> tuple[Draft, Job | None]:
        inputs, word = inputs_of(values)
        return begin_new(inputs, owner=new_owner(self.request), by=self.request.actor, word=word)

    def _example(self, asked: QueryDict) -> HttpResponse:
        article = json.loads(files("tongxin.claims").joinpath("data", "article.json").read_text(encoding="utf-8"))
        form = CheckForm(article)
        form.is_valid()
        inputs, _ = inputs_of(form.cleaned_data)
        shown = Shown.of(checked(inputs, scope=self.request.scope), linked=True)
        context = result_context(shown, inputs.text, asked=asked)
        return self.render_to_response(self.get_context_data(form=form, inputs=inputs, **context))


class ResultPage(Page):
    """The result of a draft: found again under its address by the browser that sent it, until it expires."""

    template_name = "claims/result.html"
    title = "核对结果"

    def crumbs(self) -> list[Crumb]:
        return [Crumb(label="核数", url=reverse("claims:check"))]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add what is shown, or that the check is still running."""
        draft = opened(self.request, self.kwargs["key"])
        return super().get_context_data(draft=draft, **draft_context(draft, asked=self.request.GET), **kwargs)


def draft_context(draft: Draft, *, asked: QueryDict) -> dict[str, Any]:
    """Return the context of a draft's result."""
    result, inputs = draft.result, draft.inputs
    if result is None:
        return {"inputs": inputs, "waiting": True}
    return {"inputs": inputs, **result_context(Shown.from_json(result), inputs.text, asked=asked)}


class MatchPage(Page):
    """Chooses another record for one figure: `GET` looks for one, `POST` takes it and shows what follows from it."""

    title = "换一项记录核对"

    def crumbs(self) -> list[Crumb]:
        return [Crumb(label="核对结果", url=reverse("claims:result", args=[self.kwargs["key"]]))]

    def get_template_names(self) -> list[str]:
        """Return only the list to a page that asks for it."""
        return ["claims/parts/pick.html" if getattr(self.request, "htmx", False) else "claims/pick.html"]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        draft = opened(self.request, self.kwargs["key"])
        form = PickForm(self.request.GET)
        if not form.is_valid() or draft.result is None:
            raise InputError("请从核对结果里点一个数字，再换一项记录。")
        values = form.cleaned_data
        note = Shown.from_json(draft.result).note_at((values["start"], values["end"]))
        if note is None:
            raise InputError("这里没有可核对的数字，请回到结果页重选。")
        answers = answers_of(draft.inputs, scope=self.request.scope)
        found = search(answers, values["q"], most=_OFFERED + 1)
        return super().get_context_data(
            draft=draft, form=form, note=note, found=found[:_OFFERED], more=len(found) > _OFFERED, **kwargs
        )

    def post(self, request: Asked, *args: Any, **kwargs: Any) -> HttpResponse:  # noqa: ARG002 - Django's signature
        """Take the choice; a page with scripts gets the new result in place, any other is sent to it."""
        require_patience(request, "follow")
        draft = opened(request, self.kwargs["key"])
        form = ChoiceForm(request.POST)
        if not form.is_valid():
            raise InputError("没有选好记录，请回到结果页重选。")
        span = form.cleaned_data["start"], form.cleaned_data["end"]
        job = self._taken(draft, span, form.cleaned_data)
        note = None if job else Shown.from_json(draft.result or {}).note_at(span)
        number = note.number if note else 0
        part = part_of(span[0])
        if not getattr(request, "htmx", False):
            return HttpResponseRedirect(next_url(draft, job) if job else result_url(draft, part=part, number=number))
        if job:
            return HttpResponse(headers={"HX-Redirect": next_url(draft, job)})
        asked = QueryDict(mutable=True)
        asked["part"] = str(part)
        context = {"draft": draft, "changed": number, **draft_context(draft, asked=asked)}
        return self.response_class(request, "claims/parts/result.html", context, using=self.template_engine)

    def _taken(self, draft: Draft, span: tuple[int, int], values: dict[str, Any]) -> Job | None:
        """Check again with the choice; where it cannot be, the draft stays as it was."""
        before = draft.inputs
        choice = values["choice"] or None
        after = before.forgetting(span) if values["automatic"] else before.choosing(span, choice)
        draft.keep_inputs(after)
        try:
            return begin(draft, by=self.request.actor)
        except TongxinError:
            draft.keep_inputs(before)
            raise


class DownloadPage(View):
    """A draft as a file."""

    def get(self, request: Asked, key: str, kind: str) -> HttpResponse:
        require_patience(request, "follow")
        draft = opened(request, key)
        return download(kind, checked(draft.inputs, scope=request.scope), word=draft.word)


class DiscardPage(View):
    """Removes a draft at once."""

    def post(self, request: Asked, key: str) -> HttpResponseRedirect:
        opened(request, key).discard()
        return HttpResponseRedirect(reverse("claims:check"))


class TemplatePage(View):
    """The empty facts table."""

    def get(self, request: Asked) -> HttpResponse:
        del request
        return attachment(facts_template(), name="事实表模板.xlsx", content_type=XLSX)
