"""The kit of forms without an account, by itself: tokens, consents, floods, length, where a form comes from."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django import forms
from django.core import signing
from django.http import HttpResponse
from django.test import RequestFactory

from tongxin.intake.open_forms import ConsentField, OpenFormBase, OpenFormPage, fresh, refuse_flood, token_in
from tongxin.intake.open_forms.flood import refuse_full_link
from tongxin.intake.open_forms.pages import MOST_BYTES
from tongxin.kernel.errors import InputError, TooManyError
from tongxin.ports.agreed import current_text, label_of, purposes, text_of


def test_token_comes_back_with_the_form_it_was_handed_out_with() -> None:
    first, second = fresh(), fresh()
    assert token_in(first) == token_in(first) != token_in(second)
    assert len(token_in(first)) >= 32
    assert token_in(first) not in first.split(":")


@pytest.mark.parametrize("sent", ["", "short", "a:b:c", "界" * 5_000, "\ud800"])
def test_token_of_ones_own_choice_is_replaced(sent: str) -> None:
    assert re.fullmatch(r"[\w-]{32}", token_in(sent))
    assert token_in(sent) != sent


def test_token_of_another_day_or_another_purpose_is_replaced(monkeypatch: pytest.MonkeyPatch) -> None:
    other = signing.dumps("somebody-else", salt="other")
    assert token_in(other) != "somebody-else"
    handed_out = fresh()
    kept = token_in(handed_out)
    monkeypatch.setattr(signing.time, "time", lambda: __import__("datetime").datetime.now().timestamp() + timedelta(days=2).total_seconds())  # fmt: skip
    assert token_in(handed_out) != kept


class Asking(OpenFormBase):
    name = forms.CharField(label="姓名", max_length=20)
    consent = ConsentField("registration")


def test_consent_is_kept_by_its_version() -> None:
    form = Asking({"name": "例甲", "consent": "on"})
    assert form.is_valid()
    assert form.cleaned_data == {"name": "例甲", "consent": current_text("registration").version}
    refused = Asking({"name": "例甲"})
    assert not refused.is_valid()
    assert refused.errors["consent"] == ["请勾选同意“活动报名”，否则无法受理。"]


def test_what_is_asked_once_is_asked_on_its_form_only() -> None:
    assert "registration" not in dict(purposes())
    assert label_of("registration") == "活动报名"
    assert "活动结束 90 天后删除" in text_of("registration", 1)
    assert text_of("registration", 99) == ""
    assert label_of("gone") == "gone"
    with pytest.raises(InputError, match="没有这项用途"):
        ConsentField("gone")


def test_field_no_person_sees_gives_a_program_away() -> None:
    form = Asking({"name": "例甲", "consent": "on", "website": "http://example.org"})
    assert not form.is_valid()
    assert "刷新页面" in str(form.errors)


def test_each_kind_of_form_counts_for_itself(rf: RequestFactory) -> None:
    request = rf.post("/")
    refuse_flood(request, form="one", most=1, instead="请来电")
    refuse_flood(request, form="other", most=1, instead="请来电")
    with pytest.raises(TooManyError, match="请过一小时再试，请来电"):
        refuse_flood(request, form="one", most=1, instead="请来电")
    refuse_flood(rf.post("/", REMOTE_ADDR="203.0.113.7"), form="one", most=1, instead="")
    refuse_full_link("a", form="one", most=1)
    refuse_full_link("b", form="one", most=1)
    with pytest.raises(TooManyError, match="这个链接"):
        refuse_full_link("a", form="one", most=1)


class Page(OpenFormPage):
    handed_in: list[dict[str, Any]] = []

    def most_an_address(self) -> int:
        return 2

    def validator(self) -> type[forms.Form]:
        return Asking

    def heading(self) -> str:
        return "例"

    def save(self, values: dict[str, Any]) -> str:
        self.counted()
        self.handed_in.append(values)
        return self.token()

    def done_url(self, record: str) -> str:
        return f"/done/{record}/"

    def render_to_response(self, context: dict[str, Any], **options: Any) -> HttpResponse:
        errors = context["form"].non_field_errors() if context["form"].is_bound else []
        return HttpResponse("".join(errors) + context["once"], **options)


@pytest.fixture
def asked(rf: RequestFactory) -> Any:
    Page.handed_in = []

    def ask(data: dict[str, Any], *, checked: bool = False, **headers: Any) -> HttpResponse:
        request: Any = rf.post("/form/?name=漏", data, **headers)
        request._dont_enforce_csrf_checks = not checked
        request._messages = type("Silent", (), {"add": lambda self, *args: None})()
        return Page.as_view()(request)

    return ask


SENT = {"name": "例甲", "consent": "on"}


def test_form_is_handed_in_and_leads_to_its_own_page(asked: Any) -> None:
    once = fresh()
    answer = asked({**SENT, "once": once})
    assert (answer.status_code, answer["Location"]) == (302, f"/done/{token_in(once)}/")
    assert Page.handed_in == [{"name": "例甲", "consent": 1}]


def test_form_from_elsewhere_is_shown_again_and_not_written(asked: Any) -> None:
    once = fresh()
    for data in ({**SENT, "once": once}, {"once": once}):
        answer = asked(data, checked=True)
        assert answer.status_code == 403
        assert "内容都在，请再按一次提交" in answer.content.decode()
        assert once in answer.content.decode()
    assert Page.handed_in == []


def test_form_begins_empty_and_is_kept_by_no_cache(rf: RequestFactory) -> None:
    page = Page()
    page.setup(rf.get("/form/?name=漏"))
    assert page.initial() == {}
    answer = Page.as_view()(rf.get("/form/?name=漏"))
    assert "no-store" in answer["Cache-Control"]


def test_what_is_longer_than_any_answer_is_not_read(asked: Any) -> None:
    with pytest.raises(InputError, match="填写的内容太多") as refused:
        asked({**SENT, "name": "x" * MOST_BYTES})
    assert refused.value.http_status == 413
    assert Page.handed_in == []


def test_length_that_is_no_number_is_no_fault(asked: Any) -> None:
    assert asked(SENT, CONTENT_LENGTH="x").status_code in (302, 400)


def test_too_many_from_one_address_are_refused(asked: Any) -> None:
    assert [asked(SENT).status_code for _ in range(3)] == [302, 302, 429]
    assert len(Page.handed_in) == 2


def test_page_that_does_not_say_how_many_is_none(rf: RequestFactory) -> None:
    with pytest.raises(NotImplementedError):
        OpenFormPage().most_an_address()
