"""The same claims for programs: an Open Badges 3.0 credential, its issuer, and the status lists it points to.

The contexts are named, never fetched: what the words mean is known to whoever verifies. The credential is a JWT whose
payload is the credential itself (`vc+jwt`). Every word of the paper has its place in it, so that the paper can be written
from the credential alone.
"""

import gzip
import zlib
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Final

from tongxin.access import keyring
from tongxin.attendance.certificates.claims import Claims
from tongxin.kernel.errors import InputError
from tongxin.kernel.period import SHANGHAI

TYPE: Final = "vc+jwt"
VC: Final = "https://www.w3.org/ns/credentials/v2"
OPEN_BADGES: Final = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"
ENTRIES: Final = 131_072  # in one status list: the least the standard allows, so that a place in it tells nothing
PURPOSES: Final = ("revocation", "suspension")
_LIST_DAYS: Final = 7
_BODY: Final = "正文"


@dataclass(frozen=True, kw_only=True)
class Spot:
    """Where a credential's status is found: the addresses of its issuer and lists begin with `site`."""

    site: str
    organisation: int
    status_list: int
    status_index: int

    @property
    def issuer(self) -> str:
        """The address of the issuer's profile."""
        return issuer_address(self.site, self.organisation)

    def status(self, purpose: str) -> dict[str, str]:
        """Return one entry of `credentialStatus`."""
        address = f"{self.site}/credentials/status/{self.organisation}/{self.status_list}/{purpose}/"
        return {
            "id": f"{address}#{self.status_index}",
            "type": "BitstringStatusListEntry",
            "statusPurpose": purpose,
            "statusListIndex": str(self.status_index),
            "statusListCredential": address,
        }


def issuer_address(site: str, organisation: int) -> str:
    """Return the address of an organisation's profile."""
    return f"{site}/credentials/issuers/{organisation}/"


def profile(site: str, organisation: int, *, name: str) -> dict[str, Any]:
    """Return who issues: an Open Badges profile, with where the public keys are."""
    address = issuer_address(site, organisation)
    return {"id": address, "type": ["Profile"], "name": name, "url": f"{site}/.well-known/jwks.json"}


def signed(claims: Claims, spot: Spot) -> str:
    """Return the credential of a certificate."""
    return keyring.sign(payload(claims, spot), typ=TYPE)


def kid_of(token: str) -> str:
    """Return which key signed a credential of ours."""
    return str(keyring.header_of(token)["kid"])


def payload(claims: Claims, spot: Spot) -> dict[str, Any]:
    """Return what is signed: the name as of the day, the achievement, the exact words of the paper, where its status is."""
    begin = datetime.combine(date.fromisoformat(claims.day), time(), SHANGHAI)
    return {
        "@context": [VC, OPEN_BADGES],
        "id": claims.address,
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "name": claims.title,
        **({"description": claims.notice} if claims.notice else {}),
        "issuer": profile(spot.site, spot.organisation, name=claims.issuer),
        "validFrom": _utc(begin),
        "credentialSubject": _subject(claims),
        "evidence": [
            *({"type": ["Evidence"], "name": _BODY, "narrative": one} for one in claims.body),
            *({"type": ["Evidence"], "name": label, "narrative": value} for label, value in claims.facts),
        ],
        "credentialStatus": [spot.status(purpose) for purpose in PURPOSES],
        "iss": spot.issuer,
        "jti": claims.address,
        "nbf": int(begin.timestamp()),
    }


def _subject(claims: Claims) -> dict[str, Any]:
    named = {"type": "IdentityObject", "hashed": False, "identityHash": claims.holder, "identityType": "name"}
    return {
        "type": ["AchievementSubject"],
        "identifier": [named],
        "licenseNumber": claims.serial,
        "achievement": {
            "id": f"{claims.address}#achievement",
            "type": ["Achievement"],
            "achievementType": "Certificate",
            "name": claims.event,
            "description": "".join(claims.body),
            "criteria": {"narrative": "；".join(f"{label}：{value}" for label, value in claims.facts) or claims.title},
        },
    }


