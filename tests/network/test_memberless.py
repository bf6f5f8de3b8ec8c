"""Departments and centres hold classes and activities; nobody is a member of one."""

from datetime import date
from typing import Any

import pytest

from tests.cast import SYSTEM, Cast, cast, found
from tests.lives import class_details, organisation_details
from tongxin.kernel.errors import ConflictError
from tongxin.kernel.period import Period
from tongxin.lifecycle.numbers import number_below
from tongxin.network import actions
from tongxin.network.figures import ASSOCIATION, MEASURES, MEMBERSHIP
from tongxin.network.models import Organisation
from tongxin.network.queries.organisations import recording_for
from tongxin.network.queries.stages import standings
from tongxin.records.training import actions as training

JUNE = Period.parse("2021-06")
KINDS = ("department", "centre")


@pytest.fixture
def stage(db: None) -> Cast:
    return cast()


def without_members(kind: str) -> Organisation:
    return found("宁乡市新阶层服务单位", "430182", kind=kind)


@pytest.mark.parametrize("kind", KINDS)
def test_joining_one_is_refused_with_a_sentence_at_every_door(stage: Cast, kind: str) -> None:
    one = without_members(kind)
    person, member = stage.person("王例山"), stage.join(stage.person("李例水"), stage.county)
    entry = actions.Enrolment(person=person, organisation=one, applied=date(2020, 1, 1), begin=date(2020, 1, 2))
    applicant: Any = {
        "name": "张例火", "mobile": "13800138000", "unit": "", "position": "", "group": "", "place": None,
        "consents": ["contact"],
    }  # fmt: skip
    tries = {
        "apply": lambda: actions.apply_membership(person, by=SYSTEM, organisation=one, applied=date(2020, 1, 1)),
        "link": lambda: actions.open_joining_link(one, by=SYSTEM),
        "desk": lambda: actions.apply_at_desk(one, by=SYSTEM, **applicant),
        "enrol": lambda: actions.enrol_members([entry], by=SYSTEM),
        "transfer": lambda: actions.transfer_membership(
            member, by=SYSTEM, target=one, day=date(2021, 1, 1), reason="迁居"
        ),
    }
    for name, join in tries.items():
        with pytest.raises(ConflictError, match=f"「{one.name}」是{one.get_kind_display()}，没有会员") as refusal:
            join()
        assert refusal.value.field in {
            "apply": ("organisation",),
            "enrol": ("organisation",),
            "transfer": ("target",),
        }.get(name, (None,)), name


@pytest.mark.parametrize("kind", KINDS)
def test_figures_of_members_and_coverage_do_not_move(stage: Cast, kind: str) -> None:
    stage.join(stage.person("王例山"), stage.county)
    measures = {one.code: one for one in MEASURES}

    def counted() -> tuple[int, int]:
        associations = number_below(ASSOCIATION, measures["network.associations"], JUNE, path="43/")
        return associations, number_below(MEMBERSHIP, measures["network.members"], JUNE, path="43/")

    before = counted()
    rows = len(list(ASSOCIATION.rows("default")))
    one = without_members(kind)
    assert counted() == before == (4, 1)
    assert len(list(ASSOCIATION.rows("default"))) == rows
    assert one.pk not in {row[0] for row in ASSOCIATION.rows("default")}


@pytest.mark.parametrize("kind", KINDS)
def test_it_organises_classes_and_has_neither_stage_nor_members_on_its_page(stage: Cast, kind: str) -> None:
    one = without_members(kind)
    assert one in recording_for(stage.actor("secretary").scope)
    training.plan_class(by=stage.actor("secretary"), **class_details(stage, organiser=one))
    shown = stage.client("province").get(f"/organisations/{one.pk}/").context
    assert {section.name for section in shown["sections"]} & {"stage", "offices"} == set()
    assert "会员（人）" not in {fact.label for fact in shown["facts"]}
    assert {"会员", "章程设置"} & {link.label for link in shown["links"]} == set()


def test_organisation_with_members_or_an_open_link_does_not_become_one(stage: Cast) -> None:
    centre = Organisation.Kind.CENTRE
    stage.join(stage.person("王例山"), stage.county)
    with pytest.raises(ConflictError, match="类别不能改为服务中心") as refusal:
        actions.correct_organisation(
            stage.county, by=SYSTEM, reason="写错", **organisation_details(stage.county, kind=centre)
        )
    assert refusal.value.field == "kind"
    link = actions.open_joining_link(stage.city, by=SYSTEM)
    details = organisation_details(stage.city, kind=centre)
    with pytest.raises(ConflictError, match="正在接受入会申请"):
        actions.correct_organisation(stage.city, by=SYSTEM, reason="写错", **details)
    actions.close_joining_link(link, by=SYSTEM)
    actions.correct_organisation(stage.city, by=SYSTEM, reason="写错", **details)
    assert (stage.city.kind, stage.city.takes_members) == ("centre", False)
    assert standings([stage.county], day=date(2021, 6, 1))[stage.county.pk].stage is not None
