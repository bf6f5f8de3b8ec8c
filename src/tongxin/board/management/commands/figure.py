"""`tongxin figure`: one figure, with its cells and evidence, from the newest snapshot."""

from typing import Any

from django.core.management.base import CommandParser

from tongxin.access import site
from tongxin.access.command import TongxinCommand
from tongxin.board.calendar import Time
from tongxin.board.document import Answer, Inquiry
from tongxin.board.wording import completeness_words
from tongxin.figures import Axis, Cell
from tongxin.ports.desk import current_desk
from tongxin.ports.shown import shown

_TEXTS = ("place", "from", "to", "as_of", "by", "evidence", "of")


class Command(TongxinCommand):
    help = "计算一个指标"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("code", metavar="指标代码", help="如 training.classes，用 tongxin measures 查看")
        parser.add_argument("--place", metavar="区划代码", help="六位区划代码，默认本网络所在地区")
        parser.add_argument("--from", metavar="日期", help="起始日期，如 2021-01-01")
        parser.add_argument("--to", metavar="日期", help="截止日期（含当日），如 2021-12-31")
        parser.add_argument("--as-of", dest="as_of", metavar="日期", help="时点数的日期，如 2022-09-26")
        parser.add_argument("--by", metavar="展开方式", help="、".join(Axis))
        parser.add_argument("--evidence", metavar="条数", help="同时列出若干条依据记录")
        parser.add_argument("--of", metavar="对象", help="只数一个组织、基地或品牌系列的记录，如 organisation:12")
        parser.add_argument("--json", action="store_true", help="输出 JSON")
        self.add_scope_argument(parser)

    def work(self, *_args: Any, **options: Any) -> None:
        facts = site.current()
        query = {name: options[name] for name in _TEXTS if options[name]}
        inquiry = Inquiry(code=options["code"], query=query, home=facts.home_path, today=facts.day)
        answer = inquiry.answer(current_desk(), scope=self.actor(options).scope)
        if options["json"]:
            self.write_json(answer.json())
        else:
            self._tell(answer)

    def _tell(self, answer: Answer) -> None:
        figure = answer.figure
        value = shown(figure.result, measure=figure.measure)
        time = Time(period=figure.question.period, as_of=figure.question.as_of)
        note = f"（{value.note}）" if value.note else ""
        whose = f"{answer.subject.name} 的 " if answer.subject else ""
        self.stdout.write(f"{figure.place.name} {time.label} {whose}{figure.measure.name}：{value.whole}{note}")
        if figure.uncovered:
            self.stdout.write(f"未覆盖：{'、'.join(place.name for place in figure.uncovered)}")
        for cell in answer.cells:
            self.stdout.write(f"  {_cell_name(cell)}：{shown(cell.result, measure=figure.measure).whole}")
        for row in answer.evidence:
            self.stdout.write(f"  依据 {row.record}  {row.page}")
        if figure.completeness is not None:
            self.stdout.write(f"完整度：{'；'.join(completeness_words(figure.completeness))}")
        count = "" if figure.evidence_count is None else f"，依据 {figure.evidence_count} 条"
        for said in filter(None, (answer.notice, answer.uncounted)):
            self.stdout.write(said)
        self.stdout.write(f"定义：{figure.measure.definition}\n快照 {figure.snapshot}{count}")


def _cell_name(cell: Cell) -> str:
    return cell.place.name if cell.place is not None else Time(period=cell.period, as_of=cell.as_of).label
