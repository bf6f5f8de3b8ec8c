"""What a name is searched by: its characters, every reading in pinyin, and initials; surnames are read as surnames.

The text 「张 伟 明 zhangweiming zwm」 is matched by phrase (「伟明」) and by prefix (「zhangw」, 「zw」) on both databases.
"""

import unicodedata
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import islice, product
from typing import TYPE_CHECKING, Any, TypeAlias

from django.db import models
from pypinyin import Style, lazy_pinyin, pinyin

from tongxin.kernel.characters import is_han, name_of, same_name, simplified
from tongxin.network.models.firm_names import core_name

if TYPE_CHECKING:
    _CharField: TypeAlias = models.CharField[str, str]
    _TextField: TypeAlias = models.TextField[str, str]
else:
    _CharField, _TextField = models.CharField, models.TextField

# Family names read otherwise than the character usually is; "/" parts readings, a space parts syllables.
SURNAMES = {
    "曾": "zeng", "单": "shan", "仇": "qiu", "查": "zha", "区": "ou", "解": "xie", "盖": "ge/gai", "覃": "qin/tan",
    "朴": "piao", "尉": "wei/yu", "乐": "yue/le", "翟": "zhai/di", "缪": "miao", "洗": "xian", "员": "yun", "繁": "po",
    "召": "shao", "折": "she", "黑": "he", "种": "chong", "重": "chong", "秘": "bi", "不": "fou", "那": "na", "哈": "ha",
    "谌": "chen/shen", "隗": "wei/kui", "句": "gou", "柏": "bai/bo", "任": "ren", "华": "hua", "葛": "ge", "燕": "yan",
    "令": "ling", "应": "ying", "相": "xiang", "过": "guo", "宁": "ning", "长": "zhang/chang", "晟": "cheng", "郇": "xun/huan",
    "吕": "lv", "卜": "bu", "都": "du", "尉迟": "yu chi", "万俟": "mo qi", "澹台": "tan tai", "单于": "chan yu", "长孙": "zhang sun",
    "令狐": "ling hu", "尹": "yin", "车": "che", "冼": "xian", "逄": "pang", "宓": "mi/fu", "阚": "kan", "郗": "xi/chi",
}  # fmt: skip
_LONGEST_NAME = 120
_LONGEST_QUERY = 60
_READINGS = 3  # of one character; what comes after stands in rhyme books
_SHORT_NAME = 4
_MOST_WAYS = 24
_WITH_UMLAUT = ("lv", "nv")
_UMLAUTS = str.maketrans(dict.fromkeys("üǖǘǚǜ", "v"))


def normal_name(text: str) -> str:
    """Return the name in its one form: see `kernel.characters.name_of`."""
    return name_of(text)


def plain_name(text: str) -> str:
    """Return what two ways to write one name have in common: see `kernel.characters.same_name`."""
    return same_name(text)


def name_sound(text: str) -> str:
    """Return how a person's name is read, as one run of letters: 「欧阳娜娜」 is `ouyangnana`; the first of several readings.

    Characters are read one by one, not as words: quick, and the same for every name they stand in.
    """
    plain = plain_name(text)
    length = next((length for length in (2, 1) if plain[:length] in SURNAMES), 0)
    head = SURNAMES[plain[:length]].partition("/")[0].replace(" ", "") if length else ""
    return (head + "".join(map(_sound, plain[length:])))[:_LONGEST_NAME]


@lru_cache(maxsize=30_000)
def _sound(character: str) -> str:
    return "".join(_syllables(character))


@lru_cache(maxsize=50_000)
def _syllables(text: str) -> tuple[str, ...]:
    return tuple(filter(None, map(_bare, lazy_pinyin(text, style=Style.NORMAL))))


def _bare(sound: str) -> str:
    return "".join(filter(str.isalnum, sound.lower()))


@lru_cache(maxsize=30_000)
def _every_reading(character: str) -> tuple[str, ...]:
    """Return how one character is read, the usual way first, then the others dictionaries know."""
    (known,) = pinyin(character, style=Style.NORMAL, heteronym=True)
    return tuple(dict.fromkeys(filter(None, map(_bare, (*_syllables(character), *known[:_READINGS])))))


def _personal_readings(name: str) -> Iterator[tuple[str, ...]]:
    """Yield every way to read a person's name aloud, the usual one first; in a long name only the family name varies."""
    length = next((length for length in (2, 1) if name[:length] in SURNAMES), 0)
    heads = [tuple(one.split()) for one in SURNAMES[name[:length]].split("/")] if length else [()]
    given = name[length:]
    for head in heads:
        yield (*head, *_syllables(given))
    if len(given) <= _SHORT_NAME and all(map(is_han, given)):
        for read in islice(product(*map(_every_reading, given)), _MOST_WAYS):
            yield from ((*head, *read) for head in heads)


def personal_readings(name: str) -> list[tuple[str, ...]]:
    """Return every way to write a person's name in pinyin, by syllables."""
    return list(dict.fromkeys(typed for one in _personal_readings(_spelled(name)) for typed in _as_typed(one)))


