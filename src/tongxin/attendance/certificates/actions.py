"""Writes of certificates: issued, revoked, exchanged, erased; how an organisation numbers them."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django.db import IntegrityError, transaction

from tongxin.access import journal
from tongxin.access.actor import Actor
from tongxin.access.guard import Guarded
from tongxin.attendance.certificates import queries
from tongxin.attendance.certificates.claimed import Claimed
from tongxin.attendance.certificates.claims import Claims
from tongxin.attendance.certificates.completions import completion_claims
from tongxin.attendance.certificates.numbering import PREFIX, numbered, require_own
from tongxin.attendance.models import Certificate, CertificateKind, CertificateNumbering
from tongxin.attendance.queries import owner_of
from tongxin.kernel.errors import ConflictError
from tongxin.kernel.period import today
from tongxin.kernel.scope import Verb
from tongxin.lifecycle.acts import act
from tongxin.lifecycle.writing import change, create, require_reason
from tongxin.network.models import Organisation, Person
from tongxin.ports.public import public_path

State = Certificate.State


def issue_certificates(
    claimed: Sequence[Claimed],
    *,
    by: Actor,
    organisation: Organisation,
    kind: CertificateKind = CertificateKind.COMPLETION,
    address: str = "",
) -> list[Certificate]:
    """Issue what is claimed and never had a certificate; return the new ones in the order of the claims.

    Needs the rights to record and to read persons at the organisation's place. Who completed it, or won it, is for the
    caller to say: it has read the records the claims are for. One that was revoked is exchanged, never issued again here. `address` is how the site was reached, for the QR, where
    none is configured. All or nothing.
    """
    by.scope.require(Verb.RECORD, organisation.path)
    by.scope.require(Verb.MEMBERS, organisation.path)
    with transaction.atomic():
        _lock(organisation)
        present = _certified(claimed)
        waiting = [one for one in claimed if one.key not in present]
        rows = numbered(waiting, organisation=organisation, kind=kind, address=address)
        _insert(rows)
        journal.write_many(rows, by=by, action="attendance.certificate.issue")
    return rows


def revoke_certificate(one: Certificate, *, by: Actor, reason: str) -> Certificate:
    """Say publicly that a certificate no longer holds, and why; there is no way back but a new one."""
    with act("attendance.certificate.revoke", one, by=by, reason=require_reason(reason)) as doer:
        return change(one, by=doer, values=_revoked(doer.reason))


def revoke_certificates(record: Guarded, *, by: Actor, reason: str) -> list[Certificate]:
    """Revoke what is in force for one record, such as an award that was taken back."""
    with transaction.atomic():
        rows = queries.of_record(record).filter(state=State.ISSUED)
        return [revoke_certificate(one, by=by, reason=reason) for one in rows]


def exchange_certificate(one: Certificate, *, by: Actor, reason: str, holder: str) -> Certificate:
    """Issue a new certificate in the place of one, under a new number, with the name given; the old one is revoked with it.

    A certificate of completion says what the record says now, any other what it said before. Raises `ConflictError` where
    the holder did not complete it after all.
    """
    with act("attendance.certificate.exchange", one, by=by, reason=require_reason(reason)) as doer:
        if queries.is_unfounded(one):
            raise ConflictError("名册上这个人已不是结业，不能换发：请先更正名册，或撤销这份证书。")
        _lock(one.organisation)
        before = queries.claims_of(one)
        said = replace(_said_now(one) or _said_again(one, before), holder=holder)
        if one.state == State.ISSUED:
            change(one, by=doer, values=_revoked(f"已换发：{doer.reason}"))
        root = before.address.removesuffix(public_path(PREFIX, one.code))
        (made,) = numbered([said], organisation=one.organisation, kind=CertificateKind(one.kind), address=root)
        made.replaces = one
        return create(made, by=doer)


def forget_holder(person_id: int, *, by: Actor, reason: str) -> None:
    """Empty the certificates of a person who is erased: name, words and credential go, number and status stay.

    Whoever erases the person has been entitled to.
    """
    rows = Certificate.objects.children_of_numbered(Person, [person_id]).exclude(state=State.ERASED)
    emptied = {"state": State.ERASED, "holder": "", "claims": "", "credential": ""}
    for one in rows.select_for_update():
        change(one, by=by, values=emptied, action="attendance.certificate.erase", reason=reason)


def set_numbering(*, by: Actor, organisation: Organisation, kind: str, mark: str) -> CertificateNumbering:
    """Say under which mark an organisation numbers a kind of certificate from now on."""
    with act("attendance.numbering.set", by=by, path=organisation.path) as doer:
        _lock(organisation)
        require_own(mark, organisation)
        made = CertificateNumbering(organisation=organisation, path=organisation.path)
        return create(made, by=doer, values={"kind": kind, "mark": mark})


def change_numbering(one: CertificateNumbering, *, by: Actor, mark: str, reason: str) -> CertificateNumbering:
    """Number under another mark from now on; what was issued keeps its number."""
    with act("attendance.numbering.change", one, by=by, reason=require_reason(reason)) as doer:
        require_own(mark, one.organisation)
        return change(one, by=doer, values={"mark": mark})


def _lock(organisation: Organisation) -> None:
    """Let nobody else number certificates of this organisation until the transaction ends."""
    Organisation.objects.same_as(organisation).select_for_update(no_key=True).get()


def _certified(claimed: Sequence[Claimed]) -> set[tuple[str, int, int]]:
    """Return what has had a certificate already."""
    found: set[tuple[str, int, int]] = set()
    for table in {one.source[0] for one in claimed}:
        rows = queries.of_numbered(table, [one.source[1] for one in claimed if one.source[0] == table])
        found.update(rows.values_list("source_type", "source_id", "part"))
    return found


def _insert(rows: list[Certificate]) -> None:
    try:
        with transaction.atomic():
            Certificate.objects.insert_rows(rows)
    except IntegrityError as error:  # another organisation has begun to number under the same prefix at this moment
        raise ConflictError("证书编号刚刚被另一单位用掉，请在「证书字号」里为本单位另设字号后再签发。") from error


def _said_now(one: Certificate) -> Claimed | None:
    line = queries.line_of(one)
    return completion_claims([line], record=owner_of(line.occasion))[0] if line is not None else None


def _said_again(one: Certificate, before: Claims) -> Claimed:
    return Claimed(
        source=(one.source_type, one.source_id),
        part=one.part,
        holder=before.holder,
        event=before.event,
        body=before.body,
        facts=before.facts,
        person_id=one.person_id,
    )


def _revoked(reason: str) -> dict[str, Any]:
    return {"state": State.REVOKED, "revoked": today(), "revoke_reason": reason[:200]}
