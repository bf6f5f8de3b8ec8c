"""Writes of stories: told, agreed to by those in them, handed in, reviewed by somebody else, published, taken down."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any, Final

from tongxin.access.actor import Actor
from tongxin.attendance.queries import match
from tongxin.attendance.rosters import parse_roster
from tongxin.kernel.errors import ConflictError, InputError
from tongxin.kernel.period import today
from tongxin.kernel.scope import Scope, Verb
from tongxin.lifecycle.acts import act
from tongxin.lifecycle.evidence import hidden_because
from tongxin.lifecycle.models import EvidenceFile
from tongxin.lifecycle.writing import Doer, change, create, require_past, require_reason
from tongxin.network.models import Person, Place
from tongxin.network.models.organising import organised_values
from tongxin.network.models.tokens import new_token
from tongxin.records.stories.models import Shown, Story
from tongxin.records.stories.queries import candidates, lapsed, shown_in

State, Kind = Story.State, EvidenceFile.Kind
KEPT: Final = timedelta(days=180)
"""How long names and papers are kept after a consent has ended."""


def draft(*, by: Actor, **details: Any) -> Story:
    """Put a story on record."""
    with act("stories.story.draft", by=by, path=details["organiser"].path) as doer:
        values = {**organised_values(details, by=doer), "places": _places(details), "hands": _hands([], by)}
        return create(Story(), by=doer, values=values)


def correct(one: Story, *, by: Actor, reason: str, **details: Any) -> Story:
    """Correct what is told, before it is handed in; giving it to another organisation needs scope over both."""
    by.scope.require(Verb.RECORD, details["organiser"].path)
    with act("stories.story.correct", one, by=by, reason=require_reason(reason)) as doer:
        values = organised_values(details, by=doer, record=one)
        change(one, by=doer, values={**values, "places": _places(details), "hands": _hands(one.hands, by)})
        for row in shown_in(one).exclude(path=one.path):
            change(row, by=doer, values={"path": one.path})
        return one


def ask(one: Story, *, by: Actor, people: str = "", nobody: bool = False) -> Story:
    """Say who is to be seen or heard, or that nobody is; from here on their consent is asked for."""
    with act("stories.story.ask", one, by=by) as doer:
        if nobody and shown_in(one).exists():
            raise ConflictError("已登记了出镜人，不能再说没有人出镜；登记错了的请撤下这篇、重新登记。")
        _name(one, by=doer, people=people)
        return change(one, by=doer, values={"state": State.CONSENT, "nobody_shown": nobody})


def agree(one: Story, *, by: Actor, number: int, **consent: Any) -> Story:
    """Record what somebody shown agreed to; once more where it is renewed."""
    with act("stories.story.agree", one, by=by) as doer:
        change(_numbered(one, number), by=doer, values={**consent, "revoked": None})
        return one


def revoke(one: Story, *, by: Actor, number: int, reason: str) -> Story:
    """Record that somebody shown takes consent back: from now on neither page nor files open to the public."""
    with act("stories.story.revoke", one, by=by, reason=require_reason(reason)) as doer:
        row = _numbered(one, number)
        if row.agreed is None or row.revoked is not None:
            raise ConflictError(f"第 {number} 位出镜人现在没有同意可撤回，请刷新后再看。", field="number")
        change(row, by=doer, values={"revoked": today()})
        return one


def submit(one: Story, *, by: Actor) -> Story:
    """Hand it in with the pictures and videos there are now, to be reviewed by somebody else."""
    with act("stories.story.submit", one, by=by) as doer:
        _require_consent(one)
        files = list(candidates(one))
        _require_told(one, kinds={file.kind for file in files})
        for file in files:
            _require_showable(file, path=one.path)
        pieces = [{"file": file.pk, "alt": file.purpose.strip()} for file in files]
        values = {"state": State.REVIEW, "pieces": pieces, "hands": _hands(one.hands, by)}
        return change(one, by=doer, values=values)


def send_back(one: Story, *, by: Actor, reason: str) -> Story:
    """Give it back to be worked on, and say why."""
    with act("stories.story.send_back", one, by=by, reason=require_reason(reason)) as doer:
        return change(one, by=doer, values={"state": State.CONSENT})


def publish(one: Story, *, by: Actor, published: date | None = None, reason: str = "") -> Story:
    """Say, as a second person, that everybody may see it."""
    with act("stories.story.publish", one, by=by, reason=reason) as doer:
        _require_consent(one)
        day = require_past(published or one.published or today(), field="published")
        code = one.public_code or new_token()
        return change(one, by=doer, values={"state": State.PUBLISHED, "published": day, "public_code": code})


def rework(one: Story, *, by: Actor, reason: str) -> Story:
    """Take it back to be changed: nobody sees it until it is reviewed again."""
    with act("stories.story.rework", one, by=by, reason=require_reason(reason)) as doer:
        return change(one, by=doer, values={"state": State.CONSENT, "hands": _hands([], by)})


def withdraw(one: Story, *, by: Actor, reason: str) -> Story:
    """Take it down for good: it is seen and counted no longer."""
    with act("stories.story.withdraw", one, by=by, reason=require_reason(reason)) as doer:
        return change(one, by=doer, values={"state": State.WITHDRAWN, "withdraw_reason": doer.reason[:200]})


def forget(person_id: int, *, by: Actor, reason: str) -> None:
    """Empty what is known of a person who is erased, whose consent ends with it."""
    for row in Shown.objects.children_of_numbered(Person, [person_id]):
        values = {"name": "", "paper": "", "revoked": row.revoked or today()}
        change(row, by=by, values=values, action="stories.shown.forget", reason=reason)


def purge(*, by: Actor, day: date) -> int:
    """Empty names and papers 180 days after a consent has ended; return how many were."""
    over = Shown.objects.for_worker().exclude(name="", paper="")
    rows = [*over.filter(revoked__lt=day - KEPT), *over.filter(revoked=None, until__lt=day - KEPT)]
    for row in rows:
        change(row, by=by, values={"name": "", "paper": ""}, action="stories.shown.purge")
    return len(rows)


def _places(details: Mapping[str, Any]) -> list[Place]:
    """Return the places of a route, or that of the organiser where it names none."""
    codes = {one["code"] for one in details["route"]}
    return list(Place.objects.filter(code__in=codes)) or [details["organiser"].place]


def _hands(before: list[int], by: Actor) -> list[int]:
    return sorted({*before, *([by.account_id] if by.account_id is not None else [])})


def _numbered(one: Story, number: int) -> Shown:
    found = shown_in(one).filter(number=number).first()
    if found is None:
        raise InputError(f"没有第 {number} 位出镜人，请核对本页「出镜人」里的序号。", field="number")
    return found


def _name(one: Story, *, by: Doer, people: str) -> None:
    try:
        lines = parse_roster(people)
    except InputError as error:
        raise InputError(str(error), field="people") from error
    if people.strip() and not lines:
        raise InputError("没有读出出镜人姓名，请按「姓名 手机号或单位」每人一行填写。", field="people")
    known = {(row.person_id, row.name) for row in shown_in(one)}
    for matched in match(lines, scope=by.scope):
        key = (matched.person_id, "" if matched.person_id else matched.line.name)
        if key not in known:
            known.add(key)
            row = Shown(story=one, path=one.path, number=len(known), person_id=key[0], name=key[1])
            create(row, by=by, action="stories.shown.name")


def _require_consent(one: Story) -> None:
    """Raise `ConflictError` unless everybody shown agrees today."""
    numbers = list(lapsed(shown_in(one), day=today()).values_list("number", flat=True))
    if numbers:
        said = "、".join(map(str, numbers))
        raise ConflictError(f"第 {said} 位出镜人还没有同意、已撤回或已到期，请先登记同意。")


def _require_showable(file: EvidenceFile, *, path: str) -> None:
    """Raise `ConflictError` for a file without words for those who cannot see it, or that would not open to the public."""
    if not file.purpose.strip() and file.kind != Kind.CAPTIONS:
        raise ConflictError(f"{file}没有说明，看不见的人不知道画面是什么；请在「佐证」里补充说明再送审。")
    if closed := hidden_because(file, path=path, scope=Scope()):
        raise ConflictError(f"{file}不能公开：{closed}；请在「佐证」里补充说明或撤回再送审。")


def _require_told(one: Story, *, kinds: set[str]) -> None:
    """Raise `ConflictError` where what makes a story of its kind is missing."""
    missing = {
        Story.Kind.SHOWCASE: (bool(one.route) and Kind.PHOTO in kinds, "旅游推介要有地点和至少一张图片"),
        Story.Kind.INTERVIEW: (bool(one.text.strip()), "人物访谈要有正文"),
        Story.Kind.VIDEO: (bool(one.link) or Kind.VIDEO in kinds, "短视频要有视频文件或视频链接"),
    }
    complete, sentence = missing[Story.Kind(one.kind)]
    if not complete:
        raise ConflictError(f"{sentence}，请补齐再送审。")
