"""What may be done with people is declared once: buttons, pages and actions agree on state, right and word."""

import re
from datetime import date
from typing import Any

import pytest

from tests.cast import SYSTEM, Cast, place
from tests.network.life import ALL, MOBILE, handed_in
from tests.network.samples import WHY, asked_merge, consent, member_of, transfer
from tests.network.test_organisation_pages import shown
from tongxin.access.models import Entry
from tongxin.kernel.errors import ConflictError, ForbiddenError, InputError
from tongxin.kernel.period import today
from tongxin.lifecycle.addresses import address_of
from tongxin.lifecycle.lives import life_of, words
from tongxin.network import actions
from tongxin.network.actions.merge_requests import accept_merge, decline_merge
from tongxin.network.actions.merging import merge_records, undo_merge
from tongxin.network.actions.own import end_consent
from tongxin.network.actions.rights import entitled
from tongxin.network.models import Consent, Membership, Person, PersonMerge, Transfer


def lines() -> list[str]:
    return list(Entry.objects.whole_network(reason=ALL).order_by("id").values_list("action", flat=True))


def applied(cast: Cast) -> Membership:
    return cast.applicant(cast.person("例甲"), cast.county)


@pytest.mark.parametrize(
    "code", ["network.merge.accepted", "network.merge.declined", "network.merge.undo", "network.request.correct",
             "network.request.erase", "network.members.export", "network.membership.end"],
)  # fmt: skip
def test_code_no_search_of_the_source_finds_has_a_word(code: str) -> None:
    assert re.search("[一-鿿]", words()[code])


def test_right_held_for_one_act_reaches_no_further(cast: Cast) -> None:
    here, there = member_of(cast), cast.join(cast.person("例乙", "430200"), cast.neighbour)
    own = entitled(by=cast.actor("member"), path=here.path)
    with pytest.raises(ForbiddenError):
        actions.end_membership(there, by=own, day=today(), ending="left")
    with pytest.raises(ForbiddenError):
        actions.close_organisation(cast.county, by=own, day=today(), reason="x")
    assert actions.end_membership(here, by=own, day=today(), ending="left").state == "ended"


def test_who_decides_today_decides_and_must_have_decided_on_the_day(cast: Cast) -> None:
    rules: dict[str, Any] = {"yearly_quota": None, "term_years": 5}
    actions.set_charter(cast.county, by=SYSTEM, day=date(2017, 1, 1), approver="own", **rules)
    actions.set_charter(cast.county, by=SYSTEM, day=date(2021, 1, 1), approver="parent", **rules)
    member, form = applied(cast), handed_in(cast.county).application
    secretary, registrar = cast.actor("secretary"), cast.actor("registrar")
    with pytest.raises(ForbiddenError):
        actions.admit_member(member, by=secretary, day=date(2020, 12, 31))
    with pytest.raises(ForbiddenError):
        actions.decline_application(form, by=secretary, day=today(), reason="x")
    page = f"/people/{member.person_id}/"
    assert address_of(member, "decide") not in shown(cast.client("secretary"), page)
    assert address_of(member, "decide") in shown(cast.client("registrar"), page)
    assert cast.client("secretary").get(address_of(member, "decide")).status_code == 403
    assert actions.admit_member(member, by=registrar, day=date(2020, 12, 31)).begin == date(2020, 12, 31)
    actions.set_charter(cast.county, by=SYSTEM, day=date(2022, 1, 1), approver="own", **rules)
    other = applied(cast)
    with pytest.raises(ForbiddenError):
        actions.admit_member(other, by=secretary, day=date(2021, 12, 31))
    assert actions.admit_member(other, by=secretary, day=date(2022, 1, 1)).state == "admitted"


def test_page_of_each_act_opens_where_it_may_be_done(cast: Cast) -> None:
    client = cast.client("province")
    member = member_of(cast)
    for code in ("office", "transfer", "renew", "end", "correct"):
        page = shown(client, address_of(member, code))
        assert "例甲" in page
        assert life_of(Membership).act(code).label in page  # type: ignore[union-attr]
    assert client.get(address_of(member, "admit")).status_code == 409
    waiting = applied(cast)
    admit = address_of(waiting, "admit")
    assert admit == f"/people/memberships/{waiting.pk}/admit/"
    shown(client, admit)
    assert client.post(admit, {"day": "2021-01-01"})["Location"] == f"/people/{waiting.person_id}/"
    form = handed_in(cast.county, mobile="13900139000").application
    for code in ("admit", "decline"):
        assert "欧阳娜娜" in shown(client, address_of(form, code))
    answer = client.post(address_of(form, "decline"), {"day": today().isoformat(), **WHY})
    assert answer["Location"] == f"/people/applications/forms/{form.pk}/"


def test_membership_is_corrected_on_a_page(cast: Cast) -> None:
    member = cast.join(cast.person("例甲", mobile=MOBILE, unit="甲公司"), cast.county)
    client, address = cast.client("secretary"), address_of(member, "correct")
    assert 'value="甲公司"' in shown(client, address)
    typed = {"name": "例甲", "mobile": MOBILE, "unit": "乙公司", "position": "", "group": "", "place": "宁乡市",
             "organisation": cast.county.name, "applied": "2020-03-01", "begin": "2020-03-02", "title": "director",
             "office_begin": ""}  # fmt: skip
    assert client.post(address, typed).status_code == 400
    assert client.post(address, {**typed, "reason": "录入有误"})["Location"] == f"/people/{member.person_id}/"
    kept = Membership.objects.whole_network(reason=ALL).select_related("person").get()
    assert (kept.begin, kept.person.unit) == (date(2020, 3, 2), "乙公司")
    assert "录入有误" in shown(client, f"/people/{member.person_id}/")
    assert Entry.objects.whole_network(reason=ALL).filter(action="network.membership.correct").count() == 1


