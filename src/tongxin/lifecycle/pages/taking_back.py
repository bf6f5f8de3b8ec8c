"""The page on which the newest act on a record is taken back, with its reason."""

from typing import Any, cast

from django import forms
from django.urls import NoReverseMatch

from tongxin.access.views import SignedIn
from tongxin.kernel.scope import Verb
from tongxin.lifecycle.addresses import address_of, list_of
from tongxin.lifecycle.life import Life
from tongxin.lifecycle.pages.showing import only
from tongxin.lifecycle.taking_back import LastAct, last_act, require_may_take_back, take_back_last
from tongxin.web.fields import ReasonForm
from tongxin.web.pages import EntryPage
from tongxin.web.request import Asked


class TakeBackForm(ReasonForm):
    """Why, and which act was shown."""

    shown = forms.CharField(widget=forms.HiddenInput, required=False)


class TakeBackPage(SignedIn, EntryPage):
    """Says what would be taken back and asks why; what cannot be is said before anything is typed."""

    life = cast("Life", None)  # given where the address is made
    request: Asked
    button = "撤回"
    done = "已撤回，恢复到办理以前。"
    subject: Any = None
    last: LastAct

    @property
    def verb(self) -> Verb | None:  # type: ignore[override]  # what reading such records needs
        """What one needs somewhere to open the page."""
        return self.life.model.read_verb

    def get_record(self) -> None:
        """Read the record, and refuse what this asker may not take back."""
        self.subject = self.found()
        self.last = last_act(self.subject)
        require_may_take_back(self.last, self.subject, by=self.request.actor)

    def found(self) -> Any:
        """Return the record of this address as the asker sees it."""
        rows = self.life.model.objects.visible_to(self.request.scope)
        return only(rows, self.kwargs["pk"], missing=self.life.not_found)

    def heading(self) -> str:
        """Name what is taken back."""
        return f"撤回：{self.last.words}"

    def notice(self) -> str:
        """Say what was done, when and by whom."""
        return self.last.sentence

    def validator(self) -> type[forms.Form]:
        """Return the form that asks why."""
        return TakeBackForm

    def initial(self) -> dict[str, Any]:
        """Remember which act the page speaks of."""
        return {"shown": self.last.mark}

    def save(self, values: dict[str, Any]) -> Any:
        """Take it back."""
        return take_back_last(self.subject, by=self.request.actor, **values)

    def done_url(self, record: Any) -> str:
        """Show the record; where taking back removed it, the list, or the start where there is none."""
        del record
        if self.life.model.objects.visible_to(self.request.scope).filter(pk=self.subject.pk).exists():
            return address_of(self.subject)
        try:
            return list_of(self.life)
        except NoReverseMatch:
            return "/"

    def cancel_url(self) -> str:
        """Lead back to the record."""
        return address_of(self.subject)
