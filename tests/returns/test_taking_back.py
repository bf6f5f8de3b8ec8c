"""A return is confirmed after asking once, and can be taken back until somebody above has looked at it."""

import re
from datetime import date
from html import unescape

import pytest

from tests.cast import SYSTEM, Cast
from tests.returns.stage import JUNE, a_class, confirmed, owes
from tongxin.kernel.errors import ConflictError
from tongxin.lifecycle.addresses import address_of
from tongxin.lifecycle.taking_back import take_back_last
from tongxin.returns import actions
from tongxin.returns.models import Return

SEEN = "the test looks at what was written"


def there() -> int:
    return Return.objects.whole_network(reason=SEEN).count()


def test_confirming_asks_once_and_goes_back_to_where_the_button_was(cast: Cast) -> None:
    a_class(cast.county)
    duty = owes(cast.county)
    client = cast.client("secretary")
    home = client.get("/returns/").content.decode()
    address = f"{address_of(Return.owed(duty, JUNE))}confirm/"
    assert f'href="{address}?back=home"' in home
    page = client.get(f"{address}?back=home").content.decode()
    assert "上级审核以前、24 小时以内可以撤回" in page
    assert re.search(r'<button[^>]*type="submit">确认上报</button>', page)
    assert "现在登记的数字：培训班次 1 班次、培训人次 2 人次。确认以后" in page
    assert "宁乡市新的社会阶层人士联谊会 2021年6月培训" in page
    assert there() == 0
    assert client.post(f"{address}?back=home").headers["location"] == "/returns/"
    assert there() == 1


def test_confirmed_return_is_taken_back_by_who_confirmed_it(cast: Cast) -> None:
    a_class(cast.county)
    one = confirmed(owes(cast.county), by=cast.actor("secretary"))
    client = cast.client("secretary")
    record = address_of(one)
    assert f"{record}take-back/" in client.get(record).content.decode()
    assert "撤回：确认上报" in unescape(client.get(f"{record}take-back/").content.decode())
    assert client.post(f"{record}take-back/", {"reason": "漏了一期"}).headers["location"] == record
    assert there() == 0
    assert client.get(f"{record}take-back/").status_code == 404


def test_return_confirmed_anew_goes_back_to_what_it_was(cast: Cast) -> None:
    a_class(cast.county)
    duty = owes(cast.county)
    by = cast.actor("secretary")
    first = confirmed(duty, by=by)
    numbers = first.numbers
    a_class(cast.county, day=date(2021, 6, 20))
    again = confirmed(duty, by=by)
    assert again.numbers != numbers
    take_back_last(again, by=by, reason="点错")
    again.refresh_from_db(from_queryset=Return.objects.whole_network(reason=SEEN))
    assert again.numbers == numbers


def test_approved_return_is_not_taken_back(cast: Cast) -> None:
    a_class(cast.county)
    by = cast.actor("secretary")
    one = confirmed(owes(cast.county), by=by)
    actions.approve_return(one, by=SYSTEM)
    with pytest.raises(ConflictError, match="不能撤回：上级已经看过这份上报"):
        take_back_last(one, by=by, reason="点错")
