"""Two reviewers at one paper, and two at one suggestion, at once."""

import pytest

from tests.cast import SYSTEM, Cast
from tests.cast import cast as build
from tests.racing import race
from tests.records.proposals.samples import paper_details, suggestion
from tongxin.records.proposals import actions
from tongxin.records.proposals.models import Proposal
from tongxin.records.proposals.queries import suggestion_with

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def cast(transactional_db: None) -> Cast:
    return build()


def test_paper_reviewed_by_two_at_once_has_one_outcome(cast: Cast) -> None:
    one = actions.submit(actions.draft(by=SYSTEM, **paper_details(cast)), by=cast.actor("secretary"))
    first, second = (Proposal.objects.same_as(one).get() for _ in range(2))
    city, province = cast.actor("city"), cast.actor("province")
    outcomes = race(
        lambda: actions.approve(first, by=city), lambda: actions.send_back(second, by=province, reason="数据要核实")
    )
    assert outcomes.count("done") == 1
    assert Proposal.objects.same_as(one).get().state == ("approved" if outcomes[0] == "done" else "draft")


def test_suggestion_taken_up_by_two_at_once_becomes_one_paper(cast: Cast) -> None:
    suggestion(cast, token="甲")
    copies = [suggestion_with("甲"), suggestion_with("甲")]
    outcomes = race(*(lambda one=one: actions.take_up(one, by=SYSTEM, title="关于活动室的建议") for one in copies))
    assert outcomes.count("done") == 1
    assert Proposal.objects.visible_to(SYSTEM.scope).count() == 1


def test_suggestion_withdrawn_and_taken_up_at_once_is_one_of_the_two(cast: Cast) -> None:
    suggestion(cast, token="甲")
    first, second = suggestion_with("甲"), suggestion_with("甲")
    outcomes = race(
        lambda: actions.withdraw_suggestion(first, by=SYSTEM),
        lambda: actions.take_up(second, by=SYSTEM, title="关于活动室的建议"),
    )
    assert outcomes.count("done") == 1
    papers = Proposal.objects.visible_to(SYSTEM.scope).count()
    assert (suggestion_with("甲").text == "") == (papers == 0) == (outcomes[0] == "done")
