"""Two people act at once, each on a connection of their own: one wins, the other is told, nothing is written twice."""

from collections.abc import Callable
from datetime import date

import pytest

from tests.cast import SYSTEM, Cast
from tests.cast import cast as build
from tests.network.firms import code
from tests.network.life import opened, typed
from tests.racing import race as together
from tongxin.access import actions as access_actions
from tongxin.access.actions import Post
from tongxin.access.models import Account, Entry
from tongxin.network import actions
from tongxin.network.actions.firms import firm_of
from tongxin.network.actions.merging import merge_records, undo_merge
from tongxin.network.models import Base, BaseStep, JoiningLink, Membership, Person, PersonMerge
from tongxin.network.models.bases import State
from tongxin.network.queries.firms import partners
from tongxin.records.training import actions as training
from tongxin.records.training.models import TrainingClass

pytestmark = pytest.mark.django_db(transaction=True)
DAY = date(2021, 5, 12)
PASSWORD = "同心-tongxin-2022"


@pytest.fixture
def cast(transactional_db: None) -> Cast:
    return build()


def race(*acts: Callable[[], object]) -> list[str]:
    """Let all begin together; return what became of each, those that were done first."""
    return sorted(together(*acts), key=lambda outcome: outcome != "done")


def lines(action: str) -> int:
    return Entry.objects.whole_network(reason="the test counts journal lines").filter(action=action).count()


def test_application_decided_by_two_is_decided_once(cast: Cast) -> None:
    membership = cast.applicant(cast.person("例甲"), cast.county)
    copies = [
        Membership.objects.whole_network(reason="each actor read it before").get(pk=membership.pk) for _ in range(2)
    ]
    outcomes = race(*(lambda copy=copy: actions.admit_member(copy, by=SYSTEM, day=DAY) for copy in copies))
    assert outcomes[0] == "done"
    assert "现在是「已通过」" in outcomes[1]
    assert lines("network.membership.admit") == 1


def test_last_place_of_the_year_is_given_once(cast: Cast) -> None:
    actions.set_charter(cast.county, by=SYSTEM, day=date(2017, 1, 1), approver="own", yearly_quota=1, term_years=5)
    waiting = [cast.applicant(cast.person(name), cast.county) for name in ("例甲", "例乙")]
    outcomes = race(*(lambda one=one: actions.admit_member(one, by=SYSTEM, day=DAY) for one in waiting))
    assert outcomes[0] == "done"
    assert "名额" in outcomes[1]
    admitted = Membership.objects.whole_network(reason="the test counts members").filter(
        state=Membership.State.ADMITTED
    )
    assert admitted.count() == 1


def test_person_alike_entered_by_two_pages_at_once_is_entered_once(cast: Cast) -> None:
    details = {"name": "例甲", "mobile": "", "unit": "甲律所", "group": "", "place": cast.county.place}
    outcomes = race(
        *(
            lambda position=position: actions.register_person(by=SYSTEM, asked=True, position=position, **details)
            for position in ("律师", "主任")
        )
    )
    assert outcomes[0] == "done"
    assert "可能已经登记：例甲 甲律所" in outcomes[1]
    assert Person.objects.whole_network(reason="the test counts persons").count() == 1


def test_application_sent_by_two_at_once_waits_once(cast: Cast) -> None:
    link = opened(cast.county)
    copies = [JoiningLink.objects.whole_network(reason="each browser has it").get(pk=link.pk) for _ in range(2)]
    outcomes = race(*(lambda copy=copy: actions.apply_by_link(copy, by=SYSTEM, **typed()) for copy in copies))
    assert outcomes[0] == "done"
    assert "不用再提交" in outcomes[1]


def test_base_takes_each_step_once(cast: Cast) -> None:
    base = cast.base("例")
    copies = [Base.objects.whole_network(reason="each actor read it before").get(pk=base.pk) for _ in range(2)]
    steps = (
        lambda copy=copy: actions.advance_base_state(copy, by=SYSTEM, to=State.REVIEWING, day=DAY) for copy in copies
    )
    outcomes = race(*steps)
    assert outcomes[0] == "done"
    assert outcomes[1] != "done"
    open_steps = BaseStep.objects.whole_network(reason="the test counts steps").filter(base=base, end=None)
    assert [step.state for step in open_steps] == [State.REVIEWING]


def test_class_held_by_two_is_held_once(cast: Cast) -> None:
    details = {
        "title": "宁乡班", "organiser": cast.county, "co_organisers": [], "kind": "course", "venue": "党校",
        "first_day": date(2021, 5, 10), "last_day": DAY, "field_days": (), "days_needed": None,
    }  # fmt: skip
    planned = training.plan_class(by=SYSTEM, **details)
    copies = [
        TrainingClass.objects.whole_network(reason="each actor read it before").get(pk=planned.pk) for _ in range(2)
    ]
    outcomes = race(
        *(lambda copy=copy: training.hold_class(copy, by=SYSTEM, roster="王例山\n李例水") for copy in copies)
    )
    assert outcomes[0] == "done"
    assert "现在是「已举办」" in outcomes[1]
    assert lines("training.class.hold") == 1


