"""Lists and pages of what is given for: causes and village projects, with their gifts."""

from collections.abc import Sequence

from tongxin.lifecycle.pages import RecordList, RecordPage, state_words
from tongxin.network.forms.filters import place_filter
from tongxin.records.giving.life import CAUSE, PROJECT
from tongxin.records.giving.models import Gift, VillageProject
from tongxin.records.giving.pages.tables import gifts_section
from tongxin.web.filters import text
from tongxin.web.pages import Empty, Fact, Section


class CauseList(RecordList):
    """The causes."""

    life = CAUSE
    order = ("-begins", "-id")
    narrowed_by = (text("name"),)
    shown = ("name", "begins", "organiser")
    nothing = Empty(title="还没有捐赠缘由", hint="先登记缘由（如 助学），再登记捐赠。")


class CausePage(RecordPage):
    """One cause, with the figures narrowed to it."""

    life = CAUSE
    related = ("organiser",)

    def card(self) -> Sequence[Fact | str]:
        return (Fact(label="别称", value="、".join(self.record.aliases)), "begins", "organiser")

    def own_sections(self) -> Sequence[Section]:
        rows = Gift.objects.visible_to(self.request.scope).filter(cause=self.record).select_related("organiser")
        return [gifts_section(rows)]


class ProjectList(RecordList):
    """The village projects."""

    life = PROJECT
    order = ("-begins", "-id")
    narrowed_by = (text("title", "village", label="项目或村"), place_filter(), "state")
    shown = ("title", "village", "organiser", "begins", "ends", "state")
    nothing = Empty(title="还没有村集体经济项目", hint="限定给某个村的捐赠，先登记项目。")


class ProjectPage(RecordPage):
    """One village project: what was given to it and what came of it."""

    life = PROJECT
    related = ("organiser", "place")

    def card(self) -> Sequence[Fact | str]:
        one: VillageProject = self.record
        return (
            Fact(label="状态", value=state_words(one)),
            "organiser",
            "co_organisers",
            "place",
            "village",
            "begins",
            "ends",
            "results",
        )

    def own_sections(self) -> Sequence[Section]:
        rows = Gift.objects.visible_to(self.request.scope).filter(project=self.record).select_related("organiser")
        return [gifts_section(rows)]
