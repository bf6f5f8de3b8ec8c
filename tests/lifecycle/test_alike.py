"""What may be on record once is on record once however it is written, and is kept as it was written."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.cast import SYSTEM, Cast, cast, found
from tests.lives import class_details
from tongxin.kernel.errors import ConflictError
from tongxin.lifecycle.alike import refuse_alike
from tongxin.records.training import actions as training
from tongxin.records.training.models import TrainingClass

pytestmark = pytest.mark.django_db
TITLE = "2021年骨干培训班（第一期）"
TWICE = "这期培训班已经登记过"


@pytest.fixture
def stage() -> Cast:
    return cast()


def planned(stage: Cast, title: str, **more: Any) -> TrainingClass:
    return training.plan_class(by=SYSTEM, **class_details(stage, title=title, **more))


@pytest.mark.parametrize(
    "title",
    [
        "2021年骨干培训班(第一期)",
        "２０２１年骨干培训班（第一期）",
        "2021年骨干培训班\u200b（第一期）",
        TITLE,
        "2021年骨干培训班（第一期） ",
    ],
)
def test_title_in_other_signs_is_the_same_title(stage: Cast, title: str) -> None:
    one = planned(stage, TITLE)
    assert one.title == TITLE
    with pytest.raises(ConflictError, match=TWICE):
        planned(stage, title)


def test_other_title_day_or_organiser_is_another_record(stage: Cast) -> None:
    planned(stage, TITLE)
    planned(stage, "2021年骨干培训班（第二期）")
    planned(stage, "2021年骨干培训班(第一期)", organiser=stage.city)
    assert TrainingClass.objects.counted().count() == 3


def test_cancelled_class_stands_in_nobodys_way_and_a_correction_not_in_its_own(stage: Cast) -> None:
    one = planned(stage, TITLE)
    refuse_alike(one)
    training.cancel_class(one, by=SYSTEM, reason="改期")
    two = planned(stage, "2021年骨干培训班(第一期)")
    one.refresh_from_db()
    assert (one.title, two.title) == (TITLE, "2021年骨干培训班(第一期)")


def test_only_what_changed_is_asked_about(stage: Cast) -> None:
    one = planned(stage, TITLE)
    with CaptureQueriesContext(
        connection,
    ) as asked:
        refuse_alike(one, changed=("days", "trainees"))
        assert len(asked) == 0
        refuse_alike(one, changed=("title",))
        assert len(asked) == 1


def test_name_of_an_organisation_is_the_same_in_other_signs(stage: Cast) -> None:
    found("某某（长沙）联谊会", "430100")
    with pytest.raises(ConflictError, match="这个地区已有同名组织"):
        found("某某(长沙)联谊会", "430100")
    found("某某(长沙)联谊会", "430182")
