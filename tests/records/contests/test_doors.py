"""A contest through the API and through workbooks: the same form, the same rules, every fault a sentence."""

from pathlib import Path
from typing import Any

import pytest

from tests.cast import COUNTY, Cast
from tests.cast import cast as build
from tests.intake.hands import handed_in, imported, kinds_of, rows_of, workbook
from tests.intake.programs import program
from tests.records.contests import samples
from tongxin.intake import queries as batches
from tongxin.records.contests import queries
from tongxin.records.contests.models import Contest, Entry, ScoreSheet

SEEN = "the test looks at what was written"
HEAD = ("赛事", "评委编号", "参赛编号", "各项得分", "来源")


@pytest.fixture
def cast(db: None, settings: Any, tmp_path: Path) -> Cast:
    settings.TONGXIN_UPLOADS = tmp_path / "uploads"
    return build()


def test_contest_runs_from_call_to_publication_through_the_api(cast: Cast) -> None:
    secretary, officer = program(cast, "secretary"), program(cast, "city")
    called = secretary.send(
        "post",
        "contests",
        {
            "title": "宁乡技能赛", "organiser": cast.county.name, "kind": "skills", "first_day": "2021-05-10",
            "criteria": "完成度 60\n工艺 40",
        },
        status=201,
    )  # fmt: skip
    at = f"contests/{called['id']}"
    name = f"宁乡技能赛（编号{called['id']}）"
    for title in ("碗", "瓶"):
        typed = {"contest": name, "title": title, "entrants": "王例山 示例公司"}
        secretary.send("post", "contest-entries", typed, status=201)
    secretary.send("post", f"{at}/appoint", {"judges": "评委某"}, status=200)
    assert secretary.send("post", f"{at}/close_entries", {}, status=200)["state"] == "entries"
    for entry in Entry.objects.whole_network(reason=SEEN):
        secretary.send("post", f"contest-entries/{entry.pk}/check", {}, status=200)
    assert secretary.send("post", f"{at}/draw", {"seed": "甲"}, status=200)["state"] == "judging"
    for number in (1, 2):
        typed = {"contest": name, "judge": 1, "entry": number, "scores": f"{50 + number} 30"}
        secretary.send("post", "score-sheets", typed, status=201)
    one = Contest.objects.whole_network(reason=SEEN).get()
    assert queries.missing_of(queries.rounds_of(one).get()) == []
    sealing = cast.client("city").post(f"/contest-rounds/{queries.rounds_of(one).get().pk}/seal/", {})
    assert sealing.status_code == 302
    told = officer.send("post", f"{at}/publish", {"objections_until": "2099-01-01"}, status=200)
    assert told["state"] == "published"
    assert [place["entry"] for place in queries.last_outcome(one)["places"]] == [2, 1]


@pytest.mark.parametrize(
    ("scores", "said"),
    [("NaN 30", "不是分数"), ("-1 30", "低于 0 分"), ("101 30", "超过满分 60"), ("9.999 30", "最多 2 位小数")],
)
def test_score_that_is_none_is_refused_by_the_api_at_its_field(cast: Cast, scores: str, said: str) -> None:
    one = samples.judged(cast)
    typed = {"contest": one.full_name, "judge": 1, "entry": 1, "scores": scores}
    (error,) = program(cast, "secretary").send("post", "score-sheets", typed, status=400)["errors"]
    assert (error["field"], error["label"]) == ("scores", "各项得分")
    assert said in error["message"]
    assert not ScoreSheet.objects.whole_network(reason=SEEN).exists()


def test_sheet_after_the_seal_is_a_conflict(cast: Cast) -> None:
    one = samples.sealed(cast)
    typed = {"contest": one.full_name, "judge": 1, "entry": 1, "scores": "50 30"}
    told = program(cast, "secretary").send("post", "score-sheets", typed, status=409)
    assert "已封存" in str(told)


def test_workbook_of_sheets_says_of_every_line_what_is_wrong(cast: Cast) -> None:
    one = samples.judged(cast)
    lines = [
        [one.title, 1, 1, "９．５ 30", ""],
        [one.title, 1, 2, "NaN 30", ""],
        [one.title, 1, 2, "-1 30", ""],
        [one.title, 1, 2, "101 30", ""],
        [one.title, 1, 2, "9.999 30", ""],
        [one.title, 2, 2, "9 30", ""],
        [one.title, 1, 3, "9 30", ""],
        ["没有的赛事", 1, 1, "9 30", ""],
    ]
    batch = handed_in(workbook({"评分表": [HEAD, *lines]}), by=cast.actor("secretary"), path=COUNTY)
    assert kinds_of(batch) == ["new", *["error"] * 7]
    said = [batches.opened(row).remark for row in rows_of(batch)]
    wanted = ("不是分数", "低于 0 分", "超过满分", "最多 2 位小数", "没有 2 号评委", "没有 3 号作品", "没有找到名称")
    assert all(words in remark for words, remark in zip(wanted, said[1:], strict=True)), said


def test_workbook_of_sheets_is_put_on_record_and_paper_waits(cast: Cast) -> None:
    one = samples.judged(cast)
    lines = [[one.title, 1, 1, "９．５ 30", "电子表格"], [one.title, 1, 2, "9.5、30", "纸质评分表"]]
    imported(workbook({"评分表": [HEAD, *lines]}), by=cast.actor("secretary"), path=COUNTY)
    sheets = ScoreSheet.objects.whole_network(reason=SEEN).order_by("id")
    assert [(sheet.scores, sheet.source, sheet.state) for sheet in sheets] == [
        (["9.5", "30"], "excel", "valid"),
        (["9.5", "30"], "paper", "keyed"),
    ]


def test_entries_come_by_workbook(cast: Cast) -> None:
    one = samples.contest(cast)
    head = ("赛事", "作品或节目名称", "选送单位", "参赛人")
    lines = [[one.title, "合唱", cast.city.name, "王例山 示例公司\n李例水"], [one.title, "独唱", "", ""]]
    batch = handed_in(workbook({"参赛作品": [head, *lines]}), by=cast.actor("secretary"), path=COUNTY)
    assert kinds_of(batch) == ["new", "error"]
    imported(workbook({"参赛作品": [head, lines[0]]}), by=cast.actor("secretary"), path=COUNTY)
    entry = Entry.objects.whole_network(reason=SEEN).get(title="合唱")
    assert entry.sender == cast.city
    assert [one.name for one in queries.entrants_of(entry)] == ["王例山", "李例水"]
    again = handed_in(workbook({"参赛作品": [head, lines[0]]}), by=cast.actor("secretary"), path=COUNTY)
    assert kinds_of(again) == ["error"]
    assert "已经登记过" in batches.opened(rows_of(again)[0]).remark
