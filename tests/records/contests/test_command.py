"""`tongxin contest replay FILE`, and the file as the page hands it out."""

import json
from datetime import date
from http import HTTPStatus
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from tests.cast import SYSTEM, Cast
from tests.cast import cast as build
from tests.records.contests import samples
from tongxin.records.contests import actions, queries


@pytest.fixture
def people(db) -> Cast:
    return build()


@pytest.fixture
def content(people: Cast) -> str:
    one = queries.rounds_of(samples.sealed(people, title="演讲")).get()
    return queries.result_of(one).content


def run(file: Path, *words: str) -> str:
    out = StringIO()
    call_command("contest", "replay", str(file), *words, stdout=out)
    return out.getvalue()


def written(folder: Path, content: str) -> Path:
    file = folder / "result.json"
    file.write_text(content, encoding="utf-8")
    return file


def test_sealed_file_is_computed_again_to_the_same_result(content, tmp_path):
    told = run(written(tmp_path, content))
    assert told.startswith("《演讲》决赛，宁乡市新的社会阶层人士联谊会主办，封存于 ")
    assert "第 1 名\t2 号\t32.00" in told
    assert "第 2 名\t1 号\t31.00" in told
    assert "✓ 重算结果与封存时相同；✓ 文件与封存时相同。" in told
    said = json.loads(run(written(tmp_path, content), "--json"))
    assert (said["same_result"], said["same_file"]) == (True, True)
    assert [place["entry"] for place in said["result"]["places"]] == [2, 1]


def test_tampered_file_ends_with_status_one(content, tmp_path):
    out = StringIO()
    with pytest.raises(SystemExit) as ended:
        call_command("contest", "replay", str(written(tmp_path, content.replace('"1","30"', '"60","30"'))), stdout=out)
    assert ended.value.code == 1
    assert "第 1 名\t1 号\t90.00" in out.getvalue()
    assert "✗ 重算结果与封存时不同；✗ 文件改动过，指纹不符。" in out.getvalue()


def test_file_that_is_none_is_refused_with_a_sentence(tmp_path):
    with pytest.raises(CommandError, match="不是一份封存的成绩文件"):
        run(written(tmp_path, "{}"))
    with pytest.raises(CommandError, match="打不开文件"):
        run(tmp_path / "none.json")


def test_rounds_tell_who_goes_on(people, tmp_path):
    one = samples.contest(people)
    actions.plan_rounds(one, by=SYSTEM, rounds="初赛 晋级1\n决赛", criteria="内容 60\n表达 40")
    actions.close_entries(one, by=SYSTEM)
    for entry in queries.every_entry(one):
        actions.check_entry(entry, by=SYSTEM)
    actions.draw_numbers(one, by=SYSTEM)
    actions.hand_in_sheet(by=SYSTEM, contest=one, judge=1, entry=2, scores="50 30")
    first = actions.seal_round(queries.current_round(one), by=SYSTEM, reason="弃权")
    told = run(written(tmp_path, queries.result_of(first).content))
    assert "晋级：2 号" in told
    assert "未评分\t1 号" in told


def test_file_is_handed_out_to_readers_once_the_result_is_published(people, content):
    one = queries.standing().get(title="演讲")
    address = f"/contest-rounds/{queries.rounds_of(one).get().pk}/result.json"
    assert people.client("secretary").get(address).content.decode() == content
    assert people.client("administrator").get(address).status_code == HTTPStatus.NOT_FOUND
    actions.publish_result(one, by=SYSTEM, objections_until=date(2099, 1, 1))
    answer = people.client("administrator").get(address)
    assert answer.content.decode() == content
    assert answer["Content-Disposition"].startswith("attachment")
    assert people.client("neighbour").get(address).status_code == HTTPStatus.NOT_FOUND
    assert people.client("secretary").get("/contest-rounds/999/result.json").status_code == HTTPStatus.NOT_FOUND
