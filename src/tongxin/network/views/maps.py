"""The blocks of a province's tile map: one for every prefecture, one for the units that answer straight to the province."""

from collections.abc import Callable, Sequence
from itertools import groupby

from tongxin.kernel.places import Level
from tongxin.network.models import Place
from tongxin.web.tiles import NONE, Block, Tile


def county_blocks(
    province: Place,
    places: Sequence[Place],
    *,
    tile: Callable[[Place], Tile],
    summary: Callable[[Place, Sequence[Tile]], str],
    link: Callable[[Place], str],
) -> list[Block]:
    """Return the counties among these places, in order of paths, and the zones that have something to show, by prefecture."""
    counties = [one for one in places if one.level in (Level.COUNTY, Level.ZONE)]
    blocks = []
    for prefecture, group in groupby(counties, key=lambda one: one.prefecture):
        made = [(one, tile(one)) for one in group]
        tiles = [shown for one, shown in made if one.level == Level.COUNTY or shown.tone != NONE]
        seat = prefecture or province
        blocks.append(Block(code=seat.code, name=seat.name, tiles=tiles, summary=summary(seat, tiles), link=link(seat)))
    return blocks
