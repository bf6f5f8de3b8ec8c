"""What is entered in a contest, and by whom."""

from django.db import models
from django.db.models import Q

from tongxin.access.guard import Guarded
from tongxin.kernel.scope import Verb
from tongxin.network.models import Organisation, Person
from tongxin.network.models.following import FollowsPerson
from tongxin.network.models.privacy import PrivateCharField
from tongxin.records.contests.models.calls import Contest


class Entry(Guarded):
    """One work or one appearance in a contest, of one person or a team. `path` is the contest's.

    Nobody who judges sees more of it than the blind number, the title and the work itself. `checked_by` is the account that
    said whether it may take part.
    """

    class State(models.TextChoices):
        """Whether it takes part."""

        ENTERED = "entered", "已报名"
        ELIGIBLE = "eligible", "符合条件"
        NUMBERED = "numbered", "已编号参赛"
        REFUSED = "refused", "不符合条件"
        WITHDRAWN = "withdrawn", "已退出"

    contest = models.ForeignKey(Contest, verbose_name="赛事", on_delete=models.PROTECT, related_name="+")
    title = models.CharField("作品或节目名称", max_length=120)
    sender = models.ForeignKey(
        Organisation, verbose_name="选送单位", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    team = models.CharField("队名", max_length=60, blank=True)
    link = models.URLField("作品链接", max_length=500, blank=True)
    number = models.PositiveSmallIntegerField("参赛编号", null=True, blank=True, editable=False)
    state = models.CharField("状态", max_length=10, choices=State.choices, default=State.ENTERED)
    refusal = models.CharField("不符合条件或退出的原因", max_length=500, blank=True)
    checked_by = models.BigIntegerField("审核账号", null=True, blank=True, editable=False)

    class Meta:
        verbose_name = "参赛作品"
        verbose_name_plural = "参赛作品"
        indexes = [models.Index(fields=["path", "-id"]), models.Index(fields=["contest", "number"])]
        constraints = [
            models.UniqueConstraint(
                fields=["contest", "number"],
                condition=Q(number__isnull=False),
                name="contests_number_drawn_once",
                violation_error_message="这个参赛编号已经用过。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} 号作品" if self.number else f"参赛作品 {self.pk}"


TAKES_PART = (Entry.State.NUMBERED,)


class Entrant(FollowsPerson, Guarded):
    """One person behind one entry, known to the register or by name only. `path` is the contest's."""

    read_verb = Verb.MEMBERS

    entry = models.ForeignKey(Entry, verbose_name="参赛作品", on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(
        Person, verbose_name="人员", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    name = PrivateCharField("所写姓名", max_length=30, blank=True)
    unit = PrivateCharField("所写单位", max_length=60, blank=True)

    class Meta:
        verbose_name = "参赛人"
        constraints = [
            models.UniqueConstraint(
                fields=["entry", "person"],
                condition=Q(person__isnull=False),
                name="contests_entrant_once_an_entry",
                violation_error_message="这个人已在这件作品的参赛人里。",
            ),
            models.CheckConstraint(
                condition=Q(person__isnull=False) | ~Q(name=""),
                name="contests_unknown_entrant_keeps_a_name",
                violation_error_message="没有对上人员的参赛人应保留姓名。",
            ),
        ]

    def __str__(self) -> str:
        return f"参赛人 {self.pk}"

    @property
    def shown_name(self) -> str:
        """The member's name, or the name as written; for those who may read persons."""
        return self.person.name if self.person else self.name
