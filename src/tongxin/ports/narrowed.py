"""Figures narrowed to one subject: what it is called, and all that the measures say of it alone."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from tongxin.access import site
from tongxin.figures import Desk, Measure, Of, Question, Value
from tongxin.figures.plan import counts_only
from tongxin.figures.question import is_stock
from tongxin.kernel.errors import InputError, NotFoundError, UnavailableError
from tongxin.kernel.period import Period, chinese_date
from tongxin.kernel.scope import Scope
from tongxin.ports.desk import current_desk
from tongxin.ports.room import rooms
from tongxin.ports.shown import shown
from tongxin.ports.subjects import NamedRecord, Subject
from tongxin.web.pages import Section
from tongxin.web.table import Column, Table


@dataclass(frozen=True, kw_only=True)
class Named:
    """What a figure is narrowed to, in words: `label` is the kind of record, `path` its place, `url` its page."""

    of: Of
    label: str
    name: str
    path: str
    url: str


def named(of: Of, *, scope: Scope) -> Named:
    """Return what the asker may know of a subject; raises `InputError` for an unknown kind, `NotFoundError` unseen."""
    subject = _subject(of.subject)
    known = subject.known(scope, (of.id,)).get(of.id)
    if known is None:
        raise NotFoundError(f"没有找到编号 {of.id} 的{subject.label}，或不在您的权限范围内。", field="of")
    url = reverse(subject.page, args=[of.id])
    return Named(of=of, label=subject.label, name=known.name, path=known.path, url=url)


def names_known(word: str, ids: Collection[int], *, scope: Scope) -> dict[int, str]:
    """Return what those of many records of one kind are called that the asker may know of, in one query."""
    subject = next((one for one in _subjects() if one.word == word), None)
    if subject is None or not ids:
        return {}
    return {number: known.name for number, known in subject.known(scope, ids).items()}


def all_named(scope: Scope) -> Iterator[tuple[Subject, NamedRecord]]:
    """Yield every record a figure can be narrowed to that this scope may know of: one query for each kind."""
    for subject in _subjects():
        for record in subject.names(scope):
            yield subject, record


def _subjects() -> tuple[Subject, ...]:
    return tuple(one for room in rooms() for one in room.subjects)


def _subject(word: str) -> Subject:
    subjects = {one.word: one for one in _subjects()}
    if word not in subjects:
        listed = "、".join(f"{one.word}（{one.label}）" for one in subjects.values())
        raise InputError(f"of 不能收窄到「{word}」，可用的有：{listed}。", field="of")
    return subjects[word]


def figure_url(question: Question) -> str:
    """Return the stable address of a figure's page."""
    return f"{reverse('board:figure', args=[question.measure])}?{urlencode(figure_query(question))}"


def figure_query(question: Question) -> dict[str, str]:
    """Return the parameters that name place, time and narrowing in the address of a figure."""
    query = {"place": question.place}
    if question.as_of is not None:
        query["as_of"] = question.as_of.isoformat()
    if question.period is not None:
        query |= {"from": question.period.start.isoformat(), "to": question.period.last.isoformat()}
    return {**query, "of": str(question.of)} if question.of else query


@dataclass(frozen=True, kw_only=True)
class OwnFigure:
    """One figure of a subject's own."""

    measure: Measure
    question: Question
    value: Value

    @property
    def text(self) -> str:
        """The value with its unit."""
        return shown(self.value, measure=self.measure).whole

    @property
    def time(self) -> str:
        """The day or period it speaks of."""
        if self.question.as_of is not None:
            return f"截至{chinese_date(self.question.as_of)}"
        return self.question.period.label if self.question.period else ""

    @property
    def url(self) -> str:
        """Where it is shown with all that proves it."""
        return figure_url(self.question)


def own_figures(of: Of, *, path: str, scope: Scope) -> tuple[OwnFigure, ...]:
    """Return what the measures say of one subject at its place: in the site's year, or on the site's day.

    Only what is more than nothing, what this scope may see, and what the newest snapshot can answer; nothing before the
    first snapshot. The database is not asked, whatever the number of measures. The caller has read the subject through
    the scope.
    """
    try:
        desk = current_desk()
    except UnavailableError:
        return ()
    place = desk.register.known(path)
    if place is None:
        return ()
    return tuple(_answered(desk, _questions(desk, of=of, place=place.code), scope=scope))


def _questions(desk: Desk, *, of: Of, place: str) -> Iterator[Question]:
    day = site.current().day
    for measure in desk.registry.measures:
        if of.subject not in desk.registry.narrowings(measure):
            continue
        if any(counts_only(part, fact=desk.registry.fact(part.fact), of=of) for part in desk.registry.parts(measure)):
            continue
        stock = is_stock(measure, registry=desk.registry)
        time = {"as_of": day} if stock else {"period": Period.year(day.year)}
        yield Question(measure=measure.code, place=place, of=of, **time)


def _answered(desk: Desk, questions: Iterator[Question], *, scope: Scope) -> Iterator[OwnFigure]:
    for question in questions:
        try:
            value = desk.value(question, scope=scope)
        except (NotFoundError, UnavailableError):
            continue
        if value.value:
            yield OwnFigure(measure=desk.registry.measure(question.measure), question=question, value=value)


_COLUMNS = (
    Column(name="measure", label="指标", value="measure.name", link=lambda row: row.url),
    Column(name="value", label="数值", value="text"),
    Column(name="time", label="时间", value="time"),
)


def own_section(page: str, record: Any, *, scope: Scope) -> Section | None:
    """Return the part of a record's page that shows its own figures.

    `page` is the name of the page's address. None where figures cannot be narrowed to such records, or there are none.
    """
    word = next((one.word for room in rooms() for one in room.subjects if one.page == page), None)
    if word is None:
        return None
    of = Of(subject=word, id=record.pk)
    rows = own_figures(of, path=record.path, scope=scope)
    if not rows:
        return None
    table = Table(_COLUMNS, list(rows), caption="数字")
    return Section(name="figures", title="数字", table=table, note="由记录算出，点指标名称查看依据", exportable=False)
