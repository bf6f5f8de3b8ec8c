import json
from datetime import date

from tests.claims.tables import facts_table
from tongxin.claims.check import check
from tongxin.claims.output import as_html, as_json, written_json

FACTS = """会员人数 | 人 | | 2022-09-20 | 2022-09-20 | 312
县级覆盖 | 个 | | 2022-09-20 | 2022-09-20 | 104 | 122
销售额（平台口径） | 元 | | 2022-09-20 | 2022-09-20 | 582604
销售额（合作社口径） | 元 | | 2022-09-20 | 2022-09-20 | 551900"""
TEXT = "<b>会员312人</b>，县级覆盖86%，活动销售额58.3万元，书5本。"


def checked(text=TEXT):
    return check(text, date=date(2022, 9, 26), home="湖南", answers=facts_table(FACTS, home="湖南省"))


def test_the_json_has_the_keys_of_the_contract():
    document = as_json(checked())
    member, covered, sold, book = document["claims"]
    assert document["home"] == "湖南省"
    assert list(member) == [
        "start",
        "end",
        "text",
        "number",
        "unit",
        "form",
        "subject",
        "place",
        "from",
        "to",
        "fact",
        "verdict",
        "stated",
        "computed",
        "candidates",
        "reason",
    ]
    assert (member["fact"], member["computed"], member["stated"]) == ("f1", "312", ["312", "312", "[]"])
    assert (covered["stated"], covered["computed"]) == (["85.5", "86.5", "[)"], "85.245902")
    assert (sold["verdict"], [one["fact"] for one in sold["candidates"]]) == ("ambiguous", ["f4"])
    assert (book["subject"], book["place"], book["from"], book["computed"]) == (None, "湖南省", None, None)
    assert json.loads(written_json(checked())) == document


def test_a_register_figure_is_named_by_its_measure():
    document = as_json(checked("去年会员312人。"))
    assert document["claims"][0]["from"] == "2021-01-01"
    assert written_json(checked()) == written_json(checked())


def test_the_page_marks_every_figure_and_escapes_the_text():
    page = as_html(checked())
    assert "&lt;b&gt;会员" in page
    assert page.count("<sup>") == 4
    assert "文内自相矛盾" not in page
    assert "文内自相矛盾" in as_html(checked("会员100人，其中女会员250人。"))
