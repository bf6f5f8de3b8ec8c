"""Bases 实践创新基地: applied for, reviewed, named, rechecked; one base may hold several plaques and counts once."""

from django.db import models
from django.db.models import F, Q

from tongxin.access.guard import Guarded
from tongxin.kernel.errors import InputError
from tongxin.kernel.places import Level, ancestors
from tongxin.network.models.organisations import Organisation
from tongxin.network.models.places import Place
from tongxin.network.models.readings import SearchTextField, search_text

NAMING_LEVELS = [
    (Level.PROVINCE.value, "省级"),
    (Level.PREFECTURE.value, "市级"),
    (Level.COUNTY.value, "县级"),
]
_DIGITS: dict[str, int] = {Level.PROVINCE: 2, Level.PREFECTURE: 4, Level.COUNTY: 6}


class State(models.TextChoices):
    """Where the naming of a base stands. Only a base in 命名 counts as a named base on a day."""

    APPLIED = "applied", "申报"
    REVIEWING = "reviewing", "评审"
    NAMED = "named", "命名"
    RECHECKING = "rechecking", "复核"
    RECTIFYING = "rectifying", "整改"
    REVOKED = "revoked", "撤销"
    WITHDRAWN = "withdrawn", "退出"


TRANSITIONS: dict[State, tuple[State, ...]] = {
    State.APPLIED: (State.REVIEWING, State.WITHDRAWN),
    State.REVIEWING: (State.NAMED, State.APPLIED, State.WITHDRAWN),
    State.NAMED: (State.RECHECKING, State.REVOKED, State.WITHDRAWN),
    State.RECHECKING: (State.NAMED, State.RECTIFYING, State.REVOKED, State.WITHDRAWN),
    State.RECTIFYING: (State.RECHECKING, State.REVOKED, State.WITHDRAWN),
    State.REVOKED: (State.APPLIED,),
    State.WITHDRAWN: (State.APPLIED,),
}
"""Which step may follow which. A review that fails goes back to 申报; a recheck that is passed returns to 命名."""


class Base(Guarded):
    """A base at its host. `state` and `since` repeat the open step, so that lists need one table."""

    is_public = True

    name = models.CharField("基地名称", max_length=120)
    aliases = models.JSONField("曾用名和简称", default=list, blank=True)
    host = models.ForeignKey(Organisation, verbose_name="依托单位", on_delete=models.PROTECT, related_name="+")
    association = models.ForeignKey(
        Organisation, verbose_name="联系的联谊组织", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    place = models.ForeignKey(Place, verbose_name="所在地区", on_delete=models.PROTECT, related_name="+")
    level = models.CharField("命名级别", max_length=10, choices=NAMING_LEVELS)
    state = models.CharField("状态", max_length=12, choices=State.choices, default=State.APPLIED, editable=False)
    since = models.DateField("状态起始日期", editable=False)
    valid_until = models.DateField("有效期至", null=True, blank=True, editable=False)
    search_text = SearchTextField()

    class Meta:
        verbose_name = "实践创新基地"
        indexes = [
            models.Index(fields=["path", "id"]),
            models.Index(fields=["state", "path", "id"]),
            models.Index(fields=["association", "state"]),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["place", "name"],
                name="network_base_name_once_a_place",
                violation_error_message="这个地区已有同名基地。",
            )
        ]

    def __str__(self) -> str:
        return self.name

    def search_names(self) -> str:
        """Return the search text: name, aliases, and the short name of the place."""
        return search_text([self.name, *self.aliases, self.place.short_name])


def naming_path(base: Base) -> str:
    """Return the path of the place that names the base; raise `InputError` when its place has none of that level."""
    digits = _DIGITS[base.level]
    for path in (base.path, *ancestors(base.path)):
        if len(path.rstrip("/").rpartition("/")[2]) == digits:
            return path
    raise InputError(f"{base.place.name}的基地不能由{base.get_level_display()}命名，请改选命名级别。", field="level")


class BaseStep(Guarded):
    """One state of a base from a day until (not including) another, with the paper it rests on.

    `checked` keeps the words of the checklist lines found met, as they stood then.
    """

    base = models.ForeignKey(Base, verbose_name="基地", on_delete=models.PROTECT, related_name="+")
    state = models.CharField("状态", max_length=12, choices=State.choices)
    begin = models.DateField("起")
    end = models.DateField("止", null=True, blank=True)
    document = models.CharField("文件或依据", max_length=200, blank=True)
    valid_until = models.DateField("有效期至", null=True, blank=True)
    checked = models.JSONField("符合的标准", default=list, blank=True)

    class Meta:
        verbose_name = "基地状态"
        indexes = [models.Index(fields=["base", "begin"]), models.Index(fields=["state", "begin"])]
        constraints = [
            models.UniqueConstraint(fields=["base"], condition=Q(end=None), name="network_one_base_state_at_a_time"),
            models.CheckConstraint(condition=Q(end=None) | Q(end__gte=F("begin")), name="network_base_step_in_order"),
        ]

    def __str__(self) -> str:
        return f"{self.get_state_display()}（{self.begin}）"


class Plaque(Guarded):
    """A plaque hung at a base. Plaques are never counted as bases."""

    base = models.ForeignKey(Base, verbose_name="基地", on_delete=models.PROTECT, related_name="+")
    title = models.CharField("牌匾名称", max_length=120)
    awarded_by = models.CharField("授牌单位", max_length=120)
    begin = models.DateField("授牌日期")
    end = models.DateField("摘牌日期", null=True, blank=True)

    class Meta:
        verbose_name = "牌匾"
        indexes = [models.Index(fields=["base", "begin"])]

    def __str__(self) -> str:
        return self.title


class ChecklistLine(Guarded):
    """One line of the checklist a base is reviewed against; `path` is where it holds, the empty path everywhere."""

    is_public = True

    text = models.CharField("标准", max_length=120)
    position = models.PositiveSmallIntegerField("次序")
    active = models.BooleanField("启用", default=True)

    class Meta:
        verbose_name = "基地建设标准"
        constraints = [models.UniqueConstraint(fields=["path", "position"], name="network_one_line_a_position")]

    def __str__(self) -> str:
        return self.text
