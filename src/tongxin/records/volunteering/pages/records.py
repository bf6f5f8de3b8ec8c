"""The lists and pages of actions, tasks, sign-ups and requests."""

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.views.generic.base import View

from tongxin.access import site
from tongxin.access.views import SignedIn
from tongxin.attendance.crowds import CLASSES, NO_NUMBER, newest_count, with_attended
from tongxin.kernel.errors import NotFoundError
from tongxin.kernel.numerals import grouped
from tongxin.kernel.period import chinese_date
from tongxin.kernel.scope import Verb
from tongxin.lifecycle.addresses import address_of, list_of
from tongxin.lifecycle.naming import numbered_name
from tongxin.lifecycle.pages import RecordEntry, RecordList, RecordPage, column_of, state_words
from tongxin.network.forms.filters import place_filter
from tongxin.network.queries.organisations import recording_for
from tongxin.ports.open_forms import FORM_PAGE
from tongxin.ports.public import public_path
from tongxin.records.volunteering import queries
from tongxin.records.volunteering.forms import HELP, SIGN_UP
from tongxin.records.volunteering.life import ACTION, REQUEST, TASK, VOLUNTEER
from tongxin.records.volunteering.models import COUNTED, HelpRequest, Task, Volunteer, VolunteerAction
from tongxin.records.volunteering.rules import amount_words, is_silent
from tongxin.web.filters import text, year
from tongxin.web.format import Kind, moment
from tongxin.web.pages import Crumb, Empty, Fact, FieldGroup, Link, Section
from tongxin.web.table import Column, Table

NEEDED = Column(name="needed", label="需要", value=lambda task: amount_words(task.needed, task.unit))
LEFT = Column(name="left", label="还需", value=lambda task: amount_words(task.left, task.unit))
OF_ACTION = Column(name="action", label="志愿服务", value=lambda row: row.action.title)
_TASKS = (
    Column(name="title", label="任务", value="title", link=address_of),
    Column(name="kind", label="类别", value="get_kind_display"),
    Column(name="place", label="地区", value=lambda task: task.place.name),
    NEEDED,
    LEFT,
    Column(name="state", label="状态", value="get_state_display"),
)
_VOLUNTEERS = (
    column_of(Volunteer, "name", link=address_of),
    column_of(Volunteer, "kind"),
    column_of(Volunteer, "mobile"),
    column_of(Volunteer, "size"),
    column_of(Volunteer, "skills"),
    Column(name="state", label="状态", value="get_state_display"),
)
_REQUESTS = (
    Column(name="request", label="求助", value=str, link=address_of),
    Column(name="received", label="求助时间", value="received", kind=Kind.TIME),
    column_of(HelpRequest, "need"),
    Column(name="task", label="任务", value=lambda one: one.task.title if one.task else ""),
    Column(name="state", label="状态", value="get_state_display"),
)


class ActionList(RecordList):
    """The actions the asker may see, latest first."""

    life = ACTION
    order = ("-last_day", "-id")
    narrowed_by = (text("title"), year("last_day"), place_filter(), "state", "kind", "urgency")
    shown = (
        "title",
        "organiser",
        column_of(VolunteerAction, "place", hidden=True),
        "last_day",
        "kind",
        column_of(VolunteerAction, "urgency", hidden=True),
        "state",
        Column(name="attended", label="到场", value="attended", kind=Kind.NUMBER, unit="人次"),
        Column(name="attended_ground", label="人数依据", value=lambda one: CLASSES[one.attended_ground], hidden=True),
        Column(name="hours", label="时长", value="hours", kind=Kind.NUMBER, unit="小时"),
    )
    nothing = Empty(title="还没有志愿服务", hint="有事要帮忙时发起一次，公开后大家可以报名、求助。")

    def get_queryset(self) -> QuerySet[VolunteerAction]:
        return with_attended(super().get_queryset().select_related("organiser", "place"))

    def links(self) -> Sequence[Link]:
        board = Link(label="调度台", url=reverse("volunteering.board"), icon="board")
        return (board, *super().links())


