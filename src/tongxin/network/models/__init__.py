"""Tables of the network: the place register, organisations, bases, people."""

from tongxin.network.models.bases import Base, BaseStep, ChecklistLine, Plaque
from tongxin.network.models.identity import EventIdentity
from tongxin.network.models.joining import Application, JoiningLink
from tongxin.network.models.life import Candidacy, Election, Transfer
from tongxin.network.models.merges import (
    Distinct,
    FirmDistinct,
    FirmMerge,
    FirmMergeRequest,
    MergeRequest,
    PersonMerge,
)
from tongxin.network.models.organisations import Charter, Organisation, ParentLink, StageRule
from tongxin.network.models.own import Consent, PersonAccount, PersonRequest
from tongxin.network.models.people import Membership, Office, Person
from tongxin.network.models.places import Place, PlaceVersion
from tongxin.network.models.series import Series

__all__ = [
    "Application",
    "Base",
    "BaseStep",
    "Candidacy",
    "Charter",
    "ChecklistLine",
    "Consent",
    "Distinct",
    "Election",
    "EventIdentity",
    "FirmDistinct",
    "FirmMerge",
    "FirmMergeRequest",
    "JoiningLink",
    "Membership",
    "MergeRequest",
    "Office",
    "Organisation",
    "ParentLink",
    "Person",
    "PersonAccount",
    "PersonMerge",
    "PersonRequest",
    "Place",
    "PlaceVersion",
    "Plaque",
    "Series",
    "StageRule",
    "Transfer",
]
