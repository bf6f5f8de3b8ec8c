"""What a name is searched by: its characters, its pinyin and its initials; surnames are read as surnames.

The text 「张 伟 明 zhangweiming zwm」 is matched by phrase (「伟明」) and by prefix (「zhangw」, 「zw」) on both databases.
"""

from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import TYPE_CHECKING, Any, TypeAlias

from django.db import models
from pypinyin import Style, lazy_pinyin

from tongxin.kernel.characters import name_of, same_name
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
    "吕": "lv/lu", "尉迟": "yu chi", "万俟": "mo qi", "澹台": "tan tai", "单于": "chan yu", "长孙": "zhang sun",
    "令狐": "ling hu", "尹": "yin", "车": "che", "冼": "xian", "逄": "pang", "宓": "mi/fu", "阚": "kan", "郗": "xi/chi",
}  # fmt: skip
_LONGEST_NAME = 120
_LONGEST_QUERY = 60


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
    sounds = lazy_pinyin(text, style=Style.NORMAL)
    return tuple(filter(None, ("".join(filter(str.isalnum, sound.lower())) for sound in sounds)))


def _readings(name: str, *, personal: bool) -> Iterator[tuple[str, ...]]:
    """Yield every way to read the name aloud, syllable by syllable."""
    for length in (2, 1) if personal else ():
        if heads := SURNAMES.get(name[:length]):
            for head in heads.split("/"):
                yield (*head.split(), *_syllables(name[length:]))
            return
    yield _syllables(name)


def search_text(names: Iterable[str], *, personal: bool = False) -> str:
    """Return what these names are found by; `personal` reads the first character as a family name."""
    tokens: dict[str, None] = {}
    spelled: list[str] = []
    for name in names:
        plain = normal_name(name).lower()[:_LONGEST_NAME]
        spelled += [*filter(str.isalnum, plain), "·"]
        for reading in _readings(plain, personal=personal):
            tokens["".join(reading)] = None
            tokens["".join(syllable[0] for syllable in reading)] = None
    return " ".join([*spelled[:-1], *filter(None, tokens)])


def search_words(query: str) -> list[tuple[str, ...]]:
    """Cut what someone typed into phrases: Chinese characters one by one, each run of letters and digits as one word.

    「张伟」 gives one phrase of two words, 「zhang wei」 the one word `zhangwei`; punctuation parts phrases.
    """
    phrases: list[tuple[str, ...]] = []
    letters = ""
    for character in [*normal_name(query)[:_LONGEST_QUERY].lower(), "\n"]:
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
