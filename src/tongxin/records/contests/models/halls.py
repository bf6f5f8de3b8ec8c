"""The screen in the hall: what it has revealed so far."""

from django.db import models

from tongxin.access.fields import SecretHashField
from tongxin.access.guard import Guarded
from tongxin.kernel.scope import Verb
from tongxin.records.contests.models.calls import Contest
from tongxin.records.contests.models.outcomes import Result


class HallScreen(Guarded):
    """The one open screen of a contest. It reveals the places of `result` one after another, the last first: so far `shown`.

    `levels` says which prizes the places are for, `with_names` that entrants are named in the hall. `token_hash` is that of
    its address, which opens until `expires`. `path` is the contest's.
    """

    read_verb = Verb.RECORD
    secrets = ("token_hash",)

    contest = models.ForeignKey(Contest, verbose_name="赛事", on_delete=models.PROTECT, related_name="+")
    token_hash = SecretHashField("大屏幕地址", editable=False, db_index=True)
    expires = models.DateTimeField("有效期至")
    levels = models.CharField("奖项和名额", max_length=500, blank=True)
    with_names = models.BooleanField("揭晓时显示参赛人姓名", default=False)
    result = models.ForeignKey(
        Result, verbose_name="封存成绩", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    shown = models.PositiveSmallIntegerField("已揭晓", default=0)

    class Meta:
        verbose_name = "大屏幕"
        constraints = [
            models.UniqueConstraint(
                fields=["contest"],
                name="contests_one_screen_a_contest",
                violation_error_message="这项赛事刚才已经打开过大屏幕，请刷新后再看。",
            )
        ]

    def __str__(self) -> str:
        return f"大屏幕 {self.pk}"
