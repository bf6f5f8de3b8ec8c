"""What the charter in force on a day lets an organisation do: who admits, how many a year, how long a term is."""

from datetime import date

from tongxin.access import site
from tongxin.kernel.errors import ConflictError
from tongxin.kernel.period import chinese_date
from tongxin.network.models import Charter, Membership, Organisation, Person


def is_away(person: Person, organisation: Organisation) -> bool:
    """Tell whether the person's home lies outside the organisation's place."""
    return not person.path.startswith(organisation.path)


def charter_on(organisation: Organisation, *, day: date) -> Charter | None:
    """Return the settings in force on this day, None where none were ever made."""
    return Charter.objects.children_of(organisation).filter(begin__lte=day).order_by("-begin", "-id").first()


def rules_on(organisation: Organisation, *, day: date) -> Charter:
    """Return the settings in force on this day, or those that hold where an organisation made none."""
    return charter_on(organisation, day=day) or Charter(organisation=organisation, path=organisation.path, begin=day)


def approver_path(organisation: Organisation, *, charter: Charter | None) -> str:
    """Return the place path at which one decides about admissions."""
    if charter is None or charter.approver == Charter.Approver.OWN or organisation.parent is None:
        return organisation.path
    return organisation.parent.path


def looked_after_at(organisation: Organisation) -> str:
    """Return the place path from which an organisation is looked after: its parent's, else one level above its own.

    What restrains an organisation is changed from there. One at the top of the network has nobody above it but itself.
    """
    if organisation.parent is not None:
        return organisation.parent.path
    above = organisation.path[: organisation.path.rstrip("/").rfind("/") + 1]
    return above if above.startswith(site.current().home_path) else organisation.path


def where_decided(organisation: Organisation, *, day: date) -> str:
    """Return the place path at which one decides about admissions on this day."""
    return approver_path(organisation, charter=charter_on(organisation, day=day))


def refuse_over_quota(organisation: Organisation, *, charter: Charter | None, day: date) -> None:
    """Raise `ConflictError` when the year's places are taken. Locks the organisation; needs a transaction."""
    if charter is None or charter.yearly_quota is None:
        return
    Organisation.objects.same_as(organisation).select_for_update().get()
    admitted = Membership.objects.children_of(organisation).filter(begin__year=day.year).count()
    if admitted >= charter.yearly_quota:
        raise ConflictError(
            f"{day.year}年已吸纳 {admitted} 人，达到章程设置的名额 {charter.yearly_quota} 人；"
            f"请在 {chinese_date(date(day.year + 1, 1, 1))}以后审核，或先调整名额。",
            field="day",
        )


def years_later(day: date, years: int) -> date:
    """Return the same day `years` later; 29 February becomes 1 March."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return date(day.year + years, 3, 1)
