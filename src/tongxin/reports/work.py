"""Long work of reports: issuing one with all its files, and a page for every county at once."""

import io
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.conf import settings
from django.urls import reverse

from tongxin.access.actor import Actor
from tongxin.access.jobs import Handle, JobKind
from tongxin.kernel.errors import NotFoundError, TongxinError
from tongxin.kernel.period import SHANGHAI
from tongxin.kernel.places import Level
from tongxin.kernel.scope import Verb
from tongxin.lifecycle.addresses import address_of
from tongxin.network.models import Organisation
from tongxin.ports.desk import current_desk
from tongxin.reports import shelf
from tongxin.reports.actions import issue_report, start_report
from tongxin.reports.issuing import Terms
from tongxin.reports.models import Issue, Report
from tongxin.reports.patterns import ONE_PAGE, Subject, one_page, pattern
from tongxin.reports.queries.reports import issue_for
from tongxin.reports.queries.restated import flags

_ZIPPED: Final = ("pdf", "docx")


def issue_job(
    handle: Handle, *, by: Actor, report: int, version: int, address: str, because: str = ""
) -> dict[str, Any]:
    """Issue one report."""
    found = Report.objects.visible_to(by.scope).select_related("organisation__place").filter(pk=report).first()
    if found is None:
        raise NotFoundError("没有找到这份报告，或不在您的权限范围内。")
    handle.say("正在计算数字、排印网页、Word 和 PDF。")
    issue = issue_for(found) or issue_report(
        found, by=by, version=version, terms=Terms(address=address), because=because, progress=handle.step
    )
    handle.say(f"已签发 {issue.number}，核验码 {issue.code}。")
    return {"url": address_of(found), "issue": issue.pk}


def one_pages_job(handle: Handle, *, by: Actor, organisation: int, place: str, day: str, **how: Any) -> dict[str, Any]:
    """Issue a page for every county below a place and pack them; one issued before is taken as it is.

    `how` is what `_Way` holds.
    """
    way = _Way(**how)
    rows = Organisation.objects.visible_to(by.scope, verb=Verb.PUBLISH).select_related("place")
    issuer = rows.filter(pk=organisation).first()
    if issuer is None:
        raise NotFoundError("没有找到编制单位，或不在您的权限范围内。")
    register, when = current_desk().register, date.fromisoformat(day)
    above = register.place(place)
    counties = register.units(level=Level.COUNTY, path=above.path, day=when)
    issued: list[tuple[str, Issue]] = []
    failed = 0
    for done, one in enumerate(counties, start=1):
        subject = Subject(code=one.code, name=one.name, level=one.level, day_of=when)
        try:
            issued.append((f"{one.code}{one.name}", _one_page(issuer, subject, by=by, way=way)))
        except TongxinError as error:
            failed += 1
            handle.say(f"{one.name}没有生成：{error.message}")
        handle.step(done, len(counties))
    digest = shelf.keep(_packed(issued), form="zip")
    handle.say(f"共 {len(issued)} 份{f'，{failed} 份没有生成' if failed else ''}。")
    return {"zip": digest, "count": len(issued), "url": reverse("reports:zip", args=[handle.job_id])}


@dataclass(frozen=True, kw_only=True)
class _Way:
    """How pages are written: under which address they are verified, of which topics, and whether each takes a number."""

    address: str
    topics: Sequence[str] | None = None
    numbered: bool = False


def _one_page(issuer: Organisation, subject: Subject, *, by: Actor, way: _Way) -> Issue:
    title, body = pattern(ONE_PAGE).title_for(subject), one_page(subject, topics=way.topics)
    rows = Report.objects.children_of(issuer).select_related("organisation__place")
    same = rows.filter(pattern=ONE_PAGE, title=title, day=subject.day_of, body=body)
    found = same.exclude(state=Report.State.DISCARDED).order_by("-id").first()
    if found is not None and found.state == Report.State.ISSUED and (issue := issue_for(found)) and not flags(issue):
        return issue
    # A draft somebody has written in is theirs; one that stands as the pattern wrote it was left behind by this work.
    if found is None or found.state != Report.State.DRAFT:
        found = start_report(issuer, by=by, title=title, day=subject.day_of, pattern=ONE_PAGE, body=body)
    return issue_report(found, by=by, version=found.version, terms=Terms(address=way.address, numbered=way.numbered))


def _packed(issued: list[tuple[str, Issue]]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as archive:
        for name, issue in issued:
            for form in _ZIPPED:
                # Dated by its issue, so that the same pages are the same file.
                entry = zipfile.ZipInfo(
                    f"{name}.{form}", date_time=issue.issued_at.astimezone(SHANGHAI).timetuple()[:6]
                )
                archive.writestr(entry, shelf.take(issue.files[form], form=form))
    return file.getvalue()


def public_address(address: str) -> str:
    """Return the address printed on reports: the configured one, else the one the asker reached the site by."""
    configured: str = settings.TONGXIN_ADDRESS
    return configured or address


JOBS: Final = (
    JobKind(code="reports.issue", label="签发报告", verb=Verb.PUBLISH, run=issue_job, resumable=True),
    JobKind(code="reports.one_pages", label="各县市区一页情况", verb=Verb.PUBLISH, run=one_pages_job, resumable=True),
)
