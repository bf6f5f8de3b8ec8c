"""Issuing the certificates of a whole roster as a job: numbered at once or not at all, then printed and packed."""

import secrets
import zipfile
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import IO, Any, Final

from django.conf import settings
from django.urls import reverse

from tongxin.access import exports
from tongxin.access.actor import Actor
from tongxin.access.jobs import Handle, JobKind, visible_job
from tongxin.access.models import Job
from tongxin.attendance.certificates import queries
from tongxin.attendance.certificates.actions import issue_certificates
from tongxin.attendance.certificates.completions import completion_claims
from tongxin.attendance.certificates.printing import Paper, all_printed, printed
from tongxin.attendance.models import Certificate, Occasion
from tongxin.attendance.queries import owner_of
from tongxin.kernel.errors import ConflictError, NotFoundError
from tongxin.kernel.scope import Scope, Verb
from tongxin.lifecycle.lives import life_of
from tongxin.office.writing import writing

CODE: Final = "attendance.certificates"
_GONE: Final = "没有找到这个文件，可能已过期删除，请回到记录页重新签发或打印。"
_STEP: Final = 20


def held(number: int, *, scope: Scope) -> tuple[Occasion, Any]:
    """Return an occasion and the record it belongs to, for whoever may certify it.

    Raises `NotFoundError` out of scope, `ConflictError` where it has not taken place.
    """
    rows = Occasion.objects.visible_to(scope, verb=Verb.MEMBERS)
    found = rows.filter(pk=min(number, 2**63 - 1)).first()
    if found is None:
        raise NotFoundError("没有找到这条记录，可能不在您的权限范围内。")
    record = owner_of(found)
    if not record.is_completed:
        raise ConflictError("只有培训班这样有结业要求的才签发结业证书。")
    life = life_of(type(record))
    if life is None or life.state(record) not in life.counted:
        raise ConflictError("还没有登记为已举办，请先登记结果和名册，再签发证书。")
    return found, record


def issue_job(handle: Handle, *, by: Actor, occasion: int, purpose: str, address: str) -> dict[str, Any]:
    """Issue what is missing, then print all that are in force and pack them for whoever hands them out."""
    found, record = held(occasion, scope=by.scope)
    claimed = completion_claims(queries.without_certificate(found), record=record)
    new = issue_certificates(claimed, by=by, organisation=record.organiser, address=address)
    rows = [one for one in queries.of_roster(found) if one.state == Certificate.State.ISSUED and not one.unfounded]
    if not rows:
        raise ConflictError("名册上还没有人结业，没有可签发的证书。")
    handle.say(f"新签发 {len(new)} 份，正在打印 {len(rows)} 份。")
    exports.remove_expired()
    name = f"{handle.job_id}-{secrets.token_hex(16)}.zip"
    with writing(exports.folder() / name, mode=0o600) as file:
        _pack(file, rows, handle=handle)
    job = Job.objects.for_worker().get(pk=handle.job_id)
    exports.record_export("证书", by=by, path=found.path, rows=len(rows), purpose=purpose, job=job)
    handle.say(f"共 {len(rows)} 份，文件保留 {exports.KEPT_DAYS} 天。")
    url = reverse("attendance.certificate.file", args=[handle.job_id])
    return {"file": name, "new": len(new), "count": len(rows), "url": url, "next": "下载证书"}


JOBS = (JobKind(code=CODE, label="签发证书", verb=Verb.MEMBERS, run=issue_job, resumable=True),)


def opened(pk: int, *, by: Actor) -> tuple[IO[bytes], str]:
    """Return a packed file and its name: for whoever had it made and may still read persons there."""
    job = visible_job(min(pk, 2**63 - 1), by=by)
    path = exports.folder() / Path(str(job.result.get("file", ""))).name
    if job.kind != CODE or not by.scope.may(Verb.MEMBERS, job.path) or not path.is_file():
        raise NotFoundError(_GONE)
    return path.open("rb"), job.label


def pdf_of(one: Certificate) -> bytes:
    """Return one certificate as PDF; raises `NotFoundError` where it was erased."""
    return printed(_paper(one), fonts=_fonts())


def _pack(file: IO[bytes], rows: Sequence[Certificate], *, handle: Handle) -> None:
    papers = [_paper(one) for one in rows]
    # Closed at once where somebody cancels: the processes that print end with it.
    with (
        zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as archive,
        closing(all_printed(papers, fonts=_fonts())) as made,
    ):
        for done, (one, content) in enumerate(zip(rows, made, strict=True), start=1):
            day = one.issued
            entry = zipfile.ZipInfo(_named(one), date_time=(day.year, day.month, day.day, 0, 0, 0))
            archive.writestr(entry, content)
            if done % _STEP == 0 or done == len(rows):
                handle.step(done, len(rows))


def _named(one: Certificate) -> str:
    holder = "".join(character for character in one.holder if character not in '/\\:*?"<>|')
    return f"{one.year}-{one.number:04d} {holder}.pdf"


def _paper(one: Certificate) -> Paper:
    return Paper(claims=queries.claims_of(one), credential=one.credential)


def _fonts() -> tuple[Path, ...]:
    return (Path(settings.TONGXIN_FONTS),)
