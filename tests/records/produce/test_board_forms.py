"""What the board's forms refuse, with one sentence each."""

from typing import Any

import pytest
from django import forms

from tests.cast import Cast
from tests.cast import cast as build
from tongxin.records.produce.forms import boards


@pytest.fixture
def cast(db: None) -> Cast:
    return build()


def offer(**changes: Any) -> dict[str, Any]:
    return {
        "product": "黄桃", "organiser": "宁乡市新的社会阶层人士联谊会", "place": "宁乡市", "producer": "farmer", "months": "7-8月",
        "quantity": "2000", "unit": "jin", "price_from": "5.5", "price_to": "8", "certificate": "none",
    } | changes  # fmt: skip


def wish(**changes: Any) -> dict[str, Any]:
    return {
        "product": "黄桃", "organiser": "宁乡市新的社会阶层人士联谊会", "place": "宁乡市", "wisher": "firm", "quantity": "500",
        "unit": "jin", "needed_by": "2030-08-01",
    } | changes  # fmt: skip


def errors(form: type[forms.Form], values: dict[str, Any]) -> dict[str, str]:
    return {name: "".join(found) for name, found in form(values).errors.items()}


def test_offer_is_read_in_fen_and_months(cast: Cast) -> None:
    form = boards.OfferForm(offer())
    assert form.is_valid(), form.errors
    values = form.cleaned_data
    assert (values["price_from"], values["price_to"], values["months"], values["net_weight"]) == (550, 800, 192, 0)
    one_price = boards.OfferForm(offer(price_to=""))
    assert one_price.is_valid()
    assert one_price.cleaned_data["price_to"] == 550
    assert boards.MonthsField().prepare_value(192) == "7-8月"
    assert boards.MonthsField().prepare_value("7") == "7"
    assert boards.MonthsField(required=False).clean("") is None


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"price_to": "5.49"}, "price_to", "最高单价低于最低单价"),
        ({"months": ""}, "months", "请填写供应月份"),
        ({"months": "夏天"}, "months", "没有看懂供应月份"),
        ({"unit": ""}, "unit", "请选择单位"),
        ({"quantity": "0"}, "quantity", "大于零的整数"),
        ({"quantity": "-5"}, "quantity", "大于零的整数"),
        ({"quantity": "3.005"}, "quantity", "大于零的整数"),
        ({"quantity": "99999999999"}, "quantity", "数量太大"),
        ({"producer_name": "王例山"}, "producer_name", "农户的姓名不公开"),
        ({"certificate": "green"}, "certificate_number", "请填写证书编号"),
        ({"net_weight": "500"}, "net_weight", "不用填每件净重"),
        ({"certificate": "x"}, "certificate", "有效"),
        ({"unit": "", "net_weight": "500"}, "unit", "请选择单位"),
        ({"price_from": "便宜"}, "price_from", "金额应写成数字"),
        ({"note": "电话 138 0013-8001"}, "note", "请不要写电话号码"),
        ({"village": "１３８００１３８００１"}, "village", "请不要写电话号码"),
    ],
)
def test_offer_is_refused_with_what_is_wrong(cast: Cast, changes: dict[str, Any], field: str, words: str) -> None:
    found = errors(boards.OfferForm, offer(**changes))
    assert list(found) == [field]
    assert words in found[field]


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"quantity": "3.005"}, "quantity", "大于零的整数"),
        ({"wisher": "citizen", "wisher_name": "李例水"}, "wisher_name", "市民的姓名不公开"),
        ({"unit": ""}, "unit", "请选择单位"),
        ({"price_most": "便宜"}, "price_most", "金额应写成数字"),
        ({"needed_by": "明天"}, "needed_by", "日期应写成"),
    ],
)
def test_wish_is_refused_with_what_is_wrong(cast: Cast, changes: dict[str, Any], field: str, words: str) -> None:
    found = errors(boards.WishForm, wish(**changes))
    assert list(found) == [field]
    assert words in found[field]


def test_wish_without_a_price_has_none(cast: Cast) -> None:
    form = boards.WishForm(wish())
    assert form.is_valid(), form.errors
    assert form.cleaned_data["price_most"] == 0


@pytest.mark.parametrize(
    ("values", "field", "words"),
    [
        ({"result": "came", "came_quantity": "5"}, "came_quantity", "请填写成交数量和成交金额"),
        ({"result": "nothing"}, "why_not", "请选择原因"),
        ({"result": "nothing", "why_not": "price", "came_value": "5"}, "came_quantity", "未成交的不填"),
    ],
)
def test_outcome_says_how_much_or_why_not(values: dict[str, str], field: str, words: str) -> None:
    found = errors(boards.OutcomeForm, {"followed": "2022-08-01", **values})
    assert words in found[field]


def test_outcome_that_came_to_nothing_has_neither_quantity_nor_value() -> None:
    form = boards.OutcomeForm({"result": "nothing", "followed": "2022-08-01", "why_not": "price"})
    assert form.is_valid()
    assert (form.cleaned_data["came_quantity"], form.cleaned_data["came_value"]) == (0, 0)


def test_outcome_that_came_to_something_has_no_reason_why_not() -> None:
    given = {"result": "came", "followed": "2022-08-01", "came_quantity": "5", "came_value": "5", "why_not": "price"}
    form = boards.OutcomeForm(given)
    assert form.is_valid()
    assert form.cleaned_data["why_not"] == ""
