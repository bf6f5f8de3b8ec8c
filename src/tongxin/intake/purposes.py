"""Taking records about people out in a workbook: allowed with a stated purpose, and told in the journal."""

from collections.abc import Sequence

from django.db import transaction

from tongxin.access import journal
from tongxin.access.actor import Actor
from tongxin.access.models import Account, Site
from tongxin.intake.door import Door
from tongxin.kernel.errors import InputError
from tongxin.kernel.scope import Verb


def is_personal(doors: Sequence[Door]) -> bool:
    """Tell whether any of the doors is about people."""
    return any(door.verb is Verb.MEMBERS for door in doors)


def require_purpose(purpose: str) -> str:
    """Return the purpose; raise `InputError` where none is stated."""
    if not purpose.strip():
        raise InputError("表中有个人信息，请写明用途：做什么用、交给谁、何时删除。", field="purpose")
    return purpose.strip()


def tell_taken(doors: Sequence[Door], *, by: Actor, path: str, rows: int, purpose: str) -> None:
    """Tell the journal who took how many rows about people what for."""
    with transaction.atomic():
        taker = Account.objects.filter(pk=by.account_id or 0).first() or Site.objects.order_by("pk").first()
        if taker is not None:
            words = f"下载{'、'.join(door.label for door in doors)}；用途：{purpose}；共 {rows} 行"
            before = journal.values_of(taker)
            journal.write(taker, by=by, action="access.export", path=path, before=before, reason=words[:500])
