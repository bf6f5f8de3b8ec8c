"""Writes of tasks: put on the list, claimed and released, done in parts, done with proof, closed without work, followed up."""

from datetime import date
from typing import Any

from django.utils import timezone

from tongxin.access.actor import Actor
from tongxin.kernel.errors import ConflictError, InputError
from tongxin.kernel.scope import Verb
from tongxin.lifecycle.acts import act
from tongxin.lifecycle.naming import named_record
from tongxin.lifecycle.writing import Doer, change, create, lock, require_past, require_reason
from tongxin.records.volunteering.actions.calls import open_with_first_task
from tongxin.records.volunteering.models import ACTIVE, DONE, HelpRequest, Hold, Task, Volunteer, VolunteerAction
from tongxin.records.volunteering.queries import GONE, askers_of, has_photo
from tongxin.records.volunteering.rules import amount_words, is_silent, refuse_private

State = Task.State
_PUBLIC = ("title", "spot")


def ask_task(*, by: Actor, action: str, reason: str = "", **details: Any) -> Task:
    """Put a task on the list of the action named; what was done already comes with its proof."""
    one: VolunteerAction = named_record(
        VolunteerAction.objects.visible_to(by.scope), action, by="title", field="action"
    )
    return put_on_list(one, by=by, reason=reason, **details)


def put_on_list(one: VolunteerAction, *, by: Actor, reason: str = "", **details: Any) -> Task:
    """Put a task on the list of an action."""
    finished = {name: details.pop(name, None) for name in ("day", "households", "proof", "proof_note")}
    with act("volunteering.task.ask", by=by, path=one.path, reason=reason) as doer:
        lock(one, by=doer, verb=Verb.RECORD)
        _refuse_over(one, late=finished["day"] is not None)
        refuse_private(*((name, details.get(name) or "") for name in _PUBLIC))
        details["place"] = details.get("place") or one.place
        task = create(Task(action=one, path=one.path, asked_at=timezone.now()), by=doer, values=details)
        open_with_first_task(one, by=doer)
        if finished["day"] is not None:
            return finish_task(task, by=doer, quantity=task.needed, reason=reason, **finished)
        return task


def claim_task(task: Task, *, by: Actor, volunteer: str) -> Task:
    """Note that somebody who signed up takes it: by name or number of the sign-up. A claim gone silent is no claim."""
    with act("volunteering.task.claim", task, by=by) as doer:
        rows = Volunteer.objects.children_of(task.action).exclude(state__in=GONE)
        taker: Volunteer = named_record(rows, volunteer, by="name", field="volunteer")
        return taken(task, by=doer, taker=taker)


def taken(task: Task, *, by: Doer, taker: Volunteer) -> Task:
    """Give a locked task to somebody; raise `ConflictError` where somebody else has it."""
    if task.state == State.CLAIMED and not is_silent(task, now=timezone.now()):
        raise ConflictError(f"「{task}」刚才已被认领，请看看别的任务。")
    _refuse_over(task.action)
    values = {"state": State.CLAIMED, "claimant": taker, "heard": timezone.now()}
    return change(task, by=by, values=values)


def progress_task(task: Task, *, by: Actor, quantity: int = 0, note: str = "") -> Task:
    """Note that a part of it is done, or only that it was heard of; the claim goes on."""
    with act("volunteering.task.progress", task, by=by, reason=note) as doer:
        return change(task, by=doer, values={"heard": timezone.now(), "done": task.done + _part(task, quantity)})


def release_task(task: Task, *, by: Actor, reason: str) -> Task:
    """Let others take it; what was done of it stays done."""
    with act("volunteering.task.release", task, by=by, reason=require_reason(reason)) as doer:
        return released(task, by=doer)


def released(task: Task, *, by: Doer) -> Task:
    """Take a locked task from whoever had it."""
    return change(task, by=by, values={"state": State.OPEN, "claimant": None, "heard": None})


def finish_task(task: Task, *, by: Actor, day: date, quantity: int, reason: str = "", **proof: Any) -> Task:
    """Say that the rest of it was done, with what shows it: from here on it counts."""
    with act("volunteering.task.finish", task, by=by, reason=reason) as doer:
        done = task.done + _part(task, quantity)
        if done < task.needed:
            left = amount_words(task.needed - done, task.unit)
            raise InputError(f"还差 {left}没有完成：做了一部分的请登记进展，不再做的请写明原因结束。", field="quantity")
        values = {"state": State.DONE, "done": done, **_proven(task, day=day, **proof)}
        return _over(change(task, by=doer, values=values))


