"""Tables of visits."""

from django.db import models

from tongxin.network.models.organising import Organised


class Visit(Organised):
    """One visit to households."""

    class Kind(models.TextChoices):
        """What for."""

        FESTIVAL = "festival", "节日慰问"
        HARDSHIP = "hardship", "困难帮扶"

    class State(models.TextChoices):
        """Stored states."""

        PLANNED = "planned", "计划中"
        MADE = "made", "已走访"
        CHECKED = "checked", "已复核"
        DROPPED = "dropped", "已取消"

    title = models.CharField("走访名称", max_length=60)
    kind = models.CharField("类别", max_length=10, choices=Kind.choices, default=Kind.FESTIVAL)
    day = models.DateField("走访日期", db_index=True)
    households = models.PositiveIntegerField("户数", default=0)
    state = models.CharField("状态", max_length=10, choices=State.choices, default=State.PLANNED)
    made_by = models.BigIntegerField("走访账号", null=True, blank=True, editable=False)
    drop_reason = models.CharField("取消原因", max_length=200, blank=True)

    class Meta:
        app_label = "toy"
        verbose_name = "走访"

    def __str__(self) -> str:
        return self.title


COUNTED = (Visit.State.MADE, Visit.State.CHECKED)
