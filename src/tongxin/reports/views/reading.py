"""The list of reports, one report as draft or as issued, and the issued files."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from functools import cached_property
from typing import Any
from urllib.parse import quote

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.views import View

from tongxin.access import jobs, site
from tongxin.access.views import SignedIn
from tongxin.board.links import figure_url
from tongxin.kernel.errors import NotFoundError, UnavailableError
from tongxin.kernel.scope import Scope, Verb
from tongxin.lifecycle.addresses import address_of, list_of
from tongxin.lifecycle.life import Act
from tongxin.lifecycle.pages import RecordList, only, timeline
from tongxin.lifecycle.pages.record import button
from tongxin.ports.desk import current_desk, uncounted
from tongxin.reports import shelf
from tongxin.reports.actions import composition
from tongxin.reports.checked import checked, objections
from tongxin.reports.composing import Composition
from tongxin.reports.issuing import FORMS
from tongxin.reports.judged import told
from tongxin.reports.life import REPORT
from tongxin.reports.models import Issue, Report
from tongxin.reports.paper import Number, Paper, Series
from tongxin.reports.printing.page import body
from tongxin.reports.queries.reports import issue_for, reports
from tongxin.reports.queries.restated import Flag, flags
from tongxin.reports.reviewing import for_review
from tongxin.reports.verifying import time_of
from tongxin.web.codes import qr_svg
from tongxin.web.filters import text, year
from tongxin.web.format import Kind
from tongxin.web.pages import Crumb, Empty, Link, Page
from tongxin.web.request import Asked
from tongxin.web.table import Column

_TYPES = {
    "html": "text/html; charset=utf-8",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
    "zip": "application/zip",
}
_FORM_LABELS = {"docx": "Word", "pdf": "PDF", "html": "网页"}


def report_at(scope: Scope, pk: int) -> Report:
    """Return the report of an address as the asker may read it, or raise `NotFoundError`."""
    return only(reports(scope), pk, missing=REPORT.not_found)


class ReportList(RecordList):
    """The reports the asker may read."""

    life = REPORT
    order = ("-changed", "-id")
    narrowed_by = (text("title", label="标题"), "state", year("day"))
    shown = (
        "title",
        Column(name="organisation", label="编制单位", value="organisation.name"),
        Column(name="day", label="报告日期", value="day", kind=Kind.DATE, order=("day",)),
        "state",
        Column(name="number", label="文号", value="number"),
        Column(name="changed", label="最近修改", value="changed", kind=Kind.TIME, order=("changed",)),
        Column(name="changed_by", label="修改人", value="changed_by", hidden=True),
    )
    nothing = Empty(title="还没有报告", hint="从模板开始：数字自动填好，签发后每个数字都能核验。")

    def get_queryset(self) -> QuerySet[Any]:
        """Leave out drafts that were put away, unless they are asked for."""
        rows = reports(self.request.scope)
        asked = self.request.GET.get("state") == Report.State.DISCARDED
        return rows if asked else rows.exclude(state=Report.State.DISCARDED)

    def links(self) -> Sequence[Link]:
        """Offer to begin one, and the pages for every county."""
        pages = Link(label="各县市区一页情况", url=reverse("reports:one_pages"), icon="download")
        return [*([pages] if self.request.scope.may_anywhere(Verb.PUBLISH) else []), *super().links()]

    def empty(self) -> Empty:
        return replace(self.nothing, link=next((link for link in self.links() if link.primary), None))


class ReportPage(SignedIn, Page):
    """One report: its text with living figures while it is a draft, as it was issued afterwards."""

    verb = Verb.VIEW
    template_name = "reports/report.html"

    @cached_property
    def report(self) -> Report:
        """The report as the asker sees it."""
        return report_at(self.request.scope, self.kwargs["pk"])

    @cached_property
    def issue(self) -> Issue | None:
        """What it was issued as."""
        return None if self.report.state == Report.State.DRAFT else issue_for(self.report)

    def heading(self) -> str:
        return self.report.title

    def crumbs(self) -> Sequence[Crumb]:
        return (Crumb(label="报告", url=list_of(REPORT)),)

    def links(self) -> Sequence[Link]:
        """Offer writing a draft, files and a copy of an issue."""
        files = [
            Link(label=_FORM_LABELS[form], url=reverse("reports:file", args=[self.report.pk, form]), icon="download")
            for form in (reversed(FORMS) if self.issue is not None else ())
        ]
        if self.issue is None:
            files = [Link(label="送审稿（Word）", url=reverse("reports:draft", args=[self.report.pk]), icon="download")]
        return [*files, *(button(one, self.report) for one in self.acts if one.listed)]

    @cached_property
    def acts(self) -> Sequence[Act]:
        return REPORT.offered(self.report, scope=self.request.scope, account=self.request.actor.account_id)

    def _offers(self, code: str) -> bool:
        return any(one.code == code for one in self.acts)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the article, and what is to be known of it."""
        context = super().get_context_data(report=self.report, issue=self.issue, **kwargs)
        context["moments"] = [replace(one, changes=[]) for one in timeline(self.report)]  # texts are compared elsewhere
        return context | (self._draft() if self.issue is None else self._issued(self.issue))

    def _draft(self) -> dict[str, Any]:
        scope = self.request.scope
        try:
            desk = current_desk()
            found: Composition = composition(self.report, by=self.request.actor, desk=desk)
            said = checked(found, desk=desk, scope=scope)
            remarks = told(found, desk=desk, scope=scope, said=said)
        except UnavailableError as error:
            return {"unavailable": error.message}
        return {
            "article": body(found.paper, links=f"{address_of(self.report)}figure/"),
            "remarks": [one.remark for one in remarks],
            "differing": sum(one.differs for one in remarks),
            "stops": found.stops,
            "readings": found.readings,
            "objections": [] if found.stops else list(objections(said, found=found)),
            "numbers": found.paper.numbers,
            "may_issue": self._offers("issue") and not found.faults,
            "taken": datetime.fromisoformat(found.paper.taken_at),
            "behind": uncounted(desk.snapshot, path=self.report.path),
            "may_snapshot": scope.may(Verb.SNAPSHOT, site.current().home_path),
        }

    def _issued(self, issue: Issue) -> dict[str, Any]:
        paper = Paper.from_json(issue.paper)
        return {
            "article": body(paper, links=f"{address_of(self.report)}figure/"),
            "numbers": paper.numbers,
            "flags": [_told(flag) for flag in flags(issue)],
            "address": paper.address,
            "local": reverse("portal:report", args=[issue.code]),
            "qr": qr_svg(paper.address).decode(),
            "may_withdraw": self._offers("withdraw"),
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
        return report_at(self.request.scope, self.kwargs["pk"])

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
        return self.figure.name

    def crumbs(self) -> Sequence[Crumb]:
        return (
            Crumb(label="报告", url=list_of(REPORT)),
            Crumb(label=self.report.title, url=address_of(self.report)),
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
        report = report_at(self.request.scope, pk)
        issue = issue_for(report)
        if issue is None or form not in FORMS:
            raise NotFoundError("这份报告还没有签发，没有可下载的文件。")
        return sent(shelf.take(issue.files[form], form=form), name=issue.number, form=form)


class DraftFile(SignedIn, View):
    """A draft as Word to be read and commented on: marked as a draft on every page, its figures with their slots."""

    verb = Verb.VIEW
    request: Asked

    def get(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        report = report_at(self.request.scope, pk)
        if report.state != Report.State.DRAFT:
            raise NotFoundError("这份报告不是草稿，没有送审稿；签发的文件在报告页下载。")
        found = composition(report, by=self.request.actor)
        return sent(for_review(found.paper, address=request.build_absolute_uri("/")), name=report.title, form="docx")


class OnePagesFile(SignedIn, View):
    """The packed pages of every county that a job has made."""

    verb = Verb.VIEW
    request: Asked

    def get(self, request: HttpRequest, pk: int) -> HttpResponseBase:  # noqa: ARG002 - Django's signature
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
