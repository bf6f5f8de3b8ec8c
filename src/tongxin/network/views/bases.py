"""The pages that show and write bases."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from tongxin.access.guard import under
from tongxin.access.views import SignedIn
from tongxin.intake.door import Door
from tongxin.intake.pages import RecordEntryPage
from tongxin.kernel.scope import Verb
from tongxin.lifecycle.pages import ActPage, only, timeline
from tongxin.network import actions, doors
from tongxin.network.forms import bases as forms
from tongxin.network.models import Base, Plaque
from tongxin.network.models.bases import naming_path
from tongxin.network.queries import bases as queries
from tongxin.network.queries.search import found
from tongxin.network.views.organisations import url_of as organisation_url
from tongxin.network.views.parts import address, listed
from tongxin.web.format import Kind
from tongxin.web.pages import DetailPage, Empty, Fact, Link, ListPage, Moment, Section
from tongxin.web.table import Column, Table

MISSING = "没有找到这个基地，或不在您的权限范围内。"


def url_of(base: Any, page: str = "base") -> str:
    """Return the address of a page of this base."""
    return address(page, base.pk)


class BaseList(SignedIn, ListPage):
    """The bases the asker may see."""

    title = "实践创新基地"
    verb = Verb.VIEW
    order = ("path", "id")
    filter_form = forms.BaseFilter
    columns = (
        Column(name="name", label="基地名称", value="name", link=url_of),
        Column(name="place", label="所在地区", value="place.name", order=("path",)),
        Column(name="host", label="依托单位", value="host.name"),
        Column(name="level", label="命名级别", value="get_level_display"),
        Column(name="state", label="状态", value="get_state_display"),
        Column(name="since", label="状态起", value="since", kind=Kind.DATE, order=("since",)),
        Column(name="valid_until", label="有效期至", value="valid_until", kind=Kind.DATE, hidden=True),
    )

    def get_queryset(self) -> QuerySet[Base]:
        """Return what the scope shows."""
        return queries.bases(self.request.scope)

    def filtered(self, rows: QuerySet[Any], values: Mapping[str, Any]) -> QuerySet[Any]:
        """Narrow by name, place, state and level."""
        if "q" in values:
            rows = found(rows, values["q"])
        if "place" in values:
            rows = rows.filter(under(values["place"].path))
        return rows.filter(**{name: values[name] for name in ("state", "level") if name in values})

    def links(self) -> Sequence[Link]:
        """Offer the application to those who may record."""
        if not self.request.scope.may_anywhere(Verb.RECORD):
            return ()
        return (Link(label="申报基地", url=reverse("network:base_new"), icon="plus", primary=True),)

    def empty(self) -> Empty:
        """Name the next step."""
        return Empty(
            title="还没有实践创新基地", hint="先登记依托单位，再申报基地。", link=next(iter(self.links()), None)
        )


_STEPS = (
    Column(name="state", label="状态", value="get_state_display"),
    Column(name="begin", label="起", value="begin", kind=Kind.DATE),
    Column(name="end", label="止", value="end", kind=Kind.DATE),
    Column(name="document", label="文件或依据", value="document"),
    Column(name="valid_until", label="有效期至", value="valid_until", kind=Kind.DATE),
    Column(name="checked", label="符合的标准", value=lambda step: listed(step.checked)),
)
_PLAQUES = (
    Column(name="title", label="牌匾", value="title"),
    Column(name="awarded_by", label="授牌单位", value="awarded_by"),
    Column(name="begin", label="授牌日期", value="begin", kind=Kind.DATE),
    Column(name="end", label="摘牌日期", value="end", kind=Kind.DATE),
)
_TAKE_DOWN = Column(
    name="take_down",
    label="摘牌",
    value=lambda plaque: "" if plaque.end else "登记摘牌",
    link=lambda plaque: None if plaque.end else reverse("network:plaque_end", args=[plaque.pk]),
)


class BasePage(SignedIn, DetailPage):
    """One base: where its naming stands, its plaques, what was written."""

    missing = MISSING

    def get_queryset(self) -> QuerySet[Base]:
        """Return what the scope shows."""
        return queries.bases(self.request.scope)

    def links(self) -> Sequence[Link]:
        """Offer the next step to host's side and naming side, the rest to those who may record here."""
        one: Base = self.record
        scope = self.request.scope
        records = scope.may(Verb.RECORD, one.path)
        shown = []
        if records:
            shown = [
                Link(label="登记牌匾", url=url_of(one, "plaque_new"), icon="plus"),
                Link(label="更正", url=url_of(one, "base_correct"), icon="edit"),
            ]
        if records or scope.may(Verb.CONFIRM, naming_path(one)):
            shown.append(Link(label="办理下一步", url=url_of(one, "base_step"), icon="check", primary=True))
        return shown

    def facts(self) -> Sequence[Fact]:
        """Return what the base is."""
        one: Base = self.record
        linked = one.association
        shown = (
            Fact(label="状态", value=one.get_state_display()),
            Fact(label="状态起", value=one.since, kind=Kind.DATE),
            Fact(label="有效期至", value=one.valid_until, kind=Kind.DATE),
            Fact(label="命名级别", value=one.get_level_display()),
            Fact(label="依托单位", value=one.host.name, link=organisation_url(one.host)),
            Fact(label="联系的联谊组织", value=linked and linked.name, link=organisation_url(linked) if linked else ""),
            Fact(label="所在地区", value=one.place.name),
            Fact(label="曾用名和简称", value=listed(one.aliases)),
        )
        return tuple(fact for fact in shown if fact.value not in (None, ""))

    def sections(self) -> Sequence[Section]:
        """Return states and plaques."""
        one: Base = self.record
        records = self.request.scope.may(Verb.RECORD, one.path)
        plaques = Table((*_PLAQUES, _TAKE_DOWN) if records else _PLAQUES, list(queries.plaques(one)), caption="牌匾")
        return (
            Section(name="steps", title="命名经过", table=Table(_STEPS, list(queries.steps(one)), caption="命名经过")),
            Section(
                name="plaques", title="牌匾", table=plaques, note="一个基地挂几块牌只计一个", empty="还没有登记牌匾。"
            ),
        )

    def timeline(self) -> Sequence[Moment]:
        """Return what was written about the base."""
        return timeline(self.record)


