"""Tables of the network: the place register, organisations, bases, people."""

from tongxin.network.models.bases import Base, BaseStep, ChecklistLine, Plaque
from tongxin.network.models.merges import Distinct, MergeRequest, PersonMerge
from tongxin.network.models.organisations import Charter, Organisation, ParentLink, StageRule
from tongxin.network.models.people import Membership, Office, Person
from tongxin.network.models.places import Place, PlaceVersion

__all__ = [
    "Base",
    "BaseStep",
    "Charter",
    "ChecklistLine",
    "Distinct",
    "Membership",
    "MergeRequest",
    "Office",
    "Organisation",
    "ParentLink",
    "Person",
    "PersonMerge",
    "Place",
    "PlaceVersion",
    "Plaque",
    "StageRule",
]
