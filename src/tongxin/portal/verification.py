"""核验: the public pages of issued reports and their figures. No sign-in: whoever holds a printed report may ask."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any, Final

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse

from tongxin.access import throttle
from tongxin.board.links import figure_url
from tongxin.figures import Axis
from tongxin.figures.publication import RULES
from tongxin.kernel.characters import plain
from tongxin.kernel.errors import NotFoundError, TongxinError
from tongxin.kernel.scope import Scope
from tongxin.office.sources import read_stream
from tongxin.ports.desk import current_desk
from tongxin.reports.composing import question_of
from tongxin.reports.models import Issue
from tongxin.reports.paper import Number, Paper, Series
from tongxin.reports.queries.restated import Flag, flags
from tongxin.reports.quoting import quotable_notes, states_number
from tongxin.reports.reading import MOST_BYTES
from tongxin.reports.sentences import Standing, standings
from tongxin.reports.tables import cell_of
from tongxin.reports.verdict import Verdict
from tongxin.reports.verifying import Verification, desk_on, issue_of, recomputed, time_of, verify, verify_file
from tongxin.web.bodies import BESIDE_FILES
from tongxin.web.format import Kind as Shape
from tongxin.web.memory import memory
from tongxin.web.pages import Crumb, Page
from tongxin.web.table import Column, Table

_MOST_FILES, _MOST_CODES, _MOST_PAGES, _SPAN = 20, 30, 120, 60
"""Files handed in, codes typed and pages asked for, each by one caller within so many seconds."""
_KEPT_SECONDS = 600
_PRINTED: Final = re.compile(r"/v/([^/?#]+)(?:/([a-z0-9]+))?")
_BETWEEN: Final = re.compile(r"[^a-z0-9]+")


class CodeForm(forms.Form):
    """A verification code typed from paper, or the file itself."""

    code = forms.CharField(
        label="核验码",
        max_length=300,
        required=False,
        help_text="印在报告最后一页，12 位字母和数字；也可填印出的网址。",
    )
    file = forms.FileField(
        label="或上传收到的文件",
        required=False,
        help_text="收到的 PDF、Word 或网页文件，看是不是签发的原文件；文件不保存。",
    )


def code_of(typed: str) -> tuple[str, str]:
    """Return the code somebody typed from paper, and the figure where the address of one was typed.

    Letters in any case or width, with blanks or strokes between them; or the whole address as it is printed.
    """
    bare = "".join(plain(typed).lower().split())
    printed = _PRINTED.search(bare)
    code, figure = (printed[1], printed[2] or "") if printed else (bare, "")
    return _BETWEEN.sub("", code), figure


class VerifyPage(Page):
    """Asks for a code or a file; shows what a file is worth."""

    template_name = "portal/verify.html"
    title = "核验报告"
    most_bytes = MOST_BYTES + BESIDE_FILES
    subtitle = "核对一份报告是不是本网络签发的，里面的数字有没有被改过、签发后有没有更正。"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the form."""
        return super().get_context_data(**{"form": CodeForm(), **kwargs})

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:  # noqa: ARG002 - Django's signature
        """Lead to the report of a code, or verify a file."""
        form = CodeForm(request.POST, request.FILES)
        found: Verification | None = None
        status = 200
        if form.is_valid():
            try:
                if form.cleaned_data["file"]:
                    found = self._verified(form.cleaned_data["file"])
                else:
                    throttle.count(f"codes.{throttle.caller(self.request)}", most=_MOST_CODES, seconds=_SPAN)
                    code, figure = code_of(form.cleaned_data["code"])
                    found_at = [issue_of(code).code, *([figure] if figure else [])]
                    return HttpResponseRedirect(reverse("portal:figure" if figure else "portal:report", args=found_at))
            except TongxinError as error:
                form.add_error("file" if form.cleaned_data["file"] else "code", error.message)
                status = error.http_status
        told = _told(found) if found else {}
        return self.render_to_response(self.get_context_data(form=form, found=found, **told, **kwargs), status=status)

    def _verified(self, file: Any) -> Verification:
        throttle.count(f"verify.{throttle.caller(self.request)}", most=_MOST_FILES, seconds=_SPAN)
        return verify_file(read_stream(file, name=file.name, most=MOST_BYTES), name=file.name)


@dataclass(frozen=True, kw_only=True)
class _Told:
    """A public figure as a file at hand shows it. `why` is empty where it agrees."""

    name: str
    why: str


