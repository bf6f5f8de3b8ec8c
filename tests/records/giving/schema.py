"""A reader of the few words of JSON Schema that `threesixty.json` uses; a word or a field it does not know is a fault."""

import json
import re
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

SCHEMAS: dict[str, Any] = json.loads(Path(__file__).with_name("threesixty.json").read_text(encoding="utf-8"))
OWN = {"quality", "leftOut"}
"""What we say beside the standard, which allows for more fields."""
_TYPES = {"object": dict, "array": list, "string": str, "number": (int, Decimal)}


def faults(value: Any, schema: dict[str, Any] = SCHEMAS["package"], where: str = "") -> Iterator[str]:
    """Yield what of a value the schema does not allow."""
    if "$ref" in schema:
        yield from faults(value, SCHEMAS[schema["$ref"]], where)
        return
    if "type" in schema and (not isinstance(value, _TYPES[schema["type"]]) or isinstance(value, bool)):
        yield f"{where}: no {schema['type']}"
        return
    for word, rule in schema.items():
        if word != "type" and not _RULES[word](rule, value):
            yield f"{where}: {word} {rule}"
    for name, inner in value.items() if isinstance(value, dict) and "properties" in schema else ():
        if name not in OWN:
            known = schema["properties"].get(name)
            yield from faults(inner, known, f"{where}.{name}") if known else [f"{where}.{name}: unknown"]
    for index, inner in enumerate(value if isinstance(value, list) and "items" in schema else ()):
        yield from faults(inner, schema["items"], f"{where}[{index}]")


def _every_one_differs(values: list[Any]) -> bool:
    return len({json.dumps(one, sort_keys=True) for one in values}) == len(values)


_RULES: dict[str, Callable[[Any, Any], bool]] = {
    "properties": lambda _rule, _value: True,
    "items": lambda _rule, _value: True,
    "required": lambda rule, value: set(rule) <= set(value),
    "oneOf": lambda rule, value: sum(not list(faults(value, one)) for one in rule) == 1,
    "enum": lambda rule, value: value in rule,
    "pattern": lambda rule, value: re.search(rule, value) is not None,
    "minItems": lambda rule, value: len(value) >= rule,
    "uniqueItems": lambda _rule, value: _every_one_differs(value),
    "format": lambda _rule, value: bool(urlsplit(value).scheme and urlsplit(value).netloc),
}
