"""The pages that write organisations and development zones."""

from typing import Any

from django.urls import reverse

from tongxin.intake.door import Door
from tongxin.intake.pages import RecordEntryPage
from tongxin.kernel.scope import Verb
from tongxin.lifecycle.pages import ActPage, only
from tongxin.network import actions, doors
from tongxin.network.forms import organisations as forms
from tongxin.network.models import Organisation
from tongxin.network.queries import organisations as queries
from tongxin.network.views.organisations import url_of
from tongxin.network.views.parts import MISSING_ORGANISATION
from tongxin.web.fields import DayReasonForm


class OrganisationEntryPage(RecordEntryPage):
    """Puts an organisation on record, or corrects one with a reason."""

    verb = Verb.RECORD
    door = doors.ORGANISATIONS

    def get_record(self) -> Organisation | None:
        """Return the organisation to correct, as the asker sees it."""
        if "pk" not in self.kwargs:
            return None
        return only(queries.organisations(self.request.scope), self.kwargs["pk"], missing=MISSING_ORGANISATION)

    def done_url(self, record: Any) -> str:
        """Show it."""
        return url_of(record)


class _OrganisationActPage(ActPage):
    verb = Verb.RECORD

    def find(self) -> Organisation:
        """Return the organisation as the asker sees it."""
        return only(queries.organisations(self.request.scope), self.kwargs["pk"], missing=MISSING_ORGANISATION)

    def done_url(self, record: Any) -> str:
        """Show the organisation."""
        del record
        return url_of(self.subject)


class MovePage(_OrganisationActPage):
    """Puts an organisation under another parent."""

    door = Door(name="organisation-move", label="变更上级", form=forms.MoveForm, create=actions.move_parent)
    button = "变更"
    done = "上级组织已变更。"


class ClosePage(_OrganisationActPage):
    """Closes an organisation."""

    door = Door(name="organisation-close", label="注销", form=DayReasonForm, create=actions.close_organisation)
    button = "注销"
    done = "已注销。"


class CharterPage(_OrganisationActPage):
    """Puts new charter settings in force."""

    door = Door(name="organisation-charter", label="章程设置", form=forms.CharterForm, create=actions.set_charter)
    button = "保存"
    done = "章程设置已保存。"

    def initial(self) -> dict[str, Any]:
        """Begin with the settings in force, so that only what changes is entered."""
        current = queries.charter_of(self.subject)
        if current is None:
            return super().initial()
        return {name: getattr(current, name) for name in self.door.form.base_fields if name != "day"}


class ZoneEntryPage(RecordEntryPage):
    """Adds a development zone to the register."""

    verb = Verb.RECORD
    door = doors.ZONES

    def done_url(self, record: Any) -> str:
        """Go on to the organisation that sits there."""
        return f"{reverse('network:organisation_new')}?place={record.code}"
