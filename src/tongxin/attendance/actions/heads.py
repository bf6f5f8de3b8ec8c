"""Counting those who were there without names."""

from dataclasses import dataclass
from typing import Any, Final, Self

from django.db import transaction

from tongxin.access import journal
from tongxin.access.actor import Actor
from tongxin.attendance.crowds import newest_count
from tongxin.attendance.models import Evidence, HeadCount, Occasion
from tongxin.kernel.errors import InputError
from tongxin.kernel.scope import Verb

MOST_HEADS: Final = 1_000_000
METHODS: Final = {
    Evidence.HOST: "会场清点",
    Evidence.ESTIMATE: "目测估计",
    Evidence.DECLARED: "主办方申报",
    Evidence.SCAN: "签到设备计数",
    Evidence.ROSTER: "按签到册计数",
}
FIELDS: Final = ("head_count", "head_evidence", "head_low", "head_high", "head_first_time", "head_method")


@dataclass(frozen=True, kw_only=True)
class Heads:
    """How many came, as somebody counted or estimated them: the number, its bounds, and those there for the first time.

    Without bounds of its own the number is meant exactly. Without a method the usual one of its evidence is kept.
    """

    number: int
    evidence: str = Evidence.HOST.value
    low: int | None = None
    high: int | None = None
    first_time: int = 0
    method: str = ""

    @classmethod
    def taken_from(cls, details: dict[str, Any]) -> Self | None:
        """Take the head-count out of the details of a record; None where nobody counted.

        Raises `InputError` where only something beside the number was given.
        """
        given = {name.removeprefix("head_"): details.pop(name, None) for name in FIELDS}
        number, evidence = given.pop("count"), given.pop("evidence") or Evidence.HOST.value
        if number is None:
            if any(value not in (None, "") for value in given.values()):
                raise InputError("填写了最少、最多或首次来的人数，请同时填写来了多少人。", field="head_count")
            return None
        return cls(
            number=number,
            evidence=evidence,
            low=given["low"],
            high=given["high"],
            first_time=given["first_time"] or 0,
            method=(given["method"] or "").strip(),
        )

    def columns(self) -> dict[str, Any]:
        """Return what the row keeps; raises `InputError` naming the field where the numbers contradict each other."""
        low = self.number if self.low is None else self.low
        high = self.number if self.high is None else self.high
        if not 1 <= self.number <= MOST_HEADS:
            raise InputError("到场人数应为 1 至 1000000 的整数，没有清点的请留空。", field="head_count")
        if not 1 <= low <= self.number:
            raise InputError("「最少」应在 1 和到场人数之间，请改正。", field="head_low")
        if not self.number <= high <= MOST_HEADS:
            raise InputError("「最多」不能少于到场人数，也不能超过 1000000，请改正。", field="head_high")
        if not 0 <= self.first_time <= high:
            raise InputError("首次来的人数不能多于到场人数，请改正。", field="head_first_time")
        evidence = Evidence(self.evidence)
        return {
            "number": self.number,
            "low": low,
            "high": high,
            "first_time": self.first_time,
            "evidence": evidence,
            "method": self.method or METHODS[evidence],
        }


def count_heads(occasion: Occasion, *, by: Actor, heads: Heads) -> HeadCount:
    """Record how many were there without names. It replaces an earlier count, which stays on record; the same again writes nothing."""
    by.scope.require(Verb.RECORD, occasion.path)
    columns = heads.columns()
    with transaction.atomic():
        newest = newest_count(occasion)
        if newest is not None and all(getattr(newest, name) == value for name, value in columns.items()):
            return newest
        count = HeadCount(occasion=occasion, path=occasion.path, **columns)
        count.save()
        journal.write(count, by=by, action="attendance.count")
    return count


def drop_counts(occasion: Occasion, *, by: Actor, reason: str) -> None:
    """Take back every count of an occasion: nobody had counted."""
    by.scope.require(Verb.RECORD, occasion.path)
    with transaction.atomic():
        rows = HeadCount.objects.children_of(occasion)
        gone = list(rows)
        journal.write_removals(gone, by=by, action="attendance.drop_count", reason=reason)
        rows.filter(pk__in=[row.pk for row in gone]).delete()
