"""The gallery: every story that is open to all, by kind and place, with the map of the places they tell of."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.utils.http import urlencode

from tongxin.access import site
from tongxin.access.guard import under
from tongxin.kernel.errors import InputError, NotFoundError
from tongxin.kernel.places import Level, ancestors
from tongxin.lifecycle.models import EvidenceFile
from tongxin.network.models import Place
from tongxin.network.queries.layout import POSITIONS
from tongxin.network.queries.places import places_below
from tongxin.network.views.maps import county_blocks
from tongxin.ports.public import public_path
from tongxin.records.stories.models import Story
from tongxin.records.stories.pages.telling import SMALL
from tongxin.records.stories.queries import PUBLIC_PREFIX, Piece, public_pieces, public_stories
from tongxin.web.pages import Page
from tongxin.web.tiles import Scale, Tile, TileMap

GALLERY: Final = "stories.gallery"
SHOWN: Final = 24


@dataclass(frozen=True, kw_only=True)
class Shown:
    """A story in the gallery: `picture` is the address of its first one, `alt` what that shows."""

    story: Story
    url: str
    picture: str = ""
    alt: str = ""


class GalleryPage(Page):
    """What the network shows of its places and people. Open to everyone.

    Others may keep the page only if they ask each time whether it still stands; pictures are asked for by themselves.
    """

    template_name = "stories/gallery.html"
    title = "展示"
    subtitle = "寻美湖南、人物访谈和短视频：出镜人同意、第二人审核后公开。"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response = super().dispatch(request, *args, **kwargs)
        patch_cache_control(response, no_cache=True)
        return response

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        home = site.current().home_path
        places = list(places_below(home).select_related("prefecture")) if home else []
        kind, place, page = self._asked({one.code: one for one in places})
        rows = public_stories()
        rows = rows.filter(kind=kind) if kind else rows
        numbers = _numbers(rows)
        rows = rows.filter(Exists(_told_of(place))) if place else rows
        found = list(rows[page * SHOWN : (page + 1) * SHOWN + 1])
        pieces = public_pieces(found[:SHOWN])
        more: dict[str, str | int] = {"kind": kind, "place": place.code if place else ""}
        return super().get_context_data(
            stories=[_shown(one, pieces[one.pk]) for one in found[:SHOWN]],
            kinds=Story.Kind.choices,
            kind=kind,
            place=place,
            map=_map(places, numbers, kind=kind),
            address=reverse(GALLERY),
            newer=urlencode({**more, "page": page - 1}) if page else "",
            older=urlencode({**more, "page": page + 1}) if len(found) > SHOWN else "",
            **kwargs,
        )

    def _asked(self, places: Mapping[str, Place]) -> tuple[str, Place | None, int]:
        """Return the kind, the place and the page asked for."""
        asked = self.request.GET
        kind, code, page = asked.get("kind", ""), asked.get("place", ""), asked.get("page", "0")
        if kind and kind not in Story.Kind.values:
            raise InputError("没有这个类别，请从页面上的类别中选择。", field="kind")
        if code and code not in places:
            raise NotFoundError("没有找到这个地区，请在地图上选择。", field="place")
        if not page.isdecimal() or len(page) > 4:
            raise InputError("页码应是数字，请用页面上的「较早」和「较新」翻页。", field="page")
        return kind, places.get(code), int(page)


def _told_of(place: Place) -> QuerySet[Any]:
    """Return what links a story to places here and below."""
    links: Any = Story.places.through.objects
    found: QuerySet[Any] = links.filter(under(place.path, lookup="place__path"), story=OuterRef("pk"))
    return found


def _numbers(rows: QuerySet[Story]) -> Counter[str]:
    """Return how many stories tell of each place or of one below it, by its path: each once, whatever its stops."""
    told = {
        (story, at)
        for story, path in rows.order_by().values_list("pk", "places__path")
        for at in (*ancestors(path), path)
    }
    return Counter(at for _, at in told)


def _map(places: Sequence[Place], numbers: Counter[str], *, kind: str) -> TileMap | None:
    """Return the map of the home province; none where the home is no province."""
    if not places or places[0].level != Level.PROVINCE:
        return None
    province = places[0]
    scale = Scale.over([numbers[place.path] for place in places if place.level in (Level.COUNTY, Level.ZONE)])

    def tile(place: Place) -> Tile:
        number = numbers[place.path]
        text = f"{number} 篇" if number else "还没有"
        return Tile(
            name=place.short_name, title=place.name, text=text, tone=scale.tone(number),
            link=_address(place, kind) if number else "", shown=str(number) if number else "",
        )  # fmt: skip

    blocks = county_blocks(
        province,
        places,
        tile=tile,
        summary=lambda seat, _: f"{numbers[seat.path]} 篇" if numbers[seat.path] else "",
        link=lambda seat: _address(seat, kind),
    )
    legend = scale.legend(unit=" 篇", none="还没有")
    return TileMap(title="展示涉及的地区", blocks=blocks, legend=legend, positions=POSITIONS.get(province.code, {}))


def _address(place: Place, kind: str) -> str:
    return f"{reverse(GALLERY)}?{urlencode({'kind': kind, 'place': place.code})}"


def _shown(story: Story, pieces: Sequence[Piece]) -> Shown:
    first = next((one for one in pieces if one.file.kind == EvidenceFile.Kind.PHOTO), None)
    url = public_path(PUBLIC_PREFIX, story.public_code)
    if first is None:
        return Shown(story=story, url=url)
    picture = reverse(SMALL, args=[story.public_code, first.file.pk])
    return Shown(story=story, url=url, picture=picture, alt=first.alt)
