"""The tile map: what colour a place gets and where its block stands."""

from hypothesis import given
from hypothesis import strategies as st

from tongxin.web.tiles import NONE, Block, Position, Scale, TileMap


def block(code: str) -> Block:
    return Block(code=code, name=code, tiles=())


def tile_map(codes: list[str], positions: dict[str, Position]) -> TileMap:
    return TileMap(title="覆盖", blocks=[block(code) for code in codes], legend=(), positions=positions)


def test_blocks_stand_in_reading_order_where_every_position_is_known() -> None:
    shown = tile_map(
        ["a", "b", "c"],
        {"a": Position(column=2, row=2), "b": Position(column=1, row=2), "c": Position(column=3, row=1)},
    )
    assert shown.placed
    assert shown.columns == 3
    assert [one.code for one, _ in shown.standing()] == ["c", "b", "a"]


def test_blocks_flow_in_their_order_where_one_position_is_unknown() -> None:
    shown = tile_map(["a", "b"], {"a": Position(column=1, row=1)})
    assert not shown.placed
    assert [(one.code, position) for one, position in shown.standing()] == [("a", None), ("b", None)]


def test_nothing_has_its_own_pattern_and_one_step_is_the_full_colour() -> None:
    scale = Scale.over([0, 1, 1, 1])
    assert scale.tone(0) == NONE
    assert scale.tone(1) == "4"
    assert [(key.tone, key.label) for key in scale.legend(unit="家", none="没有")] == [("none", "没有"), ("4", "1家")]


def test_scale_over_nothing_has_only_the_pattern() -> None:
    assert [key.tone for key in Scale.over([0, 0]).legend(unit="家", none="没有")] == [NONE]


@given(st.lists(st.integers(min_value=0, max_value=10_000), min_size=1, max_size=200))
def test_tone_never_falls_as_the_value_grows(values: list[int]) -> None:
    scale = Scale.over(values)
    tones = [scale.tone(value) for value in sorted(values) if value > 0]
    assert tones == sorted(tones)
    assert set(tones) <= {"0", "1", "2", "3", "4"}
    assert len(scale.bounds) <= 5
    if any(values):
        assert scale.tone(max(values)) == "4"
