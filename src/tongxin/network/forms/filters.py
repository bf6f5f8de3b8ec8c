"""Filters of lists by what the network knows: places, and names by pinyin or initials."""

from django import forms

from tongxin.access.guard import under
from tongxin.network.forms.fields import PlaceField
from tongxin.network.queries.search import found
from tongxin.web.filters import Filter


def place_filter(*, label: str = "地区") -> Filter:
    """Keep the rows at and below a place."""
    return Filter(
        name="place",
        field=lambda: PlaceField(label=label, required=False),
        narrow=lambda rows, place: rows.filter(under(place.path)),
    )


def name_filter(*, label: str = "名称、拼音或首字母") -> Filter:
    """Keep the rows of a searched table that a text is found in."""
    return Filter(name="q", field=lambda: forms.CharField(label=label, max_length=60, required=False), narrow=found)
