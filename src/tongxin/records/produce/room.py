"""What produce hands up to the rest of the product, assembled from the board of offers and the selling rounds."""

from tongxin.ports.room import Room
from tongxin.records.produce import demo

ROOM = Room(name="produce", label="助农产销", demo=demo.load)
