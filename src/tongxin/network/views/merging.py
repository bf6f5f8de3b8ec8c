"""Persons and firms once on pages: likely pairs, merging, undoing a merge, pairs that are two."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.apps import apps
from django.db.models import QuerySet
from django.urls import reverse

from tongxin.access.views import SignedIn
from tongxin.kernel.errors import NotFoundError
from tongxin.kernel.scope import Scope, Verb
from tongxin.lifecycle.addresses import address_of, list_of
from tongxin.lifecycle.life import Act
from tongxin.lifecycle.pages import RecordPage, only
from tongxin.network.actions.merge_requests import request_merge
from tongxin.network.actions.merging import mark_distinct, merge_records, undo_merge
from tongxin.network.forms import merging as forms
from tongxin.network.life.merging import FIRM_MERGE, FIRM_MERGE_REQUEST, MERGE, MERGE_REQUEST
from tongxin.network.life.people import PERSON
from tongxin.network.life.register import ORGANISATION
from tongxin.network.models import Person
from tongxin.network.models.merges import Merge
from tongxin.network.queries.firm_pairs import FirmPair, firm_pairs, likely_firms
from tongxin.network.queries.firms import partners
from tongxin.network.queries.once import FIRMS, PERSONS
from tongxin.network.queries.pairs import Pair, likely_pairs, pairs_of
from tongxin.network.queries.relations import hanging_on
from tongxin.network.views.acting import SubjectPage
from tongxin.web import keyset
from tongxin.web.fields import ReasonForm
from tongxin.web.format import Kind
from tongxin.web.pages import Crumb, Empty, Fact, Link, Page, Section
from tongxin.web.table import Column, Table

_SIZE = 25
_SHORT = ("mobile", "search_text")


class _Persons:
    """What the pages of pairs of persons are about, and where they are."""

    once = PERSONS
    record_life = PERSON
    merge_life = MERGE
    request_life = MERGE_REQUEST
    queue, merging, distinguishing = "network:duplicates", "network:person_merge", "network:person_distinct"
    two = "同一人"


class _Firms:
    """What the pages of pairs of firms are about, and where they are."""

    once = FIRMS
    record_life = ORGANISATION
    merge_life = FIRM_MERGE
    request_life = FIRM_MERGE_REQUEST
    queue, merging, distinguishing = "network:firm_duplicates", "network:firm_merge", "network:firm_distinct"
    two = "同一家"


def address_seen(one: Any, scope: Scope) -> str:
    """Return the page of one of a pair; none for a firm of another place, of which only the register is public."""
    return address_of(one) if isinstance(one, Person) or scope.may(Verb.VIEW, one.path) else ""


@dataclass(frozen=True, kw_only=True)
class ShownPair:
    """A pair with all its card says."""

    pair: Pair | FirmPair
    urls: Sequence[str]
    lines: Sequence[forms.Line]
    merge_url: str
    distinct_url: str


class DuplicatesPage(_Persons, SignedIn, Page):
    """Pairs of records that may be one person, a page of later records at a time."""

    title = "可能重复"
    subtitle = "系统只提示，是否同一人由您核对。手机号不同或单位不同的同名人员不列入。"
    template_name = "network/duplicates.html"
    verb = Verb.MEMBERS
    nothing = Empty(title="没有发现可能重复的人员", hint="登记或导入后，手机号相同、姓名和单位相同的记录会列在这里。")

    def links(self) -> Sequence[Link]:
        """Lead to what waits for an answer from the other side."""
        return (Link(label=self.request_life.label, url=list_of(self.request_life), icon="list"),)

    def likely(self) -> QuerySet[Any]:
        """Return the records that make pairs."""
        return likely_pairs(self.request.scope).select_related("place").defer(*_SHORT)

    def pairs(self, rows: Sequence[Any]) -> Sequence[Pair | FirmPair]:
        """Return the pairs some of these records make."""
        return pairs_of(rows, scope=self.request.scope)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        asked = self.request.GET
        place = {"after": asked.get("after", ""), "before": asked.get("before", "")}
        found = keyset.page(self.likely(), order=("path", "id"), size=_SIZE, **place)
        context = super().get_context_data(**kwargs)
        return context | {
            "pairs": [self._shown(pair) for pair in self.pairs(found.rows)],
            "two": self.two,
            "nothing": self.nothing,
            "next_url": found.after and f"?after={found.after}",
            "previous_url": found.before and f"?before={found.before}",
            "first_url": "?" if any(place.values()) else "",
        }

    def _shown(self, pair: Pair | FirmPair) -> ShownPair:
        first, second = pair.first, pair.second
        return ShownPair(
            pair=pair,
            urls=[address_seen(one, self.request.scope) for one in (first, second)],
            lines=forms.lines(first, second, with_mobile=False),
            merge_url=reverse(self.merging, args=[first.pk, second.pk]),
            distinct_url=reverse(self.distinguishing, args=[first.pk, second.pk]),
        )


class FirmDuplicatesPage(_Firms, DuplicatesPage):
    """Pairs of records that may be one firm or village, at least one of them the asker's to keep."""

    title = "企业可能重复"
    subtitle = "系统只提示，是否同一家由您核对。统一社会信用代码不同的企业、不同地区的同名村集体不列入。"
    verb = Verb.RECORD
    nothing = Empty(title="没有发现可能重复的企业", hint="登记或导入后，名称相同或相近的企业和村集体会列在这里。")

    def likely(self) -> QuerySet[Any]:
        return likely_firms(self.request.scope).select_related("place").defer("search_text")

    def pairs(self, rows: Sequence[Any]) -> Sequence[Pair | FirmPair]:
        return firm_pairs(rows, scope=self.request.scope)


