"""A report beside an earlier one: the same said differently, totals that fall, growth that follows from neither."""

from dataclasses import replace
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.cast import CITY
from tests.claims.conftest import begun, table
from tests.claims.tables import facts_table
from tongxin.claims import check
from tongxin.claims.between import between
from tongxin.claims.command import main
from tongxin.claims.inputs import LARGE, Inputs

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


@pytest.mark.django_db
def test_page_takes_an_earlier_report_and_keeps_it_with_the_check(network):
    """The same as `--with`; a kept check is compared again with the very text."""
    city = network.client("city")
    earlier = SimpleUploadedFile("去年.txt", "2022年9月20日，会员300人。".encode())
    url = begun(city, text="2022年9月20日，会员312人。", other=earlier)
    sentence = "另一份报告写「300人」，这里写「312人」"
    assert sentence in city.get(url).content.decode()
    kept = city.post(f"{url}keep/", {"title": "总结", "path": CITY})["Location"]
    page = city.get(kept).content.decode()
    assert sentence in page
    assert "结果与保存时相同" in page
    wrong = city.post(
        "/check/",
        {
            "text": "会员312人。",
            "home": "湖南省",
            "date": "2022-09-26",
            "facts": table(),
            "other": SimpleUploadedFile("a.exe", b"MZ"),
        },
    )
    assert wrong.status_code == 400
    assert "报告请用" in wrong.content.decode()


def test_an_earlier_report_counts_towards_what_takes_a_job():
    short = Inputs(text="会员312人。", published=date(2022, 9, 26), home="长沙市", overrides={})
    assert not short.is_large
    assert replace(short, other="长" * LARGE).is_large
    assert Inputs.from_json(replace(short, other="去年").as_json()).other == "去年"
