"""Tables of produce: products and selling rounds, lines of settlement sheets, offers and wishes."""

from tongxin.records.produce.models.contacts import Contact
from tongxin.records.produce.models.handshakes import Handshake
from tongxin.records.produce.models.offers import BoardLink, Offer
from tongxin.records.produce.models.wishes import Share, Wish

__all__ = ["BoardLink", "Contact", "Handshake", "Offer", "Share", "Wish"]
