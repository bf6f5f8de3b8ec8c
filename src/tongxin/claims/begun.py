"""Times that begin with a recorded name: 「X以来」, 「X暴发以来」 is since the first day of X."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from tongxin.claims.periods import Kind, Mention
from tongxin.claims.said import Occurrence
from tongxin.kernel.period import Period

_SINCE: Final = re.compile("[\u4e00-\u9fff]{0,4}?以来")
"""What may stand behind the name: what it did (暴发以来, 全面启动以来)."""


@dataclass(frozen=True, slots=True)
class Begun:
    """A name that stands for a time: it does not say of which record the figures are."""

    name: Occurrence
    mention: Mention


def find_begun(
    text: str, names: Iterable[Occurrence], *, mentions: Sequence[Mention], published: date
) -> tuple[Begun, ...]:
    """Return the names that begin a time, in order; a time the text tells itself (X三年以来) goes before."""
    told = [(mention.start, mention.end) for mention in mentions if mention.kind is not Kind.UNREAD]
    return tuple(
        one
        for one in _found(text, names, published=published)
        if all(end <= one.mention.start or one.mention.end <= start for start, end in told)
    )


def _found(text: str, names: Iterable[Occurrence], *, published: date) -> Iterator[Begun]:
    for one in names:
        days = {record.begins for record in one.records if record.begins}
        after = _SINCE.match(text, one.end)
        if after and len(days) == 1 and max(days) <= published:
            period = Period(max(days), published + timedelta(days=1))
            yield Begun(one, Mention(one.start, after.end(), Kind.SPAN, period))
