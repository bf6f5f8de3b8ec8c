"""The editor: text with living figures, a preview beside it, words to choose from; nothing typed is ever lost."""

import difflib
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.template.loader import render_to_string
from django.views import View

from tongxin.access import site
from tongxin.access.views import SignedIn
from tongxin.board.wording import completeness_words
from tongxin.figures import Place
from tongxin.figures.question import is_stock
from tongxin.kernel.errors import ConflictError, InputError, TongxinError, UnavailableError
from tongxin.kernel.scope import Scope, Verb
from tongxin.lifecycle.addresses import address_of, list_of
from tongxin.lifecycle.pages import only
from tongxin.ports.desk import current_desk
from tongxin.ports.room import rooms
from tongxin.reports.actions import composition, save_report
from tongxin.reports.composing import Composition, Weight, question_of
from tongxin.reports.forms import DraftForm
from tongxin.reports.judged import told
from tongxin.reports.life import REPORT
from tongxin.reports.models import Report
from tongxin.reports.printing.page import body as article
from tongxin.reports.queries.reports import reports
from tongxin.reports.slots import TOKEN, Breakdown, Broken, Estimate, Slot, read_time, read_token, time_code
from tongxin.reports.source import MOST_CHARACTERS
from tongxin.reports.styles import offered
from tongxin.reports.verifying import time_of
from tongxin.web.pages import Crumb, Page
from tongxin.web.request import Asked

_MANY = 200
"""Figures beyond which the preview no longer asks what the public may see of each."""
_SHAPES = {"table": "表", "chart": "图"}


def _draft(scope: Scope, pk: int) -> Report:
    """Return a report, found only by those who may write it."""
    rows = reports(scope) & Report.objects.visible_to(scope, verb=Verb.RECORD)
    return only(rows, pk, missing=REPORT.not_found)


class EditPage(SignedIn, Page):
    """Writes a draft."""

    verb = Verb.RECORD
    template_name = "reports/edit.html"

    @cached_property
    def report(self) -> Report:
        """The report being written."""
        return _draft(self.request.scope, self.kwargs["pk"])

    def heading(self) -> str:
        return self.report.title

    def crumbs(self) -> Sequence[Crumb]:
        return (
            Crumb(label="报告", url=list_of(REPORT)),
            Crumb(label="看全文和签发", url=address_of(self.report)),
        )

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:  # noqa: ARG002 - Django's signature
        if self.report.state != Report.State.DRAFT:
            return HttpResponseRedirect(address_of(self.report))
        names = ("title", "day", "version", "body")
        form = DraftForm(initial={name: getattr(self.report, name) for name in names})
        return self.render_to_response(self.get_context_data(form=form, saved="saved" in request.GET))

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:  # noqa: ARG002 - Django's signature
        """Save; or show everything typed again with what stands against it."""
        form = DraftForm(request.POST)
        status, difference = HTTPStatus.BAD_REQUEST, None
        if form.is_valid():
            try:
                save_report(self.report, by=self.request.actor, **form.cleaned_data)
            except ConflictError as error:
                status = error.http_status
                self.report.refresh_from_db(from_queryset=reports(self.request.scope))
                form.add_error(None, error.message)
                if self.report.state == Report.State.DRAFT:
                    difference = list(_difference(_whole(vars(self.report)), _whole(form.cleaned_data)))
                    form.data = {
                        **{name: str(form.data.get(name, "")) for name in form.fields},
                        "version": str(self.report.version),
                    }
            except TongxinError as error:
                status = error.http_status
                form.add_error(error.field if error.field in form.fields else None, error.message)
            else:
                return HttpResponseRedirect(f"{address_of(self.report, 'save')}?saved=1")
        return self.render_to_response(self.get_context_data(form=form, difference=difference), status=status)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add what can be chosen from: measures by room, places, the report's own place and day, not after today."""
        facts = site.current()
        try:
            places: Sequence[Place] = _places(facts.home_path)
        except UnavailableError:
            places = ()
        return super().get_context_data(
            report=self.report,
            measures=_measures(self.request.scope),
            places=places,
            home=self.report.organisation.place,
            today=facts.day,
            own_day=min(self.report.day, facts.day),
            **kwargs,
        )


def _whole(values: Mapping[str, Any]) -> str:
    """Return everything of a report that two people may have changed, as lines."""
    return f"标题：{values['title']}\n报告日期：{values['day']}\n{values['body']}"


def _difference(saved: str, typed: str) -> Iterator[tuple[str, str]]:
    """Yield the lines in which two texts differ: what only the other has saved, what only this writer has typed."""
    for line in list(difflib.unified_diff(saved.splitlines(), typed.splitlines(), n=0, lineterm=""))[2:]:
        if line[0] in "-+" and line[1:].strip():
            yield ("saved" if line[0] == "-" else "typed"), line[1:]


