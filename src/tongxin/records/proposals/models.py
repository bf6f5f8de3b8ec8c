"""Tables of proposals: calls for them, the papers, who wrote them, what the receiving body did, and its answers."""

from django.db import models
from django.db.models import F, Q

from tongxin.access.guard import Guarded
from tongxin.access.privacy import EncryptedField
from tongxin.kernel.scope import Verb
from tongxin.network.models import Base, Organisation, Person
from tongxin.network.models.following import FollowsPerson
from tongxin.network.models.organising import Organised
from tongxin.network.models.privacy import PrivateCharField


class Channel(models.TextChoices):
    """The way a paper goes; how long it may wait depends on it."""

    CONGRESS = "congress", "人大建议"
    CONFERENCE = "conference", "政协提案"
    UNITED_FRONT = "united_front", "统战部门"
    DEPARTMENT = "department", "政府部门"
    UPPER = "upper", "上级组织"
    OTHER = "other", "其他"


class Call(Organised):
    """A call for papers on a subject, from one day to another, known to all. Whether it is open follows from the day."""

    is_public = True

    organiser = models.ForeignKey(Organisation, verbose_name="发起单位", on_delete=models.PROTECT, related_name="+")
    title = models.CharField("征集名称", max_length=120)
    subject = models.CharField("征集内容", max_length=400, blank=True)
    opens = models.DateField("开始日期", db_index=True)
    closes = models.DateField("截止日期")

    class Meta:
        verbose_name = "建言征集"
        constraints = [
            models.CheckConstraint(
                condition=Q(closes__gte=F("opens")),
                name="proposals_call_in_order",
                violation_error_message="截止日期早于开始日期，请调换。",
            ),
            models.UniqueConstraint(
                fields=["organiser", "title"],
                name="proposals_call_recorded_once",
                violation_error_message="这个单位已有同名的征集，请直接使用那一条。",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Proposal(Organised):
    """One paper, from the draft to the answer. What the receiving body did with it are its steps and answers.

    A published one is read by everybody at the address of its `public_code`.
    """

    secrets = ("public_code",)

    class Kind(models.TextChoices):
        """What it is."""

        ADVICE = "advice", "建言材料"
        MOTION = "motion", "提案建议"
        OPINION = "opinion", "社情民意信息"
        STUDY = "study", "调研报告"
        SUGGESTION = "suggestion", "基层意见"

    class State(models.TextChoices):
        """How far it has come. Printed, instructed and adopted are no states: they overlap."""

        DRAFT = "draft", "起草中"
        REVIEW = "review", "待审"
        APPROVED = "approved", "已审定"
        DELIVERED = "delivered", "已报送"
        FILED = "filed", "已立案"
        DECLINED = "declined", "未立案"
        MERGED = "merged", "已并案"
        ANSWERED = "answered", "已答复"
        SETTLED = "settled", "已办结"
        WITHDRAWN = "withdrawn", "已撤回"

    organiser = models.ForeignKey(Organisation, verbose_name="提出单位", on_delete=models.PROTECT, related_name="+")
    co_organisers = models.ManyToManyField(  # type: ignore[assignment]  # each table has links of its own
        Organisation, verbose_name="联名单位", blank=True, related_name="+"
    )
    title = models.CharField("题目", max_length=120)
    kind = models.CharField("类别", max_length=12, choices=Kind.choices, default=Kind.ADVICE)
    call = models.ForeignKey(
        Call, verbose_name="所属征集", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    received = models.DateField("收到日期", db_index=True)
    text = models.TextField("正文", blank=True)
    state = models.CharField("状态", max_length=10, choices=State.choices, default=State.DRAFT)
    public_code = models.CharField("公开地址标识", max_length=40, blank=True, editable=False, db_index=True)
    submitted_by = models.BigIntegerField("送审账号", null=True, blank=True, editable=False)
    channel = models.CharField("报送渠道", max_length=12, choices=Channel.choices, blank=True)
    body = models.CharField("报送单位", max_length=120, blank=True)
    delivered = models.DateField("报送日期", null=True, blank=True, db_index=True)
    receipt = models.CharField("回执", max_length=120, blank=True)
    withdraw_reason = models.CharField("撤回原因", max_length=200, blank=True)

    class Meta:
        verbose_name = "建言"
        indexes = [models.Index(fields=["path", "-received", "-id"]), models.Index(fields=["-received", "-id"])]
        constraints = [
            models.UniqueConstraint(
                fields=["organiser", "title", "received"],
                condition=~Q(state="withdrawn"),
                name="proposals_recorded_once",
                violation_error_message="这篇建言已经登记过：同一单位、同题、同一天收到。请在列表中查看，不用再登记。",
            ),
            models.CheckConstraint(
                condition=Q(delivered=None) | (~Q(channel="") & ~Q(body="") & ~Q(receipt="")),
                name="proposals_delivered_with_receipt",
                violation_error_message="报送要写明渠道、报送单位和回执。",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Author(FollowsPerson, Guarded):
    """Somebody who wrote a paper, known to the register or not."""

    read_verb = Verb.MEMBERS

    proposal = models.ForeignKey(Proposal, verbose_name="建言", on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(
        Person, verbose_name="人员", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    name = PrivateCharField("所写姓名", max_length=60, blank=True)
    unit = PrivateCharField("所写单位", max_length=120, blank=True)

    class Meta:
        verbose_name = "执笔人"
        constraints = [
            models.UniqueConstraint(
                fields=["proposal", "person"],
                condition=Q(person__isnull=False),
                name="proposals_author_once",
                violation_error_message="这个人已是执笔人。",
            )
        ]

    def __str__(self) -> str:
        return f"执笔人 {self.pk}"


class Step(Guarded):
    """What the receiving body did with a paper on a day. One of the kinds that count stands once on a paper.

    What was entered wrongly is voided with a reason and entered anew.
    """

    class Kind(models.TextChoices):
        """What was done."""

        FILED = "filed", "立案"
        DECLINED = "declined", "未立案"
        MERGED = "merged", "并案"
        TRANSFERRED = "transferred", "转办"
        ANSWERED = "answered", "首次答复"
        PRINTED = "printed", "刊印"
        INSTRUCTED = "instructed", "批示"
        ADOPTED = "adopted", "采纳"
        FOLLOWED = "followed", "跟踪"

    proposal = models.ForeignKey(
        Proposal, verbose_name="建言", on_delete=models.PROTECT, related_name="+", related_query_name="step"
    )
    kind = models.CharField("办理", max_length=12, choices=Kind.choices)
    day = models.DateField("日期", db_index=True)
    body = models.CharField("办理单位", max_length=120, blank=True)
    joint = models.CharField("会办单位", max_length=200, blank=True)
    note = models.CharField("说明", max_length=500, blank=True)
    voided = models.BooleanField("已作废", default=False)

    class Meta:
        verbose_name = "办理情况"
        constraints = [
            models.UniqueConstraint(
                fields=["proposal", "kind"],
                condition=Q(voided=False) & ~Q(kind__in=("transferred", "followed")),
                name="proposals_step_once",
                violation_error_message="这一项已经登记过；登记错了的，先作废再登记。",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.day}"


class Answer(Guarded):
    """What a body answered. Its grade is said by whoever classifies it, the proposer's view by the proposer."""

    class Grade(models.TextChoices):
        """The classes in which handling bodies mark their answers."""

        SOLVED = "A", "A 已解决或基本解决"
        PLANNED = "B", "B 列入计划逐步解决"
        KEPT = "C", "C 留作参考"

    class View(models.TextChoices):
        """What the proposer thinks of it."""

        SATISFIED = "satisfied", "满意"
        MOSTLY = "mostly", "基本满意"
        UNSATISFIED = "unsatisfied", "不满意"

    class State(models.TextChoices):
        """What is still to be done with it."""

        UNCLASSIFIED = "unclassified", "待分类"
        CLASSIFIED = "classified", "待反馈意见"
        VIEWED = "viewed", "已反馈意见"

    proposal = models.ForeignKey(Proposal, verbose_name="建言", on_delete=models.PROTECT, related_name="+")
    body = models.CharField("答复单位", max_length=120)
    day = models.DateField("答复日期", db_index=True)
    text = models.TextField("答复内容", blank=True)
    grade = models.CharField("分类", max_length=1, choices=Grade.choices, blank=True)
    view = models.CharField("提出方意见", max_length=12, choices=View.choices, blank=True)
    view_note = models.CharField("意见说明", max_length=300, blank=True)
    state = models.CharField("状态", max_length=12, choices=State.choices, default=State.UNCLASSIFIED)

    class Meta:
        verbose_name = "建言答复"
        indexes = [models.Index(fields=["-day", "-id"]), models.Index(fields=["path", "state", "id"])]
        constraints = [
            models.UniqueConstraint(
                fields=["proposal", "body", "day"],
                name="proposals_answer_once_a_day",
                violation_error_message="这个单位当天的答复已经登记过。",
            ),
            models.CheckConstraint(
                condition=Q(view="") | ~Q(grade=""),
                name="proposals_view_after_grade",
                violation_error_message="先给答复分类，再登记提出方意见。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.body} {self.day} 答复"


class SuggestionBox(Guarded):
    """Where anybody hands in a suggestion without an account: of an organisation or of a base, its address put up on paper."""

    secrets = ("token",)

    class State(models.TextChoices):
        """Whether it takes any."""

        OPEN = "open", "开放中"
        CLOSED = "closed", "已关闭"

    organiser = models.ForeignKey(Organisation, verbose_name="受理单位", on_delete=models.PROTECT, related_name="+")
    base = models.ForeignKey(
        Base, verbose_name="所在基地", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    token = models.CharField("地址标识", max_length=40, unique=True, editable=False)
    state = models.CharField("状态", max_length=10, choices=State.choices, default=State.OPEN)

    class Meta:
        verbose_name = "意见箱"
        constraints = [
            models.UniqueConstraint(
                fields=["organiser"],
                condition=Q(base=None),
                name="proposals_one_box_an_organisation",
                violation_error_message="这个单位已有意见箱，关闭了的请重新开放。",
            ),
            models.UniqueConstraint(
                fields=["base"],
                name="proposals_one_box_a_base",
                violation_error_message="这个基地已有意见箱，关闭了的请重新开放。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.base or self.organiser}意见箱"


class Suggestion(Guarded):
    """What somebody handed in, without a name; sealed, as it may speak of people.

    `sent` is the hash of the token by which it is followed.
    """

    read_verb = Verb.RECORD
    secrets = ("sent",)

    class State(models.TextChoices):
        """What came of it."""

        RECEIVED = "received", "待处理"
        TAKEN_UP = "taken_up", "已采用"
        REFUSED = "refused", "未采用"
        WITHDRAWN = "withdrawn", "已撤回"

    box = models.ForeignKey(SuggestionBox, verbose_name="意见箱", on_delete=models.PROTECT, related_name="+")
    received = models.DateField("收到日期", db_index=True)
    text = EncryptedField("意见", blank=True, default="")
    state = models.CharField("状态", max_length=10, choices=State.choices, default=State.RECEIVED)
    answer = models.CharField("答复", max_length=300, blank=True)
    proposal = models.OneToOneField(
        Proposal, verbose_name="写成的建言", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    sent = models.CharField("表单摘要", max_length=64, unique=True, editable=False)

    class Meta:
        verbose_name = "基层意见"
        indexes = [models.Index(fields=["path", "state", "-id"])]

    def __str__(self) -> str:
        return f"基层意见 {self.pk}"


COLLECTED = tuple(one.value for one in Proposal.State if one not in (Proposal.State.DRAFT, Proposal.State.WITHDRAWN))
DELIVERED = tuple(
    one.value for one in Proposal.State if one in ("delivered", "filed", "declined", "merged", "answered", "settled")
)
