"""What the real measures say of one organisation and one base, on their pages and narrowed by `of`."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tests.cast import SYSTEM, Cast, found
from tests.network.test_organisation_pages import shown
from tongxin.figures import Of, Question
from tongxin.kernel.errors import NotFoundError
from tongxin.kernel.scope import Scope
from tongxin.network import actions
from tongxin.network.queries.subjects import bases_known, organisations_known
from tongxin.ports.desk import current_desk, registry, store
from tongxin.ports.narrowed import named
from tongxin.web.memory import memory

WHEN = date(2022, 9, 26)


@pytest.fixture
def snapshot(cast: Cast, settings: Any, tmp_path: Path) -> Callable[[], None]:
    settings.TONGXIN_SNAPSHOTS = tmp_path / "snapshots"
    memory.clear()

    def take() -> None:
        store().take(registry(), alias="default")

    return take


def test_members_of_one_organisation_are_counted_apart(cast: Cast, snapshot: Callable[[], None]) -> None:
    both = cast.person("张伟明")
    cast.join(both, cast.county)
    cast.join(both, cast.city)
    cast.join(cast.person("单小丽"), cast.county)
    snapshot()

    def members(organisation: Any) -> Any:
        of = Of(subject="organisation", id=organisation.pk) if organisation else None
        question = Question(measure="network.members", place="430100", as_of=WHEN, of=of)
        return current_desk().figure(question, scope=SYSTEM.scope).value

    assert [members(one) for one in (cast.county, cast.city, cast.neighbour, None)] == [2, 1, 0, 2]


def test_association_and_base_are_narrowed_to_themselves(cast: Cast, snapshot: Callable[[], None]) -> None:
    base = cast.base("甲", named=date(2020, 1, 1))
    cast.base("乙", named=date(2020, 1, 1))
    snapshot()
    for measure, of, value in (
        ("network.associations", Of(subject="organisation", id=cast.county.pk), 1),
        ("network.associations", Of(subject="organisation", id=base.host_id), 0),
        ("network.bases", Of(subject="base", id=base.pk), 1),
    ):
        question = Question(measure=measure, place="430000", as_of=WHEN, of=of)
        assert current_desk().figure(question, scope=SYSTEM.scope).value == value


def test_page_of_an_organisation_shows_its_members_with_the_address_of_their_proof(
    cast: Cast, snapshot: Callable[[], None]
) -> None:
    cast.join(cast.person("张伟明"), cast.county)
    client = cast.client("secretary")
    address = f"/organisations/{cast.county.pk}/"
    assert 'id="figures"' not in shown(client, address)
    snapshot()
    page = shown(client, address)
    section = page.partition('id="figures"')[2].partition("</section>")[0]
    assert ">会员</a>" in section
    assert "1 人" in section
    assert "network.associations?" not in section
    assert f"of=organisation%3A{cast.county.pk}" in section
    assert 'id="figures"' not in shown(cast.client("neighbour"), f"/organisations/{cast.neighbour.pk}/")


def test_page_of_a_base_asks_for_its_own_figures(cast: Cast, snapshot: Callable[[], None]) -> None:
    """A base is one base: until a capability counts what happens at it there is nothing to tell."""
    base = cast.base("甲", named=date(2020, 1, 1))
    snapshot()
    assert 'id="figures"' not in shown(cast.client("secretary"), f"/bases/{base.pk}/")


def test_associations_are_known_to_all_and_the_rest_in_scope(cast: Cast, django_assert_num_queries: Any) -> None:
    firm = found("某企业", "430182", kind="firm")
    base = cast.base("甲")
    numbers = (cast.county.pk, cast.neighbour.pk, firm.pk, 99_999)
    with django_assert_num_queries(1):
        assert set(organisations_known(Scope(), numbers)) == {cast.county.pk, cast.neighbour.pk}
    assert set(organisations_known(cast.actor("secretary").scope, numbers)) == set(numbers[:3])
    assert organisations_known(Scope(), numbers)[cast.county.pk].path == cast.county.path
    assert bases_known(cast.actor("city").scope, (base.pk,))[base.pk].name == "甲"
    assert bases_known(cast.actor("neighbour").scope, (base.pk,)) == {}
    assert named(Of(subject="base", id=base.pk), scope=cast.actor("city").scope).url == f"/bases/{base.pk}/"
    with pytest.raises(NotFoundError, match="基地"):
        named(Of(subject="base", id=base.pk), scope=Scope())


def test_closed_organisation_keeps_its_figures(cast: Cast, snapshot: Callable[[], None]) -> None:
    cast.join(cast.person("张伟明"), cast.county)
    actions.close_organisation(cast.county, by=SYSTEM, day=date(2021, 6, 1), reason="合并")
    snapshot()
    of = Of(subject="organisation", id=cast.county.pk)
    for day, value in ((date(2021, 5, 31), 1), (date(2021, 6, 1), 0)):
        question = Question(measure="network.members", place="430182", as_of=day, of=of)
        assert current_desk().figure(question, scope=SYSTEM.scope).value == value
