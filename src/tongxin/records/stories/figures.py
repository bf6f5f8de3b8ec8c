"""What stories say in figures."""

from django.db.models import Q

from tongxin.figures import Kind, Measure
from tongxin.lifecycle.evidence import evidence_column
from tongxin.lifecycle.facts import Activity, fact_of, via
from tongxin.ports.paragraphs import Paragraph
from tongxin.ports.paragraphs import Subject as Asked
from tongxin.ports.reported import Reported
from tongxin.records.stories.models import COUNTED, Story

STORY = fact_of(
    Story,
    "stories.story",
    day="published",
    subjects={"organiser": via("organiser_id", "organisation"), "series": via("series_id", "series")},
    codes={"kind": "kind", "state": "state", "evidence": evidence_column(Story)},
    only=Q(published__isnull=False),
)
RETURN = Reported(
    kind="stories",
    label="展示",
    measures=("stories.published", "stories.showcases", "stories.interviews", "stories.videos"),
)
ACTIVITY = Activity(kind="stories", fact=STORY, where=Q(state__in=COUNTED), shared="confirmed")
_DEFINITION = "经第二人审核发布的{what}，按发布日期统计；已撤下、改稿中的不计，同意到期或撤回而暂不公开的照计。"


def _of(code: str, name: str, *, kind: Story.Kind | None, names: tuple[str, ...]) -> Measure:
    narrowed = (("kind", (kind,)),) if kind else ()
    return Measure(
        code=f"stories.{code}", name=name, unit="篇", kind=Kind.COUNT, fact=STORY.code, expected=RETURN.fact,
        where=(("state", tuple(COUNTED)), *narrowed), names=names, words=("篇", "期", "部", "条"), grain="每篇一次",
        definition=_DEFINITION.format(what=kind.label if kind else "旅游推介、人物访谈和短视频"),
    )  # fmt: skip


MEASURES = (
    _of("published", "发布展示", kind=None, names=("发布展示", "展示作品", "展示篇目")),
    _of("showcases", "发布旅游推介", kind=Story.Kind.SHOWCASE, names=("旅游推介", "文旅推介", "发布旅游推介")),
    _of("interviews", "发布人物访谈", kind=Story.Kind.INTERVIEW, names=("人物访谈报道", "发布人物访谈")),
    _of("videos", "发布短视频", kind=Story.Kind.VIDEO, names=("发布短视频", "推出短视频")),
)


def _year(one: Asked) -> str:
    published, showcases, interviews, videos = (one.flow(code) for code in RETURN.measures)
    return f"{{{{estimate}}}}{one.time}发布展示{published}，其中旅游推介{showcases}、人物访谈{interviews}、短视频{videos}。"


PARAGRAPHS = (Paragraph(heading="宣传展示", order=85, summary=_year, flows=RETURN.measures),)
