"""Persons, their memberships and offices. Read with the verb 人员信息 only."""

from django.db import models
from django.db.models import F, Q

from tongxin.access.guard import Guarded, within
from tongxin.kernel.scope import Scope, Verb
from tongxin.network.models.following import FollowsPerson, MembershipFollows
from tongxin.network.models.organisations import Organisation
from tongxin.network.models.places import Place
from tongxin.network.models.privacy import BlindIndexField, EncryptedField, PrivateCharField
from tongxin.network.models.readings import SearchTextField, SoundField, search_text

_ERASED = "（已删除 "


class Person(Guarded):
    """Someone on record, once. `path` is the path of the home place: where the record is kept, not where one lives.

    Never stored: party, religion, ethnicity, health, home address, location, identity-card numbers. Nobody has a score.
    """

    class Group(models.TextChoices):
        """The four official groups."""

        MANAGEMENT = "management", "私营企业和外商投资企业管理技术人员"
        INTERMEDIARY = "intermediary", "中介组织和社会组织从业人员"
        FREELANCE = "freelance", "自由职业人员"
        NEW_MEDIA = "new_media", "新媒体从业人员"

    read_verb = Verb.MEMBERS

    name = PrivateCharField("姓名", max_length=60)
    unit = PrivateCharField("工作单位", max_length=120, blank=True)
    position = PrivateCharField("职务", max_length=60, blank=True)
    group = models.CharField("类别", max_length=12, choices=Group.choices, blank=True)
    place = models.ForeignKey(Place, verbose_name="归属地区", on_delete=models.PROTECT, related_name="+")
    mobile = EncryptedField("手机号", blank=True, default="")
    mobile_index = BlindIndexField(source="mobile")
    search_text = SearchTextField()
    sound = SoundField(source="name")
    merged_into = models.ForeignKey(
        "self",
        verbose_name="已合并到",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        db_index=False,  # nearly all are null: an index over them would tempt the planner away from the path
        related_name="+",
    )

    class Meta:
        verbose_name = "人员"
        indexes = [
            models.Index(fields=["path", "id"]),
            models.Index(fields=["name", "path"]),
            models.Index(fields=["sound", "unit"], name="network_person_sound"),
            models.Index(fields=["merged_into"], condition=Q(merged_into__isnull=False), name="network_person_merged"),
        ]

    def __str__(self) -> str:
        return f"人员 {self.pk}"

    @property
    def nameless(self) -> dict[str, str]:
        """What is left of a person who is erased."""
        return {"name": f"{_ERASED}{self.pk}）", "unit": "", "position": "", "mobile": ""}

    @property
    def is_erased(self) -> bool:
        """Whether nothing is left that says who it was."""
        return self.name.startswith(_ERASED)

    @classmethod
    def readable(cls, scope: Scope, verb: Verb) -> Q:
        """A person exists for the home side, and for the side of every organisation joined elsewhere.

        Memberships at or above the home place add nothing to the first half, so only those marked `away` are asked.
        A record merged into another one exists for nobody: its address leads to the record that was kept.
        """
        joined = Membership.objects.visible_to(scope, verb=verb).filter(away=True)
        return (within(scope, verb) | Q(pk__in=joined.values("person"))) & Q(merged_into=None)

    def search_names(self) -> str:
        """Return the search text: the name, and where the person works."""
        return search_text([self.name], personal=True, with_words=self.unit)


