"""What lies before a judge: the entries of the round under way by blind number, what was given them, and the works."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tongxin.kernel.errors import ConflictError, NotFoundError
from tongxin.kernel.scope import Scope, Verb
from tongxin.lifecycle.evidence.queries import hidden_because
from tongxin.lifecycle.models import EvidenceFile
from tongxin.records.contests.models import Contest, Criterion, Entry, Judge, Recusal, Round, ScoreSheet
from tongxin.records.contests.pages.scoring import ScoreForm
from tongxin.records.contests.queries import current_round, entrants_of, entries_of, items_of

PDF = "application/pdf"
_OPENED = {"image/jpeg": "图片", "image/png": "图片", PDF: "PDF"}
"""What a judge opens: formats that can be handed on without saying who made them."""
_KINDS = (EvidenceFile.Kind.PHOTO, EvidenceFile.Kind.ARCHIVE)
"""Works. What is signed, stamped or listed - scans, receipts, tables - tells whose the work is."""
_NOT_NOW: Mapping[str, str] = {
    Contest.State.CALL: "评分还没有开始，请在主办单位通知后再打开。",
    Contest.State.ENTRIES: "评分还没有开始，请在主办单位通知后再打开。",
    Contest.State.CANCELLED: "这项赛事已取消，不用再打分。",
}
_SEALED = "这项赛事的成绩已经封存，不能再打分或改分。"


@dataclass(frozen=True, kw_only=True)
class Work:
    """A file of a work, without its name: that may tell whose it is."""

    file: EvidenceFile
    label: str

    @property
    def is_picture(self) -> bool:
        """Whether it opens in the browser."""
        return self.file.is_picture


@dataclass(frozen=True, kw_only=True)
class Placed:
    """One entry on the desk: the sheet this judge gave it, or that the judge stands aside for it."""

    entry: Entry
    form: ScoreForm
    works: tuple[Work, ...]
    sheet: ScoreSheet | None = None
    is_aside: bool = False

    @property
    def state(self) -> str:
        """What the page calls it: `aside`, `fixed` (keyed in by staff), `saved`, or `open`."""
        if self.is_aside:
            return "aside"
        if self.sheet is None:
            return "open"
        return "saved" if self.sheet.source == ScoreSheet.Source.TABLET else "fixed"


def round_before(judge: Judge) -> Round:
    """Return the round under way, or raise `ConflictError` where nothing is judged now."""
    contest = judge.contest
    one = current_round(contest) if contest.state == Contest.State.JUDGING else None
    if one is None:
        raise ConflictError(_NOT_NOW.get(contest.state, _SEALED))
    return one


def desk_of(judge: Judge, one: Round) -> list[Placed]:
    """Return the entries of a round as a judge sees them, in a constant number of queries."""
    entries, items = list(entries_of(one)), list(items_of(one))
    sheets = {sheet.entry_id: sheet for sheet in ScoreSheet.objects.children_of(judge).filter(round=one)}
    aside = entries_aside(judge, entries)
    works = _works(judge, [entry for entry in entries if entry.pk not in aside])
    return [
        Placed(
            entry=entry,
            form=_filled(sheets.get(entry.pk), items=items, number=entry.number),
            works=works.get(entry.pk, ()),
            sheet=sheets.get(entry.pk),
            is_aside=entry.pk in aside,
        )
        for entry in entries
    ]


def entries_aside(judge: Judge, entries: Sequence[Entry]) -> set[int]:
    """Return those of the entries a judge must not score."""
    aside = set(Recusal.objects.children_of(judge).values_list("entry_id", flat=True))
    if judge.person_id is not None and entries:
        aside |= set(entrants_of(*entries).filter(person=judge.person_id).values_list("entry_id", flat=True))
    return aside


def work_on_desk(judge: Judge, one: Round, number: int) -> EvidenceFile:
    """Return a file of an entry this judge scores in this round; raise `NotFoundError` for any other."""
    entries = list(entries_of(one))
    aside = entries_aside(judge, entries)
    works = _works(judge, [entry for entry in entries if entry.pk not in aside])
    found = [work.file for of_entry in works.values() for work in of_entry if work.file.pk == number]
    if not found:
        raise NotFoundError("没有找到这个文件，可能已撤回，或不属于您正在评的作品。")
    return found[0]


def _filled(sheet: ScoreSheet | None, *, items: Sequence[Criterion], number: int | None) -> ScoreForm:
    names = [f"score{position}" for position in range(1, len(items) + 1)]
    initial = dict(zip(names, sheet.scores, strict=False)) if sheet is not None else {}
    return ScoreForm(items=items, initial=initial, auto_id=f"e{number}-%s")


def _works(judge: Judge, entries: Sequence[Entry]) -> dict[int, tuple[Work, ...]]:
    """Return the files a judge may open of each entry: what a reader of the contest may, who reads no persons."""
    scope = Scope.of({judge.path: [Verb.VIEW]})
    kept = EvidenceFile.objects.about_numbered(Entry, [entry.pk for entry in entries]).order_by("id")
    found: dict[int, list[Work]] = defaultdict(list)
    for file in kept.filter(withdrawn_at=None, removed_at=None, media_type__in=_OPENED, kind__in=_KINDS):
        if not hidden_because(file, path=judge.path, scope=scope):
            of_entry = found[file.record_id]
            of_entry.append(Work(file=file, label=f"作品文件 {len(of_entry) + 1}（{_OPENED[file.media_type]}）"))
    return {number: tuple(works) for number, works in found.items()}