class _PairPage(_Persons, SubjectPage):
    """Does something with two records. Persons are read through the asker's scope; firms are public, one side is enough."""

    life = PERSON
    other: Any

    def rows(self) -> QuerySet[Any]:
        """Return the records a pair may be of."""
        found: QuerySet[Any] = self.once.model.objects.visible_to(self.request.scope)
        return found.select_related("place")

    def find(self) -> Any:
        rows = self.rows()
        self.other = only(rows, self.kwargs["other"], missing=self.life.not_found)
        if self.kwargs["other"] == self.kwargs["pk"]:
            raise NotFoundError(f"请选择{self.once.two}。")
        return only(rows, self.kwargs["pk"], missing=self.life.not_found)

    def crumbs(self) -> Sequence[Crumb]:
        return (Crumb(label="可能重复", url=reverse(self.queue)),)

    def cancel_url(self) -> str:
        return reverse(self.queue)

    def done_url(self, record: Any) -> str:
        del record
        return reverse(self.queue)


class _FirmPairPage(_Firms, _PairPage):
    life = ORGANISATION

    def rows(self) -> QuerySet[Any]:
        """Return all firms and villages on record, which anybody may know of."""
        return partners().select_related("place")

    def find(self) -> Any:
        found = super().find()
        if not any(self.request.scope.may(self.once.verb, one.path) for one in (found, self.other)):
            raise NotFoundError(self.life.not_found)
        return found


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
        named = [f"{one.name}（{self.beside(one)}）" for one in (self.subject, self.other)]
        return f"不是{self.two}：{named[0]}与{named[1]}"

    def beside(self, one: Any) -> str:
        """Return what tells one of the two from the other."""
        return one.unit or "单位未填"

    def save(self, values: dict[str, Any]) -> Any:
        return super().save({**values, "other": self.other})


class FirmDistinctPage(_FirmPairPage, DistinctPage):
    """Remembers that two records are two firms."""

    one = Act(
        "distinct",
        "不是同一家",
        mark_distinct,
        form=forms.DistinctForm,
        button="确认不是同一家",
        done="已记住这两家不是同一家，以后不再提示。",
    )

    def beside(self, one: Any) -> str:
        return str(one.place.name)