def _measures(scope: Scope) -> list[dict[str, Any]]:
    """Return the measures one may state, by room."""
    groups = []
    for room in rooms():
        offered = [one for one in room.measures if one.public or scope.grants]
        if offered:
            groups.append({"label": room.label, "measures": offered})
    return groups


def _places(home: str) -> list[Place]:
    register = current_desk().register
    return sorted(
        (register.of(row.place) for row in register.newest() if row.path.startswith(home) and row.end is None),
        key=lambda place: place.path,
    )


class PreviewPart(SignedIn, View):
    """What a text that was not saved yet would look like: the article, the remarks, what stands at each token."""

    verb = Verb.RECORD
    request: Asked

    def post(self, request: HttpRequest, pk: int) -> JsonResponse:
        text = request.POST.get("body", "")[: MOST_CHARACTERS + 1]
        if len(text) > MOST_CHARACTERS:
            return JsonResponse({"message": f"正文最多 {MOST_CHARACTERS // 10_000} 万字。"}, status=400)
        report = _draft(self.request.scope, pk)
        report.body = text.replace("\r\n", "\n").replace("\0", "")
        try:
            desk = current_desk()
            found = composition(report, by=self.request.actor, desk=desk, public=text.count("{{") <= _MANY)
            remarks = told(found, desk=desk, scope=self.request.scope)
        except TongxinError as error:
            return JsonResponse({"message": error.message}, status=error.http_status)
        links = f"{address_of(report)}figure/"
        return JsonResponse(
            {
                "article": article(found.paper, links=links),
                "remarks": render_to_string("reports/parts/remarks.html", {"remarks": remarks}),
                "stops": len(found.stops),
                "values": _values(report.body, found),
            }
        )


def _values(text: str, found: Composition) -> Mapping[str, dict[str, Any]]:
    """Return for each token, as it is written, the words that stand there, or why there are none."""
    known = {(one.measure, one.place.code, time_code(time_of(one)), one.style): one for one in found.paper.numbers}
    stops = [one.text for one in found.remarks if one.weight is Weight.STOPS]
    values: dict[str, dict[str, Any]] = {}
    for match in TOKEN.finditer(text):
        token = read_token(match.group(1))
        if isinstance(token, Slot):
            one = known.get((token.measure, token.place, time_code(token.time), token.style.value))
            why = next((said for said in stops if said.startswith(token.token)), "这里没有数字")
            values[match.group()] = (
                {"text": one.text, "title": f"{one.place.name} {one.period} {one.name}"}
                if one
                else {"text": "？", "title": why, "broken": True}
            )
        elif isinstance(token, Breakdown):
            label = f"{_SHAPES[token.shape.value]}：{'、'.join(_names(token.measures))}"
            values[match.group()] = {"text": label, "title": label}
        elif isinstance(token, Estimate):
            values[match.group()] = {
                "text": "据不完全统计？",
                "title": "上报不完整时自动写上“据不完全统计，”，完整时不写",
            }
        elif isinstance(token, Broken):
            values[match.group()] = {"text": "？", "title": token.why, "broken": True}
    return values


def _names(codes: Sequence[str]) -> list[str]:
    known = {one.code: one.name for room in rooms() for one in room.measures}
    return [known.get(code, code) for code in codes]


class WordsAnswer(SignedIn, View):
    """The wordings a figure can be stated in, for the picker."""

    verb = Verb.RECORD
    request: Asked

    def get(self, request: HttpRequest) -> JsonResponse:
        try:
            return JsonResponse(self._words(request))
        except TongxinError as error:
            return JsonResponse({"message": error.message}, status=error.http_status)

    def _words(self, request: HttpRequest) -> dict[str, Any]:
        desk = current_desk()
        measure = desk.registry.measure(request.GET.get("measure", ""))
        time = read_time(request.GET.get("time", ""))
        place = request.GET.get("place", "")
        if not place.isdigit():
            raise InputError(f"没有「{place[:20]}」这个地区，请从列表里选，或写六位区划代码。", field="place")
        if not desk.register.place(place).path.startswith(site.current().home_path):
            raise InputError(f"{desk.register.place(place).name}不在本网络内，没有它的记录。", field="place")
        question = question_of(measure.code, place=place, time=time)
        figure = desk.figure(question, scope=self.request.scope, fingerprint=False)
        chosen = request.GET.get("style", "")
        styles = [
            {"style": style.value, "label": style.label, "text": text}
            for style, text in offered(figure.result, measure=measure, keep=chosen)
        ]
        return {
            "name": measure.name,
            "stock": is_stock(measure, registry=desk.registry),
            "place": figure.place.name,
            "period": time.label,
            "styles": styles,
            "complete": completeness_words(figure.completeness) if figure.completeness else [],
            "earned": figure.is_earned,
        }
