"""A text of which nobody sees anything is no name, title or reason, through whatever door it comes."""

from typing import Any

import pytest
from django import forms

from tests.cast import Cast
from tests.cast import cast as build
from tests.intake.programs import new_record, program
from tongxin.access.models import Account, Token
from tongxin.intake.api.records import doors
from tongxin.kernel.characters import is_seen

UNSEEN = "\u200b\u2060\u3164\u202e\ufeff"


@pytest.fixture
def cast(db: None) -> Cast:
    return build()


def test_text_is_seen_where_one_character_of_it_is() -> None:
    assert [is_seen(text) for text in ("", " ", UNSEEN, f"{UNSEEN} \n", f"{UNSEEN}甲", "a", "《》")] == [
        *(False, False, False, False),
        *(True, True, True),
    ]


def test_no_door_takes_a_text_nobody_sees(cast: Cast) -> None:
    taken = []
    for door in doors():
        sender = program(cast, "registrar" if door.name == "zones" else "secretary")
        sent: dict[str, Any] = new_record(door, cast)
        for name, field in door.form.base_fields.items():
            if type(field) is forms.CharField and name in sent and isinstance(sent[name], str) and sent[name]:
                answer = sender.answer("post", door.name, {**sent, name: UNSEEN})
                if answer.status_code not in {400, 409, 422}:
                    taken.append(f"{door.name}.{name}: {answer.status_code}")
    assert not taken, "\n".join(taken)


def test_accounts_and_tokens_are_called_by_what_is_seen(cast: Cast) -> None:
    sent = {"username": UNSEEN, "name": "甲", "password": "同心-tongxin-2022", "role": "reader", "place": "430100"}
    client = cast.client("administrator")
    assert "请填写登录名" in client.post("/manage/accounts/new/", sent).content.decode()
    client.post("/manage/accounts/new/", {**sent, "username": f"new{UNSEEN}", "name": f"{UNSEEN}甲乙"})
    assert Account.objects.get(username="new").first_name == "甲乙"
    token = {"label": UNSEEN, "verbs": ["view"], "days": "30", "place": ""}
    assert "请写明令牌给哪个程序用" in cast.client("city").post("/tokens/new/", token).content.decode()
    assert not Token.objects.whole_network(reason="the test counts tokens").exists()


def test_reason_nobody_sees_is_none(cast: Cast) -> None:
    page = f"/organisations/{cast.county.pk}/close/"
    answer = cast.client("secretary").post(page, {"day": "2022-01-01", "reason": UNSEEN})
    assert "请写明原因" in answer.content.decode()
