"""What the forms refuse, in one sentence at the field."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.cast import SYSTEM
from tests.records.factchecks.samples import NOT_YET, finding
from tongxin.kernel.errors import InputError
from tongxin.lifecycle.evidence import attach
from tongxin.records.factchecks.forms import AmendForm, AskForm, ClaimForm, FindingForm, SourceForm, VoidSourceForm
from tongxin.records.factchecks.rules.accounts import HIDDEN


def errors(form):
    return {name: list(said) for name, said in form.errors.items()}


@pytest.mark.parametrize("verdict", ["partly", "no_context", "false"])
def test_verdict_that_says_wrong_needs_its_kind(verdict):
    form = FindingForm(finding(verdict=verdict, kind=""))
    assert "请选择错误类型" in errors(form)["kind"][0]
    assert FindingForm(finding(verdict=verdict)).is_valid()


@pytest.mark.parametrize("verdict", ["true", "unproven", "no_fact"])
def test_verdict_that_says_nothing_wrong_has_no_kind(verdict):
    assert "没有错误类型" in errors(FindingForm(finding(verdict=verdict)))["kind"][0]
    assert FindingForm(finding(verdict=verdict, kind="")).is_valid()


def test_finding_without_verdict_says_so_at_the_verdict():
    assert "verdict" in errors(FindingForm(finding(verdict="", kind="cut")))


def ask(**changes):
    return AskForm({"claim": "明天停水", "seen_in": "chat", "consent": "on", **changes})


@pytest.mark.django_db
def test_claim_is_kept_without_accounts_wherever_it_comes_in():
    form = ask(claim="微信号：wang_12345 说明天停水")
    assert form.is_valid(), form.errors
    assert form.cleaned_data["claim"] == f"{HIDDEN} 说明天停水"
    assert form.cleaned_data["consent"] == 1
    staff = ClaimForm({"title": "13800138000发的", "claim": "@老王 说的"})
    staff.is_valid()
    assert (staff.cleaned_data["title"], staff.cleaned_data["claim"]) == (f"{HIDDEN}发的", f"{HIDDEN} 说的")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"claim": "长" * 100_000}, "claim"),
        ({"claim": ""}, "claim"),
        ({"consent": ""}, "consent"),
        ({"mobile": "123"}, "mobile"),
        ({"appeared": str(NOT_YET)}, "appeared"),
        ({"seen_in": "nowhere"}, "seen_in"),
    ],
)
def test_public_form_says_what_is_wrong_where(changes, field):
    assert list(errors(ask(**changes))) == [field]


@pytest.mark.django_db
def test_mobile_is_taken_however_it_is_typed():
    form = ask(mobile="138-0013-8000")
    assert form.is_valid()
    assert form.cleaned_data["mobile"] == "13800138000"


def test_copies_and_sources_are_offered_by_name():
    rows = [("7", "存档网页或文件（第 7 号佐证）")]
    assert 'value="7"' in str(SourceForm(rows=rows)["file"])
    assert "第 7 号佐证" in str(VoidSourceForm(rows=rows)["source"])


def test_change_asks_for_its_sort_and_reason():
    assert {"amendment", "reason"} <= AmendForm({}).errors.keys()
    assert [code for code, _ in AmendForm().fields["amendment"].choices] == ["typo", "update", "correction"]


def test_picture_with_a_script_in_it_is_no_copy(researched, settings, tmp_path):
    settings.TONGXIN_EVIDENCE = tmp_path
    svg = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
    with pytest.raises(InputError):
        attach(researched(), by=SYSTEM, upload=SimpleUploadedFile("截图.svg", svg), kind="archive")
