"""A test that writes outside a transaction leaves nothing behind, and what migrations put in is there for the next one."""

import pytest
from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType
from django.db import connection, connections

from tests import prepared
from tests.cast import found
from tongxin.network.models import ChecklistLine, Organisation, Place, StageRule

ALL = "the test counts everything"


def contents() -> dict[str, int]:
    counted = {model: model.objects.count() for model in (Place, ContentType, Permission)}
    guarded = {
        model: model.objects.whole_network(reason=ALL).count() for model in (Organisation, StageRule, ChecklistLine)
    }
    return {model.__name__: number for model, number in (counted | guarded).items()}


BEGINNING = {"Organisation": 0, "StageRule": 8, "ChecklistLine": 6}


@pytest.mark.parametrize("turn", ["first", "second"])
@pytest.mark.django_db(transaction=True)
def test_each_test_begins_with_what_migrations_put_in(turn: str) -> None:
    assert contents().items() >= BEGINNING.items()
    assert Place.objects.filter(code="430182").exists()
    found(f"{turn}联谊会", "430182")
    assert contents()["Organisation"] == 1
    StageRule.objects.whole_network(reason=ALL).delete()


@pytest.mark.django_db
def test_ordinary_test_after_them_finds_the_same() -> None:
    counts = contents()
    assert counts.items() >= BEGINNING.items()
    assert counts["Place"] > 3000
    assert counts["ContentType"] > 40
    assert counts["Permission"] > 160


@pytest.mark.django_db
def test_reading_alias_names_the_same_database() -> None:
    assert connections["snapshot"].settings_dict["NAME"] == connection.settings_dict["NAME"]
    assert "test" in str(connection.settings_dict["NAME"])


def test_copy_is_named_after_what_the_database_follows_from(
    monkeypatch: pytest.MonkeyPatch, settings, tmp_path
) -> None:
    before = prepared.fingerprint()
    assert prepared.fingerprint() == before
    package = tmp_path / "tongxin"
    (package / "access" / "migrations").mkdir(parents=True)
    (package / "access" / "migrations" / "0001_initial.py").write_text("one")
    monkeypatch.setattr(prepared, "ROOT", tmp_path)
    monkeypatch.setattr(prepared, "PACKAGE", package)
    (tmp_path / "requirements.lock").write_text("django==5.2")
    first = prepared.fingerprint()
    (package / "access" / "migrations" / "0001_initial.py").write_text("two")
    second = prepared.fingerprint()
    settings.INSTALLED_APPS = settings.INSTALLED_APPS[:-1]
    assert len({before, first, second, prepared.fingerprint()}) == 4
