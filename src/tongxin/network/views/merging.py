"""Persons once on pages: likely pairs, merging, undoing a merge, pairs that are two people."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db.models import QuerySet
from django.urls import reverse

from tongxin.access.views import SignedIn
from tongxin.kernel.errors import NotFoundError
from tongxin.kernel.scope import Verb
from tongxin.lifecycle.addresses import address_of, list_of
from tongxin.lifecycle.life import Act
from tongxin.lifecycle.pages import RecordPage, only
from tongxin.network.actions.merge_requests import request_merge
from tongxin.network.actions.merging import mark_distinct, merge_persons, undo_merge
from tongxin.network.forms import merging as forms
from tongxin.network.life.merging import MERGE, MERGE_REQUEST
from tongxin.network.life.people import PERSON
from tongxin.network.models import Person, PersonMerge
from tongxin.network.queries.pairs import Pair, likely_pairs, pairs_of
from tongxin.network.queries.relations import hanging_on
from tongxin.network.views.acting import SubjectPage
from tongxin.web import keyset
from tongxin.web.fields import ReasonForm
from tongxin.web.format import Kind
from tongxin.web.pages import Crumb, Fact, Link, Page, Section
from tongxin.web.table import Column, Table

_SIZE = 25
_SHORT = ("mobile", "search_text")


def merge_url(kept: int, merged: int) -> str:
    """Return the address of the page that merges one record into another."""
    return reverse("network:person_merge", args=[kept, merged])


def requests_link() -> Link:
    """Lead to what waits for an answer from the other side."""
    return Link(label=MERGE_REQUEST.label, url=list_of(MERGE_REQUEST), icon="list")


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
        return (requests_link(),)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
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


class _PairPage(SubjectPage):
    """Does something with two persons, both read through the asker's scope."""

    life = PERSON
    other: Person

    def find(self) -> Person:
        rows = Person.objects.visible_to(self.request.scope).select_related("place")
        self.other = only(rows, self.kwargs["other"], missing=self.life.not_found)
        if self.kwargs["other"] == self.kwargs["pk"]:
            raise NotFoundError("请选择两条不同的人员记录。")
        return only(rows, self.kwargs["pk"], missing=self.life.not_found)

    def crumbs(self) -> Sequence[Crumb]:
        return (Crumb(label="可能重复", url=reverse("network:duplicates")),)

    def cancel_url(self) -> str:
        return reverse("network:duplicates")

    def done_url(self, record: Any) -> str:
        del record
        return reverse("network:duplicates")


class DistinctPage(_PairPage):
    """Remembers that two records are two people."""

    one = Act(
        "distinct",
        "不是同一人",
        mark_distinct,
        form=forms.DistinctForm,
        verb=Verb.MEMBERS,
        button="确认不是同一人",
        done="已记住这两个人不是同一人，以后不再提示。",
    )

    def heading(self) -> str:
        named = [f"{one.name}（{one.unit or '单位未填'}）" for one in (self.subject, self.other)]
        return f"不是同一人：{named[0]}与{named[1]}"

    def save(self, values: dict[str, Any]) -> Any:
        return super().save({**values, "other": self.other})


class MergePage(_PairPage):
    """Both records side by side, what stays of each, and all that will go over."""

    template_name = "network/merge.html"
    one = Act("merge", "合并", merge_persons, form=forms.MergeForm, verb=Verb.MEMBERS)

    @property
    def may_merge(self) -> bool:
        """Whether both homes lie in the asker's scope; else the other side is asked."""
        return all(self.request.scope.may(Verb.MEMBERS, one.path) for one in (self.subject, self.other))

    @property
    def button(self) -> str:  # type: ignore[override]  # depends on who asks
        return "合并" if self.may_merge else "向对方提出合并请求"

    @property
    def done(self) -> str:  # type: ignore[override]  # as above
        return "已合并，可以在这一页撤销。" if self.may_merge else "合并请求已提交，等待对方答复。"

    def links(self) -> Sequence[Link]:
        url = merge_url(self.other.pk, self.subject.pk)
        return (Link(label="改为保留另一条", url=url, icon="refresh"),)

    def form_arguments(self) -> dict[str, Any]:
        return {"kept": self.subject, "merged": self.other}

    def save(self, values: dict[str, Any]) -> Any:
        """Merge, or ask the other side."""
        reason = values.pop("reason")
        act = merge_persons if self.may_merge else request_merge
        return act(self.subject, by=self.request.actor, merged=self.other, reason=reason, choose=values)

    def done_url(self, record: Any) -> str:
        if isinstance(record, PersonMerge):
            return address_of(record)
        return list_of(MERGE_REQUEST)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
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


class MergeDetailPage(RecordPage):
    """One merge: who, when, why, what went over, and the way back."""

    life = MERGE
    verb = Verb.MEMBERS
    related = ("kept",)

    def get_queryset(self) -> QuerySet[PersonMerge]:
        """Return what the scope shows, without what undoing needs."""
        return super().get_queryset().defer("former")

    def heading(self) -> str:
        return f"合并记录：{super().heading()}"

    def links(self) -> Sequence[Link]:
        """Lead to the person, and back to two records where both sides are the asker's."""
        one: PersonMerge = self.record
        shown = (Link(label="查看人员", url=address_of(one.kept), icon="user", primary=True),)
        may = all(self.request.scope.may(Verb.MEMBERS, path) for path in (one.path, one.merged_path))
        if one.state != PersonMerge.State.DONE or not may:
            return shown
        return (*shown, Link(label=UndoPage.one.label, url=address_of(one, UndoPage.one.code), icon="refresh"))

    def card(self) -> Sequence[Fact | str]:
        one: PersonMerge = self.record
        return (
            "state",
            Fact(label="保留的记录", value=f"编号 {one.kept_id}"),
            Fact(label="并入的记录", value=f"编号 {one.merged_id}"),
            "by",
            "day",
            "reason",
        )

    def own_sections(self) -> Sequence[Section]:
        """Return what went over, in kinds and numbers."""
        table = Table(_MOVED, moved_kinds(self.record.moved), caption="转移的记录")
        return (Section(name="moved", title="转移的记录", table=table, empty="没有需要转移的记录。", exportable=False),)


class UndoPage(SubjectPage):
    """Makes two records of one again."""

    life = MERGE
    one = Act(
        "undo",
        "撤销合并",
        undo_merge,
        form=ReasonForm,
        verb=Verb.MEMBERS,
        done="已撤销合并，两条记录恢复为合并前的样子。",
    )


def moved_kinds(moved: Sequence[Sequence[Any]]) -> list[tuple[str, int]]:
    """Return how many rows of each kind went over, in words."""
    kinds: dict[str, int] = {}
    for label, _, _ in moved:
        name = str(apps.get_model(label)._meta.verbose_name)
        kinds[name] = kinds.get(name, 0) + 1
    return list(kinds.items())
