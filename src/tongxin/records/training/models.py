"""Tables of training."""

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from tongxin.access.guard import Guarded, within
from tongxin.attendance.models import Occasion
from tongxin.kernel.scope import Scope, Verb
from tongxin.network.models import Organisation, Place

OCCASION_KIND = "training.class"
RETURN_KIND = "training"


class TrainingClass(Guarded):
    """One class 班次, whoever runs it together. `path` is the path of the organiser's place, or the place's itself."""

    class Kind(models.TextChoices):
        """What the class mainly is."""

        COURSE = "course", "集中培训"
        SEMINAR = "seminar", "专题研讨"
        FIELD = "field", "考察·现场教学"
        ONLINE = "online", "网络培训"

    class State(models.TextChoices):
        """Where the class stands. Held and closed classes count; whether one is overdue is computed, never stored."""

        PLANNED = "planned", "计划中"
        HELD = "held", "已举办"
        CLOSED = "closed", "已归档"
        CANCELLED = "cancelled", "已取消"

    title = models.CharField("培训班名称", max_length=120)
    organiser = models.ForeignKey(Organisation, verbose_name="主办单位", on_delete=models.PROTECT, related_name="+")
    co_organisers = models.ManyToManyField(Organisation, verbose_name="合办单位", blank=True, related_name="+")
    place = models.ForeignKey(Place, verbose_name="所属地区", on_delete=models.PROTECT, related_name="+")
    venue = models.CharField("举办地点", max_length=120, blank=True)
    kind = models.CharField("类别", max_length=10, choices=Kind.choices, default=Kind.COURSE)
    first_day = models.DateField("开班日期")
    last_day = models.DateField("结业日期")
    state = models.CharField("状态", max_length=10, choices=State.choices, default=State.PLANNED)
    signed_roster = models.CharField("签到册存放处", max_length=120, blank=True)
    cancel_reason = models.CharField("取消原因", max_length=200, blank=True)
    occasion = models.OneToOneField(Occasion, verbose_name="名册", on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField("登记时间", default=timezone.now, editable=False)

    class Meta:
        verbose_name = "培训班次"
        indexes = [models.Index(fields=["path", "-last_day", "-id"]), models.Index(fields=["-last_day", "-id"])]
        constraints = [
            models.CheckConstraint(
                condition=Q(last_day__gte=F("first_day")),
                name="training_class_days_in_order",
                violation_error_message="结业日期早于开班日期，请调换。",
            ),
            models.UniqueConstraint(
                fields=["organiser", "title", "first_day"],
                condition=~Q(state="cancelled"),
                name="training_class_recorded_once",
                violation_error_message="这期培训班已经登记过：同一主办单位、同名、同一天开班。请在列表中查看，不用再登记。",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @classmethod
    def readable(cls, scope: Scope, verb: Verb) -> Q:
        """A class exists for the organiser's side; to look at, also for the side of every co-organiser."""
        own = within(scope, verb)
        if verb is not Verb.VIEW:
            return own
        joint = cls.co_organisers.through.objects.filter(within(scope, verb, lookup="organisation__path"))
        return own | Q(pk__in=joint.values("trainingclass"))

    @property
    def counts(self) -> bool:
        """Whether the class counts as a 班次."""
        return self.state in COUNTING


COUNTING = (TrainingClass.State.HELD, TrainingClass.State.CLOSED)
