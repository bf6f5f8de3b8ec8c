"""Writes of feedback: the form opened and closed by the organiser's side, filled in by anybody who has its address."""

from typing import Any, Final

from django.db import IntegrityError, transaction
from django.utils import timezone

from tongxin.access import journal
from tongxin.access.actor import Actor
from tongxin.attendance.feedback.queries import QUESTIONS, form_of, open_form
from tongxin.attendance.models import Feedback, FeedbackForm, Occasion
from tongxin.attendance.queries import owner_of
from tongxin.kernel.errors import ConflictError, InputError
from tongxin.kernel.period import today
from tongxin.kernel.scope import Verb
from tongxin.lifecycle.acts import act
from tongxin.lifecycle.writing import change, create, lock
from tongxin.network.models.tokens import hashed, new_token

MOST_FORMS: Final = 3_000
ANONYMOUS: Final = "匿名反馈"


def open_feedback(occasion: Occasion, *, by: Actor) -> FeedbackForm:
    """Open the form of an occasion that has begun."""
    with act("attendance.feedback.open", by=by, path=occasion.path) as doer:
        lock(occasion, by=doer, verb=Verb.RECORD)
        if owner_of(occasion).first_day > today():
            raise ConflictError("还没有开始，开始以后再开放意见反馈。")
        if form_of(occasion) is not None:
            raise ConflictError("这一期已经有反馈表，请在它的页面上重新开放。")
        made = FeedbackForm(occasion=occasion, path=occasion.path, token=new_token(), opened=timezone.now())
        return create(made, by=doer)


def close_feedback(form: FeedbackForm, *, by: Actor) -> FeedbackForm:
    """Close the form; what was handed in stays."""
    with act("attendance.feedback.close", form, by=by) as doer:
        return change(form, by=doer, values={"closed": timezone.now()})


def reopen_feedback(form: FeedbackForm, *, by: Actor) -> FeedbackForm:
    """Open a closed form again, at the same address."""
    with act("attendance.feedback.reopen", form, by=by) as doer:
        return change(form, by=doer, values={"closed": None})


def hand_in_feedback(subject: FeedbackForm, *, by: Actor, token: str, **answers: Any) -> str:
    """Keep a form somebody filled in: `answers` from 1 (很差) to 5 (很好), None for none, and `remark`; returns the token it was handed out with. Sent twice it is kept once.

    Whoever is signed in is not told to the journal either: it says that a form came in, never what it says.
    """
    nobody = Actor.nobody().under_name(ANONYMOUS)
    del by
    remark = answers.pop("remark", "").strip()
    given = {name: answers.get(name) for name in QUESTIONS}
    if not remark and not any(given.values()):
        raise InputError("请至少回答一个问题，或写一条意见。", field="overall")
    with transaction.atomic():
        open_form(subject.token)  # it may have been closed while somebody wrote
        if Feedback.objects.counted().filter(occasion=subject.occasion_id).count() >= MOST_FORMS:
            raise ConflictError("这份反馈表收到的已经很多，不再接收，谢谢。")
        row = Feedback(occasion_id=subject.occasion_id, path=subject.path, remark=remark, sent=hashed(token), **given)
        try:
            with transaction.atomic():
                row.save()
        except IntegrityError:  # the same form once more
            return token
        journal.write_change(row, ({}, {}), by=nobody, action="attendance.feedback.hand_in", reason="")
    return token
