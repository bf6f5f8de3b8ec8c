from typing import Any

import pytest
from django.test import Client

from tests.cast import SYSTEM, Cast
from tests.network.test_organisation_pages import shown
from tongxin.access.scopes import actor_of
from tongxin.kernel.errors import ConflictError, ForbiddenError, InputError
from tongxin.kernel.scope import Scope, Verb
from tongxin.network.actions.merge_requests import accept_merge, decline_merge, request_merge
from tongxin.network.actions.merging import mark_distinct, merge_records
from tongxin.network.models import Distinct, Membership, MergeRequest, Person, PersonMerge
from tongxin.network.queries.merges import kept_of
from tongxin.network.queries.once import PERSONS
from tongxin.network.queries.pairs import likely_pairs, pairs_of

ALL = "the test reads every row"
WHY = "电话核实为同一人"
MOBILE, OTHER = "13800138000", "13900139000"


def rows(model: Any) -> Any:
    return model.objects.whole_network(reason=ALL)


def pairs(scope: Scope) -> set[tuple[int, int]]:
    found = list(likely_pairs(scope))
    return {(pair.first.pk, pair.second.pk) for pair in pairs_of(found, scope=scope)}


def visiting(cast: Cast) -> tuple[Person, Person]:
    """Return a person of Ningxiang and one of Zhuzhou who is a member in Ningxiang too."""
    here, there = cast.person("张伟", mobile=MOBILE), cast.person("张伟", "430200", mobile=MOBILE)
    cast.join(there, cast.county)
    return here, there


def test_pairs_on_record_follow_the_rules(cast: Cast) -> None:
    scope = cast.actor("registrar").scope
    person = cast.person
    mobile = person("张伟", mobile=MOBILE), person("李四", "430100", mobile=MOBILE)
    unit = person("王伟", unit="星火传媒"), person("王玮", "430100", unit="星火传媒", mobile=OTHER)
    person("王伟", unit="燎原科技")
    person("赵六", unit="自由职业"), person("赵六", unit="自由职业")
    person("钱七", unit="一厂", mobile="13900139001"), person("钱七", unit="一厂", mobile="13900139002")
    colleagues = person("孙八"), person("孙八", unit="三厂")
    for one in colleagues:
        cast.join(one, cast.county)
    freelance = person("郑一", unit="三厂"), person("郑一", unit="自由职业")
    for one in freelance:
        cast.join(one, cast.county)
    strangers = person("周九"), person("周九")
    cast.join(strangers[0], cast.county)
    cast.join(strangers[1], cast.city)
    person("吴十", "430200", mobile=OTHER)
    expected = {tuple(one.pk for one in pair) for pair in (mobile, unit, colleagues, freelance)}
    assert pairs(scope) == expected
    mark_distinct(mobile[0], by=SYSTEM, other=mobile[1])
    merge_records(unit[0], by=SYSTEM, merged=unit[1], reason=WHY)
    assert pairs(scope) == {tuple(one.pk for one in pair) for pair in (colleagues, freelance)}
    assert pairs(Scope.of({"43/4302/": {Verb.MEMBERS}})) == set()


@pytest.mark.parametrize("count", [1, 3])
def test_list_of_pairs_asks_the_same_number_of_queries(cast: Cast, django_assert_num_queries: Any, count: int) -> None:
    client = cast.client("secretary")
    assert "没有发现可能重复" in shown(client, "/people/duplicates/")
    for number in range(count):
        for name in ("张伟", "李四"):
            cast.person(name, mobile=f"1390000000{number}")
    with django_assert_num_queries(7):  # session, account, grants, later persons, near ones, memberships, decided pairs
        page = shown(client, "/people/duplicates/")
    assert page.count("需要核对：手机号相同，姓名不同") == count
    assert "1390000000" not in page


