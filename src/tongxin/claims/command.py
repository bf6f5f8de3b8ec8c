"""`tongxin check`: a report in, findings out. Stand-alone it touches no database and no network."""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Never

from tongxin.claims.answers import Answers
from tongxin.claims.between import beside
from tongxin.claims.check import Check, check
from tongxin.claims.comments import annotate
from tongxin.claims.corpus import check_corpus
from tongxin.claims.dateline import dateline
from tongxin.claims.divisions import gazetteer
from tongxin.claims.documents import Report, read_report
from tongxin.claims.output import as_html, written_json
from tongxin.claims.register import register_answers
from tongxin.claims.tables import read_facts
from tongxin.kernel.errors import InputError, TongxinError
from tongxin.kernel.period import parse_date, today
from tongxin.office.sources import read_bytes, read_stream
from tongxin.office.writing import write_files

FITS, CONTRADICTED, BAD_INPUT = 0, 1, 2
_DEFAULT_HOME = "湖南省"
_WHOLE_COUNTRY = frozenset({"全国", "中国"})


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> Never:
        del message  # argparse speaks English
        raise InputError("命令写法有误，请用 tongxin check --help 查看用法。")


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(
        prog="tongxin check",
        description="核对一篇报告里的数字。退出码：0 全部相符，1 有不符，2 输入有误。",
        allow_abbrev=False,
    )
    parser.add_argument("report", nargs="?", help="报告文件（.docx、.pdf、.md、.txt），- 表示从标准输入读文字")
    parser.add_argument(
        "--facts", metavar="表格", help="事实表（.xlsx、.xls、.ods、.csv、.json）；不给则与本系统最新快照核对"
    )
    parser.add_argument(
        "--date", metavar="日期", help="报告发布日期，例如 2022-09-26；默认取文中的成文日期，没有则为今天"
    )
    parser.add_argument("--home", metavar="地区", default=_DEFAULT_HOME, help="报告所说的地区，默认湖南省")
    parser.add_argument(
        "--with",
        dest="other",
        metavar="另一份报告",
        help="同时对照另一份（较早的）报告：同一数字说法不同、累计数变小、增幅对不上",
    )
    parser.add_argument("--json", metavar="文件", help="把结果写成 JSON 文件；默认写到屏幕")
    parser.add_argument("--annotate", metavar="文件", help="另存一份带批注的 .docx；报告不是 .docx 时新建一份")
    parser.add_argument("--html", metavar="文件", help="另存一份标出数字的网页")
    parser.add_argument("--template", metavar="文件", help="写一份可填写的事实表（.xlsx），不核对报告")
    parser.add_argument("--corpus", metavar="文件夹", help="核对整个语料文件夹")
    parser.add_argument("--out", metavar="文件夹", help="语料结果写到这个文件夹")
    return parser


def main(argv: Sequence[str]) -> int:
    """Run the command; every error the user can cause becomes one Chinese sentence and exit status 2."""
    try:
        return _run(_parser().parse_args(argv))
    except TongxinError as error:
        sys.stderr.write(f"{error.message}\n")
        return error.exit_status


def _run(options: argparse.Namespace) -> int:
    if options.template:
        return _template(options)
    if options.corpus or options.out:
        return _corpus(options)
    if not options.report:
        raise InputError("请给出要核对的报告文件，或用 - 从标准输入读。", field="report")
    published = parse_date(options.date, field="date") if options.date else None
    _known(options.home)
    report = _report(options.report)
    published = published or dateline(report.text) or today()
    answers = _answers(options)
    checked = check(report.text, date=published, home=options.home, answers=answers)
    if options.other:
        checked = beside(checked, _report(options.other).text, answers=answers)
    _write(options, report, checked)
    return CONTRADICTED if any(finding.verdict == "contradicted" for finding in checked.findings) else FITS


def _template(options: argparse.Namespace) -> int:
    if options.report or options.facts or options.corpus:
        raise InputError("--template 只写空白事实表，请不要同时给出报告或事实表。", field="template")
    if Path(options.template).suffix.lower() != ".xlsx":
        raise InputError("事实表模板是 .xlsx 文件，请把文件名写成“事实表.xlsx”的样子。", field="template")
    from tongxin.claims.template import facts_template  # noqa: PLC0415 - a check needs no writer of workbooks

    write_files({Path(options.template): facts_template()})
    return FITS


def _known(home: str) -> None:
    """Refuse a home no division is called by: every figure without a place would be looked for there in vain."""
    if home not in _WHOLE_COUNTRY and gazetteer().innermost(home) not in gazetteer().full:
        raise InputError(f"不认识地区「{home[:20]}」，请写行政区划的名称，例如湖南省、长沙市。", field="home")


def _corpus(options: argparse.Namespace) -> int:
    if not (options.corpus and options.out) or options.report:
        raise InputError("核对语料要同时给出 --corpus 和 --out，且不另给报告。", field="corpus")
    return CONTRADICTED if check_corpus(Path(options.corpus), Path(options.out)) else FITS


def _report(name: str) -> Report:
    if name == "-":
        return read_report(read_stream(sys.stdin.buffer, name="标准输入"), name="")
    path = Path(name)
    return read_report(read_bytes(path), name=path.name, isolated=False)


def _answers(options: argparse.Namespace) -> Answers:
    if options.facts:
        path = Path(options.facts)
        return read_facts(read_bytes(path), name=path.name, home=options.home, isolated=False)
    return register_answers(home=options.home)


def _write(options: argparse.Namespace, report: Report, checked: Check) -> None:
    """Make every output before the first is written: a mistake leaves nothing behind."""
    for found in checked.notices:
        sys.stderr.write(f"{found.sentence}\n")
    written = written_json(checked).encode()
    outputs = {}
    if options.annotate:
        outputs[options.annotate] = annotate(report, checked, isolated=False)
    if options.html:
        outputs[options.html] = as_html(checked).encode()
    if options.json:
        outputs[options.json] = written
    write_files({Path(name): content for name, content in outputs.items()})
    if not options.json:
        sys.stdout.buffer.write(written)
        sys.stdout.flush()
