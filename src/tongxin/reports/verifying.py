"""Verifying an issued report: every figure computed again on its own snapshot, and held against what a file shows."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from difflib import unified_diff
from functools import lru_cache
from hashlib import sha256
from itertools import takewhile
from typing import Any

from tongxin.board.calendar import Time
from tongxin.figures import Axis, Desk, Status
from tongxin.kernel.errors import InputError, NotFoundError, TongxinError
from tongxin.kernel.period import Period
from tongxin.kernel.scope import Scope
from tongxin.ports.desk import current_desk, desk_over, store
from tongxin.reports import shelf
from tongxin.reports.composing import question_of
from tongxin.reports.issuing import digest_of
from tongxin.reports.models import Issue
from tongxin.reports.paper import Cell, Number, Paper, Series
from tongxin.reports.reading import PICTURE, Handed, read_issued, squeezed, worded
from tongxin.reports.stating import number_of
from tongxin.reports.styles import Style, wording
from tongxin.reports.tables import cell_of, closing
from tongxin.reports.verdict import Verdict

Lines = tuple[str, ...]
_MOST_MATCHED = 1_000_000
_NAMED = 5


@dataclass(frozen=True, kw_only=True)
class Verified:
    """One figure or series: what was issued, and whether everything still agrees. `why` says what does not."""

    id: str
    name: str
    place: str
    period: str
    text: str
    agrees: bool
    why: str = ""


@dataclass(frozen=True, kw_only=True)
class Verification:
    """A file, or an issue by itself, verified.

    `changed` is what the issued file of this form says and the file does not, `added` what it says beyond, `drawn` names what
    else draws in it that no issued file has; `pictured` tells whether it shows a picture the issued one does not.
    """

    issue: Issue
    form: str
    untouched: bool
    figures: tuple[Verified, ...]
    changed: tuple[str, ...]
    added: tuple[str, ...]
    drawn: tuple[str, ...] = ()
    pictured: bool = False

    @property
    def agreeing(self) -> int:
        """How many figures agree."""
        return sum(one.agrees for one in self.figures)

    @property
    def verdict(self) -> Verdict:
        """What the file is worth."""
        agrees = self.agreeing == len(self.figures)
        if self.untouched:
            return Verdict.ISSUED if agrees else Verdict.UNPROVEN
        if self.form != "docx":
            return Verdict.OTHER
        if self.drawn or self.pictured:
            return Verdict.DRAWN
        return Verdict.RESAVED if agrees and not (self.changed or self.added) else Verdict.ALTERED

    @property
    def holds(self) -> bool:
        """Whether this is what was issued, and all of it comes out again."""
        return self.verdict is Verdict.ISSUED

    def json(self) -> dict[str, Any]:
        """Return the document `tongxin verify --json` prints."""
        issue = self.issue
        return {
            "number": issue.number,
            "title": issue.paper["title"],
            "code": issue.code,
            "snapshot": issue.snapshot,
            "digest": issue.digest,
            "withdrawn": issue.withdrawn_because or None,
            "form": self.form,
            "verdict": self.verdict,
            "untouched": self.untouched,
            "total": len(self.figures),
            "agree": self.agreeing,
            "figures": [
                {"id": one.id, "name": one.name, "place": one.place, "period": one.period, "text": one.text}
                | {"agrees": one.agrees, "why": one.why or None}
                for one in self.figures
            ],
            "changed_text": list(self.changed),
            "added_text": list(self.added),
            "added_drawings": list(self.drawn),
        }


def issue_of(code: str) -> Issue:
    """Return what was issued under a verification code; raises `NotFoundError`. Codes are public, so no scope applies."""
    rows = Issue.objects.with_secret(code=code)
    found = rows.select_related("report", "organisation").first() if len(code) <= 16 else None
    if found is None:
        raise NotFoundError("没有这个核验码对应的报告，请核对后再输。", field="code")
    return found


def verify_file(content: bytes, *, name: str) -> Verification:
    """Verify an issued file; raises `InputError` or `NotFoundError` where it is none."""
    handed = read_issued(content, name=name)
    issue = issue_of(handed.code)
    untouched = sha256(content).hexdigest() == issue.files.get(handed.form)
    return verify(issue, handed=handed, untouched=untouched)


def verify(issue: Issue, *, handed: Handed | None = None, untouched: bool = True) -> Verification:
    """Compute everything an issue states again on its snapshot, and compare the words of a file where one is given.

    A file that is the issued one byte for byte needs no comparing.
    """
    if digest_of(issue.paper) != issue.digest:
        raise InputError("签发内容与签发时的校验值不一致，登记库可能被改动，请联系管理员核查。")
    paper = Paper.from_json(issue.paper)
    desk = desk_on(issue.snapshot)
    compared = None if untouched else handed
    figures = (*_numbers(paper, desk=desk, handed=compared), *_series(paper, desk=desk, handed=compared))
    changed, added = _differing(issue, compared) if compared is not None else ((), ())
    return Verification(
        issue=issue,
        form=handed.form if handed else "",
        untouched=untouched,
        figures=figures,
        changed=tuple(map(worded, changed)),
        added=tuple(map(worded, added)),
        drawn=compared.drawn if compared is not None else (),
        pictured=any(PICTURE in line for line in added),
    )


def desk_on(snapshot: str) -> Desk:
    """Return the desk over a snapshot, the open one where it is the newest; a few older ones stay open, too.

    Raises `NotFoundError` where it is gone, `DamagedError` where it is not what was taken: no other one stands in for it.
    """
    snapshots = store()
    if snapshots.current_id() == snapshot and (desk := current_desk()).snapshot.id == snapshot:
        return desk
    desk = _older(str(snapshots.root), snapshot)
    desk.snapshot.require_intact()
    return desk


@lru_cache(maxsize=4)
def _older(_root: str, snapshot: str) -> Desk:
    return desk_over(store().open(snapshot))


def time_of(one: Number | Series) -> Time:
    """Return the time a figure or series speaks of."""
    if one.as_of is not None:
        return Time(as_of=date.fromisoformat(one.as_of))
    return Time(period=Period.between(date.fromisoformat(str(one.begin)), date.fromisoformat(str(one.end))))


def recomputed(one: Number, *, desk: Desk, scope: Scope | None = None) -> Number:
    """Return the same figure computed now on a desk; raises a user's error where that cannot be done.

    Without a scope as whoever sees everything.
    """
    measure = desk.registry.measure(one.measure)
    time = time_of(one)
    question = question_of(one.measure, place=one.place.code, time=time)
    figure = desk.figure(question, scope=Scope.everything() if scope is None else scope)
    style = Style(one.style)
    return number_of(figure, time=time, style=style, words=wording(figure.result, measure=measure, style=style))


def _numbers(paper: Paper, *, desk: Desk, handed: Handed | None) -> Iterator[Verified]:
    text = handed.text if handed else ""
    for one in paper.numbers:
        why = _why_differs(one, desk=desk)
        if handed is not None and not why:
            why = _why_altered(one, handed=handed, text=text)
        yield Verified(
            id=one.id, name=one.name, place=one.place.name, period=one.period, text=one.text, agrees=not why, why=why
        )


def _why_differs(one: Number, *, desk: Desk) -> str:
    if desk.registry.measure(one.measure).version != one.version:
        return f"指标定义已更新，签发时为第 {one.version} 版，现有程序不能按旧版重算。"
    try:
        now = recomputed(one, desk=desk)
    except TongxinError as error:
        return f"不能重算：{error.message}"
    if _same(one, now) or _same(one, _as_anybody(one, desk=desk)):
        return ""
    return f"重算为 {now.text}（{now.value}），与签发的 {one.text}（{one.value}）不一致。"


def _same(one: Number, now: Number | None) -> bool:
    names = ("value", "numerator", "denominator", "evidence_count", "evidence_hash", "text")
    return now is not None and all(getattr(one, name) == getattr(now, name) for name in names)


def _as_anybody(one: Number, *, desk: Desk) -> Number | None:
    """Return the figure as the public sees it: an issuer states so what is beyond his own scope."""
    try:
        return recomputed(one, desk=desk, scope=Scope())
    except TongxinError:
        return None


def _why_altered(one: Number, *, handed: Handed, text: str) -> str:
    if handed.shown is None:
        return "" if squeezed(one.sentence) in text else f"文件里找不到签发时的这句话：{one.sentence}"
    if one.id not in handed.shown:
        return "文件里没有这个数字了。"
    shown = squeezed(handed.shown[one.id])
    return "" if shown == squeezed(one.text) else f"文件里写的是「{shown}」，签发时是「{one.text}」。"


def _series(paper: Paper, *, desk: Desk, handed: Handed | None) -> Iterator[Verified]:
    tabled = paper.tabled()
    for one in paper.series:
        why = _why_cells_differ(one, desk=desk)
        if handed is not None and handed.shown is not None and not why:
            why = _why_cells_altered(one, shown=handed.shown, tabled=one.id in tabled)
        text = f"{len(one.cells)} 格"
        yield Verified(
            id=one.id, name=one.name, place=one.place.name, period=one.period, text=text, agrees=not why, why=why
        )


def _why_cells_differ(one: Series, *, desk: Desk) -> str:
    """Compare cell by cell: rules of what is public change, so each is held against what anybody sees and what is exact.

    A withheld cell states nothing.
    """
    if desk.registry.measure(one.measure).version != one.version:
        return f"指标定义已更新，签发时为第 {one.version} 版，现有程序不能按旧版重算。"
    known: list[dict[str, Cell]] = []
    failed = ""
    for scope in (Scope(), Scope.everything()):
        try:
            known.append({cell.code: cell for cell in _cells(one, desk=desk, scope=scope)})
        except TongxinError as error:
            failed = error.message
    if not known:
        return f"不能重算：{failed}"
    stating = [cell for cell in one.cells if cell.status != Status.WITHHELD]
    differing = [cell.name for cell in stating if not any(now.get(cell.code) == cell for now in known)]
    issued = {cell.code for cell in one.cells}
    differing += [cell.name for code, cell in known[-1].items() if not cell.role and code not in issued]
    return f"重算与签发的不一致：{'、'.join(differing[:_NAMED])}。" if differing else ""


def _cells(one: Series, *, desk: Desk, scope: Scope) -> Iterator[Cell]:
    measure, by = desk.registry.measure(one.measure), Axis(one.by)
    question = question_of(one.measure, place=one.place.code, time=time_of(one))
    cells = desk.cells(question, by=by, scope=scope)
    yield from (cell_of(cell, measure=measure) for cell in cells)
    if any(cell.role for cell in one.cells):
        yield from closing(desk.figure(question, scope=scope, fingerprint=False), cells, by=by)


def _why_cells_altered(one: Series, *, shown: dict[str, str], tabled: bool) -> str:
    """Compare the cells a file shows; those of a series that is only drawn are not marked in it."""
    altered = [
        cell.name
        for row, cell in enumerate(one.cells)
        if squeezed(shown.get(f"{one.id}:{row}", "" if tabled else cell.text)) != squeezed(cell.text)
    ]
    return f"文件里的数字与签发时不同：{'、'.join(altered[:_NAMED])}。" if altered else ""


def _differing(issue: Issue, handed: Handed) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return what only the issued file says, and what only the file at hand says, in order."""
    own = shelf.take(issue.files[handed.form], form=handed.form)
    issued = read_issued(own, name=f"x.{handed.form}")
    return _apart_from((*issued.lines, *issued.asides), (*handed.lines, *handed.asides))


def _apart_from(was: Lines, now: Lines) -> tuple[Lines, Lines]:
    """Return the lines only the first has and those only the second has, in order.

    Matching lines costs up to their numbers multiplied: where too many differ, all between the first and the last differing
    line count as other lines.
    """
    begin = _alike(was, now)
    was, now = was[begin:], now[begin:]
    end = _alike(was[::-1], now[::-1])
    was, now = was[: len(was) - end], now[: len(now) - end]
    if len(was) * len(now) > _MOST_MATCHED:
        return was, now
    told = list(unified_diff(was, now, n=0, lineterm=""))[2:]  # two lines of heading; @@ begins a place
    gone = tuple(line[1:] for line in told if line.startswith("-"))
    return gone, tuple(line[1:] for line in told if line.startswith("+"))


def _alike(first: Lines, second: Lines) -> int:
    """Return how many lines two texts begin with alike."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(first, second, strict=False)))
