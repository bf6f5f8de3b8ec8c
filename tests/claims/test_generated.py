"""Sentences composed from the grammar, whose claims are known before they are read; and texts of no sense at all."""

from datetime import date
from itertools import accumulate

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.claims.tables import facts_table
from tongxin.claims.check import check
from tongxin.claims.claim import Form
from tongxin.claims.extract import extract
from tongxin.kernel.numerals import chinese

UNITS = st.sampled_from(
    [
        "个",
        "家",
        "名",
        "人",
        "人次",
        "件",
        "场",
        "篇",
        "册",
        "亩",
        "公里",
        "平方米",
        "吨",
        "元",
        "床",
        "辆",
        "株",
        "例",
        "起",
        "宗",
        "头",
        "盒",
        "套",
        "片",
        "课时",
        "标箱",
        "吨公里",
        "人（家）次",
        "台次",
    ]
)
SUBJECTS = st.sampled_from(
    [
        "举办讲座",
        "新增会员",
        "馆藏图书",
        "接待观众",
        "完成手术",
        "种植油茶",
        "开行班列",
        "办结案件",
        "参加职工",
        "修复文物",
    ]
)
BREAKS = st.sampled_from(["，", "；", "。", "。其中", "，共计"])
SILENT = st.sampled_from(
    [
        "第三届理事会",
        "2022年7月21日",
        "“百名工匠进校园”",
        "《三年行动计划》",
        "12345热线",
        "首场",
        "三会一课",
        "五险一金",
        "十四五期间",
        "一带一路沿线",
        "一批骨干",
        "一系列活动",
        "三亚",
        "九江",
        "湘工发〔2023〕18号",
        "0731-88996677",
        "上午9:30",
        "比分3:2",
        "80岁以上老人",
        "千家万户",
        "第十四届运动会",
        "4A级景区",
        "AK-47",
        "7×24小时",
    ]
)
BEFORE = {Form.ABOUT: "约", Form.NEARLY: "近", Form.OVER: "超过", Form.AT_LEAST: "至少", Form.BELOW: "不足"}
AFTER = {Form.ABOUT: "左右", Form.AT_LEAST: "以上", Form.AT_MOST: "以内"}


@st.composite
def figures(draw):
    """Return the words of one figure with the number, unit and form they state."""
    unit = draw(UNITS)
    kind = draw(
        st.sampled_from(["arabic", "grouped", "scaled", "chinese", "more", "before", "after", "percent", "range"])
    )
    number = draw(st.integers(11, 9999))
    plain = f"{number:,}" if kind == "grouped" else str(number)
    if kind == "scaled":
        tenths = draw(st.integers(11, 999))
        return f"{tenths / 10}万{unit}", str(tenths * 1000), unit, Form.SCALED
    if kind == "chinese":
        return f"{chinese(number)}{unit}", str(number), unit, Form.EXACT
    if kind == "more":
        return f"{number * 10}{draw(st.sampled_from('多余'))}{unit}", str(number * 10), unit, Form.MORE
    if kind == "before":
        form = draw(st.sampled_from(sorted(BEFORE)))
        return f"{BEFORE[form]}{plain}{unit}", str(number), unit, form
    if kind == "after":
        form = draw(st.sampled_from(sorted(AFTER)))
        return f"{plain}{unit}{AFTER[form]}", str(number), unit, form
    if kind == "percent":
        return f"{number % 100 + 1}%", str(number % 100 + 1), "%", Form.PERCENT
    if kind == "range":
        return f"{number}至{number + 5}{unit}", str(number), unit, Form.RANGE
    return f"{plain}{unit}", str(number), unit, Form.EXACT


@st.composite
def reports(draw):
    """Return a text and the figures it states, each with its place in the text."""
    parts, stated = [], []
    for _ in range(draw(st.integers(1, 6))):
        parts += [draw(SILENT), "，"] if draw(st.booleans()) else []
        figure = draw(figures())
        parts += [draw(SUBJECTS) if figure[2] != "%" else "满意率", figure[0], draw(BREAKS)]
        stated.append((len(parts) - 2, figure))
    starts = [0, *accumulate(map(len, parts))]
    return "".join(parts), [(starts[n], *figure) for n, figure in stated]


@given(reports())
@settings(max_examples=300)
def test_a_composed_text_states_exactly_its_figures(report):
    text, stated = report
    read = [(claim.start, claim.text, claim.number, claim.unit, claim.form) for claim in extract(text)]
    assert read == stated


NOISE = st.text(
    alphabet=st.one_of(
        st.sampled_from(
            "0123456789０１９〇零一二三九十百千万亿两几半数上近约超不足多余成分之倍番%‰％.．,，、。：；至到~-—/（）()“”《》个家人次元亩年月日 \n"
        ),
        st.characters(),
    ),
    max_size=200,
)
FACTS = "培训人次 | 人次 | | 2022-01-01 | 2022-06-30 | 1985\n会员占比 | % | | 2022-06-30 | 2022-06-30 | 1 | 3"


@given(NOISE)
@settings(max_examples=300)
def test_any_text_is_checked_without_error_and_alike_each_time(text):
    answers = facts_table(FACTS)
    first, second = (check(text, date=date(2022, 9, 26), home="湖南省", answers=answers) for _ in range(2))
    assert first == second
    assert all(text[finding.claim.start : finding.claim.end] == finding.claim.text for finding in first.findings)
    assert all(0 <= start < end <= len(text) for one in first.incoherences for start, end in one.spans)


def test_an_endless_number_is_no_figure():
    for part in ("9", "九", "1,", "十", "万", "0."):
        claims = extract(f"共{part * 20_000}个，另有12家。")
        assert [claim.text for claim in claims][-1:] == ["12家"]


def test_reading_grows_in_step_with_the_text(monkeypatch):
    """The count of figures read says how often the grammar is entered: twice the text, twice the work."""
    from tongxin.claims import extract as module

    entered = []
    read = module.read_figure
    monkeypatch.setattr(module, "read_figure", lambda text, start: (entered.append(start), read(text, start))[1])
    sentence = "去年举办培训班100多个班次，吸纳会员1万余人，占86%。"
    extract(sentence * 50)
    once = len(entered)
    entered.clear()
    extract(sentence * 100)
    assert len(entered) == 2 * once
