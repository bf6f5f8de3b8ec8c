"""Tables of attendance."""

from tongxin.attendance.models.certificates import Certificate, CertificateKind, CertificateNumbering
from tongxin.attendance.models.checkin import Device, Folded, Scan
from tongxin.attendance.models.feedback import Feedback, FeedbackForm
from tongxin.attendance.models.leaves import Leave
from tongxin.attendance.models.occasions import Occasion, Session, WithRoster
from tongxin.attendance.models.participations import Evidence, HeadCount, Participation
from tongxin.attendance.models.registrations import Attendance, Registration, Seat, SignUp

__all__ = [
    "Attendance",
    "Certificate",
    "CertificateKind",
    "CertificateNumbering",
    "Device",
    "Evidence",
    "Feedback",
    "FeedbackForm",
    "Folded",
    "HeadCount",
    "Leave",
    "Occasion",
    "Participation",
    "Registration",
    "Scan",
    "Seat",
    "Session",
    "SignUp",
    "WithRoster",
]
