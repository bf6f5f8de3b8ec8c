"""What templates need of each other."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import tongxin

_SCRIPT: Final = "web/parts/htmx.html"
_ASKS: Final = re.compile(r"\bhx-(?:get|post|put|patch|delete)=")
_TAKES_IN: Final = re.compile(r"""{%\s*(extends|include)\s+["']([^"']+)["']""")


def _templates() -> dict[str, str]:
    found = Path(tongxin.__file__).parent.glob("**/templates/**/*.html")
    return {str(one).split("/templates/")[-1]: one.read_text(encoding="utf-8") for one in found}


def _drawn_by(name: str, every: dict[str, str]) -> Iterator[str]:
    """Yield a template and all that it extends or includes."""
    yield name
    for _, other in _TAKES_IN.findall(every.get(name, "")):
        yield from _drawn_by(other, every)


def test_page_that_asks_again_by_itself_loads_the_script_that_does() -> None:
    every = _templates()
    drawn = {name: set(_drawn_by(name, every)) for name in every}
    included = {other for text in every.values() for how, other in _TAKES_IN.findall(text) if how == "include"}
    asking = {name for name, text in every.items() if _ASKS.search(text)}
    pages = [name for name in every if name not in included and drawn[name] & asking and "/parts/" not in name]
    assert {"web/job.html", "intake/batch.html", "claims/check.html"} <= set(pages)
    assert [name for name in pages if _SCRIPT not in drawn[name]] == []


def test_script_is_not_taken_out_by_a_page_that_has_scripts_of_its_own() -> None:
    every = _templates()
    for name, text in every.items():
        block = re.search(r"{% block scripts %}(.*?){% endblock %}", text, re.DOTALL)
        if block is None or "block.super" in block[1] or _SCRIPT in block[1]:
            continue
        above = set(_drawn_by(name, every)) - {name}
        extended = [other for how, other in _TAKES_IN.findall(text) if how == "extends"]
        taken = {other for one in extended for other in _drawn_by(one, every)}
        assert _SCRIPT not in taken, (name, sorted(above))
