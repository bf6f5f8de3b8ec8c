"""The two gates stand: no table is read without a scope, no foreign key points upward, no signal is used."""

import ast
import re
from pathlib import Path

import pytest
from django.apps import apps
from django.db import models

from tongxin.access.guard import Guarded, GuardedManager
from tongxin.ports.desk import registry

ROOT = Path(__file__).resolve().parents[2]
SOURCES = sorted(path for path in (ROOT / "src" / "tongxin").rglob("*.py") if "migrations" not in path.parts)
FLOORS = [
    "kernel",
    "office",
    "figures",
    "web",
    "access",
    "ports",
    "lifecycle",
    "intake",
    "network",
    "returns",
    "attendance",
    "records",
    "claims",
    "board",
    "reports",
    "portal",
    "project",
]
MOST_WHOLE_TABLES = 18  # a ratchet: lower it with every one that goes
_WHOLE = {"whole_network", "every_row"}
OWN_MODELS = [model for model in apps.get_models() if model.__module__.startswith("tongxin.")]
# Tables without a place: who signs in, the site's own row, the public division register.
PLACELESS = {"access.Account", "access.Site", "network.Place", "network.PlaceVersion"}


def floor(model: type[models.Model]) -> int:
    return FLOORS.index(model.__module__.split(".")[1])


def model_name(model: type[models.Model]) -> str:
    return model._meta.label


@pytest.mark.parametrize("model", OWN_MODELS, ids=model_name)
def test_table_is_guarded_or_known_to_have_no_place(model: type[models.Model]) -> None:
    if model._meta.label in PLACELESS:
        assert not issubclass(model, Guarded)
    else:
        assert issubclass(model, Guarded)
        assert isinstance(model.objects, GuardedManager)


@pytest.mark.parametrize("model", OWN_MODELS, ids=model_name)
def test_foreign_key_points_down_and_has_no_reverse_name(model: type[models.Model]) -> None:
    for field in model._meta.get_fields():
        if (
            isinstance(field, models.ForeignKey | models.OneToOneField | models.ManyToManyField)
            and not field.auto_created
        ):
            target = field.remote_field.model
            if not target.__module__.startswith("tongxin."):
                continue
            if field.model is not model:
                continue  # inherited from Django's own user model
            assert floor(target) <= floor(model), f"{model._meta.label}.{field.name} points upward"
            same_capability = target.__module__.split(".")[:3] == model.__module__.split(".")[:3]
            assert same_capability or floor(target) < floor(model), f"{model._meta.label}.{field.name} points sideways"
            assert field.remote_field.hidden, f"{model._meta.label}.{field.name} needs related_name='+'"


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_source_never_goes_round_the_guard(path: Path) -> None:
    if path.name == "guard.py":
        return
    text = path.read_text(encoding="utf-8")
    assert not re.search(r"\.unguarded\b|_default_manager|_base_manager", text)
    assert not re.search(r"django\.db\.models\.signals|django\.dispatch", text)
    assert not re.search(r"from django\.contrib import admin", text)


def readings_of_whole_tables() -> list[tuple[str, str]]:
    """Return file and reason of every call that opens a whole table."""
    found = []
    for path in SOURCES:
        if path.name == "guard.py":
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            name = getattr(node, "func", None)
            if isinstance(node, ast.Call) and getattr(name, "attr", getattr(name, "id", "")) in _WHOLE:
                reasons = [one.value for one in node.keywords if one.arg == "reason"]
                said = reasons[0].value if reasons and isinstance(reasons[0], ast.Constant) else "no sentence"
                found.append((str(path.relative_to(ROOT / "src" / "tongxin")), str(said)))
    return sorted(found)


def test_every_reading_of_a_whole_table_is_listed_in_the_docs_and_they_grow_no_more() -> None:
    text = (ROOT / "docs" / "house.md").read_text(encoding="utf-8")
    section = text.partition("\n## Whole tables\n")[2].partition("\n## ")[0]
    listed = sorted(re.findall(r"^\| `(\S+)` \| (.+) \|$", section, re.MULTILINE))
    found = readings_of_whole_tables()
    assert found == listed, "\n".join(f"| `{path}` | {reason} |" for path, reason in found)
    assert 0 < len(found) <= MOST_WHOLE_TABLES


def test_every_fact_read_for_a_snapshot_is_one() -> None:
    said = re.compile(r"for_snapshot\(\s*\"([^\"]*)\"")
    codes = {code for path in SOURCES for code in said.findall(path.read_text(encoding="utf-8"))}
    assert codes <= {fact.code for fact in registry().facts}
