"""Certificates on paper: one A4 page each with the signed credential attached; many of them in two processes.

Nothing here asks the database or the settings, so that a process can be started for it alone.
"""

import os
from collections.abc import Generator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import date
from multiprocessing import get_context
from pathlib import Path
from typing import Any, Final

from tongxin.attendance.certificates.claims import SEAL, Claims
from tongxin.office.press import set_type
from tongxin.web.codes import qr_svg

PROCESSES: Final = 2
ALONE: Final = 200
"""How many are printed without further processes: starting two costs about a second."""
_CHUNK: Final = 50
_TEMPLATE: Final = Path(__file__).resolve().parent / "certificate.typ"
_NICE: Final = 5  # pages go first


@dataclass(frozen=True, kw_only=True)
class Paper:
    """One certificate to be printed."""

    claims: Claims
    credential: str


def printed(paper: Paper, *, fonts: Sequence[Path]) -> bytes:
    """Return a certificate as PDF. The same certificate is the same bytes, on the same machine."""
    return set_type(_TEMPLATE, data=data_of(paper), fonts=fonts, standard="a-3a")


def all_printed(papers: Sequence[Paper], *, fonts: Sequence[Path]) -> Generator[bytes, None, None]:
    """Yield the PDF of each certificate, in order."""
    if len(papers) <= ALONE:
        yield from (printed(one, fonts=fonts) for one in papers)
        return
    chunks = [(papers[start : start + _CHUNK], fonts) for start in range(0, len(papers), _CHUNK)]
    pool = ProcessPoolExecutor(PROCESSES, mp_context=get_context("spawn"), initializer=_begin)
    try:
        for made in pool.map(_chunk_printed, chunks):
            yield from made
    finally:
        pool.shutdown(cancel_futures=True)


def data_of(paper: Paper) -> dict[str, Any]:
    """Return everything the template prints, as plain values."""
    claims = paper.claims
    day = date.fromisoformat(claims.day)
    return {
        "title": claims.title,
        "serial": claims.serial,
        "holder": claims.salutation,
        "body": list(claims.body),
        "foot": list(claims.foot),
        "issuer": claims.issuer,
        "seal": SEAL,
        "date": claims.written_day,
        "day": [day.year, day.month, day.day],
        "notice": claims.notice,
        "address": claims.address,
        "qr": qr_svg(claims.address).decode(),
        "alt": f"核验网址二维码：{claims.address}",
        "credential": paper.credential,
    }


def _begin() -> None:
    os.nice(_NICE)


def _chunk_printed(chunk: tuple[Sequence[Paper], Sequence[Path]]) -> list[bytes]:
    papers, fonts = chunk
    return [printed(one, fonts=fonts) for one in papers]
