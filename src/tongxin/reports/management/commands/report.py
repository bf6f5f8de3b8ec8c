"""`tongxin report list | issue | export`: the same actions as the pages, from the shell."""

from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser

from tongxin.access.command import TongxinCommand
from tongxin.kernel.errors import ConflictError, InputError, NotFoundError, UnavailableError
from tongxin.kernel.scope import Verb
from tongxin.office.writing import write_file
from tongxin.reports import shelf
from tongxin.reports.actions import issue_report
from tongxin.reports.issuing import FORMS
from tongxin.reports.models import Report
from tongxin.reports.queries.reports import issue_for, listing


class Command(TongxinCommand):
    help = "报告：列出、签发、导出。"

    def add_arguments(self, parser: CommandParser) -> None:
        self.add_scope_argument(parser)
        parser.add_argument("what", choices=("list", "issue", "export"), metavar="list|issue|export", help="做什么")
        parser.add_argument("report", nargs="?", type=int, metavar="编号", help="报告编号，见 report list")
        parser.add_argument("--json", action="store_true", dest="as_json", help="输出 JSON")
        parser.add_argument("--format", default="docx,pdf,html", metavar="docx,pdf,html", help="导出哪些格式")
        parser.add_argument("--out", type=Path, default=Path(), metavar="文件夹", help="导出到哪里")

    def work(self, *_: Any, **options: Any) -> None:
        by = self.actor(options)
        if options["what"] == "list":
            self._list(listing(by.scope), as_json=options["as_json"])
            return
        if options["report"] is None:
            raise InputError("请写明报告编号，可用 tongxin report list 查看。", field="report")
        rows = Report.objects.visible_to(by.scope, verb=Verb.VIEW)
        report = rows.select_related("organisation__place").filter(pk=min(options["report"], 2**63 - 1)).first()
        if report is None:
            raise NotFoundError(f"没有编号为 {options['report']} 的报告，可用 tongxin report list 查看。")
        if options["what"] == "issue":
            issue = issue_report(report, by=by, version=report.version)
            said = {"id": report.pk, "number": issue.number, "code": issue.code, "digest": issue.digest}
            self._say(said, f"已签发 {issue.number}，核验码 {issue.code}。", as_json=options["as_json"])
            return
        self._export(report, options)

    def _list(self, rows: list[dict[str, Any]], *, as_json: bool) -> None:
        if as_json:
            self.write_json(rows)
            return
        for row in rows:
            self.stdout.write(f"{row['id']}\t{row['state']}\t{row['number'] or '—'}\t{row['title']}")

    def _export(self, report: Report, options: dict[str, Any]) -> None:
        forms = [form.strip() for form in options["format"].split(",") if form.strip()]
        if unknown := [form for form in forms if form not in FORMS]:
            raise InputError(f"没有「{unknown[0][:20]}」这种格式，可用：{'、'.join(FORMS)}。", field="format")
        issue = issue_for(report)
        if issue is None:
            raise ConflictError("这份报告还没有签发，请先 tongxin report issue。")
        folder: Path = options["out"]
        written = []
        for form in forms or FORMS:
            target = folder / f"{issue.number}.{form}"
            content = shelf.take(issue.files[form], form=form)
            try:
                folder.mkdir(parents=True, exist_ok=True)
                write_file(target, content)
            except OSError as error:
                raise UnavailableError(f"写不进 {folder}（{error.strerror}），请换一个文件夹。") from None
            written.append(str(target))
        self._say({"id": report.pk, "files": written}, "\n".join(written), as_json=options["as_json"])

    def _say(self, document: dict[str, Any], words: str, *, as_json: bool) -> None:
        if as_json:
            self.write_json(document)
        else:
            self.stdout.write(words)
