"""The commands `measures`, `figure` and `snapshot`: the public contract in JSON, and sentences for people."""

import json
from datetime import date
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from tests.board import network
from tongxin.access.models import Account, Grant
from tongxin.figures import Store

pytestmark = pytest.mark.django_db
YEAR = ("--from", "2021-01-01", "--to", "2021-12-31")


def run(*arguments: str) -> str:
    out = StringIO()
    call_command(*arguments, stdout=out)
    return out.getvalue()


def document(*arguments: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(run("figure", *arguments, "--json"))
    return found


def test_coverage_gives_numerator_denominator_and_the_uncovered(board: Store) -> None:
    found = document("network.county_coverage", "--place", "430000", "--as-of", "2022-09-26")
    assert found["value"] == "0.750000"
    assert (found["numerator"], found["denominator"]) == (3, 4)
    assert found["uncovered"] == [{"code": "430121", "name": "长沙县"}]
    assert found["place"] == {"code": "430000", "name": "湖南省"}
    assert (found["from"], found["to"], found["as_of"]) == (None, None, "2022-09-26")
    assert found["measure"]["kind"] == "coverage"
    assert found["snapshot"] == board.current_id()
    assert found["status"] == "ok"
    assert found["evidence_count"] == 3
    assert len(found["evidence_hash"]) == 64
    assert found["evidence"] == []
    assert "cells" not in found


def test_evidence_opens_to_the_records(board: Store) -> None:
    found = document("training.classes", "--place", "430000", *YEAR, "--evidence", "1")
    assert found["value"] == "2"
    assert found["to"] == "2021-12-31"
    assert found["evidence_count"] == 2
    assert found["evidence"] == [{"record": "training.class:20", "page": "/training/20/"}]


def test_cells_by_place_show_places_with_nothing(board: Store) -> None:
    cells = document("training.classes", "--place", "430000", *YEAR, "--by", "county")["cells"]
    assert {cell["name"]: cell["value"] for cell in cells} == {
        "芙蓉区": "1",
        "天心区": "0",
        "长沙县": "0",
        "荷塘区": "1",
    }


def test_cells_by_year_name_their_days(board: Store) -> None:
    span = ("--from", "2020-01-01", "--to", "2021-12-31")
    cells = document("training.classes", "--place", "430000", *span, "--by", "year")["cells"]
    assert [(cell["from"], cell["to"], cell["value"]) for cell in cells] == [
        ("2020-01-01", "2020-12-31", "0"),
        ("2021-01-01", "2021-12-31", "2"),
    ]


def test_stock_by_year_is_read_on_each_last_day(board: Store) -> None:
    span = ("--from", "2017-01-01", "--to", "2018-12-31")
    found = document("network.associations", "--place", "430000", *span, "--by", "year")
    assert [(cell["as_of"], cell["value"]) for cell in found["cells"]] == [("2017-12-31", "1"), ("2018-12-31", "2")]
    assert (found["as_of"], found["value"]) == ("2018-12-31", "2")


def test_stock_by_year_over_years_to_come_is_refused(board: Store) -> None:
    with pytest.raises(CommandError, match="还没有到"):
        run("figure", "network.associations", "--from", "2198-01-01", "--to", "2198-12-31", "--by", "year")


def test_place_and_time_not_given_are_the_sites(board: Store) -> None:
    assert document("network.associations")["as_of"] == "2022-09-26"
    assert document("training.classes")["from"] == "2022-01-01"


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("nothing.here",), "没有代码为「nothing.here」的指标"),
        (("training.classes", "--place", "999999"), "没有代码 999999"),
        (("training.classes", "--place", "长沙"), "六位数字"),
        (("training.classes", "--from", "2021-12-31", "--to", "2021-01-01"), "请调换"),
        (("training.classes", "--from", "2198-01-01", "--to", "2198-01-02"), "还没有到"),
        (("training.classes", "--from", "2021-01-01", "--to", "2021-01-02", "--as-of", "2021-01-01"), "只能给一个"),
        (("network.associations", "--as-of", "昨天"), "日期应写成"),
        (("network.associations", *YEAR), "时点数"),
        (("training.classes", *YEAR, "--by", "person"), "by 只能是"),
        (("training.classes", *YEAR, "--evidence", "-1"), "evidence 应为"),
        (("training.classes", *YEAR, "--evidence", "9" * 5000), "evidence 应为"),
    ],
)
def test_question_that_cannot_be_answered_ends_with_a_sentence(
    board: Store, *, arguments: tuple[str, ...], sentence: str
) -> None:
    with pytest.raises(CommandError, match=sentence) as caught:
        run("figure", *arguments)
    assert caught.value.returncode == 2


