"""From typed text to paper: every slot becomes a figure in words, and whatever stands against issuing it is named."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Final

from tongxin.board.calendar import Time
from tongxin.claims.claim import Claim
from tongxin.figures import Axis, Cell, Desk, Figure, Measure, Place, Question, Status, Value
from tongxin.figures.publication import RULES
from tongxin.figures.question import is_stock
from tongxin.kernel.errors import InputError, TongxinError
from tongxin.kernel.period import chinese_date
from tongxin.kernel.scope import Scope
from tongxin.reports import paper
from tongxin.reports.extracted import Extracted
from tongxin.reports.noting import ESTIMATE, estimates, notes_of, shown_as
from tongxin.reports.readback import misread
from tongxin.reports.sentences import sentences
from tongxin.reports.slots import Breakdown, Broken, Estimate, Shape, Slot
from tongxin.reports.source import MOST_SLOTS, BreakdownLine, HeadingLine, Line, Part, TextLine, lines_of
from tongxin.reports.stating import number_of
from tongxin.reports.styles import wording
from tongxin.reports.tables import apart, breakdown_period, cell_of, closing, series_of, without_idle_own
from tongxin.reports.touching import touched, turned
from tongxin.reports.typed import typed_numbers
from tongxin.reports.unread import unread, unread_in_title
from tongxin.reports.unseen import hidden_in

_MISSING = "［？］"
_SHOWN: Final = 20
_MOST_SERIES: Final = 200


class Weight(StrEnum):
    """How much a remark weighs."""

    STOPS = "stops"
    """The report cannot be issued like this."""
    WARNS = "warns"
    """Somebody should look; it can be issued."""


@dataclass(frozen=True, kw_only=True)
class Typed:
    """A number somebody typed: where it stands in the text of all paragraphs, and how often before in its own."""

    words: str
    span: tuple[int, int]
    nth: int


@dataclass(frozen=True, kw_only=True)
class Remark:
    """Something about a line of the text. `line` counts from 1; 0 is the report as a whole.

    `typed` is the number it is about, if somebody typed one. `reading` is there where 核数 reads the sentence otherwise than
    its figure says: whoever issues may say why it stands.
    """

    line: int
    weight: Weight
    text: str
    typed: Typed | None = None
    reading: str = ""


@dataclass(frozen=True, kw_only=True)
class Letterhead:
    """Who reports, under what title, on which day."""

    title: str
    organisation: str
    place: paper.Spot
    day: date
    demo: bool
    compact: bool = False


@dataclass(frozen=True, kw_only=True)
class Composition:
    """A text with its figures filled in, the remarks, and the numbers somebody typed, by their place in `text`."""

    paper: paper.Paper
    remarks: tuple[Remark, ...]
    text: str = ""
    typed: tuple[Typed, ...] = ()

    @property
    def stops(self) -> tuple[Remark, ...]:
        """What stands against issuing."""
        return tuple(one for one in self.remarks if one.weight is Weight.STOPS)

    @property
    def faults(self) -> tuple[Remark, ...]:
        """What stands against issuing whatever anybody says of it."""
        return tuple(one for one in self.stops if not one.reading)

    @property
    def readings(self) -> tuple[str, ...]:
        """How 核数 reads sentences otherwise than their figures say."""
        return tuple(one.reading for one in self.stops if one.reading)


class Composer:
    """Fills texts in on one snapshot, for one asker.

    `home` is the path of the network's place: no figure is stated of a place outside. `fingerprint` adds the evidence hashes an issue needs; without `public` nobody asks whether the public may see each
    figure, which costs as much as the figure itself.
    """

    def __init__(
        self,
        desk: Desk,
        *,
        scope: Scope,
        today: date,
        home: str = "",
        fingerprint: bool = False,
        public: bool = True,
    ) -> None:
        self.desk = desk
        self._scope = scope
        self._today = today
        self._home = home
        self._fingerprint = fingerprint
        self._public = public
        self._figures: dict[Question, Figure] = {}

    def figure(self, question: Question) -> Figure:
        """Return a figure, asked once; raises a user's error with one sentence."""
        if question not in self._figures:
            self._figures[question] = self.desk.figure(question, scope=self._scope, fingerprint=self._fingerprint)
        return self._figures[question]

    def public_result(self, question: Question) -> Value | None:
        """Return what anybody may see of a figure; None where nobody asks."""
        return self.desk.figure(question, scope=Scope(), fingerprint=False).result if self._public else None

    def cells(self, question: Question, *, by: Axis) -> tuple[Cell, ...]:
        """Return a breakdown within the asker's scope."""
        return self.desk.cells(question, by=by, scope=self._scope)

    def withholds(self, question: Question, *, by: Axis) -> bool:
        """Tell whether the public may not see some cell of a breakdown because of how few stand behind it."""
        if not self._public:
            return False
        cells = self.desk.cells(question, by=by, scope=Scope())
        results = [cell.result for cell in cells]
        return any(one.status is Status.WITHHELD and one.reason not in RULES for one in results)

    def place(self, code: str) -> Place:
        """Return a place of the network."""
        found = self.desk.register.place(code)
        if not found.path.startswith(self._home):
            raise InputError(f"{found.name}不在本网络内，没有它的记录。")
        return found

    def stock(self, measure: Measure) -> bool:
        """Tell whether the measure is true on a day."""
        return is_stock(measure, registry=self.desk.registry)

    def compose(self, text: str, *, head: Letterhead) -> Composition:
        """Return the paper of a text, numbered as a draft, with every remark."""
        work = _Work(self, today=self._today)
        blocks = tuple(work.block(line) for line in lines_of(text))
        if self.desk.notice:
            work.warn(0, self.desk.notice)
        if not blocks:
            work.stop(0, "报告还没有正文，请先写正文。")
        if head.day > self._today:
            work.stop(0, f"报告日期 {chinese_date(head.day)} 还没有到，请改为今天或以前的日期。")
        read = Extracted.of([block for block in blocks if isinstance(block, paper.Paragraph)])
        work.read_back(read, head=head)
        work.stop_unreadable(text, title=head.title)
        made = paper.Paper(
            title=head.title,
            number="",
            code="",
            address="",
            organisation=head.organisation,
            place=head.place,
            day=head.day.isoformat(),
            issued_at="",
            snapshot=self.desk.snapshot.id,
            taken_at=self.desk.snapshot.taken_at,
            demo=head.demo,
            compact=head.compact,
            blocks=blocks,
            numbers=tuple(work.numbers),
            series=tuple(work.series),
            notes=(*notes_of(work.numbers, work.series, typed=[one.words for one in work.typed]), *work.beyond),
        )
        unwritten = [replace(one, sentence="") for one in work.numbers]  # what was written is told of by its line
        for told in dict.fromkeys(hidden_in([head, unwritten, work.series])):
            work.stop(0, told)
        remarks = tuple(sorted(work.remarks, key=lambda one: one.line))
        return Composition(paper=made, remarks=remarks, text=read.text, typed=tuple(work.typed))


