"""The two gates stand: no table is read without a scope, no foreign key points upward, no signal is used."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

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
# Tables without a place: who signs in, the site's own row, the last runs of scheduled work, the public division register.
PLACELESS = {"access.Account", "access.Site", "access.ScheduledRun", "network.Place", "network.PlaceVersion"}


def floor(model: type[models.Model]) -> int:
    return FLOORS.index(model.__module__.split(".")[1])


def test_table_is_guarded_or_known_to_have_no_place() -> None:
    found = [
        model._meta.label
        for model in OWN_MODELS
        if (issubclass(model, Guarded) and isinstance(model.objects, GuardedManager))
        is (model._meta.label in PLACELESS)
    ]
    assert len(OWN_MODELS) > 30
    assert {model._meta.label for model in OWN_MODELS} >= PLACELESS
    assert not found, f"guarded and said to have no place, or neither: {found}"
    assert not [label for label in PLACELESS if issubclass(apps.get_model(label), Guarded)]


def own_keys(model: type[models.Model]) -> Iterator[models.ForeignKey[models.Model, models.Model]]:
    """Yield the keys a model of ours declares itself to tables of ours; those of Django's own user model are inherited."""
    for field in model._meta.get_fields():
        if isinstance(field, models.ForeignKey | models.OneToOneField | models.ManyToManyField):
            ours = field.remote_field.model.__module__.startswith("tongxin.")
            if not field.auto_created and field.model is model and ours:
                yield field


def wrongs_of(field: models.ForeignKey[models.Model, models.Model], *, model: type[models.Model]) -> Iterator[str]:
    target, name = field.remote_field.model, f"{model._meta.label}.{field.name}"
    if floor(target) > floor(model):
        yield f"{name} points upward"
    if target.__module__.split(".")[:3] != model.__module__.split(".")[:3] and floor(target) >= floor(model):
        yield f"{name} points sideways"
    if not field.remote_field.hidden:
        yield f"{name} needs related_name='+'"


def test_foreign_key_points_down_and_has_no_reverse_name() -> None:
    found = [wrong for model in OWN_MODELS for field in own_keys(model) for wrong in wrongs_of(field, model=model)]
    assert not found, "\n".join(found)


ROUND_THE_GUARD = re.compile(
    r"\.unguarded\b|_default_manager|_base_manager|django\.db\.models\.signals|django\.dispatch|from django\.contrib import admin"
)


def test_source_never_goes_round_the_guard() -> None:
    found = [
        f"{path.relative_to(ROOT)}: {line.strip()}"
        for path in SOURCES
        if path.name != "guard.py"
        for line in path.read_text(encoding="utf-8").splitlines()
        if ROUND_THE_GUARD.search(line)
    ]
    assert not found, "\n".join(found)


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
