"""Records by lot: incomplete rosters, ended memberships, moved and corrected rows, merged persons, joint classes, records of the upper level."""

import random
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from tests.cast import SYSTEM, Cast
from tests.lives import class_details, delivery_details, gift_details, paper_details, visit_details
from tests.toy import actions as toy
from tongxin.attendance import actions as attendance
from tongxin.attendance import queries as attended
from tongxin.kernel.period import Period, Step
from tongxin.network import actions as network
from tongxin.network.actions.merging import merge_persons
from tongxin.network.models import Organisation, Person
from tongxin.network.models.bases import State
from tongxin.records.giving import actions as giving
from tongxin.records.proposals import actions as proposals
from tongxin.records.training import actions as training

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
        self.persons = [cast.person(name, mobile=f"1600000{number:04d}") for number, name in enumerate(_NAMES)]

    def draw(self, number: int) -> None:
        """Put so many records of every kind on file, then change some of them."""
        kinds: tuple[Callable[[int], Any], ...] = (
            self._class,
            self._class,
            self._visit,
            self._membership,
            self._paper,
            self._gift,
        )
        for index in range(number):
            kinds[index % len(kinds)](index)
        for index in range(2):
            self._base(index)
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

    def _gift(self, index: int) -> None:
        organiser, others = self._organisers()
        day = self._day()
        form = self.random.choice(("cash", "goods"))
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

    def _membership(self, index: int) -> None:
        person = self.persons[index // 4 % len(self.persons)]  # each once, so that no membership overlaps
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

    def _merge(self) -> None:
        kept, merged = self.random.sample(self.persons, 2)
        merge_persons(kept, by=SYSTEM, merged=merged, reason="同一人")
        self.persons.remove(merged)

    def _some(self) -> list[Person]:
        return self.random.sample(self.persons, self.random.randrange(1, 5))
