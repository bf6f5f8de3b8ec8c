"""A text being filled in: the words of every figure, and each thing that stands against issuing."""

from datetime import date

import pytest

from tests.cast import SYSTEM, Cast
from tests.reports.conftest import Draft
from tests.returns.stage import a_class, approved, owes
from tongxin.kernel.period import Period, Step
from tongxin.network.models import Organisation
from tongxin.ports.desk import take_snapshot
from tongxin.reports.actions import composition
from tongxin.reports.composing import Composition, Weight
from tongxin.reports.paper import Chart, Heading, Paragraph, Table
from tongxin.reports.printing.lines import side_by_side

CLASSES = "{{training.classes 430000 2021 exact}}"
TIMES = "{{training.person_times 430000 2021 exact}}"


def composed(draft: Draft, text: str, **more: object) -> Composition:
    return composition(draft(text, **more), by=SYSTEM)


def said(found: Composition) -> list[tuple[int, Weight, str]]:
    return [(one.line, one.weight, one.text) for one in found.remarks]


def text_of(found: Composition) -> str:
    return "\n".join(one.text for one in found.paper.paragraphs())


def test_figures_stand_in_their_sentences(draft: Draft) -> None:
    found = composed(draft, f"# 培训\n全省举办培训班{CLASSES}，培训{TIMES}。")
    assert found.remarks == ()
    assert found.paper.blocks[0] == Heading(level=1, text="培训")
    assert text_of(found) == "全省举办培训班2个班次，培训8人次。"
    one, other = found.paper.numbers
    assert (one.id, one.value, one.measure, one.version, one.place.name) == ("f1", "2", "training.classes", 1, "湖南省")
    assert (other.value, other.sentence) == ("8", "全省举办培训班2个班次，培训8人次。")
    assert other.completeness is not None
    assert (other.completeness.resolved, other.completeness.participations) == (8, 8)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "报告还没有正文"),
        ("{{training.nothing 430000 2021}}", "没有代码为「training.nothing」的指标"),
        ("{{training.classes 999999 2021}}", "没有代码 999999"),
        ("{{training.classes 430000 @2021-06-01}}", "是时期数"),
        ("{{network.members 430000 2021}}", "是时点数"),
        ("{{training.classes 430000 2021-12-01..2022-01-31}}", "还没有结束"),
        ("{{training.classes 430000 2021 full}}", "不能用「全覆盖」"),
        ("{{写坏的}}", "不是完整的数字位置"),
        ("见{{table training.classes 430000 2021 county}}", "单独占一行"),
        ("{{table training.classes 430000 @2021-06-01 county}}", "按时期统计"),
        ("{{table network.members 430000 2021 county}}", "按时点统计"),
        ("{{table training.nothing 430000 2021 county}}", "没有代码为「training.nothing」"),
        ("{{chart training.classes 430000 2022 year}}", "还没有"),
        ("{{table training.classes 430182 2021 prefecture}}", "不能按"),
        ("{{table training.classes 430100 2021 prefecture}}", "请按下一级展开"),
    ],
)
def test_what_stands_against_issuing_is_said_with_its_line(draft: Draft, text: str, why: str) -> None:
    found = composed(draft, text if not text else f"第一段。\n{text}")
    assert len(found.stops) == 1
    assert why in found.stops[0].text
    assert found.stops[0].line == (2 if text else 0)


def test_characters_that_turn_numbers_or_that_no_font_shows_stop_the_issue(draft: Draft) -> None:
    found = composed(draft, f"\u0627会。\n名为\u05d0的班，全省举办{CLASSES}。\n# 标\ue000题\n文\ue001。")
    assert [(one.line, one.text) for one in found.stops] == [
        (2, "「\u05d0」从右往左写，会打乱同一段里数字的顺序，请把这些文字另起一段，段里不放数字。"),
        (3, "「标题」里有哪种字体都显示不了的字符（U+E000），请删去后重新输入这一处。"),
        (4, "「文。」里有哪种字体都显示不了的字符（U+E001），请删去后重新输入这一处。"),
    ]


def test_typed_number_is_flagged_and_may_be_issued(draft: Draft) -> None:
    found = composed(draft, f"举办培训班{CLASSES}，另有志愿者300名。")
    assert said(found) == [(1, Weight.WARNS, "「300名」是手工写的数字，没有依据；能从记录得出的请改用「插入数字」。")]
    assert found.stops == ()


