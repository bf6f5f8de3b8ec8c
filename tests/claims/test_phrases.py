"""Kept phrases: kept from a choice by a person, listed, edited, exported, deleted, and used with their source shown."""

from datetime import date

import pytest

from tests.cast import CITY, NEIGHBOUR, PROVINCE, Cast
from tests.claims.conftest import begun
from tests.claims.tables import facts_table
from tongxin.access.models import Entry
from tongxin.claims import actions
from tongxin.claims.check import check
from tongxin.claims.explain import reason
from tongxin.claims.forms import PhraseForm
from tongxin.claims.models import KeptPhrase
from tongxin.claims.output import as_json
from tongxin.claims.phrases import Phrase, with_phrases
from tongxin.claims.queries import phrases_for
from tongxin.claims.spoken import words_around
from tongxin.kernel.errors import ConflictError, ForbiddenError, InputError
from tongxin.kernel.scope import Scope

TABLE = """
培训人次 | 人次 | 湖南省 | 2021-01-01 | 2021-12-31 | 4236
捐款人次 | 人次 | 湖南省 | 2021-01-01 | 2021-12-31 | 77
"""
TEXT = "2021年，全省同心课堂惠及4236人次。"
SAID = Phrase("同心课堂惠及", "培训人次", source="长沙市保留的说法（city）")


def finding(*phrases, text=TEXT, overrides=None):
    answers = with_phrases(facts_table(TABLE, home="湖南省"), phrases)
    return check(text, date=date(2022, 1, 20), home="湖南省", answers=answers, overrides=overrides or {})


def test_a_kept_phrase_is_one_name_more_and_its_source_is_shown():
    assert finding().findings[0].verdict == "unsupported"
    checked = finding(SAID)
    assert checked.findings[0].verdict == "fit"
    assert reason(checked.findings[0]).endswith("（“同心课堂惠及”按长沙市保留的说法（city）指培训人次）")
    assert as_json(checked)["claims"][0]["phrase"] == {"said": "同心课堂惠及", "source": "长沙市保留的说法（city）"}


def test_a_phrase_says_what_is_meant_and_never_what_fits():
    wrong = finding(SAID, text="2021年，全省同心课堂惠及77人次。").findings[0]
    assert (wrong.verdict.value, wrong.candidate.name) == ("contradicted", "培训人次")


@pytest.mark.parametrize(
    "other",
    [
        Phrase("同心课堂惠及", "别的指标"),
        Phrase("同心课堂惠及", "培训人次", measure="training.person_times"),  # of the register, not of tables
    ],
)
def test_phrases_of_other_things_change_nothing(other):
    assert finding(other).findings[0].verdict == "unsupported"


def test_a_phrase_that_is_a_name_already_is_no_source():
    checked = finding(Phrase("培训人次", "培训人次"), text="2021年，全省培训4236人次。")
    assert "phrase" not in as_json(checked)["claims"][0]


def test_a_choice_by_hand_goes_before_any_phrase():
    span = (TEXT.index("4236"), TEXT.index("。"))
    chosen = finding(SAID, overrides={span: "f2"}).findings[0]
    assert (chosen.candidate.name, chosen.phrase) == ("捐款人次", None)


@pytest.mark.parametrize(
    ("text", "figure", "words"),
    [
        ("2021年，全省参训学员达4236人次。", "4236人次", "参训学员"),
        ("培训4236人次学员", "4236人次", "学员"),
        ("长沙市参训学员累计4236人次", "4236人次", "参训学员"),
        ("4236人次。", "4236人次", ""),
    ],
)
def test_the_words_beside_the_figure_are_offered(text, figure, words):
    start = text.index(figure)
    assert words_around(text, start, start + len(figure)) == words


@pytest.mark.parametrize("said", ["学员3人", "abc", "长沙", "学"])
def test_words_that_name_no_indicator_are_refused(said):
    assert not PhraseForm({"said": said}).is_valid()


def test_words_are_kept_without_blanks():
    form = PhraseForm({"said": "参训 学员"})
    assert form.is_valid()
    assert form.cleaned_data["said"] == "参训学员"


# --- kept ----------------------------------------------------------------------------------------------------------------


def keep(by, *, said="参训学员", path=CITY, measure="training.person_times"):
    return actions.keep_phrase(by=by, said=said, name="培训人次", measure=measure, path=path)


def kept():
    return KeptPhrase.objects.whole_network(reason="a test looks at everything")


