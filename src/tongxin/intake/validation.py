"""Hold many lines against one form: the same validator as on the page, asked again and again."""

from collections.abc import Callable, Hashable, Mapping
from typing import Any, Final, cast

from django import forms

_MOST_REMEMBERED: Final = 20_000


class Validator:
    """A form that cleans line after line. What a field made of a text is remembered: a roster repeats itself."""

    def __init__(self, form: type[forms.Form]) -> None:
        self.form = form({})
        self._memories: list[dict[Hashable, Any]] = []
        for one in self.form.fields.values():
            memory: dict[Hashable, Any] = {}
            self._memories.append(memory)
            cast("Any", one).clean = _remembering(one.clean, memory)

    def clean(self, texts: Mapping[str, str]) -> tuple[dict[str, Any], dict[str, list[str]]]:
        """Return the cleaned values and the sentences of complaint by field name ("__all__" for the whole line)."""
        form = self.form
        form.data = cast("Any", texts)
        form.full_clean()
        errors = form.errors
        return form.cleaned_data, {name: list(map(str, said)) for name, said in errors.items()} if errors else {}

    def forget(self) -> None:
        """Forget what texts meant: a record was written that they may name."""
        for memory in self._memories:
            memory.clear()


def _remembering(clean: Callable[[Any], Any], memory: dict[Hashable, Any]) -> Callable[[Any], Any]:
    def remembered(value: Any) -> Any:
        known = memory.get(value, memory)
        if known is memory:
            try:
                known = clean(value)
            except forms.ValidationError as error:
                known = error
            if len(memory) < _MOST_REMEMBERED:
                memory[value] = known
        if isinstance(known, forms.ValidationError):
            raise known
        return known

    return remembered
