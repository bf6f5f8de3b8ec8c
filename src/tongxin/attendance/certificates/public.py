"""The public page of one certificate: every word of the paper, and whether it still holds. Found by its code alone."""

from collections.abc import Sequence
from typing import Any

from tongxin.attendance.certificates import credential
from tongxin.attendance.certificates.claims import Claims
from tongxin.attendance.certificates.numbering import PREFIX
from tongxin.attendance.certificates.queries import certificate_by_code
from tongxin.attendance.models import Certificate
from tongxin.kernel.errors import TongxinError
from tongxin.kernel.period import chinese_date
from tongxin.ports.public import PublicCard, PublicPage
from tongxin.web.pages import Fact, Section

State = Certificate.State
_LEAD = "请把下面每一项与手里的证书对照，有一处不同，就不是这份证书。"


def public_card(code: str) -> PublicCard:
    """Return what anybody who holds a certificate reads of it; raises `NotFoundError` for a code that names none."""
    one = certificate_by_code(code)
    if one.state == State.ERASED:
        return _erased(one)
    claims, holds, verdict = Claims.from_json(one.claims), *_verdict(one)
    return PublicCard(
        title=f"{claims.title}核验",
        holds=holds,
        verdict=verdict,
        lead=_LEAD,
        facts=_facts(one, claims),
        sections=_sections(one, claims),
        structured=_structured(claims, holds=holds),
    )


PAGE = PublicPage(prefix=PREFIX, read=public_card)


def _verdict(one: Any) -> tuple[bool, str]:
    """Return whether a certificate holds, and why not."""
    if one.state == State.REVOKED:
        return False, f"这份证书已于{chinese_date(one.revoked)}撤销，不再有效：{one.revoke_reason}"
    if one.unfounded:
        return False, "这份证书暂停有效：签发单位的名册已经更正，持有人现在不是结业，请向签发单位询问。"
    if not _is_genuine(one):
        return False, "系统里的证书内容与签发时的签名不符，请不要采信，并通知签发单位。"
    return True, "这份证书有效，内容与签发时的签名一致。"


def _is_genuine(one: Certificate) -> bool:
    """Tell whether what the table says is what was signed."""
    try:
        claims, _ = credential.read(one.credential)
    except TongxinError:
        return False
    return claims == Claims.from_json(one.claims)


def _facts(one: Certificate, claims: Claims) -> tuple[Fact, ...]:
    revoked = (("撤销日期", chinese_date(one.revoked)), ("撤销原因", one.revoke_reason)) if one.revoked else ()
    pairs = (
        ("证书编号", claims.serial),
        ("持有人", claims.holder),
        *claims.facts,
        ("签发单位", claims.issuer),
        ("签发日期", claims.written_day),
        *revoked,
    )
    return tuple(Fact(label=label, value=value) for label, value in pairs)


def _sections(one: Certificate, claims: Claims) -> tuple[Section, ...]:
    text = {"lines": list(claims.printed())}
    keys = {"kid": one.kid}
    return (
        Section(name="text", title="证书全文", template="attendance/certificate_text.html", context=text),
        Section(name="signature", title="签名", template="attendance/certificate_signature.html", context=keys),
    )


def _structured(claims: Claims, *, holds: bool) -> dict[str, Any]:
    return {
        "@context": "https://schema.org",
        "@type": "EducationalOccupationalCredential",
        "name": claims.title,
        "identifier": claims.serial,
        "url": claims.address,
        "about": {"@type": "Person", "name": claims.holder},
        "description": "".join(claims.body),
        "recognizedBy": {"@type": "Organization", "name": claims.issuer},
        "dateCreated": claims.day,
        "creativeWorkStatus": "有效" if holds else "无效",
    }


def _erased(one: Certificate) -> PublicCard:
    """Say that there was a certificate, and nothing of whose it was."""
    facts: Sequence[tuple[str, str]] = (
        ("证书编号", one.serial),
        ("签发单位", one.organisation.name),
        ("签发日期", chinese_date(one.issued)),
    )
    revoked = f"它已于{chinese_date(one.revoked)}撤销，不再有效。" if one.revoked else ""
    return PublicCard(
        title=f"{one.get_kind_display()}核验",
        holds=False if one.revoked else None,
        verdict=f"{revoked}持有人的资料已按本人要求删除，证书内容不再保存，无法对照。",
        lead="手里有电子凭证的，仍可以用公布的公钥核验它的签名。",
        facts=tuple(Fact(label=label, value=value) for label, value in facts),
    )
