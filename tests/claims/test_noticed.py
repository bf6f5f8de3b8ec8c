"""What a check could not do is said: half-read numbers, places of a table nobody knows, records that are not the newest."""

import io
import json
import zipfile
from datetime import date

import pytest

from tests.claims.tables import facts_table
from tongxin.claims.check import check
from tongxin.claims.command import main
from tongxin.claims.comments import annotate
from tongxin.claims.documents import Report
from tongxin.claims.explain import reason
from tongxin.claims.extract import extract
from tongxin.claims.output import as_html, as_json
from tongxin.claims.shown import Shown
from tongxin.claims.workbook import findings_workbook
from tongxin.office.spreadsheets import read_sheets

FACTS = "会员人数 | 人 | 长沙市 | 2022-09-20 | 2022-09-20 | 312"


class Stale:
    """A register that has to say something of its records."""

    notice = "记录不是最新的。"
    narrowing = None

    def candidates(self):
        return ()


def checked(text, answers=None):
    answers = answers or facts_table(FACTS, home="湖南省")
    return check(text, date=date(2022, 9, 26), home="湖南省", answers=answers)


def sentences(text, answers=None):
    return [
        (found.sentence, [text[start:end] for start, end in found.spans]) for found in checked(text, answers).notices
    ]


@pytest.mark.parametrize("number", ["1千零20零5人", "3万4千5百六人", "3万万5人", "1万2人"])
def test_a_number_whose_end_alone_can_be_read_is_left_unread_whole_and_said_so(number):
    text = f"全省共培训{number}，会员312人。"
    assert [claim.text for claim in extract(text)] == ["312人"]
    assert sentences(text) == [(f"「{number}」没有读懂，没有核对；请把它写成一个完整的数。", [number])]


@pytest.mark.parametrize(
    "text", ["全省会员312人。", "2021年12月3日，第3期12人", "《1万2人》会员12人", "1万2千人和35、36人"]
)
def test_what_is_read_or_is_no_number_needs_no_notice(text):
    assert sentences(text) == []


@pytest.mark.parametrize(
    ("text", "number", "unit"),
    [("最低气温零下12.5度。", "-12.5", "度"), ("冷库温度零下十二度。", "-12", "度"), ("冷库零下18℃保存。", "-18", "℃")],
)
def test_below_zero_is_part_of_the_number(text, number, unit):
    (claim,) = extract(text)
    assert (claim.number, claim.unit) == (number, unit)
    assert claim.text.startswith("零下")


@pytest.mark.parametrize("text", ["气温降到零下。", "零下的日子"])
def test_below_zero_alone_is_no_number(text):
    assert extract(text) == []


def test_places_of_a_table_that_nobody_knows_are_named_once():
    rows = "\n".join(
        f"会员人数 | 人 | {place} | 2022-09-20 | 2022-09-20 | 312"
        for place in ("长沙市", "某某片区", "某某片区", "全国", "官仓镇")
    )
    assert sentences("官仓镇会员312人。", facts_table(rows, home="湖南省")) == [
        (
            "事实表里的地区「某某片区」不是行政区划，报告里也没有说到，这些行不会用来核对；请写成报告里的叫法。",
            [],
        )
    ]
    many = "\n".join(f"会员人数 | 人 | {place}片区 | 2022-09-20 | 2022-09-20 | 312" for place in "东南西北中上")
    ((sentence, _),) = sentences("会员312人。", facts_table(many, home="湖南省"))
    assert "」等 6 个不是行政区划" in sentence


def test_records_that_are_not_the_newest_are_told_on_every_face_of_the_check():
    stale = checked("会员312人。", Stale())
    assert as_json(stale)["notices"] == [{"spans": [], "sentence": "记录不是最新的。"}]
    assert "<h2>另请注意</h2><ul><li>记录不是最新的。</li></ul>" in as_html(stale)
    shown = Shown.of(stale, linked=False)
    assert Shown.from_json(json.loads(json.dumps(shown.as_json()))).notices == ["记录不是最新的。"]
    sheets = {
        sheet.name: sheet.rows for sheet in read_sheets(findings_workbook(stale), name="结果.xlsx", isolated=False)
    }
    assert sheets["另请注意"][2] == [1, "记录不是最新的。"]
    assert "另请注意" not in as_html(checked("会员312人。"))


def test_a_negative_value_is_compared_with_its_sign():
    cold = facts_table("最低气温 | 度 | 湖南省 | 2022-01-01 | 2022-01-31 | -12", home="湖南省")
    (finding,) = checked("今年1月，全省最低气温零下12度。", cold).findings
    assert finding.verdict == "fit", reason(finding)


def test_a_number_not_read_has_its_comment_and_the_command_says_so(tmp_path, capfd):
    text = "全省共培训1千零20零5人，会员312人。"
    commented = zipfile.ZipFile(io.BytesIO(annotate(Report(text=text), checked(text), isolated=False)))
    said = commented.read("word/comments.xml").decode()
    assert said.count("<w:comment ") == 2
    assert "【注意】「1千零20零5人」没有读懂" in said
    report, facts = tmp_path / "报告.txt", tmp_path / "事实.csv"
    report.write_text(text, encoding="utf-8")
    facts.write_text("指标,单位,止,数值\n会员人数,人,2022-09-20,312\n", encoding="utf-8")
    assert main([str(report), "--facts", str(facts), "--date", "2022-09-26"]) == 0
    assert "「1千零20零5人」没有读懂" in capfd.readouterr().err