def question_of(measure: str, *, place: str, time: Time) -> Question:
    """Return the question a slot asks."""
    return Question(measure=measure, place=place, period=time.period, as_of=time.as_of)


class _Work:
    """One text being filled in."""

    def __init__(self, composer: Composer, *, today: date) -> None:
        self._composer = composer
        self._today = today
        self.numbers: list[paper.Number] = []
        self.series: list[paper.Series] = []
        self.remarks: list[Remark] = []
        self.typed: list[Typed] = []
        self._paragraphs: list[int] = []
        self.beyond: dict[str, None] = {}
        self.closed: list[str] = []
        self._lines: dict[str, int] = {}

    def stop(self, line: int, text: str) -> None:
        self.remarks.append(Remark(line=line, weight=Weight.STOPS, text=text))

    def warn(self, line: int, text: str) -> None:
        self.remarks.append(Remark(line=line, weight=Weight.WARNS, text=text))

    def stop_unreadable(self, text: str, *, title: str) -> None:
        """Stop what nobody sees, and braces that nobody reads."""
        for number, told in (*unread_in_title(title), *unread(text)):
            self.stop(number, told)
        for number, line in enumerate(text.splitlines(), start=1):
            for told in hidden_in(line.lstrip("# ")):
                self.stop(number, told)

    def block(self, line: Line) -> paper.Block:
        if isinstance(line, HeadingLine):
            return paper.Heading(level=line.level, text=line.text)
        made = self._breakdown(line) if isinstance(line, BreakdownLine) else self._paragraph(line)
        if isinstance(made, paper.Paragraph):
            self._paragraphs.append(line.number)
        return made

    def _paragraph(self, line: TextLine) -> paper.Paragraph:
        before = len(self.numbers)
        made = paper.Paragraph(runs=tuple(self._run(part, line=line.number) for part in line.parts))
        estimated = {number.id for number in self.numbers[before:] if number.estimated}
        made = paper.Paragraph(runs=tuple(estimates(made, line.parts, estimated=estimated)))
        self.numbers[before:] = list(self._in_sentences(self.numbers[before:], made, line=line.number))
        return made

    def _run(self, part: Part, *, line: int) -> paper.Run:
        if isinstance(part, str | Estimate):
            return paper.Run(text=part if isinstance(part, str) else "")
        if isinstance(part, Broken):
            self.stop(line, f"{part.text[:60]}：{part.why}")
            return paper.Run(text=_MISSING)
        if len(self.numbers) >= MOST_SLOTS:
            self.stop(line, f"一份报告最多放 {MOST_SLOTS} 个数字，请拆成几份。")
            return paper.Run(text=_MISSING)
        try:
            number = self._number(part, line=line)
        except TongxinError as error:
            self.stop(line, f"{part.token}：{error.message}")
            return paper.Run(text=_MISSING)
        self._remark_time(part.time, line=line, what=f"「{number.name}」")
        self.numbers.append(number)
        self._lines[number.id] = line
        return paper.Run(text=number.text, figure=number.id)

    def read_back(self, read: Extracted, *, head: Letterhead) -> None:
        """Tell of typed numbers, stop figures that something touches, and those whose sentence says another time or place."""
        for index, paragraph in enumerate(read.paragraphs):
            claims = read.within(index)
            self._tell_typed(typed_numbers(paragraph, claims=claims), index=index, since=read.starts[index])
            if letters := turned(paragraph):
                told = (
                    f"「{letters[:_SHOWN]}」从右往左写，会打乱同一段里数字的顺序，请把这些文字另起一段，段里不放数字。"
                )
                self.stop(self._paragraphs[index], told)
            for touch in touched(paragraph, claims=claims):
                self.stop(
                    self._lines[touch.figure],
                    f"「{touch.words}」连在一起会读成别的数，请用标点或文字把数字隔开，或在「插入数字」里选合适的说法。",
                )
        for one in misread(read, self.numbers, day=head.day, home=head.place.name):
            number, what = one.number, f"{one.stated}的{one.number.name}"
            told = f"「{number.sentence}」这句话说的是“{one.said}”，「{number.text}」却是{what}"
            reading = f"「{number.sentence}」读作“{one.said}”，其中「{number.text}」是{what}"
            text = f"{told}，请改文字，或改数字的时间和地区；若是核数读错，签发时可以写明原因。"
            line = self._lines[number.id]
            self.remarks.append(Remark(line=line, weight=Weight.STOPS, text=text, reading=reading))

    def _tell_typed(self, claims: Iterable[Claim], *, index: int, since: int) -> None:
        line, times = self._paragraphs[index], Counter[str]()
        for claim in claims:
            typed = Typed(words=claim.text, span=(since + claim.start, since + claim.end), nth=times[claim.text])
            times[claim.text] += 1
            self.typed.append(typed)
            told = f"「{claim.text}」是手工写的数字，没有依据；能从记录得出的请改用「插入数字」。"
            self.remarks.append(Remark(line=line, weight=Weight.WARNS, text=told, typed=typed))

    def _remark_time(self, time: Time, *, line: int, what: str) -> None:
        if time.day > self._today:
            self.stop(line, f"{what}的时期{time.label}还没有结束，请改为已结束的时期，或写到今天为止的起止日期。")
        elif time.day > self._composer.desk.snapshot.latest_day:
            self.stop(line, f"{what}的时期{time.label}在快照之后才结束，请先更新快照。")

    def _number(self, slot: Slot, *, line: int) -> paper.Number:
        measure = self._composer.desk.registry.measure(slot.measure)
        self._composer.place(slot.place)
        figure = self._composer.figure(question_of(slot.measure, place=slot.place, time=slot.time))
        words = wording(figure.result, measure=measure, style=slot.style)
        made = replace(number_of(figure, time=slot.time, style=slot.style, words=words), id=f"f{len(self.numbers) + 1}")
        shown = self._composer.public_result(figure.question)
        if shown is None:
            return made
        visible = shown.status is Status.OK and shown.value == figure.value  # an older release may stand
        if not visible and shown.reason not in RULES:
            self.warn(line, f"「{measure.name}」（{made.period}）不公开：公开的核验页不显示它，公开发布前请斟酌。")
        return replace(made, public=visible, why_not=shown.reason if shown.reason in RULES else "")

    def _in_sentences(
        self, numbers: Sequence[paper.Number], made: paper.Paragraph, *, line: int
    ) -> Iterator[paper.Number]:
        """Give each figure the sentence it stands in; hold 据不完全统计 against what was reported."""
        said = list(sentences(made))
        for number in numbers:
            sentence = next((text for text, ids in said if number.id in ids), made.text)
            if number.estimated and ESTIMATE not in sentence:
                self.stop(
                    line,
                    f"「{number.name}」（{number.period}）的上报还不完整，这句话里要写明“{ESTIMATE}”，或等上报齐了再签发。",
                )
            yield replace(number, sentence=sentence)
        known = {number.id: number for number in numbers}
        for text, ids in said:
            if ESTIMATE in text and ids and not any(known[one].estimated for one in ids):
                self.warn(line, f"这句话的数字上报都已完整，不必写“{ESTIMATE}”。")

    def _breakdown(self, line: BreakdownLine) -> paper.Block:
        asked = line.breakdown
        made: list[paper.Series] = []
        if len(self.series) + len(asked.measures) > _MOST_SERIES:
            self.stop(line.number, f"一份报告的表和图最多放 {_MOST_SERIES} 列数字，请拆成几份。")
            return paper.Paragraph(runs=(paper.Run(text=_MISSING),))
        for code in asked.measures:
            try:
                made.append(self._series(code, asked, number=len(self.series) + len(made) + 1))
            except TongxinError as error:
                self.stop(line.number, f"{asked.token}：{error.message}")
        if not made:
            return paper.Paragraph(runs=(paper.Run(text=_MISSING),))
        made = without_idle_own(made)
        self.series += made
        for name in self.closed:
            self.warn(line.number, f"表或图里有不公开的「{name}」：公开的核验页不显示它们，公开发布前请斟酌。")
        self.closed.clear()
        self._remark_time(asked.time, line=line.number, what="表或图")
        return shown_as(asked, made)

    def _series(self, code: str, asked: Breakdown, *, number: int) -> paper.Series:
        measure = self._composer.desk.registry.measure(code)
        stock = self._composer.stock(measure)
        time = breakdown_period(asked.time, by=asked.by, stock=stock)
        place = self._composer.place(asked.place)
        if asked.by.level is place.level:
            raise InputError(f"{place.name}自己就是{place.level.label}，请按下一级展开。", field="by")
        question = question_of(code, place=asked.place, time=time)
        cells = self._composer.cells(question, by=asked.by)
        whole = self._composer.figure(question) if time.as_of or not stock else None
        if whole is not None and not whole.is_earned:
            period = series_of(measure, place=place, time=asked.time, by=asked.by).period
            self.beyond[f"表或图中的{measure.name}（{period}）所在时期上报尚不完整，为初步数。"] = None
        closed: tuple[paper.Cell, ...] = ()
        if whole is not None and asked.by.level is not None and asked.shape is Shape.TABLE:
            closed = closing(whole, cells, by=asked.by)
            self.beyond |= dict.fromkeys(told for told in [apart(whole, cells)] if told)
        if self._composer.withholds(question, by=asked.by):
            self.closed.append(measure.name)
        made = series_of(measure, place=place, time=asked.time, by=asked.by)
        told = (*(cell_of(cell, measure=measure) for cell in cells), *closed)
        return replace(made, id=f"t{number}", cells=told)
