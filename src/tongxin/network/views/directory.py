"""The public map of associations, and the checklist by which their stage is told."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.urls import reverse

from tongxin.access import site
from tongxin.kernel.errors import NotFoundError
from tongxin.kernel.period import chinese_date
from tongxin.kernel.places import COUNTRY_CODE, Level
from tongxin.kernel.scope import Verb
from tongxin.lifecycle.addresses import list_of
from tongxin.lifecycle.pages import column_of
from tongxin.network.life.register import ORGANISATION, STAGE_RULE
from tongxin.network.models import Organisation, Place, StageRule
from tongxin.network.queries.layout import POSITIONS
from tongxin.network.queries.organisations import associations_at
from tongxin.network.queries.places import place_at, places_below
from tongxin.network.views.checklists import LineEntry, LineList, where_column
from tongxin.network.views.maps import county_blocks
from tongxin.web.pages import Crumb, Page
from tongxin.web.tiles import FULL, NONE, Key, Tile, TileMap

FIRST_PROVINCE = "430000"
Found = Mapping[int, Sequence[Organisation]]


class MapPage(Page):
    """Where there is an association: a tile for every county-level unit of a province. Open to everyone."""

    template_name = "network/map.html"
    title = "组织地图"
    province: Place

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        facts = site.current()
        wish = self.request.GET.get("place") or facts.home_code
        place = place_at(FIRST_PROVINCE if wish == COUNTRY_CODE else wish)
        province = place.province
        if province is None:
            raise NotFoundError("这个地区没有组织地图，请换一个省。", field="place")
        self.province = province
        found = associations_at(province.path, day=facts.day)
        places = list(places_below(province.path).select_related("prefecture"))
        counties = [one for one in places if one.level == Level.COUNTY]
        covered = [one for one in counties if one.pk in found]
        self.title = f"{province.name}组织地图"
        self.subtitle = (
            f"截至{chinese_date(facts.day)}，{len(counties)}个县市区中，{len(covered)}个建有联谊组织；"
            f"全省共有联谊组织{sum(map(len, found.values()))}家。"
        )
        return super().get_context_data(
            map=tile_map(province, places, found, link=self._page_of),
            uncovered=[one for one in counties if one.pk not in found],
            provinces=Place.objects.filter(level=Level.PROVINCE).order_by("code"),
            province=province,
            **kwargs,
        )

    def canonical(self) -> str:
        return f"{self.request.path}?place={self.province.code}"

    def _page_of(self, place: Place) -> str:
        """Return where a place of the map leads: to its organisations for whoever may read them, else to its public figures."""
        if self.request.scope.may(Verb.VIEW, place.path):
            return list_of(ORGANISATION, place=place.code)
        return reverse("board:dashboard", query={"place": place.code})


def tile_map(province: Place, places: Sequence[Place], found: Found, *, link: Callable[[Place], str]) -> TileMap:
    """Return the map of associations: how many counties of each prefecture have one, and where each leads."""
    blocks = county_blocks(
        province,
        places,
        tile=lambda place: _tile(place, found, link=link),
        summary=lambda _, tiles: f"{sum(tile.tone == FULL for tile in tiles)}/{len(tiles)}",
        link=link,
    )
    positions = POSITIONS.get(province.code, {})
    legend = (Key(tone=FULL, label="已建联谊组织"), Key(tone=NONE, label="未建"))
    return TileMap(title=f"{province.name}联谊组织分布", blocks=blocks, legend=legend, positions=positions)


def _tile(place: Place, found: Found, *, link: Callable[[Place], str]) -> Tile:
    names = "、".join(one.name for one in found.get(place.pk, ()))
    return Tile(
        name=place.short_name,
        title=place.name,
        text=names or "未建",
        tone=FULL if names else NONE,
        link=link(place) if names else "",
    )


class StageRuleList(LineList):
    """The checklist: what an association must have done in twelve months to be 建起来, 转起来, 活起来."""

    life = STAGE_RULE
    subtitle = "按近十二个月的记录计算；本级标准优先于上级标准。组织分阶段，个人不打分。"
    order = ("path", "id")
    shown = (
        "stage",
        column_of(StageRule, "signal", label="标准"),
        "at_least",
        "required",
        where_column(),
    )

    def crumbs(self) -> Sequence[Crumb]:
        return (Crumb(label="组织", url=list_of(ORGANISATION)),)


class StageRuleEntry(LineEntry):
    """Sets one line of the checklist for the asker's own place and below."""

    life = STAGE_RULE

    def crumbs(self) -> Sequence[Crumb]:
        return (Crumb(label="组织", url=list_of(ORGANISATION)),)
