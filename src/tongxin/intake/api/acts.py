"""The acts a record offers to a program: the same life, forms and actions as the buttons of its page."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from django import forms
from django.db import transaction

from tongxin.access.actor import Actor
from tongxin.intake.api.answers import Reply
from tongxin.intake.api.records import answer, correct, one_record
from tongxin.intake.api.values import RefusedError, form_data
from tongxin.intake.door import Door
from tongxin.kernel.errors import InputError, NotFoundError
from tongxin.lifecycle.life import Act


class UnfitError(InputError):
    """What was sent is not what the act asks for (HTTP 422): the record is there, and its state would allow the act."""

    http_status = HTTPStatus.UNPROCESSABLE_ENTITY


class UnfitFormError(RefusedError):
    """The act's form refuses what was sent (HTTP 422)."""

    http_status = HTTPStatus.UNPROCESSABLE_ENTITY


def act_of(door: Door, code: str) -> Act:
    """Return one of the acts of a door's life or raise `NotFoundError` naming those there are."""
    acts = door.life.acts if door.life else ()
    for one in acts:
        if one.code == code:
            return one
    known = "、".join(f"{one.code} {one.label}" for one in acts)
    hint = f"可以办理的有：{known}。" if known else "这种记录登记后没有可以办理的。"
    raise NotFoundError(f"「{door.label}」没有「{code[:30]}」这种办理，{hint}")


def do(door: Door, pk: int, one: Act, sent: Mapping[str, Any], *, by: Actor) -> Reply:
    """Do an act with a record; the answer tells the state it is in then, and what may be done next.

    The record is locked first, so that of two at once the second is told of the state the first has left.
    """
    try:
        with transaction.atomic():
            record = one_record(door, pk, scope=by.scope, lock=True)
            _require(door, record, one, by=by)
            if one.corrects:
                correct(door, pk, sent, by=by)
            else:
                one.do(record, by=by, **_values(one, record, sent, by=by))
            return Reply(status=200, body=answer(door, _anew(door, record, pk, by=by), by=by))
    except RefusedError as error:
        raise UnfitFormError(error.form) from error
    except InputError as error:
        raise UnfitError(error.message, field=error.field) from error


def _require(door: Door, record: Any, one: Act, *, by: Actor) -> None:
    assert door.life is not None  # an act was found in it  # noqa: S101
    by.scope.require(one.verb, one.place(record, by.scope))
    door.life.require(one, record, by=by)


def _values(one: Act, record: Any, sent: Mapping[str, Any], *, by: Actor) -> dict[str, Any]:
    if one.form is None and sent:
        raise UnfitError(f"「{one.label}」不用填写内容，请去掉 {next(iter(sent))[:30]}。", field=next(iter(sent))[:30])
    if one.form is None:
        return {}
    arguments = one.arguments(record, by.scope) if one.arguments else {}
    form: forms.Form = one.form(form_data(one.form, sent), **arguments)
    if not form.is_valid():
        raise RefusedError(form)
    return form.cleaned_data


def _anew(door: Door, record: Any, pk: int, *, by: Actor) -> Any:
    """Return the record as it is now where it can still be read; the act may have taken it out of the asker's sight."""
    return door.rows(by.scope).filter(pk=pk).first() or record