class Membership(MembershipFollows, Guarded):
    """A person in an organisation: applied, admitted or not, and from when until (not including) when a member.

    `path` is the organisation's. `away` says that the person's home lies outside the organisation's place.
    """

    class State(models.TextChoices):
        """Where it stands. Only admitted memberships count, from `begin` until `end`."""

        APPLIED = "applied", "待审核"
        ADMITTED = "admitted", "已通过"
        DECLINED = "declined", "未通过"
        ENDED = "ended", "已结束"

    class Ending(models.TextChoices):
        """Why a membership ended."""

        LEFT = "left", "本人退会"
        LAPSED = "lapsed", "逾期自动退会"
        TRANSFERRED = "transferred", "转会"
        REMOVED = "removed", "按章程除名"
        DECEASED = "deceased", "去世"
        CLOSED = "closed", "组织注销"

    read_verb = Verb.MEMBERS

    person = models.ForeignKey(Person, verbose_name="人员", on_delete=models.PROTECT, related_name="+")
    organisation = models.ForeignKey(Organisation, verbose_name="组织", on_delete=models.PROTECT, related_name="+")
    state = models.CharField("状态", max_length=10, choices=State.choices, default=State.APPLIED)
    applied = models.DateField("申请日期")
    begin = models.DateField("入会日期", null=True, blank=True)
    renewed = models.DateField("续期日期", null=True, blank=True)
    end = models.DateField("结束日期", null=True, blank=True)
    ending = models.CharField("结束原因", max_length=12, choices=Ending.choices, blank=True)
    away = models.BooleanField("外地会员", default=False, editable=False)

    class Meta:
        verbose_name = "会籍"
        indexes = [
            models.Index(fields=["organisation", "state", "id"]),
            models.Index(fields=["state", "path", "id"]),
            models.Index(fields=["path", "person"], condition=Q(away=True), name="network_membership_away"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "organisation"],
                condition=Q(state__in=("applied", "admitted")),
                name="network_one_open_membership",
                violation_error_message="这个人在本组织已有会籍或待审核的申请。",
            ),
            models.CheckConstraint(
                condition=Q(end=None) | Q(end__gte=F("begin")), name="network_membership_ends_after_it_begins"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=("admitted", "ended")) | Q(begin__isnull=False),
                name="network_member_has_a_first_day",
            ),
        ]

    def __str__(self) -> str:
        return f"会籍 {self.pk}"


class Office(FollowsPerson, Guarded):
    """An office a member holds for a term. `due` is when the term runs out, `end` when the office was in fact given up."""

    class Title(models.TextChoices):
        """The offices of an association."""

        PRESIDENT = "president", "会长"
        EXECUTIVE_VICE_PRESIDENT = "executive_vice_president", "常务副会长"
        VICE_PRESIDENT = "vice_president", "副会长"
        SECRETARY_GENERAL = "secretary_general", "秘书长"
        DEPUTY_SECRETARY_GENERAL = "deputy_secretary_general", "副秘书长"
        CHIEF_SUPERVISOR = "chief_supervisor", "监事长"
        SUPERVISOR = "supervisor", "监事"
        STANDING_DIRECTOR = "standing_director", "常务理事"
        DIRECTOR = "director", "理事"

    read_verb = Verb.MEMBERS

    membership = models.ForeignKey(Membership, verbose_name="会籍", on_delete=models.PROTECT, related_name="+")
    organisation = models.ForeignKey(Organisation, verbose_name="组织", on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, verbose_name="人员", on_delete=models.PROTECT, related_name="+")
    title = models.CharField("职务", max_length=30, choices=Title.choices)
    begin = models.DateField("任职日期")
    due = models.DateField("任期届满")
    end = models.DateField("离任日期", null=True, blank=True)

    class Meta:
        verbose_name = "任职"
        indexes = [models.Index(fields=["organisation", "title"]), models.Index(fields=["person", "begin"])]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "title"],
                condition=Q(end=None, title__in=("president", "secretary_general", "chief_supervisor")),
                name="network_one_holder_of_a_single_office",
                violation_error_message="这个职务已有人担任，请先办理离任。",
            ),
            models.UniqueConstraint(
                fields=["organisation", "title", "person"], condition=Q(end=None), name="network_one_office_once"
            ),
            models.CheckConstraint(condition=Q(due__gt=F("begin")), name="network_term_in_order"),
        ]

    def __str__(self) -> str:
        return f"任职 {self.pk}"


# 负责人 in reports are these offices together.
LEADERS = (
    Office.Title.PRESIDENT,
    Office.Title.EXECUTIVE_VICE_PRESIDENT,
    Office.Title.VICE_PRESIDENT,
    Office.Title.SECRETARY_GENERAL,
)
SINGLE_OFFICES = (Office.Title.PRESIDENT, Office.Title.SECRETARY_GENERAL, Office.Title.CHIEF_SUPERVISOR)
