"""The map of the counties below a place: which tile has which colour, and in which block it stands."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tongxin.board.asking import Asking
from tongxin.board.dashboard import View
from tongxin.board.links import dashboard_url
from tongxin.board.places import children
from tongxin.figures import Axis, Kind, Measure, Place, Status, Value
from tongxin.kernel.places import Level
from tongxin.network.models.register import short_name
from tongxin.network.queries.layout import POSITIONS
from tongxin.ports.shown import shown
from tongxin.web.tiles import FULL, NONE, WITHHELD, Block, Key, Scale, Tile, TileMap


def map_measures(asking: Asking, *, place: Place) -> list[Measure]:
    """Return the measures the map can show: coverage of counties first, then all that can be split by county."""
    offered = asking.measures(place)
    covering = [one for one in offered if one.kind is Kind.COVERAGE and one.level is Level.COUNTY]
    return covering + [one for one in offered if one.kind not in (Kind.COVERAGE, Kind.RATIO) and not one.single]


@dataclass(frozen=True, kw_only=True)
class Colours:
    """The colour of each county by place id, with its value in words, and what the colours mean."""

    tones: Mapping[int, tuple[str, str]]
    legend: Sequence[Key]


@dataclass(frozen=True, kw_only=True)
class Map:
    """A measure over the counties below a province or prefecture."""

    asking: Asking
    view: View
    measure: Measure

    def tiles(self) -> TileMap | None:
        """Return the map; None for a county, the whole country, or a city without counties."""
        place = self.view.place
        if place.level not in (Level.PROVINCE, Level.PREFECTURE):
            return None
        day = self.view.year.last
        counties = self.asking.register.units(level=Level.COUNTY, path=place.path, day=day)
        if not counties:
            return None
        below = children(place, register=self.asking.register, day=day)
        groups = [group for group in below if group.level is Level.PREFECTURE]
        colours = self._covered(counties) if self.measure.kind is Kind.COVERAGE else self._valued(counties)
        blocks = [self._block(group, counties, colours) for group in groups]
        # Counties that answer straight to their province, as everywhere in 北京 and at a few places elsewhere.
        if alone := [one for one in counties if not any(one.path.startswith(group.path) for group in groups)]:
            blocks.append(self._block(place, alone, colours, large=not groups))
        return TileMap(
            title=f"{place.name}{self.measure.name}分布",
            blocks=blocks,
            legend=colours.legend,
            positions=POSITIONS.get(place.code, {}),
            large=not groups,
        )

    def _covered(self, counties: Sequence[Place]) -> Colours:
        time = self.view.time(self.measure, asking=self.asking)
        figure = self.asking.figure(self.measure, place=self.view.place, time=time)
        missing = {place.id for place in figure.uncovered}
        return Colours(
            tones={one.id: (NONE, "未覆盖") if one.id in missing else (FULL, "已覆盖") for one in counties},
            legend=(Key(tone=FULL, label="已覆盖"), Key(tone=NONE, label="未覆盖")),
        )

    def _valued(self, counties: Sequence[Place]) -> Colours:
        time = self.view.time(self.measure, asking=self.asking)
        cells = self.asking.cells(self.measure, place=self.view.place, time=time, axis=Axis.COUNTY)
        results = {cell.place.id: cell.result for cell in cells if cell.place is not None}
        scale = Scale.over([result.value for result in results.values() if result.value is not None])
        tones = {one.id: self._tone(results[one.id], scale) for one in counties}
        legend = scale.legend(unit=self.measure.unit, none="没有")
        if any(tone == WITHHELD for tone, _ in tones.values()):
            legend.append(Key(tone=WITHHELD, label="不公开"))
        return Colours(tones=tones, legend=legend)

    def _tone(self, result: Value, scale: Scale) -> tuple[str, str]:
        words = shown(result, measure=self.measure).whole
        if result.status is Status.WITHHELD:
            return WITHHELD, words
        return (NONE if result.value is None else scale.tone(result.value)), words

    def _block(self, group: Place, counties: Sequence[Place], colours: Colours, *, large: bool = False) -> Block:
        members = [
            self._tile(one, colours.tones[one.id], large=large) for one in counties if one.path.startswith(group.path)
        ]
        covered = sum(1 for tile in members if tile.tone == FULL)
        year = self.view.year.number
        here = group == self.view.place
        return Block(
            code=group.code,
            name=("省直辖" if not large else group.name) if here else short_name(group.name),
            tiles=members,
            summary=f"{covered}/{len(members)}" if self.measure.kind is Kind.COVERAGE else "",
            link="" if here else dashboard_url(place=group.code, year=year, measure=self.measure.code),
        )

    def _tile(self, county: Place, tone: tuple[str, str], *, large: bool) -> Tile:
        colour, words = tone
        has_value = self.measure.kind is not Kind.COVERAGE and colour not in (WITHHELD, NONE)
        return Tile(
            name=county.name if large else short_name(county.name),
            title=county.name,
            text=words,
            tone=colour,
            link=dashboard_url(place=county.code, year=self.view.year.number),
            shown=words if large else (words.partition(" ")[0] if has_value else ""),
        )
