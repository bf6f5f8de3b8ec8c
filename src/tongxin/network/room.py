"""What the network hands up to the rest of the product."""

from django.urls import path

from tongxin.kernel.scope import Verb
from tongxin.network.actions.identities import purge
from tongxin.network.demo import joining
from tongxin.network.doors import DOORS
from tongxin.network.figures import FACTS, MEASURES, RETURN
from tongxin.network.life import LIVES
from tongxin.network.models.consents import TEXTS
from tongxin.network.paragraphs import PARAGRAPHS
from tongxin.network.views.bases import BasePage
from tongxin.network.views.organisations import OrganisationPage
from tongxin.network.views.people import PersonPage
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
    "network.person.register": "登记人员",
    "network.person.correct": "更正",
    "network.person.merge": "并入另一条记录",
    "network.person.merged": "合并到另一条记录",
    "network.person.merge.undo": "撤销合并",
    "network.person.distinct": "确认不是同一人",
    "network.merge.do": "合并",
    "network.merge.undo": "撤销合并",
    "network.merge.forget": "删除合并前的内容",
    "network.merge.ask": "提出合并请求",
    "network.merge.accepted": "同意合并",
    "network.merge.declined": "不同意合并",
    "network.person.erase": "删除资料",
    "network.members.export": "导出会员名册",
}
PAGES = (
    path("organisations/<int:pk>/", OrganisationPage.as_view(), name="network.organisation.detail"),
    path("bases/<int:pk>/", BasePage.as_view(), name="network.base.detail"),
    path("people/<int:pk>/", PersonPage.as_view(), name="network.person.detail"),
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
    urls="tongxin.network.urls",
    words=WORDS,
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
        MenuItem(label="组织地图", url_name="network:map", icon="map", section="组织", order=22),
        MenuItem(label="人员", url_name="network:people", icon="users", section="人员", order=30, verb=Verb.MEMBERS),
        MenuItem(
            label="入会审核", url_name="network:applications", icon="check", section="人员", order=31, verb=Verb.MEMBERS
        ),
        MenuItem(
            label="可能重复", url_name="network:duplicates", icon="copy", section="人员", order=34, verb=Verb.MEMBERS
        ),
        MenuItem(
            label="转会", url_name="network:transfers", icon="refresh", section="人员", order=32, verb=Verb.MEMBERS
        ),
        MenuItem(
            label="本人请求", url_name="network:requests", icon="edit", section="人员", order=33, verb=Verb.MEMBERS
        ),
        MenuItem(label="我的资料", url_name="network:me", icon="user", section="我的", order=95, own=True),
    ),
)
