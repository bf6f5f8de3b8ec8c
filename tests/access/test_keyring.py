"""The key ring: signed once, checkable for ever, and nothing else than what was signed."""

import json
import stat
from base64 import urlsafe_b64decode, urlsafe_b64encode
from pathlib import Path
from typing import Any

import jwt
import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.test import Client

from tongxin.access import keyring
from tongxin.access.models import Entry, Site
from tongxin.kernel.errors import InputError, UnavailableError

PAYLOAD = {"said": "准予结业", "number": 7}


@pytest.fixture(autouse=True)
def ring(settings: Any, tmp_path: Path) -> Path:
    settings.TONGXIN_KEYRING = tmp_path / "signing"
    return settings.TONGXIN_KEYRING


def parts(token: str) -> list[dict[str, Any]]:
    return [json.loads(urlsafe_b64decode(one + "==")) for one in token.split(".")[:2]]


def encoded(value: object) -> str:
    return urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")


def test_what_was_signed_comes_back_and_names_its_key() -> None:
    token = keyring.sign(PAYLOAD, typ="vc+jwt")
    assert keyring.verify(token) == PAYLOAD
    assert keyring.verify(token, typ="vc+jwt") == PAYLOAD
    assert parts(token)[0] == {"alg": "EdDSA", "kid": keyring.current_kid(), "typ": "vc+jwt"}


def test_another_library_verifies_it_with_the_published_key() -> None:
    token = keyring.sign(PAYLOAD)
    key = jwt.PyJWKSet.from_dict(keyring.key_set())[keyring.current_kid()]
    assert jwt.decode(token, key, algorithms=["EdDSA"]) == PAYLOAD


def test_every_changed_character_is_found() -> None:
    token = keyring.sign(PAYLOAD)
    assert keyring.verify(token) == PAYLOAD
    for place, old in enumerate(token):
        changed = token[:place] + ("B" if old == "A" else "A") + token[place + 1 :]
        with pytest.raises(InputError):
            keyring.verify(changed)


def test_last_character_of_a_signature_is_one_of_sixteen_that_decode_alike() -> None:
    token = keyring.sign(PAYLOAD)
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    accepted = []
    for last in alphabet:
        try:
            keyring.verify(token[:-1] + last)
        except InputError:
            continue
        accepted.append(last)
    assert accepted == [token[-1]]


@pytest.mark.parametrize("alg", ["none", "HS256", "ES256", "Ed25519"])
def test_no_other_algorithm_is_accepted_whatever_a_token_says(alg: str) -> None:
    header, payload, signature = keyring.sign(PAYLOAD).split(".")
    forged = encoded({**parts(f"{header}.{payload}")[0], "alg": alg})
    with pytest.raises(InputError, match="签名与内容不符"):
        keyring.verify(f"{forged}.{payload}.{signature}")


@pytest.mark.parametrize("text", ["", "a.b", "a.b.c", "界.界.界", "....", '{"a":1}', "e30.e30.e30"])
def test_what_is_no_token_is_refused_in_a_sentence(text: str) -> None:
    with pytest.raises(InputError, match=r"签名"):
        keyring.verify(text)


def test_token_of_another_type_is_refused() -> None:
    with pytest.raises(InputError, match="类型应为 seal"):
        keyring.verify(keyring.sign(PAYLOAD, typ="vc+jwt"), typ="seal")


def test_signed_text_that_is_no_object_is_refused() -> None:
    token = keyring._signed(b"[1]", "JWT", keyring.current_kid())
    with pytest.raises(InputError, match="签名与内容不符"):
        keyring.verify(token)


def test_rotation_adds_a_key_and_the_earlier_ones_still_verify(ring: Path) -> None:
    early, first = keyring.sign(PAYLOAD), keyring.current_kid()
    second = keyring.rotate()
    assert keyring.current_kid() == second != first
    assert parts(keyring.sign(PAYLOAD))[0]["kid"] == second
    assert keyring.verify(early) == PAYLOAD
    assert [(one.kid, one.signs) for one in keyring.public_keys()] == [(second, True), (first, False)]
    assert [path.stem for path in ring.glob("*.secret")] == [second]
    assert {path.stem for path in ring.glob("*.json")} == {first, second}


def test_key_replaced_while_somebody_signs_signs_with_the_new_one(monkeypatch: pytest.MonkeyPatch) -> None:
    gone = keyring.current_kid()
    new = keyring.rotate()
    assert parts(keyring._signed(b"{}", "JWT", gone))[0]["kid"] == new


def test_key_of_another_installation_is_not_ours(settings: Any, tmp_path: Path) -> None:
    token = keyring.sign(PAYLOAD)
    theirs = keyring.key_set()
    settings.TONGXIN_KEYRING = tmp_path / "other"
    with pytest.raises(InputError, match="不在已公布的公钥之中"):
        keyring.verify(token)
    brought = keyring.read_key_set(json.dumps(theirs).encode())
    assert keyring.verify(token, keys=brought) == PAYLOAD


