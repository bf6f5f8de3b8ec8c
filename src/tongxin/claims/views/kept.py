"""Kept checks: the list, and one opened again."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse
from django.urls import reverse
from django.views.generic import View

from tongxin.access.views import SignedIn
from tongxin.claims import queries
from tongxin.claims.explain import LABELS
from tongxin.claims.forms import KeptFilter
from tongxin.claims.life import KEPT
from tongxin.claims.models import KeptCheck
from tongxin.claims.output import as_json
from tongxin.claims.shown import Shown
from tongxin.claims.sources import checked
from tongxin.claims.verdict import Verdict
from tongxin.claims.views.downloads import download
from tongxin.claims.views.result import result_context
from tongxin.kernel.divisions import name_of_path
from tongxin.kernel.errors import TongxinError
from tongxin.kernel.scope import Verb
from tongxin.lifecycle.addresses import list_of
from tongxin.lifecycle.pages import RecordList, RecordPage, only
from tongxin.web.format import Kind
from tongxin.web.pages import Crumb, Empty, Fact, Link
from tongxin.web.request import Asked
from tongxin.web.table import Column


def found(request: Asked, pk: int) -> KeptCheck:
    """Return the kept check as the asker sees it, or raise `NotFoundError`."""
    return only(queries.kept_checks(request.scope), pk, missing=KEPT.not_found)


def _crumbs() -> list[Crumb]:
    return [
        Crumb(label="核数", url=reverse("claims:check")),
        Crumb(label="已保存的核对", url=list_of(KEPT)),
    ]


class KeptList(RecordList):
    """The kept checks of the asker's places, newest first."""

    life = KEPT
    title = "已保存的核对"
    filter_form = KeptFilter
    order = ("-id",)
    shown = (
        "title",
        Column(name="published", label="发布日期", value="published", kind=Kind.DATE, order=("published",)),
        Column(name="home", label="所说地区", value="home"),
        Column(name="figures", label="数字", value="figures", kind=Kind.NUMBER, unit="个", order=("figures",)),
        Column(
            name="contradicted",
            label="不符",
            value="contradicted",
            kind=Kind.NUMBER,
            unit="个",
            order=("contradicted",),
        ),
        Column(name="place", label="归在", value=lambda kept: name_of_path(kept.path), order=("path",)),
        Column(name="keeper", label="保存人", value="keeper"),
        Column(name="created", label="保存时间", value="created", kind=Kind.TIME, order=("created",)),
    )

    def crumbs(self) -> Sequence[Crumb]:
        return _crumbs()[:1]

    def get_queryset(self) -> QuerySet[KeptCheck]:
        return queries.listed_checks(self.request.scope)

    def filtered(self, rows: QuerySet[Any], values: Mapping[str, Any]) -> QuerySet[Any]:
        """Narrow by name, outcome and keeper."""
        if text := values.get("q"):
            rows = rows.filter(title__icontains=text)
        if outcome := values.get("outcome"):
            rows = rows.filter(contradicted__gt=0) if outcome == "contradicted" else rows.filter(contradicted=0)
        return rows.filter(account_id=self.request.actor.account_id) if values.get("keeper") else rows

    def links(self) -> Sequence[Link]:
        return (Link(label="核对一份报告", url=reverse("claims:check"), icon="plus", primary=True),)

    def empty(self) -> Empty:
        return Empty(
            title="还没有保存过核对",
            hint="核对一份报告，在结果页点「保存」，以后就能在这里再打开。",
            link=Link(label="核对一份报告", url=reverse("claims:check"), primary=True),
        )


@dataclass(frozen=True)
class Difference:
    """A figure of which something else is said now than when the check was saved."""

    text: str
    before: str
    after: str


class KeptPage(RecordPage):
    """A kept check, checked again with the same inputs within the reader's own scope.

    What is shown is always the new check, never the stored one: it was made with the keeper's scope, which may reach
    further than the reader's. Of the stored findings only the verdicts are told, where they differ.
    """

    life = KEPT
    verb = Verb.VIEW
    template_name = "claims/kept.html"
    record: KeptCheck

    def crumbs(self) -> Sequence[Crumb]:
        return _crumbs()

    def card(self) -> Sequence[Fact]:
        """Tell what was checked, when and by whom."""
        kept = self.record
        return (
            Fact(label="发布日期", value=kept.published, kind=Kind.DATE),
            Fact(label="所说地区", value=kept.home),
            Fact(
                label="对照",
                value=f"事实表，{len(kept.facts)} 行" if kept.facts is not None else f"登记簿快照 {kept.snapshot}",
            ),
            Fact(label="数字", value=f"{kept.figures} 个，其中不符 {kept.contradicted} 个", hint="保存时"),
            Fact(label="归在", value=name_of_path(kept.path)),
            Fact(label="保存", value=kept.created, kind=Kind.TIME, hint=f"{kept.keeper}，{kept.checker}"),
        )

    def links(self) -> Sequence[Link]:
        again = reverse("claims:kept_reopen", args=[self.record.pk])
        reopen = Link(label="用最新记录再核对", url=again, icon="refresh", primary=True, post=True)
        return [reopen, *super().links()]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Check again, unless that takes a job."""
        context = super().get_context_data(**kwargs)
        inputs = queries.inputs_of(self.record)
        context["inputs"] = inputs
        if inputs.is_large:
            return {**context, "large": True}
        try:
            check = checked(inputs, scope=self.request.scope)
        except TongxinError as error:
            return {**context, "refused": error.message}
        shown = Shown.of(check, linked=inputs.facts is None)
        context |= result_context(shown, inputs.text, asked=self.request.GET)
        return {**context, "differences": _differences(self.record.findings, as_json(check))}


def _differences(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Difference]:
    """Compare verdicts figure by figure; where the verdict is the same, whether the recorded value is."""
    earlier = {(one["start"], one["end"]): one for one in before["claims"]}
    differences: list[Difference] = []
    for claim in after["claims"]:
        saved = earlier.pop((claim["start"], claim["end"]), None)
        old, new = _label(saved), _label(claim)
        if old != new:
            differences.append(Difference(claim["text"], old, new))
        elif saved and saved["computed"] != claim["computed"]:
            differences.append(Difference(claim["text"], old, f"{new}，但记录值变了"))
    return [*differences, *(Difference(gone["text"], _label(gone), "不再认作数字") for gone in earlier.values())]


def _label(claim: Mapping[str, Any] | None) -> str:
    return LABELS[Verdict(claim["verdict"])] if claim else "未列出"


class KeptDownload(SignedIn, View):
    """A kept check as a file, checked again within the reader's scope."""

    verb = Verb.VIEW

    def get(self, request: Asked, pk: int, kind: str) -> HttpResponse:
        return download(kind, checked(queries.inputs_of(found(request, pk)), scope=request.scope))