class ActionPage(RecordPage):
    """One action: what is called for, what is to be done, who signed up, who asked, and what it came to."""

    life = ACTION
    related = ("organiser", "place", "occasion", "series")

    def card(self) -> Sequence[Fact | str]:
        one: VolunteerAction = self.record
        several = one.last_day > one.first_day
        days = chinese_date(one.first_day) + (f"至{chinese_date(one.last_day)}" if several else "")
        return (
            Fact(label="状态", value=state_words(one), hint=one.cancel_reason),
            "organiser",
            "co_organisers",
            "place",
            "kind",
            "urgency",
            Fact(label="日期", value=days),
            "venue",
            "series",
            Fact(label="号召", value=one.call),
            *self._came(),
            Fact(label="放回", value=f"{one.silent_days} 天没有消息"),
            Fact(label="个人信息保留", value=f"行动结束后 {one.keep_days} 天"),
            *_public(one),
        )

    def _came(self) -> tuple[Fact, ...]:
        one: VolunteerAction = self.record
        count = newest_count(one.occasion)
        hours = Fact(label="服务时长合计", value=f"{grouped(one.hours)} 小时" if one.hours else "")
        if count is None:
            unknown = CLASSES[NO_NUMBER] + "，人次按 0 计" if one.state in COUNTED else ""
            return Fact(label="到场人数", value=unknown), hours
        between = f"，在 {grouped(count.low)} 至 {grouped(count.high)} 之间" if count.low < count.high else ""
        hint = f"{count.get_evidence_display()}：{count.method}{between}"
        return Fact(label="到场人数", value=count.number, kind=Kind.NUMBER, hint=hint), hours

    def links(self) -> Sequence[Link]:
        one, scope = self.record, self.request.scope
        added = []
        if scope.may(Verb.RECORD, one.path):
            task = reverse("volunteering.task.ask", query={"action": numbered_name(one)})
            added.append(Link(label="登记任务", url=task, icon="plus"))
            board = reverse("volunteering.board", query={"action": str(one.pk)})
            added.append(Link(label="调度台", url=board, icon="board"))
        if scope.may(Verb.MEMBERS, one.path):
            added.append(Link(label="打印排班表", url=reverse("volunteering.shifts", args=[one.pk]), icon="download"))
        return (*super().links(), *added)

    def own_sections(self) -> Sequence[Section]:
        one, scope = self.record, self.request.scope
        numbers = queries.counts_of(one)
        words = "，".join(f"{Task.State(state).label} {number} 件" for state, number in sorted(numbers.items()))
        tasks = list(queries.tasks_of(one)[: queries.MOST_SHOWN])
        shown = [Section(name="tasks", title="任务", table=Table(_TASKS, tasks, caption="任务"), note=words)]
        if scope.may(Verb.MEMBERS, one.path):
            volunteers = list(queries.volunteers_of(one, scope=scope)[: queries.MOST_SHOWN])
            asked = list(queries.requests_of(one, scope=scope)[: queries.MOST_SHOWN])
            shown += [
                Section(name="volunteers", title="报名", table=Table(_VOLUNTEERS, volunteers, caption="报名")),
                Section(name="requests", title="求助", table=Table(_REQUESTS, asked, caption="求助")),
            ]
        return shown


class ActionEntry(RecordEntry):
    """An action in one page, in the order in which one thinks of it."""

    groups = (
        FieldGroup(
            title="行动", fields=("title", "organiser", "kind", "urgency", "first_day", "last_day", "venue", "call")
        ),
        FieldGroup(
            title="已经开展的", fields=("head_count", "head_evidence", "hours"), hint="写了人数的登记为已开展，不写的登记为征集中。"
        ),
        FieldGroup(
            title="补充（可以不填）",
            fields=(
                "head_low", "head_high", "head_first_time", "head_method", "silent_days", "keep_days", "takes_sign_ups",
                "takes_requests", "series", "co_organisers", "reason",
            ),
        ),
    )  # fmt: skip

    def initial(self) -> dict[str, Any]:
        """Fill in the organiser, and today."""
        organiser = recording_for(self.request.scope).first() or ""
        return {"organiser": organiser, "first_day": site.current().day, **super().initial()}


