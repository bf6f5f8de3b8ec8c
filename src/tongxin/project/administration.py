"""The pages of room `access` as a room: it lies below `intake`, so its entry in the list is declared here."""

from datetime import timedelta

from django.urls import path, reverse

from tongxin.access import exports
from tongxin.access.jobs import JobKind
from tongxin.access.recovery import failed_lately
from tongxin.access.schedule import Scheduled
from tongxin.access.sealing import nightly_seal
from tongxin.kernel.scope import Verb
from tongxin.ports.room import Room
from tongxin.ports.waiting import Waiting, up_to_most
from tongxin.project.backup.drill import monthly_drill
from tongxin.project.backup.make import NIGHTLY, nightly_backup
from tongxin.project.purging import nightly_purge, nightly_tidying, purge_job
from tongxin.project.status_pages import StatusPage
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
    pages=(path("manage/status/", StatusPage.as_view(), name="project.status"),),
    scheduled=(
        Scheduled(code="access.seal", words="封存操作日志", at="00:30", run=nightly_seal),
        Scheduled(code=NIGHTLY, words="备份", at="02:40", run=nightly_backup),
        Scheduled(code="network.purge", words="删除到期内容", at="03:30", run=nightly_purge),
        Scheduled(code="project.logs", words="删除过期运行日志", at="03:50", run=nightly_tidying),
        Scheduled(code="backup.drill", words="恢复演练", every=timedelta(days=30), run=monthly_drill),
    ),
    purge=exports.purge,
    waiting=(
        Waiting(
            code="access.failed_jobs",
            words="没有完成的任务（一周内）",
            count=lambda by: up_to_most(failed_lately(by)),
            address=lambda: reverse("access:jobs"),
            menu="access:jobs",
        ),
    ),
    words={
        "access.account.close": "停用账号",
        "access.account.open": "新建账号",
        "access.account.password": "本人修改密码",
        "access.account.reopen": "启用账号",
        "access.account.reset": "重设密码",
        "access.account.unlock": "解除登录锁定",
        "access.backup.make": "备份",
        "access.backup.restore": "从备份恢复",
        "access.export": "导出名册或表格",
        "access.grant.give": "授予角色",
        "access.key.accept": "认可更换的密钥",
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
        MenuItem(label="访问令牌", url_name="access:tokens", icon="lock", section="我的", order=97, verb=Verb.VIEW),
        MenuItem(
            label="操作日志", url_name="access:journal", icon="history", section="管理", order=91, verb=Verb.ADMINISTER
        ),
        MenuItem(
            label="运行状态", url_name="project.status", icon="info", section="管理", order=94, verb=Verb.ADMINISTER
        ),
        MenuItem(label="我的任务", url_name="access:jobs", icon="hourglass", section="我的", order=96, verb=Verb.VIEW),
    ),
)
