"""The 核数 page: a report in, every figure marked and explained."""

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.resources import files
from typing import Any
from urllib.parse import quote, urlencode

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from tongxin.access import site
from tongxin.claims.answers import Answers
from tongxin.claims.check import Check, check
from tongxin.claims.divisions import gazetteer
from tongxin.claims.documents import read_report
from tongxin.claims.explain import LABELS, reason
from tongxin.claims.finding import Finding
from tongxin.claims.forms import CheckForm
from tongxin.claims.output import as_html, written_json
from tongxin.claims.register import RegisterAnswers
from tongxin.claims.tables import read_facts
from tongxin.claims.verdict import Verdict
from tongxin.intake.desk import current_desk
from tongxin.kernel.errors import TongxinError
from tongxin.web.pages import Page

_DOWNLOADS = {
    "json": ("application/json; charset=utf-8", "核数结果.json", written_json),
    "html": ("text/html; charset=utf-8", "核数结果.html", as_html),
}


@dataclass(frozen=True)
class Passage:
    """A stretch of the text: plain, or a figure with its number and finding."""

    text: str
    number: int = 0
    finding: Finding | None = None


@dataclass(frozen=True)
class Note:
    """A finding as the side panel shows it."""

    number: int
    finding: Finding
    sentence: str
    url: str


class CheckPage(Page):
    """Checks what is pasted or uploaded; nothing is kept."""

    template_name = "claims/check.html"
    title = "核数"
    subtitle = "粘贴或上传一份报告，逐个核对其中的数字。内容只用于本次核对，不保存。"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:  # noqa: ARG002 - Django's signature
        """Show the empty form, or with `?example=article` the article checked against the register."""
        if request.GET.get("example") == "article":
            article = json.loads(files("tongxin.claims").joinpath("data", "article.json").read_text(encoding="utf-8"))
            return self._answered(CheckForm(article))
        facts = site.current()
        home = facts.home_code if facts.home_path else ""
        form = CheckForm(initial={"date": facts.day, "home": home})
        return self.render_to_response(self.get_context_data(form=form, **kwargs))

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:  # noqa: ARG002 - Django's signature
        """Check the report."""
        return self._answered(CheckForm(request.POST, request.FILES))

    def _answered(self, form: CheckForm) -> HttpResponse:
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form), status=400)
        try:
            checked = self._checked(form.cleaned_data)
        except TongxinError as error:
            form.add_error(error.field if error.field in form.fields else None, error.message)
            return self.render_to_response(self.get_context_data(form=form), status=int(error.http_status))
        if download := _DOWNLOADS.get(self.request.POST.get("download", "")):
            content_type, name, write = download
            headers = {"Content-Disposition": f"attachment; filename*=UTF-8''{quote(name)}"}
            return HttpResponse(write(checked), content_type=content_type, headers=headers)
        return self.render_to_response(
            self.get_context_data(
                form=form, checked=checked, **_shown(checked, linked=not form.cleaned_data.get("facts"))
            )
        )

    def _checked(self, values: dict[str, Any]) -> Check:
        upload, table = values.get("report"), values.get("facts")
        text = read_report(upload.read(), name=upload.name).text if upload else values["text"]
        answers: Answers = (
            read_facts(table.read(), name=table.name, home=values["home"])
            if table
            else RegisterAnswers(current_desk(), scope=self.request.scope, home=values["home"])
        )
        return check(text, date=values["date"], home=values["home"], answers=answers)


def _shown(checked: Check, *, linked: bool) -> dict[str, Any]:
    counts = Counter(finding.verdict for finding in checked.findings)
    return {
        "passages": list(_passages(checked)),
        "notes": [
            Note(number, finding, reason(finding), _figure_url(finding, home=checked.home) if linked else "")
            for number, finding in enumerate(checked.findings, 1)
        ],
        "tallies": [(verdict.value, LABELS[verdict], counts[verdict]) for verdict in Verdict if counts[verdict]],
        "incoherences": checked.incoherences,
    }


def _passages(checked: Check) -> Iterator[Passage]:
    position = 0
    for number, finding in enumerate(checked.findings, 1):
        if position < finding.claim.start:
            yield Passage(checked.text[position : finding.claim.start])
        yield Passage(checked.text[finding.claim.start : finding.claim.end], number, finding)
        position = finding.claim.end
    yield Passage(checked.text[position:])


def _figure_url(finding: Finding, *, home: str) -> str:
    """Return the address of the figure page behind a finding answered by the register."""
    if finding.candidate is None or finding.answer is None or finding.period is None:
        return ""
    place = gazetteer().code(finding.candidate.place or finding.place, home=home)
    time = (
        {"as_of": finding.period.last}
        if finding.candidate.day
        else {"from": finding.period.start, "to": finding.period.last}
    )
    query = urlencode({"place": place, **{name: day.isoformat() for name, day in time.items()}})
    return f"{reverse('board:figure', args=[finding.candidate.key])}?{query}"
