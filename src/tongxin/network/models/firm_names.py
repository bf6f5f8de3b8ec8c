"""What is left of a firm's name without the place it begins with and its legal form: by that two ways to write one firm meet."""

import re
from functools import cache, lru_cache
from typing import Final

from tongxin.kernel.characters import same_name
from tongxin.kernel.divisions import divisions

LEGAL_FORMS: Final = ("有限责任公司", "股份有限公司", "集团有限公司", "有限公司", "公司")
_VILLAGE_FORMS: Final = re.compile(r"(?<=村)(?:民委员会|委会|集体经济组织|集体|股份经济合作社|经济合作社)$")
_BRACKETED: Final = re.compile(r"[(\[]([^()\[\]]*)[)\]]")
_SUFFIXES: Final = ("省", "市", "县", "区", "自治州", "自治区", "自治县")
_SHORTEST: Final = 2
_LONGEST_PLACE: Final = 12


def without_form(name: str) -> str:
    """Return a name without the legal form it ends with, where more than that is left."""
    form = next((form for form in LEGAL_FORMS if name.endswith(form) and len(name) > len(form) + 1), "")
    return name.removesuffix(form)


@lru_cache(maxsize=50_000)
def core_name(name: str) -> str:
    """Return what tells one firm from another in its name; a name that is nothing but a place keeps it."""
    written = _BRACKETED.sub(lambda found: "" if found[1] in _places() else found[1], same_name(name))
    core = without_form(_VILLAGE_FORMS.sub("", written))
    while beginning := _place_of(core):
        core = core.removeprefix(beginning)
    return core


def _place_of(name: str) -> str:
    """Return the place a name begins with, the longest that leaves something; empty for none."""
    lengths = range(min(_LONGEST_PLACE, len(name) - _SHORTEST), 1, -1)
    return next((name[:length] for length in lengths if name[:length] in _places()), "")


@cache
def _places() -> frozenset[str]:
    names = {same_name(one.name) for one in divisions().values()}
    short = {name.removesuffix(suffix) for name in names for suffix in _SUFFIXES if name.endswith(suffix)}
    return frozenset(names | {name for name in short if len(name) >= _SHORTEST})
