"""Records by lot: incomplete rosters, ended memberships, moved and corrected rows, merged persons, joint classes, records of the upper level."""

import random
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from tests.cast import SYSTEM, Cast
from tests.lives import activity_details, class_details, visit_details
from tests.records.contests import samples as contests
from tests.records.experts import samples as expert_samples
from tests.records.factchecks import samples as checks
from tests.records.giving.samples import gift_details
from tests.records.produce import samples as produce
from tests.records.proposals.samples import delivery_details, paper_details
from tests.records.stories.samples import reviewed_story
from tests.records.volunteering.samples import PROOF, action_details, task_details
from tests.toy import actions as toy
from tongxin.attendance import actions as attendance
from tongxin.attendance import queries as attended
from tongxin.kernel.period import Period, Step
from tongxin.network import actions as network
from tongxin.network.actions.merging import merge_records
from tongxin.network.models import Organisation, Person
from tongxin.network.models.bases import State
from tongxin.records.activities import actions as activities
from tongxin.records.contests import actions as contest_actions
from tongxin.records.contests.queries import every_entry, rounds_of
from tongxin.records.experts import actions as experts
from tongxin.records.experts.models import Expert
from tongxin.records.factchecks import actions as factchecks
from tongxin.records.factchecks.models import Version
from tongxin.records.giving import actions as giving
from tongxin.records.produce.actions import rounds as selling
from tongxin.records.proposals import actions as proposals
from tongxin.records.stories import actions as stories
from tongxin.records.stories.models import Story
from tongxin.records.training import actions as training
from tongxin.records.volunteering import actions as volunteering

FIRST = date(2020, 11, 1)
DAYS = 240
PERIODS = (
    Period.calendar(date(2021, 1, 1), Step.MONTH),
    Period.calendar(date(2020, 12, 1), Step.QUARTER),
    Period.calendar(date(2021, 5, 1), Step.YEAR),
    Period(date(2020, 12, 31), date(2021, 1, 2)),
)
_NAMES = [f"{surname}例{last}" for surname in "王李张赵" for last in "山水火土木"]


