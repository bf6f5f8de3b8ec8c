"""Writes of reports. Each is one transaction: check verb and scope, save, tell the journal."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from typing import TypeAlias

from django.conf import settings
from django.db.models import Max
from django.utils import timezone

from tongxin.access import site
from tongxin.access.actor import Actor
from tongxin.access.sealing import last_seal
from tongxin.figures import Desk
from tongxin.kernel.errors import ConflictError, InputError
from tongxin.kernel.period import SHANGHAI
from tongxin.kernel.places import Level
from tongxin.lifecycle.acts import act
from tongxin.lifecycle.lives import act_named
from tongxin.lifecycle.writing import change, create, require_reason
from tongxin.network.models import Organisation, Place
from tongxin.ports.desk import current_desk
from tongxin.reports import shelf
from tongxin.reports.composing import Composer, Composition, Letterhead
from tongxin.reports.issuing import FORMS, USUAL, Stamp, Terms, digest_of, new_code, proven, stamped
from tongxin.reports.models import Issue, IssuedFigure, Report
from tongxin.reports.moving import Shift
from tongxin.reports.paper import Number, Paper, Series, Spot
from tongxin.reports.patterns import BLANK, ONE_PAGE, Subject
from tongxin.reports.patterns import pattern as pattern_named
from tongxin.reports.source import MOST_CHARACTERS
from tongxin.reports.unseen import hidden_in

State: TypeAlias = Report.State
Progress = Callable[[int, int], None]
_TRIES = 3
_LOCAL = "http://127.0.0.1:8000"
"""What is printed where nobody has said under which address the site is reached."""
_LISTED = 5
MOST_REASON = 200
"""How long a draft that was put away may be taken back."""


def begin(*, by: Actor, organisation: Organisation, pattern: str, place: Place | None, day: date, title: str) -> Report:
    """Begin a report of an organisation from a pattern, or blank, about a place: its own where none is named."""
    about = place or organisation.place
    if pattern == BLANK:
        return start_report(organisation, by=by, title=title, day=day)
    chosen = pattern_named(pattern)
    until = min(day, site.current().day)
    subject = Subject(code=about.code, name=about.name, level=Level(about.level), day_of=until)
    body = chosen.write(subject)
    title = title or chosen.title_for(subject)
    return start_report(organisation, by=by, title=title, day=day, pattern=pattern, body=body)


def start_report(
    organisation: Organisation, *, by: Actor, title: str, day: date, pattern: str = "", body: str = ""
) -> Report:
    """Begin a report of an organisation."""
    with act("reports.start", by=by, path=organisation.path) as doer:
        made = Report(organisation=organisation, path=organisation.path, pattern=pattern)
        values = {"title": _title(title), "day": day, "body": _body(body), "changed_by": by.name}
        return create(made, by=doer, values=values)


def save_report(report: Report, *, by: Actor, version: int, title: str, day: date, body: str) -> Report:
    """Save a draft over the version its writer began from; raises `ConflictError` where somebody saved meanwhile."""
    with act("reports.save", report, by=by) as doer:
        _require_version(report, version)
        values = {"title": _title(title), "day": day, "body": _body(body)}
        if all(getattr(report, name) == value for name, value in values.items()):
            return report
        values |= {"version": report.version + 1, "changed_by": by.name}
        return change(report, by=doer, values=values)


def copy_report(report: Report, *, by: Actor, title: str, day: date) -> Report:
    """Begin a report with the text of another, its figures moved to the year of the new day."""
    shift = Shift.to_year(since=report.day.year, until=day.year, day=min(day, site.current().day))
    with act("reports.copy", report, by=by) as doer:
        body = shift.applied(report.body)
        return start_report(report.organisation, by=doer, title=title, day=day, pattern=report.pattern, body=body)


def issue_report(
    report: Report,
    *,
    by: Actor,
    version: int,
    because: str = "",
    terms: Terms = USUAL,
    progress: Progress | None = None,
) -> Issue:
    """Freeze a draft: text, figures, completeness, snapshot; give it its number and code; print it in every form.

    `because` says why sentences that 核数 reads otherwise are right: it is printed beside the verification. It helps
    against nothing else. Nothing is held locked while it is
    printed. Raises `ConflictError` where something stands against it, or somebody saved meanwhile; `UnavailableError`
    where the files cannot be written. Then nothing was issued.
    """
    require_issue(report, by=by, version=version, because=because)
    composed = composition(report, by=by, fingerprint=True)
    against = composed.faults if because.strip() else composed.stops
    if against:
        said = "；".join(f"第 {one.line} 行：{one.text}" if one.line else one.text for one in against[:_LISTED])
        more = f"（共 {len(against)} 处）" if len(against) > _LISTED else ""
        raise ConflictError(f"还不能签发。{said}{more}")
    paper = composed.paper
    if composed.readings:
        paper = replace(paper, readings=composed.readings, because=because.strip())
    for _ in range(_TRIES):
        issue = _prepared(report, paper, by=by, terms=terms)
        issue.files = _kept(issue, progress=progress)
        try:
            return _published(issue, by=by, version=version)
        except _NumberTakenError:
            continue
    raise ConflictError("同时有别的报告在签发，请稍后再签发一次。")


def require_issue(report: Report, *, by: Actor, version: int, because: str = "") -> None:
    """Raise what stands against issuing this version by this actor, before anything is computed or printed."""
    if len(because) > MOST_REASON or next(hidden_in(because), ""):
        raise InputError(f"说明最多 {MOST_REASON} 字，不能有看不见的字符，请改短或重新输入。", field="because")
    life, one = act_named("reports.issue")
    by.scope.require(one.verb, one.path(report))
    life.require(one, report, by=by)
    _require_version(report, version)


class _NumberTakenError(Exception):
    """Another report was issued under the number this one was printed with."""


def _prepared(report: Report, paper: Paper, *, by: Actor, terms: Terms) -> Issue:
    year = report.day.year
    serial = _next_serial(report, year=year) if terms.numbered else None
    code, now = new_code(), timezone.now()
    address = terms.address or settings.TONGXIN_ADDRESS or _LOCAL
    place = report.organisation.place
    # 长沙市 and 长沙县 are both 长沙 for short.
    issuer = place.short_name if place.level == Level.PROVINCE else place.name
    number = f"{issuer}同心报〔{year}〕{serial}号" if terms.numbered else f"{issuer}一页〔{year}〕{code}"
    stamp = Stamp(
        number=number,
        code=code,
        address=f"{address.rstrip('/')}/v/{code}/",
        issued_at=now.astimezone(SHANGHAI).replace(microsecond=0).isoformat(),
        seal=last_seal(),
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
        files[form] = shelf.keep(proven(paper, digest=issue.digest, form=form), form=form)
        if progress is not None:
            progress(done, len(FORMS))
    return files


def _published(issue: Issue, *, by: Actor, version: int) -> Issue:
    report = issue.report
    with act("reports.issue", report, by=by, reason=issue.paper["because"]) as doer:
        _require_version(report, version)
        Organisation.objects.same_as(issue.organisation).select_for_update().get()
        if issue.serial is not None and _next_serial(report, year=issue.year) != issue.serial:
            raise _NumberTakenError
        create(issue, by=doer)
        IssuedFigure.objects.insert_rows(_figures(issue))
        change(report, by=doer, values={"state": State.ISSUED})
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


def withdraw_report(report: Report, *, by: Actor, reason: str) -> Report:
    """Say publicly that an issued report no longer stands, and why; what was issued stays as it was."""
    with act("reports.withdraw", report, by=by, reason=require_reason(reason)) as doer:
        for issue in Issue.objects.children_of(report):
            change(issue, by=doer, values={"withdrawn_at": timezone.now(), "withdrawn_because": doer.reason})
        return change(report, by=doer, values={"state": State.WITHDRAWN})


def discard_report(report: Report, *, by: Actor, reason: str) -> Report:
    """Put a draft away; for a day it may be taken back."""
    with act("reports.discard", report, by=by, reason=require_reason(reason)) as doer:
        return change(report, by=doer, values={"state": State.DISCARDED, "discarded": timezone.now()})


def restore_report(report: Report, *, by: Actor) -> Report:
    """Take a draft back that was put away less than a day ago."""
    with act("reports.restore", report, by=by) as doer:
        return change(report, by=doer, values={"state": State.DRAFT, "discarded": None})


def composition(
    report: Report, *, by: Actor, desk: Desk | None = None, fingerprint: bool = False, public: bool = True
) -> Composition:
    """Return a draft with its figures filled in as the asker may see them, on a desk, else on the newest. Writes nothing."""
    facts = site.current()
    composer = Composer(
        desk or current_desk(),
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
        compact=report.pattern == ONE_PAGE,
    )
    return composer.compose(report.body, head=head)


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
