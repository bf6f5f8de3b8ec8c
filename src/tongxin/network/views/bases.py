"""The pages of bases: list, record with its naming and plaques, plaques hung and taken down, the checklist of reviews."""

from collections.abc import Sequence
from typing import Any

from tongxin.kernel.scope import Verb
from tongxin.lifecycle.addresses import address, address_of
from tongxin.lifecycle.pages import RecordActPage, RecordList, RecordPage, column_of
from tongxin.network.forms.filters import name_filter, place_filter
from tongxin.network.life.register import BASE, CHECKLIST, HANGING, PLAQUE
from tongxin.network.models import Base, BaseStep, ChecklistLine, Plaque
from tongxin.network.queries import bases as queries
from tongxin.network.views.checklists import LineEntry, LineList, where_column
from tongxin.web.pages import Empty, Fact, Link, Section
from tongxin.web.table import Column, Table


class BaseList(RecordList):
    """The bases the asker may see."""

    life = BASE
    order = ("path", "id")
    narrowed_by = (name_filter(), "state", "level", place_filter())
    shown = (
        "name",
        column_of(Base, "place", order=("path",)),
        "host",
        "level",
        "state",
        column_of(Base, "since", order=("since",)),
        column_of(Base, "valid_until", hidden=True),
    )
    nothing = Empty(title="还没有实践创新基地", hint="先登记依托单位，再申报基地。")

    def get_queryset(self) -> Any:
        return super().get_queryset().select_related("place")


_STEPS = (
    *(column_of(BaseStep, name) for name in ("state", "begin", "end", "document", "valid_until")),
    Column(name="checked", label="符合的标准", value=lambda step: "、".join(step.checked)),
)
_PLAQUES = tuple(column_of(Plaque, name) for name in ("title", "awarded_by", "begin", "end"))
_TAKE_DOWN = Column(
    name="take_down",
    label="摘牌",
    value=lambda plaque: "登记摘牌" if PLAQUE.state(plaque) == HANGING else "",
    link=lambda plaque: address(PLAQUE, "take_down", plaque.pk) if PLAQUE.state(plaque) == HANGING else None,
)


class BasePage(RecordPage):
    """One base: where its naming stands, its plaques, what was written."""

    life = BASE
    related = ("place", "host", "association")

    def links(self) -> Sequence[Link]:
        """Offer a plaque besides: it is a record of its own that hangs on the base."""
        shown = super().links()
        if not self.request.scope.may(Verb.RECORD, self.record.path):
            return shown
        hang = Link(label="登记牌匾", url=address(PLAQUE, "hang", self.record.pk), icon="plus")
        return (hang, *shown)

    def card(self) -> Sequence[Fact | str]:
        names = Fact(label="曾用名和简称", value="、".join(self.record.aliases))
        return ("state", "since", "valid_until", "level", "host", "association", "place", names)

    def own_sections(self) -> Sequence[Section]:
        one: Base = self.record
        records = self.request.scope.may(Verb.RECORD, one.path)
        steps = Table(_STEPS, list(queries.steps(one)), caption="命名经过")
        plaques = Table((*_PLAQUES, _TAKE_DOWN) if records else _PLAQUES, list(queries.plaques(one)), caption="牌匾")
        return (
            Section(name="steps", title="命名经过", table=steps),
            Section(
                name="plaques", title="牌匾", table=plaques, note="一个基地挂几块牌只计一个", empty="还没有登记牌匾。"
            ),
        )


class TakeDownPage(RecordActPage):
    """Records that a plaque was taken down; the base shows it."""

    def done_url(self, record: Any) -> str:
        return address_of(record.base)

    def cancel_url(self) -> str:
        return address_of(self.subject.base)


class ChecklistLines(LineList):
    """What bases are reviewed against."""

    life = CHECKLIST
    order = ("path", "position", "id")
    shown = (*(column_of(ChecklistLine, name) for name in ("position", "text", "active")), where_column())


class ChecklistEntry(LineEntry):
    """Sets one line for the asker's own place and below."""

    life = CHECKLIST
