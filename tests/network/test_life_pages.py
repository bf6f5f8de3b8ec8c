"""Members on a day, elections, transfers, renewal and lapse, as officers see them."""

from datetime import date
from typing import Any

import pytest

from tests.cast import SYSTEM, Cast
from tests.network.life import ALL
from tests.network.test_organisation_pages import shown
from tongxin.access import exports
from tongxin.kernel.period import today
from tongxin.network import actions
from tongxin.network.models import Election, Membership, Office, Transfer


def test_members_of_any_day(cast: Cast, django_assert_num_queries: Any) -> None:
    client, address = cast.client("secretary"), f"/organisations/{cast.county.pk}/members/"
    assert "还没有会员" in shown(client, address)
    first = cast.join(
        cast.person("张伟明", mobile="13800138001", group="freelance"), cast.county, begin=date(2018, 1, 1)
    )
    actions.end_membership(first, by=SYSTEM, day=date(2020, 1, 1), ending="left")
    cast.join(cast.person("单小丽"), cast.county, begin=date(2020, 1, 1))
    cast.join(cast.person("株洲人", "430200"), cast.neighbour, begin=date(2017, 1, 1))
    with django_assert_num_queries(5):  # session, account, grants, organisation, list
        page = shown(client, address)
    assert "单小丽" in page
    assert "张伟明" not in page
    for query, names in {
        "?day=2019-12-31": {"张伟明"}, "?day=2020-01-01": {"单小丽"}, "?day=2017-12-31": set(),
        "?day=2019-12-31&q=zwm": {"张伟明"}, "?day=2019-12-31&q=单": set(), "?day=2019-12-31&group=freelance": {"张伟明"},
    }.items():  # fmt: skip
        page = shown(client, address + query)
        assert {name for name in ("张伟明", "单小丽", "株洲人") if f">{name}<" in page} == names, query
    assert "截至2019年12月31日" in shown(client, f"{address}?day=2019-12-31")
    assert client.get(f"{address}?day=x").status_code == 400


@pytest.mark.parametrize("form", ["xlsx", "csv"])
def test_export_of_members_respects_withdrawn_contact(cast: Cast, form: str) -> None:
    numbers = {"例甲": "13800138001", "例乙": "13800138002", "例丙": "13800138003"}
    people = {name: cast.person(name, mobile=mobile) for name, mobile in numbers.items()}
    for person in people.values():
        cast.join(person, cast.county)
    for name in ("例甲", "例乙"):
        actions.give_consent(people[name], by=SYSTEM, purpose="contact")
    actions.withdraw_consent(people["例乙"], by=SYSTEM, purpose="contact")
    page = f"/organisations/{cast.county.pk}/members/?export={form}"
    sheet = exports.sheet_of(page, by=cast.actor("secretary"))
    assert {row[0]: row[-1] for row in sheet.table.values()} == {
        "例甲": "13800138001",
        "例乙": "",
        "例丙": "13800138003",
    }
    assert sheet.is_personal
    assert "/exports/new/" in cast.client("secretary").get(page)["Location"]


def test_election_from_the_page(cast: Cast) -> None:
    for name in ("张伟明", "单小丽"):
        cast.join(cast.person(name), cast.county)
    client, address = cast.client("secretary"), f"/organisations/{cast.county.pk}/elections/new/"
    shown(client, address)
    form = {
        "noticed": "2021-05-01", "held": "2021-05-20", "entitled": "90", "present": "60", "renewal": "on",
        "candidates": "会长 张伟明 50\n\n秘书长，单小丽，45票",
    }  # fmt: skip
    refused = client.post(address, {**form, "noticed": "2021-05-19"})
    assert refused.status_code == 409
    assert "提前 7 天通知" in refused.content.decode()
    answer = client.post(address, form)
    election = Election.objects.whole_network(reason=ALL).get()
    assert answer["Location"] == f"/organisations/elections/{election.pk}/"
    page = shown(client, answer["Location"])
    for word in ("张伟明", "50", "提前 7 天通知，三分之二以上出席，过半数通过", "按默认规定检验"):
        assert word in page, word
    assert Office.objects.whole_network(reason=ALL).filter(end=None).count() == 2
    assert "2021年5月20日" in shown(client, f"/organisations/{cast.county.pk}/")
    city = shown(cast.client("city"), answer["Location"])
    assert "张伟明" not in city
    assert "看不到候选人" in city
    assert cast.client("neighbour").get(answer["Location"]).status_code == 404


def test_election_names_the_charter_it_met(cast: Cast) -> None:
    rules: dict[str, Any] = {"approver": "own", "yearly_quota": None, "term_years": 5, "quorum": "half"}
    actions.set_charter(cast.county, by=SYSTEM, day=date(2017, 1, 1), **rules)
    member = cast.join(cast.person("张伟明"), cast.county)
    meeting = actions.Meeting(noticed=date(2021, 5, 1), held=date(2021, 5, 20), entitled=90, present=46)
    chosen = [actions.Candidate(membership=member, title="president", votes=40)]
    election = actions.hold_election(cast.county, by=SYSTEM, meeting=meeting, candidates=chosen)
    assert "提前 7 天通知，过半数出席" in shown(cast.client("city"), f"/organisations/elections/{election.pk}/")


