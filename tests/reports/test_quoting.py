"""What of an issued report may be quoted to anybody: words that state no number but days, and figures everybody may see."""

from datetime import date

import pytest

from tests.reports import papers
from tongxin.reports.noting import notes_of
from tongxin.reports.paper import Paragraph, Run
from tongxin.reports.quoting import quotable_notes, states_number
from tongxin.reports.sentences import standings

DAY = date(2021, 12, 31)


@pytest.mark.parametrize(
    "text",
    [
        "全省举办培训班，受到好评。",
        "2021年9月10日，全省参加培训。",
        "截至２０２１年12月底，一季度和上半年进一步统一安排。",
        "2019—2021年，一是办班，参加的来自大陆。",
        "",
    ],
)
def test_words_and_days_state_no_number(text: str) -> None:
    assert not states_number(text, day=DAY)


@pytest.mark.parametrize(
    "text",
    [
        "3名", "３名", "③名", "Ⅲ类", "٣名", "三名", "三百余人", "十余名", "一名", "一余名", "一个", "二地", "两地", "百分之五",
        "伍人", "参名", "2021年3名", "1.5万元", "五十三", "翻番", "卅人",
    ],
)  # fmt: skip
def test_numbers_of_any_script_are_numbers(text: str) -> None:
    assert states_number(f"全省新增{text}。", day=DAY)


def test_note_says_that_something_was_typed_and_not_what() -> None:
    notes = tuple(notes_of([papers.number()], [], typed=["3名", "300人"]))
    assert any("「3名」「300人」" in note for note in notes)
    told = tuple(quotable_notes(papers.report(notes=notes)))
    assert len(told) == len(notes)
    assert not any("3" in note for note in told)
    assert [note for note in told if note not in notes] == [
        "文中另有由编写单位填写的数字，不是登记记录算出的，核验不包括它们，这里也不列出。"
    ]


def test_sentence_is_known_without_its_figures() -> None:
    runs = (
        Run(text="甲。乙"),
        Run(text="8人", figure="f1"),
        Run(text="，丙"),
        Run(text="9人", figure="f2"),
        Run(text="。丁"),
    )
    found = standings(papers.report(blocks=(Paragraph(runs=runs),)))
    assert {one: standing.written for one, standing in found.items()} == {"f1": "乙，，丙，。", "f2": "乙，，丙，。"}
    assert (found["f2"].before, found["f2"].after) == ("乙8人，丙", "。")
