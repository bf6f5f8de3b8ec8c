"""Papers of the demonstration network: two calls of the province with what came of them, and the cities' own papers."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from tongxin.access import journal
from tongxin.attendance.demo import noon
from tongxin.kernel.places import Level
from tongxin.network.demo import REASON, REPORTING_DAY, World
from tongxin.network.models import Organisation
from tongxin.records.proposals.models import Answer, Call, Channel, Proposal, Step

State, Done = Proposal.State, Step.Kind
CONGRESS = "迎接党代会，谱写新篇章"
_CALLS = (
    (CONGRESS, date(2021, 6, 1), date(2021, 10, 31), 46, 18, 11),
    ("助力乡村振兴", date(2022, 3, 1), date(2022, 8, 31), 15, 9, 4),
)
"""Title, first and last day, papers collected, delivered and adopted."""
_THEMES = (
    "营商环境",
    "数字经济",
    "文化旅游",
    "青年就业",
    "社会组织",
    "网络文明",
    "人才服务",
    "社区治理",
    "乡村产业",
    "科技成果转化",
)
_FIRST_YEAR, _A_YEAR = 2017, 2  # papers a year of every city


def load(world: World) -> None:
    """Write calls and papers with their steps and answers."""
    planned = [one for one in world.network.associations if one.spot.level in (Level.PROVINCE, Level.PREFECTURE)]
    units = [world.organisations.of(one) for one in planned]
    province = units[0]
    calls = Call.objects.insert_rows(
        Call(
            title=title, subject=f"围绕{title}征集意见建议。", organiser=province, place_id=province.place_id, path=province.path,
            opens=opens, closes=closes, recorded_at=noon(opens),
        )
        for title, opens, closes, *_ in _CALLS
    )  # fmt: skip
    journal.write_many(calls, by=world.by, action="proposals.call.open", reason=REASON)
    papers = Proposal.objects.insert_rows([*_of_calls(calls, province), *_of_cities(units[1:], years=world.years)])
    journal.write_many(papers, by=world.by, action="proposals.paper.draft", reason=REASON)
    steps = Step.objects.insert_rows(step for number, paper in enumerate(papers) for step in _steps(paper, number))
    journal.write_many(steps, by=world.by, action="proposals.step", reason=REASON)
    answers = Answer.objects.insert_rows(
        Answer(
            proposal=step.proposal, path=step.path, body=step.body, day=step.day, text="已研究采纳，纳入下一步工作。",
            grade="A" if index % 3 else "", state="classified" if index % 3 else "unclassified",
        )
        for index, step in enumerate(one for one in steps if one.kind == Done.ANSWERED)
    )  # fmt: skip
    journal.write_many(answers, by=world.by, action="proposals.answer.record", reason=REASON)


def _of_calls(calls: Sequence[Call], province: Organisation) -> Iterator[Proposal]:
    for call, (title, opens, closes, collected, delivered, _) in zip(calls, _CALLS, strict=True):
        for number in range(collected):
            day = opens + (closes - opens) * number // collected
            state = State.ANSWERED if number < delivered else State.APPROVED
            name = f"关于{_THEMES[number % len(_THEMES)]}的建议（{title}第{number + 1}篇）"
            yield _paper(province, title=name, day=day, state=state, call=call)


def _of_cities(units: Sequence[Organisation], *, years: int) -> Iterator[Proposal]:
    states = (State.SETTLED, State.ANSWERED, State.FILED, State.DELIVERED, State.DECLINED, State.REVIEW)
    for year in range(max(_FIRST_YEAR, REPORTING_DAY.year - years + 1), REPORTING_DAY.year + 1):
        for index, unit in enumerate(units):
            for number in range(_A_YEAR):
                place = (index * _A_YEAR + number + year) % len(_THEMES)
                day = date(year, 2 + (index + 4 * number) % 7, 3 + index)
                present = year == REPORTING_DAY.year
                state = states[(index + number) % len(states)] if present else states[(index + number) % 2]
                name = f"关于{unit.place.name}{_THEMES[place]}的建议（{year}年第{number + 1}篇）"
                yield _paper(unit, title=name, day=day, state=state)


def _paper(unit: Organisation, *, title: str, day: date, state: Proposal.State, call: Call | None = None) -> Proposal:
    sent = state not in (State.APPROVED, State.REVIEW)
    return Proposal(
        title=title, organiser=unit, place_id=unit.place_id, path=unit.path, call=call, received=day, recorded_at=noon(day),
        text="（演示数据）现状、问题和建议各一段。", state=state,
        channel=Channel.UNITED_FRONT if sent else "", body="统一战线工作部门（演示）" if sent else "",
        delivered=day + timedelta(days=20) if sent else None, receipt=f"收文〔{day.year}〕{day.month:02}{day.day:02}号" if sent else "",
    )  # fmt: skip


def _steps(paper: Proposal, number: int) -> Iterator[Step]:
    if paper.delivered is None or paper.state == State.DELIVERED:
        return
    body = paper.body
    kinds = [Done.DECLINED] if paper.state == State.DECLINED else [Done.FILED]
    if paper.state in (State.ANSWERED, State.SETTLED):
        kinds.append(Done.ANSWERED)
        kinds += _came_of(paper, number)
    for index, kind in enumerate(kinds, start=1):
        day = min(paper.delivered + timedelta(days=12 * index), REPORTING_DAY)
        yield Step(proposal=paper, path=paper.path, kind=kind, day=day, body=body, note="演示数据")


def _came_of(paper: Proposal, number: int) -> list[Step.Kind]:
    """Return what else came of an answered paper: of a call's, exactly so many were adopted."""
    if paper.call is None:
        return [Done.ADOPTED] if number % 5 == 0 else []
    adopted = next(one[5] for one in _CALLS if one[0] == paper.call.title)
    place = int(paper.title.rpartition("第")[2].removesuffix("篇）")) - 1
    return [*([Done.INSTRUCTED] if place % 6 == 0 else []), *([Done.ADOPTED] if place < adopted else [])]
