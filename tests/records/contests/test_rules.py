"""The rules by tables, and by chance: order means nothing, the exact mean stands behind every place, a file replays identically."""

import json
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from hashlib import sha256
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tongxin.kernel.errors import ConflictError, InputError, TongxinError
from tongxin.records.contests.rules import (
    LATEST,
    RULES,
    Away,
    Given,
    Inputs,
    Placed,
    Sheet,
    draw,
    goes_on,
    outcome,
    place,
    read_levels,
    read_rounds,
    read_score,
    read_scores,
    replay,
    rule_named,
    sealed,
    written,
)
from tongxin.records.contests.rules.placing import half_up
from tongxin.records.contests.rules.scores import ScoreItem
from tongxin.records.contests.rules.sealed import MOST_BYTES, canonical

CONTENT = ScoreItem(title="内容", maximum=100)
TWO = (ScoreItem(title="内容", maximum=60), ScoreItem(title="表达", maximum=40))
TRIMMED, PLAIN, TWICE, RANKS = RULES


@pytest.mark.parametrize(
    ("typed", "thousandths"),
    [
        ("9.5", 9_500), ("９．５", 9_500), ("9．5", 9_500), (" 9.5 ", 9_500), ("9.50", 9_500), ("0", 0), ("100", 100_000),
        ("100.00", 100_000), ("007", 7_000), ("0.01", 10),
    ],
)  # fmt: skip
def test_score_is_read_as_it_is_usually_written(typed, thousandths):
    assert read_score(typed, CONTENT) == thousandths


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("NaN", "不是分数"), ("nan", "不是分数"), ("inf", "不是分数"), ("", "不是分数"), ("九分", "不是分数"), ("9²", "不是分数"),
        ("½", "不是分数"), ("1e1", "不是分数"), ("9.", "不是分数"), (".5", "不是分数"), ("9,5", "不是分数"), ("+9", "不是分数"),
        ("٩", "不是分数"), ("0x9", "不是分数"), ("1_0", "不是分数"), ("9" * 5_000, "不是分数"),
        ("-1", "低于 0 分"), ("−1", "低于 0 分"), ("－１", "低于 0 分"),
        ("101", "超过满分 100"), ("100.01", "超过满分 100"), ("１０１", "超过满分 100"),
        ("9.999", "最多 2 位小数"), ("9.500", "最多 2 位小数"),
    ],
)  # fmt: skip
def test_what_is_no_score_is_refused_with_a_sentence(typed, said):
    with pytest.raises(InputError, match="「内容」的得分") as refusal:
        read_score(typed, CONTENT)
    assert said in refusal.value.message
    assert refusal.value.field == "scores"


def test_decimals_are_those_of_the_criterion():
    whole = ScoreItem(title="完成度", maximum=10, decimals=0)
    assert read_score("9", whole) == 9_000
    with pytest.raises(InputError, match="只能是整数"):
        read_score("9.5", whole)
    assert read_score("9.999", ScoreItem(title="细", maximum=10, decimals=3)) == 9_999


def test_scores_stand_in_the_order_of_the_criteria():
    assert (
        read_scores("５０、30", TWO) == read_scores(["50", "30"], TWO) == read_scores("50，30", TWO) == (50_000, 30_000)
    )
    with pytest.raises(InputError, match=r"2 个评分项（内容、表达），收到 1 个"):
        read_scores("50", TWO)
    with pytest.raises(InputError, match="「表达」的得分「50」超过满分 40"):
        read_scores("50 50", TWO)


@given(st.integers(0, 10**7))
def test_score_is_read_back_as_it_was_written(score):
    assert read_score(written(score), ScoreItem(title="a", maximum=10_000, decimals=3)) == score


def placed(rule: Any, table: dict[int, list[str]], items: Any = (CONTENT,)) -> list[Placed]:
    """Compute a table: a line of scores by entry, one for each judge; 「-」 where a judge gave none."""
    sheets = [
        Sheet(judge=judge, entry=entry, scores=read_scores(score.split("+"), items))
        for entry, scores in table.items()
        for judge, score in enumerate(scores, start=1)
        if score != "-"
    ]
    return place(table, sheets, rule=rule, items=items)


def told(found: list[Placed]) -> list[tuple[int | None, int, int, str]]:
    return [(one.rank, one.entry, one.value, one.settled) for one in found]


def test_from_five_sheets_up_one_highest_and_one_lowest_are_dropped():
    assert placed(TRIMMED, {1: ["90", "80", "70", "60"]})[0].value == 7_500
    (one,) = placed(TRIMMED, {1: ["100", "80", "70", "60", "0"]})
    assert one.value == 7_000
    assert [tally.dropped for tally in one.tallies] == ["highest", "", "", "", "lowest"]
    assert [tally.total for tally in one.tallies] == [10_000_000, 8_000_000, 7_000_000, 6_000_000, 0]


