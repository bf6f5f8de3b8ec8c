"""What looks like the case of a rule and is none: the figure keeps its own time, place and record."""

from datetime import date

import pytest

from tests.claims.tables import facts_table
from tongxin.claims.check import check

LAST, BEFORE, NOW = "2022-01-01 | 2022-12-31", "2021-01-01 | 2021-12-31", "2023-01-01 | 2023-06-30"
CLASSES = [f"培训班期数 | 期 | | {when} | {value}" for when, value in ((NOW, 5), (LAST, 8), (BEFORE, 3))]


def verdicts(text, rows, *, published=date(2023, 7, 1)):
    table = facts_table("\n".join(rows))
    found = check(text, date=published, home="长沙市", answers=table).findings
    return [finding.verdict.value for finding in found]


def places(name, unit, **values):
    return [f"{name} | {unit} | {place} | {LAST} | {value}" for place, value in values.items()]


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("2022年初中招生12000人。", [f"初中招生人数 | 人 | | {LAST} | 12000", f"初中招生人数 | 人 | | {BEFORE} | 11000"]),
        ("2022年初步建成示范点20个。", [f"示范点数 | 个 | | {LAST} | 20", f"示范点数 | 个 | | {BEFORE} | 11"]),
        ("上年，长沙市举办培训班8期。", CLASSES),
        ("上年举办培训班8期，培训学员40人次。", [*CLASSES, f"学员人次 | 人次 | | {LAST} | 40", f"学员人次 | 人次 | | {NOW} | 30"]),
        ("协会于2015年6月成立。上年举办培训班8期。", [*CLASSES, "培训班期数 | 期 | | 2014-01-01 | 2014-12-31 | 3"]),
        (
            "会员人数2021年为29人，2022年为31人，其中女会员12人。",
            [
                *(f"会员人数 | 人 | | {day} | {day} | {value}" for day, value in (("2021-12-31", 29), ("2022-12-31", 31))),
                *(f"女会员人数 | 人 | | {day} | {day} | {value}" for day, value in (("2021-12-31", 11), ("2022-12-31", 12))),
            ],
        ),
        ("2022年销售当季水果582吨、蔬菜300吨。", [f"水果销售量 | 吨 | | {LAST} | 582", f"蔬菜销售量 | 吨 | | {LAST} | 300"]),
        ("2022年创新开展文化活动20场。", [f"文化活动总数 | 场 | | {LAST} | 20", f"群众文化活动场次 | 场 | | {LAST} | 31"]),
        ("2022年，党员、青年志愿者分别为12人、30人。",
         [f"党员人数 | 人 | | {LAST} | 12", f"党员志愿者人数 | 人 | | {LAST} | 6", f"青年志愿者人数 | 人 | | {LAST} | 30"]),
        ("2022年，养牛20头只需帮手3人。", [f"养牛数 | 头 | | {LAST} | 20", f"帮手人数 | 人 | | {LAST} | 3"]),
        ("2022年，年产值1,000万元以上企业20家。",
         [f"年产值1000万元以上企业数 | 家 | | {LAST} | 20", f"企业数 | 家 | | {LAST} | 90"]),
        ("2022年，产值10亿元以上企业5家、50.0亿元以上企业2家。",
         [f"产值10亿元以上企业数 | 家 | | {LAST} | 5", f"产值50亿元以上企业数 | 家 | | {LAST} | 2"]),
        ("2022年，市民非遗体验活动20场。", [f"市民非遗体验活动场次 | 场 | | {LAST} | 20", f"活动场次 | 场 | | {LAST} | 50"]),
        ("2022年举办培训班较多，岳麓区8场。\n举办展览较多，浏阳市2场、望城区3场。",
         [*places("培训班场次", "场", 岳麓区=8), *places("展览场次", "场", 岳麓区=5, 浏阳市=2, 望城区=3)]),
        ("2022年举办培训班较多，岳麓区8场，举办展览较多，浏阳市2场。",
         [*places("培训班场次", "场", 岳麓区=8), *places("展览场次", "场", 岳麓区=5, 浏阳市=2)]),
        ("2022年岳麓区、浏阳市分别举办培训班8期、9期。",
         [f"岳麓区培训班 | 期 | | {LAST} | 8", f"浏阳市培训班 | 期 | | {LAST} | 9"]),
        ("2022年岳麓区、浏阳市分别举办培训班8期、9期。",
         [*places("培训班期数", "期", 岳麓区=8), *places("举办培训班数", "期", 浏阳市=9)]),
        ("岳麓区、浏阳市2021年、2022年分别举办培训班8期、9期。",
         [f"培训班期数 | 期 | 岳麓区 | {BEFORE} | 8", f"培训班期数 | 期 | 浏阳市 | {LAST} | 9"]),
    ],
)  # fmt: skip
def test_a_figure_keeps_its_own(text, rows):
    found = verdicts(text, rows)
    assert found == ["fit"] * len(found)
    assert len(found) >= 1


