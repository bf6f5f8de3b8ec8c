"""Reads of experts: who may know what, and how long firms wait."""

from datetime import date
from fractions import Fraction

from tests.cast import SYSTEM, found
from tests.records.experts import samples
from tongxin.kernel.scope import Scope
from tongxin.network.models import Organisation
from tongxin.records.experts import actions as experts
from tongxin.records.experts import queries
from tongxin.records.experts.personal import own_records


def test_teams_are_known_by_every_name_to_those_who_may_read_them(cast):
    team = samples.team(cast, aliases=["上市服务团"])
    everything = Scope.everything()
    assert queries.teams_known(everything, [team.pk])[team.pk].name == "宁乡上市服务团"
    assert queries.teams_known(cast.actor("neighbour").scope, [team.pk]) == {}
    (named,) = queries.every_team(everything)
    assert (named.names, named.path) == (("宁乡上市服务团", "上市服务团"), team.path)


def test_waits_leave_out_what_was_withdrawn_or_not_taken_up(cast):
    team = samples.team(cast)
    assert queries.waits_of(team).received == 0
    for number, fate in enumerate(("answered", "open", "open", "declined", "withdrawn")):
        asked = samples.request(team, need=f"{number}")
        experts.triage(asked, by=SYSTEM, **samples.triage_details(asked))
        if fate == "answered":
            experts.answer_in_writing(asked, by=SYSTEM, answer="按法办。", day=date(2021, 4, 8))
        elif fate == "declined":
            experts.decline_request(asked, by=SYSTEM, reason="不在范围")
        elif fate == "withdrawn":
            experts.withdraw_request(asked, by=SYSTEM, reason="撤回")
    waits = queries.waits_of(team)
    assert (waits.received, waits.answered, waits.of_answered, waits.of_all) == (3, 1, Fraction(7), None)


def test_list_of_experts_takes_three_queries_and_knows_who_is_busy(cast, django_assert_num_queries):
    team = samples.team(cast)
    first = samples.expert(team, cast.person("王例律", mobile="13900000001"))
    samples.expert(team, cast.person("李例税", mobile="13900000002"), field="tax")
    samples.planned(team, speakers="王例律")
    asked = samples.request(team, wished=samples.DAY)
    with django_assert_num_queries(2):
        pairs = queries.suggested(asked, scope=SYSTEM.scope)
    assert {who.pk: why.against for who, why in pairs}[first.pk] == ("2021年5月10日已有安排",)
    assert queries.suggested(asked, scope=cast.actor("member").scope) == []


def test_person_is_told_of_teams_and_talks(cast):
    team = samples.team(cast)
    person = cast.person("王例律", mobile="13900000001")
    samples.expert(team, person)
    experts.appoint_head(team, by=SYSTEM, expert="王例律")
    samples.held(team, speakers="王例律", roster="王例律 13900000001")
    told = [(one.kind, one.title, one.detail) for one in own_records(person.pk)]
    assert told == [
        ("专家服务团", "宁乡上市服务团", "宁乡市新的社会阶层人士联谊会，法律，团长"),
        ("专家宣讲", "上市路径", "主讲，已举办"),
        ("专家宣讲", "上市路径", "宁乡市新的社会阶层人士联谊会主办，到场，依据签到名册"),
    ]


def test_firm_is_found_on_record_and_never_made_up(cast):
    known = found("宁乡灰汤食品有限公司", "430182", kind=Organisation.Kind.FIRM)
    assert queries.firm_named(known, place=cast.county.place) == known
    assert queries.firm_named("宁乡灰汤食品有限公司", place=cast.county.place) == known
    assert queries.firm_named("没有这家公司", place=cast.county.place) is None
