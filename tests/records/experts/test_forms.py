"""What the forms refuse, in a sentence, and what they make of what people write."""

import pytest

from tests.cast import found
from tests.records.experts import samples
from tongxin.network.models import Organisation
from tongxin.records.experts import actions as experts
from tongxin.records.experts.forms import FirmsField, NewRequestForm, NewTalkForm, ProposeForm, TalkForm, public_form
from tongxin.records.experts.queries import statement_of

FIRM = "宁乡灰汤食品有限公司"


def test_firms_are_read_line_by_line_each_once(cast):
    known = found(FIRM, "430182", kind=Organisation.Kind.FIRM)
    said = FirmsField().clean(f"\n {FIRM}（编号{known.pk}）\n沩山茶业\n沩山茶业\n")
    assert said == [known, "沩山茶业"]
    assert FirmsField().clean("") == []


@pytest.mark.parametrize(
    ("text", "said"),
    [("甲公司\n（编号1）", "第 2 行"), ("\n".join(f"第{n}公司" for n in range(501)), "最多登记 500 家")],
)
def test_lines_that_mean_no_firm_are_named(cast, text, said):
    with pytest.raises(Exception, match=said):
        FirmsField().clean(text)


def test_talk_of_one_day_ends_on_it(cast):
    team = samples.team(cast)
    data = {
        "title": "讲",
        "organiser": team.organiser.name,
        "team": team.name,
        "kind": "talk",
        "first_day": "2021-05-10",
    }
    form = TalkForm(data)
    assert form.is_valid(), form.errors
    assert form.cleaned_data["last_day"] == form.cleaned_data["first_day"]
    assert "last_day" not in NewTalkForm({}).errors


@pytest.mark.parametrize(
    ("field", "text", "said"),
    [
        ("unified_code", "123", "统一社会信用代码"),
        ("mobile", "12", "手机号应为 11 位数字"),
        ("firm_place", "无此地", "没有叫"),
    ],
)
def test_request_with_a_wrong_code_number_or_place_is_refused(cast, field, text, said):
    team = samples.team(cast)
    data = {
        "team": team.name, "firm_name": FIRM, "firm_place": "430182", "field": "law", "need": "问", "received": "2021-04-01",
        "unified_code": "", "mobile": "138 0013 8000",
    }  # fmt: skip
    form = NewRequestForm(data)
    assert form.is_valid(), form.errors
    assert form.cleaned_data["mobile"] == "13800138000"
    assert said in str(NewRequestForm(data | {field: text}).errors[field])


def test_statement_is_accepted_with_the_public_form_where_there_is_one(cast):
    team = samples.team(cast)
    assert set(public_form(None)({}).errors) >= {"consent", "firm_name"}
    assert "statement" not in public_form(None)({}).errors
    experts.publish_statement(team, by=cast.actor("secretary"), text="只讲课。")
    form = public_form(statement_of(team))({})
    assert form.errors["statement"] == ["请先阅读并接受声明。"]
    assert "第1版" in str(form.fields["statement"].label)


def test_what_a_program_fills_in_everywhere_is_refused():
    assert "没有提交成功" in str(public_form(None)({"website": "x"}).errors)


def test_only_who_is_offered_can_be_chosen():
    form = ProposeForm({"expert": "9"}, offered=[("7", "王例律（领域相同：法律）")])
    assert "expert" in form.errors
    assert ProposeForm({"expert": "7"}, offered=[("7", "王例律")]).is_valid()
