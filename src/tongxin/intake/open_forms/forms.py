"""What every form without an account asks and refuses."""

from typing import Any

from django import forms

from tongxin.ports.agreed import current_text


class OpenFormBase(forms.Form):
    """A form anybody may fill in: programs that fill in every field fill in one nobody sees."""

    TRAP = "website"

    def clean(self) -> dict[str, Any]:
        """Refuse what no person typed."""
        if self.data.get(self.TRAP):
            raise forms.ValidationError("没有提交成功，请刷新页面后重新填写。")
        return super().clean() or {}


class ConsentField(forms.BooleanField):
    """The current wording of a purpose, which must be agreed to; cleaned to its version."""

    def __init__(self, purpose: str, **options: Any) -> None:
        text = current_text(purpose)
        self._version = text.version
        missing = f"请勾选同意“{text.label}”，否则无法受理。"
        super().__init__(label=text.text, error_messages={"required": missing}, **options)

    def clean(self, value: Any) -> int:
        """Return the version agreed to."""
        super().clean(value)
        return self._version
