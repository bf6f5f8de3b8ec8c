"""A class of the county that took place: two completed it, one left early."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.cast import SYSTEM, Cast
from tests.cast import cast as build
from tests.lives import certified, class_details
from tongxin.attendance.models import Certificate, Participation
from tongxin.network.models import Person
from tongxin.records.training import actions as training
from tongxin.records.training.models import TrainingClass

ALL = "the test reads every row"


@pytest.fixture(autouse=True)
def _own_folders(settings: Any, tmp_path: Path) -> None:
    settings.TONGXIN_KEYRING = tmp_path / "signing"
    settings.TONGXIN_EXPORTS = tmp_path / "exports"
    settings.TONGXIN_ADDRESS = "https://tongxin.example"


@dataclass
class Stage:
    """The cast, the class, and a member who completed it beside somebody nobody knows."""

    cast: Cast
    training: TrainingClass
    member: Person

    def issue(self) -> list[Certificate]:
        return certified(self.cast, self.training)

    def line(self, name: str) -> Participation:
        lines = Participation.objects.children_of(self.training.occasion).select_related("person", "occasion")
        return next(one for one in lines if one.shown_name == name)

    def again(self, one: Certificate) -> Certificate:
        return Certificate.objects.same_as(one).select_related("organisation__place").get()


def held(cast: Cast, *, roster: str, **details: Any) -> TrainingClass:
    one = training.plan_class(by=SYSTEM, **class_details(cast, **details))
    return training.hold_class(one, by=SYSTEM, roster=roster)


def build_stage() -> Stage:
    cast = build()
    member = cast.person("王例山", mobile="13800138001")
    roster = "王例山 13800138001\n李例水\n赵例林 1天"
    return Stage(cast=cast, training=held(cast, roster=roster, days_needed=2), member=member)


@pytest.fixture
def stage(db: None) -> Stage:
    return build_stage()


def every() -> list[Certificate]:
    return list(Certificate.objects.whole_network(reason=ALL).order_by("id"))
