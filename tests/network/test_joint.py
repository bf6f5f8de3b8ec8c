"""A co-organiser was named by somebody else: it is credited once it has confirmed, and may leave."""

from typing import Any

import pytest

from tests.cast import SYSTEM, Cast, cast
from tests.intake.programs import program
from tests.lives import SAMPLES, all_confirmed, visit_details
from tests.toy import actions as toy
from tests.toy.models import Visit
from tongxin.access import journal
from tongxin.kernel.errors import ForbiddenError, InputError
from tongxin.lifecycle.facts import Activity
from tongxin.lifecycle.life import Life
from tongxin.lifecycle.lives import life_of, lives
from tongxin.lifecycle.pages.showing import shown_fact
from tongxin.network.actions.joint import confirm_joint, decline_joint
from tongxin.network.models.organising import Organised
from tongxin.network.queries.joint import CONFIRM, DECLINE, waiting_for
from tongxin.ports.room import rooms


@pytest.fixture
def stage(db: None) -> Cast:
    return cast()


@pytest.fixture
def visit(stage: Cast) -> Visit:
    return named(stage, [stage.neighbour, stage.city])


def named(stage: Cast, others: list[Any], **more: Any) -> Visit:
    return toy.plan_visit(by=stage.actor("secretary"), **visit_details(stage, co_organisers=others, **more))


def names(relation: Any) -> set[str]:
    return {one.name for one in relation.all()}


def test_co_organiser_waits_until_its_own_side_confirms(stage: Cast, visit: Visit) -> None:
    assert shown_fact(visit, "co_organisers").value == f"{stage.city}（待确认）、{stage.neighbour}（待确认）"
    confirm_joint(visit, by=stage.actor("neighbour"))
    assert shown_fact(visit, "co_organisers").value == f"{stage.city}（待确认）、{stage.neighbour}"
    line = journal.of(visit)[0]
    assert (line.action, line.actor) == ("toy.visit.confirm_joint", "neighbour")
    assert (line.before, line.after) == ({"confirmed": []}, {"confirmed": [stage.neighbour.name]})


def test_organiser_cannot_confirm_for_a_stranger(stage: Cast, visit: Visit) -> None:
    for who in ("secretary", "member", "stranger"):
        with pytest.raises(ForbiddenError):
            confirm_joint(visit, by=stage.actor(who), organisation=stage.neighbour)
    assert names(visit.confirmed) == set()


def test_whoever_speaks_for_several_says_for_which(stage: Cast, visit: Visit) -> None:
    with pytest.raises(InputError, match="不止一家，请写明是哪一家") as refusal:
        confirm_joint(visit, by=stage.actor("province"))
    assert refusal.value.field == "organisation"
    confirm_joint(visit, by=stage.actor("province"), organisation=stage.city)
    assert names(visit.confirmed) == {stage.city.name}
    with pytest.raises(InputError, match="可以选的有"):
        confirm_joint(visit, by=stage.actor("province"), organisation=stage.county)


def test_confirmed_co_organiser_has_nothing_left_to_confirm(stage: Cast, visit: Visit) -> None:
    confirm_joint(visit, by=stage.actor("neighbour"))
    with pytest.raises(ForbiddenError, match="没有要由您一方确认合办的单位"):
        confirm_joint(visit, by=stage.actor("neighbour"))


@pytest.mark.parametrize("confirmed_before", [False, True])
def test_co_organiser_leaves_with_a_reason_whether_it_had_confirmed_or_not(
    stage: Cast, visit: Visit, confirmed_before: bool
) -> None:
    if confirmed_before:
        all_confirmed(visit)
    neighbour = stage.actor("neighbour")
    with pytest.raises(InputError, match="原因"):
        decline_joint(visit, by=neighbour, reason=" ")
    decline_joint(visit, by=neighbour, reason="没有参加")
    assert names(visit.co_organisers) == {stage.city.name}
    assert names(visit.confirmed) == ({stage.city.name} if confirmed_before else set())
    line = journal.of(visit)[0]
    assert (line.action, line.reason) == ("toy.visit.decline_joint", "没有参加")
    assert not Visit.objects.visible_to(neighbour.scope).exists()


def test_correction_keeps_the_confirmation_of_those_that_stay(stage: Cast, visit: Visit) -> None:
    all_confirmed(visit)
    wanted = visit_details(stage, co_organisers=[stage.city, stage.province])
    toy.correct_visit(visit, by=SYSTEM, reason="写错", **wanted)
    assert names(visit.confirmed) == {stage.city.name}
    assert [one.name for one in visit.waiting()] == [stage.province.name]
    toy.correct_visit(visit, by=SYSTEM, reason="写错", **visit_details(stage, co_organisers=[stage.neighbour]))
    assert (names(visit.confirmed), names(visit.co_organisers)) == (set(), {stage.neighbour.name})


def joint_lives() -> list[Life]:
    return [life for life in lives() if issubclass(life.model, Organised)]


