"""Service teams, their statements of scope and conflicts of interest, their rosters, and what they offer."""

from django.db import models
from django.db.models import F, Q

from tongxin.access.guard import Guarded
from tongxin.kernel.scope import Verb
from tongxin.network.models import Organisation, Person, Place
from tongxin.network.models.following import FollowsPerson
from tongxin.network.models.organising import Organised


class Field(models.TextChoices):
    """What an expert knows, and what a firm asks about."""

    CAPITAL = "capital", "资本市场"
    LAW = "law", "法律"
    TAX = "tax", "财税"
    PROPERTY = "property", "知识产权"
    MANAGEMENT = "management", "经营管理"
    PEOPLE = "people", "用工与人才"
    MARKET = "market", "品牌与市场"
    TECHNOLOGY = "technology", "科技创新"
    TRADE = "trade", "对外贸易"
    OTHER = "other", "其他"


class Team(Organised):
    """A service team 服务团 that an organisation runs, known to all.

    Where the team itself is on record as an organisation, `organisation` says which. Everybody reads a published team, and
    firms ask it for an expert, at the address of its `public_code`. `statement` is the version of the statement in force.
    """

    is_public = True
    secrets = ("public_code",)

    class State(models.TextChoices):
        """Whether it still serves."""

        ACTIVE = "active", "服务中"
        DISSOLVED = "dissolved", "已解散"

    name = models.CharField("服务团名称", max_length=120)
    aliases = models.JSONField("简称", default=list, blank=True)
    organisation = models.OneToOneField(
        Organisation, verbose_name="组织登记", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    founded = models.DateField("组建日期", db_index=True)
    closed = models.DateField("解散日期", null=True, blank=True)
    purpose = models.CharField("服务内容", max_length=400, blank=True)
    statement = models.PositiveSmallIntegerField("现行声明版本", default=0, editable=False)
    public_code = models.CharField("公开地址标识", max_length=40, blank=True, editable=False, db_index=True)
    state = models.CharField("状态", max_length=10, choices=State.choices, default=State.ACTIVE)

    class Meta:
        verbose_name = "服务团"
        constraints = [
            models.UniqueConstraint(
                fields=["organiser", "name"],
                name="experts_team_recorded_once",
                violation_error_message="这个单位已有同名的服务团，请直接使用那一个。",
            ),
            models.CheckConstraint(
                condition=Q(closed=None) | Q(closed__gte=F("founded")),
                name="experts_team_in_order",
                violation_error_message="解散日期不能早于组建日期，请核对。",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Statement(Guarded):
    """One wording of what a team does and does not do, and of how conflicts of interest are avoided. Never edited."""

    team = models.ForeignKey(Team, verbose_name="服务团", on_delete=models.PROTECT, related_name="+")
    version = models.PositiveSmallIntegerField("版本")
    text = models.TextField("服务范围与利益冲突声明")
    day = models.DateField("发布日期")

    class Meta:
        verbose_name = "服务声明"
        constraints = [models.UniqueConstraint(fields=["team", "version"], name="experts_statement_once_a_version")]

    def __str__(self) -> str:
        return f"第{self.version}版声明"


class Expert(FollowsPerson, Guarded):
    """A person of the register on the roster of a team from a day until (not including) another, where one is known.

    `accepted` is the version of the team's statement the expert has accepted, 0 for none. `region` is where the expert serves.
    """

    read_verb = Verb.MEMBERS

    team = models.ForeignKey(Team, verbose_name="服务团", on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, verbose_name="人员", on_delete=models.PROTECT, related_name="+")
    field = models.CharField("专业领域", max_length=12, choices=Field.choices)
    region = models.ForeignKey(Place, verbose_name="服务地区", on_delete=models.PROTECT, related_name="+")
    begin = models.DateField("任期开始", db_index=True)
    end = models.DateField("任期结束", null=True, blank=True)
    head = models.BooleanField("团长", default=False)
    accepted = models.PositiveSmallIntegerField("已接受的声明版本", default=0)
    accepted_on = models.DateField("接受声明日期", null=True, blank=True)

    class Meta:
        verbose_name = "服务团专家"
        constraints = [
            models.UniqueConstraint(
                fields=["team", "person", "begin"],
                name="experts_expert_listed_once",
                violation_error_message="这位专家在这一天已经登记进团。",
            ),
            models.UniqueConstraint(
                fields=["team"],
                condition=Q(head=True),
                name="experts_one_head_a_team",
                violation_error_message="这个服务团已有团长，请在服务团页面更换团长。",
            ),
            models.CheckConstraint(
                condition=Q(end=None) | Q(end__gt=F("begin")),
                name="experts_term_in_order",
                violation_error_message="任期结束应晚于任期开始，请核对。",
            ),
        ]

    def __str__(self) -> str:
        return f"专家 {self.pk}"


class Offer(Guarded):
    """What a team offers at any time 常设服务, or at fixed hours 坐诊: then `weekday` and `begins` say when."""

    class Weekday(models.IntegerChoices):
        """The days of a week."""

        MONDAY = 1, "每周一"
        TUESDAY = 2, "每周二"
        WEDNESDAY = 3, "每周三"
        THURSDAY = 4, "每周四"
        FRIDAY = 5, "每周五"
        SATURDAY = 6, "每周六"
        SUNDAY = 7, "每周日"

    class State(models.TextChoices):
        """Whether it still is offered."""

        OPEN = "open", "开放"
        ENDED = "ended", "已停止"

    team = models.ForeignKey(Team, verbose_name="服务团", on_delete=models.PROTECT, related_name="+")
    title = models.CharField("服务名称", max_length=80)
    field = models.CharField("专业领域", max_length=12, choices=Field.choices)
    weekday = models.PositiveSmallIntegerField("坐诊日", choices=Weekday.choices, null=True, blank=True)
    begins = models.TimeField("开始时间", null=True, blank=True)
    ends = models.TimeField("结束时间", null=True, blank=True)
    venue = models.CharField("地点", max_length=120, blank=True)
    state = models.CharField("状态", max_length=8, choices=State.choices, default=State.OPEN)

    class Meta:
        verbose_name = "常设服务"
        constraints = [
            *(
                models.UniqueConstraint(
                    fields=["team", "title", *days],
                    condition=Q(state="open", weekday__isnull=not days),
                    name=f"experts_offer_once{'_a_day' if days else ''}",
                    violation_error_message="这个服务团已有同名、同一天的服务，请直接更改那一项。",
                )
                for days in ((), ("weekday",))
            ),
            models.CheckConstraint(
                condition=Q(ends=None) | Q(begins__isnull=False, ends__gt=F("begins")),
                name="experts_offer_times_in_order",
                violation_error_message="结束时间应晚于开始时间，请改正。",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def hours(self) -> str:
        """When it is, as written on a page; empty for what is offered at any time."""
        if self.weekday is None:
            return ""
        times = f" {self.begins:%H:%M}" if self.begins else ""
        return f"{self.get_weekday_display()}{times}" + (f"-{self.ends:%H:%M}" if self.ends else "")
