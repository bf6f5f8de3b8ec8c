"""Checking a certificate without the site that issued it: the file, public keys, and a status list where there is one."""

import json
import re
from dataclasses import dataclass
from typing import Final

from tongxin.access.keyring import ForgedError, Keys
from tongxin.attendance.certificates import credential
from tongxin.attendance.certificates.claims import Claims
from tongxin.kernel.errors import InputError
from tongxin.office.reading import read

ATTACHED: Final = "credential.jwt"
_ENVELOPE: Final = "data:application/vc+jwt,"
_LONGEST_QUOTE: Final = 40


@dataclass(frozen=True, kw_only=True)
class Verified:
    """A certificate that is what was signed. `marked` says for what purpose a status list marks it, None where none was asked.

    `on_paper` says that the words of a PDF were compared too.
    """

    claims: Claims
    kid: str
    marked: str | None = None
    on_paper: bool = False


def verify(content: bytes, *, keys: Keys | None = None, status: bytes | None = None) -> Verified:
    """Return what a file certifies: the PDF, the credential (.jwt), or JSON that envelops it.

    Raises `ForgedError` where anything differs from what was signed, `InputError` where it cannot be checked.
    """
    paper = content.startswith(b"%PDF")
    token = _attached(content) if paper else _token(content)
    claims, spot = credential.read(token, keys=keys)
    if paper:
        _compare(content, claims)
    marked = None if status is None else credential.marking(_token(status), spot, keys=keys)
    return Verified(claims=claims, kid=credential.kid_of(token), marked=marked, on_paper=paper)


def _token(content: bytes) -> str:
    try:
        text = content.decode("utf-8").strip()
        found = json.loads(text)["id"] if text.startswith("{") else text
        return str(found).removeprefix(_ENVELOPE)
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise InputError("文件里没有电子凭证：应为证书 PDF，或 .jwt、.json 文件。", field="file") from error


def _attached(content: bytes) -> str:
    found = [one for name, one in read("attachments", content)["files"] if name == ATTACHED]
    if len(found) != 1:
        raise InputError(
            "这份 PDF 没有附带电子凭证，可能经过打印或另存；请用原来收到的文件，或扫码核验。", field="file"
        )
    return _token(found[0])


def _compare(content: bytes, claims: Claims) -> None:
    """Raise `ForgedError` unless the paper says exactly what was signed: each piece once, and nothing else."""
    pages = read("pdf", content)["pages"]
    left = _squeezed("".join(line for page in pages for line in page))
    for piece in sorted(map(_squeezed, claims.printed()), key=len, reverse=True):
        before, found, after = left.partition(piece)
        if not found:
            raise ForgedError(f"PDF 上的文字与凭证不符：找不到「{piece[:_LONGEST_QUOTE]}」。", field="file")
        left = f"{before}\n{after}"
    if added := left.replace("\n", ""):
        raise ForgedError(f"PDF 上的文字与凭证不符：多出「{added[:_LONGEST_QUOTE]}」。", field="file")


def _squeezed(text: str) -> str:
    return re.sub(r"\s", "", text)
