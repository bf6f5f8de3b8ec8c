"""Series 品牌系列: a name under which an organisation holds its activities for years; one may belong to a larger one."""

from django.db import models
from django.db.models import F, Q

from tongxin.access.guard import Guarded
from tongxin.kernel.places import ancestors
from tongxin.kernel.scope import Scope, Verb
from tongxin.network.models.organisations import Organisation
from tongxin.network.models.readings import SearchTextField, search_text


class Series(Guarded):
    """A series of one organisation, its name known to all who may hold something in it. `path` is the path of the organisation's place; `end` is the first day without it."""

    is_public = True

    name = models.CharField("系列名称", max_length=120)
    organiser = models.ForeignKey(Organisation, verbose_name="主办单位", on_delete=models.PROTECT, related_name="+")
    begin = models.DateField("开始日期")
    end = models.DateField("结束日期", null=True, blank=True)
    parent = models.ForeignKey(
        "self", verbose_name="上级系列", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    search_text = SearchTextField()

    class Meta:
        verbose_name = "品牌系列"
        indexes = [models.Index(fields=["path", "id"]), models.Index(fields=["parent", "id"])]
        constraints = [
            models.UniqueConstraint(
                fields=["organiser", "name"],
                name="network_series_name_once_an_organiser",
                violation_error_message="这个主办单位已有同名系列。",
            ),
            models.CheckConstraint(condition=Q(end=None) | Q(end__gte=F("begin")), name="network_series_in_order"),
        ]

    def __str__(self) -> str:
        return self.name

    def search_names(self) -> str:
        """Return the search text: name, and the short name of the organiser's place."""
        return search_text([self.name, self.organiser.place.short_name])

    @classmethod
    def readable(cls, scope: Scope, verb: Verb) -> Q:
        """Show, besides the scope's own series, those of the places above it: they are held for all below to join."""
        own = super().readable(scope, verb)
        if verb is not Verb.VIEW:
            return own
        return own | Q(path__in={above for prefix in scope.prefixes(verb) for above in ancestors(prefix)})
