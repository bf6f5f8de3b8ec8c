"""The next certificates of an organisation: number, code, place in the status list, words and signature of each."""

import secrets
from collections.abc import Iterator, Sequence
from datetime import date

from django.db.models import Max

from tongxin.access import site
from tongxin.attendance.certificates import credential, queries
from tongxin.attendance.certificates.claimed import Claimed, new_code, readable, serial_of, usual_prefix
from tongxin.attendance.certificates.claims import Claims
from tongxin.attendance.certificates.credential import ENTRIES, Spot
from tongxin.attendance.models import Certificate, CertificateKind
from tongxin.kernel.errors import ConflictError, InputError
from tongxin.kernel.period import today
from tongxin.network.models import Organisation
from tongxin.ports.public import public_path

PREFIX = "certificates"
_LONGEST_NAME, _LONGEST_EVENT = 60, 120
DEMONSTRATION = "演示数据，不作任何证明"


def numbered(
    claimed: Sequence[Claimed], *, organisation: Organisation, kind: CertificateKind, address: str
) -> list[Certificate]:
    """Return certificates under the next numbers, signed; the organisation is locked."""
    if not claimed:
        return []
    day, root, facts = today(), site.public_address(address), site.current()
    prefix = _prefix(organisation, kind)
    rows = Certificate.objects.children_of(organisation).filter(prefix=prefix, year=day.year)
    last = rows.aggregate(last=Max("number"))["last"] or 0
    made = []
    for one, spot in zip(claimed, _spots(organisation, root), strict=False):
        last += 1
        code = new_code()
        claims = Claims(
            title=kind.label,
            serial=serial_of(prefix, year=day.year, number=last),
            holder=_named(one.holder),
            event=readable(one.event),
            body=tuple(map(readable, one.body)),
            facts=tuple((readable(label), readable(value)) for label, value in one.facts),
            issuer=organisation.name,
            day=day.isoformat(),
            address=f"{root}{public_path(PREFIX, code)}",
            notice=DEMONSTRATION if facts.is_demo else "",
        )
        made.append(_row(one, claims, spot, organisation=organisation, numbered=(kind, prefix, last, code)))
    return made


def _row(
    one: Claimed,
    claims: Claims,
    spot: Spot,
    *,
    organisation: Organisation,
    numbered: tuple[CertificateKind, str, int, str],
) -> Certificate:
    kind, prefix, number, code = numbered
    token = credential.signed(claims, spot)
    return Certificate(
        organisation=organisation,
        path=organisation.path,
        kind=kind,
        year=int(claims.day[:4]),
        prefix=prefix,
        number=number,
        serial=claims.serial,
        code=code,
        source_type=one.source[0],
        source_id=one.source[1],
        part=one.part,
        person_id=one.person_id,
        holder=claims.holder,
        event=claims.event[:_LONGEST_EVENT],
        claims=claims.json(),
        credential=token,
        kid=credential.kid_of(token),
        status_list=spot.status_list,
        status_index=spot.status_index,
        issued=date.fromisoformat(claims.day),
    )


def _spots(organisation: Organisation, root: str) -> Iterator[Spot]:
    """Yield random free places in the status lists of an organisation; a list is filled by half at most."""
    rows = Certificate.objects.children_of(organisation)
    number = rows.aggregate(last=Max("status_list"))["last"] or 0
    taken = set(rows.filter(status_list=number).values_list("status_index", flat=True))
    while True:
        if len(taken) >= ENTRIES // 2:
            number, taken = number + 1, set()
        place = secrets.randbelow(ENTRIES)
        if place not in taken:
            taken.add(place)
            yield Spot(site=root, organisation=organisation.pk, status_list=number, status_index=place)


def _prefix(organisation: Organisation, kind: CertificateKind) -> str:
    chosen = queries.chosen_prefix(organisation, kind=kind)
    place = organisation.place
    prefix = chosen or usual_prefix(code=place.code, short_name=place.short_name, kind=kind)
    require_own(prefix, organisation)
    return prefix


def require_own(prefix: str, organisation: Organisation) -> None:
    """Raise `ConflictError` where another organisation numbers under this prefix."""
    if queries.is_taken(prefix, by_another_than=organisation):
        raise ConflictError(
            f"字号「{prefix}」已由另一单位使用，请在「证书字号」里为{organisation.name}另设一个。", field="mark"
        )


def _named(holder: str) -> str:
    name = readable(holder)
    if not name:
        raise InputError("证书上要有持有人的姓名，请先更正名册。", field="holder")
    if len(name) > _LONGEST_NAME:
        raise InputError(f"证书上的姓名最多 {_LONGEST_NAME} 个字，「{name[:20]}…」太长。", field="holder")
    return name