@pytest.mark.django_db
def test_a_phrase_is_kept_by_who_records_at_its_place_and_seen_by_who_looks_there(network: Cast):
    one = keep(network.actor("city"))
    assert str(one) == "“参训学员”指培训人次"
    assert (one.keeper, one.path) == ("city", CITY)
    for who, path in (("city", PROVINCE), ("city", NEIGHBOUR), ("stranger", CITY)):
        with pytest.raises(ForbiddenError):
            keep(network.actor(who), path=path)
    with pytest.raises(ConflictError, match="已经保留过"):
        keep(network.actor("city"))
    keep(network.actor("city"), said="同心课堂", measure="")
    seen = phrases_for(network.actor("city").scope, table=False)
    assert seen == [Phrase("参训学员", "培训人次", "training.person_times", "长沙市保留的说法（city）")]
    assert [one.said for one in phrases_for(network.actor("city").scope, table=True)] == ["同心课堂"]
    assert phrases_for(Scope(frozenset()), table=False) == []
    assert phrases_for(network.actor("neighbour").scope, table=False) == []


@pytest.mark.django_db
def test_a_phrase_is_corrected_and_deleted_with_a_line_in_the_journal(network: Cast):
    one = keep(network.actor("city"))
    actions.correct_phrase(one, by=network.actor("city"), said="学员")
    assert kept().get().said == "学员"
    with pytest.raises(InputError, match="原因"):
        actions.delete_phrase(one, by=network.actor("city"), reason=" ")
    actions.delete_phrase(one, by=network.actor("city"), reason="写错了")
    assert not kept().exists()
    lines = Entry.objects.whole_network(reason="a test looks at the whole journal").filter(
        action__startswith="claims.phrase."
    )
    assert [(line.action, line.reason) for line in lines.order_by("id")] == [
        ("claims.phrase.keep", ""),
        ("claims.phrase.correct", ""),
        ("claims.phrase.delete", "写错了"),
    ]


@pytest.mark.django_db
def test_a_choice_is_kept_from_the_page_and_used_by_the_next_check(network: Cast):
    city = network.client("city")
    text = "截至2022年9月20日，新阶层朋友312人。"
    url = begun(city, text=text)
    start = text.index("312")
    span = {"start": start, "end": start + 4}
    asked = f"{url}phrase/?start={start}&end={start + 4}"
    assert city.get(asked).status_code == 400  # nothing has been chosen yet
    city.post(f"{url}match/", {**span, "choice": "f1"})
    assert "保留下来，以后自动对应" in city.get(url).content.decode()
    page = city.get(asked).content.decode()
    assert 'value="新阶层朋友"' in page
    assert city.post(asked, {"said": "长沙", "path": CITY}).status_code == 400
    assert city.post(asked, {"said": "新阶层朋友", "path": CITY}).status_code == 302
    one = kept().get()
    assert (one.said, one.name, one.measure) == ("新阶层朋友", "会员人数", "")
    again = city.get(begun(city, text=text)).content.decode()
    assert "“新阶层朋友”按长沙市保留的说法（city）指会员人数" in again
    listed = city.get("/check/phrases/").content.decode()
    assert "新阶层朋友" in listed
    assert "事实表" in listed
    assert "会员人数" in city.get(f"/check/phrases/{one.pk}/").content.decode()
    assert "新阶层朋友" not in city.get("/check/phrases/?q=别的").content.decode()
    assert city.post(f"/check/phrases/{one.pk}/delete/", {"reason": "不用"})["Location"] == "/check/phrases/"
    assert not kept().exists()


@pytest.mark.django_db
def test_a_choice_against_the_register_is_kept_for_its_measure(network: Cast, monkeypatch: pytest.MonkeyPatch):
    city = network.client("city")
    text = "截至2022年9月26日，全省同心家园16座。"
    url = begun(city, text=text, facts=False)
    start = text.index("16")
    city.post(f"{url}match/", {"start": start, "end": start + 3, "choice": "network.associations"})
    city.post(f"{url}phrase/?start={start}&end={start + 3}", {"said": "同心家园", "path": CITY})
    assert kept().get().measure == "network.associations"
    monkeypatch.setattr("tongxin.claims.views.phrases.answers_of", lambda _inputs, *, scope: facts_table(""))
    gone = city.post(f"{url}phrase/?start={start}&end={start + 3}", {"said": "同心园", "path": CITY})
    assert (gone.status_code, kept().count()) == (400, 1)  # what was chosen is not on record any more
    assert network.client("stranger").get(f"{url}phrase/?start={start}&end={start + 3}").status_code in {302, 403, 404}
