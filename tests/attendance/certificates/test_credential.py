"""The signed credential: an independent library verifies it, and whatever is changed is found."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from openbadgeslib.ob3 import OB3Verifier
from openbadgeslib.ob3.status import decode_encoded_list, set_indices
from openbadgeslib.ob3.verifier import OB3VerificationError

from tests.attendance.certificates.conftest import Stage
from tests.cast import SYSTEM
from tongxin.access import keyring
from tongxin.attendance import actions as attended
from tongxin.attendance.certificates import actions, credential, queries
from tongxin.attendance.certificates.claims import Claims
from tongxin.attendance.certificates.credential import ENTRIES, PURPOSES, Spot
from tongxin.kernel.errors import InputError

NOW = datetime(2026, 11, 30, 4, tzinfo=UTC)
CLAIMS = Claims(
    title="结业证书",
    serial="湘新联培〔2026〕第0001号",
    holder="欧阳例",
    event="理论培训班",
    body=("于2026年5月10日至12日参加“理论培训班”，准予结业。", "特发此证。"),
    facts=(("主办单位", "某联谊会"), ("时间", "2026年5月10日至12日")),
    issuer="某联谊会",
    day="2026-11-29",
    address="https://tongxin.example/p/certificates/abcdefghjkmnpqrstu/",
)
SPOT = Spot(site="https://tongxin.example", organisation=3, status_list=1, status_index=77)


def pem(kid: str) -> bytes:
    found = keyring.public_key(kid)
    assert found is not None
    key: Any = jwt.PyJWK(dict(found)).key
    return bytes(key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo))


def payload_of(token: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(urlsafe_b64decode(token.split(".")[1] + "=="))
    return found


def resigned(token: str, change: Any) -> str:
    """Sign a changed payload with our own key: what only a fault of ours could do."""
    body = payload_of(token)
    change(body)
    return keyring.sign(body, typ=credential.TYPE)


def test_independent_library_verifies_it_and_reads_the_same() -> None:
    token = credential.signed(CLAIMS, SPOT)
    found = OB3Verifier(pubkey_pem=pem(credential.kid_of(token))).verify(token)
    assert found.issuer.id == "https://tongxin.example/credentials/issuers/3/"
    assert found.issuer.name == "某联谊会"
    assert found.achievement.name == "理论培训班"
    assert found.achievement.description == "".join(CLAIMS.body)
    assert [(one.identity_hash, one.identity_type, one.hashed) for one in found.identifiers] == [
        ("欧阳例", "name", False)
    ]
    assert found.issuance_date is not None
    assert found.issuance_date.isoformat() == "2026-11-28T16:00:00+00:00"  # midnight in Shanghai


def test_independent_library_refuses_every_changed_part() -> None:
    token = credential.signed(CLAIMS, SPOT)
    verifier = OB3Verifier(pubkey_pem=pem(credential.kid_of(token)))
    for place in range(0, len(token) - 1, 97):
        changed = token[:place] + ("B" if token[place] == "A" else "A") + token[place + 1 :]
        with pytest.raises(OB3VerificationError):
            verifier.verify(changed)


def test_pyjwt_verifies_it_with_the_published_key_set() -> None:
    token = credential.signed(CLAIMS, SPOT)
    header = jwt.get_unverified_header(token)
    assert (header["alg"], header["typ"]) == ("EdDSA", "vc+jwt")
    key = jwt.PyJWKSet.from_dict(keyring.key_set())[header["kid"]]
    assert jwt.decode(token, key, algorithms=["EdDSA"])["credentialSubject"]["licenseNumber"] == CLAIMS.serial


def test_every_word_of_the_paper_is_in_it() -> None:
    token = credential.signed(CLAIMS, SPOT)
    assert credential.read(token) == (CLAIMS, SPOT)
    bare = Claims(**{**CLAIMS.__dict__, "facts": (), "notice": "演示数据，不作任何证明"})
    assert credential.read(credential.signed(bare, SPOT)) == (bare, SPOT)


def test_contexts_are_named_and_nothing_else_is_needed() -> None:
    body = payload_of(credential.signed(CLAIMS, SPOT))
    assert body["@context"] == [
        "https://www.w3.org/ns/credentials/v2",
        "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
    ]
    assert [one["statusPurpose"] for one in body["credentialStatus"]] == list(PURPOSES)


def test_replaced_key_leaves_earlier_credentials_valid() -> None:
    early = credential.signed(CLAIMS, SPOT)
    keyring.rotate()
    late = credential.signed(CLAIMS, SPOT)
    assert credential.kid_of(early) != credential.kid_of(late)
    assert credential.read(early) == credential.read(late)


def test_credential_of_a_forger_who_names_our_key_is_refused(settings: Any, tmp_path: Path) -> None:
    ours = keyring.current_kid()
    settings.TONGXIN_KEYRING = tmp_path / "forger"
    head, body, signature = credential.signed(CLAIMS, SPOT).split(".")
    header = {**json.loads(urlsafe_b64decode(head + "==")), "kid": ours}
    forged = urlsafe_b64encode(json.dumps(header).encode()).decode().rstrip("=")
    settings.TONGXIN_KEYRING = tmp_path / "signing"
    with pytest.raises(keyring.ForgedError):
        credential.read(f"{forged}.{body}.{signature}")


@pytest.mark.parametrize(
    "change",
    [
        lambda body: body["credentialSubject"]["achievement"].update(description="准予毕业。"),
        lambda body: body.update(iss="https://elsewhere.example/credentials/issuers/3/"),
        lambda body: body.update(validUntil="2030-01-01T00:00:00Z"),
        lambda body: body["credentialStatus"].pop(),
    ],
)
def test_parts_that_contradict_each_other_are_refused_although_signed(change: Any) -> None:
    with pytest.raises(keyring.ForgedError, match="各部分说的不一致"):
        credential.read(resigned(credential.signed(CLAIMS, SPOT), change))


@pytest.mark.parametrize(
    "change",
    [
        lambda body: body.pop("evidence"),
        lambda body: body["credentialSubject"].update(identifier=[]),
        lambda body: body.update(validFrom="gestern"),
        lambda body: body["credentialStatus"][0].update(statusListIndex="x"),
    ],
)
def test_what_is_signed_but_no_certificate_is_refused(change: Any) -> None:
    with pytest.raises(InputError, match="签的不是证书"):
        credential.read(resigned(credential.signed(CLAIMS, SPOT), change))


def test_status_list_marks_exactly_the_places_named_for_an_independent_reader() -> None:
    text = credential.encoded([0, 77, ENTRIES - 1])
    assert set_indices(decode_encoded_list(text)) == {0, 77, ENTRIES - 1}
    assert len(decode_encoded_list(text)) == ENTRIES // 8
    assert credential.is_marked(text, 77)
    assert not credential.is_marked(text, 76)


@pytest.mark.parametrize("purpose", PURPOSES)
def test_independent_library_reads_the_status_of_a_credential(purpose: str) -> None:
    token = credential.signed(CLAIMS, SPOT)
    verifier = OB3Verifier(pubkey_pem=pem(credential.kid_of(token)))

    def lists(marked: str) -> Any:
        now = datetime.now(UTC)
        made = {
            SPOT.status(one)["statusListCredential"]: credential.status_list(
                SPOT, one, marked=[77] if one == marked else [78], now=now
            )
            for one in PURPOSES
        }
        return lambda address: made[address].encode()

    verifier.verify(token, check_status=True, download=lists("none"))
    with pytest.raises(OB3VerificationError, match=purpose):
        verifier.verify(token, check_status=True, download=lists(purpose))


def test_our_own_reader_says_for_what_purpose_a_credential_is_marked() -> None:
    made = credential.status_list(SPOT, "suspension", marked=[77], now=NOW)
    assert credential.marking(made, SPOT) == "suspension"
    assert credential.marking(credential.status_list(SPOT, "revocation", marked=[], now=NOW), SPOT) == ""
    other = Spot(site=SPOT.site, organisation=4, status_list=1, status_index=77)
    with pytest.raises(InputError, match="状态表不是这份凭证的"):
        credential.marking(made, other)
    with pytest.raises(InputError, match="签的不是状态表"):
        credential.marking(credential.signed(CLAIMS, SPOT), SPOT)
    damaged = resigned(made, lambda body: body["credentialSubject"].update(encodedList="uAAAA"))
    with pytest.raises(InputError, match="签的不是状态表"):
        credential.marking(damaged, SPOT)


def test_lists_of_an_organisation_say_revoked_and_without_ground(stage: Stage) -> None:
    one, other = stage.issue()
    county = stage.cast.county
    assert [queries.marked(county, status_list=0, purpose=purpose) for purpose in PURPOSES] == [[], []]
    actions.revoke_certificate(one, by=SYSTEM, reason="弄错")
    attended.correct_line(stage.line("李例水"), by=SYSTEM, reason="早退", days_attended=1)
    assert queries.marked(county, status_list=0, purpose="revocation") == [one.status_index]
    assert queries.marked(county, status_list=0, purpose="suspension") == [other.status_index]
    assert queries.marked(county, status_list=1, purpose="revocation") == []
    assert queries.marked(stage.cast.city, status_list=0, purpose="revocation") == []
