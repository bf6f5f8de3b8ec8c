"""Writes of reports. Each is one transaction: check verb and scope, save, tell the journal."""

from collections.abc import Callable, Iterator
from datetime import date
from typing import TypeAlias

from django.conf import settings
from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from tongxin.access import site
from tongxin.access.actor import Actor
from tongxin.kernel.errors import ConflictError, InputError
from tongxin.kernel.period import SHANGHAI
from tongxin.kernel.places import Level
from tongxin.kernel.scope import Verb
from tongxin.lifecycle.writing import change, create, lock, require_reason
from tongxin.network.models import Organisation
from tongxin.ports.desk import current_desk
from tongxin.reports import shelf
from tongxin.reports.composing import Composer, Composition, Letterhead
from tongxin.reports.issuing import FORMS, Stamp, digest_of, new_code, printed, stamped
from tongxin.reports.models import Issue, IssuedFigure, Report
from tongxin.reports.moving import Shift
from tongxin.reports.paper import Number, Paper, Series, Spot
from tongxin.reports.source import MOST_CHARACTERS

State: TypeAlias = Report.State
Progress = Callable[[int, int], None]
_TRIES = 3
_LOCAL = "http://127.0.0.1:8000"
"""What is printed where nobody has said under which address the site is reached."""
_TOLD = 5


def start_report(
    organisation: Organisation, *, by: Actor, title: str, day: date, pattern: str = "", body: str = ""
) -> Report:
    """Begin a report of an organisation."""
    by.scope.require(Verb.RECORD, organisation.path)
    made = Report(
        organisation=organisation,
        path=organisation.path,
        title=_title(title),
        pattern=pattern,
        day=day,
        body=_body(body),
        changed_by=by.name,
    )
    with transaction.atomic():
        return create(made, by=by, action="reports.start")


def save_report(report: Report, *, by: Actor, version: int, title: str, day: date, body: str) -> Report:
    """Save a draft over the version its writer began from; raises `ConflictError` where somebody saved meanwhile."""
    with transaction.atomic():
        lock(report, by=by, verb=Verb.RECORD)
        _require_draft(report)
        _require_version(report, version)
        values = {"title": _title(title), "day": day, "body": _body(body)}
        if all(getattr(report, name) == value for name, value in values.items()):
            return report
        values |= {"version": report.version + 1, "changed_by": by.name}
        return change(report, by=by, action="reports.save", values=values)


def copy_report(report: Report, *, by: Actor, title: str, day: date) -> Report:
    """Begin a report with the text of another, its figures moved to the year of the new day."""
    shift = Shift.to_year(since=report.day.year, until=day.year, day=min(day, site.current().day))
    return start_report(
        report.organisation, by=by, title=title, day=day, pattern=report.pattern, body=shift.applied(report.body)
    )


def issue_report(
    report: Report, *, by: Actor, version: int, address: str = "", progress: Progress | None = None
) -> Issue:
    """Freeze a draft: text, figures, completeness, snapshot; give it its number and code; print it in every form.

    Nothing is held locked while it is printed. Raises `ConflictError` where something stands against it, or somebody
    saved meanwhile; `UnavailableError` where the files cannot be written. Then nothing was issued.
    """
    by.scope.require(Verb.PUBLISH, report.path)
    _require_draft(report)
    _require_version(report, version)
    composed = composition(report, by=by, fingerprint=True)
    if composed.stops:
        said = "；".join(f"第 {one.line} 行：{one.text}" if one.line else one.text for one in composed.stops[:_TOLD])
        more = f"（共 {len(composed.stops)} 处）" if len(composed.stops) > _TOLD else ""
        raise ConflictError(f"还不能签发。{said}{more}")
    for _ in range(_TRIES):
        issue = _prepared(report, composed.paper, by=by, address=address or settings.TONGXIN_ADDRESS or _LOCAL)
        issue.files = _kept(issue, progress=progress)
        try:
            return _published(issue, by=by, version=version)
        except _NumberTakenError:
            continue
    raise ConflictError("同时有别的报告在签发，请稍后再签发一次。")


class _NumberTakenError(Exception):
    """Another report was issued under the number this one was printed with."""


