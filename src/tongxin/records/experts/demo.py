"""Experts of the demonstration network: the team the news tells of, a second one beside it, and what firms asked them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from tongxin.access import journal
from tongxin.access.guard import Guarded
from tongxin.attendance.demo import noon
from tongxin.attendance.models import HeadCount, Occasion, Session
from tongxin.network.demo import REASON, REPORTING_DAY, World
from tongxin.network.models import Organisation
from tongxin.network.models.tokens import hashed
from tongxin.records.experts.models import (
    Check,
    Expert,
    Field,
    Offer,
    Request,
    Speaker,
    Statement,
    Talk,
    TalkFirm,
    Team,
)
from tongxin.records.experts.rules import check_days

NAME = "新的社会阶层人士“金芙蓉”跃升行动计划专家服务团"
FIRST = "中国多层次资本市场体系及企业上市路径选择"
_FIRST_DAY = date(2022, 5, 9)
_SCOPE = "（演示）免费提供宣讲、辅导和咨询，不代办业务；专家与企业有任职、持股、代理关系的回避。"
_FIELDS = (Field.CAPITAL, Field.LAW, Field.TAX, Field.MANAGEMENT, Field.PROPERTY)
_THEMES = ("规范发展与上市辅导", "股权融资实务", "企业合规经营", "财税筹划与风险", "知识产权保护")


@dataclass(frozen=True, kw_only=True)
class _Plan:
    """One team: its experts are the members of the province from `since` on, its firms the hosts from `firms` on."""

    name: str
    alias: str
    founded: date
    experts: int
    since: int
    first_firms: int
    firms: int
    later: int


_PLANS = (
    _Plan(name=NAME, alias="“金芙蓉”专家服务团", founded=_FIRST_DAY, experts=42, since=0, first_firms=208, firms=0, later=16),
    _Plan(name="“湘江同行”法律专家服务团（演示）", alias="法律专家服务团", founded=date(2022, 4, 20), experts=15, since=38, first_firms=46, firms=190, later=8),
)  # fmt: skip
_WAITED = (4, 9, 2, 15, 6)  # days after which a request was answered in writing
_OPEN = (Request.State.RECEIVED, Request.State.RECEIVED, Request.State.TRIAGED, Request.State.DECLINED, Request.State.WITHDRAWN)  # fmt: skip


def load(world: World) -> None:
    """Write two teams with rosters, talks, firms, requests and looks at what came of them."""
    province = world.organisations.of(world.network.associations[0])
    firms = [one for one in world.organisations.hosts if one.kind == Organisation.Kind.FIRM]
    registered = (
        Organisation.objects.children_of(province, field="parent").filter(kind=Organisation.Kind.SERVICE_TEAM).first()
    )
    teams = Team.objects.insert_rows(
        Team(
            name=one.name, aliases=[one.alias], organiser=province, place_id=province.place_id, path=province.path, founded=one.founded,
            organisation=registered if index == 0 else None, purpose="为企业提供上市、法律、财税等方面的公益宣讲、辅导和咨询。", statement=1,
            public_code=f"demo-team-{index + 1}", recorded_at=noon(one.founded),
        )
        for index, one in enumerate(_PLANS)
    )  # fmt: skip
    _told(teams, world, "experts.team.found")
    for plan, team in zip(_PLANS, teams, strict=True):
        _load_team(team, plan, world=world, firms=firms)
    _load_requests(teams[0], world=world, firms=firms)


def _load_team(team: Team, plan: _Plan, *, world: World, firms: Sequence[Organisation]) -> None:
    path = team.path
    said = Statement.objects.insert_rows([Statement(team=team, path=path, version=1, text=_SCOPE, day=plan.founded)])
    _told(said, world, "experts.statement")
    offers = Offer.objects.insert_rows(
        [
            Offer(team=team, path=path, title="上市路径咨询", field=Field.CAPITAL),
            Offer(team=team, path=path, title="法律坐诊", field=Field.LAW, weekday=3, venue="省新联会会客厅（演示）"),
        ]
    )
    _told(offers, world, "experts.offer.add")
    members = world.network.associations[0].persons
    chosen = [
        members[number % len(members)] for number in range(plan.since, plan.since + min(plan.experts, len(members)))
    ]
    experts = Expert.objects.insert_rows(
        Expert(
            team=team, path=path, person_id=world.people[position], field=_FIELDS[index % len(_FIELDS)], region_id=team.place_id,
            begin=plan.founded, head=index == 0, accepted=1, accepted_on=plan.founded,
        )
        for index, position in enumerate(chosen)
    )  # fmt: skip
    _told(experts, world, "experts.expert.enrol")
    _load_talks(list(_talks(team, plan)), plan, world=world, firms=firms, experts=experts)


def _talks(team: Team, plan: _Plan) -> Iterator[Talk]:
    last = REPORTING_DAY - timedelta(days=6)
    for number in range(plan.later + 1):
        day = _FIRST_DAY + (last - _FIRST_DAY) * number // plan.later
        theme = FIRST if number == 0 and plan.name == NAME else f"{_THEMES[number % len(_THEMES)]}（第{number + 1}场）"
        yield Talk(
            title=theme, kind=Talk.Kind.COACHING if number % 3 == 2 else Talk.Kind.TALK, team=team, organiser=team.organiser,
            place_id=team.place_id, path=team.path, first_day=day, last_day=day, first=number == 0, state=Talk.State.HELD,
            venue="多功能会议厅（演示）", confirmed_by="承办单位办公室（演示）", recorded_at=noon(day),
        )  # fmt: skip


def _load_talks(
    talks: list[Talk], plan: _Plan, *, world: World, firms: Sequence[Organisation], experts: Sequence[Expert]
) -> None:
    occasions = Occasion.objects.insert_rows(
        Occasion(kind="experts.talk", path=one.path, days_needed=1) for one in talks
    )
    for one, occasion in zip(talks, occasions, strict=True):
        one.occasion = occasion
    Session.objects.insert_rows(Session(occasion=one.occasion, path=one.path, day=one.first_day) for one in talks)
    rows = Talk.objects.insert_rows(talks)
    _told(rows, world, "experts.talk.plan")
    _told(TalkFirm.objects.insert_rows(_firms(rows, plan, firms)), world, "experts.talk_firm.add")
    counts = HeadCount.objects.insert_rows(
        HeadCount(occasion=one.occasion, path=one.path, number=heads, low=heads, high=heads, evidence="roster", method="按签到册计数")
        for index, one in enumerate(rows)
        for heads in [plan.first_firms + 23 if one.first else 36 + 5 * index]
    )  # fmt: skip
    _told(counts, world, "attendance.count")
    speakers = Speaker.objects.insert_rows(
        Speaker(talk=one, expert=experts[index % len(experts)], path=one.path) for index, one in enumerate(rows)
    )
    _told(speakers, world, "experts.speaker")
    _told(Check.objects.insert_rows(_checks(rows)), world, "experts.check.plan")


def _firms(talks: Sequence[Talk], plan: _Plan, firms: Sequence[Organisation]) -> Iterator[TalkFirm]:
    for index, one in enumerate(talks):
        number = plan.first_firms if one.first else 18 + index
        begin = plan.firms if one.first else plan.firms + 29 * index
        for position in range(begin, begin + min(number, len(firms))):
            yield TalkFirm(talk=one, firm=firms[position % len(firms)], path=one.path)


def _checks(talks: Sequence[Talk]) -> Iterator[Check]:
    for one in talks:
        for months, due in check_days(one.last_day):
            done = due if due <= REPORTING_DAY and one.pk % 3 else None
            state = Check.State.DONE if done else Check.State.OPEN
            yield Check(
                talk=one,
                path=one.path,
                months=months,
                due=due,
                done=done,
                result="beginning" if done else "",
                state=state,
            )


def _load_requests(team: Team, *, world: World, firms: Sequence[Organisation]) -> None:
    rows = []
    for index in range(len(_WAITED) + len(_OPEN)):
        firm, day = firms[index % len(firms)], date(2022, 6, 1) + timedelta(days=9 * index)
        waited = _WAITED[index] if index < len(_WAITED) else None
        state = Request.State.ANSWERED if waited else _OPEN[index - len(_WAITED)]
        rows.append(
            Request(
                team=team, path=team.path, firm_name=firm.name, firm_place_id=firm.place_id, firm=None if state == "received" else firm,
                field=_FIELDS[index % len(_FIELDS)], need="（演示）希望了解相关政策和办理路径。", received=day, state=state,
                answered=day + timedelta(days=waited) if waited else None, answer="（演示）已书面答复。" if waited else "",
                source=Request.Source.LINK, statement=1, token_hash=hashed(f"demo-request-{index}"),
                decline_reason="不在服务范围内（演示）" if state == "declined" else "",
            )
        )  # fmt: skip
    _told(Request.objects.insert_rows(rows), world, "experts.request.receive")


def _told(rows: Sequence[Guarded], world: World, action: str) -> None:
    journal.write_many(rows, by=world.by, action=action, reason=REASON)
