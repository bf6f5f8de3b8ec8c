"""What 核数 hands up to the rest of the product."""

from tongxin.claims.work import CHECK_JOB
from tongxin.ports.room import Room
from tongxin.web.menu import MenuItem

ROOM = Room(
    name="claims",
    label="核数",
    prefix="check/",
    urls="tongxin.claims.urls",
    jobs=(CHECK_JOB,),
    menu=(MenuItem(label="核数", url_name="claims:check", icon="check", section="", order=80),),
)
