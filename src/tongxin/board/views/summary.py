"""看板, and the button that renews the snapshot."""

from collections.abc import Iterator
from functools import cached_property
from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views import View

from tongxin.access import jobs, site
from tongxin.board import dashboard
from tongxin.board.atlas import Map, map_measures
from tongxin.board.calendar import Year
from tongxin.board.links import dashboard_url
from tongxin.board.places import read_place, standing
from tongxin.board.views.shared import ABOVE, BoardPage, Choice, may_snapshot, place_choices, room_labels
from tongxin.figures import Measure, Place
from tongxin.kernel.errors import ForbiddenError, InputError
from tongxin.kernel.scope import Verb
from tongxin.web.request import Asked as Request


class DashboardPage(BoardPage):
    """看板: the year's summary in figures, the map of the counties, the trends."""

    template_name = "board/dashboard.html"

    def heading(self) -> str:
        return f"{self.view.place.name} {self.view.year.number} 年"

    def canonical(self) -> str:
        return dashboard_url(place=self.view.place.code, year=self.view.year.number)

    @cached_property
    def view(self) -> dashboard.View:
        """The place and year of the address."""
        facts, query = site.current(), self.request.GET
        place = read_place(
            query.get("place"), register=self.asking.register, scope=self.request.scope, home=facts.home_path
        )
        return dashboard.View(place=place, year=Year.read(query.get("year"), today=facts.day))

    @cached_property
    def mapped(self) -> Measure | None:
        """The measure the map shows."""
        offered = map_measures(self.asking, place=self.view.place)
        wish = self.request.GET.get("map")
        if not wish:
            return offered[0] if offered else None
        found = next((one for one in offered if one.code == wish), None)
        if found is None:
            raise InputError(f"地图不能显示「{wish[:40]}」，请从地图上方选择。", field="map")
        return found

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the sentences, map and trends."""
        asking, view, places = self.asking, self.view, self._places()
        context = super().get_context_data(**kwargs)
        shown_map = Map(asking=asking, view=view, measure=self.mapped).tiles() if self.mapped else None
        return context | {
            "place": view.place,
            "places": places,
            "above": places.get(ABOVE, ()),
            "years": self._years(),
            "cards": list(dashboard.cards(asking, view=view, rooms=room_labels())),
            "map": shown_map,
            "map_choices": list(self._maps()) if shown_map else [],
            "mapped": self.mapped,
            "trends": list(dashboard.trends(asking, view=view)),
            "taken_at": asking.taken_at,
            "snapshot": asking.snapshot_id,
            "uncounted": asking.uncounted(view.place),
            "may_snapshot": may_snapshot(self.request),
        }

    def _url(self, place: Place, *, year: int | None = None) -> str:
        return dashboard_url(
            place=place.code, year=year or self.view.year.number, measure=self.request.GET.get("map", "")
        )

    def _places(self) -> dict[str, list[Choice]]:
        view = self.view
        around = standing(view.place, register=self.asking.register, scope=self.asking.scope, day=view.year.last)
        return place_choices(around, url=self._url)

    def _years(self) -> list[Choice]:
        year = self.view.year
        return [
            Choice(label=f"{number}", url=self._url(self.view.place, year=number), current=number == year.number)
            for number in year.choices()
        ]

    def _maps(self) -> Iterator[Choice]:
        for measure in map_measures(self.asking, place=self.view.place):
            url = dashboard_url(place=self.view.place.code, year=self.view.year.number, measure=measure.code)
            yield Choice(label=measure.name, url=url, current=measure == self.mapped)


class SnapshotStart(View):
    """「更新快照」: starts the job and shows it."""

    http_method_names = ["post"]

    def post(self, request: Request) -> HttpResponse:
        """Start, if the asker may."""
        if not may_snapshot(request):
            raise ForbiddenError(f"您没有「{Verb.SNAPSHOT.label}」权限，请联系上级管理员授权。")
        job = jobs.start("figures.snapshot", by=request.actor, path=site.current().home_path)
        return HttpResponseRedirect(reverse("access:job", args=[job.pk]))
