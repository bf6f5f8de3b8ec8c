"""Writes of calls, papers and answers."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from tongxin.access.actor import Actor
from tongxin.attendance.queries import match
from tongxin.attendance.rosters import parse_roster
from tongxin.kernel.errors import ConflictError, InputError
from tongxin.kernel.scope import Verb
from tongxin.lifecycle.acts import act
from tongxin.lifecycle.naming import named_record
from tongxin.lifecycle.writing import Doer, change, create, lock, require_past, require_reason
from tongxin.network.models.organising import organised_values
from tongxin.network.models.tokens import new_token
from tongxin.records.proposals.models import DELIVERED, Answer, Author, Call, Proposal, Step
from tongxin.records.proposals.queries import answers_to, steps_of

State, Done = Proposal.State, Step.Kind
_DELIVERY = ("channel", "body", "delivered", "receipt")


def open_call(*, by: Actor, **details: Any) -> Call:
    """Put a call on record."""
    with act("proposals.call.open", by=by, path=details["organiser"].path) as doer:
        return create(Call(), by=doer, values=organised_values(details, by=doer))


def correct_call(call: Call, *, by: Actor, reason: str, **details: Any) -> Call:
    """Correct what was recorded wrongly of a call."""
    by.scope.require(Verb.RECORD, details["organiser"].path)
    with act("proposals.call.correct", call, by=by, reason=require_reason(reason)) as doer:
        return change(call, by=doer, values=organised_values(details, by=doer, record=call))


def draft(*, by: Actor, authors: str = "", **details: Any) -> Proposal:
    """Put a paper on record, with those who wrote it."""
    with act("proposals.paper.draft", by=by, path=details["organiser"].path) as doer:
        require_past(details["received"], field="received")
        one = create(Proposal(), by=doer, values=organised_values(details, by=doer))
        _name_authors(one, by=doer, authors=authors)
        return one


def add_authors(one: Proposal, *, by: Actor, authors: str) -> Proposal:
    """Name further authors."""
    with act("proposals.paper.authors", one, by=by) as doer:
        _name_authors(one, by=doer, authors=authors)
    return one


def submit(one: Proposal, *, by: Actor) -> Proposal:
    """Hand the draft to somebody else to review."""
    with act("proposals.paper.submit", one, by=by) as doer:
        if not one.text.strip():
            raise ConflictError("还没有正文，请先更正、写上正文再送审。")
        return change(one, by=doer, values={"state": State.REVIEW, "submitted_by": by.account_id})


def send_back(one: Proposal, *, by: Actor, reason: str) -> Proposal:
    """Give it back to be worked on, and say why."""
    with act("proposals.paper.send_back", one, by=by, reason=require_reason(reason)) as doer:
        return change(one, by=doer, values={"state": State.DRAFT})


def approve(one: Proposal, *, by: Actor) -> Proposal:
    """Say that it may be delivered."""
    with act("proposals.paper.approve", one, by=by) as doer:
        return change(one, by=doer, values={"state": State.APPROVED})


def deliver(one: Proposal, *, by: Actor, reason: str = "", **delivery: Any) -> Proposal:
    """Say to whom it was delivered, when, by which channel, and what shows it. From here on it counts as delivered."""
    with act("proposals.paper.deliver", one, by=by, reason=reason) as doer:
        require_past(delivery["delivered"], field="delivered", since=one.received)
        return change(one, by=doer, values={"state": State.DELIVERED, **delivery})


def file(one: Proposal, *, by: Actor, day: date, body: str, joint: str = "", reason: str = "") -> Proposal:
    """Record that a body filed it 立案 and who handles it."""
    with act("proposals.paper.file", one, by=by, reason=reason) as doer:
        _step(one, by=doer, kind=Done.FILED, day=day, body=body, joint=joint)
        return change(one, by=doer, values={"state": State.FILED})


def refuse(one: Proposal, *, by: Actor, day: date, reason: str) -> Proposal:
    """Record that it was not filed, and the reason given."""
    with act("proposals.paper.refuse", one, by=by, reason=require_reason(reason)) as doer:
        _step(one, by=doer, kind=Done.DECLINED, day=day, note=doer.reason)
        return change(one, by=doer, values={"state": State.DECLINED})


def merge(one: Proposal, *, by: Actor, day: date, proposal: str) -> Proposal:
    """Record that it is handled together with another paper 并案; both go on counting as delivered."""
    with act("proposals.paper.merge", one, by=by) as doer:
        other = _meant(proposal, by=by)
        if other.pk == one.pk:
            raise InputError("不能并入它自己，请填写另一篇建言的题目。", field="proposal")
        if other.state not in DELIVERED:
            raise InputError(f"「{other}」还没有报送，不能并入。", field="proposal")
        _step(one, by=doer, kind=Done.MERGED, day=day, note=f"并入《{other}》")
        return change(one, by=doer, values={"state": State.MERGED})


def transfer(one: Proposal, *, by: Actor, day: date, body: str, note: str = "") -> Proposal:
    """Record that another body handles it now."""
    with act("proposals.paper.transfer", one, by=by) as doer:
        _step(one, by=doer, kind=Done.TRANSFERRED, day=day, body=body, note=note)
    return one


def mark(one: Proposal, *, by: Actor, kind: str, day: date, reason: str = "", **said: str) -> Proposal:
    """Record that it was printed, instructed on or adopted: each counted apart, whatever its state."""
    with act("proposals.paper.mark", one, by=by, reason=reason) as doer:
        _step(one, by=doer, kind=kind, day=day, **said)
    return one


def void(one: Proposal, *, by: Actor, kind: str, reason: str) -> Proposal:
    """Take back a mark that was entered wrongly; the line stays and says so."""
    with act("proposals.paper.void", one, by=by, reason=require_reason(reason)) as doer:
        wrong = steps_of(one).filter(kind=kind, voided=False).first()
        if wrong is None:
            raise ConflictError(f"这篇建言没有登记过{Done(kind).label}，不用作废。", field="kind")
        change(wrong, by=doer, values={"voided": True})
    return one


def follow(one: Proposal, *, by: Actor, day: date, note: str) -> Proposal:
    """Record what was asked and heard after the answer."""
    with act("proposals.paper.follow", one, by=by) as doer:
        _step(one, by=doer, kind=Done.FOLLOWED, day=day, note=note)
    return one


def answer(one: Proposal, *, by: Actor, reason: str = "", **details: Any) -> Proposal:
    """Record an answer from the page of the paper."""
    with act("proposals.paper.answer", one, by=by, reason=reason) as doer:
        _answer(one, by=doer, details=details)
    return one


def record_answer(*, by: Actor, proposal: str, reason: str = "", **details: Any) -> Answer:
    """Record an answer to the paper of this title."""
    one = _meant(proposal, by=by)
    with (
        act("proposals.answer.record", by=by, path=one.path, reason=reason) as outer,
        act("proposals.paper.answer", one, by=outer, reason=reason) as doer,
    ):
        return _answer(one, by=doer, details=details)


def correct_answer(one: Answer, *, by: Actor, reason: str, **details: Any) -> Answer:
    """Correct what was recorded wrongly of an answer; class and view have acts of their own."""
    with act("proposals.answer.correct", one, by=by, reason=require_reason(reason)) as doer:
        _require_in_order(one.proposal, day=details["day"], kind=Done.ANSWERED)
        changed = change(one, by=doer, values=details)
        first = answers_to(one.proposal)[0]
        for step in steps_of(one.proposal).filter(kind=Done.ANSWERED, voided=False):
            change(step, by=doer, values={"day": first.day, "body": first.body})
        return changed


def classify(one: Answer, *, by: Actor, grade: str) -> Answer:
    """Say of which class an answer is."""
    with act("proposals.answer.classify", one, by=by) as doer:
        return change(one, by=doer, values={"grade": grade, "state": Answer.State.CLASSIFIED})


def view(one: Answer, *, by: Actor, view: str, view_note: str = "") -> Answer:
    """Record what the proposer thinks of an answer."""
    with act("proposals.answer.view", one, by=by) as doer:
        return change(one, by=doer, values={"view": view, "view_note": view_note, "state": Answer.State.VIEWED})


def settle(one: Proposal, *, by: Actor) -> Proposal:
    """Close a paper: every answer has its class and the proposer's view."""
    with act("proposals.paper.settle", one, by=by) as doer:
        if answers_to(one).filter(view="").exists():
            raise ConflictError("还有答复没有分类或没有登记提出方意见，请先在「答复」里办完再办结。")
        return change(one, by=doer, values={"state": State.SETTLED})