def close_task(task: Task, *, by: Actor, closing: str, closing_note: str = "") -> Task:
    """End it without work, and say why; it does not count."""
    with act("volunteering.task.close", task, by=by, reason=Task.Closing(closing).label) as doer:
        if closing == Task.Closing.OTHER and not closing_note.strip():
            raise InputError("选了「其他原因」，请在说明里写明。", field="closing_note")
        refuse_private(("closing_note", closing_note), of=_names(task))
        values = {"state": State.CLOSED, "closing": closing, "closing_note": closing_note, "claimant": None}
        return _over(change(task, by=doer, values=values))


def follow_task(task: Task, *, by: Actor, day: date, answer: str) -> Task:
    """Note what whoever asked was told in the end; somebody to tell must be on record."""
    with act("volunteering.task.follow", task, by=by) as doer:
        require_past(day, field="day", since=task.day)
        askers = [one for one in askers_of(task) if one.mobile]
        if not askers:
            raise ConflictError("没有求助人的联系方式（没有登记或已到期删除），不能登记回访。")
        for one in askers:
            values = {"state": HelpRequest.State.ANSWERED, "answered": day, "answer": answer}
            change(one, by=doer, values=values, action="volunteering.request.answer")
        state = State.FOLLOWED if task.state == State.DONE else task.state
        return change(task, by=doer, values={"state": state, "followed": day})


def correct_task(task: Task, *, by: Actor, reason: str, **details: Any) -> Task:
    """Correct what was recorded wrongly; of a finished task also the day, the households and the proof."""
    proof = {name: details.pop(name, None) for name in ("day", "households", "proof", "proof_note")}
    with act("volunteering.task.correct", task, by=by, reason=require_reason(reason)) as doer:
        refuse_private(*((name, details.get(name) or "") for name in _PUBLIC), of=_names(task))
        details["place"] = details.get("place") or task.action.place
        if task.state in DONE:
            details |= {"done": details["needed"], **_proven(task, **proof)}
        elif details["needed"] < task.done:
            raise InputError(f"已经完成 {amount_words(task.done, task.unit)}，需要的数量不能比它少。", field="needed")
        return change(task, by=doer, values=details)


def _part(task: Task, quantity: int) -> int:
    if quantity > task.left:
        raise InputError(f"最多还需 {amount_words(task.left, task.unit)}，请核对数量。", field="quantity")
    return quantity


def _proven(task: Task, **proof: Any) -> dict[str, Any]:
    """Return the columns that say when it was done and what shows it; raise `InputError` where nothing does."""
    shows, note = proof["proof"], (proof["proof_note"] or "").strip()
    if proof["day"] is None:
        raise InputError("已完成的任务要有完成日期。", field="day")
    require_past(proof["day"], field="day")
    if not shows:
        raise InputError("请选择凭据：签收、照片或数量清点。", field="proof")
    if shows == Task.Proof.PHOTO and not has_photo(task):
        raise ConflictError("还没有照片：请先在本页「佐证材料」上传，或改选签收、数量清点。", field="proof")
    if shows != Task.Proof.PHOTO and not note:
        raise InputError("请写明谁签收、谁清点：写单位或职务，不写姓名。", field="proof_note")
    refuse_private(("proof_note", note), of=_names(task))
    return {"day": proof["day"], "households": proof["households"] or 0, "proof": shows, "proof_note": note}


def _refuse_over(one: VolunteerAction, *, late: bool = False) -> None:
    """Raise `ConflictError` where an action has ended: what was done in it may still be recorded, nothing new begun."""
    if one.state not in ACTIVE and not (late and one.state == VolunteerAction.State.HELD):
        raise ConflictError(f"志愿服务「{one}」现在是「{one.get_state_display()}」，不能再派任务或认领。")


def _names(task: Task) -> list[tuple[str, str]]:
    return [(one.name, one.mobile) for one in askers_of(task)]


def _over(task: Task) -> Task:
    Hold.objects.children_of(task).delete()
    return task
