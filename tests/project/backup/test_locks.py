"""What opens a backup and what does not, each refusal in one sentence."""

import json
from pathlib import Path

import pytest

from tests.project.backup.kit import SECRET, new_key
from tongxin.kernel.errors import InputError, UnavailableError
from tongxin.project.backup.locks import (
    Key,
    for_reading,
    for_writing,
    installation_secret,
    key_of,
    new_lock,
)

PASSPHRASE = "很长的一句备份口令，抄在纸上"


def test_passphrase_begins_a_store_and_opens_it_and_another_does_not() -> None:
    header, locked, vault = new_lock(key_of(PASSPHRASE), secret=SECRET)
    sealed = vault.lock(b"rows")
    assert PASSPHRASE.encode() not in header + locked
    opened = for_reading(header, locked, key=key_of(PASSPHRASE))
    assert (opened.unlock(sealed), opened.secret) == (b"rows", SECRET)
    with pytest.raises(InputError, match="口令或私钥不对"):
        for_writing(header, locked, key=key_of("另一句也是很长的备份口令"), secret=SECRET)
    with pytest.raises(InputError, match="用口令锁的"):
        for_reading(header, locked, key=new_key())


def test_recipient_makes_backups_that_only_its_identity_opens() -> None:
    key = new_key()
    public = key_of(key.recipient)
    assert (public.opens, key.opens) == (False, True)
    header, locked, vault = new_lock(public, secret=SECRET)
    again = for_writing(header, locked, key=public, secret=SECRET)
    assert again == vault
    assert for_reading(header, locked, key=key).unlock(again.lock(b"x")) == b"x"
    with pytest.raises(InputError, match="公钥只能加密"):
        for_reading(header, locked, key=public)
    with pytest.raises(InputError, match="口令或私钥不对"):
        for_reading(header, locked, key=new_key())
    with pytest.raises(InputError, match="请给出私钥"):
        for_reading(header, locked, key=Key(passphrase=PASSPHRASE))
    with pytest.raises(InputError, match="以前用的不同"):
        for_writing(header, locked, key=new_key(), secret=SECRET)


def test_store_of_another_installation_is_not_written_to() -> None:
    key = new_key()
    header, locked, _ = new_lock(key, secret=SECRET)
    with pytest.raises(InputError, match="另一套系统"):
        for_writing(header, locked, key=key, secret=b"o" * 32)


def test_header_that_names_a_foreign_recipient_is_not_believed() -> None:
    key = new_key()
    header, locked, _ = new_lock(key, secret=SECRET)
    forged = json.dumps({**json.loads(header), "recipient": new_key().recipient}).encode()
    with pytest.raises(InputError, match="被改动过"):
        for_writing(forged, locked, key=key, secret=SECRET)
    with pytest.raises(UnavailableError, match="文件头被改动过"):
        for_reading(forged, locked, key=key)


@pytest.mark.parametrize(
    ("header", "sentence"),
    [(b"", "文件头已损坏"), (b'{"format": 1}', "文件头已损坏"), (b'{"format": 2}', "更新的版本")],
)
def test_header_that_cannot_be_read_is_said_so(header: bytes, sentence: str) -> None:
    with pytest.raises(UnavailableError, match=sentence):
        for_reading(header, b"", key=new_key())


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("short", "至少 12 个字符"),
        ("", "至少 12 个字符"),
        ("age1notakey", "不完整"),
        ("AGE-SECRET-KEY-1NOT", "不完整"),
        ("/no/such/file", "读不出来"),
    ],
)
def test_key_that_is_none_is_refused(text: str, sentence: str) -> None:
    with pytest.raises(InputError, match=sentence):
        key_of(text)


def test_key_file_may_have_remarks(tmp_path: Path) -> None:
    key = new_key()
    file = tmp_path / "key.txt"
    file.write_text(f"# created: today\n# public key: {key.recipient}\n\n{key.identity}\n", encoding="utf-8")
    assert key_of(str(file)) == key


def test_secret_of_an_installation_is_made_once(tmp_path: Path) -> None:
    made = installation_secret(tmp_path)
    assert len(made) == 32
    assert installation_secret(tmp_path) == made
    assert (tmp_path / "backup.secret").stat().st_mode & 0o777 == 0o600


def test_mistyped_path_is_no_passphrase(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for text in (
        f"{'long ' * 60}/{'words ' * 60}",
        "~nobody-here/backup-of-tongxin",
        "keys/tongxin-backup.key",
        "tongxin-backup.key",
        "tongxin-key.TXT",
        "recipient-age.pub",
        "C:\\keys\\backup",
    ):
        with pytest.raises(InputError, match="看起来是密钥文件的路径，但没有这个文件；请写绝对路径"):
            key_of(text)
    identity = new_key().identity
    (tmp_path / "tongxin-backup.key").write_text(identity)
    monkeypatch.chdir(tmp_path)
    assert key_of("tongxin-backup.key").identity == identity
    (tmp_path / "paper").write_text("either/or is a passphrase")
    assert key_of(str(tmp_path / "paper")).passphrase == "either/or is a passphrase"
