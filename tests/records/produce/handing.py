"""Sheets handed in at the county, and what came of them."""

from tests.cast import COUNTY, SYSTEM
from tests.intake.hands import handed_in
from tongxin.intake import actions as intake
from tongxin.intake import queries as batches
from tongxin.intake.models import Batch, BatchRow
from tongxin.records.produce.models import Round
from tongxin.records.produce.queries.rounds import lines_of

NUMBERS = ("6920123456789012345", "6920123456789012346", "6920123456789012347")


def take(content: bytes, name: str = "订单2021-07-31.csv", *, write: bool = True) -> Batch:
    batch = handed_in(content, by=SYSTEM, path=COUNTY, door="settlement-lines", name=name)
    if write and batch.state == "previewed" and batch.new + batch.changed:
        intake.apply_batch(batch, by=SYSTEM)
    return batch


def remarks(batch: Batch) -> list[str]:
    return [batches.opened(row).remark for row in BatchRow.objects.children_of(batch).order_by("id")]


def sums(one: Round) -> tuple[int, ...]:
    line = lines_of(one).get()
    return line.ordered, line.paid, line.delivered, line.returned, line.settled, line.orders, line.value
