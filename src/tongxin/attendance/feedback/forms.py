"""What the anonymous form asks."""

from typing import Any

from django import forms

from tongxin.attendance.feedback.queries import ANSWERS, QUESTIONS, label_of

LONGEST_REMARK = 1_000


def _question(name: str) -> forms.TypedChoiceField:
    return forms.TypedChoiceField(
        label=label_of(name),
        choices=[(answer, f"{answer} {word}") for answer, word in ANSWERS.items()],
        coerce=int,
        empty_value=None,
        required=False,
        widget=forms.RadioSelect,
    )


def with_questions(base: type[forms.Form]) -> type[forms.Form]:
    """Return a form of the fixed questions and free text, made upon a base form."""
    fields: dict[str, Any] = {name: _question(name) for name in QUESTIONS}
    fields["remark"] = forms.CharField(
        label="意见和建议",
        max_length=LONGEST_REMARK,
        required=False,
        strip=True,
        widget=forms.Textarea({"rows": 4}),
        help_text="匿名，只有主办方看得到；请不要写自己和别人的姓名。",
    )
    return type(
        "FeedbackAnswers",
        (base,),
        {**fields, "__doc__": "The questions about a class or event.", "__module__": __name__},
    )
