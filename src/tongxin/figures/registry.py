"""The registry: every declared fact and measure, checked against each other once, frozen for the life of the process."""

from collections.abc import Callable, Iterable

from tongxin.figures.errors import RegistryError
from tongxin.figures.facts import SUMMABLE, Fact, Type
from tongxin.figures.measures import Kind, Measure
from tongxin.figures.register import PlaceRow
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

    def _check(self, measure: Measure) -> None:
        if measure.kind is Kind.RATIO:
            for part in (measure.numerator, measure.denominator):
                if part not in self._measures or self._measures[part].kind is Kind.RATIO:
                    raise RegistryError(f"{measure.code}: {part} is no measure a ratio can be made of")
            return
        if measure.fact not in self._facts:
            raise RegistryError(f"{measure.code}: no fact {measure.fact!r}")
        fact = self._facts[measure.fact]
        if measure.kind is Kind.STOCK and not fact.is_stock:
            raise RegistryError(f"{measure.code}: a stock needs a fact with begin and end")
        _check_columns(measure, fact=fact)


def _check_columns(measure: Measure, *, fact: Fact) -> None:
    if measure.subject is not None and fact.column(measure.subject).type not in (Type.SUBJECT, Type.KEY):
        raise RegistryError(f"{measure.code}: {measure.subject} is no subject")
    if measure.value is not None and fact.column(measure.value).type not in SUMMABLE:
        raise RegistryError(f"{measure.code}: {measure.value} cannot be summed")
    for name, values in measure.where:
        column = fact.column(name)
        allowed = set(column.choices) if column.type is Type.CODE else {True, False}
        if column.type not in (Type.CODE, Type.FLAG) or not set(values) <= allowed:
            raise RegistryError(f"{measure.code}: {name} never holds {values}")
