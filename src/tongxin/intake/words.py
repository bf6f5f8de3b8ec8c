"""Other words for the choices of closed lists: offered where they are near, learnt when somebody says so, forgotten again."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from django import forms
from django.db import transaction

from tongxin.access import journal
from tongxin.access.actor import Actor
from tongxin.intake.cells import choices_of
from tongxin.intake.door import Door, every_door
from tongxin.intake.models import Batch, Heading
from tongxin.kernel.characters import plain
from tongxin.kernel.errors import InputError, NotFoundError
from tongxin.kernel.places import ancestors
from tongxin.kernel.scope import Verb

_SHORTEST: Final = 2
_LONGEST: Final = 60


@dataclass(frozen=True, kw_only=True)
class Remembered:
    """What was said of other people's words for a door: fields by plain heading; codes by plain word, by field."""

    headings: Mapping[str, str]
    words: Mapping[str, Mapping[str, str]]


def remembered(door: Door, path: str) -> Remembered:
    """Return what was said for a place and those above it; nearer places win."""
    rows = Heading.objects.whole_network(reason="words said for the batch's own place and those above it")
    found: dict[str, dict[str, str]] = {"": {}}
    for line in rows.filter(door=door.name, path__in=[*ancestors(path), path]).order_by("path"):
        found.setdefault(line.listed, {})[line.text] = line.field
    headings = found.pop("")
    return Remembered(headings=headings, words=found)


def near(door: Door, name: str, text: str) -> str:
    """Return the code of the one choice a word is near to; empty where none or several are.

    Near is what the door says other people write, and a word that is part of one label alone, letters left out included.
    """
    word = plain(text)
    known = {plain(said): code for code, words in door.words.get(name, {}).items() for said in words}
    if word in known:
        return known[word]
    bare = word.removesuffix("类").removesuffix("界")
    if len(bare) < _SHORTEST:
        return ""
    choices = choices_of(closed_list(door, name))
    for like in (_within, _scattered):
        codes = {code for code, label in choices if like(bare, plain(label))}
        if codes:
            return codes.pop() if len(codes) == 1 else ""
    return ""


def learn(batch: Batch, *, by: Actor, door: Door, field: str, meanings: Mapping[str, str]) -> None:
    """Remember, for the place of a batch, what words of a closed list mean; also for other doors with the same list.

    The caller holds the batch. Raises `InputError` for a meaning that is none of the choices.
    """
    known = dict(choices_of(closed_list(door, field)))
    if any(code not in known for code in meanings.values()):
        raise InputError("请从列表里选择对应的一项。", field=field)
    given = {plain(text)[:_LONGEST]: code for text, code in meanings.items()}
    for one in every_door().values():
        if _has(one, field, known):
            replace_words(batch.path, by=by, door=one.name, listed=field, meanings=given)


def replace_words(path: str, *, by: Actor, door: str, listed: str, meanings: Mapping[str, str]) -> None:
    """Put what words mean in the place of what was said of them before. Needs a transaction."""
    rows = Heading.objects.at_and_below(path)
    earlier = rows.filter(path=path, door=door, listed=listed, text__in=meanings)
    journal.write_removals(earlier, by=by, action="intake.headings")
    earlier.delete()
    lines = [
        Heading(path=path, door=door, listed=listed, text=text[:_LONGEST], field=meaning)
        for text, meaning in meanings.items()
    ]
    Heading.objects.insert_rows(lines)
    journal.write_many(lines, by=by, action="intake.headings")


def forget_word(number: int, *, by: Actor) -> Heading:
    """Forget what a word means, in every door that learnt it with this one; returns it."""
    rows = Heading.objects.visible_to(by.scope, verb=Verb.RECORD)
    with transaction.atomic():
        word = rows.filter(pk=number).first()
        if word is None:
            raise NotFoundError("没有找到这个写法，可能已经删除，请刷新后再看。")
        alike = rows.filter(path=word.path, listed=word.listed, text=word.text, field=word.field)
        if not word.listed:
            alike = alike.filter(door=word.door)
        journal.write_removals(alike, by=by, action="intake.headings")
        alike.delete()
    return word


def closed_list(door: Door, name: str) -> forms.ChoiceField:
    """Return the field of a closed list; raises `InputError` where the door has none of this name."""
    found = door.form.base_fields.get(name)
    if not isinstance(found, forms.ChoiceField):
        raise InputError(f"没有「{name[:20]}」这个可选的栏目。", field="field")
    return found


def _has(door: Door, name: str, choices: Mapping[str, str]) -> bool:
    found = door.form.base_fields.get(name)
    return isinstance(found, forms.ChoiceField) and dict(choices_of(found)) == dict(choices)


def _within(word: str, label: str) -> bool:
    return word in label or label in word


def _scattered(word: str, label: str) -> bool:
    """Tell whether all characters of a word stand in a label in the same order."""
    rest: Iterable[str] = iter(label)
    return all(character in rest for character in word)