def test_figure_of_few_people_is_flagged(draft: Draft) -> None:
    found = composed(draft, "长沙市培训{{training.person_times 430100 2021}}。")
    assert found.paper.numbers[0].text == "8人次"
    assert not composed(draft, f"全省培训{TIMES}。").remarks
    few = composed(
        draft, "宁乡市会员{{network.members 430182 @2021-12-31}}，长沙市{{training.persons 430100 2021-09}}。"
    )
    assert [one.public for one in few.paper.numbers] == [True, False]
    assert few.paper.numbers[1].why_not == "涉及个人的数字只按整年公开。"


def test_withheld_public_figure_is_told_of(cast: Cast, draft: Draft) -> None:
    cast.join(cast.person("周例独", code="430200"), cast.neighbour)
    take_snapshot(by=SYSTEM)
    found = composed(draft, "株洲市会员{{network.members 430200 @2021-12-31}}。")
    assert "公开的核验页不显示它" in found.remarks[0].text
    assert found.remarks[0].weight is Weight.WARNS
    assert not found.paper.numbers[0].public
    assert not composition(draft("株洲市会员{{network.members 430200 @2021-12-31}}。"), by=SYSTEM, public=False).remarks


def test_figure_that_the_public_does_not_see_yet_is_not_public(cast: Cast, draft: Draft) -> None:
    assert composed(draft, f"全省培训{TIMES}。").paper.numbers[0].public
    a_class(cast.county, day=date(2021, 3, 1), roster="周例独\n孙例雪", title="又一期")
    take_snapshot(by=SYSTEM)
    found = composed(draft, f"全省培训{TIMES}。")  # the release of before stands until the next quarter
    assert (found.paper.numbers[0].text, found.paper.numbers[0].public) == ("10人次", False)
    assert said(found) == [(1, Weight.WARNS, "「培训人次」（2021年）不公开：公开的核验页不显示它，公开发布前请斟酌。")]


def test_markup_stays_text(draft: Draft) -> None:
    text = "<script>alert(1)</script> *星* #井 $美元$ {{ 花括号 }"
    assert text_of(composed(draft, text)) == text


def test_tables_and_charts_hold_every_cell(draft: Draft) -> None:
    found = composed(
        draft,
        "{{table training.classes,training.person_times 430000 2021 prefecture}}\n"
        "{{chart training.classes 430000 2019..2021 year}}\n"
        "{{chart network.members 430000 @2021-12-31 prefecture}}\n"
        "{{chart network.members 430000 @2021-12-31 year}}",
    )
    assert found.remarks == ()
    table, column, bar, line = found.paper.blocks
    assert isinstance(table, Table)
    assert table.series == ("t1", "t2")
    assert [chart.shape for chart in (column, bar, line) if isinstance(chart, Chart)] == ["column", "bar", "line"]
    first = found.paper.series_of("t1")
    assert [cell.role for cell in first.cells] == [*[""] * 14, "total"]
    assert {cell.name: cell.text for cell in first.cells}["长沙市"] == "2"
    assert [(cell.name, cell.value) for cell in found.paper.series_of("t3").cells] == [
        ("2019年", "0"), ("2020年", "0"), ("2021年", "2"),
    ]  # fmt: skip


def test_shares_have_numerator_and_denominator_in_tables(draft: Draft) -> None:
    found = composed(draft, "{{table network.county_coverage 430000 @2021-12-31 prefecture}}")
    cell = next(cell for cell in found.paper.series[0].cells if cell.name == "长沙市")
    assert (cell.numerator, cell.denominator, cell.text) == (1, 9, "11.11%")


def test_two_thousand_figures_are_the_most(draft: Draft) -> None:
    assert len(composed(draft, "，".join([CLASSES] * 1_000)).paper.numbers) == 1_000
    found = composed(draft, "\n".join(["，".join([CLASSES] * 100)] * 20 + [CLASSES]))
    assert [one.text for one in found.stops] == ["一份报告最多放 2000 个数字，请拆成几份。"]
    assert found.stops[0].line == 21


def owing(unit: Organisation) -> None:
    """Have a unit owe a whole year, so that the year of the report is one return."""
    owes(unit, step=Step.YEAR, begin=date(2020, 1, 1))


def test_estimate_is_asked_for_while_returns_are_missing(cast: Cast, draft: Draft) -> None:
    owing(cast.county)
    take_snapshot(by=SYSTEM)
    text = "2020年培训{{training.person_times 430000 2020}}。"
    found = composed(draft, text)
    assert found.paper.numbers[0].estimated
    assert "要写明“据不完全统计”" in found.stops[0].text
    assert composed(draft, f"据不完全统计，{text}").remarks == ()
    both = composed(
        draft, "{{estimate}}" + text + "{{estimate}}截至2021年末有组织{{network.associations 430000 @2021-12-31}}。"
    )
    assert text_of(both) == "据不完全统计，2020年培训0人次。截至2021年末有组织4家。"
    assert both.remarks == ()
    assert any("初步数" in note for note in both.paper.notes)


