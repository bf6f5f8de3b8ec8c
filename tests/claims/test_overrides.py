from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.claims.tables import facts_table
from tongxin.claims.check import check
from tongxin.claims.output import as_json
from tongxin.kernel.errors import InputError

FACTS = """会员人数 | 人 | | 2022-09-20 | 2022-09-20 | 312
女会员人数 | 人 | | 2022-09-20 | 2022-09-20 | 120
县级覆盖 | 个 | | 2022-09-20 | 2022-09-20 | 104 | 122
销售额（平台口径） | 元 | | 2022-09-20 | 2022-09-20 | 582604
销售额（合作社口径） | 元 | | 2022-09-20 | 2022-09-20 | 551900"""
TEXT = "会员312人，县级覆盖86%，活动销售额58.3万元，书5本。"
TABLE = facts_table(FACTS, home="湖南省")


def checked(overrides=None, text=TEXT):
    return check(text, date=date(2022, 9, 26), home="湖南", answers=TABLE, overrides=overrides or {})


def span_of(words, text=TEXT):
    start = text.index(words)
    return start, start + len(words)


def test_chosen_record_is_judged_as_if_the_text_had_named_it():
    plain, chosen = checked().findings, checked({span_of("312人"): "f2"}).findings
    assert (plain[0].verdict.value, chosen[0].verdict.value) == ("fit", "contradicted")
    assert chosen[0].candidate.name == "女会员人数"
    assert chosen[0].override
    assert chosen[1:] == plain[1:]


def test_choice_settles_an_ambiguous_figure():
    assert checked().findings[2].verdict.value == "ambiguous"
    assert checked({span_of("58.3万元"): "f4"}).findings[2].verdict.value == "fit"
    assert checked({span_of("58.3万元"): "f5"}).findings[2].verdict.value == "contradicted"


def test_figure_said_to_have_no_record_is_unsupported():
    finding = checked({span_of("312人"): None}).findings[0]
    assert (finding.verdict.value, finding.candidate, finding.value) == ("unsupported", None, None)


def test_record_in_a_unit_that_does_not_convert_gives_no_value():
    finding = checked({span_of("86%"): "f1"}).findings[1]
    assert (finding.verdict.value, finding.value) == ("unsupported", None)


def test_choice_is_told_in_every_output():
    claims = as_json(checked({span_of("312人"): "f2", span_of("86%"): None}))["claims"]
    assert [claim.get("override") for claim in claims] == [True, True, None, None]
    assert claims[0]["fact"] == "f2"
    assert all(claim["reason"].endswith("（人工指定）") for claim in claims[:2])


def test_choice_counts_in_the_coherence_of_the_text():
    text = "会员312人。2022年9月，会员400人。"
    assert [found.rule for found in checked(text=text).incoherences] == ["headline"]
    assert checked({span_of("400人", text): "f2"}, text=text).incoherences == ()


@pytest.mark.parametrize(("overrides", "sentence"), [({(0, 2): "f1"}, "第 0 至 2 字"), ({(2, 6): "f9"}, "「f9」")])
def test_choice_that_cannot_be_made_is_refused_in_words(overrides, sentence):
    with pytest.raises(InputError, match=sentence):
        checked(overrides)


@given(
    st.dictionaries(
        st.sampled_from([span_of(w) for w in ("312人", "86%", "58.3万元", "5本")]),
        st.sampled_from([None, "f1", "f2", "f3", "f4", "f5"]),
    )
)
def test_only_chosen_figures_change_and_arithmetic_is_never_overruled(overrides):
    for plain, chosen in zip(checked().findings, checked(overrides).findings, strict=True):
        span = chosen.claim.start, chosen.claim.end
        assert chosen.override == (span in overrides)
        if span not in overrides:
            assert chosen == plain
        elif overrides[span] is None:
            assert chosen.verdict.value == "unsupported"
        else:
            assert chosen.candidate.key == overrides[span]
