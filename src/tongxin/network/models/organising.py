"""What is done by an organisation, alone or with others: shared by every kind of record the network keeps of its work."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils import timezone

from tongxin.access.actor import Actor
from tongxin.access.guard import Guarded, within
from tongxin.kernel.errors import InputError
from tongxin.kernel.scope import Scope, Verb
from tongxin.network.models.organisations import Organisation
from tongxin.network.models.places import Place
from tongxin.network.models.series import Series


class Organised(Guarded):
    """A record that belongs to the place of its organiser; co-organisers are named on the one record.

    It counts once for the network. The co-organisers' side may look at it, the organiser's side alone writes.
    """

    organiser = models.ForeignKey(Organisation, verbose_name="主办单位", on_delete=models.PROTECT, related_name="+")
    co_organisers = models.ManyToManyField(Organisation, verbose_name="合办单位", blank=True, related_name="+")
    place = models.ForeignKey(Place, verbose_name="所属地区", on_delete=models.PROTECT, related_name="+")
    series = models.ForeignKey(
        Series, verbose_name="所属品牌系列", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    recorded_at = models.DateTimeField("登记时间", default=timezone.now, editable=False)

    class Meta:
        abstract = True

    @classmethod
    def readable(cls, scope: Scope, verb: Verb) -> Q:
        """A record exists for the organiser's side; to look at, also for the side of every co-organiser."""
        own = within(scope, verb)
        if verb is not Verb.VIEW:
            return own
        through: Any = cls.co_organisers.through
        joint = through.objects.filter(within(scope, verb, lookup="organisation__path"))
        return own | Q(pk__in=joint.values(cls._meta.model_name))


def organised_values(values: Mapping[str, Any], *, by: Actor, record: Organised | None = None) -> dict[str, Any]:
    """Return the columns of values with an organiser: place and path follow it, and it is no co-organiser of itself.

    A record joins a series its writer may see; one that is in another (`record`) stays there. Raises `InputError`.
    """
    organiser: Organisation = values["organiser"]
    others: Iterable[Organisation] = values.get("co_organisers", ())
    series: Series | None = values.get("series")
    stays = record is not None and series is not None and record.series_id == series.pk
    if series is not None and not stays and not Series.objects.visible_to(by.scope).filter(pk=series.pk).exists():
        raise InputError(f"没有找到品牌系列「{series}」，可能不在您的权限范围内，请重新选择。", field="series")
    return {
        **values,
        "place_id": organiser.place_id,
        "path": organiser.path,
        "co_organisers": [one for one in others if one.pk != organiser.pk],
    }
