"""A report beside an earlier one: the same said differently, totals that fall, growth that follows from neither."""

from datetime import date

import pytest

from tests.claims.tables import facts_table
from tongxin.claims import check
from tongxin.claims.between import between
from tongxin.claims.command import main

TABLE = """
会员人数 | 人 | | 2020-12-31 | 2020-12-31 | 164
会员人数 | 人 | | 2021-12-31 | 2021-12-31 | 186
累计培训人次 | 人次 | | 2017-01-01 | 2020-12-31 | 900
累计培训人次 | 人次 | | 2017-01-01 | 2021-12-31 | 1200
捐款额 | 元 | | 2020-01-01 | 2020-12-31 | 200
捐款额 | 元 | | 2021-01-01 | 2021-12-31 | 400
"""
OLD = "2020年底，会员164人，累计培训900人次。2020年捐款200元。"


def disagreements(new, old=OLD):
    facts = facts_table(TABLE)
    one = check(new, date=date(2022, 1, 20), home="长沙市", answers=facts)
    other = check(old, date=date(2021, 1, 20), home="长沙市", answers=facts)
    return [(found.rule, [one.text[start:end] for start, end in found.spans]) for found in between(one, other)]


@pytest.mark.parametrize(
    ("new", "expected"),
    [
        ("2020年底，会员174人。", [("restated", ["174人"])]),
        ("2020年底，会员154人。", [("restated", ["154人"])]),
        ("2020年底，会员160余人。", []),
        ("2021年底，会员186人，累计培训850人次。", [("falling", ["850人次"])]),
        ("2021年底，会员150人，累计培训1200人次。", []),
        ("2021年捐款400元，同比增长50%。", [("growth", ["400元", "50%"])]),
        ("2021年捐款400元，同比增长100%。", []),
        ("2021年捐款400元，增长50%。", []),
        ("2021年底，会员186人。同比增长50%。", []),
        ("2021年底，累计培训850人次；2020年捐款200元。", [("falling", ["850人次"])]),
        ("2021年举办活动4场，同比增长50%。", []),
    ],
)
def test_a_report_is_held_against_an_earlier_one(new, expected):
    assert disagreements(new) == expected


def test_an_earlier_report_that_says_nothing_disagrees_with_nothing():
    assert disagreements("2021年捐款400元，同比增长50%。", old="今年工作很好。") == []


def test_the_command_names_what_the_other_report_says(tmp_path, capfd):
    facts, new, old = (tmp_path / name for name in ("facts.csv", "new.txt", "old.txt"))
    facts.write_text("指标,单位,止,数值\n会员人数,人,2020-12-31,164\n", encoding="utf-8")
    new.write_text("2020年底，会员174人。", encoding="utf-8")
    old.write_text("工作总结\n2021年1月20日\n2020年底，会员164人。", encoding="utf-8")
    arguments = [str(new), "--facts", str(facts), "--date", "2022-01-20", "--home", "长沙市", "--with", str(old)]
    assert main(arguments) == 1
    assert "另一份报告写「164人」，这里写「174人」" in capfd.readouterr().out
