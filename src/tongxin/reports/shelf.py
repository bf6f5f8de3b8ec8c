"""The shelf of issued files: written once under their own hash, never changed, checked whenever they are handed out."""

from hashlib import sha256
from pathlib import Path

from django.conf import settings

from tongxin.kernel.errors import UnavailableError
from tongxin.office.writing import make_folder, write_file


def _path(digest: str, form: str) -> Path:
    return Path(settings.TONGXIN_REPORTS) / digest[:2] / f"{digest}.{form}"


def keep(content: bytes, *, form: str) -> str:
    """Write a file durably and return its sha256; raises `UnavailableError` when it cannot be written whole."""
    digest = sha256(content).hexdigest()
    target = _path(digest, form)
    if target.is_file():
        return digest
    try:
        make_folder(target.parent)
        write_file(target, content, mode=0o600)
    except OSError as error:
        raise UnavailableError("报告文件写不进磁盘（可能空间不足），没有签发。请清理磁盘后再签发一次。") from error
    return digest


def take(digest: str, *, form: str) -> bytes:
    """Return a kept file; raises `UnavailableError` where it is gone or no longer what was issued."""
    try:
        content = _path(digest, form).read_bytes()
    except OSError:
        raise UnavailableError("签发的文件不在了，请从备份恢复。") from None
    if sha256(content).hexdigest() != digest:
        raise UnavailableError("签发的文件已损坏，与签发时不一致，请从备份恢复。")
    return content
