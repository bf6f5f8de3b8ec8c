"""The list of reports, one report as draft or as issued, and the issued files."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cached_property
from typing import Any
from urllib.parse import quote

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.views import View

from tongxin.access import jobs, journal, site
from tongxin.access.views import SignedIn
from tongxin.board.links import figure_url
from tongxin.kernel.errors import NotFoundError, UnavailableError
from tongxin.kernel.scope import Verb
from tongxin.lifecycle.pages import only
from tongxin.ports.desk import current_desk, is_behind
from tongxin.reports import forms, shelf
from tongxin.reports.actions import composition
from tongxin.reports.composing import Composition
from tongxin.reports.issuing import FORMS
from tongxin.reports.models import Issue, Report
from tongxin.reports.paper import Number, Paper, Series
from tongxin.reports.printing.page import body
from tongxin.reports.queries.reports import issue_for, reports
from tongxin.reports.queries.restated import Flag, flags
from tongxin.reports.verifying import time_of
from tongxin.web.codes import qr_svg
from tongxin.web.format import Kind
from tongxin.web.pages import Crumb, Empty, Link, ListPage, Moment, Page
from tongxin.web.request import Asked
from tongxin.web.table import Column

MISSING = "没有找到这份报告，或不在您的权限范围内。"
_TYPES = {
    "html": "text/html; charset=utf-8",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
    "zip": "application/zip",
}
_MOMENTS = 50
_DONE_WORDS = {
    "reports.start": "起草",
    "reports.save": "修改",
    "reports.issue": "签发",
    "reports.withdraw": "撤回",
}
_FORM_LABELS = {"docx": "Word", "pdf": "PDF", "html": "网页"}


def url_of(report: Any) -> str:
    """Return the address of a report's page."""
    return reverse("reports:detail", args=[report.pk])


class ReportList(SignedIn, ListPage):
    """The reports the asker may read."""

    title = "报告"
    verb = Verb.VIEW
    order = ("-changed", "-id")
    filter_form = forms.ReportFilter
    columns = (
        Column(name="title", label="标题", value="title", link=url_of),
        Column(name="organisation", label="编制单位", value="organisation.name"),
        Column(name="day", label="报告日期", value="day", kind=Kind.DATE, order=("day",)),
        Column(name="state", label="状态", value="get_state_display"),
        Column(name="number", label="文号", value="number"),
        Column(name="changed", label="最近修改", value="changed", kind=Kind.TIME, order=("changed",)),
        Column(name="changed_by", label="修改人", value="changed_by", hidden=True),
    )

    def get_queryset(self) -> QuerySet[Any]:
        """Return what the scope shows."""
        return reports(self.request.scope)

    def filtered(self, rows: QuerySet[Any], values: Mapping[str, Any]) -> QuerySet[Any]:
        """Narrow by title, state and year."""
        if "q" in values:
            rows = rows.filter(title__icontains=values["q"])
        if "year" in values:
            rows = rows.filter(day__year=values["year"])
        return rows.filter(state=values["state"]) if "state" in values else rows

    def links(self) -> Sequence[Link]:
        """Offer to begin one, and the pages for every county."""
        scope, shown = self.request.scope, []
        if scope.may_anywhere(Verb.PUBLISH):
            shown.append(Link(label="各县市区一页情况", url=reverse("reports:one_pages"), icon="download"))
        if scope.may_anywhere(Verb.RECORD):
            shown.append(Link(label="写报告", url=reverse("reports:new"), icon="plus", primary=True))
        return shown

    def empty(self) -> Empty:
        """Name the next step."""
        return Empty(
            title="还没有报告",
            hint="从模板开始：数字自动填好，签发后每个数字都能核验。",
            link=next((link for link in self.links() if link.primary), None),
        )


