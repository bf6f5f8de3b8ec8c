"""Where the parts of a chart stand, worked out once, so that Word, PDF and HTML show the same drawing.

The numbers here only place ink: what is read is each
cell's own text. A chart of many places is set in columns, and in several drawings where one would not fit a page.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Final

from tongxin.reports.paper import Series
from tongxin.reports.printing.drawing import SIZE, WIDTH, Bar, Dot, Drawing, Label, Stroke
from tongxin.reports.printing.lines import Box, Line, side_by_side

TONES: Final = 4
"""How many series are told apart by tone; later ones begin again."""
_TALLEST: Final = 810.0
_HEAD: Final = 26.0
_GAP: Final = 18.0
_PANELS: Final = 3
_PLOT: Final = 220.0
_FOOT: Final = 24.0
_WIDE_FROM: Final = "\u1100"
_UNTIL: Final = "至"
"""In the name of a piece of time that is no whole year, month or day."""
_PALE: Final = 4


def draw(shape: str, *, series: Sequence[Series]) -> tuple[Drawing, ...]:
    """Draw series as bar, column or line; nothing where there is no line to draw."""
    lines = [replace(line, name=_named(line)) for line in side_by_side(series) if not line.role]
    if not lines:
        return ()
    if shape == "bar":
        return tuple(_bars(series, lines=lines))
    return (_upright(series, lines=lines, as_line=shape == "line"),)


def unfinished(series: Sequence[Series]) -> str:
    """Return the days of a year that is still running, as it stands among whole years; empty where there is none."""
    return next((cell.name for one in series if one.by == "year" for cell in one.cells if _UNTIL in cell.name), "")


def _named(line: Line) -> str:
    """Name a line; 2022年（未满） where it is part of a year among whole ones, so that nobody reads it as a fall."""
    known = next(box for box in line.boxes if box)
    return f"{known.cell.code[:4]}年（未满）" if _is_unfinished(known) else line.name


def _is_unfinished(box: Box | None) -> bool:
    return box is not None and box.series.by == "year" and _UNTIL in box.cell.name


def written(text: str) -> float:
    """Return about how wide a text is."""
    return SIZE * sum(1.0 if character >= _WIDE_FROM else 0.56 for character in text)


def _value(box: Box | None) -> float | None:
    """Return what to draw; a sum below zero is drawn as nothing."""
    if box is None or box.cell.value is None:
        return None
    return max(float(Fraction(box.cell.value)), 0.0)


def _largest(lines: Sequence[Line]) -> float:
    return max((_value(box) or 0.0 for line in lines for box in line.boxes), default=0.0) or 1.0


def _text(box: Box | None) -> str:
    return box.cell.text if box else ""


def _head(drawing: Drawing, *, series: Sequence[Series]) -> None:
    """Name the unit and, where there are several, each series beside its tone."""
    units = list(dict.fromkeys(one.unit for one in series if one.unit))
    if len(units) == 1:
        drawing.labels.append(Label(x=WIDTH, y=8, text=f"单位：{units[0]}", anchor="end", muted=True))
    if len(series) > 1:
        x = 0.0
        for index, one in enumerate(series):
            name = series_name(one, among=series)
            drawing.bars.append(Bar(x=x, y=3, width=10, height=10, tone=tone(index)))
            drawing.labels.append(Label(x=x + 15, y=8, text=name, anchor="start"))
            x += 15 + written(name) + _GAP


def tone(index: int) -> int:
    """Return the tone, from 1, of the series at an index."""
    return index % TONES + 1


def series_name(series: Series, *, among: Sequence[Series]) -> str:
    """Name a series; with its time or place where another one beside it has the same name."""
    twins = [one for one in among if one.name == series.name]
    if len(twins) == 1:
        return series.name
    if len({one.period for one in twins}) > 1:
        return f"{series.period}{series.name}"
    return f"{series.place.name}{series.name}"


def _bars(series: Sequence[Series], *, lines: Sequence[Line]) -> Iterator[Drawing]:
    """Yield drawings of lying bars; each has up to three columns of equally many lines."""
    pitch = max(18.0, 12.0 * len(series) + 6)
    fitting = int(_TALLEST / pitch)
    panels = min(_PANELS, -(-len(lines) // fitting))
    drawings = -(-len(lines) // (fitting * panels))
    largest = _largest(lines)
    for part in _cut(lines, size=-(-len(lines) // drawings)):
        rows = -(-len(part) // panels)
        drawing = Drawing(height=_HEAD + rows * pitch)
        _head(drawing, series=series)
        width = (WIDTH - _GAP * (panels - 1)) / panels
        for number, panel in enumerate(_cut(part, size=rows)):
            frame = Frame(left=number * (width + _GAP), width=width, pitch=pitch, largest=largest)
            _panel(drawing, lines=panel, frame=frame)
        yield drawing


def _cut(lines: Sequence[Line], *, size: int) -> Iterator[Sequence[Line]]:
    for start in range(0, len(lines), size):
        yield lines[start : start + size]


@dataclass(frozen=True, kw_only=True)
class Frame:
    """Where a column of bars stands, how far its lines are apart, and the value of the longest bar."""

    left: float
    width: float
    pitch: float
    largest: float


def _panel(drawing: Drawing, *, lines: Sequence[Line], frame: Frame) -> None:
    names = min(max(written(line.name) for line in lines), frame.width * 0.45)
    texts = min(max(written(_text(box)) for line in lines for box in line.boxes), frame.width * 0.3)
    zero = frame.left + names + 6
    length = frame.width - names - texts - 12
    for index, line in enumerate(lines):
        top = _HEAD + index * frame.pitch
        drawing.labels.append(Label(x=zero - 6, y=top + frame.pitch / 2, text=_short(line.name, names), anchor="end"))
        thick = 12.0 if len(line.boxes) == 1 else 11.0
        start = top + (frame.pitch - thick * len(line.boxes)) / 2
        for number, box in enumerate(line.boxes):
            value = _value(box)
            reach = 0.0 if value is None else _rounded(length * value / frame.largest)
            y = start + number * thick
            if reach:
                drawing.bars.append(Bar(x=_rounded(zero), y=y, width=reach, height=thick - 1, tone=tone(number)))
            text = _short(_text(box), texts + 1)
            drawing.labels.append(
                Label(x=_rounded(zero + reach + 4), y=y + thick / 2, text=text, anchor="start", muted=value is None)
            )


def _short(text: str, width: float) -> str:
    """Cut a text that is too wide; the table has it whole."""
    if written(text) <= width:
        return text
    while text and written(text) + SIZE > width:
        text = text[:-1]
    return f"{text}…"


def _rounded(value: float) -> float:
    return round(value, 2)


def _upright(series: Sequence[Series], *, lines: Sequence[Line], as_line: bool) -> Drawing:
    """Draw columns or lines over pieces of time; where labels would overlap, every second, third … from the last."""
    drawing = Drawing(height=_HEAD + SIZE + _PLOT + _FOOT)
    _head(drawing, series=series)
    floor, slot, largest = _HEAD + SIZE + _PLOT, WIDTH / len(lines), _largest(lines)
    drawing.strokes.append(Stroke(points=((0.0, floor), (WIDTH, floor)), tone=0))
    each = _every(max(written(line.name) for line in lines), slot)
    for index, line in enumerate(lines):
        if (len(lines) - 1 - index) % each == 0:
            middle = _rounded((index + 0.5) * slot)
            drawing.labels.append(Label(x=middle, y=floor + 13, text=line.name, anchor="middle"))
    for number in range(len(series)):
        values = [_value(line.boxes[number]) for line in lines]
        tops = [None if value is None else _rounded(floor - _PLOT * value / largest) for value in values]
        texts = [_text(line.boxes[number]) for line in lines]
        place = _Run(number=number, of=1 if as_line else len(series), slot=slot, floor=floor)
        (_points if as_line else _columns)(drawing, tops=tops, place=place)
        if not as_line and len(series) == 1 and _is_unfinished(lines[-1].boxes[0]) and tops[-1] not in (None, floor):
            drawing.bars[-1] = replace(drawing.bars[-1], tone=_PALE)
        _values(drawing, tops=tops, texts=texts, place=place)
    return drawing


def _every(width: float, slot: float) -> int:
    """Return how many labels of a width share one slot's room."""
    return max(1, -(-int(width * 1.15) // max(int(slot), 1)))


@dataclass(frozen=True, kw_only=True)
class _Run:
    """The run of a series: its number, how many share a slot, a slot's width, where zero is."""

    number: int
    of: int
    slot: float
    floor: float

    @property
    def thick(self) -> float:
        return min(40.0, self.slot * 0.7 / self.of)

    def middle(self, index: int) -> float:
        """Return the middle of the run's mark in a slot."""
        shift = (self.number - (self.of - 1) / 2) * self.thick if self.of > 1 else 0.0
        return _rounded((index + 0.5) * self.slot + shift)


def _columns(drawing: Drawing, *, tops: Sequence[float | None], place: _Run) -> None:
    for index, top in enumerate(tops):
        if top is not None and top < place.floor:
            x = _rounded(place.middle(index) - place.thick / 2)
            width, height = _rounded(place.thick - 1), _rounded(place.floor - top)
            drawing.bars.append(Bar(x=x, y=top, width=width, height=height, tone=tone(place.number)))


def _points(drawing: Drawing, *, tops: Sequence[float | None], place: _Run) -> None:
    """Join neighbours; a gap ends the line."""
    stretch: list[tuple[float, float]] = []
    for index, top in enumerate([*tops, None]):
        if top is not None:
            stretch.append((place.middle(index), top))
            drawing.dots.append(Dot(x=place.middle(index), y=top, tone=tone(place.number)))
            continue
        if len(stretch) > 1:
            drawing.strokes.append(Stroke(points=tuple(stretch), tone=tone(place.number)))
        stretch = []


def _values(drawing: Drawing, *, tops: Sequence[float | None], texts: Sequence[str], place: _Run) -> None:
    each = _every(max(written(text) for text in texts), place.slot / place.of)
    for index, (top, text) in enumerate(zip(tops, texts, strict=True)):
        if (len(texts) - 1 - index) % each == 0 and text:
            y = _rounded((place.floor if top is None else top) - 9)
            drawing.labels.append(Label(x=place.middle(index), y=y, text=text, anchor="middle", muted=top is None))
