from datetime import date
from typing import Any

import pytest

from tests.cast import SYSTEM, Cast
from tests.network.test_organisation_pages import shown
from tongxin.network import actions
from tongxin.network.models import Base, Plaque

ALL = "the test reads every row"


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
    step = f"/bases/{base.pk}/step/"
    page = shown(secretary, step)
    assert "评审" in page
    assert "撤销" not in page.partition("<form")[2].partition("</select>")[0]
    assert secretary.post(step, {"to": "reviewing", "day": "2021-02-01"}).status_code == 403
    assert city.post(step, {"to": "named", "day": "2021-02-01"}).status_code == 400
    assert city.post(step, {"to": "reviewing", "day": "2021-02-01", "checked": ["有工作队伍"]}).status_code == 302
    named = {"to": "named", "day": "2021-03-01", "document": "长统〔2021〕3号", "valid_until": "2024-03-01"}
    assert city.post(step, named).status_code == 302
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
    assert cast.client("neighbour").get(address).status_code == 404


def test_correction_through_the_page(cast: Cast) -> None:
    base = cast.base("甲")
    client = cast.client("secretary")
    address = f"/bases/{base.pk}/correct/"
    assert 'value="甲"' in shown(client, address)
    typed = {"name": "乙", "host": base.host.name, "place": "430182", "level": "prefecture", "reason": "更名"}
    assert client.post(address, typed).status_code == 302
    assert "<ins>乙</ins>" in shown(client, f"/bases/{base.pk}/")


@pytest.mark.parametrize("page", ["", "correct/", "step/", "plaques/new/"])
def test_base_elsewhere_is_not_found(cast: Cast, page: str) -> None:
    base = cast.base("甲")
    assert cast.client("neighbour").get(f"/bases/{base.pk}/{page}").status_code == 404
    assert cast.client("stranger").get(f"/bases/{base.pk}/{page}").status_code == 302
    assert cast.client("secretary").get(f"/bases/{2**70}/{page}").status_code == 404


def test_naming_side_is_offered_the_next_step_and_nothing_else(cast: Cast) -> None:
    base = cast.base("甲")
    page = shown(cast.client("city"), f"/bases/{base.pk}/")
    assert f"/bases/{base.pk}/step/" in page
    page = shown(cast.client("administrator"), f"/bases/{base.pk}/")
    assert f"/bases/{base.pk}/step/" not in page
    actions.advance_base_state(
        base, by=SYSTEM, to="withdrawn", day=date(2020, 1, 1), paper=actions.Paper(reason="不再申报")
    )
    assert "不再申报" in shown(cast.client("city"), f"/bases/{base.pk}/")