def _as_typed(reading: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """Yield what a reading is typed as: ü is v, yu in passports, and often a mere u."""
    yield reading
    if any(syllable[:2] in _WITH_UMLAUT for syllable in reading):
        for typed in ("yu", "u"):
            yield tuple(
                syllable[0] + typed + syllable[2:] if syllable[:2] in _WITH_UMLAUT else syllable for syllable in reading
            )


def _tokens(reading: tuple[str, ...]) -> Iterator[str]:
    """Yield what a reading is searched by: whole and by initials."""
    whole, *otherwise = map("".join, _as_typed(reading))
    yield whole
    yield "".join(syllable[0] for syllable in reading)
    yield from otherwise


def _spelled(name: str) -> str:
    return simplified(normal_name(name)).lower()[:_LONGEST_NAME]


def search_text(names: Iterable[str], *, personal: bool = False, with_words: str = "") -> str:
    """Return what these names are found by; `personal` reads them as names of people.

    `with_words` is what else is said of the record, an employer: found by its characters and its pinyin, not by initials.
    """
    tokens: dict[str, None] = {}
    spelled: list[str] = []
    for name in map(_spelled, names):
        spelled += [*filter(str.isalnum, name), "·"]
        for reading in _personal_readings(name) if personal else (_syllables(name),):
            tokens |= dict.fromkeys(_tokens(reading))
    words = _spelled(with_words)
    spelled += [*filter(str.isalnum, words), "·"] if words else []
    tokens["".join(_syllables(words))] = None
    return " ".join([*spelled[:-1], *filter(None, tokens)])


def search_words(query: str) -> list[tuple[str, ...]]:
    """Cut what someone typed into phrases: Chinese characters one by one, each run of letters and digits as one word.

    「张伟」 gives one phrase of two words, 「zhang wei」 the one word `zhangwei`; tones are left out, punctuation parts phrases.
    """
    phrases: list[tuple[str, ...]] = []
    letters = ""
    for character in [*_typed(query), "\n"]:
        if character.isascii() and (character.isalnum() or character in " '"):
            letters += character if character.isalnum() else ""
            continue
        if letters:
            phrases.append((letters,))
            letters = ""
        if not character.isalnum():
            phrases.append(())
        elif phrases and phrases[-1] and not phrases[-1][0].isascii():
            phrases[-1] = (*phrases[-1], character)
        else:
            phrases.append((character,))
    return [phrase for phrase in phrases if phrase]


def _typed(query: str) -> str:
    """Return a query in the letters the index is written in: ü is v, 「lǐ」 is li."""
    plain = simplified(normal_name(query))[:_LONGEST_QUERY].lower().translate(_UMLAUTS)
    return "".join(unicodedata.normalize("NFD", one)[0] if one.isalpha() and one < "\u0250" else one for one in plain)


class SearchTextField(_TextField):
    """The search text of a record, made from its `search_names()` on every insert and save, bulk inserts included.

    `.update()` goes round it: actions that rename a record save it.
    """

    keeps_secret = True

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{**kwargs, "editable": False, "default": ""})

    def deconstruct(self) -> Any:
        """Leave out of migrations what never varies."""
        name, path, args, kwargs = super().deconstruct()
        kwargs.pop("editable", None)
        kwargs.pop("default", None)
        return name, path, args, kwargs

    def pre_save(self, model_instance: Any, add: bool) -> str:  # noqa: FBT001 - Django's own signature
        """Read the names the record has now."""
        del add
        value: str = model_instance.search_names()
        setattr(model_instance, self.attname, value)
        return value


class _FollowingField(_CharField):
    """What is told from the name in another field, kept in step on every insert and save."""

    keeps_secret = True

    def __init__(self, *args: Any, source: str, **kwargs: Any) -> None:
        self.source = source
        super().__init__(*args, **{**kwargs, "max_length": _LONGEST_NAME, "editable": False, "default": ""})

    def deconstruct(self) -> Any:
        """Leave out of migrations what never varies."""
        name, path, args, kwargs = super().deconstruct()
        for fixed in ("max_length", "editable", "default"):
            kwargs.pop(fixed, None)
        return name, path, args, {**kwargs, "source": self.source}

    def told(self, name: str) -> str:
        """Return what is told from a name."""
        raise NotImplementedError

    def pre_save(self, model_instance: models.Model, add: bool) -> str:  # noqa: FBT001 - Django's own signature
        """Read the name the record has now."""
        del add
        value = self.told(getattr(model_instance, self.source))
        setattr(model_instance, self.attname, value)
        return value


class SoundField(_FollowingField):
    """How the name is read: names that sound alike lie together."""

    def told(self, name: str) -> str:
        """Return the reading."""
        return name_sound(name)


class FirmSoundField(_FollowingField):
    """How a firm's name is read without place and legal form: records that may be of one firm lie together."""

    def told(self, name: str) -> str:
        """Return the reading."""
        return "".join(map(_sound, core_name(name)))[:_LONGEST_NAME]


class PlainNameField(_FollowingField):
    """What two ways to write the name have in common: one name lies together however it is written."""

    def told(self, name: str) -> str:
        """Return the plain name."""
        return plain_name(name)[:_LONGEST_NAME]
