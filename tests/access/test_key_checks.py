"""A database knows the secrets it was written with: others, or none, are found out before anything starts."""

from pathlib import Path
from typing import Any

import pytest
from django.core.checks import run_checks
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import OperationalError

from tests.addresses import free_address
from tongxin.access import keyring
from tongxin.access.key_checks import RESTORE_PLAN, check_values, require_keys, wrong_keys
from tongxin.access.models import Entry, KeyCheck, Site
from tongxin.access.privacy import blind_index, encrypt
from tongxin.kernel.errors import UnavailableError
from tongxin.project import config

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def installation(settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    settings.TONGXIN_KEYRING = tmp_path / "signing"
    settings.TONGXIN_FIELD_KEYS = {"k1": "one"}
    settings.TONGXIN_INDEX_KEY = "index"
    settings.SECRET_KEY = "sessions"
    settings.TONGXIN_MISSING_SECRETS = []
    settings.DATA_DIR = tmp_path
    monkeypatch.setattr(config, "MISSING", settings.TONGXIN_MISSING_SECRETS)
    KeyCheck.objects.all().delete()
    return settings


def test_first_start_notes_every_secret_and_tells_none() -> None:
    kid = keyring.current_kid()
    require_keys()
    known = dict(KeyCheck.objects.values_list("name", "value"))
    assert set(known) == {"field_keys/k1", "index_key", "secret_key", f"signing/{kid}"}
    assert known == check_values()
    assert len(set(known.values())) == 4
    assert not {"one", "index", "sessions"} & set(known.values())
    require_keys()
    assert KeyCheck.objects.count() == 4


def test_looking_makes_no_key(installation: Any) -> None:
    require_keys()
    assert not installation.TONGXIN_KEYRING.exists()


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("TONGXIN_FIELD_KEYS", {"k1": "another"}, "field_keys/k1（与数据库里记的不同）"),
        ("TONGXIN_FIELD_KEYS", {"k2": "one"}, "field_keys/k1（不在了）"),
        ("TONGXIN_INDEX_KEY", "another", "index_key（与数据库里记的不同）"),
        ("SECRET_KEY", "another", "secret_key（与数据库里记的不同）"),
        ("TONGXIN_MISSING_SECRETS", ["secret_key"], "secret_key（不在了）"),
    ],
)
def test_other_or_missing_secret_starts_nothing(installation: Any, name: str, value: Any, said: str) -> None:
    require_keys()
    noted = KeyCheck.objects.count()
    setattr(installation, name, value)
    with pytest.raises(UnavailableError) as refused:
        require_keys()
    assert said in refused.value.message
    assert "tongxin restore" in refused.value.message
    assert KeyCheck.objects.count() == noted  # the new one is not taken for the old
    for command in (["work", "--once"], ["serve", "--address", free_address()], ["setup"]):
        with pytest.raises(CommandError, match="密钥不对"):
            call_command(*command)
    found = [one for one in run_checks(include_deployment_checks=True) if str(one.id).startswith("tongxin.keys")]
    assert [said in one.msg for one in found] == [True]


def test_secret_lost_before_the_database_knew_any_starts_nothing(installation: Any) -> None:
    installation.TONGXIN_MISSING_SECRETS += ["field_keys"]
    installation.TONGXIN_FIELD_KEYS = {}
    with pytest.raises(UnavailableError, match="field_keys（不在了）"):
        require_keys()
    assert not KeyCheck.objects.exists()


def test_further_field_key_is_noted_beside_the_old_one(installation: Any) -> None:
    require_keys()
    installation.TONGXIN_FIELD_KEYS = {"k2": "two", "k1": "one"}
    require_keys()
    assert KeyCheck.objects.filter(name__startswith="field_keys/").count() == 2


def test_lost_signing_folder_is_found_and_a_rotated_key_is_not_lost(installation: Any, tmp_path: Path) -> None:
    kid = keyring.current_kid()
    require_keys()
    keyring.rotate()
    require_keys()
    for path in installation.TONGXIN_KEYRING.glob("*.secret"):
        path.unlink()  # as a restore without secrets leaves it
    assert len(wrong_keys()) == 2
    assert {one.missing for one in wrong_keys()} == {True}
    installation.TONGXIN_KEYRING = tmp_path / "none"
    with pytest.raises(UnavailableError, match=f"signing/{kid}（不在了）"):
        require_keys()


def test_database_that_is_away_is_no_wrong_key(monkeypatch: pytest.MonkeyPatch) -> None:
    def away() -> None:
        raise OperationalError("away")

    monkeypatch.setattr("tongxin.access.key_checks.wrong_keys", away)
    require_keys()
    monkeypatch.setattr("tongxin.project.checks.wrong_keys", away)
    assert not [one for one in run_checks(include_deployment_checks=True) if str(one.id).startswith("tongxin.keys")]


def test_half_finished_restore_starts_nothing(tmp_path: Path) -> None:
    (tmp_path / RESTORE_PLAN).touch()
    with pytest.raises(UnavailableError, match="restore --finish"):
        require_keys()


def test_personal_values_are_not_written_without_their_keys(installation: Any) -> None:
    installation.TONGXIN_FIELD_KEYS, installation.TONGXIN_INDEX_KEY = {}, ""
    with pytest.raises(UnavailableError, match="密钥文件不在了"):
        encrypt("13800138000")
    with pytest.raises(UnavailableError, match="密钥文件不在了"):
        blind_index("13800138000")
    assert encrypt("") == blind_index("") == ""


def test_meant_change_is_accepted_by_name_and_told_in_the_journal(installation: Any, capsys: Any) -> None:
    Site.objects.create()
    require_keys()
    installation.SECRET_KEY, installation.TONGXIN_INDEX_KEY = "rotated", "other"
    with pytest.raises(CommandError, match="密钥不对") as refusal:
        call_command("secrets")
    assert refusal.value.returncode == 2
    assert "✗ secret_key（与数据库里记的不同）" in capsys.readouterr().out
    with pytest.raises(CommandError, match="没有不对的地方"):
        call_command("secrets", "accept", "field_keys/k1")
    call_command("secrets", "accept", "secret_key")
    assert [one.name for one in wrong_keys()] == ["index_key"]
    line = Entry.objects.whole_network(reason="test").get(action="access.key.accept")
    assert line.reason == "认可更换：secret_key"
    call_command("secrets", "accept")
    require_keys()
    call_command("secrets")
    assert "密钥与数据库相配。" in capsys.readouterr().out


def test_secrets_lost_for_good_are_made_anew_only_when_accepted(installation: Any, tmp_path: Path, capsys: Any) -> None:
    require_keys()
    installation.TONGXIN_MISSING_SECRETS += ["field_keys", "index_key"]
    installation.TONGXIN_FIELD_KEYS, installation.TONGXIN_INDEX_KEY = {}, ""
    call_command("secrets", "accept", "index_key")
    assert not list(tmp_path.glob("*.secret"))  # the other one may still be found
    call_command("secrets", "accept")
    assert "旧密钥加密的内容再也读不出来" in capsys.readouterr().out
    assert {path.name for path in tmp_path.glob("*.secret")} == {"field_keys.secret", "index_key.secret"}
    assert '"k1"' not in (tmp_path / "field_keys.secret").read_text()