class MergePage(_PairPage):
    """Both records side by side, what stays of each, and all that will go over."""

    template_name = "network/merge.html"
    one = Act("merge", "合并", merge_records, form=forms.MergeForm, verb=Verb.MEMBERS)

    @property
    def may_merge(self) -> bool:
        """Whether both homes lie in the asker's scope; else the other side is asked."""
        return all(self.request.scope.may(self.once.verb, one.path) for one in (self.subject, self.other))

    @property
    def button(self) -> str:  # type: ignore[override]  # depends on who asks
        return "合并" if self.may_merge else "向对方提出合并请求"

    @property
    def done(self) -> str:  # type: ignore[override]  # as above
        return "已合并，可以在这一页撤销。" if self.may_merge else "合并请求已提交，等待对方答复。"

    def links(self) -> Sequence[Link]:
        url = reverse(self.merging, args=[self.other.pk, self.subject.pk])
        return (Link(label="改为保留另一条", url=url, icon="refresh"),)

    def form_arguments(self) -> dict[str, Any]:
        return {"kept": self.subject, "merged": self.other}

    def save(self, values: dict[str, Any]) -> Any:
        """Merge, or ask the other side."""
        reason = values.pop("reason")
        act = merge_records if self.may_merge else request_merge
        return act(self.subject, by=self.request.actor, merged=self.other, reason=reason, choose=values)

    def done_url(self, record: Any) -> str:
        if isinstance(record, Merge):
            return address_of(record)
        return list_of(self.request_life)

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
            counted_once=self.counted_once,
            urls=[address_seen(one, self.request.scope) for one in (self.subject, self.other)],
            **kwargs,
        )

    counted_once = "同一组织的重叠会籍、同一场次的参加只算一次。"


class FirmMergePage(_FirmPairPage, MergePage):
    """Both firms side by side."""

    one = Act("merge", "合并", merge_records, form=forms.MergeForm)
    counted_once = "名称、曾用名和统一社会信用代码都留在保留的企业上；各项数字只算一家。"


_MOVED = (
    Column(name="label", label="记录", value=lambda row: row[0]),
    Column(name="count", label="条数", value=lambda row: row[1], kind=Kind.NUMBER),
)


class MergeDetailPage(_Persons, RecordPage):
    """One merge: who, when, why, what went over, and the way back."""

    life = MERGE
    verb = Verb.MEMBERS
    related = ("kept",)

    def get_queryset(self) -> QuerySet[Any]:
        """Return what the scope shows, without what undoing needs."""
        return super().get_queryset().defer("former")

    def heading(self) -> str:
        return f"合并记录：{super().heading()}"

    def links(self) -> Sequence[Link]:
        """Lead to the record kept, and back to two records where both sides are the asker's."""
        one = self.record
        shown = (Link(label=f"查看{self.once.label}", url=address_of(one.kept), icon="user", primary=True),)
        may = all(self.request.scope.may(self.once.verb, path) for path in (one.path, one.merged_path))
        if one.state != Merge.State.DONE or not may:
            return shown
        return (*shown, Link(label=UndoPage.one.label, url=address_of(one, UndoPage.one.code), icon="refresh"))

    def card(self) -> Sequence[Fact | str]:
        one = self.record
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


class FirmMergeDetailPage(_Firms, MergeDetailPage):
    """One merge of firms."""

    life = FIRM_MERGE
    verb = Verb.VIEW


class FirmUndoPage(UndoPage):
    """Makes two records of one firm again."""

    life = FIRM_MERGE
    one = replace(UndoPage.one, verb=Verb.RECORD)


def moved_kinds(moved: Sequence[Sequence[Any]]) -> list[tuple[str, int]]:
    """Return how many rows of each kind went over, in words."""
    kinds: dict[str, int] = {}
    for label, _, _ in moved:
        name = str(apps.get_model(label)._meta.verbose_name)
        kinds[name] = kinds.get(name, 0) + 1
    return list(kinds.items())
