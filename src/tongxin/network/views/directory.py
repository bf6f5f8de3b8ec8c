"""The public map of associations, and the checklist by which their stage is told."""

from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import Any

from django.urls import reverse

from tongxin.access import site
from tongxin.access.views import SignedIn
from tongxin.intake.door import Door
from tongxin.kernel.errors import NotFoundError
from tongxin.kernel.period import chinese_date
from tongxin.kernel.places import COUNTRY_CODE, Level
from tongxin.kernel.scope import Verb
from tongxin.network import actions
from tongxin.network.forms.organisations import StageRuleForm
from tongxin.network.models import Organisation, Place, StageRule
from tongxin.network.queries.layout import POSITIONS
from tongxin.network.queries.organisations import associations_at
from tongxin.network.queries.places import place_at, places_below
from tongxin.web.format import Kind
from tongxin.web.pages import Crumb, EntryPage, Link, ListPage, Page
from tongxin.web.table import Column
from tongxin.web.tiles import FULL, NONE, Block, Key, Tile, TileMap

FIRST_PROVINCE = "430000"
Found = Mapping[int, Sequence[Organisation]]


class MapPage(Page):
    """Where there is an association: a tile for every county-level unit of a province. Open to everyone."""

    template_name = "network/map.html"
    title = "组织地图"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the tiles and the places without an association as a list."""
        facts = site.current()
        wish = self.request.GET.get("place") or facts.home_code
        place = place_at(FIRST_PROVINCE if wish == COUNTRY_CODE else wish)
        province = place.province
        if province is None:
            raise NotFoundError("这个地区没有组织地图，请换一个省。", field="place")
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
            map=tile_map(province, places, found),
            uncovered=[one for one in counties if one.pk not in found],
            provinces=Place.objects.filter(level=Level.PROVINCE).order_by("code"),
            province=province,
            **kwargs,
        )


def tile_map(province: Place, places: Sequence[Place], found: Found) -> TileMap:
    """Return the map: a block for every prefecture, one for the units that answer straight to the province."""
    counties = [one for one in places if one.level in (Level.COUNTY, Level.ZONE)]
    blocks = []
    for prefecture, group in groupby(counties, key=lambda one: one.prefecture):
        tiles = [_tile(one, found) for one in group if one.level == Level.COUNTY or one.pk in found]
        seat = prefecture or province
        blocks.append(
            Block(
                code=seat.code,
                name=seat.name,
                tiles=tiles,
                summary=f"{sum(tile.tone == FULL for tile in tiles)}/{len(tiles)}",
                link=f"{reverse('network:organisations')}?place={seat.code}",
            )
        )
    positions = POSITIONS.get(province.code, {})
    legend = (Key(tone=FULL, label="已建联谊组织"), Key(tone=NONE, label="未建"))
    return TileMap(title=f"{province.name}联谊组织分布", blocks=blocks, legend=legend, positions=positions)


def _tile(place: Place, found: Found) -> Tile:
    names = "、".join(one.name for one in found.get(place.pk, ()))
    return Tile(
        name=place.short_name,
        title=place.name,
        text=names or "未建",
        tone=FULL if names else NONE,
        link=f"{reverse('network:organisations')}?place={place.code}" if names else "",
    )


class StageRuleList(SignedIn, ListPage):
    """The checklist: what an association must have done in twelve months to be 建起来, 转起来, 活起来."""

    title = "阶段标准"
    subtitle = "按近十二个月的记录计算；本级标准优先于上级标准。组织分阶段，个人不打分。"
    verb = Verb.VIEW
    order = ("path", "id")
    columns = (
        Column(name="stage", label="阶段", value="get_stage_display"),
        Column(name="signal", label="标准", value="get_signal_display"),
        Column(name="at_least", label="至少", value="at_least", kind=Kind.NUMBER),
        Column(name="required", label="启用", value="required", kind=Kind.FLAG),
        Column(name="path", label="适用", value=lambda rule: rule.path or "全网络"),
        Column(
            name="edit",
            label="调整",
            value=lambda _: "调整",
            link=lambda rule: reverse("network:stage_rule", args=[rule.pk]),
        ),
    )

    def get_queryset(self) -> Any:
        """Return every line: the checklist is public inside the network."""
        return StageRule.objects.public()

    def crumbs(self) -> Sequence[Crumb]:
        """Lead back to the organisations."""
        return (Crumb(label="组织", url=reverse("network:organisations")),)


class StageRulePage(SignedIn, EntryPage):
    """Sets one line of the checklist for the asker's own place and below."""

    verb = Verb.ADMINISTER
    door = Door(name="stage-rules", label="阶段标准", form=StageRuleForm, create=actions.set_stage_rule)
    button = "保存"
    done = "标准已保存，各组织的阶段随即按新标准计算。"
    rule: StageRule

    def get_record(self) -> None:
        """Read the line; what is saved is the line of the asker's own place."""
        rows = StageRule.objects.public()
        found = rows.filter(pk=min(self.kwargs["pk"], 2**63 - 1)).first()
        if found is None:
            raise NotFoundError("没有找到这条标准。")
        self.rule = found

    def heading(self) -> str:
        """Name the line."""
        return f"调整标准：{self.rule}"

    def initial(self) -> dict[str, Any]:
        """Fill in what holds now."""
        return {"at_least": self.rule.at_least, "required": self.rule.required}

    def save(self, values: dict[str, Any]) -> Any:
        """Write the line for the first place the asker administers."""
        path = self.request.scope.prefixes(Verb.ADMINISTER)[0]
        signal = (self.rule.stage, self.rule.signal)
        return actions.set_stage_rule(by=self.request.actor, path=path, signal=signal, **values)

    def done_url(self, record: Any) -> str:
        """Show the checklist."""
        del record
        return reverse("network:stage_rules")

    def links(self) -> Sequence[Link]:
        """Offer nothing beside the form."""
        return ()
