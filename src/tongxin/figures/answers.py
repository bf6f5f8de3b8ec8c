"""From tallies to values: what each kind of measure makes of what an engine counted."""

from dataclasses import replace
from datetime import timedelta

from tongxin.figures.facts import Fact
from tongxin.figures.figure import Status, Value
from tongxin.figures.gate import Gate
from tongxin.figures.measures import Kind, Measure
from tongxin.figures.plan import Engine, Piece, Plan, Tally, amount, plan_for
from tongxin.figures.register import COUNTRY_PLACE, Place, PlaceRegister
from tongxin.figures.registry import Registry
from tongxin.kernel.places import Level

_NOTHING = Tally()


class Answers:
    """Computes exact values of measures; knows nothing of who asks beyond the gate it is handed."""

    def __init__(self, *, registry: Registry, register: PlaceRegister, engine: Engine) -> None:
        self.registry = registry
        self.register = register
        self._engine = engine

    def values(self, measure: Measure, *, place: Place, pieces: tuple[Piece, ...], gate: Gate) -> list[Value]:
        """Return the measure's value at a place for each piece of time."""
        if measure.kind is Kind.RATIO:
            parts = (self.registry.measure(str(code)) for code in (measure.numerator, measure.denominator))
            above, below = (self.values(part, place=place, pieces=pieces, gate=gate) for part in parts)
            return [quotient(one, other) for one, other in zip(above, below, strict=True)]
        if measure.level is not None:
            covered = self._covered(measure, level=measure.level, place=place, pieces=pieces, gate=gate)
            return [share(len(found), len(units)) for found, units in covered]
        fact = self.registry.fact(measure.fact)
        tallies = self._engine.tallies(
            plan_for(measure, fact=fact, path=place.path, pieces=pieces, allowed=gate.allowed, of=gate.of)
        )
        return [_valued(measure, tallies.get((index, None), _NOTHING), fact=fact) for index in range(len(pieces))]

    def by_place(
        self, measure: Measure, *, place: Place, level: Level, places: tuple[Place, ...], piece: Piece, gate: Gate
    ) -> list[Value]:
        """Return the measure's value for each of `places`, all of one level at or below `place`."""
        if measure.kind is Kind.RATIO:
            parts = (self.registry.measure(str(code)) for code in (measure.numerator, measure.denominator))
            above, below = (
                self.by_place(part, place=place, level=level, places=places, piece=piece, gate=gate) for part in parts
            )
            return [quotient(one, other) for one, other in zip(above, below, strict=True)]
        if measure.level is not None:
            ((found, units),) = self._covered(measure, level=measure.level, place=place, pieces=(piece,), gate=gate)
            return [_share_below(one, found=found, units=units) for one in places]
        fact = self.registry.fact(measure.fact)
        plan = plan_for(measure, fact=fact, path=place.path, pieces=(piece,), allowed=gate.allowed, of=gate.of)
        tallies = self.tallies_by_place(replace(plan, resolved=False), level=level)
        return [_valued(measure, tallies.get(unit.id, _NOTHING), fact=fact) for unit in places]

    def tallies_by_place(self, plan: Plan, *, level: Level) -> dict[int, Tally]:
        """Return the tally behind each place of a level; rows that hang above the level belong to none."""
        if level is Level.COUNTRY:
            return {COUNTRY_PLACE.id: self.tally(plan)}
        return {
            unit: tally
            for (_, unit), tally in self._engine.tallies(replace(plan, group=level)).items()
            if unit is not None
        }

    def tally(self, plan: Plan) -> Tally:
        """Return the one tally of a plan with one piece and no grouping."""
        return self._engine.tallies(plan).get((0, None), _NOTHING)

    def uncovered(self, measure: Measure, *, level: Level, place: Place, piece: Piece, gate: Gate) -> tuple[Place, ...]:
        """Return the units of a coverage that have no row, by code."""
        ((found, units),) = self._covered(measure, level=level, place=place, pieces=(piece,), gate=gate)
        return tuple(unit for unit in units if unit.id not in found)

    def unit_ids(self, level: Level, *, place: Place, pieces: tuple[Piece, ...]) -> frozenset[int]:
        """Return the ids of all places of a level that exist at the end of any piece."""
        return frozenset(unit.id for piece in pieces for unit in self._units(level, place=place, piece=piece))

    def _units(self, level: Level, *, place: Place, piece: Piece) -> tuple[Place, ...]:
        return self.register.units(level=level, path=place.path, day=piece[1] - timedelta(days=1))

    def _covered(
        self, measure: Measure, *, level: Level, place: Place, pieces: tuple[Piece, ...], gate: Gate
    ) -> list[tuple[frozenset[int], tuple[Place, ...]]]:
        fact = self.registry.fact(measure.fact)
        covered = self._engine.covered(
            plan_for(measure, fact=fact, path=place.path, pieces=pieces, allowed=gate.allowed, of=gate.of)
        )
        found = []
        for index, piece in enumerate(pieces):
            units = self._units(level, place=place, piece=piece)
            found.append((covered.get(index, frozenset()) & {unit.id for unit in units}, units))
        return found


def _valued(measure: Measure, tally: Tally, *, fact: Fact) -> Value:
    """Return the value of a tally; undefined where the measure is of one record and there are several, or none."""
    if measure.single and tally.rows != 1:
        why = f"有 {tally.rows} 条记录" if tally.rows else "没有这样的记录"
        return Value(status=Status.UNDEFINED, reason=f"「{measure.name}」是单独一条记录的数，这里{why}，请收窄到一条。")
    return exactly(amount(measure, tally, fact=fact))


def _share_below(place: Place, *, found: frozenset[int], units: tuple[Place, ...]) -> Value:
    below = {unit.id for unit in units if unit.path.startswith(place.path)}
    return share(len(found & below), len(below))


def exactly(number: int) -> Value:
    """Return a plain number as a value."""
    return Value(status=Status.OK, numerator=number)


def share(numerator: int, denominator: int) -> Value:
    """Return n/d, undefined where d is 0."""
    if denominator == 0:
        return Value(status=Status.UNDEFINED, numerator=numerator, denominator=0, reason="分母为零，无法计算。")
    return Value(status=Status.OK, numerator=numerator, denominator=denominator)


def quotient(above: Value, below: Value) -> Value:
    """Return the ratio of two values at the same place and time."""
    if above.numerator is None or below.numerator is None:
        return Value(status=Status.UNDEFINED, reason="分子或分母无法计算。")
    return share(above.numerator, below.numerator)
