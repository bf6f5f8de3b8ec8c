"""Beginning, copying, issuing and withdrawing reports."""

from collections.abc import Sequence
from datetime import date
from functools import cached_property
from typing import Any

from django.http import HttpResponseRedirect
from django.urls import reverse
from django.views import View

from tongxin.access import jobs, site
from tongxin.access.actor import Actor
from tongxin.access.views import SignedIn
from tongxin.intake.door import Door
from tongxin.intake.pages import RecordEntryPage
from tongxin.kernel.errors import ConflictError
from tongxin.kernel.places import Level
from tongxin.kernel.scope import Verb
from tongxin.lifecycle.pages import ActPage, only
from tongxin.network.models import Organisation, Place
from tongxin.reports import actions, forms
from tongxin.reports.models import Report
from tongxin.reports.patterns import Subject, pattern
from tongxin.reports.queries.reports import issue_for, reports
from tongxin.reports.views.reading import MISSING, url_of
from tongxin.reports.work import public_address
from tongxin.web.pages import EntryPage, FieldGroup
from tongxin.web.request import Asked

_OFFERED = 300


def begin(*, by: Actor, organisation: Organisation, pattern: str, place: Place | None, day: date, title: str) -> Report:
    """Begin a report from a pattern, or blank, about a place."""
    about = place or organisation.place
    if pattern == forms.BLANK:
        return actions.start_report(organisation, by=by, title=title, day=day)
    chosen = _pattern(pattern)
    subject = Subject(code=about.code, name=about.name, level=Level(about.level), day_of=min(day, site.current().day))
    body = chosen.write(subject)
    return actions.start_report(
        organisation, by=by, title=title or chosen.title_for(subject), day=day, pattern=pattern, body=body
    )


_pattern = pattern


def _organisations(scope: Any, verb: Verb) -> Any:
    rows = Organisation.objects.visible_to(scope, verb=verb)
    return rows.filter(closed=None, kind=Organisation.Kind.ASSOCIATION).order_by("path", "id")


class BeginPage(RecordEntryPage):
    """Begins a report."""

    template_name = "reports/begin.html"
    title = "写报告"
    button = "开始写"
    done = "已按模板起草，请补充文字。"
    verb = Verb.RECORD
    door = Door(name="reports", label="报告", form=forms.BeginForm, create=begin)
    groups: Sequence[FieldGroup] = (FieldGroup(title="", fields=("pattern", "organisation", "place", "day", "title")),)

    def initial(self) -> dict[str, Any]:
        """Fill in the asker's own organisation and the site's day."""
        own = _organisations(self.request.scope, Verb.RECORD).first()
        return {"organisation": own or "", "day": site.current().day, "pattern": "summary", **super().initial()}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the names that can be chosen."""
        offered = _organisations(self.request.scope, Verb.RECORD)[:_OFFERED]
        return super().get_context_data(organisations=offered, **kwargs)

    def done_url(self, record: Any) -> str:
        """Go on writing."""
        return reverse("reports:edit", args=[record.pk])


class _OnePage(ActPage):
    """Does one thing to a report."""

    verb = Verb.RECORD

    def find(self) -> Report:
        """Return the report as the asker sees it."""
        return only(reports(self.request.scope), self.kwargs["pk"], missing=MISSING)


class CopyPage(_OnePage):
    """Takes a report over for another year."""

    door = Door(name="report-copy", label="复制为新报告", form=forms.CopyForm, create=actions.copy_report)
    button = "复制"
    done = "已复制，数字和它旁边的年份、日期已换成新的时期；其余文字请通读一遍。"

    def initial(self) -> dict[str, Any]:
        """Offer the next year."""
        day: date = self.subject.day_of
        later = date(day.year + 1, day.month, min(day.day, 28) if day.month == 2 else day.day)
        title = self.subject.title.replace(f"{day.year}", f"{later.year}")
        return {"title": title, "day": later}

    def done_url(self, record: Any) -> str:
        """Go on writing the copy."""
        return reverse("reports:edit", args=[record.pk])


def _withdraw(report: Report, *, by: Actor, reason: str) -> Report:
    issue = issue_for(report)
    if issue is None:
        raise ConflictError("这份报告还没有签发，不用撤回。")
    actions.withdraw_report(issue, by=by, reason=reason)
    return report


class WithdrawPage(_OnePage):
    """Says publicly that an issued report no longer stands."""

    verb = Verb.PUBLISH
    door = Door(name="report-withdraw", label="撤回报告", form=forms.WithdrawForm, create=_withdraw)
    button = "撤回"
    done = "已撤回，核验页会写明原因。"

    def done_url(self, record: Any) -> str:
        """Show it."""
        return url_of(record)


class IssuePage(SignedIn, View):
    """Queues the issue of the version somebody looked at."""

    verb = Verb.PUBLISH
    request: Asked

    def post(self, request: Asked, pk: int) -> HttpResponseRedirect:
        """Queue it and show how far it is."""
        report = only(reports(request.scope), pk, missing=MISSING)
        version = forms.VersionForm.read(request.POST)
        job = jobs.start(
            "reports.issue",
            by=request.actor,
            path=report.path,
            label=f"签发《{report.title}》"[:200],
            arguments={
                "report": report.pk,
                "version": version,
                "address": public_address(request.build_absolute_uri("/")),
            },
        )
        return HttpResponseRedirect(reverse("access:job", args=[job.pk]))


class OnePagesPage(SignedIn, EntryPage):
    """Queues a page for every county below a place."""

    template_name = "reports/begin.html"
    title = "各县市区一页情况"
    button = "生成并签发"
    done = "已开始，可以离开本页，完成后在任务页下载。"
    verb = Verb.PUBLISH

    @cached_property
    def door(self) -> Door:  # type: ignore[override]  # the job is started with the request's address
        """What the form starts."""
        return Door(name="one-pages", label="一页情况", form=forms.OnePagesForm, create=self._start)

    def _start(self, *, by: Actor, organisation: Organisation, place: Place, day: date) -> Any:
        return jobs.start(
            "reports.one_pages",
            by=by,
            path=organisation.path,
            label=f"{place.name}各县市区一页情况（{day}）",
            arguments={
                "organisation": organisation.pk,
                "place": place.code,
                "day": day.isoformat(),
                "address": public_address(self.request.build_absolute_uri("/")),
            },
        )

    def initial(self) -> dict[str, Any]:
        """Fill in the asker's own organisation, its place, the site's day."""
        own = _organisations(self.request.scope, Verb.PUBLISH).select_related("place").first()
        return {"organisation": own or "", "place": own.place if own else "", "day": site.current().day}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the names that can be chosen."""
        offered = _organisations(self.request.scope, Verb.PUBLISH)[:_OFFERED]
        return super().get_context_data(organisations=offered, **kwargs)

    def done_url(self, record: Any) -> str:
        """Show the job."""
        return reverse("access:job", args=[record.pk])
