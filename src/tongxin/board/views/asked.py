"""The figure an address asks for."""

from functools import cached_property

from tongxin.access import site
from tongxin.board.calendar import read_time
from tongxin.board.document import read_subject
from tongxin.board.figure_page import Asked
from tongxin.board.places import read_place
from tongxin.board.views.shared import BoardPage


class FigureViews(BoardPage):
    """What the figure page and its exports share: the measure, place and time of the address."""

    @cached_property
    def asked(self) -> Asked:
        """Read the address; raises `InputError` or `NotFoundError` with one sentence."""
        facts, query = site.current(), self.request.GET
        asking = self.asking
        measure = asking.measure(self.kwargs["code"])
        subject = read_subject(query.get("of"), scope=asking.scope)
        place = read_place(
            query.get("place"), register=asking.register, scope=asking.scope, home=facts.home_path, subject=subject
        )
        time = read_time(query, stock=asking.stock(measure), today=facts.day)
        if not query.get("as_of"):
            time = asking.time(measure, place=place, time=time)
        return Asked(asking=asking, measure=measure, place=place, time=time, subject=subject)