def test_figure_reads_as_sentences(board: Store) -> None:
    text = run("figure", "network.county_coverage", "--as-of", "2022-09-26", "--by", "prefecture", "--evidence", "1")
    assert "湖南省 截至2022年9月26日 县级覆盖率：75.00%（3/4）" in text
    assert "未覆盖：长沙县" in text
    assert "株洲市：100.00%" in text
    assert "依据 network.association:11  /organisations/11/" in text


def test_figure_of_persons_tells_how_many_records_are_matched(board: Store) -> None:
    text = run("figure", "training.persons", "--place", "430102", *YEAR)
    assert "芙蓉区 2021年 培训人数：12 人" in text
    assert "完整度：12/13 条记录已对上人员" in text


def test_command_under_an_account_sees_what_the_account_sees(board: Store) -> None:
    account = Account.objects.create_user("changsha")
    Grant.objects.create(account=account, role="officer", path="43/4301/", begin=date(2020, 1, 1))
    at_zhuzhou = ("training.persons", "--place", "430200", *YEAR)
    assert document(*at_zhuzhou)["value"] == "2"
    found = document(*at_zhuzhou, "--as", "changsha")
    assert (found["status"], found["value"], found["evidence_hash"]) == ("withheld", None, None)
    with pytest.raises(CommandError, match="没有「nobody」这个账号"):
        run("figure", *at_zhuzhou, "--as", "nobody")


def test_years_read_as_sentences(board: Store) -> None:
    text = run("figure", "training.classes", *YEAR, "--by", "year")
    assert "  2021年：2 班次" in text
    assert "未覆盖" not in text


def test_measures_are_listed_with_code_and_definition(board: Store) -> None:
    listed = json.loads(run("measures", "--json"))
    assert {"code", "version", "name", "names", "unit", "kind"} <= set(listed[0])
    assert "training.inner" in {entry["code"] for entry in listed}
    assert "training.persons  培训人数（人）\n    参加培训的不同人数。" in run("measures")


def test_snapshot_becomes_current_and_older_ones_go_only_when_asked(empty_board: Store) -> None:
    taken = json.loads(run("snapshot", "--json"))
    assert taken["snapshot"] == empty_board.current_id()
    assert taken["rows"] == 4 + 3 + 27
    assert taken["removed"] == []
    assert "已生成" in run("snapshot")
    assert "4/4" in run("snapshot", "--keep", "1")
    assert len(empty_board.ids()) == 1
    assert "均与清单一致，签名链完整" in run("snapshot", "--check")


def test_keeping_no_snapshot_at_all_is_refused(empty_board: Store) -> None:
    with pytest.raises(CommandError, match="至少为 1"):
        run("snapshot", "--keep", "0")


def damage(board: Store) -> None:
    for path in board.objects.glob("*/*.parquet"):
        path.write_bytes(b"damaged")


def test_damaged_snapshot_is_mended_from_the_register(board: Store) -> None:
    damage(board)
    assert "其中 6 个损坏的已从登记库重写" in run("snapshot", "--check")
    assert "其中" not in run("snapshot", "--check")


def test_damaged_snapshot_whose_records_changed_is_told(board: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    damage(board)
    monkeypatch.setattr(network, "CLASSES", network.CLASSES[:1])
    with pytest.raises(CommandError, match=rf"快照 {board.current_id()} 的文件 objects/.+缺失或已损坏"):
        run("snapshot", "--check")


def test_figure_before_the_first_snapshot_says_what_to_do(empty_board: Store) -> None:
    with pytest.raises(CommandError, match="还没有生成过快照"):
        run("figure", "training.classes")
