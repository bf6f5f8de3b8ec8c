"""Exports that take time or need a stated purpose: written as a job, kept for a week, fetched by whoever asked."""

import secrets
import time
from collections.abc import Mapping
from datetime import date
from itertools import takewhile
from pathlib import Path
from typing import IO, Any, cast
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, QueryDict
from django.urls import Resolver404, resolve

from tongxin.access import jobs, journal
from tongxin.access.actor import Actor
from tongxin.access.models import Account, Job, Site
from tongxin.access.views import SignedIn
from tongxin.kernel.errors import InputError, NotFoundError
from tongxin.kernel.scope import Verb
from tongxin.office.writing import writing
from tongxin.web import export
from tongxin.web.export import Sheet
from tongxin.web.pages import DetailPage, ListPage

KEPT_DAYS = 7
_GONE = "没有找到这个导出文件，可能已过期删除，请重新导出。"
_LONGEST_PAGE = 2_000


def sheet_of(page: str, *, by: Actor) -> Sheet:
    """Return what the page at this address would export for this actor; raises what the page itself would raise."""
    if len(page) > _LONGEST_PAGE or not page.isprintable():
        raise InputError("列表的地址有误，请回到列表页重新点「导出」。", field="page")
    parts = urlsplit(page)
    try:
        match = resolve(parts.path)
    except Resolver404:
        raise InputError("没有这个列表，请回到列表页重新点「导出」。", field="page") from None
    view_class = getattr(match.func, "view_class", None)
    if not (view_class and issubclass(view_class, SignedIn) and issubclass(view_class, ListPage | DetailPage)):
        raise InputError("这一页不能导出，请回到列表页重新点「导出」。", field="page")
    view = view_class()
    view.setup(_request(parts.path, parts.query, by=by), *match.args, **match.kwargs)
    view.admit(by.scope)
    if isinstance(view, ListPage) and not view.exportable:
        raise InputError("这个列表不能导出。", field="page")
    return cast("Sheet", view.sheet())


def start(page: str, *, by: Actor, form: str, purpose: str = "", note: str = "") -> Job:
    """Have an export written; one about people needs its purpose and a note, which the journal keeps."""
    sheet = sheet_of(page, by=by)
    if sheet.is_personal:
        require_purpose(purpose)
        require_purpose(note, field="note")
    arguments = {"page": page, "form": form, "purpose": purpose.strip(), "note": note.strip()}
    return jobs.start(KIND.code, by=by, path=_home(by), label=f"导出：{_called(sheet)}"[:200], arguments=arguments)


def run(handle: jobs.Handle, *, by: Actor, page: str, form: str, purpose: str, note: str) -> dict[str, Any]:
    """Write the file, then tell the journal who took how many rows about people what for."""
    remove_expired()
    sheet = sheet_of(page, by=by)
    total = sheet.query.count() if sheet.query is not None else 0
    written = 0

    def progress(done: int) -> None:
        nonlocal written
        written = done
        handle.step(done, max(total, done))

    path = folder() / f"{handle.job_id}-{secrets.token_hex(16)}.{form}"
    try:
        with writing(path, mode=0o600) as file:
            export.write(file, sheet, form=form, progress=progress)
        if sheet.is_personal:
            job = Job.objects.for_worker().get(pk=handle.job_id)
            record_export(_called(sheet), by=by, path=job.path, rows=written, purpose=f"{purpose}，{note}", job=job)
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    handle.say(f"共 {written} 行，文件保留 {KEPT_DAYS} 天。")
    result = {
        "file": path.name,
        "rows": written,
        "title": sheet.title,
        "form": form,
        "personal": sheet.is_personal,
        "places": list(by.scope.prefixes(_verb_of(sheet.is_personal))),
    }
    return {**result, "url": f"/exports/{handle.job_id}/", "next": "下载文件"}


KIND = jobs.JobKind(code="list.export", label="导出表格", verb=None, run=run)


def require_purpose(purpose: str, *, field: str = "purpose") -> str:
    """Return what people's records are wanted for; raise `InputError` where nothing is stated."""
    if not purpose.strip():
        raise InputError("表中有个人信息，请写明用途：做什么用、交给谁、何时删除。", field=field)
    return purpose.strip()


