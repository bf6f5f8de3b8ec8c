"""The installation itself: its name, home place, and whether what it shows is demonstration data."""

from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.db import transaction

from tongxin.access import journal
from tongxin.access.actor import Actor
from tongxin.access.models import Site
from tongxin.kernel.period import today
from tongxin.kernel.scope import Verb
from tongxin.web.memory import memory

_CACHE_KEY = "tongxin.site"
_CACHE_SECONDS = 60
_LOCAL = "http://127.0.0.1:8000"


@dataclass(frozen=True, kw_only=True)
class SiteFacts:
    """What every page needs to know of the site. `day` is the day pages speak of when nobody names one."""

    name: str
    home_path: str
    home_code: str
    is_demo: bool
    reporting_day: date | None

    @property
    def day(self) -> date:
        """Today, or the day the demonstration stands still at."""
        return self.reporting_day or today()


def current() -> SiteFacts:
    """Return the site's facts, from the cache for a minute."""
    facts: SiteFacts | None = memory.get(_CACHE_KEY)
    if facts is None:
        row = Site.objects.order_by("pk").first() or Site()
        facts = SiteFacts(
            name=row.name,
            home_path=row.home_path,
            home_code=row.home_code,
            is_demo=row.is_demo,
            reporting_day=row.reporting_day,
        )
        memory.set(_CACHE_KEY, facts, _CACHE_SECONDS)
    return facts


def public_address(asked: str = "") -> str:
    """Return where the site is reached, without a slash at the end, for what leads there from paper.

    The configured address, else the one somebody has just reached it by, else this machine.
    """
    configured: str = settings.TONGXIN_ADDRESS
    return (configured or asked or _LOCAL).rstrip("/")


def set_up(facts: SiteFacts, *, by: Actor) -> None:
    """Describe the site; the demonstration loader calls this with `is_demo=True`."""
    by.scope.require(Verb.ADMINISTER, "")
    with transaction.atomic():
        row = Site.objects.select_for_update().order_by("pk").first() or Site()
        before = journal.values_of(row) if row.pk else {}
        row.name, row.home_path, row.home_code = facts.name, facts.home_path, facts.home_code
        row.is_demo, row.reporting_day = facts.is_demo, facts.reporting_day
        row.save()
        journal.write(row, by=by, action="access.site.set_up", path="", before=before)
    memory.delete(_CACHE_KEY)
