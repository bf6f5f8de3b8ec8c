"""What was decided about pairs of records: not the same one, merged into one, or a wish to merge awaiting the other side.

Persons and organisations are kept once in the same way; each has tables of its own, because they are read by other people.
"""

from django.db import models
from django.db.models import F, Q

from tongxin.access.guard import Guarded, within
from tongxin.kernel.scope import Scope, Verb
from tongxin.network.models.organisations import Organisation
from tongxin.network.models.people import Person
from tongxin.network.models.privacy import EncryptedField


class Remark(Guarded):
    """Two records somebody looked at and found to be two things; `first` is the one with the smaller number."""

    stays_when_merged = True

    by = models.CharField("确认人", max_length=100)
    day = models.DateField("确认日期")
    reason = models.CharField("依据", max_length=500, blank=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self._meta.verbose_name}：编号 {self.first_id} 与 {self.second_id}"  # type: ignore[attr-defined]  # of each table


class Merge(Guarded):
    """Two records of one thing made one. `moved` names what went over, `former` keeps what undoing needs, encrypted."""

    class State(models.TextChoices):
        """Whether the merge holds."""

        DONE = "done", "已合并"
        UNDONE = "undone", "已撤销"

    stays_when_merged = True

    merged_path = models.CharField("并入的记录所在地区", max_length=40, editable=False)
    state = models.CharField("状态", max_length=10, choices=State.choices, default=State.DONE)
    moved = models.JSONField("一并转移的记录", default=list)
    former = EncryptedField("合并前的内容", default="")
    by = models.CharField("合并人", max_length=100)
    day = models.DateField("合并日期")
    reason = models.CharField("原因", max_length=500)

    class Meta:
        abstract = True


class Wish(Guarded):
    """The wish of one side to merge with a record of the other side; `path` is where it is decided."""

    class State(models.TextChoices):
        """Where it stands."""

        OPEN = "open", "等待对方"
        ACCEPTED = "accepted", "已同意"
        DECLINED = "declined", "未同意"

    stays_when_merged = True

    asked_path = models.CharField("提出方地区", max_length=40, editable=False)
    choose = models.JSONField("采用哪一边", default=dict)
    state = models.CharField("状态", max_length=10, choices=State.choices, default=State.OPEN)
    by = models.CharField("提出人", max_length=100)
    day = models.DateField("提出日期")
    reason = models.CharField("原因", max_length=500)
    answered_by = models.CharField("答复人", max_length=100, blank=True)
    answered = models.DateField("答复日期", null=True, blank=True)
    answer = models.CharField("答复", max_length=500, blank=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"合并请求 {self.pk}"

    @classmethod
    def readable(cls, scope: Scope, verb: Verb) -> Q:
        """A request exists for the side that decides and for the side that asked."""
        return within(scope, verb) | within(scope, verb, lookup="asked_path")


class Distinct(Remark):
    """Two records that are two people."""

    read_verb = Verb.MEMBERS

    first = models.ForeignKey(Person, verbose_name="人员", on_delete=models.CASCADE, related_name="+")
    second = models.ForeignKey(Person, verbose_name="另一人", on_delete=models.CASCADE, related_name="+")

    class Meta:
        verbose_name = "不是同一人"
        constraints = [
            models.UniqueConstraint(
                fields=["first", "second"],
                name="network_distinct_once",
                violation_error_message="这两个人已确认不是同一人。",
            ),
            models.CheckConstraint(condition=Q(first__lt=F("second")), name="network_distinct_in_order"),
        ]


class PersonMerge(Merge):
    """Two records of one person made one."""

    read_verb = Verb.MEMBERS

    kept = models.ForeignKey(Person, verbose_name="保留的人员", on_delete=models.PROTECT, related_name="+")
    merged = models.ForeignKey(Person, verbose_name="并入的人员", on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "人员合并"
        indexes = [models.Index(fields=["path", "-id"], name="network_merge_latest")]
        constraints = [
            models.UniqueConstraint(
                fields=["merged"],
                condition=Q(state="done"),
                name="network_merged_once",
                violation_error_message="这个人已合并到别的人员。",
            )
        ]

    def __str__(self) -> str:
        return f"人员 {self.merged_id} 并入人员 {self.kept_id}"


class MergeRequest(Wish):
    """The wish to merge two records of one person."""

    read_verb = Verb.MEMBERS

    kept = models.ForeignKey(Person, verbose_name="保留的人员", on_delete=models.PROTECT, related_name="+")
    merged = models.ForeignKey(Person, verbose_name="并入的人员", on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "合并请求"
        indexes = [models.Index(fields=["state", "path", "id"], name="network_merge_request_waiting")]
        constraints = [
            models.UniqueConstraint(
                fields=["kept", "merged"],
                condition=Q(state="open"),
                name="network_merge_asked_once",
                violation_error_message="这两个人已有一份等待答复的合并请求。",
            )
        ]


class FirmDistinct(Remark):
    """Two records that are two firms or villages."""

    first = models.ForeignKey(Organisation, verbose_name="企业", on_delete=models.CASCADE, related_name="+")
    second = models.ForeignKey(Organisation, verbose_name="另一家", on_delete=models.CASCADE, related_name="+")

    class Meta:
        verbose_name = "不是同一家"
        constraints = [
            models.UniqueConstraint(
                fields=["first", "second"],
                name="network_firm_distinct_once",
                violation_error_message="这两家已确认不是同一家。",
            ),
            models.CheckConstraint(condition=Q(first__lt=F("second")), name="network_firm_distinct_in_order"),
        ]


class FirmMerge(Merge):
    """Two records of one firm or village made one."""

    kept = models.ForeignKey(Organisation, verbose_name="保留的企业", on_delete=models.PROTECT, related_name="+")
    merged = models.ForeignKey(Organisation, verbose_name="并入的企业", on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "企业合并"
        indexes = [models.Index(fields=["path", "-id"], name="network_firm_merge_latest")]
        constraints = [
            models.UniqueConstraint(
                fields=["merged"],
                condition=Q(state="done"),
                name="network_firm_merged_once",
                violation_error_message="这家企业已合并到别的企业。",
            )
        ]

    def __str__(self) -> str:
        return f"企业 {self.merged_id} 并入企业 {self.kept_id}"


class FirmMergeRequest(Wish):
    """The wish to merge two records of one firm or village."""

    kept = models.ForeignKey(Organisation, verbose_name="保留的企业", on_delete=models.PROTECT, related_name="+")
    merged = models.ForeignKey(Organisation, verbose_name="并入的企业", on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "企业合并请求"
        indexes = [models.Index(fields=["state", "path", "id"], name="network_firm_request_waiting")]
        constraints = [
            models.UniqueConstraint(
                fields=["kept", "merged"],
                condition=Q(state="open"),
                name="network_firm_merge_asked_once",
                violation_error_message="这两家已有一份等待答复的合并请求。",
            )
        ]
