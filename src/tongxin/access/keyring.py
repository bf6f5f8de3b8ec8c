"""The one key ring of the installation: what it signs can be checked by anybody who holds its public keys, for ever.

An Ed25519 key is two files in the folder `TONGXIN_KEYRING`: `<kid>.json`, the public half, which is never removed, and
`<kid>.secret`, the private half, readable by its owner alone and there only for the key that signs now. `kid` is the
thumbprint of the key (RFC 7638), so that a key made anew after a loss never takes the name of the lost one. Signatures
are compact JWS with `alg` EdDSA; no other algorithm is ever accepted, whatever a token says.
"""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from joserfc import jws
from joserfc.errors import JoseError, UnsupportedAlgorithmError
from joserfc.jwk import OKPKey

from tongxin.kernel.errors import InputError, UnavailableError
from tongxin.office.writing import create_file, make_folder, sync

ALGORITHM: Final = "EdDSA"
MOST_CHARACTERS: Final = 1_000_000  # of a token that is looked at at all
_CHANGED = "签名与内容不符：内容被改动过，或不是用这个密钥签的。"


class ForgedError(InputError):
    """What was handed in is not what was signed (exit 1: contradicted, not misunderstood)."""

    exit_status = 1


class _OnlyEdDSA(jws.JWSRegistry):
    """Knows one algorithm, under the name that verifiers everywhere know; RFC 9864 calls the same one Ed25519."""

    max_payload_length = MOST_CHARACTERS

    def get_alg(self, name: str) -> Any:
        """Return it, or refuse whatever else a token names."""
        if name != ALGORITHM:
            raise UnsupportedAlgorithmError(name)
        return self.algorithms[ALGORITHM]


_REGISTRY: Final = _OnlyEdDSA(strict_check_header=False)


@dataclass(frozen=True, kw_only=True)
class PublicKey:
    """A key anybody may know. `made` is the moment it came into being, in UTC; `signs` says whether it is the one in use."""

    kid: str
    made: str
    jwk: Mapping[str, Any]
    signs: bool


Keys = Mapping[str, Mapping[str, Any]]
"""Public keys as JWK by their `kid`."""


def public_keys() -> tuple[PublicKey, ...]:
    """Return every key there ever was, newest first."""
    current = current_kid()
    found = [json.loads(path.read_text(encoding="ascii")) for path in _folder().glob("*.json")]
    rows = [
        PublicKey(kid=one["kid"], made=one["made"], jwk=_published(one), signs=one["kid"] == current) for one in found
    ]
    return tuple(sorted(rows, key=lambda one: (one.signs, one.made, one.kid), reverse=True))


def key_set() -> dict[str, Any]:
    """Return the public keys as a JWK set (RFC 7517)."""
    return {"keys": [dict(one.jwk) for one in public_keys()]}


def public_key(kid: str) -> Mapping[str, Any] | None:
    """Return a public key as JWK, None for one that was never ours."""
    path = _folder() / f"{kid}.json"
    if not _is_name(kid) or not path.is_file():
        return None
    return _published(json.loads(path.read_text(encoding="ascii")))


def current_kid() -> str:
    """Return which key signs now; the first one is made when it is first asked for."""
    secrets = _secrets()
    return secrets[-1].stem if secrets else _new_key()


def sign(payload: Mapping[str, Any], *, typ: str = "JWT") -> str:
    """Return the payload signed by the key in use, as a compact JWS with `kid` and `typ` in its header."""
    return _signed(json.dumps(payload, ensure_ascii=False, separators=(",", ":")).encode(), typ, current_kid())


def verify(token: str, *, typ: str = "", keys: Keys | None = None) -> dict[str, Any]:
    """Return what was signed. `keys` are the public keys that count, by default those of this ring.

    Raises `InputError` in one sentence where the token is none, is not of type `typ` or names a key that is not among
    them; `ForgedError`, which is one, where it is not exactly what that key signed.
    """
    header = header_of(token)
    if typ and header.get("typ") != typ:
        raise InputError(f"这不是所要的签名文件（类型应为 {typ}）。", field="file")
    kid = str(header.get("kid", ""))
    known = public_key(kid) if keys is None else keys.get(kid)
    if known is None:
        raise InputError(f"签名所用的密钥「{kid[:60]}」不在已公布的公钥之中，无法确认是谁签的。", field="file")
    try:
        opened = jws.deserialize_compact(token, _imported(json.dumps(known, sort_keys=True)), registry=_REGISTRY)
        payload = json.loads(opened.payload)
    except (JoseError, ValueError, RecursionError) as error:
        raise ForgedError(_CHANGED, field="file") from error
    if not isinstance(payload, dict) or not _is_written_in_one_way(token):
        raise ForgedError(_CHANGED, field="file")
    return payload


