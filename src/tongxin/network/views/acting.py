"""Ways to do an act on a page: where what is typed decides who may, on the record's own page, or one of two by a yes or no."""

from typing import Any

from django import forms

from tongxin.lifecycle.addresses import list_of
from tongxin.lifecycle.pages import RecordActPage


class SubjectPage(RecordActPage):
    """Does something about a record the asker sees; the action checks the rest, because what is typed decides it.

    The page opens in any state: it also shows the record.
    """

    def get_record(self) -> None:
        self.subject = self.find()


class ReviewPage(SubjectPage):
    """Shows a record and decides it on the same page, then goes on to those that still wait."""

    template_name = "network/application.html"

    def done_url(self, record: Any) -> str:
        del record
        return list_of(self.life)

    def cancel_url(self) -> str:
        return list_of(self.life)


class AnswerPage(RecordActPage):
    """Asks for a yes or no, then does the act it stands for with what that act asks for.

    Subclasses give `form`, the `question` in it, and the codes of the acts for `yes` and `no`.
    """

    form: type[forms.Form]
    question = "accept"
    yes = "accept"
    no = "decline"

    def validator(self) -> type[forms.Form]:
        return self.form

    def save(self, values: dict[str, Any]) -> Any:
        chosen = self.life.act(self.yes if values[self.question] else self.no)
        asked = chosen.form.base_fields if chosen.form else ()
        return chosen.do(self.subject, by=self.request.actor, **{name: values[name] for name in asked})
