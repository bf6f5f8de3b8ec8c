"""The list and the page of a visit."""

from collections.abc import Sequence

from tests.toy.life import LIFE
from tongxin.lifecycle.pages import RecordList, RecordPage
from tongxin.network.forms.filters import place_filter
from tongxin.web.filters import text, year
from tongxin.web.pages import Empty, Fact


class VisitList(RecordList):
    """The visits the asker may see."""

    life = LIFE
    order = ("-day", "-id")
    narrowed_by = (text("title"), year("day"), place_filter(), "state", "kind")
    shown = ("title", "organiser", "place", "day", "kind", "households", "state")
    nothing = Empty(title="还没有走访")


class VisitPage(RecordPage):
    """One visit."""

    life = LIFE
    related = ("organiser", "place")

    def card(self) -> Sequence[Fact | str]:
        return ("state", "organiser", "co_organisers", "place", "day", "kind", "households", "drop_reason")
