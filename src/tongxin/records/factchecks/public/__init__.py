"""What anybody sees: the published checks, their cards and feed, and the form through which they ask."""

from tongxin.records.factchecks.public.asking import CONSENT, FOLLOW, FORM
from tongxin.records.factchecks.public.page import PAGE

__all__ = ["CONSENT", "FOLLOW", "FORM", "PAGE"]
