"""Reads of evidence. A file exists for whoever may see its record; whether its content opens is said by `hidden_because`."""

from collections.abc import Iterable
from datetime import date
from typing import Any, Final

from django.db.models import Case, Count, IntegerField, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce

from tongxin.access.guard import Guarded
from tongxin.kernel.errors import NotFoundError
from tongxin.kernel.period import today
from tongxin.kernel.scope import Scope, Verb
from tongxin.lifecycle.evidence import carriers
from tongxin.lifecycle.evidence.kinds import CLASS_CHOICES, NONE, STRONGEST_FIRST
from tongxin.lifecycle.facts import Coded
from tongxin.lifecycle.models import EvidenceFile

_LARGEST: Final = 2**63 - 1
_COUNTED: Final = Q(withdrawn_at=None, removed_at=None)


def files_of(record: Guarded) -> QuerySet[EvidenceFile]:
    """Return every file of a record the asker has read through its scope, withdrawn ones included, oldest first."""
    return EvidenceFile.objects.about(record).order_by("id")


def kept_files(record: Guarded) -> QuerySet[EvidenceFile]:
    """Return those whose content is still there and that nobody took back."""
    return files_of(record).filter(_COUNTED)


def visible_file(pk: int, *, scope: Scope) -> tuple[EvidenceFile, Guarded]:
    """Return a file and its record as the scope sees them, else raise `NotFoundError`."""
    rows = EvidenceFile.objects.whole_network(
        reason="a file whose record decides next whether the asker may know of it"
    )
    file = rows.filter(pk=min(pk, _LARGEST)).first()
    if file is None:
        raise NotFoundError(carriers.MISSING)
    return file, carriers.visible_record(file.record_type, file.record_id, scope=scope)


def hidden_because(file: EvidenceFile, *, path: str, scope: Scope, day: date | None = None) -> str:
    """Return in a few words why a file's content stays closed to this scope, "" when it opens.

    `path` is the place of its record. Once consent is over the content opens to nobody; without any, and after
    withdrawal, to those who may record; personal data to those who may read persons.
    """
    may_record = scope.may(Verb.RECORD, path)
    reasons = (
        (file.is_removed, "内容已按保存期限删除"),
        (file.is_withdrawn and not may_record, "已撤回"),
        (file.holds_personal and not scope.may(Verb.MEMBERS, path), "含个人信息，需要「人员信息」权限"),
        (consent_is_over(file, day=day or today()), "本人同意已到期"),
        (file.shows_people and not file.consent_given and not may_record, "有人像，还没有登记本人同意"),
    )
    return next((words for hidden, words in reasons if hidden), "")


def consent_is_over(file: EvidenceFile, *, day: date) -> bool:
    """Tell whether consent was given and has ended: the day named is the last on which it stands."""
    return file.consent_until is not None and file.consent_until < day


def same_content(record: Guarded, digest: str) -> EvidenceFile | None:
    """Return the file of a record that was handed in with just this content, and still holds it."""
    return kept_files(record).filter(original_sha256=digest).first()


def with_evidence(rows: QuerySet[Any], *, name: str = "evidence_files") -> QuerySet[Any]:
    """Add to each record the class of its strongest file: a key of `CLASS_CHOICES`, 「none」 without any.

    Files withdrawn or deleted do not count. One subquery by index for all rows.
    """
    annotated: QuerySet[Any] = rows.annotate(**{name: evidence_class_of(rows.model)})
    return annotated


def evidence_class_of(model: type[Guarded]) -> Coalesce:
    """Return the expression for the class of a record's strongest file, for queries over this model's rows."""
    strength = Case(
        *(When(kind=code, then=Value(rank)) for rank, code in enumerate(STRONGEST_FIRST)), output_field=IntegerField()
    )
    files = EvidenceFile.objects.counted().filter(
        _COUNTED, record_type=model._meta.label_lower, record_id=OuterRef("pk")
    )
    return Coalesce(Subquery(files.order_by(strength).values("kind")[:1]), Value(NONE))


def evidence_column(model: type[Guarded]) -> Coded:
    """Return what a fact over this table says of the evidence kept for each record: figures count it by class."""
    return Coded(label="佐证材料", expression=evidence_class_of(model), choices=CLASS_CHOICES, evidence=True)


def expired(
    day: date, *, withdrawn: date, consent: date, rows: QuerySet[EvidenceFile] | None = None
) -> list[tuple[EvidenceFile, str]]:
    """Return the files whose content is to go, each with the reason: withdrawn or without consent since before a day.

    `rows` are the files looked at, where not all are.
    """
    rows = (EvidenceFile.objects.for_worker() if rows is None else rows).filter(removed_at=None).order_by("id")
    over = (
        (rows.filter(keep_until__lt=day), "保存期限已到"),
        (rows.filter(withdrawn_at__date__lt=withdrawn), "撤回已满期"),
        (rows.filter(consent_until__lt=consent), "本人同意已到期"),
    )
    found: dict[int, tuple[EvidenceFile, str]] = {}
    for files, why in over:
        for file in files:
            found.setdefault(file.pk, (file, why))
    return list(found.values())


def needed(digests: Iterable[str]) -> set[str]:
    """Narrow contents to those that a file still rests on."""
    rows = EvidenceFile.objects.counted().filter(removed_at=None, sha256__in=list(digests))
    return {digest for digest, _ in rows.values_list("sha256").annotate(files=Count("pk"))}
