"""Reads of certificates: who could have one, who has, which still stand. None by serial or name."""

from collections.abc import Iterable, Sequence
from typing import Any, Final

from django.apps import apps
from django.db.models import Exists, OuterRef, Q, QuerySet

from tongxin.access.guard import Guarded
from tongxin.attendance.certificates.claims import Claims
from tongxin.attendance.models import Certificate, CertificateNumbering, Occasion, Participation
from tongxin.kernel.errors import NotFoundError
from tongxin.kernel.scope import Scope
from tongxin.network.models import Organisation, Person

State = Certificate.State
LINES: Final = Participation._meta.label_lower
_GONE: Final = "没有这个核验码的证书，请核对二维码或网址是否完整；只有印着它的人知道核验码。"


def with_standing(rows: QuerySet[Certificate]) -> QuerySet[Any]:
    """Return certificates, each with `unfounded`: it is in force, but its holder did not complete what it is for."""
    lines = Participation.objects.counted().filter(pk=OuterRef("source_id"), completed=False)
    return rows.annotate(unfounded=Q(Q(source_type=LINES), Exists(lines), state=State.ISSUED))


def is_unfounded(one: Certificate) -> bool:
    """Tell whether a certificate is in force without ground, as `with_standing` does."""
    return with_standing(Certificate.objects.same_as(one)).filter(unfounded=True).exists()


def of_numbered(table: str, numbers: Iterable[int]) -> QuerySet[Certificate]:
    """Return the certificates there ever were for the records of a table with these numbers, which the caller has read."""
    return Certificate.objects.about_numbered(apps.get_model(table), numbers)


def certificates(scope: Scope) -> QuerySet[Any]:
    """Return the certificates whose holders this scope may read."""
    return with_standing(Certificate.objects.visible_to(scope)).select_related("organisation")


def certificate_by_code(code: str) -> Certificate:
    """Return the certificate whoever asks holds in hand; raises `NotFoundError` for a code that names none."""
    rows = Certificate.objects.with_secret(code=code if code.isascii() and code.isalnum() else "")
    found: Certificate | None = with_standing(rows).select_related("organisation").first()
    if found is None:
        raise NotFoundError(_GONE)
    return found


def of_roster(occasion: Occasion) -> QuerySet[Any]:
    """Return the certificates for lines of the roster of an occasion the asker has read."""
    lines = Participation.objects.children_of(occasion).values_list("pk", flat=True)
    return with_standing(Certificate.objects.about_numbered(Participation, lines)).order_by("id")


def of_record(record: Guarded) -> QuerySet[Certificate]:
    """Return the certificates for one record the asker has read."""
    return Certificate.objects.about(record).order_by("id")


def certificates_of(person_id: int) -> QuerySet[Any]:
    """Return the certificates of one person, for that person, newest first."""
    rows = Certificate.objects.children_of_numbered(Person, [person_id]).exclude(state=State.ERASED)
    return with_standing(rows).select_related("organisation").order_by("-issued", "-id")


def without_certificate(occasion: Occasion) -> list[Participation]:
    """Return the lines that completed an occasion and never had a certificate, in the order of the roster; nobody erased.

    One that was revoked is not made good by issuing to the whole roster: it is exchanged, by itself and with a reason.
    """
    lines = Participation.objects.children_of(occasion).filter(completed=True).select_related("person").order_by("id")
    had = set(of_numbered(LINES, [line.pk for line in lines]).values_list("source_id", flat=True))
    return [line for line in lines if line.pk not in had and not (line.person and line.person.is_erased)]


def line_of(one: Certificate) -> Participation | None:
    """Return the roster line a certificate is for, None where it is for something else or the line is gone."""
    if one.source_type != LINES:
        return None
    rows = Participation.objects.same_as(Participation(pk=one.source_id))
    return rows.select_related("occasion", "person").first()


def chosen_prefix(organisation: Organisation, *, kind: str) -> str:
    """Return the prefix an organisation has chosen for a kind of certificate, "" for none."""
    rows = CertificateNumbering.objects.children_of(organisation).filter(kind=kind)
    return rows.values_list("mark", flat=True).first() or ""


def is_taken(prefix: str, *, by_another_than: Organisation) -> bool:
    """Tell whether another organisation numbers under this prefix, or has."""
    chosen = CertificateNumbering.objects.counted().filter(mark=prefix).exclude(organisation=by_another_than)
    used = Certificate.objects.counted().filter(prefix=prefix).exclude(organisation=by_another_than)
    return chosen.exists() or used.exists()


def marked(organisation: Organisation, *, status_list: int, purpose: str) -> Sequence[int]:
    """Return the places that are marked in a status list: revoked for good, or in force without ground meanwhile."""
    rows = with_standing(Certificate.objects.children_of(organisation)).filter(status_list=status_list)
    wanted = rows.filter(revoked__isnull=False) if purpose == "revocation" else rows.filter(unfounded=True)
    return list(wanted.values_list("status_index", flat=True))


def has_issued(organisation: Organisation) -> bool:
    """Tell whether an organisation has issued a certificate."""
    return Certificate.objects.children_of(organisation).exists()


def has_list(organisation: Organisation, *, number: int) -> bool:
    """Tell whether an organisation has a status list of this number."""
    return Certificate.objects.children_of(organisation).filter(status_list=number).exists()


def claims_of(one: Certificate) -> Claims:
    """Return what a certificate says; raises `NotFoundError` where it was erased at the holder's wish."""
    if not one.claims:
        raise NotFoundError("持有人的资料已按本人要求删除，这份证书的内容不再保存。")
    return Claims.from_json(one.claims)
