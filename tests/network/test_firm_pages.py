from typing import Any

import pytest

from tests.cast import SYSTEM, Cast, found
from tests.network.firms import NAME, NINGXIANG, ZHUZHOU, code, firm
from tests.network.test_merging import rows
from tests.network.test_organisation_pages import shown
from tests.records.giving.samples import received_gift
from tongxin.kernel.scope import Scope, Verb
from tongxin.network.actions.merging import mark_distinct, merge_records
from tongxin.network.models import FirmDistinct, FirmMerge, FirmMergeRequest, Organisation
from tongxin.network.queries.firm_pairs import firm_pairs, likely_firms

ONE, OTHER = code(1), code(2)
WHY = "营业执照相同"
COUNTY = Scope.of({"43/4301/430182/": {Verb.VIEW, Verb.RECORD}})
PROVINCE = Scope.of({"43/": {Verb.VIEW, Verb.RECORD}})


def pairs(scope: Scope) -> dict[tuple[int, int], tuple[int, tuple[str, ...]]]:
    found = firm_pairs(list(likely_firms(scope).order_by("path", "id")), scope=scope)
    return {(one.first.pk, one.second.pk): (one.likeness.score, one.likeness.reasons) for one in found}


@pytest.mark.parametrize(
    ("other", "score", "reason"),
    [
        ((NAME, ZHUZHOU), 80, "名称相同"),
        (("例山科技有限责任公司", NINGXIANG), 75, "去掉地名和公司类型后名称相同"),
        (("例山（湖南）科技公司", ZHUZHOU), 65, "去掉地名和公司类型后名称相同"),
        (("湖南例珊科技有限公司", NINGXIANG), 55, "名称读音相同"),
    ],
)
def test_names_alike_make_a_pair_with_its_reasons(cast: Cast, other: tuple[str, str], score: int, reason: str) -> None:
    first, second = firm(), firm(*other)
    where = "同在一个地区" if other[1] == NINGXIANG else "不在同一地区"
    assert pairs(PROVINCE) == {(first.pk, second.pk): (score, (reason, where))}
    assert pairs(COUNTY) == pairs(PROVINCE)  # a pair across the border is shown to either side


def test_short_and_former_names_make_a_pair(cast: Cast) -> None:
    renamed = found(NAME, NINGXIANG, kind="firm", aliases=["星火传媒中心"])
    later = firm("星火传媒中心", ZHUZHOU)
    assert pairs(PROVINCE) == {(renamed.pk, later.pk): (75, ("与曾用名或简称相同", "不在同一地区"))}
    bearer = found("红日文化", NINGXIANG, kind="firm", aliases=["例水商行"])
    earlier = firm("例水商行", "430100")
    assert (bearer.pk, earlier.pk) in pairs(PROVINCE)
    last = found("蓝天文化", NINGXIANG, kind="firm", aliases=["例水商行"])
    assert pairs(PROVINCE)[earlier.pk, last.pk] == (75, ("与曾用名或简称相同", "不在同一地区"))


def test_what_contradicts_makes_no_pair(cast: Cast) -> None:
    firm(unified_code=ONE)
    firm(at=ZHUZHOU, unified_code=OTHER)
    firm("例水村", kind="village")
    firm("例水村", ZHUZHOU, kind="village")
    firm("例水")
    found(NAME, "430100", kind="service_team")
    assert pairs(PROVINCE) == {}
    here, there = firm("例水村集体", kind="village"), rows(Organisation).get(name="例水村", place__code=NINGXIANG)
    assert pairs(PROVINCE) == {(there.pk, here.pk): (75, ("去掉地名和公司类型后名称相同", "同在一个地区"))}


def test_decided_and_merged_pairs_are_left_out(cast: Cast) -> None:
    one, other, third = firm(), firm(at=ZHUZHOU), firm(at="430100")
    assert set(pairs(PROVINCE)) == {(one.pk, other.pk), (one.pk, third.pk), (other.pk, third.pk)}
    mark_distinct(other, by=SYSTEM, other=one)
    assert set(pairs(PROVINCE)) == {(one.pk, third.pk), (other.pk, third.pk)}
    assert set(pairs(Scope.of({"43/4302/": {Verb.VIEW, Verb.RECORD}}))) == {(other.pk, third.pk)}
    merge_records(one, by=SYSTEM, merged=third, reason=WHY)
    assert pairs(PROVINCE) == {}
    assert not likely_firms(Scope.of({"43/4302/": {Verb.VIEW}})).exists()


@pytest.mark.parametrize("count", [1, 3])
def test_lists_ask_the_same_number_of_queries(cast: Cast, django_assert_num_queries: Any, count: int) -> None:
    client = cast.client("secretary")
    assert "没有发现可能重复的企业" in shown(client, "/firms/duplicates/")
    for number in range(count):
        firm(f"例{'甲乙丙'[number]}公司")
        firm(f"例{'甲乙丙'[number]}公司", ZHUZHOU)
    with django_assert_num_queries(4):  # session, account, grants, list
        page = shown(client, "/firms/")
    assert page.count("<tr>") == 1 + count
    with django_assert_num_queries(9):  # the three, aliases twice, later firms, near ones, decided pairs twice
        page = shown(client, "/firms/duplicates/")
    assert page.count("很可能是同一家") == count
    assert page.count("名称相同，不在同一地区") == count


