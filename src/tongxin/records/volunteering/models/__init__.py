"""Tables of volunteering."""

from tongxin.records.volunteering.models.calls import ACTIVE, COUNTED, Urgency, VolunteerAction
from tongxin.records.volunteering.models.people import HelpRequest, Volunteer
from tongxin.records.volunteering.models.tasks import DONE, WAITING, Hold, Task

__all__ = [
    "ACTIVE",
    "COUNTED",
    "DONE",
    "WAITING",
    "HelpRequest",
    "Hold",
    "Task",
    "Urgency",
    "Volunteer",
    "VolunteerAction",
]
