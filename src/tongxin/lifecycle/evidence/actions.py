"""Writes of evidence: each is one transaction that checks verb and scope, saves, and tells the journal."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from functools import partial
from pathlib import PurePath
from typing import Any, Final

from django.db import transaction
from django.utils import timezone

from tongxin.access.actor import Actor
from tongxin.access.guard import Guarded
from tongxin.kernel.errors import ConflictError, InputError
from tongxin.kernel.scope import Verb
from tongxin.lifecycle.evidence import carriers, queries, storage
from tongxin.lifecycle.evidence.examining import examine
from tongxin.lifecycle.evidence.kinds import EvidenceKind, kind_named
from tongxin.lifecycle.evidence.storage import Received, Upload, received
from tongxin.lifecycle.models import EvidenceFile
from tongxin.lifecycle.writing import change, create, lock, require_reason
from tongxin.office.examining.examined import Examined
from tongxin.office.examining.formats import TYPES

WITHDRAWN_KEPT: Final = timedelta(days=180)
EXPIRED_KEPT: Final = timedelta(days=30)
_LONGEST_NAME: Final = 100
_NOT_IN_NAMES: Final = re.compile(r'[\\/:*?"<>|\s]+')


@dataclass(frozen=True, kw_only=True)
class About:
    """What is said about a file: what it is for, whom it shows and by what right, how long it is kept.

    `holds_personal` is for rosters, identity papers and the like: only who may read persons may open them. A picture of
    people opens to everybody who may see the record while consent stands; without consent to those who may record.
    """

    purpose: str = ""
    holds_personal: bool = False
    shows_people: bool = False
    consent_given: bool = False
    consent_paper: str = ""
    consent_until: date | None = None
    keep_until: date | None = None


NOTHING_SAID: Final = About()


def attach(record: Guarded, *, by: Actor, upload: Upload, kind: str, about: About = NOTHING_SAID) -> EvidenceFile:
    """Add a file to a record. The same content again gives the file that is there, with `was_there` set.

    The upload is written aside while it comes in, then looked at, all before the transaction begins.
    """
    carriers.require(type(record))
    by.scope.require(Verb.RECORD, record.path)
    declared = kind_named(kind)
    with received(upload, most_bytes=declared.most_bytes) as came:
        found = examine(came.path)
        if found.type not in declared.types:
            raise InputError(
                f"「{declared.label}」只收{declared.words}，这个文件是{TYPES[found.type].label}，请改选类型或换文件。",
                field="kind",
            )
        storage.blank(came.path, found.blanked)
        with transaction.atomic():
            lock(record, by=by, verb=Verb.RECORD)
            present = queries.same_content(record, came.sha256)
            if present is not None:
                present.was_there = True
                return present
            _check_number(record, declared)
            return _add(
                record, by=by, came=came, found=found, values={**_described(upload, found, about), "kind": kind}
            )


def describe(file: EvidenceFile, *, by: Actor, reason: str, about: About) -> EvidenceFile:
    """Say anew what a file is for, whom it shows, by what consent, and how long it is kept."""
    why = require_reason(reason)[:200]
    with transaction.atomic():
        _lock_file(file, by=by)
        return change(file, by=by, action="lifecycle.evidence.describe", values=_said(about), reason=why)


def withdraw(file: EvidenceFile, *, by: Actor, reason: str) -> EvidenceFile:
    """Take a file back, with the reason. It stays listed; only who may record can still open it."""
    why = require_reason(reason)[:200]
    with transaction.atomic():
        _lock_file(file, by=by)
        values = {"withdrawn_at": timezone.now(), "withdrawn_by": by.name, "withdraw_reason": why}
        return change(file, by=by, action="lifecycle.evidence.withdraw", values=values, reason=why)


def purge_expired(*, by: Actor, day: date) -> int:
    """Delete contents whose time is over and return how many files lost theirs; the rows and their reasons stay.

    Over is the time set for a file, 180 days after it was withdrawn, and 30 days after consent ended. Nobody's right
    decides, the day does; `by` is only who is told of.
    """
    gone = 0
    over = partial(queries.expired, day, withdrawn=day - WITHDRAWN_KEPT, consent=day - EXPIRED_KEPT)
    for listed, _ in over():
        with transaction.atomic():  # its consent may have been renewed since it was listed
            rows = EvidenceFile.objects.same_as(listed).select_for_update()
            for file, why in over(rows=rows):
                values = {"removed_at": timezone.now()}
                change(file, by=by, action="lifecycle.evidence.purge", values=values, reason=why)
                gone += 1
    storage.sweep(queries.needed)
    return gone


def _described(upload: Upload, found: Examined, about: About) -> dict[str, Any]:
    kept = TYPES[found.type]
    return {
        **_said(about),
        "name": f"{_name(upload)}{kept.suffix}",
        "media_type": kept.media_type,
        "width": found.width,
        "height": found.height,
    }


def _add(record: Guarded, *, by: Actor, came: Received, found: Examined, values: Mapping[str, Any]) -> EvidenceFile:
    content = came.path.with_name(found.drawn) if found.drawn else came.path
    digest = storage.digest_of(content)
    file = EvidenceFile(
        record_type=record._meta.label_lower,
        record_id=record.pk,
        path=record.path,
        sha256=digest,
        original_sha256=came.sha256,
        bytes=content.stat().st_size,
        added_by=by.name,
        **values,
    )
    create(file, by=by, action="lifecycle.evidence.attach")
    thumbnail = came.path.with_name(found.thumbnail) if found.thumbnail else None
    storage.place(content, digest=digest, thumbnail=thumbnail)
    return file


def _lock_file(file: EvidenceFile, *, by: Actor) -> None:
    """Check that the record may be written, then read the file anew under a lock; refuse one withdrawn or gone."""
    by.scope.require(Verb.RECORD, carriers.record_of(file).path)
    file.refresh_from_db(from_queryset=EvidenceFile.objects.same_as(file).select_for_update())
    if file.is_withdrawn:
        raise ConflictError("这个文件已经撤回，请刷新后再看；要用的话请重新上传。")
    if file.is_removed:
        raise ConflictError("这个文件的内容已到期删除，只留记录，不再办理；要用的话请重新上传。")


def _check_number(record: Guarded, kind: EvidenceKind) -> None:
    if queries.kept_files(record).filter(kind=kind.code).count() >= kind.most_files:
        raise ConflictError(f"一条记录最多 {kind.most_files} 个「{kind.label}」，请先撤回用不到的。", field="file")


def _said(about: About) -> dict[str, Any]:
    """Return what is said about a file, refusing what contradicts itself."""
    if about.consent_given and not about.shows_people:
        raise InputError("写了本人同意，请同时勾选「有人像」。", field="shows_people")
    if about.consent_given and not about.consent_paper.strip():
        raise InputError("请写明本人同意的依据，例如「肖像使用同意书，存档案柜 3」。", field="consent_paper")
    if about.consent_until and not about.consent_given:
        raise InputError("没有本人同意，就没有到期日，请删去到期日或勾选「本人同意」。", field="consent_until")
    return {**asdict(about), "purpose": about.purpose.strip(), "consent_paper": about.consent_paper.strip()}


def _name(upload: Upload) -> str:
    """Return a file's name without folder, ending, and characters that mislead or break."""
    name = PurePath((upload.name or "").replace("\\", "/")).name
    clean = "".join(one for one in name if unicodedata.category(one) not in {"Cc", "Cf", "Co", "Cs", "Cn", "Zl", "Zp"})
    stem = _NOT_IN_NAMES.sub(" ", PurePath(clean).stem).strip(" .")
    return stem[:_LONGEST_NAME] or "文件"
