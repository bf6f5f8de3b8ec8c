"""The pages that write classes."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.generic import View

from tongxin.access.views import SignedIn
from tongxin.attendance import actions as attendance
from tongxin.attendance import queries as attended
from tongxin.attendance.models import Participation
from tongxin.intake.door import Door
from tongxin.intake.pages import RecordEntryPage
from tongxin.kernel.scope import Verb
from tongxin.network.forms.fields import ReasonForm
from tongxin.network.views.parts import ActPage, only
from tongxin.records.training import actions, doors, forms, queries
from tongxin.records.training.models import TrainingClass
from tongxin.records.training.views.reading import MISSING, url_of
from tongxin.web.pages import FieldGroup
from tongxin.web.request import Asked


class RegisterPage(RecordEntryPage):
    """A class in one page: what it was, and the roster pasted below. 「预览名册」 shows how it is understood."""

    template_name = "training/register.html"
    verb = Verb.RECORD
    door = doors.CLASSES
    groups: Sequence[FieldGroup] = (
        FieldGroup(title="班次", fields=("title", "organiser", "first_day", "last_day", "venue")),
        FieldGroup(title="名册", fields=("roster",), hint="有名册或签到册的登记为已举办，都没有的登记为计划。"),
        FieldGroup(
            title="补充（可以不填）",
            fields=("signed_roster", "head_count", "kind", "co_organisers", "field_days", "days_needed"),
        ),
    )

    def initial(self) -> dict[str, Any]:
        """Fill in the organiser: the asker's own organisation, or the first of several."""
        if self.record is not None:
            return super().initial()
        return {"organiser": queries.organisers(self.request.scope).first() or "", **super().initial()}

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Write, or only show how the roster is understood."""
        if "preview" not in request.POST:
            return super().post(request, *args, **kwargs)
        form = self._form(initial=self.initial(), data=request.POST)
        readable = form.is_valid() or "roster" not in form.errors
        lines = queries.preview(request.POST.get("roster", ""), scope=self.request.scope) if readable else []
        return self.render_to_response(self.get_context_data(form=form, preview=lines, previewed=True))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the names that can be chosen as organiser."""
        return super().get_context_data(organisers=queries.organisers(self.request.scope)[:_OFFERED], **kwargs)

    def done_url(self, record: Any) -> str:
        """Show the class."""
        return url_of("detail", record)


class CorrectPage(RegisterPage):
    """Corrects what is recorded of a class, with a reason."""

    groups = ()
    done = "已更正。"

    def get_record(self) -> TrainingClass:
        """Return the class as the asker sees it."""
        return only(queries.classes(self.request.scope), self.kwargs["pk"], missing=MISSING)


class _ActPage(ActPage):
    """Says one thing more about a class."""

    verb = Verb.RECORD

    def find(self) -> TrainingClass:
        """Return the class as the asker sees it."""
        return only(queries.classes(self.request.scope), self.kwargs["pk"], missing=MISSING)

    def done_url(self, record: Any) -> str:
        """Show the class."""
        del record
        return url_of("detail", self.subject)


class HoldPage(_ActPage):
    """Says that a planned class was held."""

    door = Door(name="training-hold", label="登记为已举办", form=forms.HoldForm, create=actions.hold_class)


class RosterPage(_ActPage):
    """Adds roster lines."""

    door = Door(name="training-roster", label="补充名册", form=forms.RosterForm, create=actions.add_participants)
    done = "名册已补充。"


class CancelPage(_ActPage):
    """Says that a planned class will not be held."""

    door = Door(name="training-cancel", label="取消", form=ReasonForm, create=actions.cancel_class)
    button = "取消这一期"
    done = "已取消。"


class ParticipationPage(_ActPage):
    """Corrects one roster line."""

    door = Door(
        name="training-participation",
        label="更正名册",
        form=forms.ParticipationForm,
        create=actions.correct_line,
    )
    button = "保存更正"
    done = "已更正。"
    line: Participation

    def find(self) -> TrainingClass:
        """Return the class; read the line, too, through the asker's scope."""
        found = super().find()
        lines = attended.visible_roster(found.occasion, scope=self.request.scope)
        self.line = only(lines, self.kwargs["line"], missing="名册上没有这一行，可能不在您的权限范围内。")
        return found

    def heading(self) -> str:
        """Name who is corrected."""
        return f"更正名册：{self.line.shown_name}"

    def initial(self) -> dict[str, Any]:
        """Fill in the days on record."""
        return {"days_attended": self.line.days_attended}

    def save(self, values: dict[str, Any]) -> Any:
        """Hand the line to the action."""
        return self.door.create(self.line, by=self.request.actor, training_class=self.subject, **values)


class _PostPage(SignedIn, View):
    """Does one thing to a class at the press of a button, then shows it."""

    request: Asked

    def post(self, request: Asked, pk: int) -> HttpResponseRedirect:
        """Do it."""
        training_class = only(queries.classes(request.scope), pk, missing=MISSING)
        messages.success(request, self.act(training_class))
        return HttpResponseRedirect(url_of("detail", training_class))

    def act(self, training_class: TrainingClass) -> str:
        """Write, and say what was done."""
        raise NotImplementedError


class ClosePage(_PostPage):
    """Files a held class away."""

    def act(self, training_class: TrainingClass) -> str:
        """Close it."""
        actions.close_class(training_class, by=self.request.actor)
        return "已归档。"


class RematchPage(_PostPage):
    """Matches the unresolved lines of the roster again."""

    def act(self, training_class: TrainingClass) -> str:
        """Match them."""
        found = attendance.rematch_roster(training_class.occasion, by=self.request.actor)
        return f"新对上 {len(found)} 人。"


_OFFERED = 300  # names in the list of organisers; more can still be typed