def test_of_equal_sheets_two_are_dropped_and_always_the_same():
    (one,) = placed(TRIMMED, {1: ["80"] * 5})
    assert [tally.dropped for tally in one.tallies] == ["lowest", "", "", "", "highest"]
    assert one.value == 8_000


def test_rule_without_dropping_keeps_all_and_the_twice_trimmed_drops_two_from_nine():
    scores = ["100", "90", "80", "70", "60", "50", "40", "30", "0"]
    assert placed(PLAIN, {1: scores})[0].value == half_up(520, 9, 2)
    assert placed(TWICE, {1: scores})[0].value == 6_000
    assert placed(TWICE, {1: scores[:8]})[0].value == half_up(520, 8, 2)


@pytest.mark.parametrize(
    ("scores", "value"),
    [(["90", "90", "90.01"], 9_000), (["90", "90.01"], 9_001), (["90.01", "90.01", "90"], 9_001), (["0", "0.01"], 1)],
)
def test_mean_is_rounded_half_up_to_two_decimals(scores, value):
    assert placed(TRIMMED, {1: scores})[0].value == value


def test_tie_is_settled_by_the_third_decimal():
    found = placed(TRIMMED, {1: ["90", "90", "90.01"], 2: ["90", "90", "90"]})
    assert told(found) == [(1, 1, 9_000, "按小数位（3 位）"), (2, 2, 9_000, "按小数位（3 位）")]
    assert [one.fine for one in found] == [90_003, 90_000]


def test_tie_to_the_third_decimal_is_settled_by_the_criteria_in_order():
    found = placed(TRIMMED, {1: ["50+30"], 2: ["51+29"], 3: ["50+30"], 4: ["10+10"]}, TWO)
    assert told(found) == [(1, 2, 8_000, "按「内容」"), (2, 1, 8_000, "并列"), (2, 3, 8_000, "并列"), (4, 4, 2_000, "")]
    third = (*TWO, ScoreItem(title="仪态", maximum=40))
    assert [one.entry for one in placed(TRIMMED, {1: ["50+20+10"], 2: ["50+10+20"]}, third)] == [1, 2]
    assert placed(TRIMMED, {1: ["50+20+10"], 2: ["50+10+20"]}, third)[0].settled == "按「表达」"


def test_weights_make_the_total():
    weighted = (ScoreItem(title="笔试", maximum=100, weight=40), ScoreItem(title="实操", maximum=100, weight=60))
    (one,) = placed(TRIMMED, {1: ["90.5+80.25"]}, weighted)
    assert one.value == 8_435
    assert one.means == (90_500, 80_250)


def test_entry_nobody_scored_has_no_place_and_stands_last():
    found = placed(TRIMMED, {3: ["-"], 1: ["-"], 2: ["70"]})
    assert [(one.rank, one.entry) for one in found] == [(1, 2), (None, 1), (None, 3)]
    assert goes_on(found, 3) == [2]


def test_sum_of_ranks_with_shared_ranks_in_the_middle():
    found = placed(RANKS, {1: ["90", "70"], 2: ["90", "80"], 3: ["80", "60"]})
    assert [(one.rank, one.entry, one.value) for one in found] == [(1, 2, 25), (2, 1, 35), (3, 3, 60)]
    tied = placed(RANKS, {1: ["90", "70"], 2: ["80", "90"]})
    assert told(tied) == [(1, 2, 30, "按小数位（3 位）"), (2, 1, 30, "按小数位（3 位）")]


def test_sum_of_ranks_needs_every_judge_for_every_entry():
    with pytest.raises(ConflictError, match="每位评委都要给每件作品打分"):
        placed(RANKS, {1: ["90", "-"], 2: ["-", "80"]})


def test_who_shares_the_last_place_that_goes_on_goes_on_too():
    found = placed(TRIMMED, {1: ["90"], 2: ["80"], 3: ["80"], 4: ["70"]})
    assert goes_on(found, 2) == [1, 2, 3]
    assert goes_on(found, None) == []
    assert goes_on(placed(TRIMMED, {1: ["90"]}), 20) == [1]


def test_every_rule_is_found_by_name_and_version():
    assert {rule_named(rule.code) for rule in RULES} == set(RULES)
    assert len({rule.code for rule in RULES}) == len(RULES)
    assert rule_named(LATEST) == TRIMMED
    with pytest.raises(InputError, match="没有「fly」这条计分规则"):
        rule_named("fly")


def test_numbers_are_drawn_from_the_seed_alone():
    assert draw([5, 7, 9], seed="a") == draw([9, 7, 5], seed="a")
    assert sorted(draw(range(100), seed="a").values()) == list(range(1, 101))
    assert draw(range(100), seed="a") != draw(range(100), seed="b")
    assert draw([], seed="a") == {}