class KindPage(SignedIn, View):
    """Leads from a kind figures are narrowed to, by its number, to the actions of that kind."""

    verb = Verb.VIEW

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Lead on."""
        del request
        kind = dict(queries.kinds()).get(pk)
        if kind is None:
            raise NotFoundError("没有这个志愿服务类别。")
        return HttpResponseRedirect(list_of(ACTION, kind=kind.value))


class TaskList(RecordList):
    """The tasks the asker may see, the newest first."""

    life = TASK
    order = ("-id",)
    narrowed_by = (
        text("title", "action__title", label="任务或行动"),
        year("day", label="完成年份"),
        place_filter(),
        "state",
        "kind",
    )
    shown = ("title", OF_ACTION, "kind", "place", NEEDED, LEFT, "urgency", "state", column_of(Task, "day", hidden=True))
    nothing = Empty(title="还没有任务", hint="在一次志愿服务的页面上登记要做的事，或把求助转为任务。")

    def get_queryset(self) -> QuerySet[Task]:
        return super().get_queryset().select_related("action", "place")

    def links(self) -> Sequence[Link]:
        board = Link(label="调度台", url=reverse("volunteering.board"), icon="board")
        return (board, *super().links())


class TaskEntry(RecordEntry):
    """A task; the action is known where one comes from its page."""

    groups = (
        FieldGroup(
            title="任务",
            fields=("action", "title", "kind", "urgency", "place", "spot", "begins", "needed", "unit"),
        ),
        FieldGroup(title="已经做完的（没有做完的不填）", fields=("day", "households", "proof", "proof_note", "reason")),
    )


class TaskPage(RecordPage):
    """One task: what is needed, how far it is, who works on it this minute; who took it for those who may read persons."""

    life = TASK
    related = ("action", "place", "claimant")

    def card(self) -> Sequence[Fact | str]:
        one: Task = self.record
        now = timezone.now()
        held = queries.holder_of(one, now=now)
        late = f"{one.action.silent_days} 天没有消息，别人可以认领" if is_silent(one, now=now) else ""
        partly = one.done and one.state in (Task.State.OPEN, Task.State.CLAIMED)
        return (
            Fact(label="状态", value=state_words(one) + ("（部分完成）" if partly else ""), hint=late),
            Fact(label="正在处理", value=f"{held.account}（到 {moment(held.until)}）" if held else ""),
            Fact(label="志愿服务", value=one.action.title, link=address_of(one.action)),
            "kind",
            "urgency",
            "place",
            "spot",
            Fact(label="开始时间", value=one.begins or "", kind=Kind.TIME if one.begins else Kind.TEXT),
            Fact(label="需要", value=amount_words(one.needed, one.unit)),
            Fact(label="已完成", value=amount_words(one.done, one.unit) if one.done else ""),
            *self._taken(one),
            Fact(label="最近消息", value=moment(one.heard) if one.heard else ""),
            "day",
            Fact(label="帮助户数", value=f"{grouped(one.households)} 户" if one.households else ""),
            Fact(label="凭据", value=one.get_proof_display(), hint=one.proof_note),
            Fact(label="未办原因", value=one.get_closing_display(), hint=one.closing_note),
            Fact(label="回访", value=one.followed or "", kind=Kind.DATE if one.followed else Kind.TEXT),
        )

    def _taken(self, one: Task) -> tuple[Fact, ...]:
        if one.claimant is None or not self.request.scope.may(Verb.MEMBERS, one.path):
            return ()
        return (Fact(label="认领方", value=VOLUNTEER.called(one.claimant), link=address_of(one.claimant)),)

    def own_sections(self) -> Sequence[Section]:
        one, scope = self.record, self.request.scope
        if not scope.may(Verb.MEMBERS, one.path):
            return ()
        rows = list(queries.askers_of(one).select_related("task"))
        return [Section(name="requests", title="求助", table=Table(_REQUESTS, rows, caption="求助"))] if rows else []

    def crumbs(self) -> Sequence[Crumb]:
        board = reverse("volunteering.board", query={"action": str(self.record.action_id)})
        return (Crumb(label="调度台", url=board),)


class VolunteerList(RecordList):
    """Who signed up for which action; no numbers of anybody."""

    life = VOLUNTEER
    order = ("-id",)
    narrowed_by = (text("name", "action__title", label="姓名或行动"), place_filter(), "state", "kind")
    shown = ("name", OF_ACTION, "kind", "mobile", "size", "skills", "state", column_of(Volunteer, "received"))
    nothing = Empty(title="还没有报名", hint="公开一次志愿服务后，大家从公开页面报名。")

    def get_queryset(self) -> QuerySet[Volunteer]:
        return super().get_queryset().select_related("action")


class VolunteerPage(RecordPage):
    """One sign-up for one action, and what it has in hand."""

    life = VOLUNTEER
    related = ("action", "person")

    def card(self) -> Sequence[Fact | str]:
        one: Volunteer = self.record
        return (
            Fact(label="状态", value=state_words(one)),
            Fact(label="志愿服务", value=one.action.title, link=address_of(one.action)),
            "kind",
            "name",
            "mobile",
            Fact(label="人数", value=one.size if one.kind == Volunteer.Kind.TEAM else ""),
            "skills",
            Fact(label="人员", value="已对上" if one.person else "", link=address_of(one.person) if one.person else ""),
            "received",
            Fact(label="服务记录", value=one.record),
        )

    def own_sections(self) -> Sequence[Section]:
        rows = list(queries.claims_of(self.record))
        return [Section(name="tasks", title="在办任务", table=Table(_TASKS, rows, caption="在办任务"))]


class RequestList(RecordList):
    """Who asked for help; contact data until it expires."""

    life = REQUEST
    order = ("-id",)
    narrowed_by = (text("action__title", label="行动"), place_filter(), "state")
    shown = (
        Column(name="request", label="求助", value=str),
        OF_ACTION,
        column_of(HelpRequest, "need"),
        column_of(HelpRequest, "spot"),
        column_of(HelpRequest, "received"),
        "state",
    )
    nothing = Empty(title="还没有求助", hint="公开一次志愿服务后，需要帮助的人可以从公开页面填写。")

    def get_queryset(self) -> QuerySet[HelpRequest]:
        return super().get_queryset().select_related("action")


class RequestPage(RecordPage):
    """One request: who asked, where, for what, and what was made of it."""

    life = REQUEST
    related = ("action", "task")

    def card(self) -> Sequence[Fact | str]:
        one: HelpRequest = self.record
        return (
            Fact(label="状态", value=state_words(one)),
            Fact(label="志愿服务", value=one.action.title, link=address_of(one.action)),
            Fact(label="任务", value=one.task or "", link=address_of(one.task) if one.task else ""),
            "need",
            "spot",
            "name",
            "mobile",
            "received",
            "answered",
            "answer",
        )


def _public(one: VolunteerAction) -> tuple[Fact, ...]:
    if not one.public_code:
        return (Fact(label="公开", value="未公开"),)
    ways = (("takes_sign_ups", "报名地址", SIGN_UP), ("takes_requests", "求助地址", HELP))
    forms = tuple(
        Fact(label=label, value="打开", link=reverse(FORM_PAGE, args=[prefix, one.public_code]))
        for name, label, prefix in ways
        if getattr(one, name)
    )
    return (Fact(label="公开", value="公开页面", link=public_path(queries.PUBLIC_PREFIX, one.public_code)), *forms)
