"""The list of stories and the page of one, for those who work on it."""

from collections.abc import Sequence

from tongxin.kernel.scope import Verb
from tongxin.lifecycle.addresses import address_of
from tongxin.lifecycle.pages import RecordList, RecordPage, state_words
from tongxin.network.forms.filters import place_filter
from tongxin.ports.public import public_path
from tongxin.records.stories import queries
from tongxin.records.stories.life import LIFE
from tongxin.records.stories.models import Shown, Story
from tongxin.records.stories.pages.telling import told
from tongxin.records.stories.queries import PUBLIC_PREFIX
from tongxin.web.filters import text, year
from tongxin.web.format import Kind
from tongxin.web.pages import Empty, Fact, Section
from tongxin.web.table import Column, Table


def _named(one: Shown) -> str:
    return one.person.name if one.person else one.name


_PEOPLE = (
    Column(name="number", label="第几位", value="number", kind=Kind.NUMBER),
    Column(name="name", label="姓名", value=_named, link=lambda one: address_of(one.person) if one.person else None),
    Column(name="purpose", label="同意用途", value="purpose"),
    Column(name="paper", label="同意依据", value="paper"),
    Column(name="agreed", label="同意日期", value="agreed", kind=Kind.DATE),
    Column(name="until", label="到期日", value="until", kind=Kind.DATE),
    Column(name="revoked", label="撤回日期", value="revoked", kind=Kind.DATE),
)


class StoryList(RecordList):
    """The stories the asker may see, those put on record last first."""

    life = LIFE
    order = ("-recorded_at", "-id")
    narrowed_by = (text("title"), year("published", label="发布年份"), place_filter(), "state", "kind")
    shown = ("title", "kind", "organiser", "place", "published", "state")
    nothing = Empty(title="还没有展示", hint="登记旅游推介、人物访谈或短视频，出镜人同意、第二人审核后公开。")


class StoryPage(RecordPage):
    """One story: how far it has come, how it looks, who is in it by what consent."""

    life = LIFE
    related = ("organiser", "place", "series")

    def card(self) -> Sequence[Fact | str]:
        one: Story = self.record
        public = public_path(PUBLIC_PREFIX, one.public_code) if one.state == Story.State.PUBLISHED else ""
        closed = queries.closed_because(one)
        return (
            Fact(label="状态", value=state_words(one), hint=one.withdraw_reason),
            Fact(label="公开页面", value=closed or ("打开" if public else ""), link="" if closed else public),
            "kind",
            "organiser",
            "co_organisers",
            "place",
            "series",
            "published",
            Fact(label="出镜人", value="没有人出镜" if one.nobody_shown else ""),
        )

    def own_sections(self) -> Sequence[Section]:
        one: Story = self.record
        scope = self.request.scope
        pieces = queries.own_pieces(one, scope=scope)
        empty = "还没有内容。写上正文或路线，在「佐证」里上传图片、视频和字幕，每个写上说明。"
        shown = [told(one, pieces=pieces, title="看起来是这样", empty=empty)]
        if scope.may(Verb.MEMBERS, one.path):
            rows = list(queries.people_in(one, scope=scope))
            table = Table(_PEOPLE, rows, caption="出镜人")
            shown.append(Section(name="people", title="出镜人和同意", table=table, empty="还没有登记出镜人。"))
        return shown
