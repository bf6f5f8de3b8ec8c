"""Tables of the network: the place register, organisations, bases, people."""

from tongxin.network.models.bases import Base, BaseStep, ChecklistLine, Plaque
from tongxin.network.models.organisations import Charter, Organisation, ParentLink, StageRule
from tongxin.network.models.people import Membership, Office, Person
from tongxin.network.models.places import Place, PlaceVersion

__all__ = [
    "Base",
    "BaseStep",
    "Charter",
    "ChecklistLine",
    "Membership",
    "Office",
    "Organisation",
    "ParentLink",
    "Person",
    "Place",
    "PlaceVersion",
    "Plaque",
    "StageRule",
]
