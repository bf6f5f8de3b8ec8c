import re
from datetime import date
from typing import Any

import pytest

from tests.cast import SYSTEM, Cast, found
from tests.network.test_organisation_pages import shown
from tongxin.network import actions
from tongxin.network.models import Base, ChecklistLine, Plaque
from tongxin.network.models.bases import State

ALL = "the test reads every row"


def buttons(page: str, base: Base) -> set[str]:
    return set(re.findall(f'(?:href|action)="/bases/{base.pk}/([a-z/]+)"', page))


def test_list_shows_the_bases_of_the_scope(cast: Cast, django_assert_num_queries: Any) -> None:
    client = cast.client("secretary")
    assert "还没有实践创新基地" in shown(client, "/bases/")
    assert "还没有实践创新基地" in shown(cast.client("administrator"), "/bases/")
    cast.base("株洲基地", "430212")
    for names in (["甲"], ["乙", "丙"]):
        for name in names:
            cast.base(name, named=date(2020, 1, 1))
        with django_assert_num_queries(4):  # session, account, grants, list
            page = shown(client, "/bases/")
    assert page.count("<tr>") == 4
    assert "株洲基地" not in page


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("?q=ciqi", {"瓷器基地"}), ("?state=named", {"瓷器基地"}), ("?state=applied", {"农业基地"}), ("?level=province", {"农业基地"}),
        ("?place=430182", {"瓷器基地", "农业基地"}), ("?place=430104", set()), ("?sort=-since", {"瓷器基地", "农业基地"}),
    ],
)  # fmt: skip
def test_list_is_narrowed(cast: Cast, query: str, names: set[str]) -> None:
    cast.base("瓷器基地", named=date(2020, 1, 1))
    cast.base("农业基地", level="province")
    page = shown(cast.client("city"), f"/bases/{query}")
    assert {name for name in ("瓷器基地", "农业基地") if f">{name}<" in page} == names


def test_application_review_naming_through_the_pages(cast: Cast) -> None:
    secretary, city = cast.client("secretary"), cast.client("city")
    shown(secretary, "/bases/new/")
    typed = {
        "name": "醴瓷荟",
        "host": cast.county.name,
        "place": "宁乡市",
        "level": "prefecture",
        "applied": "2021-01-01",
    }
    response = secretary.post("/bases/new/", typed)
    base = Base.objects.whole_network(reason=ALL).get()
    assert response["Location"] == f"/bases/{base.pk}/"
    own = f"/bases/{base.pk}/"
    assert f"{own}reviewing/" in shown(city, own)
    assert f"{own}reviewing/" not in shown(secretary, own)
    assert f"{own}revoked/" not in shown(city, own)
    assert secretary.get(f"{own}reviewing/").status_code == 403
    assert secretary.post(f"{own}reviewing/", {"day": "2021-02-01"}).status_code == 403
    assert "现在是「申报」，不能命名" in city.post(f"{own}named/", {"day": "2021-02-01"}).content.decode()
    assert city.post(f"{own}named/", {"day": "2021-02-01"}).status_code == 409
    assert city.post(f"{own}reviewing/", {"day": "2021-02-01", "checked": ["没有这一条"]}).status_code == 400
    assert "有工作队伍" in shown(city, f"{own}reviewing/")
    reviewing = {"day": "2021-02-01", "checked": ["有工作队伍"]}
    assert city.post(f"{own}reviewing/", reviewing)["Location"] == own
    named = {"day": "2021-03-01", "document": "长统〔2021〕3号", "valid_until": "2024-03-01"}
    assert city.post(f"{own}named/", named).status_code == 302
    page = shown(secretary, f"/bases/{base.pk}/")
    for word in ("命名经过", "长统〔2021〕3号", "2024年3月1日", "有工作队伍", "进入评审"):
        assert word in page, word


def test_plaques_through_the_pages(cast: Cast) -> None:
    base = cast.base("甲", named=date(2020, 1, 1))
    client = cast.client("secretary")
    shown(client, f"/bases/{base.pk}/plaques/new/")
    hung = {"title": "实践创新基地", "awarded_by": "市委统战部", "begin": "2020-01-02"}
    assert client.post(f"/bases/{base.pk}/plaques/new/", hung).status_code == 302
    plaque = Plaque.objects.whole_network(reason=ALL).get()
    address = f"/bases/plaques/{plaque.pk}/end/"
    assert address in shown(client, f"/bases/{base.pk}/")
    assert address not in shown(cast.client("administrator"), f"/bases/{base.pk}/")
    shown(client, address)
    assert client.post(address, {"end": "2021-01-01", "reason": "换新"}).status_code == 302
    assert address not in shown(client, f"/bases/{base.pk}/")
    assert client.post(address, {"end": "2021-01-01", "reason": "换新"}).status_code == 409
    assert cast.client("neighbour").get(address).status_code == 404


def test_correction_through_the_page(cast: Cast) -> None:
    base = cast.base("甲")
    client = cast.client("secretary")
    address = f"/bases/{base.pk}/correct/"
    assert 'value="甲"' in shown(client, address)
    typed = {"name": "乙", "host": base.host.name, "place": "430182", "level": "prefecture", "reason": "更名"}
    assert client.post(address, typed).status_code == 302
    assert "<ins>乙</ins>" in shown(client, f"/bases/{base.pk}/")


