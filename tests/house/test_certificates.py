"""What certificates must never become: a register one looks people up in, or a tally of a person."""

from typing import Any

import pytest
from django.test import Client
from django.urls import get_resolver

from tests.attendance.certificates.conftest import Stage, build_stage
from tests.house.test_urls import addresses
from tongxin.access.models import Entry
from tongxin.attendance.models import Certificate
from tongxin.intake.door import every_door
from tongxin.ports.desk import registry
from tongxin.ports.public import ROOT
from tongxin.ports.room import rooms


@pytest.fixture
def stage(db: None, settings: Any, tmp_path: Any) -> Stage:
    settings.TONGXIN_KEYRING, settings.TONGXIN_EXPORTS = tmp_path / "signing", tmp_path / "exports"
    return build_stage()


def test_only_the_random_code_opens_a_certificate_to_strangers(stage: Stage) -> None:
    assert Certificate.secrets == ("code",)
    guessable = {
        str(getattr(one, name)) for one in stage.issue() for name in ("serial", "number", "pk", "holder", "person_id")
    }
    for page in (page for room in rooms() for page in room.public):
        for guess in guessable:
            answer = Client().get(f"/{ROOT}/{page.prefix}/{guess}/")
            assert answer.status_code == 404, f"/{ROOT}/{page.prefix}/ answers to {guess}"


def test_no_address_asks_for_a_serial_or_a_holder() -> None:
    found = [
        route for _, route in addresses(get_resolver()) if "certificate" in route or route.startswith("credentials")
    ]
    assert len(found) > 8
    assert not [route for route in found if any(word in route for word in ("serial", "holder", "name", "person"))]


def test_no_list_of_certificates_leaves_without_a_purpose(stage: Stage) -> None:
    one, _ = stage.issue()
    client = stage.cast.client("secretary")
    for address in (
        "/certificates/?export=xlsx",
        "/certificates/?export=csv",
        f"/training/{stage.training.pk}/?export=certificates",
    ):
        answer = client.get(address)
        assert answer.status_code == 302, address
        assert answer["Location"].startswith("/exports/new/")
    asked = client.post(f"/certificates/issue/{stage.training.occasion_id}/", {"purpose": ""})
    assert asked.status_code == 400
    assert client.post(f"/certificates/{one.pk}/print/", {"purpose": ""}).status_code == 400
    assert not Entry.objects.whole_network(reason="the test reads the journal").filter(action="access.export").exists()


def test_certificates_make_no_figure_and_come_through_no_door() -> None:
    label = Certificate._meta.label_lower
    assert not [fact.code for fact in registry().facts if "certificate" in fact.code]
    assert not [
        door.name for door in every_door().values() if door.model is not None and door.model._meta.label_lower == label
    ]