def test_list_of_firms_is_narrowed_and_apart_from_the_associations(cast: Cast) -> None:
    made, village = firm(unified_code=ONE), firm("例水村", ZHUZHOU, kind="village")
    client = cast.client("province")
    page = shown(client, "/firms/")
    assert NAME in page
    assert ONE in page
    assert cast.county.name not in page.partition("<tbody>")[2]
    assert NAME not in shown(client, "/firms/?kind=village")
    assert "例水村" not in shown(client, "/firms/?place=430100")
    assert "例水村" in shown(client, "/firms/?q=lishuicun")
    assert NAME not in shown(cast.client("neighbour"), "/firms/")
    page = shown(client, "/organisations/")
    assert NAME not in page
    assert '<option value="firm"' not in page
    exported = b"".join(client.get("/firms/?export=csv")).decode()
    assert {f"{one.name},{one.get_kind_display()}" in exported for one in (made, village)} == {True}
    assert client.get("/firms/").context["links"][-1].url == "/organisations/new/?kind=firm"
    assert "/firms/duplicates/" in shown(cast.client("secretary"), "/organisations/")
    assert cast.client("member").get("/firms/").status_code == 403


def test_page_of_a_firm_has_neither_stage_nor_members_nor_duties(cast: Cast) -> None:
    made = firm(unified_code=ONE)
    received_gift(cast, giver_kind="firm", behalf=made)
    context = cast.client("province").get(f"/organisations/{made.pk}/").context
    assert {section.name for section in context["sections"]} & {
        "stage", "offices", "children", "parents", "elections", "terms", "merges",
    } == set()  # fmt: skip
    labels = {fact.label for fact in context["facts"]}
    assert "统一社会信用代码" in labels
    assert labels & {"会员（人）", "入会", "上级组织"} == set()
    assert {"会员", "章程设置", "变更上级"} & {link.label for link in context["links"]} == {"变更上级"}


def test_merging_and_undoing_through_the_pages(cast: Cast) -> None:
    kept, merged = firm(), firm("例山科技公司", unified_code=ONE)
    received_gift(cast, giver_kind="firm", behalf=merged)
    client = cast.client("secretary")
    page = shown(client, "/firms/duplicates/")
    address = f"/firms/{kept.pk}/merge/{merged.pk}/"
    assert address in page
    assert "去掉地名和公司类型后名称相同" in page
    page = shown(client, address)
    assert "捐赠 1 条" in page
    assert ONE in page
    assert page.count('type="radio"') == 2
    assert client.post(address, {"name": "kept"}).status_code == 400
    response = client.post(address, {"name": "merged", "reason": WHY})
    merge = rows(FirmMerge).get()
    assert response["Location"] == f"/firms/merges/{merge.pk}/"
    assert "捐赠" in shown(client, response["Location"])
    assert client.get(f"/organisations/{merged.pk}/")["Location"] == f"/organisations/{kept.pk}/"
    page = shown(client, f"/organisations/{kept.pk}/")
    assert "已合并到这里" in page
    assert "合并记录" in page
    assert "没有发现可能重复的企业" in shown(client, "/firms/duplicates/")
    assert shown(client, "/firms/").count("例山科技公司") == 1
    shown(client, f"/firms/merges/{merge.pk}/undo/")
    assert client.post(f"/firms/merges/{merge.pk}/undo/", {"reason": "看错了"}).status_code == 302
    assert "例山科技公司" in shown(client, f"/organisations/{merged.pk}/")
    neighbour = cast.client("neighbour")
    assert neighbour.get(f"/firms/merges/{merge.pk}/").status_code == 404
    assert neighbour.get(f"/organisations/{merged.pk}/").status_code == 404
    assert neighbour.post(address, {"reason": WHY}).status_code == 404


def test_not_the_same_firm_is_not_asked_again(cast: Cast) -> None:
    one, other = firm(), firm("例山科技公司")
    client = cast.client("secretary")
    address = f"/firms/{one.pk}/distinct/{other.pk}/"
    assert f"不是同一家：{NAME}（宁乡市）与例山科技公司（宁乡市）" in shown(client, address)
    assert client.post(address, {"reason": "各有执照"})["Location"] == "/firms/duplicates/"
    assert rows(FirmDistinct).get().reason == "各有执照"
    assert "没有发现可能重复的企业" in shown(client, "/firms/duplicates/")
    same = client.get(f"/firms/{one.pk}/distinct/{one.pk}/")
    assert same.status_code == 404
    assert client.get(f"/firms/{one.pk}/merge/{cast.county.pk}/").status_code == 404


def test_other_side_is_asked_and_answers_through_the_pages(cast: Cast) -> None:
    here, there = firm(), firm(at=ZHUZHOU)
    secretary, neighbour = cast.client("secretary"), cast.client("neighbour")
    page = shown(secretary, "/firms/duplicates/")
    assert f'href="/organisations/{here.pk}/"' in page
    assert f'href="/organisations/{there.pk}/"' not in page
    address = f"/firms/{here.pk}/merge/{there.pk}/"
    assert "需要对方同意" in shown(secretary, address)
    assert secretary.post(address, {"reason": WHY})["Location"] == "/firms/merge-requests/"
    asked = rows(FirmMergeRequest).get()
    for client in (secretary, neighbour):
        assert "等待对方" in shown(client, "/firms/merge-requests/")
        assert "株洲市" in shown(client, f"/firms/merge-requests/{asked.pk}/")
    assert cast.client("member").get(f"/firms/merge-requests/{asked.pk}/").status_code == 403
    answer = f"/firms/merge-requests/{asked.pk}/answer/"
    assert secretary.get(answer).status_code == 404
    shown(neighbour, answer)
    assert neighbour.post(answer, {"accept": "yes"})["Location"] == "/firms/merge-requests/"
    assert rows(Organisation).get(pk=there.pk).merged_into_id == here.pk