@pytest.mark.parametrize("page", ["", "correct/", *(f"{state}/" for state in State), "plaques/new/"])
def test_base_elsewhere_is_not_found(cast: Cast, page: str) -> None:
    base = cast.base("甲")
    assert cast.client("neighbour").get(f"/bases/{base.pk}/{page}").status_code == 404
    assert cast.client("stranger").get(f"/bases/{base.pk}/{page}").status_code == 302
    assert cast.client("secretary").get(f"/bases/{2**70}/{page}").status_code == 404


def test_naming_side_is_offered_the_next_step_and_nothing_else(cast: Cast) -> None:
    base = cast.base("甲")
    page = shown(cast.client("city"), f"/bases/{base.pk}/")
    assert buttons(page, base) == {"correct/", "plaques/new/", "reviewing/", "withdrawn/"}
    assert buttons(shown(cast.client("secretary"), f"/bases/{base.pk}/"), base) == {
        "correct/", "plaques/new/", "withdrawn/",
    }  # fmt: skip
    assert buttons(shown(cast.client("administrator"), f"/bases/{base.pk}/"), base) == set()
    assert cast.client("city").post(f"/bases/{base.pk}/withdrawn/", {"day": "2020-01-01"}).status_code == 400
    actions.advance_base_state(base, by=SYSTEM, to="withdrawn", day=date(2020, 1, 1), reason="不再申报")
    assert buttons(shown(cast.client("city"), f"/bases/{base.pk}/"), base) == {"correct/", "plaques/new/", "applied/"}
    assert "不再申报" in shown(cast.client("city"), f"/bases/{base.pk}/")


def test_base_begins_with_a_host_that_still_exists(cast: Cast) -> None:
    host = found("某公司", "430182", kind="firm")
    actions.close_organisation(host, by=SYSTEM, day=date(2021, 1, 1), reason="注销")
    client = cast.client("secretary")
    typed = {"name": "甲", "host": host.name, "place": "430182", "level": "prefecture", "applied": "2021-01-01"}
    refused = client.post("/bases/new/", typed)
    assert refused.status_code == 400
    assert "「某公司」2021年1月1日已注销，不能作为依托单位。" in refused.content.decode()
    assert client.post("/bases/new/", {**typed, "applied": "2020-12-31"}).status_code == 302
    other = cast.base("乙")
    typed = {"name": "乙", "place": "430182", "level": "prefecture", "reason": "更名"}
    address = f"/bases/{other.pk}/correct/"
    assert client.post(address, {**typed, "host": host.name}).status_code == 302  # it was open when 乙 was applied for
    actions.advance_base_state(other, by=SYSTEM, to="withdrawn", day=date(2022, 1, 1), reason="不再申报")
    assert client.post(address, {**typed, "name": "丙", "host": host.name}).status_code == 302  # stays what it was
    actions.correct_base(
        other, by=SYSTEM, reason="依托单位改变", name="丙", aliases=[], host=cast.county, association=None,
        place=other.place, level=other.level,
    )  # fmt: skip
    assert client.post(address, {**typed, "name": "丙", "host": host.name}).status_code == 400


def test_administrator_adjusts_what_bases_are_reviewed_against(cast: Cast) -> None:
    line = ChecklistLine.objects.whole_network(reason=ALL).get(path="", position=2)
    client = cast.client("administrator")
    assert f"/bases/checklist/{line.pk}/" in shown(client, "/bases/checklist/")
    address = f"/bases/checklist/{line.pk}/"
    assert line.text in shown(client, address)
    typed = {"position": "2", "text": "有专职工作队伍", "active": "on", "reason": "省里要求"}
    assert client.post(address, typed)["Location"] == "/bases/checklist/"
    made = ChecklistLine.objects.whole_network(reason=ALL).get(path="43/", position=2)
    assert (made.text, line.text) == ("有专职工作队伍", "有工作队伍")
    shown(client, "/bases/checklist/new/")
    assert client.post("/bases/checklist/new/", {**typed, "position": "51"}).status_code == 400
    assert client.post("/bases/checklist/new/", {**typed, "text": "又一条", "position": "9"}).status_code == 302
    base = cast.base("甲")
    page = shown(cast.client("city"), f"/bases/{base.pk}/reviewing/")
    assert "有专职工作队伍" in page
    assert "又一条" in page
    for who in ("secretary", "city", "province"):
        shown(cast.client(who), "/bases/checklist/")
        assert cast.client(who).get(address).status_code == 403
        assert cast.client(who).post(address, typed).status_code == 403
    assert client.get("/bases/checklist/999999/").status_code == 404


def test_base_past_its_time_carries_a_mark_and_is_found_by_it(cast: Cast) -> None:
    for name, until in (("甲基地", date(2020, 6, 30)), ("乙基地", None)):
        base = cast.base(name)
        actions.advance_base_state(base, by=SYSTEM, to=State.REVIEWING, day=date(2019, 3, 1))
        actions.advance_base_state(base, by=SYSTEM, to=State.NAMED, day=date(2019, 4, 1), valid_until=until)
    client = cast.client("city")
    page = shown(client, "/bases/")
    assert page.count("命名（已过有效期，请复核）") == 1
    late = shown(client, "/bases/?state=overdue")
    assert ">甲基地<" in late
    assert ">乙基地<" not in late
