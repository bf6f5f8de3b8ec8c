"""Stories of the demonstration network: showcases, interviews, a short video, one that waits for review. Nobody is on them."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final

from tongxin.access import journal
from tongxin.attendance.demo import noon
from tongxin.lifecycle.evidence import About, attach, files_of
from tongxin.network.demo import REASON, World
from tongxin.network.demo.drawn import Drawn
from tongxin.network.demo.series import PORTRAITS
from tongxin.network.models import Place
from tongxin.network.models.tokens import new_token
from tongxin.records.stories.models import REVIEWED, Shown, Story

Kind, State = Story.Kind, Story.State
RIVER: Final = Path(__file__).with_name("data") / "river.webm"
_CAPTIONS: Final = "WEBVTT\n\n00:00.000 --> 00:03.000\n湘江日出（演示）\n"
_TEXT: Final = "（演示数据）一段话介绍这里的山水。\n\n一段话说说怎样去、看什么。"
_STOPS: Final = (
    ("430104", "岳麓书院", "先看书院"),
    ("430104", "橘子洲", "再到江心"),
    ("430225", "神农谷", "住一晚，看日出"),
)


@dataclass
class _File:
    """Some bytes as an upload."""

    content: bytes
    name: str | None

    def chunks(self) -> Iterator[bytes]:
        """Yield them."""
        yield self.content


def load(world: World) -> None:
    """Write them with their files, the same each time but for the secret addresses."""
    province, county = (world.organisations.of(world.network.associations[place]) for place in (0, -1))
    places = {one.code: one for one in Place.objects.filter(code__in={code for code, *_ in _STOPS})}
    route = [
        {"code": code, "place": places[code].name, "name": name, "text": text}
        for code, name, text in _STOPS
        if code in places
    ]
    said: tuple[dict[str, Any], ...] = (
        {"title": "寻美湖南·相约湖南：一江两岸（演示）", "kind": Kind.SHOWCASE, "route": route, "published": date(2022, 8, 12)},
        {"title": "我是新阶层人士：在山里开民宿（演示）", "kind": Kind.INTERVIEW, "published": date(2022, 6, 20), "series": world.series[PORTRAITS]},
        {"title": "寻美湖南：湘江日出（演示）", "kind": Kind.VIDEO, "published": date(2022, 9, 2)},
        {"title": "寻美湖南：家门口的风景（演示）", "kind": Kind.SHOWCASE, "published": date(2021, 10, 1), "organiser": county},
        {"title": "我是新阶层人士：从讲台到直播间（演示）", "kind": Kind.INTERVIEW, "state": State.REVIEW},
    )  # fmt: skip
    rows = Story.objects.insert_rows([_story(**{"organiser": province, **one}) for one in said])
    journal.write_many(rows, by=world.by, action="stories.story.draft", reason=REASON)
    for row in rows:
        row.places.set([places[one["code"]] for one in row.route] or [row.place_id])
    people = Shown.objects.insert_rows(
        Shown(
            story=row, path=row.path, number=1, name="演示人物", purpose="在公开页面展示", paper="演示同意书",
            agreed=date(2022, 6, 1),
        )
        for row in rows
        if not row.nobody_shown
    )  # fmt: skip
    journal.write_many(people, by=world.by, action="stories.shown.name", reason=REASON)
    _picture(rows, world=world)


def _story(*, state: str = State.PUBLISHED, **values: Any) -> Story:
    organiser, day = values["organiser"], values.get("published") or date(2022, 9, 5)
    return Story(
        lead="演示用的图样，没有真人真景。", text=_TEXT, state=state, place_id=organiser.place_id, path=organiser.path,
        recorded_at=noon(day), public_code=new_token() if state == State.PUBLISHED else "",
        nobody_shown=values["kind"] != Kind.INTERVIEW, **values,
    )  # fmt: skip


def _picture(rows: list[Story], *, world: World) -> None:
    """Hang pictures, a video and captions on them, each looked at in a process of its own, and hand them to review."""
    files: tuple[tuple[Story, str, Any, str], ...] = (
        (rows[0], "photo", Drawn(number=0), "岳麓书院前的山坡，图样"),
        (rows[0], "photo", Drawn(number=1), "江水从山前流过，图样"),
        (rows[2], "video", _File(RIVER.read_bytes(), "日出.webm"), "太阳从山后升起，照着江面，图样"),
        (rows[2], "captions", _File(_CAPTIONS.encode(), "日出.vtt"), "字幕"),
        (rows[3], "photo", Drawn(number=2), "山坡和河，图样"),
    )
    for row, kind, upload, words in files:
        attach(row, by=world.by, upload=upload, kind=kind, about=About(purpose=words))
    for row in rows:
        if row.state in REVIEWED:
            row.pieces = [{"file": file.pk, "alt": file.purpose} for file in files_of(row)]
            row.save()
