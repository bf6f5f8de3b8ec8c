"""A story as it is read: the same for those who work on it and for everybody."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.urls import reverse

from tongxin.lifecycle.models import EvidenceFile
from tongxin.records.stories.models import Story
from tongxin.records.stories.queries import Piece
from tongxin.web.pages import Section

FILE, SMALL = "stories.file", "stories.thumbnail"
_Kind = EvidenceFile.Kind


@dataclass(frozen=True, kw_only=True)
class ShownPiece:
    """A piece with its addresses. `captions` are those of a video."""

    piece: Piece
    url: str
    small: str
    captions: Sequence["ShownPiece"] = ()


@dataclass(frozen=True, kw_only=True)
class Stop:
    """A stop of the route with its pictures: those whose words name it."""

    said: dict[str, str]
    pictures: Sequence[ShownPiece] = field(default_factory=list)


def told(story: Story, *, pieces: Sequence[Piece], title: str, empty: str = "", code: str = "") -> Section:
    """Return the story as a section. With the `code` of its public address files are those open to all."""
    shown = [_addressed(piece, code=code) for piece in pieces]
    pictures = [one for one in shown if one.piece.file.kind == _Kind.PHOTO]
    stops = []
    for said in story.route:
        here = [one for one in pictures if said["name"] in one.piece.alt]
        pictures = [one for one in pictures if one not in here]
        stops.append(Stop(said=said, pictures=here))
    videos = [one for one in shown if one.piece.file.kind == _Kind.VIDEO]
    captions = [one for one in shown if one.piece.file.kind == _Kind.CAPTIONS]
    context: dict[str, Any] = {
        "story": story,
        "stops": stops,
        "pictures": pictures,
        "videos": [_captioned(one, captions[place : place + 1]) for place, one in enumerate(videos)],
    }
    if not (story.lead or story.text or stops or shown or story.link):
        return Section(name="story", title=title, empty=empty)
    return Section(name="story", title=title, template="stories/story.html", context=context)


def _addressed(piece: Piece, *, code: str) -> ShownPiece:
    number = piece.file.pk
    names, arguments = (
        ((FILE, SMALL), [code, number]) if code else (("lifecycle:evidence", "lifecycle:evidence_thumbnail"), [number])
    )
    url, small = (reverse(name, args=arguments) for name in names)
    return ShownPiece(piece=piece, url=url, small=small)


def _captioned(video: ShownPiece, captions: Sequence[ShownPiece]) -> ShownPiece:
    return ShownPiece(piece=video.piece, url=video.url, small=video.small, captions=captions)
