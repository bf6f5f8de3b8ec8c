"""One visit of the demonstration network."""

from tests.toy.models import Visit
from tongxin.access import journal
from tongxin.network.demo import REASON, REPORTING_DAY, World


def load(world: World) -> None:
    """Write it."""
    organiser = world.organisations.of(world.network.associations[0])
    visit = Visit(
        title="演示走访", organiser=organiser, place_id=organiser.place_id, path=organiser.path, day=REPORTING_DAY,
        households=3, state=Visit.State.MADE,
    )  # fmt: skip
    Visit.objects.insert_rows([visit])
    journal.write_many([visit], by=world.by, action="toy.visit.plan", reason=REASON)
