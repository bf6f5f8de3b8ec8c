"""Charts: what is drawn stays in its frame, says every value in words, and shows a gap as a gap."""

from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.reports import papers
from tongxin.reports.printing.chart import draw, series_name, written
from tongxin.reports.printing.drawing import WIDTH, Drawing, Label

TALLEST = 840


def words(drawing: Drawing) -> list[str]:
    return [one.text for one in drawing.labels]


def reach(label: Label) -> tuple[float, float]:
    wide = written(label.text)
    left = label.x - {"start": 0, "middle": wide / 2, "end": wide}[label.anchor]
    return left, left + wide


@given(cells=st.integers(1, 300), columns=st.integers(1, 3))
def test_bars_of_any_number_of_places_stay_in_the_frame_and_are_all_named(cells: int, columns: int) -> None:
    series = [papers.series(f"t{index}", cells=cells, name=f"指标{index}") for index in range(columns)]
    drawings = draw("bar", series=series)
    assert all(one.height <= TALLEST for one in drawings)
    assert all(bar.x >= 0 and bar.x + bar.width <= WIDTH for one in drawings for bar in one.bars)
    assert all(bar.y + bar.height <= one.height for one in drawings for bar in one.bars)
    names = [word for one in drawings for word in words(one) if word.startswith("第")]
    assert len(names) == cells


@given(
    values=st.lists(st.none() | st.integers(0, 10**12).map(str), min_size=1, max_size=60),
    shape=st.sampled_from(["column", "line"]),
)
def test_upright_charts_stay_in_the_frame(values: list[str | None], shape: str) -> None:
    (drawing,) = draw(shape, series=[papers.years("t1", values=tuple(values))])
    points = [(one.x, one.y) for one in drawing.dots] + [point for one in drawing.strokes for point in one.points]
    points += [(one.x + one.width, one.y + one.height) for one in drawing.bars]
    assert all(0 <= x <= WIDTH and 0 <= y <= drawing.height for x, y in points)
    assert all(bar.x >= 0 and bar.height > 0 for bar in drawing.bars)


@given(count=st.integers(1, 120))
def test_labels_of_many_years_do_not_run_into_each_other(count: int) -> None:
    (drawing,) = draw("column", series=[papers.years("t1", values=("1234",) * count)])
    years = sorted(reach(one) for one in drawing.labels if one.text.endswith("年"))
    assert all(before[1] <= after[0] for before, after in pairwise(years))


def test_last_year_always_has_its_value() -> None:
    (drawing,) = draw("line", series=[papers.years("t1", values=tuple(str(1000 + index) for index in range(41)))])
    assert "1040" in words(drawing)
    assert "2055年" in words(drawing)


def test_bar_lengths_are_in_the_ratio_of_the_values() -> None:
    (drawing,) = draw("bar", series=[papers.series(cells=3, gap=False)])
    assert [round(bar.width / drawing.bars[0].width, 2) for bar in drawing.bars] == [1, 2.43, 3.86]
    assert {"7", "17", "27"} <= set(words(drawing))


def test_withheld_value_is_said_and_not_drawn() -> None:
    (drawing,) = draw("bar", series=[papers.series(cells=3)])
    assert len(drawing.bars) == 2
    (label,) = [one for one in drawing.labels if one.text == "不公开"]
    assert label.muted


def test_gap_ends_a_line() -> None:
    (drawing,) = draw("line", series=[papers.years("t1", values=("1", "2", None, "3", None, "5", "6"))])
    assert len(drawing.dots) == 5
    assert [len(one.points) for one in drawing.strokes] == [2, 2, 2]  # the floor, and two stretches
    assert drawing.strokes[1].svg.count(",") == 2


@pytest.mark.parametrize("shape", ["bar", "column", "line"])
def test_nothing_is_drawn_of_no_cells(shape: str) -> None:
    assert draw(shape, series=[replace(papers.series(), cells=())]) == ()


@pytest.mark.parametrize("shape", ["bar", "column", "line"])
def test_all_zero_is_drawn_without_a_fault(shape: str) -> None:
    (drawing,) = draw(shape, series=[papers.years("t1", values=("0", "0"))])
    assert not drawing.bars
    assert words(drawing).count("0") == 2


def test_sum_below_zero_is_drawn_as_nothing() -> None:
    (drawing,) = draw("column", series=[papers.years("t1", values=("-5", "10"))])
    assert len(drawing.bars) == 1
    assert "-5" in words(drawing)


def test_name_too_long_for_its_place_is_cut() -> None:
    cells = [replace(cell, name="湘西土家族苗族自治州某某县") for cell in papers.series(cells=120).cells]
    (drawing,) = draw("bar", series=[replace(papers.series(), cells=tuple(cells))])
    assert all(len(one) < 13 and one.endswith("…") for one in words(drawing) if one.startswith("湘西"))


def test_two_series_are_told_apart_by_name_and_tone() -> None:
    (drawing,) = draw(
        "column",
        series=[papers.years("t1", values=("1", "2")), replace(papers.years("t2", values=("3", "4")), name="班次")],
    )
    assert {"培训人次", "班次"} <= set(words(drawing))
    assert {one.tone for one in drawing.bars} == {1, 2}


def test_unit_stands_at_the_chart_where_all_series_share_it() -> None:
    same, other = papers.series(), papers.series("t2", unit="期")
    assert "单位：人次" in words(draw("bar", series=[same])[0])
    assert not [one for one in words(draw("bar", series=[same, other])[0]) if one.startswith("单位")]


def test_series_of_one_name_are_told_apart_by_time_or_place() -> None:
    last, this = papers.series(period="2020年"), papers.series("t2")
    assert series_name(last, among=[last, this]) == "2020年培训人次"
    city = papers.series("t3", place=papers.Spot(code="430100", name="长沙市"))
    assert series_name(city, among=[this, city]) == "长沙市培训人次"