# By chance.

scores = st.integers(0, 100_00).map(lambda number: f"{number // 100}.{number % 100:02}")
tables = st.dictionaries(st.integers(1, 40), st.lists(scores, min_size=1, max_size=9), min_size=1, max_size=12)


@given(tables, st.randoms(), st.sampled_from(RULES[:3]))
def test_order_of_sheets_and_entries_means_nothing(table, chance, rule):
    sheets = [
        Sheet(judge=judge, entry=entry, scores=read_scores([score], (CONTENT,)))
        for entry, given_scores in table.items()
        for judge, score in enumerate(given_scores, start=1)
    ]
    entries = list(table)
    found = place(entries, sheets, rule=rule, items=(CONTENT,))
    chance.shuffle(sheets)
    chance.shuffle(entries)
    assert place(entries, sheets, rule=rule, items=(CONTENT,)) == found


@given(tables)
def test_value_is_the_exact_mean_of_what_is_left(table):
    for one in placed(TRIMMED, table):
        exact = sorted(map(Fraction, table[one.entry]))
        kept = exact[1:-1] if len(exact) >= 5 else exact
        mean = sum(kept) / len(kept)
        rounded = (Decimal(mean.numerator * 10**6 // mean.denominator) / 10**6).quantize(Decimal("0.01"), ROUND_HALF_UP)
        assert Decimal(one.value) / 100 == rounded
        assert [tally.dropped for tally in one.tallies].count("") == len(kept)


@given(tables)
def test_places_follow_the_values_and_only_equals_share_one(table):
    found = placed(TRIMMED, table)
    keys = [(-one.value, -one.fine, *(-mean for mean in one.means)) for one in found]
    assert keys == sorted(keys)
    for index, one in enumerate(found):
        better = sum(key < keys[index] for key in keys)
        assert one.rank == better + 1
        assert (one.settled == "并列") == (keys.count(keys[index]) > 1)


@given(st.dictionaries(st.integers(1, 20), st.lists(scores, min_size=3, max_size=3), min_size=1, max_size=8))
def test_ranks_of_every_judge_add_up(table):
    found = placed(RANKS, table)
    count = len(table)
    assert sum(one.value for one in found) == 10 * 3 * count * (count + 1) // 2


# The sealed file.


def inputs(**changes: Any) -> Inputs:
    sheets = (
        Given(judge=1, entry=1, version=1, source="tablet", scores=("50", "30")),
        Given(judge=2, entry=1, version=2, source="paper", scores=("51", "30.5")),
        Given(judge=1, entry=2, version=1, source="excel", scores=("40", "30")),
    )
    values = {
        "title": "演讲比赛", "organiser": "宁乡市联谊会", "round": "决赛", "sealed_at": "2021-05-12T10:00:00+08:00",
        "goes_on": 1, "rule": TRIMMED, "items": TWO, "entries": (1, 2), "judges": (1, 2), "sheets": sheets,
        "recusals": (Away(judge=2, entry=2, relation="family"),), "missing": (),
    }  # fmt: skip
    return Inputs(**values | changes)


def test_sealed_file_replays_identically():
    content, digest = sealed(inputs())
    again = replay(content)
    assert again.holds
    assert (again.sha256, again.inputs) == (digest, inputs())
    assert again.result == outcome(inputs())
    assert sealed(again.inputs) == (content, digest)
    assert replay(content.encode()).holds
    assert [(one["entry"], one["value"]) for one in again.result["places"]] == [(1, "80.75"), (2, "70.00")]
    assert again.result["goes_on"] == [1]


def test_sealed_file_is_the_same_whatever_order_it_was_read_in():
    one = inputs()
    other = inputs(sheets=one.sheets[::-1], entries=(2, 1), judges=(2, 1))
    assert sealed(other) == sealed(one)


def test_score_changed_in_a_sealed_file_shows():
    content, _ = sealed(inputs())
    changed = replay(content.replace('"30.5"', '"40"'))
    assert not changed.holds
    assert not changed.hash_holds
    assert changed.result != changed.sealed_result


def test_result_changed_with_a_new_hash_shows_all_the_same():
    body = json.loads(sealed(inputs())[0])
    body["result"]["places"][0]["value"] = "99.00"
    del body["sha256"]
    body["sha256"] = sha256(canonical(body).encode()).hexdigest()
    again = replay(canonical(body))
    assert again.hash_holds
    assert not again.holds


def broken(**changes: Any) -> str:
    body = json.loads(sealed(inputs())[0])
    body["inputs"] |= changes
    return json.dumps(body)


GIVEN = {"judge": 1, "entry": 1, "version": 1, "source": "tablet", "scores": ["50", "30"]}


@pytest.mark.parametrize(
    "content",
    [
        "", "null", "[]", "{}", "{", "1", '{"format":"tongxin-contest-1"}', b"\xff\xfe", "[" * 100_000,
        '{"format":"tongxin-contest-1","inputs":{},"result":{}}', '{"format":"tongxin-contest-1","inputs":[],"result":{}}',
        '{"format":"tongxin-contest-1","inputs":{"a":NaN},"result":{}}', "9" * (MOST_BYTES + 1),
        broken(entries=[1]), broken(judges=[1]), broken(entries=[1, 2, 2]), broken(entries=["1", "2"]), broken(items=[]),
        broken(entries=None), broken(sheets=[GIVEN, GIVEN]), broken(sheets=[GIVEN | {"entry": True}]),
        broken(recusals=[{"judge": 1, "entry": 1, "relation": "family"}]), broken(sheets=[GIVEN | {"scores": 5}]),
        broken(rule={}), broken(rule=TRIMMED.data | {"method": "vote"}), broken(rule=TRIMMED.data | {"decimals": 99}),
        broken(rule=TRIMMED.data | {"drop_from": 2}), broken(goes_on=-1), broken(goes_on="all"),
        broken(items=[{"title": "a", "maximum": 10, "weight": 100, "decimals": 9}]), broken(votes=[1]),
        broken(sheets=[GIVEN | {"scores": ["61", "30"]}]), broken(sheets=[GIVEN | {"scores": ["50"]}]),
    ],
)  # fmt: skip
def test_file_that_is_no_sealed_result_is_refused_with_a_sentence(content):
    with pytest.raises(InputError):
        replay(content)


junk = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)


@given(st.sampled_from(sorted(json.loads(sealed(inputs())[0])["inputs"])), junk)
def test_whatever_stands_in_a_file_it_is_computed_or_refused(name, value):
    try:
        replay(broken(**{name: value}))
    except TongxinError:
        return


# What an organiser writes.


def test_rounds_and_criteria_are_read_line_by_line():
    first, final = read_rounds("初赛 晋级２０\n决赛", "内容 60\n表达：40分")
    assert (first.title, first.goes_on, final.title, final.goes_on) == ("初赛", 20, "决赛", None)
    assert first.items == final.items == TWO


def test_without_rounds_there_is_one():
    (one,) = read_rounds("", "笔试 100 权重40％；实操 100 权重60% 1位小数")
    assert (one.title, one.goes_on) == ("决赛", None)
    assert one.items == (
        ScoreItem(title="笔试", maximum=100, weight=40),
        ScoreItem(title="实操", maximum=100, weight=60, decimals=1),
    )


def test_round_may_have_criteria_of_its_own():
    one, two, three = read_rounds("海选 晋级30件\n初赛，晋级 10\n决赛", "内容 100\n决赛：\n内容 60\n表达 40 0位小数")
    assert one.items == two.items == (ScoreItem(title="内容", maximum=100),)
    assert [item.decimals for item in three.items] == [2, 0]


@pytest.mark.parametrize(
    ("rounds", "criteria", "said"),
    [
        ("初赛\n决赛", "内容 100", "请写明晋级多少件"),
        ("初赛 晋级0\n决赛", "内容 100", "轮次第 1 行"),
        ("决赛 晋级3", "内容 100", "是最后一轮"),
        ("决赛 晋级3\n决赛", "内容 100", "名称不能相同"),
        ("\n".join(f"第{n}轮 晋级9" for n in "一二三四五六"), "内容 100", "最多 5 轮"),
        ("这是一个非常非常非常非常非常非常长的轮次名称", "内容 100", "轮次第 1 行"),
        ("", "", "应有 1 至 12 个评分项"),
        ("", "内容", "评分项第 1 行"),
        ("", "内容 0", "评分项第 1 行"),
        ("", "内容 100 权重0%", "评分项第 1 行"),
        ("", "内容 100\n复赛：\n表达 40", "没有「复赛」这一轮"),
        ("", "内容 60\n内容 40", "名称有重复"),
    ],
)
def test_plan_that_cannot_be_read_names_the_line(rounds, criteria, said):
    with pytest.raises(InputError, match=said) as refusal:
        read_rounds(rounds, criteria)
    assert refusal.value.field in {"rounds", "criteria"}


def test_levels_are_read_best_first():
    assert [(one.title, one.number) for one in read_levels("一等奖 1\n二等奖：２名\n\n优秀奖 10件")] == [
        ("一等奖", 1), ("二等奖", 2), ("优秀奖", 10),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "text", ["", "一等奖", "一等奖 0", "一等奖 1\n一等奖 2", "\n".join(f"{n}奖 1" for n in range(13))]
)
def test_levels_that_cannot_be_read_are_refused(text):
    with pytest.raises(InputError) as refusal:
        read_levels(text)
    assert refusal.value.field == "levels"
