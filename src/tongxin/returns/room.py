"""What returns hand up to the rest of the product."""

from tongxin.kernel.scope import Verb
from tongxin.ports.room import Room
from tongxin.returns import demo
from tongxin.returns.doors import DOORS
from tongxin.returns.queries.deeds import deeds
from tongxin.web.menu import MenuItem

_SECTION = "填报"
ROOM = Room(
    name="returns",
    label="填报",
    doors=DOORS,
    urls="tongxin.returns.urls",
    prefix="returns/",
    activity=deeds,
    demo=demo.load,
    menu=(
        MenuItem(label="填报", url_name="returns:home", icon="check", section=_SECTION, order=60, verb=Verb.VIEW),
        MenuItem(label="上报情况", url_name="returns:grid", icon="columns", section=_SECTION, order=61, verb=Verb.VIEW),
        MenuItem(label="催报", url_name="returns:late", icon="hourglass", section=_SECTION, order=62, verb=Verb.VIEW),
        MenuItem(label="上报任务", url_name="returns:duties", icon="list", section=_SECTION, order=63, verb=Verb.VIEW),
        MenuItem(
            label="历史数字", url_name="returns:asserted", icon="history", section=_SECTION, order=64, verb=Verb.VIEW
        ),
    ),
)
