"""What happens to memberships and offices over time: elections tested against the charter, and transfers."""

from django.db import models
from django.db.models import F, Q

from tongxin.access.fields import PathField
from tongxin.access.guard import Guarded, within
from tongxin.kernel.scope import Scope, Verb
from tongxin.network.models.organisations import Charter, Organisation
from tongxin.network.models.people import Membership, Office


class Election(Guarded):
    """A meeting that elected, as it was held: notice, those entitled and present. It met the charter of its day."""

    organisation = models.ForeignKey(Organisation, verbose_name="组织", on_delete=models.PROTECT, related_name="+")
    charter = models.ForeignKey(
        Charter, verbose_name="章程设置", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    noticed = models.DateField("通知日期")
    held = models.DateField("会议日期")
    entitled = models.PositiveIntegerField("应到人数")
    present = models.PositiveIntegerField("实到人数")
    renewal = models.BooleanField("换届", default=True)

    class Meta:
        verbose_name = "选举"
        indexes = [models.Index(fields=["organisation", "held"])]
        constraints = [
            models.CheckConstraint(
                condition=Q(present__lte=F("entitled")),
                name="network_present_are_entitled",
                violation_error_message="实到人数不能多于应到人数。",
            ),
            models.CheckConstraint(condition=Q(noticed__lte=F("held")), name="network_notice_before_meeting"),
        ]

    def __str__(self) -> str:
        return f"选举 {self.pk}"


class Candidacy(Guarded):
    """A candidate for an office and the votes given; `office` is what the vote led to, empty for those not elected."""

    read_verb = Verb.MEMBERS

    election = models.ForeignKey(Election, verbose_name="选举", on_delete=models.PROTECT, related_name="+")
    membership = models.ForeignKey(Membership, verbose_name="会籍", on_delete=models.PROTECT, related_name="+")
    title = models.CharField("职务", max_length=30, choices=Office.Title.choices)
    votes = models.PositiveIntegerField("得票")
    office = models.ForeignKey(
        Office, verbose_name="任职", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = "候选人"
        constraints = [
            models.UniqueConstraint(
                fields=["election", "membership", "title"],
                name="network_one_candidacy_an_office",
                violation_error_message="同一人在同一职务下列了两次。",
            )
        ]

    def __str__(self) -> str:
        return f"候选人 {self.pk}"


class Transfer(Guarded):
    """A member's way from one organisation to another, on one day. `path` is the receiving organisation's.

    Whoever may write on both sides completes it at once; otherwise it waits until the receiving side decides. Both
    sides see it, so that the receiving one knows whom it is asked to take.
    """

    class State(models.TextChoices):
        """Where it stands."""

        WAITING = "waiting", "待接收"
        DONE = "done", "已转入"
        DECLINED = "declined", "未接收"
        WITHDRAWN = "withdrawn", "已撤回"

    read_verb = Verb.MEMBERS

    membership = models.ForeignKey(Membership, verbose_name="原会籍", on_delete=models.PROTECT, related_name="+")
    source_path = PathField(editable=False)
    target = models.ForeignKey(Organisation, verbose_name="转入组织", on_delete=models.PROTECT, related_name="+")
    state = models.CharField("状态", max_length=10, choices=State.choices, default=State.WAITING)
    asked = models.DateField("提出日期")
    day = models.DateField("转会日期", null=True, blank=True)
    reason = models.CharField("原因", max_length=500)
    begun = models.ForeignKey(
        Membership, verbose_name="新会籍", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = "转会"
        indexes = [models.Index(fields=["state", "path", "id"]), models.Index(fields=["source_path", "id"])]
        constraints = [
            models.UniqueConstraint(
                fields=["membership"],
                condition=Q(state="waiting"),
                name="network_one_waiting_transfer",
                violation_error_message="这份会籍已有一份待接收的转会。",
            )
        ]

    def __str__(self) -> str:
        return f"转会 {self.pk}"

    @classmethod
    def readable(cls, scope: Scope, verb: Verb) -> Q:
        """Return the predicate: those of the receiving side, and those of the side the member comes from."""
        return within(scope, verb) | within(scope, verb, lookup="source_path")