def test_estimate_of_complete_returns_is_needless(cast: Cast, draft: Draft) -> None:
    owing(cast.county)
    approved_of(cast.county, 2020)
    take_snapshot(by=SYSTEM)
    found = composed(draft, "据不完全统计，2020年培训{{training.person_times 430000 2020}}。")
    assert [one.text for one in found.remarks] == ["这句话的数字上报都已完整，不必写“据不完全统计”。"]
    assert (
        text_of(composed(draft, "{{estimate}}2020年培训{{training.person_times 430000 2020}}。")) == "2020年培训0人次。"
    )


def approved_of(unit: Organisation, year: int) -> None:
    from tongxin.returns.models import Duty

    duty = Duty.objects.whole_network(reason="the test's own duty").get(organisation=unit)
    approved(duty, Period.year(year))


def test_notes_are_those_that_apply(draft: Draft) -> None:
    plain = composed(draft, "举办{{training.classes 430000 2021}}。").paper.notes
    assert len(plain) == 1
    rich = composed(
        draft, "参训{{training.persons 430000 2021}}，覆盖{{network.county_coverage 430000 @2021-12-31}}。"
    ).paper.notes
    assert any("四舍五入" in note for note in rich)
    assert any("按人去重" in note for note in rich)
    assert any("区划表" in note for note in rich)


def test_sentence_of_a_figure_is_its_own(draft: Draft) -> None:
    found = composed(draft, f"举办{CLASSES}！培训{TIMES}；完了")
    assert [one.sentence for one in found.paper.numbers] == ["举办2个班次！", "培训8人次；"]
    (paragraph,) = found.paper.paragraphs()
    assert isinstance(paragraph, Paragraph)


@pytest.mark.parametrize(
    ("text", "weight"),
    [
        ("2020年全省举办培训班{{training.classes 430000 2021}}。", Weight.STOPS),
        ("2021年全省举办培训班{{training.classes 430000 2021}}。", None),
        ("截至2020年12月31日，会员{{network.members 430000 @2021-12-31}}。", Weight.STOPS),
        ("截至2021年12月31日，会员{{network.members 430000 @2021-12-31}}。", None),
        ("2021年，会员{{network.members 430000 @2021-12-31}}。", None),
        ("今年1月至8月，举办培训班{{training.classes 430000 2021-01-01..2021-08-31}}。", None),
        ("今年1月至8月，举办培训班{{training.classes 430000 2021-01-01..2021-10-31}}。", Weight.STOPS),
        ("去年举办培训班{{training.classes 430000 2021}}。", Weight.STOPS),
        ("举办培训班{{training.classes 430000 2020}}。", None),
        ("2020年的话说完了。举办培训班{{training.classes 430000 2021}}。", None),
        ("比2020年多，举办培训班{{training.classes 430000 2021}}。", None),
    ],
)
def test_figure_dated_otherwise_by_its_sentence_is_caught(draft: Draft, text: str, weight: Weight | None) -> None:
    remarks = composed(draft, f"第一段。\n{text}").remarks
    assert [(one.line, one.weight) for one in remarks] == ([(2, weight)] if weight else [])
    assert all("这句话说的是" in one.text for one in remarks)


def test_report_of_a_day_to_come_is_not_issued(draft: Draft) -> None:
    found = composition(draft(f"2021年{CLASSES}。", day=date(2022, 1, 1)), by=SYSTEM)
    assert ["报告日期 2022年1月1日 还没有到" in one.text for one in found.stops] == [True]


def test_places_outside_the_network_have_no_figures(draft: Draft) -> None:
    found = composed(draft, "{{training.classes 110000 2021}}\n{{table training.classes 110000 2021 prefecture}}")
    assert ["北京市不在本网络内" in one.text for one in found.stops] == [True, True]


def test_numbers_somebody_typed_are_named_in_the_notes(draft: Draft) -> None:
    found = composed(draft, f"举办{CLASSES}，另有志愿者300名、覆盖率99%。")
    assert "文中的「300名」「99%」由编写单位填写，不是登记记录算出的数字，核验不包括它们。" in found.paper.notes
    many = composed(draft, "，".join(f"志愿者{number}名" for number in range(300, 312)))
    assert any("等 12 处由编写单位填写" in note for note in many.paper.notes)


def closed(found: Composition, identity: str) -> list[tuple[str, str]]:
    """Return the lines that close a column, by name and text."""
    return [(cell.name, cell.text) for cell in found.paper.series_of(identity).cells if cell.role]


