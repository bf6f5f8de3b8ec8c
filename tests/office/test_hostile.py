"""No reader's work grows faster than the file: each hostile file is read, or refused for what it is, within little processor.

The limit is one of processor time, kept by the system: linear code needs a tenth of it, quadratic code a minute.
"""

from dataclasses import replace
from pathlib import Path

import pytest

from tests.office.hostile import CASES, EVIDENCE, Case
from tongxin.kernel.errors import InputError
from tongxin.office.kinds import KINDS
from tongxin.office.reading import read

SECONDS = 4
SLOW = "这个文件太复杂"


def told(case: Case, seconds: int = SECONDS) -> str:
    try:
        read(case.kind, case.make(), options=case.options, limits=replace(KINDS[case.kind].limits, seconds=seconds))
    except InputError as error:
        return error.message
    return ""


@pytest.mark.parametrize("name", CASES)
def test_hostile_file_is_read_or_refused_for_what_it_is(name: str) -> None:
    said = told(CASES[name])
    assert said.startswith(CASES[name].says)
    assert bool(said) == bool(CASES[name].says), said


def test_what_a_library_is_slow_at_ends_in_a_sentence() -> None:
    """Names of attributes of one tag are compared with one another by the parser of web pages itself."""
    page = "<p " + " ".join(f"a{one}" for one in range(60_000)) + ">x</p>"
    assert told(Case(kind="web_page", make=page.encode), seconds=1).startswith(SLOW)


@pytest.mark.parametrize("name", EVIDENCE)
def test_hostile_evidence_is_looked_at_or_refused_for_what_it_is(name: str, tmp_path: Path) -> None:
    case = Case(kind="evidence", make=EVIDENCE[name], options={"folder": str(tmp_path)})
    assert not told(case).startswith(SLOW)
