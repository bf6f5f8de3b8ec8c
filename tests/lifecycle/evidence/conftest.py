from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cast import Cast
from tests.cast import cast as build
from tests.lifecycle.evidence.making import Streamed, picture
from tongxin.lifecycle import evidence
from tongxin.lifecycle.evidence import actions
from tongxin.lifecycle.models import EvidenceFile
from tongxin.office.examining.examined import Examined
from tongxin.office.examining.sniffing import look


def examined_here(path: Path) -> Examined:
    """As in a process of its own, which takes longer to start."""
    with path.open("rb") as file:
        return look(file, folder=path.parent)


Attach = Callable[..., EvidenceFile]


@pytest.fixture(autouse=True)
def folder(settings, tmp_path, monkeypatch) -> Path:
    monkeypatch.setattr(actions, "examine", examined_here)
    settings.TONGXIN_EVIDENCE = tmp_path / "evidence"
    return settings.TONGXIN_EVIDENCE


@pytest.fixture
def story(db) -> Cast:
    """The cast; organisations carry files."""
    return build()


@pytest.fixture
def attach(story: Cast) -> Attach:
    def attached(content: bytes = b"", *, who: str = "secretary", record=None, **more) -> EvidenceFile:
        name, kind = more.pop("name", "照片.jpg"), more.pop("kind", "photo")
        about = evidence.About(**more)
        upload = Streamed(content or picture(), name=name, portion=4096)
        return evidence.attach(record or story.county, by=story.actor(who), upload=upload, kind=kind, about=about)

    return attached