def test_table_adds_up_on_the_page(cast: Cast, draft: Draft) -> None:
    a_class(cast.province, day=date(2021, 5, 1), roster="王例山\n李例水")
    take_snapshot(by=SYSTEM)
    table = "{{table training.classes,training.person_times,training.persons,network.county_coverage 430000 %s %s}}"
    found = composed(draft, table.replace(",network.county_coverage", "") % ("2021", "prefecture"))
    for identity, own, total in (("t1", "1", "3"), ("t2", "2", "10")):
        series = found.paper.series_of(identity)
        assert closed(found, identity) == [("省本级", own), ("合计", total)]
        assert sum(int(cell.value or 0) for cell in series.cells if cell.role != "total") == int(total)
        assert [cell.role for cell in series.cells[-2:]] == ["own", "total"]
    assert closed(found, "t3") == [("合计", "6")]  # people are counted once
    lines = side_by_side(found.paper.series)
    assert [(line.name, line.role) for line in lines[-2:]] == [("省本级", "own"), ("合计", "total")]
    assert lines[-2].boxes[2] is None
    assert not any("不重复计算" in note for note in found.paper.notes)
    below = composed(draft, "{{table training.classes 430000 2021 county}}")
    assert closed(below, "t1") == [("省、市本级", "2"), ("合计", "3")]  # the class of 长沙市 is held by the city
    assert closed(composed(draft, "{{table training.classes 430100 2021 county}}"), "t1") == [
        ("市本级", "1"), ("合计", "2"),
    ]  # fmt: skip
    even = composed(draft, "{{table training.classes 430200 2021 county}}")
    assert closed(even, "t1") == [("合计", "0")]
    rates = composed(draft, "{{table network.county_coverage,network.associations 430000 @2021-12-31 prefecture}}")
    assert closed(rates, "t1") == [("合计", "0.82%")]
    assert [name for name, _ in closed(rates, "t2")] == ["省本级", "合计"]
    members = "{{table network.members 430000 @2021-12-31 prefecture}}"
    assert not any("不重复计算" in note for note in composed(draft, members).paper.notes)
    cast.join(cast.person("周例独"), cast.province)
    take_snapshot(by=SYSTEM)
    counted = composed(draft, members)
    assert closed(counted, "t1") == [("合计", "7")]
    assert any("的合计不重复计算，并含湖南省本级，各地相加不等于合计。" in note for note in counted.paper.notes)
    assert [cell.name for cell in composed(draft, "{{table training.classes 430000 2020..2021 year}}").paper.series[0].cells] == [
        "2020年", "2021年",
    ]  # fmt: skip
    drawn = composed(draft, "{{chart training.classes 430000 2021 prefecture}}")
    assert not closed(drawn, "t1")


def test_total_gives_no_withheld_cell_away(cast: Cast, draft: Draft) -> None:
    a_class(cast.neighbour, roster="周例独")
    a_class(cast.province, roster="王例山")
    take_snapshot(by=SYSTEM)
    text = "{{table training.person_times,training.classes 430000 2021 prefecture}}"
    report = draft(text, organisation=cast.city)
    found = composition(report, by=cast.actor("city"))
    times = found.paper.series_of("t1")
    hidden = [cell.name for cell in times.parts if cell.status == "withheld"]
    assert len(hidden) >= 2  # one alone could be subtracted from the total
    assert "own" not in {cell.role for cell in times.cells}
    assert closed(found, "t2")[-1] == ("合计", "4")
    assert not any("培训人次" in note and "相加" in note for note in found.paper.notes)


def test_tables_of_incomplete_and_of_few_say_so(cast: Cast, draft: Draft) -> None:
    a_class(cast.neighbour, roster="王例山")
    owes(cast.county)
    take_snapshot(by=SYSTEM)
    found = composed(draft, "{{table training.person_times 430000 2021 prefecture}}")
    assert "表或图中的培训人次（2021年）所在时期上报尚不完整，为初步数。" in found.paper.notes
    assert ["表或图里有不公开的「培训人次」" in one.text for one in found.remarks] == [True]
    assert not composition(
        draft("{{table training.person_times 430000 2021 prefecture}}"), by=SYSTEM, public=False
    ).remarks


def test_period_after_the_snapshot_waits_for_a_newer_one(draft: Draft, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tongxin.figures.snapshot.Snapshot.latest_day", date(2021, 11, 30))
    found = composed(draft, f"2021年{CLASSES}。")
    assert ["在快照之后才结束，请先更新快照" in one.text for one in found.stops] == [True]


def test_columns_of_tables_are_limited(draft: Draft) -> None:
    found = composed(draft, "\n".join(["{{table training.classes 430000 2021 prefecture}}"] * 202))
    assert [one.line for one in found.stops] == [201, 202]
    assert "表和图最多放 200 列" in found.stops[0].text
