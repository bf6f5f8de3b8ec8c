"""What a sign-up asks beyond name and mobile number, and how the answers are kept: as words, readable without the questions."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Final, Self

from django import forms
from django.db import models

from tongxin.kernel.errors import InputError
from tongxin.web.fields import words_of

MOST: Final = 5
MOST_CHOICES: Final = 20
LONGEST_LABEL: Final = 60
LONGEST_CHOICE: Final = 40
LONGEST_ANSWER: Final = 300


class Kind(models.TextChoices):
    """How a question is answered."""

    TEXT = "text", "填空"
    ONE = "one", "单选"
    SEVERAL = "several", "多选"
    YES_NO = "yes_no", "是或否"


@dataclass(frozen=True, kw_only=True)
class Question:
    """One question. `code` names its field; `choices` are offered by the kinds 单选 and 多选."""

    code: str
    label: str
    kind: str = Kind.TEXT
    choices: tuple[str, ...] = ()
    required: bool = False

    @classmethod
    def typed(cls, code: str, *, label: str, kind: str, choices: str, required: bool) -> Self:
        """Return a question as staff typed it, the choices between blanks or 、; raise `InputError` for an unusable one."""
        offered = tuple(words_of(choices)) if kind in (Kind.ONE, Kind.SEVERAL) else ()
        if kind in (Kind.ONE, Kind.SEVERAL) and not 2 <= len(offered) <= MOST_CHOICES:
            raise InputError(f"「{label}」要给出 2 至 {MOST_CHOICES} 个选项，用顿号隔开。", field=f"{code}_choices")
        if any(len(one) > LONGEST_CHOICE for one in offered):
            raise InputError(f"「{label}」的选项每个不超过 {LONGEST_CHOICE} 字，请改短。", field=f"{code}_choices")
        return cls(code=code, label=label, kind=kind, choices=offered, required=required)

    def field(self) -> forms.Field:
        """Return the field that asks it."""
        offered = [(one, one) for one in self.choices]
        if self.kind == Kind.SEVERAL:
            return forms.MultipleChoiceField(
                label=self.label, choices=offered, required=self.required, widget=forms.CheckboxSelectMultiple
            )
        if self.kind in (Kind.ONE, Kind.YES_NO):
            offered = offered or [("是", "是"), ("否", "否")]
            return forms.ChoiceField(
                label=self.label, choices=offered, required=self.required, widget=forms.RadioSelect
            )
        return forms.CharField(label=self.label, max_length=LONGEST_ANSWER, required=self.required)


def questions_of(kept: Sequence[Mapping[str, Any]]) -> tuple[Question, ...]:
    """Return the questions as a sign-up keeps them."""
    return tuple(Question(**{**one, "choices": tuple(one["choices"])}) for one in kept)


def kept_questions(questions: Sequence[Question]) -> list[dict[str, Any]]:
    """Return what a sign-up keeps of its questions."""
    return [{**asdict(one), "choices": list(one.choices)} for one in questions]


def kept_answers(questions: Sequence[Question], values: Mapping[str, Any]) -> str:
    """Return what a registration keeps: each question as it was asked with what was answered; empty without answers."""
    answers = [[one.label, _said(values.get(one.code))] for one in questions]
    given = [answer for answer in answers if answer[1]]
    return json.dumps(given, ensure_ascii=False) if given else ""


def answers_of(kept: str) -> list[tuple[str, str]]:
    """Return the answers of a registration, each with its question."""
    return [(label, answer) for label, answer in json.loads(kept)] if kept else []


def _said(value: Any) -> str:
    return "、".join(value) if isinstance(value, list) else str(value or "").strip()
