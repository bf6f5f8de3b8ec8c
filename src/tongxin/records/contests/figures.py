"""What contests say in figures: published ones only, each on its last day at the place of its organiser."""

from django.db.models import Q

from tongxin.figures import Kind, Measure
from tongxin.lifecycle.evidence import evidence_column
from tongxin.lifecycle.facts import Activity, Shown, fact_of, via
from tongxin.ports.paragraphs import Paragraph, Subject
from tongxin.ports.reported import Reported
from tongxin.records.contests.models import COUNTED, TAKES_PART, Contest, Entrant, Entry

CONTEST = fact_of(
    Contest,
    "contests.contest",
    day="last_day",
    subjects={"organiser": via("organiser_id", "organisation"), "series": via("series_id", "series")},
    codes={"kind": "kind", "state": "state", "evidence": evidence_column(Contest)},
)
ENTRY = fact_of(
    Entry,
    "contests.entry",
    place="contest__place_id",
    day="contest__last_day",
    subjects={
        "organiser": via("contest__organiser_id", "organisation"),
        "series": via("contest__series_id", "series"),
        "contest": via("contest_id", "contest", label="赛事编号"),
    },
    codes={"kind": "contest__kind", "evidence": evidence_column(Entry)},
    only=Q(state__in=TAKES_PART, contest__state__in=COUNTED),
)
ENTRANT = fact_of(
    Entrant,
    "contests.entrant",
    place="entry__contest__place_id",
    day="entry__contest__last_day",
    subjects={
        "person": via("person_id", "person"),
        "organiser": via("entry__contest__organiser_id", "organisation"),
        "series": via("entry__contest__series_id", "series"),
        "entry": via("entry_id", "entry", label="参赛作品编号"),
    },
    codes={"kind": "entry__contest__kind"},
    only=Q(entry__state__in=TAKES_PART, entry__contest__state__in=COUNTED),
    shown=Shown(by=Entry, key="entry"),
)
RETURN = Reported(
    kind="contests", label="赛事", measures=("contests.contests", "contests.entries", "contests.entrants")
)
ACTIVITY = Activity(kind="contests", fact=CONTEST, where=Q(state__in=COUNTED), shared="confirmed")

MEASURES = (
    Measure(
        code="contests.contests", name="赛事场次", unit="场", kind=Kind.COUNT, fact=CONTEST.code, expected=RETURN.fact,
        where=(("state", tuple(COUNTED)),), names=("赛事", "举办赛事", "赛事数", "比赛", "大赛", "竞赛"), words=("场", "项", "届"),
        grain="每项赛事一次，几轮、几家合办也只算一次",
        definition="已公布结果的赛事数，按结束日期和主办单位所在地区统计；还没有公布结果和已取消的不计，几家合办的只计一次。",
    ),
    Measure(
        code="contests.entries", name="参赛作品数", unit="件", kind=Kind.COUNT, fact=ENTRY.code, expected=RETURN.fact,
        names=("参赛作品", "参赛项目", "参赛作品件数"), words=("件", "个", "部"),
        grain="每件作品或每个节目、项目一次",
        definition="已公布结果的赛事中编号参赛的作品、节目或项目数；不符合条件的、退出的不计，进入几轮也只计一次。",
    ),
    Measure(
        code="contests.entrants", name="参赛人次", unit="人次", kind=Kind.PERSON_TIMES, fact=ENTRANT.code,
        expected=RETURN.fact, subject="person", names=("参赛", "赛事参赛人次"), words=("人次",),
        grain="每人每件作品一次",
        definition="已公布结果的赛事中参赛作品的作者、队员或选手人次，同一人参加几件作品计几次；没有对上人员的也计入。",
    ),
)  # fmt: skip


def _said(one: Subject) -> str:
    contests, entries, entrants = (one.flow(measure.code) for measure in MEASURES)
    return f"{{{{estimate}}}}{one.time}举办赛事{contests}，参赛作品{entries}，参赛{entrants}。"


PARAGRAPHS = (Paragraph(heading="赛事", order=30, summary=_said, bulletin=_said, page=_said, flows=RETURN.measures),)