def test_every_kind_of_record_held_together_lets_co_organisers_answer(stage: Cast) -> None:
    assert {"training.class", "toy.visit"} <= {life.code for life in joint_lives()}
    for life in joint_lives():
        acts = {one.code: one for one in life.acts}
        for code in (CONFIRM, DECLINE):
            assert code in acts, f"add *joint_acts() to the acts of {life.code}"
            assert not acts[code].from_ or set(life.counted) <= set(acts[code].from_), f"{life.code}: {code}"


def test_no_kind_of_record_credits_a_co_organiser_that_has_not_confirmed() -> None:
    told = [room.activity for room in rooms() if isinstance(room.activity, Activity)]
    joint = [activity for activity in told if issubclass(activity.fact.source.model, Organised)]
    assert {activity.kind for activity in joint} >= {"training", "activities", "contests", "giving", "stories"}
    assert {activity.shared for activity in joint} == {"confirmed"}


def test_no_correction_of_any_kind_leaves_a_confirmation_behind(stage: Cast) -> None:
    for life in joint_lives():
        sample = SAMPLES[life.code]
        record = all_confirmed(sample.make(stage))
        assert names(record.confirmed) == {stage.neighbour.name}, f"{life.code}: the sample names the neighbour"
        (correct,) = [one for one in life.acts if one.corrects]
        if not life.allows(correct, record):  # what was published is taken back to be corrected
            sample.put(record, correct.from_[-1])
        values = sample.values_for(correct.code, stage, record) | {"co_organisers": [stage.city]}
        correct.do(record, by=SYSTEM, **values)
        assert names(record.confirmed) == set(), life.code


def test_page_of_the_organisation_lists_what_waits_for_its_word(stage: Cast, visit: Visit) -> None:
    other = named(stage, [stage.neighbour], title="另一次")
    toy.drop_visit(named(stage, [stage.neighbour], title="不去了"), by=SYSTEM, reason="不去")
    confirm_joint(named(stage, [stage.neighbour], title="答过了"), by=stage.actor("neighbour"))
    assert list(waiting_for(stage.neighbour, scope=stage.actor("neighbour").scope)) == [other, visit]
    page = stage.client("neighbour").get(f"/organisations/{stage.neighbour.pk}/")
    section = next(one for one in page.context["sections"] if one.name == "joint")
    assert (section.title, [str(row) for row in section.table.rows]) == ("待确认的合办", ["另一次", "宁乡走访"])
    assert f"/visits/{visit.pk}/confirm_joint/" in page.content.decode()
    reader = stage.client("administrator").get(f"/organisations/{stage.neighbour.pk}/").context["sections"]
    assert "joint" not in {one.name for one in reader}


def test_co_organiser_answers_on_the_page_and_is_led_away_once_it_has_left(stage: Cast, visit: Visit) -> None:
    client = stage.client("neighbour")
    page = client.get(f"/visits/{visit.pk}/")
    assert [link.label for link in page.context["links"]] == ["确认合办", "谢绝合办"]
    asked = client.get(f"/visits/{visit.pk}/confirm_joint/").content.decode()
    chosen = f"{stage.neighbour.name}（编号{stage.neighbour.pk}）"
    assert (chosen in asked, stage.city.name in asked) == (True, False)
    answer = client.post(f"/visits/{visit.pk}/confirm_joint/", {"organisation": chosen})
    assert (answer.status_code, answer["Location"]) == (302, f"/visits/{visit.pk}/")
    answer = client.post(f"/visits/{visit.pk}/decline_joint/", {"organisation": chosen, "reason": "没有参加"})
    assert (answer.status_code, answer["Location"]) == (302, "/visits/")
    assert client.get(f"/visits/{visit.pk}/").status_code == 404


def test_program_of_the_co_organiser_answers_too(stage: Cast, visit: Visit) -> None:
    client = program(stage, "neighbour")
    (shown,) = client.ask("visits")["records"]
    assert [one["code"] for one in shown["acts"]] == ["confirm_joint", "decline_joint"]
    client.send("post", f"visits/{visit.pk}/confirm_joint", {}, status=200)
    assert names(visit.confirmed) == {stage.neighbour.name}
    refused = client.send(
        "post", f"visits/{visit.pk}/decline_joint", {"organisation": stage.city.name, "reason": "不"}, status=422
    )
    assert "可以选的有" in str(refused)
    again = client.send("post", f"visits/{visit.pk}/confirm_joint", {}, status=403)
    assert "没有要由您一方确认合办的单位" in str(again)


def test_page_of_a_record_asks_for_its_co_organisers_once(
    stage: Cast, visit: Visit, django_assert_num_queries: Any
) -> None:
    life = life_of(Visit)
    found = Visit.objects.visible_to(SYSTEM.scope).get(pk=visit.pk)
    with django_assert_num_queries(2):
        life.offered(found, scope=SYSTEM.scope, account=None)
        shown_fact(found, "co_organisers")
