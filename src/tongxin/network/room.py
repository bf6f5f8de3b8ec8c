"""What the network hands up to the rest of the product."""

from django.urls import reverse

from tongxin.access.schedule import Scheduled
from tongxin.kernel.scope import Verb
from tongxin.lifecycle.addresses import list_of
from tongxin.network.actions.identities import purge
from tongxin.network.demo import joining
from tongxin.network.doors import DOORS
from tongxin.network.figures import FACTS, MEASURES, RETURN, SUBJECTS
from tongxin.network.life import LIVES, people, register
from tongxin.network.life.joining import APPLICATION, TRANSFER
from tongxin.network.life.own import REQUEST
from tongxin.network.models.consents import TEXTS
from tongxin.network.paragraphs import PARAGRAPHS
from tongxin.network.queries import members, own
from tongxin.network.queries.firm_pairs import likely_firms
from tongxin.network.queries.lapses import nightly_list
from tongxin.network.queries.pairs import likely_pairs
from tongxin.network.queries.people import applications
from tongxin.network.views import people_routes, register_routes
from tongxin.ports.room import Room
from tongxin.ports.waiting import Waiting, up_to_most
from tongxin.web.menu import MenuItem

WAITING = (
    Waiting(
        code="network.applications",
        words="待审核的入会申请",
        count=lambda by: up_to_most(applications(by.scope)),
        address=lambda: reverse("network:applications"),
        verb=Verb.MEMBERS,
        menu="network:applications",
    ),
    Waiting(
        code="network.forms",
        words="网上和现场交来的入会申请",
        count=lambda by: up_to_most(members.waiting_forms(by.scope)),
        address=lambda: list_of(APPLICATION),
        verb=Verb.MEMBERS,
        menu="network:applications",
    ),
    Waiting(
        code="network.transfers",
        words="待办的转会",
        count=lambda by: up_to_most(members.waiting_transfers(by.scope)),
        address=lambda: list_of(TRANSFER),
        verb=Verb.MEMBERS,
        menu="network.transfer.list",
    ),
    Waiting(
        code="network.requests",
        words="会员本人的请求",
        count=lambda by: up_to_most(own.requests(by.scope)),
        address=lambda: list_of(REQUEST),
        verb=Verb.MEMBERS,
        menu="network.request.list",
    ),
    Waiting(
        code="network.duplicates",
        words="可能重复的人员",
        count=lambda by: up_to_most(likely_pairs(by.scope)),
        address=lambda: reverse("network:duplicates"),
        verb=Verb.MEMBERS,
        menu="network:duplicates",
    ),
    Waiting(
        code="network.firm_duplicates",
        words="可能重复的企业",
        count=lambda by: up_to_most(likely_firms(by.scope)),
        address=lambda: reverse("network:firm_duplicates"),
        verb=Verb.RECORD,
        menu="network:firm_duplicates",
    ),
)

ROOM = Room(
    name="network",
    label="组织与人员",
    lives=LIVES,
    pages=(*register_routes.PAGES, *people_routes.PAGES),
    facts=FACTS,
    measures=MEASURES,
    doors=DOORS,
    reported=(RETURN,),
    subjects=SUBJECTS,
    urls="tongxin.network.urls",
    words={**register.WORDS, **people.WORDS},
    demo=joining.load,
    paragraphs=PARAGRAPHS,
    consents=TEXTS,
    purge=purge,
    waiting=WAITING,
    scheduled=(Scheduled(code="network.lapse", words="列出到期未续的会籍", at="04:40", run=nightly_list),),
    menu=(
        MenuItem(
            label="组织",
            url_name="network.organisation.list",
            icon="building",
            section="组织",
            order=20,
            verb=Verb.VIEW,
        ),
        MenuItem(
            label="查找",
            url_name="network:search",
            icon="search",
            order=1,
            own=True,
            listed=False,
            search="查找组织、人员和记录",
        ),
        MenuItem(
            label="企业和村集体",
            url_name="network:firms",
            icon="building",
            section="组织",
            order=20,
            verb=Verb.VIEW,
        ),
        MenuItem(
            label="企业可能重复",
            url_name="network:firm_duplicates",
            icon="copy",
            section="组织",
            order=22,
            verb=Verb.RECORD,
        ),
        MenuItem(
            label="实践创新基地", url_name="network.base.list", icon="flag", section="组织", order=21, verb=Verb.VIEW
        ),
        MenuItem(
            label="品牌系列", url_name="network.series.list", icon="medal", section="组织", order=21, verb=Verb.VIEW
        ),
        MenuItem(label="组织地图", url_name="network:map", icon="map", section="组织", order=22),
        MenuItem(
            label="人员", url_name="network.person.list", icon="users", section="人员", order=30, verb=Verb.MEMBERS
        ),
        MenuItem(
            label="入会审核", url_name="network:applications", icon="check", section="人员", order=31, verb=Verb.MEMBERS
        ),
        MenuItem(
            label="可能重复", url_name="network:duplicates", icon="copy", section="人员", order=34, verb=Verb.MEMBERS
        ),
        MenuItem(
            label="转会", url_name="network.transfer.list", icon="refresh", section="人员", order=32, verb=Verb.MEMBERS
        ),
        MenuItem(
            label="本人请求", url_name="network.request.list", icon="edit", section="人员", order=33, verb=Verb.MEMBERS
        ),
        MenuItem(label="我的资料", url_name="network:me", icon="user", section="我的", order=95, own=True),
    ),
)
