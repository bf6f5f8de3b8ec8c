"""What was decided about pairs of records: not the same person, merged into one, or a wish to merge awaiting the other side."""

from django.db import models
from django.db.models import F, Q

from tongxin.access.guard import Guarded, within
from tongxin.kernel.scope import Scope, Verb
from tongxin.network.models.people import Person
from tongxin.network.models.privacy import EncryptedField


class Distinct(Guarded):
    """Two records somebody looked at and found to be two people; `first` is the one with the smaller number."""

    read_verb = Verb.MEMBERS
    stays_when_merged = True

    first = models.ForeignKey(Person, verbose_name="人员", on_delete=models.CASCADE, related_name="+")
    second = models.ForeignKey(Person, verbose_name="另一人", on_delete=models.CASCADE, related_name="+")
    by = models.CharField("确认人", max_length=100)
    day = models.DateField("确认日期")
    reason = models.CharField("依据", max_length=500, blank=True)

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

    def __str__(self) -> str:
        return f"不是同一人：人员 {self.first_id} 与 {self.second_id}"


class PersonMerge(Guarded):
    """Two records of one person made one. `moved` names what went over, `former` keeps what undoing needs, encrypted."""

    class State(models.TextChoices):
        """Whether the merge holds."""

        DONE = "done", "已合并"
        UNDONE = "undone", "已撤销"

    read_verb = Verb.MEMBERS
    stays_when_merged = True

    kept = models.ForeignKey(Person, verbose_name="保留的人员", on_delete=models.PROTECT, related_name="+")
    merged = models.ForeignKey(Person, verbose_name="并入的人员", on_delete=models.PROTECT, related_name="+")
    merged_path = models.CharField("并入的人员所在地区", max_length=40, editable=False)
    state = models.CharField("状态", max_length=10, choices=State.choices, default=State.DONE)
    moved = models.JSONField("一并转移的记录", default=list)
    former = EncryptedField("合并前的内容", default="")
    by = models.CharField("合并人", max_length=100)
    day = models.DateField("合并日期")
    reason = models.CharField("原因", max_length=500)

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


class MergeRequest(Guarded):
    """The wish of one side to merge with a person on record on the other side; `path` is where it is decided."""

    class State(models.TextChoices):
        """Where it stands."""

        OPEN = "open", "等待对方"
        ACCEPTED = "accepted", "已同意"
        DECLINED = "declined", "未同意"

    read_verb = Verb.MEMBERS
    stays_when_merged = True

    asked_path = models.CharField("提出方地区", max_length=40, editable=False)
    kept = models.ForeignKey(Person, verbose_name="保留的人员", on_delete=models.PROTECT, related_name="+")
    merged = models.ForeignKey(Person, verbose_name="并入的人员", on_delete=models.PROTECT, related_name="+")
    choose = models.JSONField("采用哪一边", default=dict)
    state = models.CharField("状态", max_length=10, choices=State.choices, default=State.OPEN)
    by = models.CharField("提出人", max_length=100)
    day = models.DateField("提出日期")
    reason = models.CharField("原因", max_length=500)
    answered_by = models.CharField("答复人", max_length=100, blank=True)
    answered = models.DateField("答复日期", null=True, blank=True)
    answer = models.CharField("答复", max_length=500, blank=True)

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

    def __str__(self) -> str:
        return f"合并请求 {self.pk}"

    @classmethod
    def readable(cls, scope: Scope, verb: Verb) -> Q:
        """A request exists for the side that decides and for the side that asked."""
        return within(scope, verb) | within(scope, verb, lookup="asked_path")
