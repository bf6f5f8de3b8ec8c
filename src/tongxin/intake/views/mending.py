"""The pages on which faulty rows are mended: cell by cell, all equal ones at once, or in a workbook handed in again."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import IO, Any, Final

from django import forms
from django.contrib import messages
from django.http import FileResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.generic import View

from tongxin.access.exports import record_export, require_purpose
from tongxin.access.views import SignedIn
from tongxin.intake import actions, queries, work
from tongxin.intake.cells import choices_of, first_of_month
from tongxin.intake.door import Door
from tongxin.intake.faulty import write_faulty
from tongxin.intake.life import BATCH
from tongxin.intake.models import Batch, BatchRow, Heading
from tongxin.intake.preview import doors
from tongxin.intake.queries import OpenRow, opened
from tongxin.intake.rights import may_all
from tongxin.intake.said import place_of
from tongxin.intake.words import closed_list, forget_word, near
from tongxin.kernel.characters import plain
from tongxin.kernel.divisions import name_of_path
from tongxin.kernel.errors import InputError, NotFoundError
from tongxin.kernel.scope import Scope, Verb
from tongxin.lifecycle.addresses import address_of, list_of
from tongxin.web import export
from tongxin.web.pages import Crumb, Page
from tongxin.web.request import Asked

_SHOWN: Final = 20  # rows mended at a time
_LOOKED_AT: Final = 500  # rows in which words of closed lists are gathered
_LONGEST_NUMBER: Final = 19
_SELECTED: Final = 400  # characters: choices longer than this in all are typed


@dataclass(frozen=True, kw_only=True)
class Cell:
    """One cell to mend: what it is called in the form, its label, what stands there, what may be chosen."""

    name: str
    label: str
    text: str
    choices: Sequence[tuple[str, str]] = ()


@dataclass(frozen=True, kw_only=True)
class Unlisted:
    """A word that is none of a closed list: in how many rows, and the choice it is near to."""

    door: str
    field: str
    label: str
    text: str
    times: int
    near: str
    choices: Sequence[tuple[str, str]]

    @property
    def key(self) -> str:
        """What its input is called."""
        return f"word-{self.door}-{self.field}-{self.text}"


@dataclass(frozen=True, kw_only=True)
class Months:
    """A column in which rows name a month alone: in how many, and what becomes of each text if the first day is taken."""

    door: str
    field: str
    label: str
    days: Counter[tuple[str, str]]

    @property
    def key(self) -> str:
        """What its button sends."""
        return f"{self.door}-{self.field}"

    @property
    def times(self) -> int:
        """In how many rows."""
        return self.days.total()

    @property
    def example(self) -> tuple[str, str]:
        """The first of them, as it stands and as the day it would be."""
        return next(iter(self.days))


def _opened_batch(scope: Scope, number: int) -> Batch:
    """Return a batch for those who may read its rows; raises `NotFoundError` for anybody else."""
    found = queries.batch(scope, number)
    if not may_all(found, scope=scope):
        raise NotFoundError(BATCH.not_found)
    return found


def _faulty(batch: Batch, *, scope: Scope, most: int | None = None) -> list[OpenRow]:
    """Return the faulty rows, the first of the file first."""
    rows = queries.rows(batch, scope=scope).filter(kind=BatchRow.Kind.ERROR).order_by("id")
    return [opened(row) for row in rows[:most]]


class MendPage(SignedIn, Page):
    """Mends the cells of faulty rows, of twenty at a time or of the one asked for, and says what unlisted words mean."""

    template_name = "intake/mend.html"
    verb = Verb.RECORD
    title = "改正有误的行"
    subtitle = "改好后重新读取，已经作的决定都保留；原来的文件不变。"

    def crumbs(self) -> Sequence[Crumb]:
        return (Crumb(label=str(self.batch), url=address_of(self.batch)),)

    @cached_property
    def batch(self) -> Batch:
        """The batch of this address."""
        return _opened_batch(self.request.scope, self.kwargs["pk"])

    def _first(self, most: int) -> list[OpenRow]:
        return _faulty(self.batch, scope=self.request.scope, most=most)

    @cached_property
    def one(self) -> int | None:
        """The number of the one row asked for."""
        asked = (self.request.GET.get("row") or self.request.POST.get("row") or "").strip()
        return int(asked) if asked.isascii() and asked.isdigit() and len(asked) < _LONGEST_NUMBER else None

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rows = self._rows()
        looked_at = [] if self.one else self._first(_LOOKED_AT)
        return super().get_context_data(
            batch=self.batch,
            back=address_of(self.batch),
            one=self.one,
            unlisted=list(_unlisted(looked_at)),
            months=_months(looked_at),
            rows=[(row, list(self._cells(row))) for row in rows],
            more=0 if self.one else max(0, self.batch.errors - len(rows)),
            **kwargs,
        )

    def _rows(self) -> list[OpenRow]:
        if self.one is None:
            return self._first(_SHOWN)
        rows = queries.rows(self.batch, scope=self.request.scope).filter(pk=self.one)
        return [opened(row) for row in rows]

    def _cells(self, row: OpenRow) -> Iterator[Cell]:
        door = doors()[row.row.door]
        wrong = {problem[3] for problem in row.problems if problem[3]}
        for name, field in door.fields.items():
            if self.one is not None or name in wrong:
                choices = choices_of(field) if isinstance(field, forms.ChoiceField) else ()
                yield Cell(
                    name=f"{row.row.pk}-{name}",
                    label=str(field.label),
                    text=row.typed.get(name, ""),
                    choices=choices if sum(len(label) for _, label in choices) <= _SELECTED else (),
                )

    def post(self, request: Asked, pk: int) -> HttpResponseRedirect:  # noqa: ARG002 - the batch was read by it
        """Take what was mended and what words mean, and have the file read again."""
        given = request.POST
        for one in _unlisted(self._first(_LOOKED_AT)) if "words" in given else ():
            if code := given.get(one.key, ""):
                meaning = {one.text: code}
                actions.learn_words(self.batch, by=request.actor, door=one.door, field=one.field, meanings=meaning)
        cells, values = self._mended()
        if wanted := given.get("months"):
            found = [one for one in _months(_faulty(self.batch, scope=request.scope)) if one.key == wanted]
            values += [(one.door, one.field, plain(former), day) for one in found for former, day in one.days]
        if cells or values:
            actions.mend(self.batch, by=request.actor, cells=cells, values=values)
        work.begin("read", self.batch, by=request.actor)
        messages.success(request, "已记下，正在按改正后的内容重新读取。")
        return HttpResponseRedirect(address_of(self.batch))

    def _mended(self) -> tuple[dict[str, str], list[tuple[str, str, str, str]]]:
        cells: dict[str, str] = {}
        values: list[tuple[str, str, str, str]] = []
        for row in self._rows():
            place = row.row
            for name, former in {**dict.fromkeys(doors()[place.door].fields, ""), **row.typed}.items():
                text = self.request.POST.get(f"{place.pk}-{name}")
                if text is None or text.strip() == former.strip():
                    continue
                if former and f"{place.pk}-{name}-all" in self.request.POST:
                    values.append((place.door, name, plain(former), text.strip()))
                else:
                    cells[place_of(place.sheet, place.number, row.block, name)] = text.strip()
        return cells, values


def _unlisted(rows: Sequence[OpenRow]) -> Iterator[Unlisted]:
    counted: Counter[tuple[str, str, str]] = Counter()
    for row in rows:
        counted.update((row.row.door, name, text) for name, text in row.unlisted.items())
    for (door_name, name, text), times in counted.items():
        door: Door = doors()[door_name]
        field = closed_list(door, name)
        yield Unlisted(
            door=door_name,
            field=name,
            label=str(field.label),
            text=text,
            times=times,
            near=near(door, name, text),
            choices=choices_of(field),
        )


def _months(rows: Sequence[OpenRow]) -> list[Months]:
    """Return the columns of which somebody may say that a month alone is to be its first day."""
    found: dict[tuple[str, str], Months] = {}
    for row in rows:
        door = doors()[row.row.door]
        wrong = {problem[3] for problem in row.problems}
        for name in door.months:
            text = row.typed.get(name, "")
            if name in wrong and (day := first_of_month(text)):
                label = str(door.form.base_fields[name].label)
                empty = Months(door=door.name, field=name, label=label, days=Counter())
                found.setdefault((door.name, name), empty).days[text, day] += 1
    return list(found.values())


class FaultyView(SignedIn, View):
    """The faulty rows as a workbook with a column of reasons; about people only for a stated purpose."""

    verb = Verb.RECORD
    request: Asked

    def post(self, request: Asked, pk: int) -> FileResponse:
        """Write them; the journal says what for."""
        batch = _opened_batch(request.scope, pk)
        rows = _faulty(batch, scope=request.scope)
        if not rows:
            raise NotFoundError("这一批没有有误的行。")
        used = [door for name, door in doors().items() if any(row.row.door == name for row in rows)]
        people = [door.label for door in used if door.is_personal]
        purpose = require_purpose(request.POST.get("purpose", "")) if people else ""

        def write(file: IO[bytes]) -> None:
            written = write_faulty(file, used, rows)
            if people:
                what = f"{'、'.join(people)}（有误的行）"
                record_export(what, by=request.actor, path=batch.path, rows=written, purpose=purpose)

        response = export.written(write, title=f"有误的行（第 {batch.pk} 批）")
        response["Cache-Control"] = "no-store"
        return response


class WordsPage(SignedIn, Page):
    """What headings and words of other people's sheets were said to mean: listed, each can be forgotten."""

    template_name = "intake/words.html"
    title = "学到的写法"
    subtitle = "在“列的对应”和“改正”里说过一次的，以后同样的表自动照此读入；删去后不再照此读。"
    verb = Verb.RECORD
    _most = 300

    def crumbs(self) -> Sequence[Crumb]:
        return (Crumb(label="导入", url=list_of(BATCH)),)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rows = Heading.objects.visible_to(self.request.scope, verb=Verb.RECORD).order_by("-listed", "path", "-id")
        known = doors()
        words = [
            (row, *_said(row, known[row.door]), name_of_path(row.path))
            for row in rows[: self._most]
            if row.door in known
        ]
        return super().get_context_data(words=words, **kwargs)

    def post(self, request: Asked) -> HttpResponseRedirect:
        """Forget one."""
        number = request.POST.get("word", "")
        if not (number.isascii() and number.isdigit() and len(number) < _LONGEST_NUMBER):
            raise InputError("没有指明要删去哪一条。", field="word")
        word = forget_word(int(number), by=request.actor)
        messages.success(request, f"「{word}」的读法已删去。")
        return HttpResponseRedirect(reverse("intake:words"))


def _said(row: Heading, door: Door) -> tuple[str, str]:
    """Return where a word stands and what it means."""
    fields = door.form.base_fields
    if not row.listed:
        meant = str(fields[row.field].label) if row.field in fields else "不读这一列"
        return f"{door.label}的表头", meant
    field = fields.get(row.listed)
    choices = dict(choices_of(field)) if isinstance(field, forms.ChoiceField) else {}
    return f"{door.label}的「{field.label if field else row.listed}」", choices.get(row.field, row.field)
