"""Several issue at once, each on a connection of their own: numbers have no gap and nobody gets two."""

import pytest

from tests.attendance.certificates.conftest import Stage, build_stage, every, held
from tests.cast import SYSTEM
from tests.lives import certified
from tests.network.test_races import race
from tongxin.attendance.certificates import actions
from tongxin.attendance.certificates.claimed import Claimed, source_of
from tongxin.attendance.models import Certificate

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def stage(transactional_db: None) -> Stage:
    return build_stage()


def test_same_class_issued_by_four_at_once_is_numbered_once(stage: Stage) -> None:
    outcomes = race(*(stage.issue for _ in range(4)))
    assert outcomes == ["done"] * 4
    assert [(one.holder, one.number) for one in every()] == [("王例山", 1), ("李例水", 2)]


def test_classes_of_one_organisation_at_once_share_the_numbers_without_gap(stage: Stage) -> None:
    classes = [held(stage.cast, roster="甲例一\n乙例二\n丙例三", title=f"第{number}班") for number in range(4)]
    outcomes = race(*(lambda one=one: certified(stage.cast, one) for one in classes))
    assert outcomes == ["done"] * 4
    assert sorted(one.number for one in every()) == list(range(1, 13))
    assert len({one.serial for one in every()}) == 12
    assert len({(one.status_list, one.status_index) for one in every()}) == 12


def test_numbers_of_two_organisations_do_not_touch(stage: Stage) -> None:
    def issue(organisation: object) -> None:
        claimed = [
            Claimed(source=source_of(stage.training), part=part, holder="例", event="赛", body=("奖",))
            for part in ((0, 1) if organisation is stage.cast.county else (2, 3))
        ]
        actions.issue_certificates(claimed, by=SYSTEM, organisation=organisation)  # type: ignore[arg-type]

    outcomes = race(lambda: issue(stage.cast.county), lambda: issue(stage.cast.city))
    assert outcomes == ["done", "done"]
    assert sorted((one.prefix, one.number) for one in every()) == [
        ("宁乡新联培", 1),
        ("宁乡新联培", 2),
        ("长沙新联培", 1),
        ("长沙新联培", 2),
    ]


def test_revoked_by_two_is_revoked_once(stage: Stage) -> None:
    one, _ = stage.issue()
    copies = [stage.again(one) for _ in range(2)]
    outcomes = race(*(lambda copy=copy: actions.revoke_certificate(copy, by=SYSTEM, reason="弄错") for copy in copies))
    assert outcomes[0] == "done"
    assert "现在是「已撤销」" in outcomes[1]


def test_exchanged_while_others_issue_leaves_one_in_force_and_no_gap(stage: Stage) -> None:
    one, _ = stage.issue()
    copy, more = stage.again(one), held(stage.cast, roster="甲例一\n乙例二", title="另一班")
    outcomes = race(
        lambda: actions.exchange_certificate(copy, by=SYSTEM, reason="姓名", holder="王例珊"),
        lambda: certified(stage.cast, more),
        stage.issue,
    )
    assert outcomes == ["done"] * 3
    rows = every()
    assert sorted(row.number for row in rows) == [1, 2, 3, 4, 5]
    force = [row for row in rows if row.source_id == one.source_id and row.state == Certificate.State.ISSUED]
    assert len(force) == 1
