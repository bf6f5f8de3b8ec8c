"""What fact-checks say in figures: those published and standing, and those corrected since. Nobody is counted."""

from django.db.models import Case, Q, Value, When

from tongxin.figures import Kind, Measure
from tongxin.lifecycle.evidence import evidence_column
from tongxin.lifecycle.facts import Activity, Coded, Shown, fact_of, via
from tongxin.ports.paragraphs import Paragraph
from tongxin.ports.paragraphs import Subject as Asked
from tongxin.ports.reported import Reported
from tongxin.records.factchecks.models import COUNTED, FactCheck, Fault, Version

_NONE = "none"  # a code is never empty

_FAULT = Coded(
    label="错误类型",
    expression=Case(When(kind="", then=Value(_NONE)), default="kind"),
    choices={_NONE: "没有", **dict(Fault.choices)},
)
CHECK = fact_of(
    FactCheck,
    "factchecks.check",
    day="published",
    subjects={"organiser": via("organiser_id", "organisation"), "series": via("series_id", "series")},
    codes={"verdict": "verdict", "fault": _FAULT, "state": "state", "evidence": evidence_column(FactCheck)},
    only=Q(published__isnull=False),
)
CORRECTION = fact_of(
    Version,
    "factchecks.correction",
    label="辟谣更正",
    place="factcheck__place_id",
    day="day",
    subjects={
        "factcheck": via("factcheck_id", "factcheck"),
        "organiser": via("factcheck__organiser_id", "organisation"),
        "series": via("factcheck__series_id", "series"),
    },
    codes=("kind",),
    only=Q(kind=Version.Kind.CORRECTION),
    shown=Shown(by=FactCheck, key="factcheck", anchor="#versions"),
)
RETURN = Reported(kind="factchecks", label="辟谣", measures=("factchecks.published", "factchecks.corrected"))
ACTIVITY = Activity(kind="factchecks", fact=CHECK, where=Q(state__in=COUNTED), shared="confirmed")
MEASURES = (
    Measure(
        code="factchecks.published", name="发布辟谣", unit="条", kind=Kind.COUNT, fact=CHECK.code, expected=RETURN.fact,
        where=(("state", COUNTED),),
        names=("发布辟谣信息", "辟谣信息", "辟谣", "网络辟谣", "澄清谣言", "核查网络谣言"), words=("条", "篇", "则", "件"),
        grain="每条一次",
        definition="由两个人核查、复核并发布的辟谣条数，按首次发布日期和核查单位所在地区统计；更正过的照计，撤回的不计，关联为同一说法的只按发布的那一条计。",
    ),
    Measure(
        code="factchecks.corrected", name="更正辟谣", unit="条", kind=Kind.COUNT, fact=CORRECTION.code,
        subject="factcheck", expected=RETURN.fact,
        names=("更正辟谣信息", "辟谣更正"), words=("条", "篇", "则", "件"), grain="每条一次",
        definition="发布以后作过更正的辟谣条数，按更正日期统计，同一时期更正几次只计一条；勘误、更新和撤回不计。",
    ),
)  # fmt: skip


def _year(one: Asked) -> str:
    published, corrected = (one.flow(code) for code in RETURN.measures)
    return f"{{{{estimate}}}}{one.time}发布辟谣{published}，其中以往和当期发布的有{corrected}作过更正。"


PARAGRAPHS = (Paragraph(heading="网络辟谣", order=56, summary=_year, flows=RETURN.measures),)