def _prepared(report: Report, paper: Paper, *, by: Actor, address: str) -> Issue:
    year = report.day.year
    serial = _next_serial(report, year=year)
    code, now = new_code(), timezone.now()
    place = report.organisation.place
    # 长沙市 and 长沙县 are both 长沙 for short.
    issuer = place.short_name if place.level == Level.PROVINCE else place.name
    number = f"{issuer}同心报〔{year}〕{serial}号"
    stamp = Stamp(
        number=number,
        code=code,
        address=f"{address.rstrip('/')}/v/{code}/",
        issued_at=now.astimezone(SHANGHAI).replace(microsecond=0).isoformat(),
    )
    document = stamped(paper, stamp).json()
    return Issue(
        report=report,
        organisation_id=report.organisation_id,
        path=report.path,
        year=year,
        serial=serial,
        number=number,
        code=code,
        digest=digest_of(document),
        snapshot=paper.snapshot,
        paper=document,
        issued_at=now,
        issued_by=by.name,
    )


def _next_serial(report: Report, *, year: int) -> int:
    rows = Issue.objects.counted()
    last = rows.filter(path=report.path, year=year).aggregate(last=Max("serial"))["last"]
    return (last or 0) + 1


def _kept(issue: Issue, *, progress: Progress | None) -> dict[str, str]:
    paper = Paper.from_json(issue.paper)
    files = {}
    for done, form in enumerate(FORMS, start=1):
        files[form] = shelf.keep(printed(paper, digest=issue.digest, form=form), form=form)
        if progress is not None:
            progress(done, len(FORMS))
    return files


def _published(issue: Issue, *, by: Actor, version: int) -> Issue:
    with transaction.atomic():
        report = issue.report
        lock(report, by=by, verb=Verb.PUBLISH)
        _require_draft(report)
        _require_version(report, version)
        Organisation.objects.same_as(issue.organisation).select_for_update().get()
        if _next_serial(report, year=issue.year) != issue.serial:
            raise _NumberTakenError
        create(issue, by=by, action="reports.issue")
        IssuedFigure.objects.insert_rows(_figures(issue))
        change(report, by=by, action="reports.issue", values={"state": State.ISSUED})
    return issue


def _figures(issue: Issue) -> Iterator[IssuedFigure]:
    paper, register = Paper.from_json(issue.paper), current_desk().register
    stated: list[Number | Series] = [*paper.numbers, *paper.series]
    for one in stated:
        first, last = (one.as_of, one.as_of) if one.as_of else (one.begin, one.end)
        words = one.text if isinstance(one, Number) else ""
        yield IssuedFigure(
            issue=issue,
            path=issue.path,
            figure=one.id,
            label=f"{one.place.name}{one.period}{one.name}{words}"[:200],
            measure=one.measure,
            place_path=register.place(one.place.code).path,
            first_day=date.fromisoformat(str(first)),
            last_day=date.fromisoformat(str(last)),
            stock=one.as_of is not None,
        )


def withdraw_report(issue: Issue, *, by: Actor, reason: str) -> Issue:
    """Say publicly that an issued report no longer stands, and why; what was issued stays as it was."""
    why = require_reason(reason)
    with transaction.atomic():
        lock(issue, by=by, verb=Verb.PUBLISH)
        if issue.withdrawn_at is not None:
            raise ConflictError("这份报告已经撤回。")
        change(issue.report, by=by, action="reports.withdraw", values={"state": State.WITHDRAWN}, reason=why)
        values = {"withdrawn_at": timezone.now(), "withdrawn_because": why}
        return change(issue, by=by, action="reports.withdraw", values=values, reason=why)


def composition(report: Report, *, by: Actor, fingerprint: bool = False, public: bool = True) -> Composition:
    """Return a draft with its figures filled in on the newest snapshot, as the asker may see them. Writes nothing."""
    facts = site.current()
    composer = Composer(
        current_desk(),
        scope=by.scope,
        today=facts.day,
        home=facts.home_path,
        fingerprint=fingerprint,
        public=public,
    )
    place = report.organisation.place
    head = Letterhead(
        title=report.title,
        organisation=report.organisation.name,
        place=Spot(code=place.code, name=place.name),
        day=report.day,
        demo=facts.is_demo,
    )
    return composer.compose(report.body, head=head)


def _require_draft(report: Report) -> None:
    if report.state != State.DRAFT:
        raise ConflictError(f"这份报告{report.get_state_display()}，不能再改；要改请复制为新报告。")


def _require_version(report: Report, version: int) -> None:
    if report.version != version:
        raise ConflictError(
            f"{report.changed_by}刚刚保存过这份报告（第 {report.version} 版），您看到的是第 {version} 版，请对照后再保存。",
            field="version",
        )


def _title(text: str) -> str:
    if not text.strip():
        raise InputError("请填写报告标题。", field="title")
    return text.strip()


def _body(text: str) -> str:
    if len(text) > MOST_CHARACTERS:
        raise InputError(f"正文最多 {MOST_CHARACTERS // 10_000} 万字，请拆成几份报告。", field="body")
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "")
