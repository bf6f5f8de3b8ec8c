from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.cast import SYSTEM, Cast
from tests.cast import cast as built
from tests.lifecycle.evidence.conftest import examined_here
from tests.lifecycle.evidence.making import Streamed, picture
from tests.records.stories.samples import ROUTE, consent_details, story_details
from tongxin.lifecycle import evidence
from tongxin.lifecycle.models import EvidenceFile
from tongxin.records.stories import actions
from tongxin.records.stories.models import Shown, Story

Tell = Callable[..., Story]
Hang = Callable[..., EvidenceFile]


@pytest.fixture(autouse=True)
def folder(settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr("tongxin.lifecycle.evidence.actions.examine", examined_here)
    settings.TONGXIN_EVIDENCE = tmp_path / "evidence"
    return tmp_path / "evidence"


@pytest.fixture
def cast(db: None) -> Cast:
    return built()


@pytest.fixture
def hang(cast: Cast) -> Hang:
    """Hang a file on a story; every one is another."""
    widths = iter(range(20, 90))

    def hung(story: Story, content: bytes = b"", *, kind: str = "photo", by: Any = None, **more: Any) -> EvidenceFile:
        upload = Streamed(content or picture(size=(next(widths), 20)), name=more.pop("name", "图.jpg"), portion=4096)
        about = evidence.About(**({"purpose": "沩山云海"} | more))
        return evidence.attach(story, by=by or SYSTEM, upload=upload, kind=kind, about=about)

    return hung


@pytest.fixture
def showcase(cast: Cast, hang: Hang) -> Tell:
    """A showcase of two places with a picture, nobody in it, published."""

    def show(title: str = "寻美湖南", **changes: Any) -> Story:
        details = story_details(cast, **({"title": title, "kind": "showcase", "route": ROUTE, "text": ""} | changes))
        one = actions.draft(by=SYSTEM, **details)
        hang(one)
        actions.ask(one, by=SYSTEM, nobody=True)
        actions.submit(one, by=SYSTEM)
        return actions.publish(one, by=SYSTEM)

    return show


@pytest.fixture
def interview(cast: Cast, hang: Hang) -> Tell:
    """An interview with one person in it and a portrait, published."""

    def told(
        title: str = "我是新阶层人士", *, people: str = "王例山 某民宿", until: Any = None, **changes: Any
    ) -> Story:
        one = actions.draft(by=SYSTEM, **story_details(cast, title=title, **changes))
        hang(one, purpose="民宿主人在院里", shows_people=True, consent_given=True, consent_paper="档案柜 3")
        actions.ask(one, by=SYSTEM, people=people)
        actions.agree(one, by=SYSTEM, **consent_details(until=until))
        actions.submit(one, by=SYSTEM)
        return actions.publish(one, by=SYSTEM)

    return told


def fresh(story: Story) -> Story:
    return Story.objects.whole_network(reason="test").get(pk=story.pk)


def people(story: Story) -> list[Shown]:
    return list(Shown.objects.whole_network(reason="test").filter(story=story).order_by("number"))
