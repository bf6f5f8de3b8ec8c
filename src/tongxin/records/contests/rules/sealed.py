"""The sealed file of a round: what was sealed, the result, and a hash. Whoever has the file computes the same result again."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, Final, Never

from tongxin.kernel.errors import InputError
from tongxin.records.contests.rules.placing import WHOLE, Placed, Sheet, goes_on, place
from tongxin.records.contests.rules.scores import ScoreItem, read_scores
from tongxin.records.contests.rules.scoring import Method, Rule

FORMAT: Final = "tongxin-contest-1"
MOST_BYTES: Final = 20 * 2**20
_BROKEN: Final = "这不是一份封存的成绩文件，或文件已经损坏，请使用系统导出的原文件。"


@dataclass(frozen=True, kw_only=True)
class Given:
    """One sheet as it was sealed: judge and entry by number, the version that counts, what it came in on, the scores."""

    judge: int
    entry: int
    version: int
    source: str
    scores: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Away:
    """A sheet that is not there: the judge stood aside (`relation` says why), or it was sealed without it."""

    judge: int
    entry: int
    relation: str = ""


@dataclass(frozen=True, kw_only=True)
class Inputs:
    """All a result is computed from, and what it is the result of. Persons are numbers here."""

    title: str
    organiser: str
    round: str
    sealed_at: str
    goes_on: int | None
    rule: Rule
    items: tuple[ScoreItem, ...]
    entries: tuple[int, ...]
    judges: tuple[int, ...]
    sheets: tuple[Given, ...]
    recusals: tuple[Away, ...] = ()
    missing: tuple[Away, ...] = ()

    @property
    def data(self) -> dict[str, Any]:
        """The same as plain data, in one order whatever order it came in."""
        told = {**vars(self), "rule": self.rule.data, "items": [vars(one) for one in self.items]}
        told |= {"entries": sorted(self.entries), "judges": sorted(self.judges)}
        for name in ("sheets", "recusals", "missing"):
            told[name] = [vars(one) for one in sorted(getattr(self, name), key=lambda one: (one.entry, one.judge))]
        return told


@dataclass(frozen=True, kw_only=True)
class Replay:
    """A sealed file computed again: the result then and now, and whether file and result are what was sealed."""

    inputs: Inputs
    result: Mapping[str, Any]
    sealed_result: Mapping[str, Any]
    sha256: str
    hash_holds: bool

    @property
    def holds(self) -> bool:
        """Whether the result comes out as it was sealed, from a file nobody changed."""
        return self.hash_holds and self.result == self.sealed_result


def canonical(value: object) -> str:
    """Return plain data as JSON in its one form: sorted keys, no blanks, no fractions of a number."""
    return json.dumps(value, ensure_ascii=False, allow_nan=False, sort_keys=True, separators=(",", ":"))


def outcome(inputs: Inputs) -> dict[str, Any]:
    """Return the result as plain data: every entry with place, value, what was dropped, and who goes on."""
    sheets = [
        Sheet(judge=one.judge, entry=one.entry, scores=read_scores(one.scores, inputs.items)) for one in inputs.sheets
    ]
    placed = place(inputs.entries, sheets, rule=inputs.rule, items=inputs.items)
    return {
        "goes_on": sorted(goes_on(placed, inputs.goes_on)),
        "places": [_told(one, rule=inputs.rule) for one in placed],
    }


def sealed(inputs: Inputs) -> tuple[str, str]:
    """Return the content of the sealed file and its hash."""
    body = {"format": FORMAT, "inputs": inputs.data, "result": outcome(inputs)}
    digest = sha256(canonical(body).encode()).hexdigest()
    return canonical({**body, "sha256": digest}), digest


def replay(content: str | bytes) -> Replay:
    """Compute a sealed file again; raises `InputError` for anything that is none."""
    body = read_sealed(content)
    digest = body.pop("sha256", None)
    inputs = inputs_of(body)
    return Replay(
        inputs=inputs,
        result=outcome(inputs),
        sealed_result=body["result"],
        sha256=str(digest),
        hash_holds=digest == sha256(canonical(body).encode()).hexdigest(),
    )


def read_sealed(content: str | bytes) -> dict[str, Any]:
    """Return the parts of a sealed file as plain data; raises `InputError`."""
    if len(content) > MOST_BYTES:
        raise InputError(f"封存文件最大 {MOST_BYTES // 2**20} MB，这个文件太大。", field="file")
    try:
        text = content if isinstance(content, str) else content.decode()
        body = json.loads(text, parse_float=_refuse, parse_constant=_refuse)
    except (ValueError, RecursionError):
        raise InputError(_BROKEN, field="file") from None
    if not isinstance(body, dict) or body.get("format") != FORMAT or not {"inputs", "result"} <= set(body):
        raise InputError(_BROKEN, field="file")
    return body


def inputs_of(body: Mapping[str, Any]) -> Inputs:
    """Return what a sealed file says it was computed from; raises `InputError` where it contradicts itself."""
    try:
        inputs = _inputs(body["inputs"])
    except (AttributeError, KeyError, TypeError, ValueError):
        raise InputError(_BROKEN, field="file") from None
    _check(inputs)
    return inputs


def _inputs(told: Mapping[str, Any]) -> Inputs:
    rule = Rule(**{**told["rule"], "method": Method(told["rule"]["method"])})
    items = tuple(ScoreItem(**one) for one in told["items"])
    sheets = tuple(Given(**{**one, "scores": tuple(map(str, one["scores"]))}) for one in told["sheets"])
    recusals, missing = (tuple(Away(**one) for one in told[name]) for name in ("recusals", "missing"))
    numbers: dict[str, tuple[int, ...]] = {name: tuple(told[name]) for name in ("entries", "judges")}
    return Inputs(**{**told, **numbers, "rule": rule, "items": items, "sheets": sheets, "recusals": recusals, "missing": missing})  # fmt: skip


def _check(inputs: Inputs) -> None:
    """Refuse what no seal can have written: numbers that are none, sheets of nobody, twice, or of one who stood aside."""
    rule, limits = inputs.rule, [(one.maximum, one.weight, one.decimals) for one in inputs.items]
    amounts = [rule.decimals, rule.tie_decimals, rule.drop_from, rule.drop_highest, rule.drop_lowest]
    _require(_whole([*inputs.entries, *inputs.judges, *amounts, *(n for one in limits for n in one)]))
    _require(inputs.goes_on is None or _whole([inputs.goes_on]))
    _require(rule.decimals <= 9 and rule.tie_decimals <= 9 and bool(limits))
    _require(not rule.drop_from or rule.drop_from > rule.drop_highest + rule.drop_lowest)
    _require(all(one.decimals <= 3 for one in inputs.items))
    pairs = [(one.judge, one.entry) for one in inputs.sheets]
    aside = {(one.judge, one.entry) for one in (*inputs.recusals, *inputs.missing)}
    _require(_whole([number for pair in (*pairs, *aside) for number in pair]))
    _require(len(set(pairs)) == len(pairs) and not aside & set(pairs))
    _require(len(set(inputs.entries)) == len(inputs.entries) and len(set(inputs.judges)) == len(inputs.judges))
    _require({judge for judge, _ in pairs} <= set(inputs.judges) and {one for _, one in pairs} <= set(inputs.entries))


def _whole(numbers: Iterable[object]) -> bool:
    return all(type(number) is int and 0 <= number <= 10**9 for number in numbers)


def _require(holds: bool) -> None:  # noqa: FBT001 - an assertion that stands when optimised
    if not holds:
        raise InputError("封存文件自相矛盾：评分项、编号或评分表对不上，请使用系统导出的原文件。", field="file")


def _refuse(text: str) -> Never:
    raise ValueError(text)


def _told(one: Placed, *, rule: Rule) -> dict[str, Any]:
    return {
        "entry": one.entry,
        "rank": one.rank,
        "value": _decimal(one.value, rule.decimals) if one.rank else "",
        "fine": _decimal(one.fine, rule.tie_decimals) if one.rank else "",
        "means": [_decimal(mean, rule.tie_decimals) for mean in one.means],
        "settled": one.settled,
        "sheets": [
            {"judge": tally.judge, "total": _total(tally.total), "dropped": tally.dropped} for tally in one.tallies
        ],
    }


def _decimal(number: int, decimals: int) -> str:
    """Return a whole number of last decimals as it is written: 9235 of two decimals is 「92.35」."""
    digits = str(number).zfill(decimals + 1)
    return f"{digits[:-decimals]}.{digits[-decimals:]}" if decimals else digits


def _total(total: int) -> str:
    """Return a total with the decimals it has, never rounded."""
    whole, rest = divmod(total, WHOLE)
    return f"{whole}.{rest:05}".rstrip("0").rstrip(".")
