"""Organisations, their dated parents, the checklist of stages and the charter settings."""

from datetime import date

from django.db import models
from django.db.models import F, Q

from tongxin.access.guard import Guarded
from tongxin.kernel.scope import Scope, Verb
from tongxin.network.models.places import LEVELS, Place
from tongxin.network.models.readings import FirmSoundField, PlainNameField, SearchTextField, search_text


class Organisation(Guarded):
    """An organisation, of whatever kind. `path` is the path of its place, `level` the place's level.

    Firms and village collectives are on record because they take part: they belong to no association, owe no returns and
    have no stage. When such a one was founded need not be known. A record merged into another one leads there.
    """

    class Kind(models.TextChoices):
        """What kind of organisation it is. Bases have a table of their own, because they are named and revoked."""

        ASSOCIATION = "association", "联谊组织"
        COMMITTEE = "committee", "专业（工作）委员会"
        SERVICE_TEAM = "service_team", "服务团"
        ALLIANCE = "alliance", "联盟"
        FIRM = "firm", "企业"
        VILLAGE = "village", "村集体"
        DEPARTMENT = "department", "主管部门"
        CENTRE = "centre", "服务中心"

    is_public = True

    name = models.CharField("名称", max_length=120)
    aliases = models.JSONField("曾用名和简称", default=list, blank=True)
    kind = models.CharField("类别", max_length=20, choices=Kind.choices)
    level = models.CharField("级别", max_length=10, choices=LEVELS, editable=False)
    place = models.ForeignKey(Place, verbose_name="所在地区", on_delete=models.PROTECT, related_name="+")
    parent = models.ForeignKey(
        "self", verbose_name="上级组织", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    unified_code = models.CharField("统一社会信用代码", max_length=18, blank=True, default="")
    founded = models.DateField("成立日期", null=True, blank=True)
    registered = models.DateField("登记日期", null=True, blank=True)
    closed = models.DateField("注销日期", null=True, blank=True)
    search_text = SearchTextField()
    plain_name = PlainNameField(source="name")
    sound = FirmSoundField(source="name")
    merged_into = models.ForeignKey(
        "self",
        verbose_name="已合并到",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
    )

    class Meta:
        verbose_name = "组织"
        indexes = [
            models.Index(fields=["path", "id"]),
            models.Index(fields=["kind", "path", "id"]),
            models.Index(fields=["parent", "id"]),
            models.Index(fields=["plain_name", "place"], name="network_organisation_plain"),
            models.Index(fields=["sound", "kind"], name="network_organisation_sound"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["place", "name"],
                condition=Q(merged_into=None),
                name="network_organisation_name_once_a_place",
                violation_error_message="这个地区已有同名组织。",
            ),
            models.CheckConstraint(
                condition=Q(closed=None) | Q(closed__gte=F("founded")), name="network_organisation_closed_after_founded"
            ),
            models.CheckConstraint(
                condition=~Q(founded=None) | Q(kind__in=("firm", "village")),
                name="network_organisation_founded_some_day",
                violation_error_message="请填写成立日期：只有企业和村集体可以不填。",
            ),
            models.UniqueConstraint(
                fields=["unified_code"],
                condition=~Q(unified_code="") & Q(merged_into=None),
                name="network_organisation_one_a_code",
                violation_error_message="这个统一社会信用代码已登记在另一个组织上，请核对。",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @classmethod
    def readable(cls, scope: Scope, verb: Verb) -> Q:
        """One merged into another exists for nobody: its address leads to the one that was kept."""
        return super().readable(scope, verb) & Q(merged_into=None)

    @property
    def takes_members(self) -> bool:
        """Whether one can be a member: departments and centres hold classes and activities, firms take part in them."""
        return self.kind not in MEMBERLESS

    @property
    def is_partner(self) -> bool:
        """Whether it takes part without belonging to the network: a firm or a village collective."""
        return self.kind in PARTNERS

    @property
    def beginning(self) -> date:
        """The day it was founded; the first of all days for a partner of which that is not known."""
        return self.founded or date.min

    def search_names(self) -> str:
        """Return the search text: legal name, aliases, and the short name of the place."""
        return search_text([self.name, *self.aliases, self.place.short_name])


PARTNERS = (Organisation.Kind.FIRM, Organisation.Kind.VILLAGE)
OFFICIAL = (Organisation.Kind.DEPARTMENT, Organisation.Kind.CENTRE)
MEMBERLESS = (*OFFICIAL, *PARTNERS)


class ParentLink(Guarded):
    """Under which organisation another one stood from a day until (not including) another."""

    organisation = models.ForeignKey(Organisation, verbose_name="组织", on_delete=models.PROTECT, related_name="+")
    parent = models.ForeignKey(Organisation, verbose_name="上级组织", on_delete=models.PROTECT, related_name="+")
    begin = models.DateField("起")
    end = models.DateField("止", null=True, blank=True)

    class Meta:
        verbose_name = "隶属关系"
        indexes = [models.Index(fields=["parent", "begin"])]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation"], condition=Q(end=None), name="network_one_parent_at_a_time"
            ),
            models.CheckConstraint(condition=Q(end=None) | Q(end__gte=F("begin")), name="network_parent_link_in_order"),
        ]

    def __str__(self) -> str:
        return f"隶属关系 {self.pk}"


class StageRule(Guarded):
    """One line of the checklist that decides an association's stage; `path` is where the line holds.

    The line nearest to the association wins; the lines at the empty path are the defaults of the product.
    """

    class Stage(models.TextChoices):
        """How far an association has come. Organisations have stages; people never have scores."""

        SET_UP = "set_up", "建起来"
        RUNNING = "running", "转起来"
        THRIVING = "thriving", "活起来"

    class Signal(models.TextChoices):
        """What is counted over the last twelve months; the first two are yes or no."""

        FOUNDED = "founded", "已成立"
        REGISTERED = "registered", "已登记"
        COUNCIL_MEETINGS = "council_meetings", "召开理事会"
        ACTIVITIES = "activities", "开展活动"
        RETURNS = "returns", "按期上报"
        PROGRAMMES = "programmes", "开展的工作种类"
        BASES = "bases", "命名的实践创新基地"
        JOINT_WORK = "joint_work", "与其他组织联合开展活动"

    is_public = True

    stage = models.CharField("阶段", max_length=10, choices=Stage.choices)
    signal = models.CharField("依据", max_length=20, choices=Signal.choices)
    at_least = models.PositiveSmallIntegerField("至少", default=1)
    required = models.BooleanField("启用", default=True)

    class Meta:
        verbose_name = "阶段标准"
        constraints = [models.UniqueConstraint(fields=["path", "stage", "signal"], name="network_one_rule_a_signal")]

    def __str__(self) -> str:
        return f"{self.get_stage_display()}：{self.get_signal_display()}"


def default_required() -> list[str]:
    """Return what an application must hold where the charter says nothing: a way to answer it."""
    return ["mobile"]


class Charter(Guarded):
    """Charter settings of an organisation in force from a day until (not including) another.

    Shares default to those of the model charter of social organisations. `lapse_years` is how long a membership holds
    without being renewed, empty for ever: what a member did or did not do is never counted.
    """

    class Approver(models.TextChoices):
        """Who decides about applications."""

        OWN = "own", "本组织"
        PARENT = "parent", "上级组织"

    class Share(models.TextChoices):
        """How many of how many are needed. 过半数 is more than half; 三分之二以上 and 五分之四以上 include the number itself."""

        HALF = "half", "过半数"
        TWO_THIRDS = "two_thirds", "三分之二以上"
        FOUR_FIFTHS = "four_fifths", "五分之四以上"

        def met(self, part: int, *, of: int) -> bool:
            """Tell exactly whether `part` of `of` is enough."""
            if self == "half":
                return part * 2 > of
            return part * 3 >= of * 2 if self == "two_thirds" else part * 5 >= of * 4

    class Field(models.TextChoices):
        """What an application may ask for besides the name."""

        MOBILE = "mobile", "手机号"
        UNIT = "unit", "工作单位"
        POSITION = "position", "职务"
        GROUP = "group", "类别"
        PLACE = "place", "归属地区"

    read_verb = Verb.VIEW

    organisation = models.ForeignKey(Organisation, verbose_name="组织", on_delete=models.PROTECT, related_name="+")
    begin = models.DateField("起")
    end = models.DateField("止", null=True, blank=True)
    approver = models.CharField("入会审批", max_length=10, choices=Approver.choices, default=Approver.OWN)
    yearly_quota = models.PositiveIntegerField("每年吸纳名额", null=True, blank=True)
    term_years = models.PositiveSmallIntegerField("任期（年）", default=5)
    quorum = models.CharField("出席人数", max_length=12, choices=Share.choices, default=Share.TWO_THIRDS)
    majority = models.CharField("通过票数", max_length=12, choices=Share.choices, default=Share.HALF)
    notice_days = models.PositiveSmallIntegerField("提前通知（天）", default=7)
    required_fields = models.JSONField("申请必填项", default=default_required, blank=True)
    lapse_years = models.PositiveSmallIntegerField("会籍有效期（年）", null=True, blank=True)

    class Meta:
        verbose_name = "章程设置"
        constraints = [
            models.UniqueConstraint(
                fields=["organisation"], condition=Q(end=None), name="network_one_charter_at_a_time"
            )
        ]

    def __str__(self) -> str:
        return f"章程设置 {self.pk}"