@pytest.mark.parametrize(
    ("lines", "sentence"),
    [
        ("会长张伟明", "第 1 行：「会长张伟明」应写成"), ("主席 张伟明 5", "没有「主席」这个职务"),
        ("会长 外人 5", "没有叫「外人」的会员"), ("理事 张伟明 5\n会长 王伟 5", "第 2 行：叫「王伟」的会员不止一人"),
        ("\n".join(["理事 张伟明 5"] * 501), "最多写 500 行"), ("会长 王伟（编号99999999） 5", "没有叫「王伟」的会员"),
    ],
)  # fmt: skip
def test_line_of_a_count_that_cannot_be_read_is_named(cast: Cast, lines: str, sentence: str) -> None:
    for name in ("张伟明", "王伟", "王伟"):
        cast.join(cast.person(name), cast.county)
    form = {"noticed": "2021-05-01", "held": "2021-05-20", "entitled": "90", "present": "60", "candidates": lines}
    answer = cast.client("secretary").post(f"/organisations/{cast.county.pk}/elections/new/", form)
    assert answer.status_code == 400
    assert sentence in answer.content.decode()


def test_namesakes_are_told_apart_by_number(cast: Cast) -> None:
    first, _ = (cast.join(cast.person("王伟"), cast.county) for _ in range(2))
    form = {
        "noticed": "2021-05-01", "held": "2021-05-20", "entitled": "90", "present": "60",
        "candidates": f"会长 王伟（编号{first.person_id}） 50",
    }  # fmt: skip
    assert cast.client("secretary").post(f"/organisations/{cast.county.pk}/elections/new/", form).status_code == 302
    assert Office.objects.whole_network(reason=ALL).get().person_id == first.person_id


def test_transfer_waits_for_the_receiving_side(cast: Cast) -> None:
    member = cast.join(cast.person("张伟明"), cast.county)
    giver, taker = cast.client("secretary"), cast.client("neighbour")
    assert "没有待办的转会" in shown(taker, "/people/transfers/")
    address = f"/people/memberships/{member.pk}/transfer/"
    assert address in shown(giver, f"/people/{member.person_id}/")
    shown(giver, address)
    form = {"target": cast.neighbour.name, "day": "2022-01-01", "reason": "工作调动"}
    answer = giver.post(address, form, follow=True)
    assert "等待转入组织接收" in answer.content.decode()
    transfer = Transfer.objects.whole_network(reason=ALL).get()
    page = shown(taker, "/people/transfers/")
    assert "张伟明" in page
    page = shown(taker, f"/people/transfers/{transfer.pk}/")
    assert "工作调动" in page
    assert "撤回转会" not in page
    assert "撤回转会" in shown(giver, f"/people/transfers/{transfer.pk}/")
    assert cast.client("city").get(f"/people/transfers/{transfer.pk}/").status_code == 403
    answering = f"/people/transfers/{transfer.pk}/"
    assert taker.post(f"{answering}withdraw/").status_code == 403
    assert taker.post(answering, {"accept": "no", "day": "2022-01-01", "reason": ""}).status_code == 400
    assert taker.post(answering, {"accept": "no", "day": "2022-01-01", "reason": "名额已满"}).status_code == 302
    giver.post(address, form)
    second = Transfer.objects.whole_network(reason=ALL).get(state="waiting")
    assert giver.post(f"/people/transfers/{second.pk}/withdraw/").status_code == 302
    giver.post(address, form)
    third = Transfer.objects.whole_network(reason=ALL).get(state="waiting")
    day = third.asked.isoformat()
    assert taker.post(f"/people/transfers/{third.pk}/", {"accept": "yes", "day": day, "reason": ""}).status_code == 302
    begun = Membership.objects.whole_network(reason=ALL).get(organisation=cast.neighbour)
    assert begun.state == "admitted"


def test_transfer_inside_ones_scope_is_done_at_once(cast: Cast) -> None:
    member = cast.join(cast.person("张伟明"), cast.county)
    form = {"target": cast.city.name, "day": "2022-01-01", "reason": "工作调动"}
    answer = cast.client("registrar").post(f"/people/memberships/{member.pk}/transfer/", form, follow=True)
    assert "新会籍已开始" in answer.content.decode()


@pytest.mark.parametrize("page", ["transfer/", "renew/"])
def test_membership_elsewhere_is_not_found(cast: Cast, page: str) -> None:
    member = cast.join(cast.person("张伟明"), cast.county)
    assert cast.client("neighbour").get(f"/people/memberships/{member.pk}/{page}").status_code == 404
    assert cast.client("neighbour").post("/people/transfers/999/withdraw/").status_code == 404


def test_lapsing_memberships_are_looked_at_then_ended(cast: Cast) -> None:
    client, address = cast.client("secretary"), f"/organisations/{cast.county.pk}/lapsing/"
    first, second = (cast.join(cast.person(name), cast.county, begin=date(2020, 3, 5)) for name in ("例甲", "例乙"))
    assert "没有到期的会籍" in shown(client, address)
    rules: dict[str, Any] = {"approver": "own", "yearly_quota": None, "term_years": 5, "lapse_years": 2}
    actions.set_charter(cast.county, by=SYSTEM, day=date(2017, 1, 1), **rules)
    page = shown(client, address)
    assert "例甲" in page
    assert "结束这 2 份会籍" in page
    renew = f"/people/memberships/{second.pk}/renew/"
    shown(client, renew)
    assert client.post(renew, {"day": today().isoformat()}).status_code == 302
    answer = client.post(address, follow=True)
    assert "已按章程结束 1 份" in answer.content.decode()
    assert Membership.objects.whole_network(reason=ALL).get(pk=first.pk).ending == "lapsed"
    assert cast.client("neighbour").post(address).status_code == 404
