"""The word lists of 核数 in `claims/data`: each line says what its words are, and the code reads every one of them."""

import ast
from pathlib import Path

import pytest

import tongxin.claims
from tongxin.kernel.data_files import data_lines, word_lists

ROOM = Path(tongxin.claims.__file__).parent
FILES = sorted(path.name for path in (ROOM / "data").glob("*.txt"))
WHOLE = {
    "markers-not-after.txt",
    "opposites.txt",
    "synonyms.txt",
    "units-alike.txt",
    "units-not-before.txt",
    "units.txt",
}
"""Files the code goes through from end to end; of the others it asks for each list by its key."""


def constants(module):
    return {node.value for node in ast.walk(ast.parse(module.read_text("utf-8"))) if isinstance(node, ast.Constant)}


READ = [constants(module) for module in sorted(ROOM.glob("*.py"))]


def asked_for(name):
    """Return every string that stands by itself in a module which reads the file."""
    return set().union(*(found for found in READ if name in found))


def test_every_file_is_read_by_the_code():
    assert [name for name in FILES if not asked_for(name)] == []


@pytest.mark.parametrize("name", sorted(set(FILES) - WHOLE))
def test_every_list_is_asked_for(name):
    assert set(word_lists("tongxin.claims", name)) - asked_for(name) == set()


@pytest.mark.parametrize("name", FILES)
def test_every_line_says_what_its_words_are(name):
    lines = data_lines("tongxin.claims", name)
    assert word_lists("tongxin.claims", name)
    assert [line for line in lines if not line.partition("  # ")[2].strip()] == []


@pytest.mark.parametrize("name", FILES)
def test_every_file_begins_with_what_it_is(name):
    assert (ROOM / "data" / name).read_text(encoding="utf-8").startswith("# ")


def test_every_file_has_its_row_in_the_documentation():
    page = (ROOM.parents[2] / "docs" / "claims.md").read_text(encoding="utf-8")
    assert [name for name in FILES if f"| `{name}` |" not in page] == []


def test_a_word_is_a_synonym_once():
    lists = word_lists("tongxin.claims", "synonyms.txt")
    told = [word for head, others in lists.items() for word in (head, *others)]
    assert len(told) == len(set(told))


def test_a_unit_measures_one_thing():
    lists = word_lists("tongxin.claims", "units.txt")
    told = [word for listed in lists.values() for word in listed]
    assert len(told) == len(set(told))