def _told(found: Verification) -> dict[str, Any]:
    """Return what anybody may hear of a file: whether it is the issued one, and of each public figure whether it agrees.

    Neither words nor counts of what differs: whoever has only the code would read off them what is closed, or guess it until
    it agrees. For the same reason of another file than the issued one nothing is said but that, where any figure is closed,
    and no figure of a changed PDF is told of, which is found by the words of its sentence. That something draws which no issued
    file of any report has says nothing of this one.
    What a mark holds is what is seen there only where nothing else draws: of a changed page, or beside such a thing, figures
    that differ are told of, and none is called right.
    """
    paper = Paper.from_json(found.issue.paper)
    told = {one.id for one in paper.numbers if one.public}  # no cells: some may be closed
    closed = len(told) < len(paper.numbers) or bool(paper.series)
    verdict = found.verdict
    if closed and not found.untouched:
        verdict = Verdict.DRAWN if found.drawn else Verdict.OTHER
    if not found.untouched and found.form == "pdf":
        told = set()
    figures = [
        _Told(name=f"{one.place} {one.period} {one.name}", why=one.why) for one in found.figures if one.id in told
    ]
    counts = found.untouched or (found.form == "docx" and not found.drawn)
    return {
        "verdict": verdict,
        "figures": len(figures) if counts else 0,
        "agreeing": sum(not one.why for one in figures),
        "differing": [one for one in figures if one.why],
        "restated": len(flags(found.issue)),
        "parts": parts_of(paper),
    }


def parts_of(paper: Paper) -> str:
    """Say in one sentence what a report's figures are, in counts that add up; empty where it has none."""
    numbers, series = len(paper.numbers), len(paper.series)
    closed = sum(not one.public for one in paper.numbers)
    parts = [f"正文里 {numbers} 个" + (f"（公开 {numbers - closed} 个，不公开 {closed} 个）" if closed else "")]
    parts += [f"表和图里 {series} 个（一列数据算一个）"] if series else []
    return f"这份报告共 {numbers + series} 个数字：{'，'.join(parts)}。" if numbers + series else ""


class _OfReport(Page):
    """A page about one issued report, found by its code."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Count who asks, so that codes and figures are not tried by the thousand."""
        throttle.count(f"verified.{throttle.caller(request)}", most=_MOST_PAGES, seconds=_SPAN)
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def issue(self) -> Issue:
        """What was issued."""
        return issue_of(self.kwargs["code"])

    @cached_property
    def paper(self) -> Paper:
        """Its paper."""
        return Paper.from_json(self.issue.paper)

    @cached_property
    def flags(self) -> list[Flag]:
        """What was restated since."""
        return flags(self.issue)

    @cached_property
    def standing(self) -> Mapping[str, Standing]:
        """Where each figure stands in its sentence."""
        return standings(self.paper)

    def quoted(self, one: Number) -> tuple[str, str, str]:
        """Return the sentence a figure stands in, parted at it: only the figure is vouched for, not the words beside it.

        Nothing of a sentence that holds a figure not everybody may see, or a number somebody typed.
        """
        found = self.standing.get(one.id)
        if found is None or any(other.sentence == one.sentence and not other.public for other in self.paper.numbers):
            return "", "", ""
        if self.states_number(found.written):
            return "", "", ""
        return found.before, one.text, found.after

    def states_number(self, text: str) -> bool:
        """Tell whether words of the report state a number, which nobody vouches for."""
        return states_number(text, day=date.fromisoformat(self.paper.day))

    def address(self, identity: str = "") -> str:
        """Return the public page of the report, or of one of its figures."""
        here = reverse("portal:report", args=[self.issue.code])
        return f"{here}{identity}/" if identity else here


@dataclass(frozen=True, kw_only=True)
class Claim:
    """A claim the report makes and this site vouches for; its words where everybody may see them."""

    id: str
    title: str
    text: str
    sentence: tuple[str, str, str]
    """Before the figure, the figure, after it; nothing where the sentence holds what is closed."""
    url: str
    public: bool
    restated: bool


