"""The pages that show classes."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from tongxin.access import site
from tongxin.access.guard import under
from tongxin.access.views import SignedIn
from tongxin.attendance import queries as attended
from tongxin.kernel.period import chinese_date
from tongxin.kernel.scope import Verb
from tongxin.network.views.parts import timeline
from tongxin.records.training import forms, queries
from tongxin.records.training.models import TrainingClass
from tongxin.web.format import Kind, plain_date
from tongxin.web.pages import DetailPage, Empty, Fact, Link, ListPage, Moment, Section
from tongxin.web.table import Column, Table

MISSING = "没有找到这期培训班，可能不在您的权限范围内。"
LATE = timedelta(days=60)
DONE_WORDS = {
    "training.class.plan": "登记班次",
    "training.class.hold": "登记为已举办",
    "training.class.close": "归档",
    "training.class.cancel": "取消",
    "training.class.correct": "更正",
    "training.class.join": "更新合办单位",
}


def url_of(name: str, training_class: TrainingClass) -> str:
    """Return the address of a page of this class."""
    return reverse(f"training:{name}", args=[training_class.pk])


def _state_words(training_class: TrainingClass) -> str:
    """Return the state, saying so where a planned class is overdue."""
    late = training_class.state == TrainingClass.State.PLANNED and training_class.last_day < site.current().day
    return f"{training_class.get_state_display()}{'（已过期，请登记结果）' if late else ''}"


class ClassList(SignedIn, ListPage):
    """The classes the asker may see, latest first."""

    title = "培训班次"
    verb = Verb.VIEW
    order = ("-last_day", "-id")
    filter_form = forms.ClassFilter
    columns = (
        Column(name="title", label="培训班名称", value="title", link=lambda row: url_of("detail", row)),
        Column(name="organiser", label="主办单位", value="organiser.name"),
        Column(name="place", label="地区", value="place.name", hidden=True),
        Column(name="first_day", label="开班日期", value="first_day", kind=Kind.DATE, hidden=True),
        Column(name="last_day", label="结业日期", value="last_day", kind=Kind.DATE, order=("last_day",)),
        Column(name="kind", label="类别", value="get_kind_display"),
        Column(name="state", label="状态", value=_state_words),
        Column(name="person_times", label="结业", value="person_times", kind=Kind.NUMBER, unit="人次"),
    )

    def get_queryset(self) -> QuerySet[TrainingClass]:
        """Return what the scope shows."""
        return queries.classes(self.request.scope)

    def filtered(self, rows: QuerySet[Any], values: Mapping[str, Any]) -> QuerySet[Any]:
        """Narrow by title, year of the last day, place, state and kind."""
        if "q" in values:
            rows = rows.filter(title__icontains=values["q"])
        if "year" in values:
            rows = rows.filter(last_day__year=values["year"])
        if "place" in values:
            rows = rows.filter(under(values["place"].path))
        if values.get("state") == forms.OVERDUE:
            rows = queries.overdue(rows, day=site.current().day)
        elif "state" in values:
            rows = rows.filter(state=values["state"])
        return rows.filter(kind=values["kind"]) if "kind" in values else rows

    def links(self) -> Sequence[Link]:
        """Offer entry to those who may record."""
        if not self.request.scope.may_anywhere(Verb.RECORD):
            return ()
        return (Link(label="登记培训班", url=reverse("training:new"), icon="plus", primary=True),)

    def empty(self) -> Empty:
        """Name the next step."""
        return Empty(title="还没有培训班次", hint="办过一期后，粘贴名册即可登记。", link=next(iter(self.links()), None))


_DAYS = (
    Column(name="day", label="日期", value="day", kind=Kind.DATE),
    Column(name="form", label="形式", value="get_form_display"),
)
_LINE = (
    Column(
        name="name",
        label="姓名",
        value=lambda pair: pair[0].shown_name,
        template="training/participant.html",
        personal=True,
    ),
    Column(
        name="person",
        label="人员",
        value=lambda pair: "已对上" if pair[0].person_id else "未对上",
        link=lambda pair: f"/people/{pair[0].person_id}/" if pair[0].person_id else None,
    ),
    Column(name="evidence", label="依据", value=lambda pair: pair[0].get_evidence_display()),
    Column(
        name="days", label="参加天数", value=lambda pair: pair[0].days_attended or ("全程" if pair[0].completed else 0)
    ),
    Column(name="completed", label="结业", value=lambda pair: pair[0].completed, kind=Kind.FLAG),
    Column(
        name="correct",
        label="更正",
        value=lambda _: "更正",
        link=lambda pair: reverse("training:participation", args=[pair[1].pk, pair[0].pk]),
    ),
)


class ClassPage(SignedIn, DetailPage):
    """One class: facts, roster sums, the roster for those who may read it, days, what was written."""

    missing = MISSING

    def get_queryset(self) -> QuerySet[TrainingClass]:
        """Return what the scope shows."""
        return queries.classes(self.request.scope).prefetch_related("co_organisers")

    def links(self) -> Sequence[Link]:
        """Offer what the state allows to those who may record here."""
        one: TrainingClass = self.record
        if not self.request.scope.may(Verb.RECORD, one.path):
            return ()
        planned, held = one.state == TrainingClass.State.PLANNED, one.state == TrainingClass.State.HELD
        offers = (
            (planned, Link(label="登记为已举办", url=url_of("hold", one), icon="check", primary=True)),
            (one.counts, Link(label="补充名册", url=url_of("roster", one), icon="plus")),
            (True, Link(label="更正", url=url_of("correct", one), icon="edit")),
            (planned, Link(label="取消", url=url_of("cancel", one), icon="close")),
            (held, Link(label="归档", url=url_of("close", one), icon="check", post=True)),
        )
        return tuple(link for offered, link in offers if offered)

    def facts(self) -> Sequence[Fact]:
        """Return what the class is, and what its roster amounts to."""
        one: TrainingClass = self.record
        sums = attended.roster_facts(one.occasion)
        days = f"{chinese_date(one.first_day)}至{chinese_date(one.last_day)}"
        length = (one.last_day - one.first_day).days + 1
        joint = "、".join(organisation.name for organisation in one.co_organisers.all())
        late = plain_date(one.recorded_at) > one.last_day + LATE
        shown = (
            Fact(label="状态", value=_state_words(one), hint=one.cancel_reason),
            Fact(label="主办单位", value=one.organiser.name, link=f"/organisations/{one.organiser_id}/"),
            Fact(label="合办单位", value=joint),
            Fact(label="所属地区", value=one.place.name),
            Fact(label="日期", value=chinese_date(one.first_day) if one.first_day == one.last_day else days),
            Fact(label="举办地点", value=one.venue),
            Fact(label="类别", value=one.get_kind_display()),
            Fact(label="结业要求", value=f"共 {length} 天，参加 {one.occasion.days_needed} 天及以上"),
            Fact(label="结业人次", value=sums.completed, kind=Kind.NUMBER, hint=f"名册 {sums.listed} 人"),
            Fact(label="依据", value="、".join(f"{label} {number} 人次" for label, number in sums.by_evidence)),
            Fact(label="对上人员", value=f"{sums.resolved_share[0]} / {sums.resolved_share[1]}"),
            Fact(label="签到册", value=one.signed_roster, hint=f"清点 {sums.heads} 人" if sums.heads else ""),
            Fact(label="登记时间", value=one.recorded_at, kind=Kind.TIME, hint="结业两个月后补录" if late else ""),
        )
        return tuple(fact for fact in shown if fact.value not in ("", "0 / 0"))

    def sections(self) -> Sequence[Section]:
        """Return days, and the roster where the scope reads persons."""
        one: TrainingClass = self.record
        scope = self.request.scope
        shown = [
            Section(name="days", title="日程", table=Table(_DAYS, list(attended.days(one.occasion)), caption="日程"))
        ]
        if scope.may(Verb.MEMBERS, one.path):
            columns = _LINE if scope.may(Verb.RECORD, one.path) else _LINE[:-1]
            lines = [(line, one) for line in attended.visible_roster(one.occasion, scope=scope)]
            open_lines = scope.may(Verb.RECORD, one.path) and any(not line.person_id for line, _ in lines)
            again = Link(label="重新对人员", url=url_of("rematch", one), icon="refresh", post=True)
            roster = Table(columns, lines, caption="名册")
            shown.insert(0, Section(name="roster", title="名册", table=roster, more=again if open_lines else None))
        return shown

    def timeline(self) -> Sequence[Moment]:
        """Return what was written about the class."""
        return [replace(moment, what=DONE_WORDS.get(moment.what, moment.what)) for moment in timeline(self.record)]
