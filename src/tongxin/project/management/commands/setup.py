"""`tongxin setup`: everything between an empty database and a site one can open. Running it again changes nothing."""

import secrets
from contextlib import suppress
from typing import Any

from django.conf import settings
from django.core.management.base import CommandParser

from tongxin.access import site
from tongxin.access.actions import Post, give_role, open_account
from tongxin.access.actor import Actor
from tongxin.access.command import TongxinCommand
from tongxin.access.key_checks import require_keys
from tongxin.access.models import Account, Site
from tongxin.access.sealing import seal_journal
from tongxin.kernel.errors import ConflictError, UnavailableError
from tongxin.network.models import Place, PlaceVersion
from tongxin.network.models.register import load as load_register
from tongxin.ports.desk import registry, store, take_snapshot
from tongxin.project.demo.accounts import password_lines
from tongxin.project.demo.load import Size, load
from tongxin.project.owner_only import close_files

ADMINISTRATOR = "admin"
_ROLES = ("administrator", "officer", "registrar")
"""Together they grant every verb: the first one to sign in can do all there is to do, and hand it on."""


class Command(TongxinCommand):
    help = "准备系统：区划表、首个管理员、演示数据、快照；可重复运行"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--demo", type=int, choices=(0, 1), default=0, metavar="0或1", help="1 表示在空的系统里装入演示数据，默认 0"
        )

    def work(self, *_args: Any, **options: Any) -> None:
        registry()  # a wrong declaration stops here, before anything is written
        require_keys()
        by = Actor.system("安装")
        if closed := close_files(settings.DATA_DIR):
            self.stdout.write(f"数据文件夹：{closed} 个文件和文件夹改为只有本账号可读")
        if added := load_register(Place.objects, PlaceVersion.objects):
            self.stdout.write(f"区划表：新增 {added} 个")
        self._open_administrator(by)
        loaded = bool(options["demo"]) and self._demonstrate()
        if not Site.objects.exists():
            site.set_up(site.current(), by=by)
        if loaded or not self._snapshot_serves():
            snapshot = take_snapshot(by=by)
            self.stdout.write(f"快照：{snapshot.id}")
        with suppress(UnavailableError):  # somebody writes just now: the night seals
            seal_journal()

    def _open_administrator(self, by: Actor) -> None:
        if Account.objects.exists():
            return
        password = secrets.token_urlsafe(12)
        first, *others = (Post(role=role, path="") for role in _ROLES)
        account = open_account(ADMINISTRATOR, by=by, name="管理员", password=password, post=first)
        for post in others:
            give_role(account, by=by, post=post)
        self.stdout.write(f"首个管理员：登录名 {ADMINISTRATOR}，密码 {password}（只显示这一次，请登录后修改）")

    def _demonstrate(self) -> bool:
        if site.current().is_demo:
            return False
        self.stdout.write("装入演示数据（约半分钟）")
        self.stdout.flush()
        try:
            keys = load(Size())
        except ConflictError:
            self.stdout.write("系统里已有记录，不装演示数据")
            return False
        for line in password_lines(keys or []):
            self.stdout.write(line)
        return True

    @staticmethod
    def _snapshot_serves() -> bool:
        """Tell whether there is a whole snapshot and it holds every fact that this version declares."""
        try:
            snapshot = store().current()
        except UnavailableError:
            return False
        return all(snapshot.holds(fact) for fact in registry().facts)
