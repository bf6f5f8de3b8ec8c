"""Tables of stories: what is shown, and who is to be seen in it by what consent."""

from django.db import models
from django.db.models import Q

from tongxin.access.guard import Guarded
from tongxin.kernel.scope import Verb
from tongxin.network.models import Person, Place
from tongxin.network.models.following import FollowsPerson
from tongxin.network.models.organising import Organised
from tongxin.network.models.privacy import PrivateCharField


class Story(Organised):
    """One showcase, interview or short video.

    `route` are its stops in order, each with the code and name of its place; `places` are those places, or the organiser's.
    `pieces` are the pictures, videos and captions handed to review, with what they show in words: these are published, and
    nothing added later. `hands` are the accounts that wrote what is reviewed. Whether it is open to all is never stored.
    """

    secrets = ("public_code",)

    class Kind(models.TextChoices):
        """What it is."""

        SHOWCASE = "showcase", "旅游推介"
        INTERVIEW = "interview", "人物访谈"
        VIDEO = "video", "短视频"

    class State(models.TextChoices):
        """How far it has come."""

        DRAFT = "draft", "起草中"
        CONSENT = "consent", "征求同意中"
        REVIEW = "review", "待审核"
        PUBLISHED = "published", "已发布"
        WITHDRAWN = "withdrawn", "已撤下"

    title = models.CharField("标题", max_length=120)
    kind = models.CharField("类别", max_length=10, choices=Kind.choices)
    lead = models.CharField("导语", max_length=300, blank=True)
    text = models.TextField("正文", blank=True)
    route = models.JSONField("地点和路线", default=list, blank=True)
    places = models.ManyToManyField(Place, verbose_name="涉及地区", blank=True, related_name="+", editable=False)
    link = models.CharField("视频链接", max_length=300, blank=True)
    nobody_shown = models.BooleanField("没有人出镜", default=False)
    pieces = models.JSONField("送审的图片和视频", default=list, blank=True, editable=False)
    hands = models.JSONField("起草账号", default=list, blank=True, editable=False)
    public_code = models.CharField("公开地址标识", max_length=40, blank=True, editable=False, db_index=True)
    published = models.DateField("发布日期", null=True, blank=True, db_index=True)
    state = models.CharField("状态", max_length=10, choices=State.choices, default=State.DRAFT)
    withdraw_reason = models.CharField("撤下原因", max_length=200, blank=True)

    class Meta:
        verbose_name = "展示"
        indexes = [models.Index(fields=["path", "-recorded_at", "-id"]), models.Index(fields=["-recorded_at", "-id"])]
        constraints = [
            models.UniqueConstraint(
                fields=["organiser", "title"],
                condition=~Q(state="withdrawn"),
                name="stories_recorded_once",
                violation_error_message="这个单位已有同名的展示，请在列表中查看，或换一个标题。",
            ),
            models.CheckConstraint(
                condition=~Q(state="published") | Q(published__isnull=False) & ~Q(public_code=""),
                name="stories_published_on_a_day",
                violation_error_message="发布要有发布日期。",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Shown(FollowsPerson, Guarded):
    """Somebody to be seen or heard in a story, and what he or she agreed to: what for, on what paper, until which day.

    Consent stands from the day it was given to its last day, `until`, and until it is taken back. Pages name people by
    `number`.
    """

    read_verb = Verb.MEMBERS

    story = models.ForeignKey(Story, verbose_name="展示", on_delete=models.PROTECT, related_name="+")
    number = models.PositiveSmallIntegerField("第几位")
    person = models.ForeignKey(
        Person, verbose_name="人员", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    name = PrivateCharField("所写姓名", max_length=60, blank=True)
    purpose = models.CharField("同意用途", max_length=60, blank=True)
    paper = PrivateCharField("同意依据", max_length=120, blank=True)
    agreed = models.DateField("同意日期", null=True, blank=True)
    until = models.DateField("同意到期日", null=True, blank=True)
    revoked = models.DateField("撤回日期", null=True, blank=True)

    class Meta:
        verbose_name = "出镜人"
        constraints = [
            models.UniqueConstraint(
                fields=["story", "number"],
                name="stories_shown_numbered_once",
                violation_error_message="刚才已有人登记了出镜人，请刷新后再看。",
            )
        ]

    def __str__(self) -> str:
        return f"第 {self.number} 位出镜人"


COUNTED = (Story.State.PUBLISHED,)
REVIEWED = (Story.State.REVIEW, Story.State.PUBLISHED)
"""What is shown is what was handed to review; before that, what is there."""