def read(token: str, *, keys: keyring.Keys | None = None) -> tuple[Claims, Spot]:
    """Return the claims of a credential and where its status is found, checked against the keys.

    Raises `InputError` where the signature does not hold, or what was signed is no certificate of ours.
    """
    found = keyring.verify(token, typ=TYPE, keys=keys)
    try:
        claims, spot = _claims(found), _spot(found)
        same = payload(claims, spot) == found
    except (KeyError, TypeError, ValueError, IndexError, OverflowError) as error:
        raise InputError("签名有效，但签的不是证书的电子凭证。", field="file") from error
    if not same:
        raise keyring.ForgedError("签名有效，但凭证各部分说的不一致。", field="file")
    return claims, spot


def _claims(found: Mapping[str, Any]) -> Claims:
    subject, evidence = found["credentialSubject"], found["evidence"]
    return Claims(
        title=found["name"],
        serial=subject["licenseNumber"],
        holder=subject["identifier"][0]["identityHash"],
        event=subject["achievement"]["name"],
        body=tuple(one["narrative"] for one in evidence if one["name"] == _BODY),
        facts=tuple((one["name"], one["narrative"]) for one in evidence if one["name"] != _BODY),
        issuer=found["issuer"]["name"],
        day=datetime.fromisoformat(found["validFrom"]).astimezone(SHANGHAI).date().isoformat(),
        address=found["id"],
        notice=found.get("description", ""),
    )


def _spot(found: Mapping[str, Any]) -> Spot:
    site, _, organisation = found["iss"].partition("/credentials/issuers/")
    entry = found["credentialStatus"][0]
    return Spot(
        site=site,
        organisation=int(organisation.rstrip("/")),
        status_list=int(entry["statusListCredential"].split("/")[-3]),
        status_index=int(entry["statusListIndex"]),
    )


def status_list(spot: Spot, purpose: str, *, marked: Iterable[int], now: datetime) -> str:
    """Return a signed status list: which places of it are marked. It is good for a week, and made anew when asked for."""
    entry = spot.status(purpose)
    address = entry["statusListCredential"]
    begin = now.astimezone(UTC).replace(microsecond=0)
    body = {
        "@context": [VC],
        "id": address,
        "type": ["VerifiableCredential", "BitstringStatusListCredential"],
        "issuer": spot.issuer,
        "validFrom": _utc(begin),
        "validUntil": _utc(begin + timedelta(days=_LIST_DAYS)),
        "credentialSubject": {
            "id": f"{address}#list",
            "type": "BitstringStatusList",
            "statusPurpose": purpose,
            "encodedList": encoded(marked),
        },
        "iss": spot.issuer,
        "sub": f"{address}#list",
        "jti": address,
        "nbf": int(begin.timestamp()),
    }
    return keyring.sign(body, typ=TYPE)


def encoded(marked: Iterable[int]) -> str:
    """Return a list of bits as the standard writes it: the first place is the highest bit, zipped, base64url, `u` before."""
    bits = bytearray(ENTRIES // 8)
    for place in marked:
        bits[place // 8] |= 0x80 >> (place % 8)
    return "u" + urlsafe_b64encode(gzip.compress(bytes(bits), mtime=0)).decode().rstrip("=")


def marking(token: str, spot: Spot, *, keys: keyring.Keys | None = None) -> str:
    """Return for which purpose a signed status list marks a credential, "" for none.

    Raises `InputError` where the list is not of the issuer of the credential, or not one of its two lists.
    """
    found = keyring.verify(token, typ=TYPE, keys=keys)
    try:
        subject = found["credentialSubject"]
        purpose = subject["statusPurpose"]
        if found["id"] != spot.status(purpose)["statusListCredential"] or found["iss"] != spot.issuer:
            raise InputError("状态表不是这份凭证的，请按凭证里的地址重新下载。", field="status")
        marked = is_marked(subject["encodedList"], spot.status_index)
    except (KeyError, TypeError, ValueError, IndexError, zlib.error) as error:
        raise InputError("签名有效，但签的不是状态表。", field="status") from error
    return str(purpose) if marked else ""


def is_marked(text: str, place: int) -> bool:
    """Tell whether a place of an encoded list is marked; raises `ValueError` or `zlib.error` for what is no such list."""
    zipped = urlsafe_b64decode(text.removeprefix("u") + "==")
    bits = zlib.decompressobj(wbits=31).decompress(zipped, ENTRIES // 8)
    return bool(bits[place // 8] & (0x80 >> (place % 8)))


def _utc(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