@pytest.mark.parametrize(
    ("text", "published", "rows"),
    [
        ("9月举办培训班5期，本月举办3期。", date(2022, 10, 12), [("2022-09-01", "2022-09-30", 5), ("2022-10-01", "2022-10-31", 3)]),
        ("1—9月举办培训班40期，当月5期。", date(2022, 10, 12), [("2022-01-01", "2022-09-30", 40), ("2022-09-01", "2022-09-30", 5)]),
        ("前三季度举办培训班40期，当季15期。", date(2022, 10, 12), [("2022-01-01", "2022-09-30", 40), ("2022-07-01", "2022-09-30", 15)]),
        ("今年以来举办培训班40期，去年同期38期。", date(2022, 10, 12),
         [("2022-01-01", "2022-10-12", 40), ("2021-01-01", "2021-10-12", 38), ("2021-01-01", "2021-12-31", 60)]),
        ("上月举办培训班4期，去年同期3期。", date(2022, 10, 12),
         [("2022-09-01", "2022-09-30", 4), ("2021-09-01", "2021-09-30", 3), ("2021-01-01", "2021-12-31", 60)]),
        ("本月举办培训班5期，上年同期3期。", date(2023, 2, 10),
         [("2023-02-01", "2023-02-28", 5), ("2022-02-01", "2022-02-28", 3), ("2021-01-01", "2021-12-31", 60)]),
        ("2024年2月28日举办培训班8期，去年同期3期。", date(2024, 3, 10), [("2024-02-28", "2024-02-28", 8), ("2023-02-28", "2023-02-28", 3)]),
        ("截至2024年2月29日举办培训班8期，去年同期3期。", date(2024, 3, 10), [("2024-01-01", "2024-02-29", 8), ("2023-01-01", "2023-02-28", 3)]),
    ],
)  # fmt: skip
def test_times_seen_from_each_other_are_the_ones_told(text, published, rows):
    table = [f"培训班期数 | 期 | | {first} | {last} | {value}" for first, last, value in rows]
    assert verdicts(text, table, published=published) == ["fit", "fit"]


def test_a_plan_is_not_left_by_a_word_that_only_begins_so():
    rows = [f"农业企业数 | 家 | | {LAST} | 8", f"现代服务业企业数 | 家 | | {LAST} | 100"]
    assert verdicts("到2025年，培育农业企业20家，现代服务业企业300家。", rows) == ["unsupported"] * 2


def test_what_denies_itself_is_not_what_it_denies():
    rows = [f"居民学科类培训期数 | 期 | | {LAST} | 20", f"居民非学科类培训期数 | 期 | | {LAST} | 10"]
    assert verdicts("2022年，居民非学科类培训20期。", rows) == ["contradicted"]
    assert verdicts("2022年，居民非学科类培训10期。", rows) == ["fit"]


def test_a_total_is_named_by_news_of_its_own():
    rows = [f"新增会员总数 | 人 | | {LAST} | 57", f"会员总数 | 人 | | {LAST} | 300"]
    assert verdicts("2022年新增会员57人。", rows) == ["fit"]
