"""What visits say in figures."""

from django.db.models import Q

from tests.toy.models import COUNTED, Visit
from tongxin.figures import Kind, Measure
from tongxin.lifecycle.facts import Activity, fact_of, via
from tongxin.ports.paragraphs import Paragraph
from tongxin.ports.reported import Reported

VISIT = fact_of(
    Visit,
    "toy.visit",
    day="day",
    subjects={"organiser": via("organiser_id", "organisation"), "series": via("series_id", "series")},
    codes=("kind", "state", "households"),
)
RETURN = Reported(kind="toy", label="走访", measures=("toy.visits", "toy.households"))
ACTIVITY = Activity(kind="toy", fact=VISIT, where=Q(state__in=COUNTED), shared="confirmed")
_COUNTED = (("state", tuple(COUNTED)),)
MEASURES = (
    Measure(
        code="toy.visits", name="走访场次", names=("走访",), words=("场",), unit="场", kind=Kind.COUNT, fact=VISIT.code,
        grain="每次一场", expected=RETURN.fact, where=_COUNTED, definition="已走访的场次，按走访日期统计；计划中和已取消的不计。",
    ),
    Measure(
        code="toy.households", name="走访户数", names=("走访群众户数",), words=("户",), unit="户", kind=Kind.SUM, fact=VISIT.code,
        value="households", grain="每次的户数相加", expected=RETURN.fact, where=_COUNTED,
        definition="已走访的户数合计，同一户走访几次计几次；计划中和已取消的不计。",
    ),
)  # fmt: skip
PARAGRAPH = Paragraph(
    heading="走访慰问",
    order=90,
    summary=lambda one: f"{{{{estimate}}}}{one.time}走访{one.flow('toy.visits')}。",
    flows=("toy.visits",),
)
