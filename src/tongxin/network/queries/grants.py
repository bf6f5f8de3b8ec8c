"""Reads of grants."""

from tongxin.access.models import Grant
from tongxin.kernel.period import today


def has_ended(grant: Grant) -> bool:
    """Tell whether a grant is over, or was ended before it began."""
    return grant.end is not None and (grant.end <= today() or grant.end <= grant.begin)
