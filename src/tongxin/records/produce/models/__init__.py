"""Tables of produce: products and selling rounds, lines of settlement sheets, offers and wishes."""

from tongxin.records.produce.models.contacts import Contact
from tongxin.records.produce.models.handshakes import Handshake
from tongxin.records.produce.models.offers import BoardLink, Offer
from tongxin.records.produce.models.rounds import COUNTED, SELLING, Platform, Product, Round, RoundLine, Unit
from tongxin.records.produce.models.settlement import Naming, SheetLine, Stage
from tongxin.records.produce.models.wishes import Share, Wish

__all__ = [
    "COUNTED",
    "SELLING",
    "BoardLink",
    "Contact",
    "Handshake",
    "Naming",
    "Offer",
    "Platform",
    "Product",
    "Round",
    "RoundLine",
    "Share",
    "SheetLine",
    "Stage",
    "Unit",
    "Wish",
]
