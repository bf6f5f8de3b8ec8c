"""The annex and the sheet: what is said of completeness, which headings and captions get numbers, what is cleaned."""

from dataclasses import replace

import pytest

from tests.reports import papers
from tongxin.reports.paper import Chart, Heading, Reported, Table
from tongxin.reports.printing import annex
from tongxin.reports.printing.lines import side_by_side
from tongxin.reports.printing.sheet import Grid, Picture, Title, parts, printable


def said(known: Reported | None, **changes: object) -> list[str]:
    return list(annex.completeness(papers.number(completeness=known, **changes)))


def test_completeness_names_every_missing_unit_up_to_ten() -> None:
    ten = replace(papers.COMPLETE, missing=papers.COMPLETE.missing[:10])
    assert said(ten)[1].endswith("石门县、慈利县")
    assert said(papers.COMPLETE)[1].endswith("慈利县等 12 个")


def test_completeness_without_a_duty_to_report_says_so() -> None:
    nobody = Reported(
        expected=0, reported=0, nil=0, approved=0, pending=0, missing=(), resolved=None, participations=None
    )
    assert said(nobody) == ["不需要上报"]


def test_completeness_leaves_out_what_waits_for_nobody() -> None:
    assert said(replace(papers.COMPLETE, pending=0, missing=()))[0] == "上报 110/122，零报告 5，已审 100"


def test_public_figure_says_nothing_of_withholding() -> None:
    assert said(None, public=True, why_not="涉及不足 5 人") == ["未统计完整度"]


def test_figure_without_evidence_names_the_snapshot_alone() -> None:
    (entry,) = annex.entries(papers.report(numbers=(papers.number(evidence_hash=None),), series=(), blocks=()))
    assert entry.columns[-1] == (f"快照 {papers.SNAPSHOT}",)


def test_verification_of_a_report_without_figures_names_no_example() -> None:
    known = annex.verification(papers.report(numbers=(), series=(), blocks=()))
    assert known is not None
    assert len(known.sentences) == 1


def test_verification_of_a_report_of_series_names_one() -> None:
    known = annex.verification(papers.report(numbers=(), blocks=()))
    assert known is not None
    assert known.sentences[1].endswith("/t1/")


@pytest.mark.parametrize(
    ("text", "written"),
    [("2022-01-11", "2022年1月11日"), ("2021-12-31T23:00:00+00:00", "2022年1月1日"), ("", ""), ("年底", "年底")],
)
def test_day_is_written_in_words_where_it_is_one(text: str, written: str) -> None:
    assert annex.day_in_words(text) == written


def test_source_without_a_time_leaves_it_out() -> None:
    assert "（" not in annex.source(papers.report(taken_at=""))


def test_headings_count_anew_under_each_heading_above() -> None:
    levels = [(1, "甲"), (2, "乙"), (3, "丙"), (2, "丁"), (3, "戊"), (1, "己"), (2, "庚"), (9, "辛")]
    paper = papers.report(blocks=tuple(Heading(level=level, text=text) for level, text in levels))
    texts = [part.text for part in parts(paper) if isinstance(part, Title)]
    assert texts == ["一、甲", "（一）乙", "1.丙", "（二）丁", "1.戊", "二、己", "（一）庚", "1.辛"]


@pytest.mark.parametrize("text", ["三、甲", "（二）乙", "(二)乙", "2.丙", "12．丙", "3、丙"])
def test_heading_its_writer_numbered_stays_as_it_is(text: str) -> None:
    (title,) = parts(papers.report(blocks=(Heading(level=1, text=text),)))
    assert isinstance(title, Title)
    assert title.text == text


@pytest.mark.parametrize("text", ["2021年工作", "1.5亿元产销", "十大行动"])
def test_heading_that_begins_with_an_amount_is_numbered(text: str) -> None:
    (title,) = parts(papers.report(blocks=(Heading(level=1, text=text),)))
    assert isinstance(title, Title)
    assert title.text == f"一、{text}"


