"""Filters of lists by what the network knows: places."""

from tongxin.access.guard import under
from tongxin.network.forms.fields import PlaceField
from tongxin.web.filters import Filter


def place_filter(*, label: str = "地区") -> Filter:
    """Keep the rows at and below a place."""
    return Filter(
        name="place",
        field=lambda: PlaceField(label=label, required=False),
        narrow=lambda rows, place: rows.filter(under(place.path)),
    )
