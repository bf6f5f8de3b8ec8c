"""Chains of lines: what was said in which order cannot be changed unseen; what was said of a person can be erased."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from tongxin.kernel.chain import BEGINNING, Link, commitment, first_break, new_salt, seal

VALUES = st.lists(st.one_of(st.integers(), st.text()), max_size=4)


def chain(lines):
    links, before = [], BEGINNING
    for number, said in enumerate(lines, start=1):
        sealed = seal(before, said)
        links.append(Link(number=number, said=tuple(said), previous=before, seal=sealed))
        before = sealed
    return links


@given(st.lists(VALUES, max_size=6))
def test_chain_as_it_was_written_holds(lines):
    assert first_break(chain(lines)) is None


@given(st.lists(VALUES, min_size=1, max_size=6), st.data())
def test_changed_value_is_named_by_its_line(lines, data):
    links = chain(lines)
    place = data.draw(st.integers(0, len(links) - 1))
    changed = data.draw(
        VALUES.filter(
            lambda said: tuple(said) != links[place].said or list(map(type, said)) != list(map(type, links[place].said))
        )
    )
    links[place] = replace(links[place], said=tuple(changed))
    found = first_break(links)
    assert (found.number, found.why) == (place + 1, f"第 {place + 1} 行的内容被改动过")


def test_missing_line_is_named():
    links = chain([["甲"], ["乙"], ["丙"]])
    assert first_break([links[0], links[2]]).why == "缺少第 2 行"


def test_line_sealed_anew_does_not_fit_the_next():
    links = chain([["甲"], ["乙"]])
    links[0] = Link(number=1, said=("丁",), previous=BEGINNING, seal=seal(BEGINNING, ["丁"]))
    assert first_break(links).why == "第 2 行与前一行接不上"


@given(VALUES, VALUES)
def test_two_lines_have_one_seal_only_where_they_say_the_same(one, other):
    same = one == other and list(map(type, one)) == list(map(type, other))
    assert (seal(BEGINNING, one) == seal(BEGINNING, other)) == same


def test_commitment_needs_text_and_salt():
    salt = new_salt()
    assert len(salt) == 32
    assert new_salt() != salt
    assert commitment("王例山", salt=salt) == commitment("王例山", salt=salt)
    assert commitment("王例山", salt=salt) != commitment("王例水", salt=salt)
    assert commitment("王例山", salt=salt) != commitment("王例山", salt=new_salt())