class ReportVerification(_OfReport):
    """One issued report: who, when, every claim, whether it was withdrawn or restated."""

    template_name = "portal/report.html"

    def heading(self) -> str:
        """Return the report's title."""
        return self.paper.title

    def crumbs(self) -> Sequence[Crumb]:
        """Lead back."""
        return (Crumb(label="核验", url=reverse("portal:verify")),)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the claims and the outcome of computing all of them again."""
        return super().get_context_data(
            issue=self.issue,
            paper=self.paper,
            claims=list(self._claims()),
            series=[{"one": one, "url": self.address(one.id)} for one in self.paper.series],
            parts=parts_of(self.paper),
            notes=list(quotable_notes(self.paper)),
            because=self._because(),
            flags=self.flags,
            outcome=self._outcome(),
            **kwargs,
        )

    def _because(self) -> str:
        """Return why whoever issued the report let readings stand, empty where that states a number."""
        return "" if self.states_number(self.paper.because) else self.paper.because

    def _claims(self) -> Iterator[Claim]:
        restated = {flag.figure.figure for flag in self.flags}
        for one in self.paper.numbers:
            yield Claim(
                id=one.id,
                title=f"{one.place.name} {one.period} {one.name}",
                text=one.text if one.public else "不公开",
                sentence=self.quoted(one),
                url=self.address(one.id),
                public=one.public,
                restated=one.id in restated,
            )

    def _outcome(self) -> dict[str, Any]:
        """Return how many figures agree, computed anew at most every ten minutes."""
        key = f"tongxin.verified.{self.issue.pk}"
        kept: dict[str, Any] | None = memory.get(key)
        if kept is None:
            try:
                found = verify(self.issue)
                kept = {"agree": found.agreeing, "total": len(found.figures), "problem": ""}
            except TongxinError as error:
                kept = {"agree": 0, "total": 0, "problem": error.message}
            memory.set(key, kept, _KEPT_SECONDS)
        return kept


class FigureVerification(_OfReport):
    """One figure of an issued report: value, definition, time, completeness, snapshot, restated or not."""

    template_name = "portal/figure.html"

    @cached_property
    def figure(self) -> Number | Series:
        """The figure or series of this address."""
        known: dict[str, Number | Series] = {one.id: one for one in self.paper.numbers}
        known |= {one.id: one for one in self.paper.series}
        if self.kwargs["figure"] not in known:
            raise NotFoundError("这份报告里没有这个编号的数字，请核对网址。")
        return known[self.kwargs["figure"]]

    def heading(self) -> str:
        """Name the figure."""
        return self.figure.name

    def crumbs(self) -> Sequence[Crumb]:
        """Lead back to the report."""
        return (
            Crumb(label="核验", url=reverse("portal:verify")),
            Crumb(label=self.paper.title, url=self.address()),
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the figure, what it says today, and its restatements."""
        one = self.figure
        flag = next((flag for flag in self.flags if flag.figure.figure == one.id), None)
        return super().get_context_data(
            issue=self.issue,
            paper=self.paper,
            one=one,
            number=one if isinstance(one, Number) else None,
            sentence=self.quoted(one) if isinstance(one, Number) else None,
            table=_public_table(one, snapshot=self.issue.snapshot) if isinstance(one, Series) else None,
            rule=_rule(one),
            flag=flag,
            today=_today(one) if flag and isinstance(one, Number) and one.public else "",
            board=figure_url(one.measure, place=one.place.code, time=time_of(one)),
            complete=_complete(one) if isinstance(one, Number) else [],
            **kwargs,
        )


def _complete(one: Number) -> list[str]:
    known = one.completeness
    if known is None:
        return []
    said = []
    if known.expected:
        said.append(f"应报 {known.expected}，已报 {known.reported}（零报告 {known.nil}），逐级审核 {known.approved}")
        if known.missing:
            named = "、".join(place.name for place in known.missing[:10])
            said.append(f"缺报：{named}{'等' if len(known.missing) > 10 else ''}")
    if known.participations and one.public:  # a closed number could be read off there
        said.append(f"{known.resolved}/{known.participations} 条记录已对上人员")
    return said


def _rule(one: Number | Series) -> str:
    """Return why no figure of this kind is public, in papers of any age; what is said of single ones is not repeated."""
    return one.why_not if isinstance(one, Number) and one.why_not in RULES else ""


def _today(one: Number) -> str:
    """Return what the figure is today as anybody may see it, empty where that is nothing new."""
    try:
        now = recomputed(one, desk=current_desk(), scope=Scope()).text
    except TongxinError:
        return ""
    return "" if now == one.text else now


def _public_table(one: Series, *, snapshot: str) -> Table | None:
    """Return a series as anybody may see it: computed again under the public rules.

    A cell is shown where what is public of it is what the report states.
    """
    stated = {cell.code: cell.text for cell in one.cells}
    try:
        desk = desk_on(snapshot)
        measure = desk.registry.measure(one.measure)
        question = question_of(one.measure, place=one.place.code, time=time_of(one))
        cells = desk.cells(question, by=Axis(one.by), scope=Scope())
    except TongxinError:
        return None
    rows = [cell_of(cell, measure=measure) for cell in cells]
    columns = (
        Column(name="name", label="地区" if cells and cells[0].place else "时间", value="name"),
        Column(
            name="value",
            label=one.name,
            value=lambda cell: cell.text if stated.get(cell.code) == cell.text else "不公开",
            kind=Shape.NUMBER,
        ),
    )
    return Table(columns, rows, caption=one.name)