def test_consent_and_account_lead_back_to_the_person(cast: Cast) -> None:
    given = consent(cast)
    person = given.person
    client = cast.client("secretary")
    assert client.post(address_of(given, "withdraw"))["Location"] == f"/people/{person.pk}/"
    assert client.post(address_of(given, "withdraw")).status_code == 409
    assert Consent.objects.whole_network(reason=ALL).get().withdrawn is not None
    link = actions.invite_person(person, by=SYSTEM).link
    assert "解除会员账号：例甲" in shown(client, address_of(link, "end"))
    assert client.post(address_of(link, "end"), WHY)["Location"] == f"/people/{person.pk}/"
    assert cast.client("neighbour").post(address_of(link, "end"), WHY).status_code == 404


def test_merge_is_undone_by_those_who_keep_both_sides(cast: Cast) -> None:
    here, there = cast.person("例甲"), cast.person("例甲", "430200")
    one = merge_records(here, by=cast.actor("province"), merged=there, reason="同一人")
    page = f"/people/merges/{one.pk}/"
    assert f"{page}undo/" not in shown(cast.client("secretary"), page)
    assert f"{page}undo/" in shown(cast.client("province"), page)
    with pytest.raises(ForbiddenError):
        undo_merge(one, by=cast.actor("secretary"), reason="看错了")
    assert cast.client("secretary").post(f"{page}undo/", WHY).status_code == 403
    assert PersonMerge.objects.whole_network(reason=ALL).get().state == "done"


def test_answer_of_the_other_side_is_in_the_journal_under_its_word(cast: Cast) -> None:
    accept_merge(asked_merge(cast), by=cast.actor("neighbour"), reason=" 电话核实 ")
    line = Entry.objects.whole_network(reason=ALL).get(action="network.merge.accepted")
    assert (line.actor, line.reason) == ("neighbour", "电话核实")
    second = asked_merge(cast)
    with pytest.raises(InputError, match="原因"):
        decline_merge(second, by=cast.actor("neighbour"), reason=" ")
    decline_merge(second, by=cast.actor("neighbour"), reason="不是一人")
    line = Entry.objects.whole_network(reason=ALL).get(action="network.merge.declined")
    assert (line.reason, second.answer) == ("不是一人", "不是一人")


def test_member_who_left_meanwhile_is_not_taken_in(cast: Cast) -> None:
    waiting = transfer(cast)
    member = Membership.objects.whole_network(reason=ALL).get(pk=waiting.membership_id)
    actions.end_membership(member, by=SYSTEM, day=date(2022, 1, 1), ending="left")
    waiting.membership.refresh_from_db(from_queryset=Membership.objects.whole_network(reason=ALL))
    with pytest.raises(ConflictError, match="这份会籍已结束，不能转会"):
        actions.accept_transfer(waiting, by=cast.actor("neighbour"), day=today())
    assert Membership.objects.whole_network(reason=ALL).count() == 1


def test_merge_asked_for_a_person_who_moved_is_asked_anew(cast: Cast) -> None:
    asked = asked_merge(cast)
    details: Any = {"name": "例甲", "unit": "", "position": "", "group": "", "mobile": "", "place": place("430100")}
    actions.correct_person(asked.kept, by=SYSTEM, reason="迁居", **details)
    with pytest.raises(ConflictError, match="归属地区已经变更"):
        accept_merge(asked, by=cast.actor("neighbour"))
    assert lines().count("network.merge.accepted") == 0


def test_consent_given_back_twice_at_once_is_withdrawn_once(cast: Cast) -> None:
    given = consent(cast)
    copy = Consent.objects.whole_network(reason=ALL).get(pk=given.pk)
    end_consent(given, by=SYSTEM, reason="本人书面要求")
    with pytest.raises(ConflictError, match="现在是「已撤回」"):
        end_consent(copy, by=SYSTEM)
    assert lines().count("network.consent.withdraw") == 1


@pytest.mark.parametrize("who", ["secretary", "city", "stranger"])
def test_erasure_ends_what_waits_elsewhere_too(cast: Cast, who: str) -> None:
    moving = transfer(cast)
    person = moving.membership.person
    elsewhere = cast.applicant(person, cast.neighbour)
    if who != "secretary":
        with pytest.raises(ForbiddenError):
            actions.erase_person(person, by=cast.actor(who), reason="本人书面要求")
    else:
        actions.erase_person(person, by=cast.actor(who), reason="本人书面要求")
    kept = {one.pk: one.state for one in Membership.objects.whole_network(reason=ALL)}
    asked_transfer = Transfer.objects.whole_network(reason=ALL).get()
    gone = who == "secretary"
    assert kept == {
        moving.membership_id: "ended" if gone else "admitted",
        elsewhere.pk: "declined" if gone else "applied",
    }
    assert asked_transfer.state == ("withdrawn" if gone else "waiting")
    assert Person.objects.whole_network(reason=ALL).get(pk=person.pk).name == (
        f"（已删除 {person.pk}）" if gone else "例甲"
    )
