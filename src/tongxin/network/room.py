"""What the network hands up to the rest of the product."""

from django.urls import path

from tongxin.kernel.scope import Verb
from tongxin.lifecycle.pages import pages_of
from tongxin.network.actions.identities import purge
from tongxin.network.demo import joining
from tongxin.network.doors import DOORS
from tongxin.network.figures import FACTS, MEASURES, RETURN, SUBJECTS
from tongxin.network.life import LIVES, people
from tongxin.network.life.register import SERIES
from tongxin.network.models.consents import TEXTS
from tongxin.network.paragraphs import PARAGRAPHS
from tongxin.network.views import people_routes
from tongxin.network.views.bases import BasePage
from tongxin.network.views.organisations import OrganisationPage
from tongxin.network.views.series import SeriesList, SeriesPage
from tongxin.ports.room import Room
from tongxin.web.menu import MenuItem

WORDS = {
    "network.zone.add": "登记开发区",
    "network.organisation.found": "登记组织",
    "network.organisation.correct": "更正",
    "network.organisation.move": "变更上级组织",
    "network.organisation.close": "注销",
    "network.base.apply": "申报",
    "network.base.correct": "更正",
    "network.base.applied": "退回或重新申报",
    "network.base.reviewing": "进入评审",
    "network.base.named": "命名",
    "network.base.rechecking": "开始复核",
    "network.base.rectifying": "要求整改",
    "network.base.revoked": "撤销",
    "network.base.withdrawn": "退出",
}
PAGES = (
    path("organisations/<int:pk>/", OrganisationPage.as_view(), name="network.organisation.detail"),
    path("bases/<int:pk>/", BasePage.as_view(), name="network.base.detail"),
    *pages_of(SERIES, list=SeriesList, detail=SeriesPage),
    *people_routes.PAGES,
)
ROOM = Room(
    name="network",
    label="组织与人员",
    lives=LIVES,
    pages=PAGES,
    facts=FACTS,
    measures=MEASURES,
    doors=DOORS,
    reported=(RETURN,),
    subjects=SUBJECTS,
    urls="tongxin.network.urls",
    words={**WORDS, **people.WORDS},
    demo=joining.load,
    paragraphs=PARAGRAPHS,
    consents=TEXTS,
    purge=purge,
    menu=(
        MenuItem(
            label="组织",
            url_name="network:organisations",
            icon="building",
            section="组织",
            order=20,
            verb=Verb.VIEW,
            search="查找组织：名称、拼音或首字母",
        ),
        MenuItem(label="实践创新基地", url_name="network:bases", icon="flag", section="组织", order=21, verb=Verb.VIEW),
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
