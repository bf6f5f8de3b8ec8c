"""Tables of produce: products and selling rounds, lines of settlement sheets, offers and wishes."""

from tongxin.records.produce.models.rounds import COUNTED, SELLING, Platform, Product, Round, RoundLine, Unit
from tongxin.records.produce.models.settlement import Naming, SheetLine, Stage

__all__ = [
    "COUNTED",
    "SELLING",
    "Naming",
    "Platform",
    "Product",
    "Round",
    "RoundLine",
    "SheetLine",
    "Stage",
    "Unit",
]