def publish(one: Proposal, *, by: Actor) -> Proposal:
    """Show title, organisation and what became of it to everybody; authors are never shown."""
    with act("proposals.paper.publish", one, by=by) as doer:
        return change(one, by=doer, values={"public_code": one.public_code or new_token()})


def hide(one: Proposal, *, by: Actor, reason: str) -> Proposal:
    """Show it no longer."""
    with act("proposals.paper.hide", one, by=by, reason=require_reason(reason)) as doer:
        return change(one, by=doer, values={"public_code": ""})


def withdraw(one: Proposal, *, by: Actor, reason: str) -> Proposal:
    """Take a paper back: it counts no longer, nor does what came of it."""
    with act("proposals.paper.withdraw", one, by=by, reason=require_reason(reason)) as doer:
        values = {"state": State.WITHDRAWN, "withdraw_reason": doer.reason[:200], "public_code": ""}
        return change(one, by=doer, values=values)


def correct(one: Proposal, *, by: Actor, reason: str, **details: Any) -> Proposal:
    """Correct what was recorded wrongly, in any state; giving it to another organisation needs scope over both."""
    path = details["organiser"].path
    by.scope.require(Verb.RECORD, path)
    with act("proposals.paper.correct", one, by=by, reason=require_reason(reason)) as doer:
        require_past(details["received"], field="received")
        columns = organised_values(details, by=doer, record=one)
        changed = change(one, by=doer, values={**columns, **_delivery(one, details)})
        for model in (Author, Step, Answer):
            for row in model.objects.children_of(one).exclude(path=path):
                change(row, by=doer, values={"path": path})
        return changed


