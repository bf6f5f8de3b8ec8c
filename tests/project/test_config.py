import json
import stat
from base64 import urlsafe_b64decode
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from tongxin.project import config


def test_secret_is_made_once_for_its_owner_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TONGXIN_SECRET_KEY", raising=False)
    made = config.secret(tmp_path, "SECRET_KEY")
    assert len(made) >= 50
    assert config.secret(tmp_path, "SECRET_KEY") == made
    assert stat.S_IMODE((tmp_path / "secret_key.secret").stat().st_mode) == 0o600
    monkeypatch.setenv("TONGXIN_SECRET_KEY", "given")
    assert config.secret(tmp_path, "SECRET_KEY") == "given"


def test_field_keys_are_made_once_and_are_32_bytes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TONGXIN_FIELD_KEYS", raising=False)
    made = config.field_keys(tmp_path)
    assert config.field_keys(tmp_path) == made
    assert [len(urlsafe_b64decode(key)) for key in made.values()] == [32]
    monkeypatch.setenv("TONGXIN_FIELD_KEYS", json.dumps({"k2": "x"}))
    assert config.field_keys(tmp_path) == {"k2": "x"}


@pytest.mark.parametrize(
    ("text", "value"), [("1", True), ("true", True), (" ON ", True), ("0", False), ("", False), (None, True)]
)
def test_flag_reads_on_and_off(monkeypatch: pytest.MonkeyPatch, text: str | None, value: bool) -> None:
    monkeypatch.delenv("TONGXIN_X", raising=False)
    if text is not None:
        monkeypatch.setenv("TONGXIN_X", text)
    assert config.flag("TONGXIN_X", default=True) is value


def test_data_folder_is_made_where_it_is_asked_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TONGXIN_DATA", str(tmp_path / "a" / "b"))
    assert config.data_dir().is_dir()
    monkeypatch.delenv("TONGXIN_DATA")
    monkeypatch.chdir(tmp_path)
    assert config.data_dir() == Path.cwd() / "var"


def test_words_are_split_at_commas(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TONGXIN_HOSTS", "a.example, b.example,,")
    assert config.words("TONGXIN_HOSTS", default="") == ["a.example", "b.example"]


@pytest.mark.parametrize("sign", ["tongxin.sqlite3", "signing"])
def test_secret_lost_from_a_folder_in_use_is_not_made_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, sign: str
) -> None:
    monkeypatch.setattr(config, "MISSING", [])
    for name in ("TONGXIN_SECRET_KEY", "TONGXIN_INDEX_KEY", "TONGXIN_FIELD_KEYS"):
        monkeypatch.delenv(name, raising=False)
    kept = config.secret(tmp_path, "INDEX_KEY")
    (tmp_path / sign).mkdir()
    assert config.secret(tmp_path, "INDEX_KEY") == kept
    assert config.field_keys(tmp_path) == {}
    assert config.secret_key(tmp_path)  # Django starts, so that a restore can
    assert config.MISSING == ["field_keys", "secret_key"]
    assert [path.name for path in tmp_path.glob("*.secret")] == ["index_key.secret"]
    assert sorted(config.make_missing(tmp_path)) == ["field_keys", "secret_key"]
    assert config.MISSING == []
    assert len(config.field_keys(tmp_path)) == 1


def test_token_is_made_anew_in_a_folder_in_use_where_a_secret_is_missed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("TONGXIN_MONITOR_TOKEN", raising=False)
    monkeypatch.setattr(config, "MISSING", [])
    (tmp_path / config.DATABASE_FILE).touch()
    made = config.token(tmp_path, "MONITOR_TOKEN")
    assert len(made) > 40
    assert (config.token(tmp_path, "MONITOR_TOKEN"), config.MISSING) == (made, [])
    monkeypatch.setenv("TONGXIN_MONITOR_TOKEN", "given")
    assert config.token(tmp_path, "MONITOR_TOKEN") == "given"


def test_database_file_elsewhere_is_refused_and_one_in_the_folder_or_a_server_is_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own, server = f"sqlite:///{tmp_path / config.DATABASE_FILE}", "postgresql://tongxin@db/tongxin"
    monkeypatch.delenv("DATABASE_URL", raising=False)
    assert config.database_url(tmp_path) == own
    for url in (own, server):
        monkeypatch.setenv("DATABASE_URL", url)
        assert config.database_url(tmp_path) == url
    monkeypatch.setenv("DATABASE_URL", "sqlite:////srv/other.sqlite3")
    with pytest.raises(ImproperlyConfigured, match="TONGXIN_DATA"):
        config.database_url(tmp_path)
