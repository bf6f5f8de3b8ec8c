"""Written leave: who need not be there, when, and who said so."""

from django.db import models
from django.db.models import Q

from tongxin.access.guard import Guarded
from tongxin.access.privacy import PrivateCharField
from tongxin.attendance.models.occasions import Occasion, Session
from tongxin.attendance.models.participations import Participation
from tongxin.attendance.models.registrations import Registration
from tongxin.kernel.scope import Verb


class Leave(Guarded):
    """Leave from some sessions of an occasion, for somebody on its roster or registered for it. `path` is the occasion's.

    It stands until it is withdrawn. Its reason is about a person, and so is the paper kept with it as a file.
    """

    read_verb = Verb.MEMBERS

    occasion = models.ForeignKey(Occasion, verbose_name="场次", on_delete=models.PROTECT, related_name="+")
    participation = models.ForeignKey(
        Participation, verbose_name="名册", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    registration = models.ForeignKey(
        Registration, verbose_name="报名", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    sessions = models.ManyToManyField(Session, verbose_name="请假的场次", related_name="+")
    reason = PrivateCharField("请假事由", max_length=200, blank=True)
    granted_at = models.DateTimeField("批准时间")
    granted_by = models.CharField("批准人", max_length=100)
    withdrawn = models.DateTimeField("销假时间", null=True, blank=True)

    class Meta:
        verbose_name = "请假"
        constraints = [
            models.CheckConstraint(
                condition=Q(participation=None) ^ Q(registration=None),
                name="attendance_leave_of_one",
                violation_error_message="请假应属于名册上的一行或者一份报名。",
            )
        ]

    def __str__(self) -> str:
        return f"请假 {self.pk}"

    @property
    def shown_name(self) -> str:
        """Whose leave it is; for those who may read persons."""
        holder = self.participation or self.registration
        assert holder is not None  # a rule of the table  # noqa: S101
        return holder.person.name if holder.person else holder.name