def test_forged_token_that_names_our_key_is_found(settings: Any, tmp_path: Path) -> None:
    ours = keyring.current_kid()
    settings.TONGXIN_KEYRING = tmp_path / "forger"
    header, payload, signature = keyring.sign(PAYLOAD).split(".")
    named = encoded({**parts(f"{header}.{payload}")[0], "kid": ours})
    settings.TONGXIN_KEYRING = tmp_path / "signing"
    with pytest.raises(InputError, match="签名与内容不符"):
        keyring.verify(f"{named}.{payload}.{signature}")


@pytest.mark.parametrize("content", [b"", b"{}", b'{"keys": [1]}', b'{"keys": [{"kid": "a", "kty": "OKP"}]}', b"\xff"])
def test_key_file_that_is_none_is_refused(content: bytes) -> None:
    with pytest.raises(InputError, match="公钥文件读不出来"):
        keyring.read_key_set(content)


def test_private_halves_are_for_the_owner_alone_and_never_published(ring: Path, client: Client) -> None:
    keyring.sign(PAYLOAD)
    assert stat.S_IMODE(ring.stat().st_mode) == 0o700
    assert {stat.S_IMODE(path.stat().st_mode) for path in ring.iterdir()} == {0o600}
    assert all("d" not in one.jwk for one in keyring.public_keys())
    assert '"d"' not in client.get("/.well-known/jwks.json").content.decode()


def test_damaged_key_is_told_to_the_operator(ring: Path) -> None:
    kid = keyring.current_kid()
    (ring / f"{kid}.secret").write_text('{"kty": "OKP"}')
    with pytest.raises(UnavailableError, match="从备份恢复"):
        keyring.sign(PAYLOAD)


def test_restored_without_its_secrets_makes_a_key_of_another_name(ring: Path) -> None:
    early, first = keyring.sign(PAYLOAD), keyring.current_kid()
    (ring / f"{first}.secret").unlink()
    assert keyring.current_kid() != first
    assert keyring.verify(early) == PAYLOAD


def test_two_first_keys_made_at_once_are_both_published(ring: Path) -> None:
    one, other = keyring._new_key(), keyring._new_key()
    assert keyring.current_kid() == other
    assert {key.kid for key in keyring.public_keys()} == {one, other}


def test_secret_whose_public_half_is_gone_signs_last(ring: Path) -> None:
    lone = keyring._new_key()
    (ring / f"{lone}.json").unlink()
    kept = keyring._new_key()
    assert keyring.current_kid() == kept


@pytest.mark.django_db
def test_public_keys_stand_at_addresses_that_never_change(client: Client) -> None:
    first = keyring.current_kid()
    second = keyring.rotate()
    everything = client.get("/.well-known/jwks.json")
    assert {one["kid"] for one in everything.json()["keys"]} == {first, second}
    assert everything["Access-Control-Allow-Origin"] == "*"
    one = client.get(f"/keys/{first}.json")
    assert one.json() == dict(keyring.public_key(first) or {})
    assert set(one.json()) == {"kty", "crv", "x", "kid", "alg", "use"}
    for unknown in ("nobody", "..%2F..%2Fetc", "a" * 99):
        assert client.get(f"/keys/{unknown}.json").status_code == 404


@pytest.mark.django_db
def test_command_lists_and_rotates_and_tells_the_journal(capsys: pytest.CaptureFixture[str]) -> None:
    Site.objects.create(name="测试网络")
    first = keyring.current_kid()
    call_command("keys", "rotate")
    second = keyring.current_kid()
    assert second in capsys.readouterr().out
    call_command("keys")
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith(second)
    assert lines[0].endswith("正在使用")
    assert lines[1].startswith(first)
    assert lines[1].endswith("只用于核验")
    told = Entry.objects.whole_network(reason="the test reads the journal").get(action="access.key.rotate")
    assert second in told.reason
    with pytest.raises(CommandError, match="可选"):
        call_command("keys", "burn")


@pytest.mark.django_db
def test_command_rotates_before_the_site_was_set_up() -> None:
    first = keyring.current_kid()
    call_command("keys", "rotate")
    assert keyring.current_kid() != first


def test_ring_remembers_of_which_types_it_signed_anything(ring: Path) -> None:
    assert not keyring.has_signed("tongxin-snapshot")
    for _ in range(2):
        keyring.note_signed("tongxin-snapshot")
    assert (keyring.has_signed("tongxin-snapshot"), keyring.has_signed("vc+jwt")) == (True, False)
    (kept,) = ring.iterdir()
    assert (kept.name, stat.S_IMODE(kept.stat().st_mode)) == ("tongxin-snapshot.signed", 0o600)