def _delivery(one: Proposal, details: Mapping[str, Any]) -> dict[str, Any]:
    """Return the corrected delivery: all of it where the paper was delivered, nothing where it was not."""
    given = {name: details[name] for name in _DELIVERY}
    if one.state not in DELIVERED:
        if any(given[name] and given[name] != getattr(one, name) for name in _DELIVERY):
            raise InputError("这篇建言还没有报送，请用「登记报送」填写报送情况。", field="delivered")
        return {name: getattr(one, name) for name in _DELIVERY}
    if missing := next((name for name in _DELIVERY if not given[name]), ""):
        raise InputError("已报送的建言要写明渠道、单位、日期和回执。", field=missing)
    require_past(given["delivered"], field="delivered", since=details["received"])
    first = steps_of(one).filter(voided=False).first()
    if first is not None and given["delivered"] > first.day:
        raise InputError(f"报送日期不能晚于 {first.day} 的{first.get_kind_display()}。", field="delivered")
    return given


def _meant(text: str, *, by: Actor) -> Proposal:
    found: Proposal = named_record(Proposal.objects.visible_to(by.scope), text, by="title", field="proposal")
    return found


def _name_authors(one: Proposal, *, by: Doer, authors: str) -> None:
    lock(one, by=by, verb=Verb.RECORD)
    present = {(row.person_id, row.name, row.unit) for row in Author.objects.children_of(one)}
    try:
        lines = parse_roster(authors)
    except InputError as error:
        raise InputError(str(error), field="authors") from error
    if authors.strip() and not lines:
        raise InputError("没有读出执笔人姓名，请按「姓名 手机号或单位」每人一行填写。", field="authors")
    for matched in match(lines, scope=by.scope):
        known = matched.person_id
        name, unit = ("", "") if known else (matched.line.name, matched.line.unit)
        if (known, name, unit) not in present:
            present.add((known, name, unit))
            row = Author(proposal=one, path=one.path, person_id=known, name=name, unit=unit)
            create(row, by=by, action="proposals.author.name")


def _answer(one: Proposal, *, by: Doer, details: Mapping[str, Any]) -> Answer:
    _require_in_order(one, day=details["day"], kind=Done.ANSWERED)
    state = Answer.State.CLASSIFIED if details["grade"] else Answer.State.UNCLASSIFIED
    row = Answer(proposal=one, path=one.path, state=state)
    create(row, by=by, values=details, action="proposals.answer.record")
    if not steps_of(one).filter(kind=Done.ANSWERED, voided=False).exists():
        _step(one, by=by, kind=Done.ANSWERED, day=row.day, body=row.body)
    change(one, by=by, values={"state": State.ANSWERED})
    return row


def _step(one: Proposal, *, by: Doer, kind: str, day: date, **said: str) -> None:
    _require_in_order(one, day=day, kind=kind)
    create(Step(proposal=one, path=one.path, kind=kind, day=day), by=by, values=said, action="proposals.step")


def _require_in_order(one: Proposal, *, day: date, kind: str) -> None:
    """Refuse a day before the delivery, or one that has not come."""
    if one.delivered is None or day < one.delivered:
        raise InputError(f"{Done(kind).label}日期不能早于报送日期 {one.delivered}，请核对。", field="day")
    require_past(day, field="day")
