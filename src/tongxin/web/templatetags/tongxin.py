"""Template tags of the kit: `{% load tongxin %}`."""

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django import template
from django.core.serializers.json import DjangoJSONEncoder
from django.forms import BoundField, CheckboxInput, CheckboxSelectMultiple, DateInput, RadioSelect, Select
from django.template import Context
from django.utils.html import format_html, json_script
from django.utils.safestring import SafeString

from tongxin.kernel.period import chinese_date
from tongxin.kernel.quantity import show_money, show_weight
from tongxin.web import assets, format, menu  # noqa: A004 - the kit's own word for it
from tongxin.web.request import Asked

register = template.Library()
Number = int | Fraction | Decimal

VERDICTS = {
    "fit": ("check", "相符", "fit"),
    "loose": ("approx", "偏松", "loose"),
    "contradicted": ("cross", "不符", "contradicted"),
    "ambiguous": ("question", "多解", "ambiguous"),
    "unsupported": ("circle", "无据", "unsupported"),
    "stale": ("hourglass", "过期", "stale"),
    "incomplete": ("circle", "不全", "incomplete"),
    "withheld": ("lock", "不公开", "withheld"),
}


@register.filter
def number(value: Number | None, decimals: int = 0) -> str:
    """Write a number with grouped thousands; nothing is 「—」."""
    return format.NOTHING if value is None or value == "" else format.number(value, decimals=decimals)


@register.filter
def percent(value: Number | None, decimals: int = 2) -> str:
    """Write a ratio as a percentage."""
    return format.NOTHING if value is None else format.percent(value, decimals=decimals)


@register.filter
def day(value: date | datetime | None) -> str:
    """Write a date: 2022年9月26日."""
    return format.NOTHING if not value else chinese_date(format.plain_date(value))


@register.filter
def moment(value: datetime | None) -> str:
    """Write a time to the minute."""
    return format.NOTHING if not value else format.moment(value)


@register.filter
def money(fen: int | None) -> str:
    """Write integer fen as 元 or 万元."""
    return format.NOTHING if fen is None else show_money(fen)


@register.filter
def weight(grams: int | None) -> str:
    """Write integer grams in 公斤 with 斤 beside, as produce is read."""
    return format.NOTHING if grams is None else f"{show_weight(grams)}（{show_weight(grams, unit='斤')}）"


@register.simple_tag
def quantity(value: Number | None, unit: str = "", decimals: int = 0) -> SafeString:
    """Write a number with its unit smaller behind it."""
    return format_html('<span class="tx-num">{}</span><span class="tx-unit">{}</span>', number(value, decimals), unit)


@register.simple_tag
def figure_link(url: str, value: Number | None, unit: str = "") -> SafeString:
    """Write a number that opens its figure page."""
    return format_html('<a class="tx-figure" href="{}">{}</a>', url, quantity(value, unit))


@register.simple_tag
def source_link(url: str) -> SafeString:
    """Write 「据」, the link from a number to the records behind it."""
    return format_html('<a class="tx-source" href="{}" title="依据">据</a>', url)


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """Draw an icon of the kit's sprite; `label` speaks where no word stands beside it."""
    sprite = assets.address_of("web/icons.svg")
    if label:
        return format_html(
            '<svg class="tx-icon" role="img" aria-label="{}"><use href="{}#{}"></use></svg>', label, sprite, name
        )
    return format_html('<svg class="tx-icon" aria-hidden="true"><use href="{}#{}"></use></svg>', sprite, name)


@register.simple_tag
def stylesheet(name: str) -> SafeString | str:
    """Link a style sheet, or nothing where it was never installed."""
    address = assets.address_of(name)
    return format_html('<link rel="stylesheet" href="{}">', address) if address else ""


@register.simple_tag
def script(name: str) -> SafeString | str:
    """Link a script that runs after the page was read, or nothing where it was never installed."""
    address = assets.address_of(name)
    return format_html('<script src="{}" defer></script>', address) if address else ""


