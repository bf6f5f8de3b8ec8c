"""`tongxin returns`: the public contract in JSON, sentences for people, and one sentence for wrong input."""

import json
from datetime import date
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from tests.cast import Cast, found
from tests.returns.stage import JUNE, a_class, confirmed, locked, owes, stand_on
from tongxin.kernel.period import Period, Step
from tongxin.network.models import Place
from tongxin.ports.room import rooms


def run(*arguments: str) -> str:
    out = StringIO()
    call_command("returns", *arguments, stdout=out)
    return out.getvalue()


def document(*arguments: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(run(*arguments, "--json"))
    return found


@pytest.fixture
def reported(cast: Cast) -> Cast:
    a_class(cast.county)
    locked(owes(cast.county, begin=JUNE.start))
    confirmed(owes(cast.city, begin=JUNE.start))
    owes(cast.neighbour)
    return cast


def test_document_tells_who_reported(reported: Cast) -> None:
    assert document("--period", "2021", "--kind", "training") == {
        "period": "2021",
        "from": "2021-01-01",
        "to": "2021-12-31",
        "kinds": [
            {
                "kind": "training",
                "label": "培训",
                "expected": 4,
                "reported": 1,
                "nil": 1,
                "missing": [{"code": "430200", "name": "株洲市", "periods": ["2021-05", "2021-06"]}],
                "pending": 3,
                "approved": 1,
                "locked": 1,
                "rate": "0.500000",
            }
        ],
    }


def test_every_kind_is_told_and_nothing_due_has_no_rate(cast: Cast) -> None:
    kinds = document("--period", "2020")["kinds"]
    assert {one["kind"] for one in kinds} == {reported.kind for room in rooms() for reported in room.reported}
    assert {(one["expected"], one["rate"]) for one in kinds} == {(0, None)}
    assert "还没有到期的上报" in run("--period", "2020")


def test_stock_of_a_period_that_runs_is_not_pending(cast: Cast) -> None:
    owes(cast.county, kind="network", step=Step.QUARTER, begin=date(2021, 7, 1))
    assert document("--period", "2021Q3", "--kind", "network")["kinds"][0]["pending"] == 0


def test_place_and_account_narrow_what_is_told(reported: Cast) -> None:
    june = ("--period", "2021-06", "--kind", "training")
    for narrowed, expected in ((("--place", "430100"), 2), (("--as", "secretary"), 1), (("--as", "city"), 2)):
        assert document(*june, *narrowed)["kinds"][0]["expected"] == expected


def test_text_names_the_missing(reported: Cast) -> None:
    said = run("--period", "2021-06", "--kind", "training")
    assert "培训 2021年6月：应报 3，已报 1，零报告 1，缺报 1，未到期 0，上报率 66.67%；已审核 1，已锁定 1" in said
    assert "缺报 430200 株洲市：2021年6月" in said


def test_text_names_twenty_at_most(cast: Cast) -> None:
    for place in Place.objects.filter(path__startswith="43/4305/", level="county").order_by("code"):
        for name in ("甲", "乙"):
            owes(found(f"{place.name}{name}联谊会", place.code), begin=JUNE.start)
    for place in Place.objects.filter(path__startswith="43/4304/", level="county").order_by("code"):
        owes(found(f"{place.name}联谊会", place.code), begin=JUNE.start)
    stand_on(date(2021, 7, 20))
    more = len(document("--period", "2021-06", "--kind", "training")["kinds"][0]["missing"]) - 20
    assert more > 0
    assert f"另有 {more} 个单位缺报" in run("--period", Period.parse("2021-06").code, "--kind", "training")


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["--period", "去年"], "时期应写成"),
        (["--period", "2021", "--kind", "fly"], "没有「fly」这项上报内容"),
        (["--period", "2021", "--place", "43"], "六位"),
        (["--period", "2021", "--place", "439999"], "没有代码 439999"),
        (["--period", "2021", "--place", "430200", "--as", "secretary"], "不在这个账号的权限范围内"),
        (["--period", "2021", "--as", "nobody"], "没有「nobody」这个账号"),
        ([], "缺少参数 --period"),
    ],
)
def test_wrong_input_is_one_sentence(cast: Cast, arguments: list[str], says: str) -> None:
    with pytest.raises(CommandError, match=says) as refused:
        run(*arguments)
    assert refused.value.returncode == 2
