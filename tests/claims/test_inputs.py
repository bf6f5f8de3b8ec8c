import json
import os
import time
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.claims.tables import facts_table
from tongxin.claims import drafts as room
from tongxin.claims import work
from tongxin.claims.check import check
from tongxin.claims.comments import annotate
from tongxin.claims.documents import Report, read_report
from tongxin.claims.drafts import LIFE, Drafts
from tongxin.claims.inputs import Inputs, one_line_end
from tongxin.claims.room import ROOM
from tongxin.kernel.errors import NotFoundError
from tongxin.office import commented_text

FACTS = """会员人数 | 人 | | 2022-09-20 | 2022-09-20 | 312
县级覆盖 | 个 | | 2022-09-20 | 2022-09-20 | 104.5 | 122"""
TABLE = facts_table(FACTS, home="湖南省")
TEXT = "会员312人。\n县级覆盖86%。"


def inputs(**changes):
    values = {"text": TEXT, "published": date(2022, 9, 26), "home": "湖南省", "facts": TABLE.facts, "overrides": {}}
    return Inputs(**{**values, **changes})


def test_inputs_are_written_and_read_back_exactly():
    one = inputs().choosing((2, 6), "f2").choosing((12, 15), None)
    assert Inputs.from_json(json.loads(json.dumps(one.as_json()))) == one
    register = inputs(facts=None, snapshot="s1")
    assert Inputs.from_json(register.as_json()) == register
    assert register.table is None


def test_choice_is_forgotten_alone():
    one = inputs().choosing((2, 6), "f2").choosing((12, 15), None)
    assert one.forgetting((2, 6)).overrides == {(12, 15): None}
    assert one.choosing((2, 6), None).overrides == {(2, 6): None, (12, 15): None}


def test_long_text_is_large():
    assert inputs(text="字" * 50_001).is_large
    assert not inputs(text="字" * 50_000).is_large


def test_line_ends_are_one_kind():
    assert one_line_end("一\r\n二\r三\n") == "一\n二\n三\n"


@given(st.text(alphabet="会员312人。\n\t \x00\x0b\x1f\ufffeA<&", max_size=60))
def test_pasted_text_made_a_word_file_keeps_every_offset(text):
    text = f"会员312人。{text}"
    word = commented_text.read(text.encode(), notes=[(2, 6, "312人", "相符")], author="核")
    read = read_report(word, name="a.docx", isolated=False).text.removesuffix("\n")
    assert len(read) == len(text)
    assert all(there in {one, " "} for one, there in zip(text, read, strict=True))


def test_pasted_text_gets_its_comments():
    checked = check(TEXT, date=date(2022, 9, 26), home="湖南省", answers=TABLE)
    commented = annotate(Report(text=TEXT), checked)
    assert read_report(commented, name="报告.docx").text.strip() == TEXT
    assert commented != annotate(Report(text=TEXT), replace(checked, text=TEXT.replace("86", "85")))


@pytest.fixture
def shelf(tmp_path: Path) -> Drafts:
    return Drafts(tmp_path / "drafts")


def test_draft_is_found_again_by_its_owner_only(shelf):
    draft = shelf.create(inputs(), owner="甲", word=b"PK")
    found = shelf.open(draft.key, owner="甲")
    assert (found.inputs, found.word, found.result) == (inputs(), b"PK", None)
    for stranger in ("乙", ""):
        with pytest.raises(NotFoundError, match="已过期"):
            shelf.open(draft.key, owner=stranger)
    assert shelf.create(inputs(), owner="").word is None


@pytest.mark.parametrize("key", ["", "nothing", "../inputs.json", "x" * 24, "x" * 23 + "/"])
def test_address_that_is_no_draft_finds_nothing(shelf, key):
    with pytest.raises(NotFoundError):
        shelf.open(key, owner="甲")


def test_result_and_choice_replace_earlier_ones_and_the_owner_stays(shelf):
    draft = shelf.create(inputs(), owner="甲")
    draft.keep_result({"notes": []})
    draft.keep_inputs(inputs().choosing((2, 6), None))
    again = shelf.open(draft.key, owner="甲")
    assert again.result == {"notes": []}
    assert again.inputs.overrides == {(2, 6): None}
    assert sorted(path.name for path in again.folder.iterdir()) == ["inputs.json", "result.json"]


def age(draft, seconds):
    then = time.time() - seconds
    os.utime(draft.folder, (then, then))


def test_draft_unused_too_long_is_gone_for_good(shelf):
    draft = shelf.create(inputs(), owner="甲")
    age(draft, LIFE + 5)
    with pytest.raises(NotFoundError):
        shelf.open(draft.key, owner="甲")
    assert not draft.folder.exists()


def test_draft_in_use_lives_on(shelf):
    draft = shelf.create(inputs(), owner="甲")
    age(draft, LIFE - 60)
    shelf.open(draft.key, owner="甲")
    age_now = time.time() - draft.folder.stat().st_mtime
    assert age_now < 60


def test_draft_nobody_comes_back_to_is_gone_by_the_schedule_alone(shelf, monkeypatch):
    monkeypatch.setattr(work, "drafts", lambda: shelf)
    scheduled = next(one for one in ROOM.scheduled if one.code == "claims.drafts")
    old, fresh = (shelf.create(inputs(), owner="甲") for _ in range(2))
    age(old, LIFE + 5)
    scheduled.run()
    assert (old.folder.exists(), fresh.folder.exists()) == (False, True)
    assert scheduled.every <= timedelta(minutes=30)


def test_visit_sweeps_what_expired_and_what_is_too_many(shelf, monkeypatch):
    shelf.sweep()
    monkeypatch.setattr(room, "MOST", 3)
    old, *fresh = (shelf.create(inputs(), owner="甲") for _ in range(3))
    age(old, LIFE + 5)
    age(fresh[0], 100)
    age(fresh[1], 50)
    shelf.sweep()
    assert not old.folder.exists()
    newest = [shelf.create(inputs(), owner="甲") for _ in range(2)]
    assert not fresh[0].folder.exists()
    assert all(one.folder.exists() for one in (fresh[1], *newest))


def test_discarded_draft_can_no_longer_be_used(shelf):
    draft = shelf.create(inputs(), owner="甲")
    draft.discard()
    with pytest.raises(NotFoundError):
        shelf.open(draft.key, owner="甲")
    with pytest.raises(NotFoundError):
        draft.keep_result({})
    with pytest.raises(NotFoundError):
        room._touch(draft.folder / "gone")
    assert draft.result is None
