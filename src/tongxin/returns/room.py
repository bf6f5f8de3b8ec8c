"""What returns hand up to the rest of the product."""

from functools import partial

from django.urls import reverse

from tongxin.access.actor import Actor
from tongxin.kernel.scope import Verb
from tongxin.lifecycle.pages import pages_of
from tongxin.ports.room import Room
from tongxin.ports.waiting import Waiting, up_to_most
from tongxin.returns import demo
from tongxin.returns.doors import DOORS
from tongxin.returns.life import ASSERTED, DUTY, LIVES
from tongxin.returns.models import Restatement
from tongxin.returns.queries.activity import returned_in_time
from tongxin.returns.queries.review import restated_lately, sent_back, waiting
from tongxin.returns.views.asserted import AssertedCorrection, AssertedEntry, AssertedList
from tongxin.returns.views.duties import DutyEnd, DutyEntry, DutyList
from tongxin.returns.views.home import own_owed
from tongxin.web.menu import MenuItem

_SECTION = "填报"


def _overdue(by: Actor) -> int:
    """Count the own returns that are late and were never confirmed; those sent back are told apart. Four questions."""
    return sum(one.found is None and one.is_wanted and one.days_late > 0 for one in own_owed(by.scope))


def _home() -> str:
    return reverse("returns:home")


_AtHome = partial(Waiting, address=_home, verb=Verb.CONFIRM, menu="returns:home")
ROOM = Room(
    name="returns",
    label="填报",
    doors=DOORS,
    urls="tongxin.returns.urls",
    prefix="returns/",
    lives=LIVES,
    pages=(
        *pages_of(DUTY, list=DutyList, entry=DutyEntry, acts={"end": DutyEnd}),
        *pages_of(ASSERTED, list=AssertedList, entry=AssertedEntry, acts={"correct": AssertedCorrection}),
    ),
    words={
        "returns.duty": "设置上报任务",
        "returns.assert": "登记历史数字",
        "returns.calendar": "设置上报日历",
        "returns.restatement": "保留更正前后的数字",
    },
    waiting=(
        _AtHome(code="returns.overdue", words="逾期未报", count=_overdue, urgent=True),
        _AtHome(
            code="returns.sent_back",
            words="被退回的上报",
            count=lambda by: up_to_most(sent_back(by.scope)),
            urgent=True,
        ),
        _AtHome(code="returns.approve", words="待审核的上报", count=lambda by: up_to_most(waiting(by.scope))),
        _AtHome(
            code="returns.restated",
            words="近 30 天更正的锁定数字",
            count=lambda by: up_to_most(restated_lately(by.scope)),
        ),
    ),
    activity=returned_in_time,
    marked=(Restatement,),
    demo=demo.load,
    menu=(
        MenuItem(label="填报", url_name="returns:home", icon="check", section=_SECTION, order=60, verb=Verb.VIEW),
        MenuItem(label="上报情况", url_name="returns:grid", icon="columns", section=_SECTION, order=61, verb=Verb.VIEW),
        MenuItem(label="催报", url_name="returns:late", icon="hourglass", section=_SECTION, order=62, verb=Verb.VIEW),
        MenuItem(
            label="上报任务", url_name="returns.duty.list", icon="list", section=_SECTION, order=63, verb=Verb.VIEW
        ),
        MenuItem(
            label="历史数字", url_name="returns.assert.list", icon="history", section=_SECTION, order=64, verb=Verb.VIEW
        ),
    ),
)
