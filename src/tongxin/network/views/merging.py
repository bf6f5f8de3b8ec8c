"""Persons once on pages: likely pairs, merging, undoing a merge, pairs that are two people."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db.models import QuerySet
from django.urls import reverse

from tongxin.access.views import SignedIn
from tongxin.intake.door import Door
from tongxin.kernel.errors import NotFoundError
from tongxin.kernel.scope import Verb
from tongxin.lifecycle.pages import ActPage, only, timeline
from tongxin.network.actions.merge_requests import request_merge
from tongxin.network.actions.merging import mark_distinct, merge_persons, undo_merge
from tongxin.network.forms import merging as forms
from tongxin.network.models import Person, PersonMerge
from tongxin.network.queries.pairs import Pair, likely_pairs, pairs_of
from tongxin.network.queries.relations import hanging_on
from tongxin.network.views.parts import MISSING_PERSON
from tongxin.network.views.people import url_of
from tongxin.web import keyset
from tongxin.web.fields import ReasonForm
from tongxin.web.format import Kind
from tongxin.web.pages import Crumb, DetailPage, Fact, Link, Moment, Page, Section
from tongxin.web.table import Column, Table

_SIZE = 25
_SHORT = ("mobile", "search_text")


def merge_url(kept: int, merged: int) -> str:
    """Return the address of the page that merges one record into another."""
    return reverse("network:person_merge", args=[kept, merged])


def requests_link() -> Link:
    """Lead to what waits for an answer from the other side."""
    return Link(label="合并请求", url=reverse("network:merge_requests"), icon="list")


@dataclass(frozen=True, kw_only=True)
class ShownPair:
    """A pair with all its card says."""

    pair: Pair
    lines: Sequence[forms.Line]
    merge_url: str
    distinct_url: str


class DuplicatesPage(SignedIn, Page):
    """Pairs of records that may be one person, a page of later records at a time."""

    title = "可能重复"
    subtitle = "系统只提示，是否同一人由您核对。手机号不同或单位不同的同名人员不列入。"
    template_name = "network/duplicates.html"
    verb = Verb.MEMBERS

    def links(self) -> Sequence[Link]:
        """Lead to the requests."""
        return (requests_link(),)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the pairs and the way to the next ones."""
        asked, scope = self.request.GET, self.request.scope
        rows = likely_pairs(scope).select_related("place").defer(*_SHORT)
        place = {"after": asked.get("after", ""), "before": asked.get("before", "")}
        found = keyset.page(rows, order=("path", "id"), size=_SIZE, **place)
        context = super().get_context_data(**kwargs)
        return context | {
            "pairs": [self._shown(pair) for pair in pairs_of(found.rows, scope=scope)],
            "next_url": found.after and f"?after={found.after}",
            "previous_url": found.before and f"?before={found.before}",
            "first_url": "?" if any(place.values()) else "",
        }

    def _shown(self, pair: Pair) -> ShownPair:
        first, second = pair.first, pair.second
        return ShownPair(
            pair=pair,
            lines=forms.lines(first, second, with_mobile=False),
            merge_url=merge_url(first.pk, second.pk),
            distinct_url=reverse("network:person_distinct", args=[first.pk, second.pk]),
        )


class _PairPage(ActPage):
    """Does something with two persons, both read through the asker's scope."""

    verb = Verb.MEMBERS
    other: Person

    def find(self) -> Person:
        """Return the first person and remember the second."""
        rows = Person.objects.visible_to(self.request.scope).select_related("place")
        self.other = only(rows, self.kwargs["other"], missing=MISSING_PERSON)
        if self.kwargs["other"] == self.kwargs["pk"]:
            raise NotFoundError("请选择两条不同的人员记录。")
        return only(rows, self.kwargs["pk"], missing=MISSING_PERSON)

    def crumbs(self) -> Sequence[Crumb]:
        """Lead back to the pairs."""
        return (Crumb(label="可能重复", url=reverse("network:duplicates")),)

    def cancel_url(self) -> str:
        """Lead back to the pairs."""
        return reverse("network:duplicates")

    def done_url(self, record: Any) -> str:
        """Go on with the next pair."""
        del record
        return reverse("network:duplicates")


class DistinctPage(_PairPage):
    """Remembers that two records are two people."""

    door = Door(name="distinct", label="不是同一人", form=forms.DistinctForm, create=mark_distinct)
    button = "确认不是同一人"
    done = "已记住这两个人不是同一人，以后不再提示。"

    def heading(self) -> str:
        """Name both."""
        return f"不是同一人：{self.subject.name}（{self.subject.unit or '单位未填'}）与{self.other.name}（{self.other.unit or '单位未填'}）"

    def save(self, values: dict[str, Any]) -> Any:
        """Hand both to the action."""
        return mark_distinct(self.subject, by=self.request.actor, other=self.other, **values)


