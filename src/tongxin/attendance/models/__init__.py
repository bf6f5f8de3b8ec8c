"""Tables of attendance."""

from tongxin.attendance.models.leaves import Leave
from tongxin.attendance.models.occasions import Occasion, Session, WithRoster
from tongxin.attendance.models.participations import Evidence, HeadCount, Participation
from tongxin.attendance.models.registrations import Attendance, Registration, Seat, SignUp

__all__ = [
    "Attendance",
    "Evidence",
    "HeadCount",
    "Leave",
    "Occasion",
    "Participation",
    "Registration",
    "Seat",
    "Session",
    "SignUp",
    "WithRoster",
]
