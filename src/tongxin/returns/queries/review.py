"""What waits for whom: returns an officer is to decide about, and where returns wait longest."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q, QuerySet
from django.utils import timezone

from tongxin.access.guard import under
from tongxin.kernel.places import COUNTRY
from tongxin.kernel.scope import Scope, Verb
from tongxin.network.models import Place
from tongxin.returns.levels import deciding_path
from tongxin.returns.models import Restatement, Return
from tongxin.returns.queries.owed import own_paths

State, Awaiting = Return.State, Return.Awaiting
_LATELY = timedelta(days=30)


def waiting(scope: Scope) -> QuerySet[Return]:
    """Return the returns whose turn is the asker's: a prefecture's officer those of its counties, the province's the rest."""
    mine = Q(pk__in=())
    for prefix in scope.prefixes(Verb.CONFIRM):
        awaiting = Awaiting.PROVINCE if prefix.count("/") <= 1 else Awaiting.PREFECTURE
        mine |= under(prefix) & Q(awaiting=awaiting) & ~Q(path=prefix if awaiting == Awaiting.PREFECTURE else "-")
    rows = Return.objects.visible_to(scope, verb=Verb.CONFIRM).filter(mine, state=State.CONFIRMED)
    return rows.select_related("duty__organisation", "place").order_by("path", "duty_id", "last_day")


def sent_back(scope: Scope) -> QuerySet[Return]:
    """Return the returns of the asker's own places that were sent back and not confirmed again."""
    rows = Return.objects.visible_to(scope, verb=Verb.CONFIRM)
    return rows.filter(path__in=own_paths(scope), state=State.SENT_BACK)


def restated_lately(scope: Scope) -> QuerySet[Restatement]:
    """Return what was restated of late where the asker confirms or decides: whoever locked a number hears of it."""
    return Restatement.objects.visible_to(scope, verb=Verb.CONFIRM).filter(at__gte=timezone.now() - _LATELY)


@dataclass(frozen=True, kw_only=True)
class Queue:
    """Returns that wait at one place: how many, and since when the oldest."""

    path: str
    name: str
    number: int
    oldest: datetime


def queues(scope: Scope) -> list[Queue]:
    """Return where the returns the scope may read wait, the longest wait first; two queries."""
    rows = Return.objects.visible_to(scope).filter(state=State.CONFIRMED).order_by()
    waits: dict[str, list[datetime]] = {}
    for path, awaiting, confirmed in rows.values_list("path", "awaiting", "confirmed_at"):
        waits.setdefault(deciding_path(path, awaiting), []).append(confirmed)
    names = place_names(waits)
    found = [
        Queue(path=path, name=names.get(path, "全国"), number=len(times), oldest=min(times))
        for path, times in waits.items()
    ]
    return sorted(found, key=lambda one: (one.oldest, one.path))


def place_names(paths: Iterable[str]) -> dict[str, str]:
    """Return the names of places by path; the country has none."""
    wanted = {path for path in paths if path != COUNTRY}
    return dict(Place.objects.filter(path__in=wanted).values_list("path", "name"))
