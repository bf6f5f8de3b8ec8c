"""From a composed draft to an issue: numbered, coded, frozen, hashed, printed in every form."""

import secrets
from dataclasses import asdict, dataclass, replace
from hashlib import sha256
from typing import Any, Final

from tongxin.figures.snapshot import canonical
from tongxin.reports.paper import Paper
from tongxin.reports.printing.page import html
from tongxin.reports.printing.pdf import pdf
from tongxin.reports.printing.word import word
from tongxin.reports.proving import prove

FORMS: Final = ("html", "docx", "pdf")
_ALPHABET: Final = "23456789abcdefghjkmnpqrstuvwxyz"  # nothing that is read as something else on paper
_LENGTH: Final = 12


@dataclass(frozen=True, kw_only=True)
class Stamp:
    """What issuing adds to a draft."""

    number: str
    code: str
    address: str
    issued_at: str
    seal: str = ""


@dataclass(frozen=True, kw_only=True)
class Terms:
    """Under which address what is issued will be verified, empty for the site's own, and whether it takes a 文号."""

    address: str = ""
    numbered: bool = True


USUAL: Final = Terms()


def new_code() -> str:
    """Return a verification code nobody can guess: 59 bits, easy to type from paper."""
    return "".join(secrets.choice(_ALPHABET) for _ in range(_LENGTH))


def stamped(paper: Paper, stamp: Stamp) -> Paper:
    """Return the paper as issued."""
    return replace(paper, **asdict(stamp))


def digest_of(document: dict[str, Any]) -> str:
    """Return the sha256 of a paper's canonical JSON."""
    return sha256(canonical(document)).hexdigest()


def proven(paper: Paper, *, digest: str, form: str) -> bytes:
    """Return an issued paper in one of `FORMS`, read back; raises `ConflictError` where it does not say what the paper says."""
    content = printed(paper, digest=digest, form=form)
    prove(content, paper=paper, form=form)
    return content


def printed(paper: Paper, *, digest: str, form: str) -> bytes:
    """Return an issued paper in one of `FORMS`."""
    if form == "html":
        return html(paper, digest=digest).encode()
    return word(paper, digest=digest) if form == "docx" else pdf(paper, digest=digest)
