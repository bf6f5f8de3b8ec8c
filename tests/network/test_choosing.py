"""Places, organisations, bases and series are chosen while one types: what is found, for whom, at what cost, and what it becomes."""

from datetime import date
from typing import Any

import pytest
from django import forms

from tests.cast import SYSTEM, Cast, found, place
from tongxin.kernel.scope import Scope
from tongxin.network import actions
from tongxin.network.forms.fields import OrganisationField, OrganisationsField, PlaceField
from tongxin.network.models import Organisation
from tongxin.network.queries.places import home_of, place_words

NINGXIANG = "宁乡市新的社会阶层人士联谊会"


def offered(cast: Cast, kind: str, asked: str, *, who: str = "secretary") -> list[dict[str, str]]:
    answer = cast.client(who).get(f"/choose/{kind}/", {"q": asked})
    assert answer.status_code == 200
    rows: list[dict[str, str]] = answer.json()["found"]
    return rows


def values(cast: Cast, kind: str, asked: str, **more: Any) -> list[str]:
    return [one["value"] for one in offered(cast, kind, asked, **more)]


@pytest.mark.parametrize("asked", ["宁乡", "寧鄉", "ningxiang", "nxs", "Ning Xiang", "宁乡县"])
def test_place_is_found_by_name_pinyin_initials_and_former_name(cast: Cast, asked: str) -> None:
    assert offered(cast, "place", asked)[0] == {"value": "宁乡市", "label": "宁乡市", "hint": "长沙市"}


def test_place_that_shares_its_name_is_written_so_that_it_is_read_back(cast: Cast) -> None:
    several = values(cast, "place", "鼓楼区")
    assert len(several) >= 4
    assert len(set(several)) == len(several)
    field = PlaceField()
    for value in several:
        assert place_words(field.clean(value).code, "鼓楼区") == value
    for value in ("福建省福州市鼓楼区", "福州市 鼓楼区", "福州鼓楼区", "福建省福州鼓楼区"):
        assert field.clean(value).code == "350102", value
    with pytest.raises(forms.ValidationError, match=r"不止一个，请写明上级：.*福州市鼓楼区") as refused:
        field.clean("鼓楼区")
    assert "350102" not in str(refused.value)
    with pytest.raises(forms.ValidationError, match="没有叫「某州市鼓楼区」的地区，请从列表中选"):
        field.clean("某州市鼓楼区")


def test_nothing_typed_offers_the_askers_own(cast: Cast) -> None:
    assert values(cast, "place", "") == ["宁乡市"]
    assert values(cast, "place", "", who="city")[:2] == ["长沙市", "芙蓉区"]
    assert values(cast, "place", "", who="stranger") == []
    assert values(cast, "organisation", "") == [NINGXIANG]
    assert values(cast, "organisation", "", who="member") == []


def test_own_comes_first_and_others_are_found_when_asked_for(cast: Cast) -> None:
    first = values(cast, "organisation", "新的社会阶层")
    assert first[0] == NINGXIANG
    assert set(first) == {cast.province.name, cast.city.name, cast.county.name, cast.neighbour.name}
    assert values(cast, "organisation", "省新联会") == [cast.province.name]  # by its alias
    assert values(cast, "organisation", "zzsxd") == [cast.neighbour.name]
    assert values(cast, "place", "z", who="neighbour")[0] == "株洲市"


def test_closed_and_merged_are_not_offered_and_firms_come_last(cast: Cast) -> None:
    found("宁乡甲公司", "430182", kind=Organisation.Kind.FIRM)
    gone = found("宁乡乙联谊会", "430182")
    actions.close_organisation(gone, by=SYSTEM, day=date(2022, 1, 1), reason="合并")
    assert values(cast, "organisation", "宁乡") == [NINGXIANG, "宁乡甲公司"]
    assert values(cast, "firm", "nxjgs") == ["宁乡甲公司"]
    assert values(cast, "firm", "新的社会阶层") == []


