from base64 import urlsafe_b64encode
from typing import Any

import pytest
from django.db import connection

from tests.cast import Cast
from tongxin.access import journal
from tongxin.access.models import Entry
from tongxin.kernel.errors import InputError, UnavailableError
from tongxin.network.models import Person
from tongxin.network.models.privacy import blind_index, decrypt, encrypt, normal_mobile
from tongxin.network.queries.people import found_people, people


def test_text_comes_back_and_is_never_sealed_alike() -> None:
    one, other = encrypt("13800138000"), encrypt("13800138000")
    assert one != other
    assert "13800138000" not in one
    assert decrypt(one) == decrypt(other) == "13800138000"
    assert encrypt("") == decrypt("") == ""


def test_altered_text_or_lost_key_is_said_so() -> None:
    sealed = encrypt("13800138000")
    with pytest.raises(UnavailableError, match="已损坏"):
        decrypt(sealed[:-4] + ("AAA=" if sealed[-4:] != "AAA=" else "BBB="))
    with pytest.raises(UnavailableError, match="k9"):
        decrypt(f"k9:{sealed.partition(':')[2]}")


def test_new_key_seals_and_old_key_still_opens(settings: Any) -> None:
    old = encrypt("13800138000")
    new_key = urlsafe_b64encode(b"n" * 32).decode()
    settings.TONGXIN_FIELD_KEYS = {"k2": new_key, **settings.TONGXIN_FIELD_KEYS}
    assert encrypt("x").startswith("k2:")
    assert decrypt(old) == "13800138000"


def test_index_is_keyed(settings: Any) -> None:
    before = blind_index("13800138000")
    settings.TONGXIN_INDEX_KEY = "another"
    assert blind_index("13800138000") != before
    assert blind_index("") == ""


@pytest.mark.parametrize(
    "typed",
    [
        "13800138000", "138 0013 8000", "138-0013-8000", "+86 13800138000", "１３８００１３８０００", "(0086)13800138000",
        "8613800138000", "86-138-0013-8000", "+86 138–0013–8000", "\u202d13800138000\u202c", "138\u200b00138000",
        "\ufeff138\xa00013\u30008000", "138.0013.8000", "＋８６（１３８）００１３８０００",
    ],
)  # fmt: skip
def test_mobile_is_normalised(typed: str) -> None:
    assert normal_mobile(typed) == "13800138000"


@pytest.mark.parametrize(
    "typed",
    [
        "1380013800",
        "12800138000",
        "138001380001",
        "电话",
        "1.38e10",
        "0731-85551234",
        "86138001380001",
        "86",
        "+8612800138000",
    ],
)
def test_mobile_that_is_none_is_refused(typed: str) -> None:
    with pytest.raises(InputError, match="11 位"):
        normal_mobile(typed)


def test_table_and_journal_hold_no_mobile_and_no_name(cast: Cast) -> None:
    person = cast.person("覃小红", mobile="13800138000", unit="长沙某律师事务所")
    with connection.cursor() as cursor:
        cursor.execute("SELECT mobile, mobile_index FROM network_person WHERE id = %s", [person.pk])
        sealed, index = cursor.fetchone()
    assert "13800138000" not in sealed
    assert index == blind_index("13800138000")
    line = Entry.objects.whole_network(reason="the test reads the whole journal").get(action="network.person.register")
    assert "覃" not in f"{line.before}{line.after}{line.record_label}{line.reason}"
    assert "律师" not in f"{line.after}"
    assert line.after["mobile"] == line.after["name"] == journal.REDACTED


def test_person_is_found_by_mobile_after_bulk_insert(cast: Cast) -> None:
    home = cast.county.place
    Person.objects.bulk_create(
        [Person(name=f"人{number}", place=home, path=home.path, mobile=f"1380013800{number}") for number in range(3)]
    )
    scope = cast.actor("secretary").scope
    assert [person.name for person in found_people(people(scope), "138 0013 8001")] == ["人1"]
    assert not found_people(people(cast.actor("neighbour").scope), "13800138001").exists()
