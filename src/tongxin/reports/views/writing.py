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
from tongxin.kernel.scope import Verb
from tongxin.lifecycle.addresses import address_of
from tongxin.lifecycle.pages import RecordActPage, RecordEntry
from tongxin.network.models import Organisation, Place
from tongxin.reports import actions, forms
from tongxin.reports.models import Report
from tongxin.reports.views.reading import report_at
from tongxin.reports.work import public_address
from tongxin.web.pages import EntryPage, FieldGroup
from tongxin.web.request import Asked

_OFFERED = 300


def _organisations(scope: Any, verb: Verb) -> Any:
    rows = Organisation.objects.visible_to(scope, verb=verb)
    return rows.filter(closed=None, kind=Organisation.Kind.ASSOCIATION).order_by("path", "id")


class BeginPage(RecordEntry):
    """Begins a report."""

    template_name = "reports/begin.html"
    groups: Sequence[FieldGroup] = (FieldGroup(title="", fields=("pattern", "organisation", "place", "day", "title")),)

    def initial(self) -> dict[str, Any]:
        own = _organisations(self.request.scope, Verb.RECORD).first()
        return {"organisation": own or "", "day": site.current().day, "pattern": "summary", **super().initial()}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        offered = _organisations(self.request.scope, Verb.RECORD)[:_OFFERED]
        return super().get_context_data(organisations=offered, **kwargs)

    def done_url(self, record: Any) -> str:
        return address_of(record, "save")


class OneReport(RecordActPage):
    """Does one act with a report; drafts are found by those who may write or issue them."""

    def find(self) -> Report:
        return report_at(self.request.scope, self.kwargs["pk"])


class CopyPage(OneReport):
    """Takes a report over for another year."""

    def done_url(self, record: Any) -> str:
        return address_of(record, "save")


class IssuePage(SignedIn, View):
    """Queues the issue of the version somebody looked at."""

    verb = Verb.PUBLISH
    request: Asked

    def post(self, request: Asked, pk: int) -> HttpResponseRedirect:
        report = report_at(request.scope, pk)
        version, because = forms.VersionForm.read(request.POST), request.POST.get("because", "").strip()
        actions.require_issue(report, by=request.actor, version=version, because=because)
        job = jobs.start(
            "reports.issue",
            by=request.actor,
            path=report.path,
            label=f"签发《{report.title}》"[:200],
            arguments={
                "report": report.pk,
                "version": version,
                "because": because,
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
        return Door(name="one-pages", label="一页情况", form=forms.OnePagesForm, create=self._start)

    def _start(self, *, by: Actor, organisation: Organisation, place: Place, day: date, **how: Any) -> Any:
        return jobs.start(
            "reports.one_pages",
            by=by,
            path=organisation.path,
            label=f"{place.name}各县市区一页情况（{day}）",
            arguments={
                "organisation": organisation.pk,
                "place": place.code,
                "day": day.isoformat(),
                **how,
                "address": public_address(self.request.build_absolute_uri("/")),
            },
        )

    def initial(self) -> dict[str, Any]:
        """Fill in the asker's own organisation, its place, the site's day."""
        own = _organisations(self.request.scope, Verb.PUBLISH).select_related("place").first()
        return {"organisation": own or "", "place": own.place if own else "", "day": site.current().day}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        offered = _organisations(self.request.scope, Verb.PUBLISH)[:_OFFERED]
        return super().get_context_data(organisations=offered, **kwargs)

    def done_url(self, record: Any) -> str:
        return reverse("access:job", args=[record.pk])
