"""What a check could not do and says so: numbers not understood, places of a table that nobody knows, records that are not the newest."""

from collections.abc import Iterator, Sequence
from typing import Final

from tongxin.claims.answers import Answers
from tongxin.claims.divisions import gazetteer
from tongxin.claims.incoherence import Notice

_MOST_NAMED: Final = 5
_WHOLE_COUNTRY: Final = frozenset({"全国", "中国"})


def notices(text: str, answers: Answers, *, unread: Sequence[tuple[int, int]]) -> Iterator[Notice]:
    """Yield what a reader of the result has to know, what concerns all of it first."""
    if answers.notice:
        yield Notice(answers.notice)
    yield from _unknown_places(text, answers)
    for start, end in unread:
        yield Notice(f"「{text[start:end]}」没有读懂，没有核对；请把它写成一个完整的数。", ((start, end),))


def _unknown_places(text: str, answers: Answers) -> Iterator[Notice]:
    known = gazetteer().full
    places = dict.fromkeys(one.place for one in answers.candidates() if one.period is not None and one.place)
    lost = [place for place in places if not (place in known or place in _WHOLE_COUNTRY or place in text)]
    if lost:
        more = f"等 {len(lost)} 个" if len(lost) > _MOST_NAMED else ""
        yield Notice(
            f"事实表里的地区「{'」「'.join(one[:20] for one in lost[:_MOST_NAMED])}」{more}不是行政区划，报告里也没有说到，"
            "这些行不会用来核对；请写成报告里的叫法。"
        )
