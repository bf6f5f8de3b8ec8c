"""The pages of room `access` as a room: it lies below `intake`, so its entry in the list is declared here."""

from tongxin.access import exports
from tongxin.access.jobs import JobKind
from tongxin.access.schedule import Scheduled
from tongxin.kernel.scope import Verb
from tongxin.ports.room import Room
from tongxin.project.purging import nightly_purge, purge_job
from tongxin.web.menu import MenuItem

ROOM = Room(
    name="access",
    label="管理",
    prefix="",
    urls="tongxin.access.urls",
    jobs=(
        exports.KIND,
        JobKind(code="network.purge", label="删除到期内容", verb=Verb.ADMINISTER, run=purge_job),
    ),
    scheduled=(Scheduled(code="network.purge", words="删除到期内容", at="03:30", run=nightly_purge),),
    purge=exports.purge,
    words={
        "access.account.close": "停用账号",
        "access.account.open": "新建账号",
        "access.export": "导出名册或表格",
        "access.grant.give": "授予角色",
        "access.key.rotate": "更换签名密钥",
        "access.site.set_up": "设置站点",
        "access.token.issue": "签发访问令牌",
        "access.token.revoke": "撤销访问令牌",
    },
    menu=(
        MenuItem(
            label="账号与角色",
            url_name="access.grant.list",
            icon="users",
            section="管理",
            order=90,
            verb=Verb.ADMINISTER,
        ),
        MenuItem(label="访问令牌", url_name="access:tokens", icon="lock", section="管理", order=92, verb=Verb.VIEW),
        MenuItem(
            label="操作日志", url_name="access:journal", icon="history", section="管理", order=91, verb=Verb.ADMINISTER
        ),
        MenuItem(label="我的任务", url_name="access:jobs", icon="hourglass", section="管理", order=93, verb=Verb.VIEW),
    ),
)
