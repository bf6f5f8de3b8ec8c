"""What the stories of membership life share: an applicant's form, an open link, a member with an own account."""

from typing import Any

from tests.cast import SYSTEM, Cast
from tongxin.access.actor import Actor
from tongxin.access.models import Account
from tongxin.access.scopes import actor_of
from tongxin.network import actions
from tongxin.network.actions import Receipt
from tongxin.network.models import JoiningLink, Organisation, Person, PersonAccount

ALL = "the test reads every row"
PASSWORD = "同心-tongxin-2022"
MOBILE = "13800138000"


def typed(**changes: Any) -> dict[str, Any]:
    return {
        "name": "欧阳娜娜", "mobile": MOBILE, "unit": "某传媒公司", "position": "编导", "group": "new_media",
        "place": None, "consents": ["contact", "display"], **changes,
    }  # fmt: skip


def opened(organisation: Organisation) -> JoiningLink:
    return actions.open_joining_link(organisation, by=SYSTEM)


def handed_in(organisation: Organisation, **changes: Any) -> Receipt:
    return actions.apply_at_desk(organisation, by=SYSTEM, **typed(**changes))


def linked(cast: Cast, person: Person, *, name: str = "member") -> Actor:
    """Link an account of the cast to a person; return who acts through it."""
    invitation = actions.invite_person(person, by=SYSTEM)
    account = cast.accounts.get(name) or Account.objects.create(username=name)
    actions.link_own_account(invitation.link, by=actor_of(account), account=account)
    return actor_of(account)


def link_of(person: Person) -> PersonAccount:
    return PersonAccount.objects.whole_network(reason=ALL).get(person=person, ended=None)