def test_caption_its_writer_numbered_stays_as_it_is() -> None:
    blocks = tuple(Table(caption=caption, heading="县", series=("t1",)) for caption in ("表1 甲", "乙", "表彰情况"))
    captions = [part.caption for part in parts(papers.report(blocks=blocks)) if isinstance(part, Grid)]
    assert captions == ["表1 甲", "表2　乙", "表3　表彰情况"]


def test_chart_stands_alone_and_says_its_numbers() -> None:
    (picture,) = parts(papers.report(blocks=(Chart(caption="甲", shape="bar", series=("t1",)),)))
    assert isinstance(picture, Picture)
    assert picture.words == "图1　甲：第0县 7；第1县 17；第2县 不公开"


def test_running_year_is_marked_where_it_stands_among_whole_ones() -> None:
    year = papers.years("t1", values=("1200", "1815"))
    last = replace(year.cells[-1], name="2016年1月1日至2016年9月26日")
    running = replace(year, cells=(year.cells[0], last))
    (picture,) = parts(papers.report(blocks=(Chart(caption="甲", shape="column", series=("t1",)),), series=(running,)))
    assert isinstance(picture, Picture)
    assert picture.note == "湖南省，2015年至今；2016年只到2016年9月26日，未满一年"
    (drawing,) = picture.drawings
    assert {"2015年", "2016年（未满）"} <= {one.text for one in drawing.labels}
    assert [one.tone for one in drawing.bars] == [1, 4]
    (whole,) = parts(papers.report(blocks=(Chart(caption="甲", shape="column", series=("t1",)),), series=(year,)))
    assert isinstance(whole, Picture)
    assert (whole.note, [one.tone for one in whole.drawings[0].bars]) == ("湖南省，2015年至今", [1, 1])


def test_sentences_the_checker_reads_otherwise_stand_beside_the_verification() -> None:
    told = annex.verification(papers.report(readings=("「甲」读作“乙”",), because="甲是届次"))
    assert told is not None
    assert told.sentences[-2:] == ("下列句子核数另有读法，签发人说明：甲是届次", "「甲」读作“乙”")


def test_page_of_its_own_has_no_annex() -> None:
    assert annex.entries(papers.report(compact=True)) == ()


def test_note_says_only_what_all_columns_share() -> None:
    paper = papers.report(
        blocks=(Table(caption="甲", heading="县", series=("t1", "t2")),),
        series=(papers.series(period="2020年"), papers.series("t2")),
    )
    (grid,) = parts(paper)
    assert isinstance(grid, Grid)
    assert grid.note == "湖南省"
    assert list(grid.heads) == ["县", "2020年培训人次（人次）", "2021年培训人次（人次）"]


def test_column_without_a_unit_has_a_bare_head() -> None:
    paper = papers.report(
        blocks=(Table(caption="甲", heading="县", series=("t1",)),), series=(papers.series(unit="", name="覆盖率"),)
    )
    (grid,) = parts(paper)
    assert isinstance(grid, Grid)
    assert grid.heads[1] == "覆盖率"


def test_lines_join_by_code_and_keep_what_only_a_later_series_has() -> None:
    first, second = papers.series(cells=2, gap=False), papers.series("t2", cells=3, gap=False)
    lines = side_by_side([replace(first, cells=first.cells[::-1]), second])
    assert [line.name for line in lines] == ["第1县", "第0县", "第2县"]
    assert [[box and box.index for box in line.boxes] for line in lines] == [[0, 1], [1, 0], [None, 2]]


def test_clean_paper_stays_the_very_same() -> None:
    paper = papers.report()
    assert printable(paper) is paper


def test_soiled_paper_is_cleaned_everywhere() -> None:
    paper = printable(papers.report(notes=("一\x07二",), numbers=(papers.number(why_not="\ud800"), papers.share())))
    assert paper.notes == ("一\ufffd二",)
    assert paper.numbers[0].why_not == "\ufffd"
