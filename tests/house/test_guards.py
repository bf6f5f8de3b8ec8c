"""The two gates stand: no table is read without a scope, no foreign key points upward, no signal is used."""

import re
from pathlib import Path

import pytest
from django.apps import apps
from django.db import models

from tongxin.access.guard import Guarded, GuardedManager

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


def test_every_reason_for_the_whole_network_is_a_sentence_of_its_own() -> None:
    for path in SOURCES:
        for reason in re.findall(r"whole_network\(\s*reason=\"([^\"]*)\"", path.read_text(encoding="utf-8")):
            assert len(reason) >= 15, f"{path}: {reason!r} gives no reason"
