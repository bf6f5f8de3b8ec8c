"""What is done by an organisation, alone or with others: shared by every kind of record the network keeps of its work."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db import models
from django.db.models import Q, prefetch_related_objects
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

    It counts once for the network. The co-organisers' side may look at it, confirm its share or leave; the organiser's side
    alone writes the rest. A co-organiser is credited once it has confirmed: until then it waits, 待确认.
    """

    organiser = models.ForeignKey(Organisation, verbose_name="主办单位", on_delete=models.PROTECT, related_name="+")
    co_organisers = models.ManyToManyField(Organisation, verbose_name="合办单位", blank=True, related_name="+")
    confirmed = models.ManyToManyField(
        Organisation, verbose_name="已确认合办的单位", blank=True, related_name="+", editable=False
    )
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

    def named(self) -> Sequence[Organisation]:
        """Return the co-organisers in order of their places, those that wait included; asked once a record."""
        if self.pk is None:
            return ()
        prefetch_related_objects([self], "co_organisers", "confirmed")
        return sorted(self.co_organisers.all(), key=lambda one: (one.path, one.pk))

    def waiting(self) -> Sequence[Organisation]:
        """Return the co-organisers that have not confirmed yet."""
        named = self.named()
        confirmed = {one.pk for one in self.confirmed.all()} if named else set()
        return [one for one in named if one.pk not in confirmed]

    def get_co_organisers_display(self) -> str:
        """Return the co-organisers as pages name them: 甲（待确认）、乙."""
        waiting = {one.pk for one in self.waiting()}
        return "、".join(f"{one}（待确认）" if one.pk in waiting else str(one) for one in self.named())


def organised_values(values: Mapping[str, Any], *, by: Actor, record: Organised | None = None) -> dict[str, Any]:
    """Return the columns of values with an organiser: place and path follow it, and it is no co-organiser of itself.

    Of the `record` that is corrected, co-organisers that stay keep their confirmation, and no other has one. A record joins
    a series its writer may see; one that is in another stays there. Raises `InputError`.
    """
    organiser: Organisation = values["organiser"]
    others: Iterable[Organisation] = values.get("co_organisers", ())
    _require_series(values.get("series"), by=by, record=record)
    joint = [one for one in others if one.pk != organiser.pk]
    columns = {**values, "place_id": organiser.place_id, "path": organiser.path, "co_organisers": joint}
    if record is None:
        return columns
    confirmed = {one.pk for one in record.confirmed.all()}
    return {**columns, "confirmed": [one for one in joint if one.pk in confirmed]}


def _require_series(series: Series | None, *, by: Actor, record: Organised | None) -> None:
    stays = record is not None and series is not None and record.series_id == series.pk
    if series is not None and not stays and not Series.objects.visible_to(by.scope).filter(pk=series.pk).exists():
        raise InputError(f"没有找到品牌系列「{series}」，可能不在您的权限范围内，请重新选择。", field="series")
