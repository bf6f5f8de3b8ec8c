"""The registry: every declared fact and measure, checked against each other once, frozen for the life of the process."""

from collections.abc import Callable, Iterable, Mapping

from tongxin.figures.errors import DeclarationError, RegistryError
from tongxin.figures.facts import SUMMABLE, UNKNOWN_GROUND, Column, Fact, Type
from tongxin.figures.measures import Kind, Measure, Roster, Where
from tongxin.figures.narrowing import PERSON, Of
from tongxin.figures.plan import person_column
from tongxin.figures.register import PlaceRow
from tongxin.figures.reporting import is_reporting
from tongxin.kernel.errors import InputError


class Registry:
    """All facts and measures. Building it with a double code, unknown fact, column or value raises `RegistryError`."""

    def __init__(
        self, *, facts: Iterable[Fact], measures: Iterable[Measure], places: Callable[[str], Iterable[PlaceRow]]
    ) -> None:
        """`places(alias)` yields the dated place register for a snapshot."""
        self.places = places
        self.facts: tuple[Fact, ...] = tuple(facts)
        self.measures: tuple[Measure, ...] = tuple(measures)
        self._facts = {fact.code: fact for fact in self.facts}
        self._measures = {measure.code: measure for measure in self.measures}
        if len(self._facts) != len(self.facts):
            raise RegistryError("two facts of one code")
        if len(self._measures) != len(self.measures):
            raise RegistryError("two measures of one code")
        for measure in self.measures:
            self._check(measure)

    def fact(self, code: str) -> Fact:
        """Return the fact of this code."""
        return self._facts[code]

    def measure(self, code: str) -> Measure:
        """Return the measure of this code or raise `InputError`."""
        try:
            return self._measures[code]
        except KeyError:
            raise InputError(
                f"没有代码为「{code[:60]}」的指标，可在指标目录或用 tongxin measures 查看全部指标。", field="measure"
            ) from None

    def parts(self, measure: Measure) -> tuple[Measure, ...]:
        """Return the measures that are counted for this one: the two of a ratio, else itself."""
        if measure.kind is not Kind.RATIO:
            return (measure,)
        return tuple(self.measure(str(code)) for code in (measure.numerator, measure.denominator))

    def facts_of(self, measure: Measure) -> tuple[Fact, ...]:
        """Return the facts a measure is computed from: of a ratio, those of its two parts."""
        return tuple(self.fact(part.fact) for part in self.parts(measure))

    def narrowings(self, measure: Measure) -> Mapping[str, str]:
        """Return what a measure can be narrowed by, with its Chinese label: a ratio by what both its parts can be.

        A coverage by nothing: it counts places, and one organisation covers at most its own.
        """
        parts = self.parts(measure)
        if any(part.kind is Kind.COVERAGE for part in parts):
            return {}
        first, *others = (self.fact(part.fact).narrowings for part in parts)
        shared = [word for word in first if all(word in other for other in others)]
        return {word: first[word].label.removesuffix("编号") for word in shared}

    def check_narrowing(self, measure: Measure, *, of: Of | None) -> None:
        """Raise `InputError` where the measure cannot be narrowed so, naming what it can be narrowed by."""
        if of is None:
            return
        offered = self.narrowings(measure)
        if of.subject in offered:
            return
        if not offered:
            raise InputError(f"「{measure.name}」只能按地区查看，不能收窄到一个组织或基地，请去掉 of。", field="of")
        listed = "、".join(f"{label}（{word}）" for word, label in offered.items())
        raise InputError(f"「{measure.name}」只能收窄到{listed}，请改写 of，或去掉。", field="of")

    def _check(self, measure: Measure) -> None:
        if measure.kind is Kind.RATIO:
            self._check_ratio(measure)
            return
        if measure.fact not in self._facts:
            raise RegistryError(f"{measure.code}: no fact {measure.fact!r}")
        fact = self._facts[measure.fact]
        if measure.kind is Kind.STOCK and not fact.is_stock:
            raise RegistryError(f"{measure.code}: a stock needs a fact with begin and end")
        _check_subject(measure, fact=fact)
        if measure.expected:
            self._check_expected(measure, fact=fact)
        if measure.value is not None and _column(measure, measure.value, fact=fact).type not in SUMMABLE:
            raise RegistryError(f"{measure.code}: {measure.value} cannot be summed")
        _check_bounds(measure, fact=fact)
        _check_where(measure, measure.where, fact=fact)
        if measure.roster is not None:
            self._check_roster(measure, measure.roster, fact=fact)

    def _check_roster(self, measure: Measure, roster: Roster, *, fact: Fact) -> None:
        lines = self._facts.get(roster.fact)
        if lines is None or person_column(lines) is None or lines.is_stock != fact.is_stock:
            raise RegistryError(f"{measure.code}: {roster.fact!r} lists no persons at such times")
        _check_where(measure, roster.where, fact=lines)
        _check_where(measure, ((roster.listed, (False,)),), fact=fact)

    def _check_expected(self, measure: Measure, *, fact: Fact) -> None:
        returns = self._facts.get(measure.expected)
        if returns is None or not is_reporting(returns) or returns.is_stock != fact.is_stock:
            raise RegistryError(f"{measure.code}: {measure.expected!r} does not tell who reported at such times")

    def _check_ratio(self, measure: Measure) -> None:
        parts = []
        for code in (measure.numerator, measure.denominator):
            if code not in self._measures or self._measures[code].kind is Kind.RATIO:
                raise RegistryError(f"{measure.code}: {code} is no measure a ratio can be made of")
            parts.append(self._measures[code].fact)
        if len({self._facts[code].is_stock for code in parts if code in self._facts}) > 1:
            raise RegistryError(f"{measure.code}: one part is true on a day, the other over a period")


def _check_subject(measure: Measure, *, fact: Fact) -> None:
    if measure.subject is None:
        return
    column = _column(measure, measure.subject, fact=fact)
    if column.type not in (Type.SUBJECT, Type.KEY):
        raise RegistryError(f"{measure.code}: {measure.subject} is no subject")
    if measure.kind is Kind.PERSONS and column.subject != PERSON:
        raise RegistryError(f"{measure.code}: {measure.subject} does not number persons")


def _check_where(measure: Measure, where: Where, *, fact: Fact) -> None:
    for name, values in where:
        if not _can_hold(_column(measure, name, fact=fact), values):
            raise RegistryError(f"{measure.code}: {name} never holds {values}")


def _check_bounds(measure: Measure, *, fact: Fact) -> None:
    for name in measure.bounds or ():
        if _column(measure, name, fact=fact).type not in SUMMABLE:
            raise RegistryError(f"{measure.code}: {name} cannot be summed")
    if measure.grounds and UNKNOWN_GROUND not in _column(measure, measure.grounds, fact=fact).choices:
        raise RegistryError(f"{measure.code}: {measure.grounds} never says that nothing is known")


def _can_hold(column: Column, values: tuple[object, ...]) -> bool:
    if column.type is Type.FLAG:
        return bool(values) and all(isinstance(value, bool) for value in values)
    return bool(values) and column.type is Type.CODE and set(values) <= set(column.choices)


def _column(measure: Measure, name: str, *, fact: Fact) -> Column:
    try:
        return fact.column(name)
    except DeclarationError as error:
        raise RegistryError(f"{measure.code}: {error}") from None