class MergePage(_PairPage):
    """Both records side by side, what stays of each, and all that will go over."""

    template_name = "network/merge.html"
    door = Door(name="merges", label="合并", form=forms.MergeForm, create=merge_persons)

    @property
    def may_merge(self) -> bool:
        """Whether both homes lie in the asker's scope; else the other side is asked."""
        return all(self.request.scope.may(Verb.MEMBERS, one.path) for one in (self.subject, self.other))

    @property
    def button(self) -> str:  # type: ignore[override]  # depends on who asks
        """The verb of the button."""
        return "合并" if self.may_merge else "向对方提出合并请求"

    @property
    def done(self) -> str:  # type: ignore[override]  # as above
        """What is said afterwards."""
        return "已合并，可以在这一页撤销。" if self.may_merge else "合并请求已提交，等待对方答复。"

    def heading(self) -> str:
        """Name the kept record."""
        return f"合并：{self.subject.name}"

    def links(self) -> Sequence[Link]:
        """Offer to keep the other record."""
        url = merge_url(self.other.pk, self.subject.pk)
        return (Link(label="改为保留另一条", url=url, icon="refresh"),)

    def form_arguments(self) -> dict[str, Any]:
        """Give both records to the form."""
        return {"kept": self.subject, "merged": self.other}

    def save(self, values: dict[str, Any]) -> Any:
        """Merge, or ask the other side."""
        reason = values.pop("reason")
        act = merge_persons if self.may_merge else request_merge
        return act(self.subject, by=self.request.actor, merged=self.other, reason=reason, choose=values)

    def done_url(self, record: Any) -> str:
        """Show the merge or the requests."""
        if isinstance(record, PersonMerge):
            return reverse("network:merge", args=[record.pk])
        return reverse("network:merge_requests")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the comparison and what will move."""
        form: forms.MergeForm = kwargs["form"]
        compared = [
            (line, form[line.name] if line.differs else None)
            for line in forms.lines(self.subject, self.other, with_mobile=True)
        ]
        return super().get_context_data(
            kept=self.subject,
            merged=self.other,
            compared=compared,
            moving=hanging_on(self.other),
            may_merge=self.may_merge,
            **kwargs,
        )


_MOVED = (
    Column(name="label", label="记录", value=lambda row: row[0]),
    Column(name="count", label="条数", value=lambda row: row[1], kind=Kind.NUMBER),
)


class MergeDetailPage(SignedIn, DetailPage):
    """One merge: who, when, why, what went over, and the way back."""

    verb = Verb.MEMBERS
    missing = "没有找到这次合并，或不在您的权限范围内。"

    def get_queryset(self) -> QuerySet[PersonMerge]:
        """Return what the scope shows, without what undoing needs."""
        return PersonMerge.objects.visible_to(self.request.scope).select_related("kept").defer("former")

    def heading(self) -> str:
        """Name the kept person."""
        return f"合并记录：{self.record.kept.name}"

    def links(self) -> Sequence[Link]:
        """Lead to the person, and back to two records."""
        one: PersonMerge = self.record
        shown = [Link(label="查看人员", url=url_of(one.kept), icon="user", primary=True)]
        paths = (one.path, one.merged_path)
        if one.state == PersonMerge.State.DONE and all(self.request.scope.may(Verb.MEMBERS, path) for path in paths):
            shown.append(Link(label="撤销合并", url=reverse("network:merge_undo", args=[one.pk]), icon="refresh"))
        return shown

    def facts(self) -> Sequence[Fact]:
        """Return what was decided."""
        one: PersonMerge = self.record
        return (
            Fact(label="状态", value=one.get_state_display()),
            Fact(label="保留的记录", value=f"编号 {one.kept_id}"),
            Fact(label="并入的记录", value=f"编号 {one.merged_id}"),
            Fact(label="合并人", value=one.by),
            Fact(label="合并日期", value=one.day, kind=Kind.DATE),
            Fact(label="原因", value=one.reason),
        )

    def sections(self) -> Sequence[Section]:
        """Return what went over, in kinds and numbers."""
        table = Table(_MOVED, moved_kinds(self.record.moved), caption="转移的记录")
        return (Section(name="moved", title="转移的记录", table=table, empty="没有需要转移的记录。", exportable=False),)

    def timeline(self) -> Sequence[Moment]:
        """Return when it was merged and undone."""
        return timeline(self.record)


class UndoPage(ActPage):
    """Makes two records of one again."""

    verb = Verb.MEMBERS
    door = Door(name="merge-undo", label="撤销合并", form=ReasonForm, create=undo_merge)
    button = "撤销合并"
    done = "已撤销合并，两条记录恢复为合并前的样子。"

    def find(self) -> PersonMerge:
        """Return the merge as the asker sees it."""
        rows = PersonMerge.objects.visible_to(self.request.scope).select_related("kept")
        return only(rows, self.kwargs["pk"], missing=MergeDetailPage.missing)

    def heading(self) -> str:
        """Name the person."""
        return f"撤销合并：{self.subject.kept.name}"

    def done_url(self, record: Any) -> str:
        """Show the merge."""
        return reverse("network:merge", args=[record.pk])


def moved_kinds(moved: Sequence[Sequence[Any]]) -> list[tuple[str, int]]:
    """Return how many rows of each kind went over, in words."""
    kinds: dict[str, int] = {}
    for label, _, _ in moved:
        name = str(apps.get_model(label)._meta.verbose_name)
        kinds[name] = kinds.get(name, 0) + 1
    return list(kinds.items())
