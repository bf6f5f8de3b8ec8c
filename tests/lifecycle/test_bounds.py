"""What a list shows is bounded where it is typed: no name or title is longer than a line or two."""

from django import forms

from tongxin.ports.room import rooms

LONGEST = 160


def test_every_name_and_title_is_bounded() -> None:
    fields = {
        f"{life.name_of(one)}.{name}": field
        for room in rooms()
        for life in room.lives
        for one in life.every_act()
        if one.form is not None
        for name, field in one.form.base_fields.items()
        if name in {"title", "name", "unit", "position", "venue"} and isinstance(field, forms.CharField)
    }
    assert len(fields) > 30
    assert {name: one.max_length for name, one in fields.items() if not 0 < (one.max_length or 0) <= LONGEST} == {}