def note_signed(typ: str) -> None:
    """Remember, beside the keys, that the ring has signed something of a type."""
    if not has_signed(typ):
        make_folder(_folder(), mode=0o700)
        create_file(_folder() / f"{typ}.signed", b"", mode=0o600)


def has_signed(typ: str) -> bool:
    """Tell whether something of a type was signed here. A backup does not hold it: it begins anew where one is restored."""
    return (_folder() / f"{typ}.signed").exists()


def header_of(token: str) -> dict[str, Any]:
    """Return what a token says of itself, checked by nothing; raises `InputError` for what is no token."""
    try:
        return dict(jws.extract_compact(token[:MOST_CHARACTERS].encode("ascii")).headers())
    except (JoseError, ValueError, TypeError, RecursionError) as error:
        raise InputError("这不是签名文件：应为三段用点隔开的字符，请核对是否完整。", field="file") from error


def read_key_set(content: bytes) -> Keys:
    """Return the keys of a JWK set somebody brought along; raises `InputError` for anything else."""
    try:
        found = {str(one["kid"]): dict(one) for one in json.loads(content)["keys"]}
        for one in found.values():
            OKPKey.import_key(one)
    except (JoseError, ValueError, TypeError, KeyError, RecursionError) as error:
        raise InputError("公钥文件读不出来，应为网站 /.well-known/jwks.json 给出的内容。", field="keys") from error
    return found


def rotate() -> str:
    """Let a new key sign from now on and return its `kid`. What the earlier ones signed stays checkable."""
    earlier = _secrets()
    made = _new_key()
    for path in earlier:
        path.unlink(missing_ok=True)
    sync(_folder())
    return made


def _new_key() -> str:
    key = OKPKey.generate_key("Ed25519")
    kid, made = key.thumbprint(), datetime.now(UTC).isoformat()
    public = {**key.as_dict(private=False), "kid": kid, "alg": ALGORITHM, "use": "sig", "made": made}
    folder = _folder()
    make_folder(folder, mode=0o700)
    # The public half first: nothing is ever signed that nobody could check.
    create_file(folder / f"{kid}.json", json.dumps(public).encode(), mode=0o600)
    create_file(folder / f"{kid}.secret", json.dumps(key.as_dict(private=True)).encode(), mode=0o600)
    return kid


def _signed(content: bytes, typ: str, kid: str) -> str:
    try:
        secret = (_folder() / f"{kid}.secret").read_text(encoding="ascii")
    except FileNotFoundError:  # somebody changed the key between the two lines
        return _signed(content, typ, current_kid())
    header = {"alg": ALGORITHM, "kid": kid, "typ": typ}
    return jws.serialize_compact(header, content, _imported(secret), registry=_REGISTRY)


@lru_cache(maxsize=64)
def _imported(jwk: str) -> OKPKey:
    try:
        return OKPKey.import_key(json.loads(jwk))
    except (JoseError, ValueError) as error:
        raise UnavailableError("签名密钥文件已损坏，请从备份恢复数据目录中的 signing 文件夹。") from error


def _is_written_in_one_way(token: str) -> bool:
    """Tell whether the signature is encoded as we do it: its last character has bits that count for nothing."""
    signature = token.rpartition(".")[2].encode()
    return urlsafe_b64encode(urlsafe_b64decode(signature + b"==")).rstrip(b"=") == signature


def _published(stored: Mapping[str, Any]) -> Mapping[str, Any]:
    return {name: stored[name] for name in ("kty", "crv", "x", "kid", "alg", "use")}


def _secrets() -> list[Path]:
    """Return the private halves, the one made last at the end: two processes may have made the first key at once."""
    found: Iterable[Path] = _folder().glob("*.secret")
    return sorted(found, key=lambda path: (_age(path.stem), path.stem))


@lru_cache(maxsize=64)
def _age(kid: str) -> str:
    path = _folder() / f"{kid}.json"
    return str(json.loads(path.read_text(encoding="ascii"))["made"]) if path.is_file() else ""


def _is_name(kid: str) -> bool:
    return 0 < len(kid) <= 64 and kid.isascii() and kid.replace("-", "").replace("_", "").isalnum()


def _folder() -> Path:
    return Path(settings.TONGXIN_KEYRING)
