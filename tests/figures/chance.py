"""Random rows and questions about the toy network."""

from datetime import date, timedelta
from types import MappingProxyType

from hypothesis import strategies as st

from tests.figures.world import KEPT, MEASURES, PLACES, Rows, registry
from tongxin.figures import Kind, Of, Question
from tongxin.kernel.period import Period
from tongxin.kernel.places import Level
from tongxin.kernel.scope import Scope, Verb

NUMBERS = st.sampled_from(sorted({row.place for row in PLACES}))
CODES = st.sampled_from(["000000", *(row.code for row in PLACES)])
DAYS = st.dates(date(2016, 6, 1), date(2022, 6, 1))
STATES = st.sampled_from(["held", "planned"])
FACTS = MappingProxyType({measure.code: measure.fact for measure in MEASURES})
STOCKS = frozenset(code for code, fact in FACTS.items() if fact == "toy.club")
REGISTRY = registry(Rows())
NARROWINGS = MappingProxyType({measure.code: REGISTRY.narrowings(measure) for measure in MEASURES})
SCOPES = st.sampled_from(
    [Scope.everything(), Scope.of({"43/": [Verb.VIEW]}), Scope.of({"43/4301/": [Verb.VIEW], "42/": [Verb.VIEW]})]
)

_visit = st.tuples(
    NUMBERS,
    st.none() | st.integers(1, 12),
    st.none() | st.integers(1, 6),
    DAYS,
    STATES,
    st.booleans(),
    st.integers(-(10**12), 10**12),
)


_gift = st.tuples(
    NUMBERS,
    st.none() | st.integers(1, 4),
    st.none() | st.integers(1, 3),
    DAYS,
    st.integers(0, 10**12),
    st.sampled_from(sorted(KEPT)),
)
OFS = st.builds(Of, subject=st.sampled_from(["meeting", "club", "series"]), id=st.integers(1, 7))


@st.composite
def _club(draw: st.DrawFn) -> tuple[object, ...]:
    begin = draw(DAYS)
    end = draw(st.none() | st.integers(1, 900).map(lambda days: begin + timedelta(days=days)))
    return draw(NUMBERS), begin, end, draw(STATES)


@st.composite
def rows(draw: st.DrawFn) -> Rows:
    """Draw rows of every fact, with keys that have gaps."""
    step = draw(st.integers(1, 3))

    def numbered(found: list[tuple[object, ...]]) -> list[tuple[object, ...]]:
        return [(index * step, *row) for index, row in enumerate(found, start=1)]

    visits = numbered(draw(st.lists(_visit, max_size=30)))
    return Rows(
        visits=[(*row[:3], row[3] or 1, *row[4:]) for row in visits],  # the class is in the address: always known
        clubs=numbered(draw(st.lists(_club(), max_size=20))),
        gifts=numbered(draw(st.lists(_gift, max_size=20))),
    )


@st.composite
def periods(draw: st.DrawFn) -> Period:
    """Draw a period of one day to three years."""
    first = draw(DAYS)
    return Period(first, first + timedelta(days=draw(st.integers(1, 1_100))))


@st.composite
def questions(draw: st.DrawFn) -> Question:
    """Draw a question its measure can answer."""
    code, place = draw(st.sampled_from([measure.code for measure in MEASURES])), draw(CODES)
    of = draw(st.none() | OFS)
    if of is not None and of.subject not in NARROWINGS[code]:
        of = None
    if code in STOCKS:
        return Question(measure=code, place=place, as_of=draw(DAYS), of=of)
    return Question(measure=code, place=place, period=draw(periods()), of=of)


def kind_of(question: Question) -> Kind:
    return next(measure.kind for measure in MEASURES if measure.code == question.measure)


def level_of(code: str) -> Level:
    return next((row.level for row in PLACES if row.code == code), Level.COUNTRY)
