"""`tongxin certificate verify FILE`: is a certificate what was signed? Asks no site and no database."""

import sys
from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser

from tongxin.access import keyring
from tongxin.access.command import TongxinCommand
from tongxin.attendance.certificates.claims import Claims
from tongxin.attendance.certificates.verifying import Verified, verify
from tongxin.office.sources import read_bytes

_MARKED = {
    "revocation": "签名相符，但状态表显示：已撤销，不再有效。",
    "suspension": "签名相符，但状态表显示：暂停有效，请向签发单位询问。",
}


class Command(TongxinCommand):
    help = "核验一份证书（PDF、.jwt 或 .json），不连网；不相符时退出码不为 0"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("act", choices=("verify",), metavar="verify")
        parser.add_argument("file", type=Path, metavar="文件")
        parser.add_argument("--keys", type=Path, metavar="文件", help="公钥（jwks.json），默认用本系统的")
        parser.add_argument("--status", type=Path, metavar="文件", help="状态表，凭证里写着它的网址")
        parser.add_argument("--json", action="store_true", help="输出 JSON")

    def work(self, *_args: Any, **options: Any) -> None:
        keys = keyring.read_key_set(read_bytes(options["keys"])) if options["keys"] else None
        status = read_bytes(options["status"]) if options["status"] else None
        found = verify(read_bytes(options["file"]), keys=keys, status=status)
        if options["json"]:
            self.write_json(_document(found))
        else:
            self.stdout.write("\n".join(_lines(found)))
        if found.marked:
            sys.exit(keyring.ForgedError.exit_status)


def _lines(found: Verified) -> list[str]:
    claims: Claims = found.claims
    compared = "电子凭证和纸面文字都相符。" if found.on_paper else "电子凭证相符。"
    verdict = _MARKED[found.marked] if found.marked else f"✓ 与签发时一致：{compared}"
    facts = [("证书", claims.title), ("编号", claims.serial), ("持有人", claims.holder), *claims.facts]
    facts += [("签发单位", claims.issuer), ("签发日期", claims.written_day), ("核验页", claims.address)]
    lines = [verdict, *(f"  {label}：{value}" for label, value in facts), *(f"  {one}" for one in claims.body)]
    unsaid = "  没有核对是否已被撤销：请打开核验页，或用 --status 给出状态表。"
    return [*lines, f"  签名密钥：{found.kid}", *([unsaid] if found.marked is None else [])]


def _document(found: Verified) -> dict[str, Any]:
    claims = found.claims
    return {
        "holds": not found.marked,
        "marked": found.marked,
        "kid": found.kid,
        "claims": {
            "title": claims.title,
            "serial": claims.serial,
            "holder": claims.holder,
            "event": claims.event,
            "body": list(claims.body),
            "facts": dict(claims.facts),
            "issuer": claims.issuer,
            "day": claims.day,
            "address": claims.address,
        },
    }