def test_login_name_is_given_once(cast: Cast) -> None:
    def open_account() -> Account:
        post = Post(role="reader", path="43/")
        return access_actions.open_account("xin", by=SYSTEM, name="新", password=PASSWORD, post=post)

    outcomes = race(open_account, open_account)
    assert outcomes[0] == "done"
    assert "已有人使用" in outcomes[1]
    assert Account.objects.filter(username="xin").count() == 1
    assert lines("access.account.open") == 1


def test_two_merges_of_one_person_at_once_leave_one(cast: Cast) -> None:
    one, other, third = (cast.person("例甲") for _ in range(3))
    cast.join(other, cast.county)
    copies = [Person.objects.whole_network(reason="each actor read it before").get(pk=other.pk) for _ in range(2)]
    outcomes = race(
        lambda: merge_records(one, by=SYSTEM, merged=copies[0], reason="同一人"),
        lambda: merge_records(third, by=SYSTEM, merged=copies[1], reason="同一人"),
    )
    assert outcomes[0] == "done"
    assert "刚才已并入" in outcomes[1]
    assert lines("network.merge.do") == 1


def test_two_records_merged_into_each_other_at_once_do_not_make_a_ring(cast: Cast) -> None:
    pair = [cast.person("例甲"), cast.person("例甲")]
    rows = Person.objects.whole_network(reason="each actor read both before")
    read = [[rows.get(pk=person.pk) for person in pair] for _ in range(2)]
    outcomes = race(
        lambda: merge_records(read[0][0], by=SYSTEM, merged=read[0][1], reason="同一人"),
        lambda: merge_records(read[1][1], by=SYSTEM, merged=read[1][0], reason="同一人"),
    )
    assert outcomes[0] == "done"
    assert "刚才已并入" in outcomes[1]
    assert rows.filter(merged_into=None).count() == 1


def test_merge_is_undone_once(cast: Cast) -> None:
    merge = merge_records(cast.person("例甲"), by=SYSTEM, merged=cast.person("例甲"), reason="同一人")
    rows = PersonMerge.objects.whole_network(reason="each actor read it before")
    copies = [rows.get(pk=merge.pk) for _ in range(2)]
    outcomes = race(*(lambda copy=copy: undo_merge(copy, by=SYSTEM, reason="看错了") for copy in copies))
    assert outcomes[0] == "done"
    assert "已经撤销" in outcomes[1]
    assert lines("network.merge.undo") == 1


def test_merge_and_application_at_once_leave_nothing_on_the_merged_record(cast: Cast) -> None:
    kept, merged = cast.person("例甲"), cast.person("例甲")
    rows = Person.objects.whole_network(reason="each actor read it before")
    copy = rows.get(pk=merged.pk)
    outcomes = race(
        lambda: merge_records(kept, by=SYSTEM, merged=merged, reason="同一人"),
        lambda: cast.applicant(copy, cast.county),
    )
    assert outcomes[0] == "done"
    left = Membership.objects.whole_network(reason="the test counts memberships").filter(person=merged)
    assert not left.exists()


def test_firm_named_by_two_at_once_is_recorded_once(cast: Cast) -> None:
    place = cast.county.place
    outcomes = race(
        lambda: firm_of(name="例山科技公司", place=place, by=SYSTEM),
        lambda: firm_of(name="例山 科技公司", place=place, unified_code=code(1), by=SYSTEM),
    )
    assert outcomes == ["done", "done"]
    assert [one.unified_code for one in partners()] == [code(1)]
    assert lines("network.organisation.found") == 5


def test_code_given_at_two_places_at_once_is_one_firm(cast: Cast) -> None:
    places = (cast.county.place, cast.neighbour.place)
    outcomes = race(
        *(lambda at=at: firm_of(name="例山科技公司", place=at, unified_code=code(1), by=SYSTEM) for at in places)
    )
    assert outcomes == ["done", "done"]
    assert partners().count() == 1


def test_firm_is_merged_once_and_never_into_a_ring(cast: Cast) -> None:
    pair = [firm_of(name=name, place=cast.county.place, by=SYSTEM) for name in ("例甲厂", "例乙厂")]
    read = [[partners().get(pk=one.pk) for one in pair] for _ in range(2)]
    outcomes = race(
        lambda: merge_records(read[0][0], by=SYSTEM, merged=read[0][1], reason="同一家"),
        lambda: merge_records(read[1][1], by=SYSTEM, merged=read[1][0], reason="同一家"),
    )
    assert outcomes[0] == "done"
    assert "刚才已并入" in outcomes[1]
    assert partners().count() == 1


@pytest.mark.parametrize("mobile", ["13800138000", ""])
def test_person_entered_by_twenty_at_once_is_on_record_once(cast: Cast, mobile: str) -> None:
    typed = {"name": "张伟明", "mobile": mobile, "unit": "甲律所", "position": "", "group": ""}
    home, by = cast.county.place, cast.actor("secretary")
    outcomes = race(*(lambda: actions.register_person(by=by, place=home, **typed) for _ in range(20)))
    assert outcomes[0] == "done"
    assert all("已经登记" in outcome for outcome in outcomes[1:])
    assert Person.objects.whole_network(reason="the test counts persons").count() == 1
    assert lines("network.person.register") == 1