def test_list_of_pairs_is_paged(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tongxin.network.views.merging._SIZE", 1)
    for number in range(2):
        for _ in range(2):
            cast.person(f"张{number}", mobile=f"1390000000{number}")
    client = cast.client("secretary")
    page = shown(client, "/people/duplicates/")
    address = page.partition('rel="next" href="')[2].partition('"')[0].replace("&amp;", "&")
    assert "张1" in shown(client, f"/people/duplicates/{address}")
    assert client.get("/people/duplicates/?after=x").status_code == 400


@pytest.mark.parametrize("who", ["city", "administrator", "member"])
@pytest.mark.parametrize("page", ["duplicates/", "merge-requests/", "1/merge/2/", "1/distinct/2/", "merges/1/"])
def test_those_without_the_verb_see_no_page_about_pairs(cast: Cast, who: str, page: str) -> None:
    cast.person("张伟", mobile=MOBILE)
    response = cast.client(who).get(f"/people/{page}")
    assert response.status_code == 403
    assert "张伟" not in response.content.decode()


def test_pair_outside_the_scope_is_not_found_by_any_page(cast: Cast) -> None:
    one, other = cast.person("张伟", mobile=MOBILE), cast.person("张伟", "430100", mobile=MOBILE)
    merge = merge_records(cast.person("李四"), by=SYSTEM, merged=cast.person("李四"), reason=WHY)
    neighbour = cast.client("neighbour")
    for page in (
        f"{one.pk}/merge/{other.pk}/", f"{one.pk}/distinct/{other.pk}/", f"merges/{merge.pk}/",
        f"merges/{merge.pk}/undo/", f"{merge.merged_id}/", f"{10**25}/", f"{one.pk}/merge/{one.pk}/",
    ):  # fmt: skip
        response = neighbour.get(f"/people/{page}")
        assert response.status_code == 404, page
        assert "张伟" not in response.content.decode()
        assert neighbour.post(f"/people/{page}", {"reason": WHY}).status_code in {404, 405}
    assert "张伟" not in shown(neighbour, "/people/duplicates/")
    # The secretary sees one of the two: the page that needs both does not exist.
    assert cast.client("secretary").get(f"/people/{one.pk}/merge/{other.pk}/").status_code == 404
    same = cast.client("registrar").get(f"/people/{one.pk}/merge/{one.pk}/")
    assert same.status_code == 404


def test_merging_and_undoing_through_the_pages(cast: Cast) -> None:
    kept, merged = cast.person("张伟", unit="星火传媒"), cast.person("张玮", mobile=MOBILE, unit="星火传媒")
    cast.join(merged, cast.county)
    client = cast.client("secretary")
    page = shown(client, "/people/duplicates/")
    address = f"/people/{kept.pk}/merge/{merged.pk}/"
    assert address in page
    page = shown(client, address)
    assert "会籍 1 条" in page
    assert page.count('type="radio"') == 4
    assert client.post(address, {"name": "kept"}).status_code == 400
    response = client.post(address, {"name": "merged", "mobile": "merged", "reason": WHY})
    merge = rows(PersonMerge).get()
    assert response["Location"] == f"/people/merges/{merge.pk}/"
    page = shown(client, f"/people/merges/{merge.pk}/")
    assert "会籍" in page
    assert "撤销合并" in page
    assert client.get(f"/people/{merged.pk}/")["Location"] == f"/people/{kept.pk}/"
    page = shown(client, f"/people/{kept.pk}/")
    assert "已合并到这里" in page
    assert "合并记录" in page
    assert "张玮" in page
    assert "没有发现可能重复" in shown(client, "/people/duplicates/")
    shown(client, f"/people/merges/{merge.pk}/undo/")
    assert client.post(f"/people/merges/{merge.pk}/undo/", {"reason": "看错了"}).status_code == 302
    assert client.post(f"/people/merges/{merge.pk}/undo/", {"reason": "看错了"}).status_code == 409
    assert "撤销合并</a>" not in shown(client, f"/people/merges/{merge.pk}/")
    assert "张玮" in shown(client, f"/people/{merged.pk}/")


def test_not_the_same_person_is_not_asked_again(cast: Cast) -> None:
    one, other = cast.person("张伟", mobile=MOBILE), cast.person("张三", mobile=MOBILE)
    client = cast.client("secretary")
    address = f"/people/{one.pk}/distinct/{other.pk}/"
    assert "张三" in shown(client, address)
    assert client.post(address, {"reason": "父子共用"})["Location"] == "/people/duplicates/"
    assert rows(Distinct).get().reason == "父子共用"
    assert "没有发现可能重复" in shown(client, "/people/duplicates/")


def test_other_side_is_asked_and_accepts(cast: Cast) -> None:
    here, there = visiting(cast)
    secretary, neighbour = cast.client("secretary"), cast.client("neighbour")
    address = f"/people/{here.pk}/merge/{there.pk}/"
    page = shown(secretary, address)
    assert "向对方提出合并请求" in page
    assert "需要对方同意" in page
    assert secretary.post(address, {"reason": WHY, "place": "kept"})["Location"] == "/people/merge-requests/"
    assert secretary.post(address, {"reason": WHY, "place": "kept"}).status_code == 409
    asked = rows(MergeRequest).get()
    assert not rows(PersonMerge).exists()
    for client in (secretary, neighbour):
        assert "等待对方" in shown(client, "/people/merge-requests/")
        page = shown(client, f"/people/merge-requests/{asked.pk}/")
        assert "手机号相同" in page
        assert MOBILE not in page
    assert "/answer/" not in shown(secretary, f"/people/merge-requests/{asked.pk}/")
    answer = f"/people/merge-requests/{asked.pk}/answer/"
    assert secretary.get(answer).status_code == 404
    shown(neighbour, answer)
    assert neighbour.post(answer, {"accept": "yes"}).status_code == 302
    assert rows(Person).get(pk=there.pk).merged_into_id == here.pk
    assert rows(PersonMerge).get().reason == f"{WHY}（secretary提出，neighbour同意）"
    assert neighbour.post(answer, {"accept": "yes"}).status_code == 409
    assert "已同意" in shown(neighbour, f"/people/merge-requests/{asked.pk}/")
    assert not rows(Membership).get(person=here).away


def test_other_side_declines_saying_why(cast: Cast) -> None:
    here, there = visiting(cast)
    asked = request_merge(there, by=cast.actor("secretary"), merged=here, reason=WHY, choose={"unit": "kept"})
    assert (asked.path, asked.asked_path) == (there.path, here.path)
    answer = f"/people/merge-requests/{asked.pk}/answer/"
    neighbour = cast.client("neighbour")
    assert neighbour.post(answer, {"accept": "no"}).status_code == 400
    assert neighbour.post(answer, {"accept": "no", "reason": "不是一人"}).status_code == 302
    assert "不是一人" in shown(cast.client("secretary"), f"/people/merge-requests/{asked.pk}/")
    assert rows(Person).filter(merged_into=None).count() == 2


def test_request_is_refused_where_it_makes_no_sense(cast: Cast) -> None:
    here, there = visiting(cast)
    with pytest.raises(InputError, match="直接合并"):
        request_merge(here, by=cast.actor("province"), merged=there, reason=WHY)
    with pytest.raises(InputError):
        request_merge(here, by=cast.actor("secretary"), merged=there, reason=" ")
    with pytest.raises(ForbiddenError):
        request_merge(here, by=cast.actor("city"), merged=there, reason=WHY)
    asked = request_merge(here, by=cast.actor("secretary"), merged=there, reason=WHY)
    for act in (accept_merge, decline_merge):
        with pytest.raises(ForbiddenError):
            act(asked, by=cast.actor("secretary"), reason=WHY)
    merge_records(here, by=cast.actor("province"), merged=there, reason=WHY)
    with pytest.raises(ConflictError, match="刚才已并入"):
        accept_merge(asked, by=actor_of(cast.accounts["neighbour"]))


def test_address_of_a_merged_record_leads_through_the_chain(cast: Cast) -> None:
    first, second, third = (cast.person("张伟") for _ in range(3))
    merge_records(second, by=SYSTEM, merged=first, reason=WHY)
    merge_records(third, by=SYSTEM, merged=second, reason=WHY)
    scope = cast.actor("secretary").scope
    assert kept_of(first.pk, once=PERSONS, scope=scope) == third
    assert kept_of(first.pk, once=PERSONS, scope=cast.actor("neighbour").scope) is None
    # A ring cannot be made by actions; it must not hang a page all the same.
    rows(Person).filter(pk=third.pk).update(merged_into=first)
    assert kept_of(first.pk, once=PERSONS, scope=scope) is None


def test_menu_offers_the_pairs(cast: Cast) -> None:
    assert "/people/duplicates/" in shown(cast.client("secretary"), "/people/")
    assert "/people/duplicates/" not in shown(cast.client("city"), "/organisations/")
    assert Client().get("/people/duplicates/").status_code == 302
