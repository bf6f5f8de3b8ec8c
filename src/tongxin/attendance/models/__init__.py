"""Tables of attendance."""

from tongxin.attendance.models.certificates import Certificate, CertificateKind, CertificateNumbering
from tongxin.attendance.models.occasions import Occasion, Session, WithRoster
from tongxin.attendance.models.participations import Evidence, HeadCount, Participation
from tongxin.attendance.models.registrations import Attendance, Registration, Seat, SignUp

__all__ = [
    "Attendance",
    "Certificate",
    "CertificateKind",
    "CertificateNumbering",
    "Evidence",
    "HeadCount",
    "Occasion",
    "Participation",
    "Registration",
    "Seat",
    "Session",
    "SignUp",
    "WithRoster",
]
