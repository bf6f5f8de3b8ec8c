"""A person's own certificates: told on the own page, downloaded there, forgotten with the person."""

from collections.abc import Iterator

from django.urls import reverse

from tongxin.attendance.certificates.queries import certificates_of
from tongxin.attendance.models import Certificate
from tongxin.ports.personal import PersonalRecord

State = Certificate.State


def own_records(person_id: int) -> Iterator[PersonalRecord]:
    """Yield the certificates of a person, newest first; one query."""
    for one in certificates_of(person_id):
        where = "暂停有效（名册已更正）" if one.unfounded else one.get_state_display()
        yield PersonalRecord(
            kind="证书",
            title=f"{one.get_kind_display()}：{one.event}",
            detail=f"{one.organisation.name}签发，{one.serial}，姓名 {one.holder}，{where}",
            day=one.issued,
            url=reverse("attendance.certificate.own", args=[one.pk, "pdf"]),
        )
