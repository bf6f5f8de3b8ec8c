"""The portal as a room: its addresses stand at the root of the site; here is its entry of the menu."""

from tongxin.kernel.scope import Verb
from tongxin.ports.room import Room
from tongxin.web.menu import MenuItem

ROOM = Room(
    name="portal",
    label="工作台",
    menu=(MenuItem(label="工作台", url_name="portal:work", icon="home", order=0, verb=Verb.VIEW, own=True),),
)