def record_export(what: str, *, by: Actor, path: str, rows: int, purpose: str, job: Job | None = None) -> None:
    """Tell the journal who took how many rows about people, of what kind, and what for.

    Every way out ends here: lists, workbooks, the command line, the API. The line is about the job that wrote the file,
    else about the account, else about the installation; `what` names a table and nobody in it.
    """
    taker = job or Account.objects.filter(pk=by.account_id or 0).first() or Site.objects.order_by("pk").first()
    if taker is None:
        return  # an installation before it was set up holds nobody
    words = f"导出「{what}」，共 {rows} 行；用途：{purpose}"
    with transaction.atomic():
        journal.write(
            taker, by=by, action="access.export", path=path, before=journal.values_of(taker), reason=words[:500]
        )


def opened(pk: int, *, by: Actor) -> tuple[IO[bytes], Mapping[str, Any]]:
    """Return the file of an export and what is known of it; only for the asker, and who administers the asker's place.

    It opens only to somebody who may read now what its writer could then: an ended role ends its files.
    """
    job = jobs.visible_job(pk, by=by) if pk < _TOO_LARGE else None
    if job is None or job.kind != KIND.code or job.state != Job.State.DONE:
        raise NotFoundError(_GONE)
    if not _may_still_read(job, by=by):
        raise NotFoundError(_GONE)
    path = folder() / Path(job.result["file"]).name
    if not path.is_file() or _is_expired(path):
        raise NotFoundError(_GONE)
    return path.open("rb"), job.result


def remove_expired() -> None:
    """Remove the files that are older than `KEPT_DAYS`."""
    for path in folder().iterdir():
        if _is_expired(path):
            path.unlink(missing_ok=True)


def purge(*, by: Actor, day: date) -> int:
    """Remove the files whose time is over; no row is kept of them."""
    del by, day
    remove_expired()
    return 0


def folder() -> Path:
    """Return where the files are, made on first use, open to this program alone."""
    found = Path(settings.TONGXIN_EXPORTS)
    found.mkdir(mode=0o700, parents=True, exist_ok=True)
    return found


def _may_still_read(job: Job, *, by: Actor) -> bool:
    """Tell whether the asker may read everywhere the file may be about: where its writer could at the time.

    Who administers all of it may look at a table about nobody.
    """
    personal = job.result["personal"]
    places = job.result.get("places", job.result.get("people", ()))  # as files of last week say it
    if not personal and by.scope.may(Verb.ADMINISTER, job.path):
        return True
    if not places:  # its writer had no place: it holds what that account alone was shown
        return job.account_id is not None and job.account_id == by.account_id
    return all(by.scope.may(_verb_of(personal), prefix) for prefix in places)


def _verb_of(personal: bool) -> Verb:  # noqa: FBT001 - the kind of table, from its result
    return Verb.MEMBERS if personal else Verb.VIEW


def _is_expired(path: Path) -> bool:
    return path.stat().st_mtime < time.time() - KEPT_DAYS * 86_400


def _home(by: Actor) -> str:
    """Return the place all of an actor's places lie in: whoever administers it may see what became of the job."""
    prefixes = sorted({prefix for prefix, _ in by.scope.grants}) or [""]
    steps = zip(prefixes[0].split("/"), prefixes[-1].split("/"), strict=False)
    shared = takewhile(lambda pair: pair[0] == pair[1] != "", steps)
    return "".join(f"{step}/" for step, _ in shared)


def _called(sheet: Sheet) -> str:
    """Name an export in the journal: a page about one person has the name in its title, so only the table is named."""
    return sheet.table.caption if sheet.about_somebody else sheet.title


def _request(path: str, query: str, *, by: Actor) -> HttpRequest:
    request = HttpRequest()
    request.method, request.path, request.path_info = "GET", path, path
    request.GET = QueryDict(query)
    request.actor, request.scope = by, by.scope  # type: ignore[attr-defined]  # typed for readers by ScopedRequest
    return request


_TOO_LARGE = 2**63