@register.simple_tag
def installed(name: str) -> bool:
    """Tell whether a static file is there."""
    return assets.address_of(name) is not None


@register.simple_tag
def menu_groups(items: Iterable[menu.MenuItem]) -> tuple[menu.MenuGroup, ...]:
    """Group menu entries under their headings."""
    return menu.groups(items or ())


@register.simple_tag(takes_context=True)
def menu_current(context: Context) -> menu.MenuItem | None:
    """Return the entry of the page that is shown."""
    request: Asked | None = context.get("request")
    return menu.current(context.get("menu") or (), request.path) if request else None


@register.filter
def waiting_count(number: int) -> str:
    """Write how much waits at an entry of the menu."""
    return menu.shown_count(number)


@register.simple_tag
def menu_search(items: Iterable[menu.MenuItem]) -> menu.MenuItem | None:
    """Return the entry whose page answers the search box on top, if the asker has one."""
    return next((item for item in items or () if item.search), None)


@register.inclusion_tag("web/parts/verdict.html")
def verdict(code: str) -> dict[str, Any]:
    """Show a verdict as icon, word and colour."""
    shape, word, tone = VERDICTS.get(code, ("question", code, "unsupported"))
    return {"shape": shape, "word": word, "tone": tone}


@register.inclusion_tag("web/parts/completeness.html")
def completeness(reported: int | None, expected: int | None, missing: Iterable[str] = ()) -> dict[str, Any]:
    """Show the thin bar of how many of those expected have reported, with the missing ones by name."""
    names = list(missing)
    rate = Fraction(reported, expected) if reported is not None and expected else None
    return {"reported": reported, "expected": expected, "rate": rate, "missing": names, "full": reported == expected}


@register.inclusion_tag("web/parts/field.html")
def field(bound: BoundField) -> dict[str, Any]:
    """Show a form field: label, control, help below, error in place."""
    widget = bound.field.widget
    if isinstance(widget, DateInput) and widget.input_type == "date":
        widget.format = "%Y-%m-%d"  # what browsers expect of a day's value, whatever the language of the page
    kinds = {
        "check": isinstance(widget, CheckboxInput),
        "many": isinstance(widget, RadioSelect | CheckboxSelectMultiple),
    }
    control = next((kind for kind, true in kinds.items() if true), "line")
    css = {"check": "form-check-input", "many": ""}.get(
        control, "form-select" if isinstance(widget, Select) else "form-control"
    )
    if bound.errors:
        css += " is-invalid"
    return {"bound": bound, "control": control, "widget": bound.as_widget(attrs={"class": css} if css else {})}


@register.inclusion_tag("web/parts/table.html")
def table(shown: Any, headings: Any = None) -> dict[str, Any]:
    """Show a table; `headings` add sorting."""
    return {"table": shown, "headings": headings}


@register.inclusion_tag("web/parts/chart.html")
def chart(shown: Any) -> dict[str, Any]:
    """Show a chart with its numbers as a table below; the page loads the scripts with `{% chart_scripts %}`."""
    return {"chart": shown, "data": json_script(shown.data(), encoder=_Compact)}


class _Compact(DjangoJSONEncoder):
    """Writes without blanks, and Chinese as it is."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options | {"separators": (",", ":"), "ensure_ascii": False})


@register.simple_tag
def chart_scripts() -> SafeString:
    """Link what draws charts; it fetches the library once the page is read. Goes into the block `scripts`."""
    library = assets.address_of("vendor/echarts/echarts.common.min.js") or ""
    return format_html(
        '<script src="{}" data-library="{}" defer></script>', assets.address_of("web/charts.js"), library
    )


@register.inclusion_tag("web/parts/tile_map.html")
def tile_map(shown: Any) -> dict[str, Any]:
    """Show a tile map."""
    return {"map": shown}


@register.inclusion_tag("web/parts/legend.html")
def tile_legend(shown: Any) -> dict[str, Any]:
    """Show what the colours of a tile map mean."""
    return {"map": shown}
