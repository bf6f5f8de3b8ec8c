"""No small group of persons can be read or worked out from what is public."""

from collections import defaultdict

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.figures.attack import determined
from tongxin.figures.disclosure import Node, Suppression

K = 5


def node(
    number: int, persons: int, *, parent: int | None = 0, rows: int | None = None, remainder: bool = False
) -> Node:
    return Node(
        id=number, parent=parent, rows=persons if rows is None else rows, persons=persons, remainder=remainder
    )  # fmt: skip


def withheld(*nodes: Node) -> set[int]:
    return set(Suppression(nodes, k=K).withheld())


def test_nothing_small_hides_nothing() -> None:
    assert withheld(node(0, 30, parent=None), node(1, 10), node(2, 20)) == set()


def test_small_cell_takes_the_smallest_sibling_with_it() -> None:
    assert withheld(node(0, 33, parent=None), node(1, 3), node(2, 20), node(3, 10)) == {1, 3}


def test_empty_cell_is_no_secret() -> None:
    assert withheld(node(0, 30, parent=None), node(1, 0), node(2, 30)) == set()


def test_cell_of_unknown_persons_is_small() -> None:
    assert 1 in withheld(node(0, 30, parent=None), node(1, 0, rows=4), node(2, 30))


def test_two_small_cells_that_together_stay_small_need_a_third() -> None:
    assert withheld(node(0, 24, parent=None), node(1, 2), node(2, 2), node(3, 20)) == {1, 2, 3}


def test_two_small_cells_of_the_same_persons_need_a_third() -> None:
    same = (node(0, 23, parent=None, rows=26), node(1, 3), node(2, 3), node(3, 20))
    assert withheld(*same) == {1, 2, 3}


def test_two_small_cells_of_different_persons_are_enough() -> None:
    assert withheld(node(0, 27, parent=None), node(1, 3), node(2, 4), node(3, 20)) == {1, 2}


def test_only_child_takes_its_parent() -> None:
    assert withheld(node(0, 3, parent=None), node(1, 3)) == {0, 1}


def test_withheld_parent_hides_one_of_its_shown_parts() -> None:
    tree = (node(0, 50, parent=None), node(1, 3), node(2, 12), node(3, 35), node(4, 6, parent=2), node(5, 6, parent=2))
    assert withheld(*tree) == {1, 2, 4}


def test_few_records_hanging_at_the_parent_itself_are_not_given_away() -> None:
    tree = (node(0, 32, parent=None), node(1, 10), node(2, 20), node(-1, 2, remainder=True))
    assert withheld(*tree) == {1}


def test_many_records_hanging_at_the_parent_itself_may_be_worked_out() -> None:
    tree = (node(0, 38, parent=None), node(1, 10), node(2, 20), node(-1, 8, remainder=True))
    assert withheld(*tree) == set()


def test_small_sums_across_floors_are_not_given_away() -> None:
    """1 is withheld beside 2; what is then hidden below 1 and 2 together must still be k persons."""
    tree = (
        node(0, 60, parent=None), node(1, 12), node(2, 2), node(3, 46),
        node(4, 1, parent=1), node(5, 5, parent=1), node(6, 6, parent=1),
    )  # fmt: skip
    hidden = withheld(*tree)
    assert {1, 2, 4} <= hidden
    finest = sum({2: 2, 3: 46, 4: 1, 5: 5, 6: 6}[cell] for cell in hidden if cell in (2, 3, 4, 5, 6))
    assert finest >= K


def test_all_parts_hidden_and_still_small_hides_the_whole() -> None:
    assert withheld(node(0, 5, parent=None, rows=5), node(1, 3), node(2, 3)) in ({0, 1, 2}, {1, 2})
    assert withheld(node(0, 5, parent=None), node(1, 5)) == set()


Tree = dict[int, tuple[int | None, frozenset[int]]]


@st.composite
def trees(draw: st.DrawFn) -> list[tuple[int, int | None, list[int]]]:
    """Draw places of three floors, each with the persons whose records hang right there: one number a record."""
    places: list[tuple[int, int | None, list[int]]] = []
    people = st.lists(st.integers(0, 25), max_size=9)

    def grow(parent: int | None, floor: int) -> None:
        number = len(places)
        places.append((number, parent, draw(people) if floor == 3 else draw(st.lists(st.integers(0, 25), max_size=3))))
        for _ in range(draw(st.integers(0, 3)) if floor < 3 else 0):
            grow(number, floor + 1)

    grow(None, 0)
    return places


def cells_of(places: list[tuple[int, int | None, list[int]]]) -> list[Node]:
    below: dict[int, list[int]] = defaultdict(list)
    parents = {number: parent for number, parent, _ in places}
    for number, _, records in places:
        at: int | None = number
        while at is not None:
            below[at] += records
            at = parents[at]
    inner = set(parents.values())
    cells = [Node(id=n, parent=p, rows=len(below[n]), persons=len(set(below[n]))) for n, p, _ in places]
    own = [(n, r) for n, _, r in places if n in inner and r]
    return cells + [Node(id=-n - 1, parent=n, rows=len(r), persons=len(set(r)), remainder=True) for n, r in own]


@given(trees())
def test_no_withheld_small_cell_follows_from_what_is_shown(places: list[tuple[int, int | None, list[int]]]) -> None:
    cells = cells_of(places)
    hidden = Suppression(cells, k=K).withheld()
    unknown = {cell.id for cell in cells if cell.rows and (cell.id in hidden or cell.remainder)}
    equations = []
    for cell in cells:
        parts = [part.id for part in cells if part.parent == cell.id]
        if parts:
            equations.append({name: (-1 if name == cell.id else 1) for name in (cell.id, *parts) if name in unknown})
    known = determined(sorted(unknown), equations)
    persons = {cell.id: cell.persons for cell in cells}
    assert not {cell for cell in known if persons[cell] < K}
    assert all(cell.id in hidden for cell in cells if cell.rows and cell.persons < K and not cell.remainder)


@given(trees())
def test_sums_that_follow_below_a_shown_cell_join_k_persons(places: list[tuple[int, int | None, list[int]]]) -> None:
    cells = cells_of(places)
    hidden = Suppression(cells, k=K).withheld()
    records = {number: own for number, _, own in places}
    children: dict[int | None, list[int]] = defaultdict(list)
    for number, parent, _ in places:
        children[parent].append(number)

    def concealed(number: int) -> list[int]:
        """The persons of records that no shown cell below `number` accounts for."""
        found = list(records[number])
        for child in children[number]:
            if child in hidden:
                found += concealed(child)
        return found

    for cell in cells:
        if not cell.remainder and cell.rows and cell.id not in hidden and children[cell.id]:
            behind = set(concealed(cell.id))
            assert not behind or len(behind) >= K


def test_the_attacker_can_solve() -> None:
    """An attack that never succeeds proves nothing."""
    assert determined([1, 2, 3], [{1: 1, 2: 1}, {2: 1}, {3: 1}]) == {1, 2, 3}
    assert determined([1, 2, 3], [{1: 1, 2: 1}, {1: 1, 2: -1}]) == {1, 2}
    assert determined([1, 2], [{1: 1, 2: 1}, {1: 2, 2: 2}]) == set()


@pytest.mark.parametrize("k", [1, 5])
def test_empty_table_withholds_nothing(k: int) -> None:
    assert Suppression([], k=k).withheld() == frozenset()
