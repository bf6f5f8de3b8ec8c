"""The records of one kind that point to a record of another room, as a section of its page: what a series brought together."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q

from tongxin.kernel.numerals import grouped
from tongxin.kernel.scope import Scope
from tongxin.lifecycle.addresses import address_of
from tongxin.lifecycle.life import Life
from tongxin.lifecycle.pages.showing import column_of
from tongxin.web.pages import Section
from tongxin.web.table import Table

SHOWN = 50


@dataclass(frozen=True, kw_only=True)
class Collected:
    """Answers with the newest records of `life` whose `field` is the record of the page, as far as the asker may read them.

    `shown` are names of fields, the first of them leads to the record; the newest of `day` come first. Two queries,
    and nothing where there is no such record.
    """

    life: Life
    field: str
    shown: tuple[str, ...]
    day: str

    def __call__(self, record: Any, *, scope: Scope) -> Sequence[Section]:
        """Return the one section, with how many there are and how many of them count in figures."""
        rows: Any = self.life.model.objects.visible_to(scope).filter(**{self.field: record})
        sums = rows.aggregate(
            all=Count("pk", distinct=True),
            done=Count("pk", filter=Q(state__in=self.life.counted), distinct=True),
        )
        if not sums["all"]:
            return ()
        first, *others = self.shown
        model = self.life.model
        columns = (column_of(model, first, link=address_of), *(column_of(model, name) for name in others))
        related = [name for name in self.shown if model._meta.get_field(name).is_relation]
        newest = list(rows.select_related(*related).order_by(f"-{self.day}", "-pk")[:SHOWN])
        more = f"，列出最近 {SHOWN} 条" if sums["all"] > SHOWN else ""
        note = f"共 {grouped(sums['all'])} 条，其中计入数字的 {grouped(sums['done'])} 条{more}"
        name = f"{self.life.code.replace('.', '-')}-{self.field}"
        return (
            Section(name=name, title=self.life.label, table=Table(columns, newest, caption=self.life.label), note=note),
        )
