"""A published check for search engines: ClaimReview of schema.org, with the verdict in words alone.

Of `reviewRating` only `alternateName` is given: a number would be a score nobody has given.
"""

from typing import Any

from tongxin.ports.public import public_path
from tongxin.records.factchecks.models import FactCheck, Version
from tongxin.records.factchecks.queries import PUBLIC_PREFIX


def claim_review(one: FactCheck, *, newest: Version) -> dict[str, Any]:
    """Return the ClaimReview of a check that stands."""
    published = one.published or newest.day
    verdict = one.get_verdict_display() + (f"（{one.get_kind_display()}）" if one.kind else "")
    appeared = {"datePublished": f"{one.appeared}"} if one.appeared else {}
    return {
        "@context": "https://schema.org",
        "@type": "ClaimReview",
        "url": public_path(PUBLIC_PREFIX, one.public_code),
        "name": one.title,
        "inLanguage": "zh-CN",
        "claimReviewed": one.claim,
        "itemReviewed": {"@type": "Claim", "text": one.claim, **appeared},
        "reviewRating": {"@type": "Rating", "alternateName": verdict},
        "reviewBody": one.summary,
        "author": {"@type": "Organization", "name": one.organiser.name},
        "datePublished": f"{published}",
        "dateModified": f"{newest.day}",
    }
