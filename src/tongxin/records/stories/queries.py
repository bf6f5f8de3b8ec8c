"""Reads of stories. Whether one is open to all is worked out at each reading: published, and every consent stands."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.db.models import Exists, OuterRef, Q, QuerySet

from tongxin.kernel.errors import NotFoundError
from tongxin.kernel.period import today
from tongxin.kernel.scope import Scope
from tongxin.lifecycle.evidence import files_of, hidden_because
from tongxin.lifecycle.models import EvidenceFile
from tongxin.network.models import Consent, Organisation, Person
from tongxin.ports.personal import PersonalRecord
from tongxin.records.stories.models import REVIEWED, Shown, Story

PUBLIC_PREFIX: Final = "stories"
SHOWING: Final = "showing"
"""The purpose members agree to, or not, on their own page."""
MISSING: Final = "没有找到这篇展示，或者它已不再公开。"
_Kind = EvidenceFile.Kind
_PIECES: Final = (_Kind.PHOTO, _Kind.VIDEO, _Kind.CAPTIONS)
_ANYBODY: Final = Scope()


@dataclass(frozen=True, kw_only=True)
class Piece:
    """A picture, a video or captions of a story, with what it shows in words."""

    file: EvidenceFile
    alt: str


def lapsed(rows: QuerySet[Shown], *, day: date) -> QuerySet[Shown]:
    """Narrow people in stories to those whose consent does not stand: not given, over, or taken back here or as a member."""
    asked = Consent.objects.counted().filter(person=OuterRef("person"), purpose=SHOWING)
    refused = Exists(asked) & ~Exists(asked.filter(withdrawn=None))
    return rows.filter(Q(agreed=None) | Q(until__lt=day) | Q(revoked__isnull=False) | refused)


def open_to_all(rows: QuerySet[Story], *, day: date | None = None) -> QuerySet[Story]:
    """Narrow to what anybody may see today."""
    people = Shown.objects.counted().filter(story=OuterRef("pk"))
    return rows.filter(~Exists(lapsed(people, day=day or today())), state=Story.State.PUBLISHED)


def public_stories() -> QuerySet[Story]:
    """Return all that anybody may see, newest first."""
    organisers = Organisation.objects.public().values("pk")
    rows = Story.objects.children_of_numbered(Organisation, organisers, field="organiser")
    return open_to_all(rows).select_related("organiser").order_by("-published", "-id")


def public_story(code: str) -> Story:
    """Return the story at a public address; raise `NotFoundError` unless it is open to all now."""
    found = open_to_all(Story.objects.with_secret(public_code=code)).select_related("organiser", "place").first()
    if found is None:
        raise NotFoundError(MISSING)
    return found


def public_file(code: str, number: int) -> EvidenceFile:
    """Return a published file of a story; raise `NotFoundError` unless both are open to all now."""
    story = public_story(code)
    found = next((piece.file for piece in public_pieces([story])[story.pk] if piece.file.pk == number), None)
    if found is None:
        raise NotFoundError("没有找到这个文件，或者它已不再公开。")
    return found


def public_pieces(stories: Sequence[Story]) -> Mapping[int, list[Piece]]:
    """Return of each story what of its published pieces is open to all today, in order; one query."""
    said = {piece["file"]: piece["alt"] for story in stories for piece in story.pieces}
    found: dict[int, list[Piece]] = {story.pk: [] for story in stories}
    paths = {story.pk: story.path for story in stories}
    rows = EvidenceFile.objects.about_numbered(Story, found).filter(pk__in=said)
    for file in rows.order_by("id"):
        if not hidden_because(file, path=paths[file.record_id], scope=_ANYBODY):
            found[file.record_id].append(Piece(file=file, alt=said[file.pk]))
    return found


def own_pieces(story: Story, *, scope: Scope) -> list[Piece]:
    """Return what a story shows to whoever works on it: what was handed to review, before that what is there."""
    frozen = {piece["file"]: piece["alt"] for piece in story.pieces} if story.state in REVIEWED else None
    files = [file for file in candidates(story) if frozen is None or file.pk in frozen]
    return [
        Piece(file=file, alt=file.purpose if frozen is None else frozen[file.pk])
        for file in files
        if not hidden_because(file, path=story.path, scope=scope)
    ]


def candidates(story: Story) -> QuerySet[EvidenceFile]:
    """Return the files that are to be shown: pictures, videos and captions nobody took back, none that holds personal data."""
    rows = files_of(story).filter(withdrawn_at=None, removed_at=None, holds_personal=False)
    return rows.filter(kind__in=_PIECES)


def shown_in(story: Story) -> QuerySet[Shown]:
    """Return who is to be seen in a story, for acts, which have checked it."""
    return Shown.objects.children_of(story).order_by("number")


def people_in(story: Story, *, scope: Scope) -> QuerySet[Shown]:
    """Return those this scope may read."""
    readable = Shown.objects.visible_to(scope).values("pk")
    return shown_in(story).filter(pk__in=readable).select_related("person")


def closed_because(story: Story) -> str:
    """Return why a published story is not open to all today; empty where it is, or is not published."""
    if story.state != Story.State.PUBLISHED:
        return ""
    numbers = lapsed(shown_in(story), day=today()).values_list("number", flat=True)
    return f"暂不公开：第 {'、'.join(map(str, numbers))} 位出镜人的同意没有、已撤回或已到期" if numbers else ""


def own_stories(person_id: int) -> Iterator[PersonalRecord]:
    """Tell a person in which stories he or she is to be seen, and what was agreed to."""
    rows = Shown.objects.children_of_numbered(Person, [person_id]).select_related("story__organiser")
    for one in rows.order_by("-story__recorded_at", "-id"):
        agreed = f"{one.agreed}同意用于{one.purpose}" if one.agreed else "还没有登记同意"
        ended = f"，{one.revoked}撤回" if one.revoked else f"，到{one.until}为止" if one.until else ""
        detail = f"{one.story.organiser.name}，{one.story.get_state_display()}，{agreed}{ended}"
        yield PersonalRecord(kind="展示", title=one.story.title, detail=detail, day=one.story.published)