class Lot:
    """Draws records; the same seed draws the same ones."""

    def __init__(self, cast: Cast, seed: int) -> None:
        self.cast = cast
        self.random = random.Random(seed)
        self.organisations = (cast.county, cast.city, cast.province, cast.neighbour)
        self.bases = [cast.base(f"活动基地 {number}") for number in range(2)]
        founded = date(2020, 1, 1)
        self.teams = [expert_samples.team(cast, name=f"第{number}团", founded=founded) for number in range(2)]
        self.series = cast.series("同心·沙龙")
        self.persons = [cast.person(name, mobile=f"1600000{number:04d}") for number, name in enumerate(_NAMES)]

    def draw(self, number: int) -> None:
        """Put so many records of every kind on file, then change some of them."""
        kinds: tuple[Callable[[int], Any], ...] = (
            self._class,
            self._class,
            self._visit,
            self._membership,
            self._paper,
            self._activity,
            self._activity,
            self._gift,
            self._talk,
            self._request,
            self._gift,
            self._check,
            self._help,
            self._round,
        )
        for index in range(number):
            kinds[index % len(kinds)](index)
        for index in range(2):
            self._base(index)
        for index in range(number // 4):
            self._contest(index)
        for index in range(6):
            self._story(index)
        for _ in range(2):
            self._merge()

    def _day(self) -> date:
        return FIRST + timedelta(days=self.random.randrange(DAYS))

    def _organisers(self) -> tuple[Organisation, list[Organisation]]:
        chosen = self.random.sample(self.organisations, self.random.choice((1, 1, 2)))
        return chosen[0], chosen[1:]

    def _class(self, index: int) -> None:
        organiser, others = self._organisers()
        first = self._day()
        details = {
            "title": f"班 {index}", "organiser": organiser, "co_organisers": others,
            "first_day": first, "last_day": first + timedelta(days=self.random.randrange(4)),
        }  # fmt: skip
        one = training.plan_class(by=SYSTEM, **class_details(self.cast, **details))
        fate = self.random.random()
        if fate < 0.15:
            return
        if fate < 0.25:
            training.cancel_class(one, by=SYSTEM, reason="不办")
            return
        roster = "\n".join(
            f"{person.name} {person.mobile} {self.random.choice(('', '', '1天'))}" for person in self._some()
        )
        training.hold_class(one, by=SYSTEM, roster=f"{roster}\n客例人", signed_roster="档案", reason="补")
        if fate > 0.8:
            training.close_class(one, by=SYSTEM)
        if fate > 0.6:
            organiser, others = self._organisers()
            moved = first + timedelta(days=self.random.randrange(-40, 40))
            changed = details | {"organiser": organiser, "co_organisers": others, "first_day": moved, "last_day": moved}
            training.correct_class(one, by=SYSTEM, reason="更正", **class_details(self.cast, **changed))
        line = attended.roster(one.occasion).order_by("?").first()
        if line is not None and fate > 0.5:
            attendance.correct_line(line, by=SYSTEM, reason="早退", days_attended=self.random.choice((0, None)))

    def _activity(self, index: int) -> None:
        organiser, others = self._organisers()
        day = self._day()
        details = activity_details(self.cast, title=f"活动 {index}", organiser=organiser, co_organisers=others)
        details |= {
            "first_day": day,
            "last_day": day,
            "base": self.random.choice((None, *self.bases, *self.bases)),
            "series": self.series,
        }
        one = activities.plan_activity(by=SYSTEM, **details)
        fate = self.random.random()
        if fate < 0.15:
            return
        number = self.random.randrange(3, 90)
        heads = {
            "head_count": number, "head_evidence": self.random.choice(("host", "estimate")), "head_low": number - 2,
            "head_high": number + 5, "head_first_time": self.random.randrange(1, number),
        }  # fmt: skip
        listed = "\n".join(f"{person.name} {person.mobile}" for person in self._some()) + "\n客例人"
        if fate < 0.5:
            activities.hold_activity(one, by=SYSTEM, **heads)
        elif fate < 0.75:
            activities.hold_activity(one, by=SYSTEM, roster=listed)
        else:
            activities.hold_activity(one, by=SYSTEM, roster=listed, **heads)
        if fate > 0.4:
            moved = self._day()
            changed = details | {"organiser": self._organisers()[0], "first_day": moved, "last_day": moved}
            activities.correct_activity(one, by=SYSTEM, reason="更正", **changed, **(heads if fate < 0.6 else {}))

    def _visit(self, index: int) -> None:
        organiser, others = self._organisers()
        details = {"title": f"走访 {index}", "organiser": organiser, "co_organisers": others, "day": self._day()}
        one = toy.plan_visit(by=SYSTEM, **visit_details(self.cast, **details))
        if self.random.random() < 0.8:
            toy.make_visit(one, by=SYSTEM, households=self.random.randrange(1, 30))

    def _paper(self, index: int) -> None:
        organiser, others = self._organisers()
        day = self._day()
        details = {"title": f"建言 {index}", "organiser": organiser, "co_organisers": others, "received": day}
        one = proposals.draft(by=SYSTEM, **paper_details(self.cast, **details))
        proposals.submit(one, by=SYSTEM)
        proposals.approve(one, by=SYSTEM)
        fate = self.random.random()
        if fate < 0.1:
            return
        sent = day + timedelta(days=self.random.randrange(9))
        proposals.deliver(one, by=SYSTEM, **delivery_details(delivered=sent), reason="补")
        proposals.file(one, by=SYSTEM, day=sent, body="市委", reason="补")
        proposals.answer(one, by=SYSTEM, body="市委", day=sent, grade="A", text="", reason="补")
        for kind in ("adopted", "instructed"):
            proposals.mark(one, by=SYSTEM, kind=kind, day=sent, body="市委", note="第1号", reason="补")
            if fate > 0.8:
                proposals.void(one, by=SYSTEM, kind=kind, reason="登错")
        if fate > 0.9:
            proposals.withdraw(one, by=SYSTEM, reason="撤回")

    def _check(self, index: int) -> None:
        organiser, others = self._organisers()
        day = self._day()
        one = checks.published_check(
            self.cast, title=f"第{index}条说法", organiser=organiser, co_organisers=others, received=day, day=day
        )
        fate = self.random.random()
        if fate > 0.7:
            factchecks.withdraw(one, by=SYSTEM, reason="来源有误")
        else:
            corrected = checks.amendment(one, amendment="correction", summary="原先的说明写错了。")
            factchecks.confirm(factchecks.amend(one, by=SYSTEM, **corrected), by=SYSTEM)
            shown = Version.objects.whole_network(reason="a correction of another day than the test's own")
            shown.filter(factcheck=one, kind="correction").update(day=day)

    def _gift(self, index: int) -> None:
        organiser, others = self._organisers()
        day = self._day()
        form = ("cash", "goods")[index % 2]
        goods = {"quantity": 3, "unit": "箱", "basis": "market", "valuer": "市场"} if form == "goods" else {}
        details = {
            "title": f"捐赠 {index}", "organiser": organiser, "co_organisers": others, "behalf": organiser, "pledged": day,
            "form": form, "value": self.random.randrange(1, 9) * 1000, "received": day, "receipt": f"收 {index}",
        }  # fmt: skip
        details = gift_details(self.cast, **details, **goods)
        one = giving.pledge(by=SYSTEM, reason="补", **details)
        fate = self.random.random()
        if fate < 0.3:
            changed = details | {"value": 1_500, "received": day + timedelta(days=1), "pledged": day}
            giving.correct(one, by=SYSTEM, reason="更正", **changed)
        elif fate < 0.5:
            giving.give_back(one, by=SYSTEM, kind="refund", day=day + timedelta(days=9), value=300, reason="退")
        elif fate < 0.6:
            giving.reverse(one, by=SYSTEM, kind="duplicate", reason="重复")

    def _story(self, index: int) -> None:
        """One story; those of the second half stay published, one of each kind."""
        organiser, others = self._organisers()
        one = reviewed_story(self.cast, title=f"展示 {index}", organiser=organiser, co_organisers=others)
        kind = ("interview", "video", "showcase")[index % 3]
        Story.objects.whole_network(reason="a showcase without the picture it needs").filter(pk=one.pk).update(
            kind=kind
        )
        one.kind = kind
        fate = self.random.random() + (1 if index >= 3 else 0)
        if fate < 0.2:
            return
        stories.publish(one, by=SYSTEM, published=self._day(), reason="补")
        if fate < 0.5:
            stories.withdraw(one, by=SYSTEM, reason="撤下")
        elif fate < 0.8:
            stories.rework(one, by=SYSTEM, reason="改")

    def _help(self, index: int) -> None:
        """An action with a task, done or not, and corrected at times."""
        organiser, others = self._organisers()
        day = self._day()
        details = action_details(
            self.cast, title=f"志愿 {index}", organiser=organiser, co_organisers=others, first_day=day, last_day=day
        )
        one = volunteering.call_action(by=SYSTEM, reason="补", **details)
        task = volunteering.ask_task(by=SYSTEM, action=one.title, **task_details())
        fate = self.random.random()
        if fate < 0.2:
            volunteering.close_task(task, by=SYSTEM, closing="not_wanted")
            volunteering.cancel_action(one, by=SYSTEM, reason="雨停了")
            return
        volunteering.finish_task(task, by=SYSTEM, day=day, quantity=task.left, reason="补", **PROOF)
        bounded = {"head_count": 30, "head_low": 28, "head_high": 33} if fate < 0.5 else {"head_count": 12}
        volunteering.hold_action(one, by=SYSTEM, hours=index, reason="补", **bounded)
        if fate > 0.7:
            changed = details | {"first_day": day, "last_day": day + timedelta(days=1), "head_count": 14, "hours": 9}
            volunteering.correct_action(one, by=SYSTEM, reason="更正", **changed)

    def _round(self, index: int) -> None:
        organiser, others = self._organisers()
        details = {"organiser": organiser, "co_organisers": others, "opens": self._day(), "closes": date(2021, 12, 31)}
        one = produce.open_round(self.cast, title=f"场次 {index}", **details)
        for _ in range(self.random.randrange(1, 4)):
            produce.told(one, quantity=self.random.randrange(1, 9), amount=self.random.randrange(1, 9) * 100)
        selling.close_round(one, by=SYSTEM)
        if self.random.random() < 0.8:
            settled = {"settled": date(2022, 1, 9), "households": self.random.randrange(9), "villages": 1}
            selling.settle_round(one, by=SYSTEM, reason="补", **settled)

    def _talk(self, index: int) -> None:
        organiser, others = self._organisers()
        day = self._day()
        firms = [f"第{number}企业" for number in self.random.sample(range(6), self.random.randrange(1, 4))]
        team = self.random.choice(self.teams)
        details = {"title": f"宣讲 {index}", "organiser": organiser, "co_organisers": others, "confirmed_by": "园区"}
        kind = self.random.choice(("talk", "talk", "coaching", "consultation"))
        details |= {"first_day": day, "last_day": day, "kind": kind}
        came = {"firms": firms, "head_count": self.random.randrange(1, 9), "reason": "补"}
        one = experts.register_talk(by=SYSTEM, **expert_samples.talk_details(team, **details), **came)
        if self.random.random() < 0.4:
            moved = {"first_day": day + timedelta(days=20), "last_day": day + timedelta(days=20), "head_count": 3}
            changed = expert_samples.talk_details(team, **details | moved)
            experts.correct_talk(one, by=SYSTEM, reason="改期", **changed)
        elif self.random.random() < 0.3:
            experts.unlist_firm(one, by=SYSTEM, firm=firms[0], reason="没有来")

    def _request(self, index: int) -> None:
        team, day = self.random.choice(self.teams), self._day()
        person = self.persons[index % len(self.persons)]
        term = {"begin": day, "end": day + timedelta(days=1 + self.random.randrange(200))}
        if not Expert.objects.children_of(team).filter(person=person).exists():
            expert_samples.expert(team, person, **term)
        asked = expert_samples.request(team, firm_name=f"第{index}企业", received=day)
        experts.triage(asked, by=SYSTEM, **expert_samples.triage_details(asked))
        if self.random.random() < 0.6:
            answered = day + timedelta(days=self.random.randrange(9))
            experts.answer_in_writing(asked, by=SYSTEM, answer="按法办。", day=answered)

    def _membership(self, index: int) -> None:
        person = self.persons[index // 7 % len(self.persons)]  # each once, so that no membership overlaps
        for organisation in self.random.sample(self.organisations, self.random.choice((1, 2))):
            begin = self._day()
            membership = self.cast.join(person, organisation, begin=begin)
            if self.random.random() < 0.4:
                day = begin + timedelta(days=self.random.randrange(1, 90))
                network.end_membership(membership, by=SYSTEM, day=day, ending="left", reason="本人退会")

    def _base(self, index: int) -> None:
        base = self.cast.base(f"示例基地 {index}", named=date(2020, 12, 1) + timedelta(days=31 * index))
        if index:
            network.advance_base_state(base, by=SYSTEM, to=State.WITHDRAWN, day=date(2021, 3, 1), reason="退出")

    def _contest(self, index: int) -> None:
        """One contest by members; most are published, some corrected afterwards, one entry withdrawn before the numbers are drawn."""
        organiser, others = self._organisers()
        day = self._day()
        details = {
            "title": f"赛事 {index}", "organiser": organiser, "co_organisers": others, "entries_until": day,
            "first_day": day, "last_day": day,
        }  # fmt: skip
        one = contest_actions.call_contest(
            by=SYSTEM, criteria="内容 100", **contests.contest_details(self.cast, **details)
        )
        for number in range(3):
            team = "\n".join(f"{person.name} {person.mobile}" for person in self._some())
            contest_actions.enter(
                by=SYSTEM, entrants=f"{team}\n客例人", **contests.entry_details(one, title=f"节目{number}")
            )
        contest_actions.appoint_judges(one, by=SYSTEM, judges="评委甲")
        fate = self.random.random()
        if fate < 0.15:
            return
        contest_actions.close_entries(one, by=SYSTEM)
        contest_actions.withdraw_entry(every_entry(one)[0], by=SYSTEM, reason="退出")
        for entry in every_entry(one)[1:]:
            contest_actions.check_entry(entry, by=SYSTEM)
        contest_actions.draw_numbers(one, by=SYSTEM)
        contest_actions.hand_in_sheet(by=SYSTEM, contest=one, judge=1, entry=1, scores="90")
        contest_actions.seal_round(rounds_of(one).get(), by=SYSTEM, reason="缺席")
        if fate < 0.25:
            return
        contest_actions.publish_result(one, by=SYSTEM, objections_until=date(2099, 1, 1))
        if fate > 0.6:
            organiser, others = self._organisers()
            changed = details | {"organiser": organiser, "co_organisers": others}
            contest_actions.correct_contest(
                one, by=SYSTEM, reason="更正", **contests.contest_details(self.cast, **changed)
            )

    def _merge(self) -> None:
        kept, merged = self.random.sample(self.persons, 2)
        merge_records(kept, by=SYSTEM, merged=merged, reason="同一人")
        self.persons.remove(merged)

    def _some(self) -> list[Person]:
        return self.random.sample(self.persons, self.random.randrange(1, 5))
