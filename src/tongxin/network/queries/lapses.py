"""Which memberships lapse, by the rule of the charter alone: what a member did or did not do is never asked."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models.functions import Coalesce

from tongxin.kernel.period import today
from tongxin.network.models import Charter, Membership, Organisation
from tongxin.network.queries.charters import charter_on, years_later


@dataclass(frozen=True, kw_only=True)
class Lapsing:
    """A membership that has lapsed: on which day its time ran out, and after how many years."""

    membership: Membership
    ran_out: date
    years: int


def lapsing(organisation: Organisation, *, day: date) -> list[Lapsing]:
    """Return the memberships that ran out by this day without being renewed, longest ago first; none without a rule."""
    charter = charter_on(organisation, day=day)
    if charter is None or charter.lapse_years is None:
        return []
    held = Membership.objects.children_of(organisation).filter(state=Membership.State.ADMITTED)
    found = []
    for row in held.annotate(since=Coalesce("renewed", "begin")).select_related("person").order_by("since", "id"):
        ran_out = years_later(row.since, charter.lapse_years)
        if ran_out <= day:
            found.append(Lapsing(membership=row, ran_out=ran_out, years=charter.lapse_years))
    return found


def run_out_days(memberships: Iterable[Membership]) -> dict[int, date]:
    """Return when these memberships run out under the charters now in force, by id; nothing where no charter says so."""
    held = [row for row in memberships if row.state == Membership.State.ADMITTED]
    rows = Charter.objects.children_of_numbered(Organisation, {row.organisation_id for row in held})
    current = rows.filter(end=None, lapse_years__isnull=False)
    years = {pk: lapse for pk, lapse in current.values_list("organisation", "lapse_years") if lapse is not None}
    return {
        row.pk: years_later(row.renewed or row.begin, years[row.organisation_id])
        for row in held
        if row.begin is not None and row.organisation_id in years
    }


def with_lapse_rule() -> list[Organisation]:
    """Return the open organisations whose charter lets memberships lapse."""
    rows = Charter.objects.for_worker()
    current = rows.filter(end=None, lapse_years__isnull=False, organisation__closed=None)
    return [charter.organisation for charter in current.select_related("organisation").order_by("path", "id")]


def nightly_list() -> str:
    """Say how many memberships ran out; the association ends them itself, since nobody can take that back."""
    number = sum(len(lapsing(organisation, day=today())) for organisation in with_lapse_rule())
    return (
        f"按章程到期未续 {number} 份，核对后运行 tongxin lapse --yes 办理退会。" if number else "没有到期未续的会籍。"
    )