def test_same_names_are_told_apart_by_number(cast: Cast) -> None:
    one, other = found("同心服务团", "430182"), found("同心服务团", "430100")
    assert set(values(cast, "organisation", "同心服务团")) == {
        f"同心服务团（编号{one.pk}）",
        f"同心服务团（编号{other.pk}）",
    }
    assert OrganisationField().clean(f"同心服务团（编号{other.pk}）") == other


def test_bases_and_series_are_offered(cast: Cast) -> None:
    cast.base("甲基地")
    cast.series("同心·助学")
    cast.series("同心·旧事", end=date(2020, 1, 1))
    assert offered(cast, "base", "jjd") == [{"value": "甲基地", "label": "甲基地", "hint": "宁乡市"}]
    assert offered(cast, "series", "同心") == [{"value": "同心·助学", "label": "同心·助学", "hint": NINGXIANG}]


@pytest.mark.parametrize("kind", ["place", "organisation", "firm", "base", "series"])
def test_at_most_twenty_in_at_most_three_queries_of_its_own(
    cast: Cast, kind: str, django_assert_max_num_queries: Any
) -> None:
    for number in range(22):
        found(f"州{number:02d}公司", "430182", kind=Organisation.Kind.FIRM)
        cast.series(f"州{number:02d}")
    client = cast.client("secretary")
    with django_assert_max_num_queries(6):  # session, account, grants
        rows = client.get(f"/choose/{kind}/", {"q": "zh"}).json()["found"]
    assert len(rows) == (0 if kind == "base" else 20)


def test_only_places_are_offered_to_strangers_and_no_other_kind_exists(cast: Cast) -> None:
    stranger = cast.client("stranger")
    assert stranger.get("/choose/place/", {"q": "ningxiang"}).json()["found"][0]["value"] == "宁乡市"
    assert stranger.get("/choose/organisation/", {"q": "x"}).status_code == 302
    assert cast.client("secretary").get("/choose/person/", {"q": "x"}).status_code == 404
    assert offered(cast, "place", "'; DROP TABLE" * 50) == []


def test_organisation_is_named_by_alias_and_in_other_signs(cast: Cast) -> None:
    bracketed = found("某某（长沙）联谊会", "430100", aliases=["某联", "省会联"])
    field = OrganisationField()
    assert field.clean("省新联会") == cast.province
    for text in ("某某(长沙)联谊会", "某某（長沙）聯誼會", "某联"):
        assert field.clean(text) == bracketed, text
    found("另一家", "430182", aliases=["某联"])
    with pytest.raises(forms.ValidationError, match="不止一个"):
        field.clean("某联")
    with pytest.raises(forms.ValidationError, match="请从列表中选，或写登记的全称"):
        field.clean("某")
    with pytest.raises(forms.ValidationError, match="没有找到"):
        field.clean("·")
    assert OrganisationsField().clean("省新联会、某某(长沙)联谊会") == [cast.province, bracketed]


def test_entry_begins_with_the_place_and_organisation_of_whoever_has_one(cast: Cast) -> None:
    page = cast.client("secretary").get("/people/new/").content.decode()
    assert 'name="place" value="宁乡市"' in page
    assert 'data-choose="/choose/place/"' in page
    assert f'name="organiser" value="{NINGXIANG}"' in cast.client("secretary").get("/series/new/").content.decode()
    page = cast.client("secretary").get("/bases/new/").content.decode()
    assert 'name="place" value="宁乡市"' in page
    assert NINGXIANG not in page  # a base stands at somebody else's
    page = cast.client("secretary").get("/people/new/?place=长沙市").content.decode()
    assert 'name="place" value="长沙市"' in page
    assert home_of(Scope.everything()) == ""
    assert home_of(cast.actor("registrar").scope) == "43/4301/"
    assert home_of(Scope()) == ""


def test_page_shows_a_place_without_its_code(cast: Cast) -> None:
    person = cast.person("张伟明")
    page = cast.client("secretary").get(f"/people/{person.pk}/correct/").content.decode()
    assert 'value="宁乡市"' in page
    assert "六位" not in page
    assert PlaceField().widget.format_value(PlaceField().prepare_value(place("350102"))) == "福州市鼓楼区"
    assert PlaceField().widget.format_value("999999 某开发区") == "某开发区"
    assert PlaceField().widget.format_value(None) is None