class BaseEntryPage(RecordEntryPage):
    """Records an application."""

    verb = Verb.RECORD
    door = doors.BASES
    title = "申报实践创新基地"
    button = "申报"
    done = "申报已登记。"

    def done_url(self, record: Any) -> str:
        """Show the base."""
        return url_of(record)


class BaseCorrectPage(BaseEntryPage):
    """Corrects what is recorded of a base, with a reason."""

    title = "更正实践创新基地"
    done = "已更正。"

    def get_record(self) -> Base:
        """Return the base as the asker sees it."""
        return only(queries.bases(self.request.scope), self.kwargs["pk"], missing=MISSING)


class _BaseActPage(ActPage):
    def find(self) -> Base:
        """Return the base as the asker sees it."""
        return only(queries.bases(self.request.scope), self.kwargs["pk"], missing=MISSING)

    def done_url(self, record: Any) -> str:
        """Show the base."""
        del record
        return url_of(self.subject)


class StepPage(_BaseActPage):
    """Takes the next step of a naming."""

    door = Door(name="base-step", label="办理下一步", form=forms.StepForm, create=actions.advance_base_state)
    done = "已办理。"
    button = "确定"

    def form_arguments(self) -> dict[str, Any]:
        """Let the form offer what may follow."""
        return {"base": self.subject}

    def save(self, values: dict[str, Any]) -> Any:
        """Gather what the step rests on."""
        to, day, checked = values.pop("to"), values.pop("day"), tuple(values.pop("checked"))
        paper = actions.Paper(checked=checked, **values)
        return actions.advance_base_state(self.subject, by=self.request.actor, to=to, day=day, paper=paper)


class PlaquePage(_BaseActPage):
    """Records a plaque."""

    verb = Verb.RECORD
    door = Door(name="plaques", label="登记牌匾", form=forms.PlaqueForm, create=actions.hang_plaque)


class PlaqueEndPage(ActPage):
    """Records that a plaque was taken down."""

    verb = Verb.RECORD
    door = Door(name="plaque-end", label="登记摘牌", form=forms.PlaqueEndForm, create=actions.take_down_plaque)

    def find(self) -> Plaque:
        """Return the plaque if the asker sees its base."""
        rows = Plaque.objects.visible_to(self.request.scope).select_related("base")
        return only(rows, self.kwargs["pk"], missing="没有找到这块牌匾，或不在您的权限范围内。")

    def done_url(self, record: Any) -> str:
        """Show the base."""
        return url_of(record.base)
