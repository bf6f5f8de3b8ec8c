"""Reads of feedback: counts per answer, from five forms on, and what was written, for the organiser's side."""

from collections import Counter
from dataclasses import dataclass
from typing import Any, Final, cast

from tongxin.attendance.models import Feedback, FeedbackForm, Occasion
from tongxin.kernel.errors import ConflictError, NotFoundError
from tongxin.kernel.scope import Scope

QUESTIONS: Final = ("useful", "timing", "venue", "arranged", "overall")
ANSWERS: Final = {5: "很好", 4: "好", 3: "一般", 2: "较差", 1: "很差"}
FEWEST: Final = 5


@dataclass(frozen=True, kw_only=True)
class Counts:
    """How often each answer was given to one question, by the answer; how many said nothing."""

    label: str
    given: dict[int, int]
    silent: int


@dataclass(frozen=True, kw_only=True)
class Results:
    """What was handed in: how many forms, over how many of them the counts go, and the counts of each question."""

    forms: int
    counted: int
    questions: tuple[Counts, ...]


def label_of(question: str) -> str:
    """Return what a question asks, in words."""
    return str(cast("Any", Feedback._meta.get_field(question)).verbose_name)


def form_of(occasion: Occasion) -> FeedbackForm | None:
    """Return the form of an occasion that was read or checked, if it ever had one."""
    return FeedbackForm.objects.children_of(occasion).first()


def open_form(token: str) -> FeedbackForm:
    """Return the form behind an address; raises `NotFoundError`, and `ConflictError` for one that is closed."""
    found = FeedbackForm.objects.with_secret(token=token).select_related("occasion").first()
    if found is None:
        raise NotFoundError("没有找到这份反馈表，请核对地址是否完整。")
    if found.closed is not None:
        raise ConflictError("这份反馈表已经关闭，谢谢您的关心。")
    return found


def results_of(occasion: Occasion) -> Results:
    """Return the counts over the first so many fives of forms; no counts at all below five. One query."""
    rows = list(Feedback.objects.children_of(occasion).order_by("id").values_list(*QUESTIONS))
    counted = rows[: len(rows) // FEWEST * FEWEST]
    questions = []
    for name, given in zip(QUESTIONS, zip(*counted, strict=True) if counted else (), strict=False):
        numbers = Counter(given)
        said = {answer: numbers[answer] for answer in ANSWERS}
        questions.append(Counts(label=label_of(name), given=said, silent=numbers[None]))
    return Results(forms=len(rows), counted=len(counted), questions=tuple(questions))


def remarks_of(occasion: Occasion, *, scope: Scope) -> list[Feedback]:
    """Return the forms with something written that this scope may read, by lot: not in the order they came in."""
    rows = Feedback.objects.visible_to(scope).filter(occasion=occasion).order_by("sent")
    return [row for row in rows if row.remark]