class ReportPage(SignedIn, Page):
    """One report: its text with living figures while it is a draft, as it was issued afterwards."""

    verb = Verb.VIEW
    template_name = "reports/report.html"

    @cached_property
    def report(self) -> Report:
        """The report as the asker sees it."""
        return only(reports(self.request.scope), self.kwargs["pk"], missing=MISSING)

    @cached_property
    def issue(self) -> Issue | None:
        """What it was issued as."""
        return None if self.report.state == Report.State.DRAFT else issue_for(self.report)

    def heading(self) -> str:
        """Return its title."""
        return self.report.title

    def crumbs(self) -> Sequence[Crumb]:
        """Lead back to the list."""
        return (Crumb(label="报告", url=reverse("reports:list")),)

    def links(self) -> Sequence[Link]:
        """Offer writing a draft, files and a copy of an issue."""
        report, scope = self.report, self.request.scope
        shown = []
        if self.issue is not None:
            shown += [
                Link(label=_FORM_LABELS[form], url=reverse("reports:file", args=[report.pk, form]), icon="download")
                for form in reversed(FORMS)
            ]
        if scope.may(Verb.RECORD, report.path):
            shown.append(Link(label="复制为新报告", url=reverse("reports:copy", args=[report.pk]), icon="copy"))
        if self.issue is None and scope.may(Verb.RECORD, report.path):
            shown.append(Link(label="修改", url=reverse("reports:edit", args=[report.pk]), icon="edit", primary=True))
        return shown

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the article, and what is to be known of it."""
        context = super().get_context_data(report=self.report, issue=self.issue, **kwargs)
        context["moments"] = [
            Moment(at=entry.at, who=entry.actor, what=_DONE_WORDS.get(entry.action, entry.action), why=entry.reason)
            for entry in journal.of(self.report)[:_MOMENTS]
        ]
        return context | (self._draft() if self.issue is None else self._issued(self.issue))

    def _draft(self) -> dict[str, Any]:
        scope = self.request.scope
        may_issue = scope.may(Verb.PUBLISH, self.report.path)
        try:
            found: Composition = composition(self.report, by=self.request.actor)
        except UnavailableError as error:
            return {"unavailable": error.message}
        return {
            "article": body(found.paper, links=f"{url_of(self.report)}figure/"),
            "remarks": found.remarks,
            "stops": found.stops,
            "numbers": found.paper.numbers,
            "may_issue": may_issue and not found.stops,
            "taken": datetime.fromisoformat(found.paper.taken_at),
            "behind": is_behind(current_desk().snapshot),
            "may_snapshot": scope.may(Verb.SNAPSHOT, site.current().home_path),
        }

    def _issued(self, issue: Issue) -> dict[str, Any]:
        paper = Paper.from_json(issue.paper)
        return {
            "article": body(paper, links=f"{url_of(self.report)}figure/"),
            "numbers": paper.numbers,
            "flags": [_told(flag) for flag in flags(issue)],
            "address": paper.address,
            "local": reverse("portal:report", args=[issue.code]),
            "qr": qr_svg(paper.address).decode(),
            "may_withdraw": issue.withdrawn_at is None and self.request.scope.may(Verb.PUBLISH, issue.path),
        }


def _told(flag: Flag) -> dict[str, Any]:
    """Return a flag as the page shows it, with the return each restatement belongs to."""
    return {"figure": flag.figure, "restatements": flag.restatements}


class FigurePlace(SignedIn, Page):
    """From a number of a draft to its figure page; from one of an issued report to what was issued, and from there on."""

    verb = Verb.VIEW
    template_name = "reports/figure.html"

    @cached_property
    def report(self) -> Report:
        """The report as the asker sees it."""
        return only(reports(self.request.scope), self.kwargs["pk"], missing=MISSING)

    @cached_property
    def issue(self) -> Issue | None:
        """What it was issued as."""
        return issue_for(self.report)

    @cached_property
    def figure(self) -> Number | Series:
        """The figure or series of this address."""
        issue = self.issue
        paper = Paper.from_json(issue.paper) if issue else composition(self.report, by=self.request.actor).paper
        known: dict[str, Number | Series] = {one.id: one for one in paper.numbers}
        known |= {one.id: one for one in paper.series}
        if self.kwargs["figure"] not in known:
            raise NotFoundError("这份报告里没有这个数字，可能刚被修改，请回到报告再点。")
        return known[self.kwargs["figure"]]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Show what was issued; lead on from a draft."""
        one = self.figure
        if self.issue is None:
            return HttpResponseRedirect(figure_url(one.measure, place=one.place.code, time=time_of(one)))
        return super().get(request, *args, **kwargs)

    def heading(self) -> str:
        """Name the figure."""
        return self.figure.name

    def crumbs(self) -> Sequence[Crumb]:
        """Lead back to the report."""
        return (
            Crumb(label="报告", url=reverse("reports:list")),
            Crumb(label=self.report.title, url=url_of(self.report)),
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the figure as it was issued, and where to go from here."""
        one, issue = self.figure, self.issue
        return super().get_context_data(
            issue=issue,
            one=one,
            number=one if isinstance(one, Number) else None,
            now=figure_url(one.measure, place=one.place.code, time=time_of(one)),
            public=reverse("portal:figure", args=[issue.code, one.id]) if issue else "",
            **kwargs,
        )


class IssuedFile(SignedIn, View):
    """An issued file, byte for byte as it was issued."""

    verb = Verb.VIEW
    request: Asked

    def get(self, request: HttpRequest, pk: int, form: str) -> HttpResponseBase:  # noqa: ARG002 - Django's signature
        """Send it."""
        report = only(reports(self.request.scope), pk, missing=MISSING)
        issue = issue_for(report)
        if issue is None or form not in FORMS:
            raise NotFoundError("这份报告还没有签发，没有可下载的文件。")
        return sent(shelf.take(issue.files[form], form=form), name=issue.number, form=form)


class OnePagesFile(SignedIn, View):
    """The packed pages of every county that a job has made."""

    verb = Verb.VIEW
    request: Asked

    def get(self, request: HttpRequest, pk: int) -> HttpResponseBase:  # noqa: ARG002 - Django's signature
        """Send them to whoever may see the job."""
        job = jobs.visible_job(pk, by=self.request.actor)
        digest = job.result.get("zip", "")
        if not digest:
            raise NotFoundError("这个任务没有可下载的文件，请看任务页。")
        return sent(shelf.take(digest, form="zip"), name=job.label, form="zip")


def sent(content: bytes, *, name: str, form: str) -> HttpResponse:
    """Return a file as a download under its Chinese name; nothing in it runs here."""
    response = HttpResponse(content, content_type=_TYPES[form])
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name, safe='')}.{form}"
    response["X-Content-Type-Options"] = "nosniff"
    return response
