"""Paper sheets: keyed in by one person, again by another, and where the two are unlike, decided by a third look."""

from collections.abc import Sequence
from functools import cached_property
from typing import Any

from django.forms import Form
from django.urls import path, reverse

from tongxin.access.views import SignedIn
from tongxin.kernel.errors import ConflictError
from tongxin.kernel.scope import Verb
from tongxin.lifecycle.addresses import address, address_of
from tongxin.lifecycle.pages import RecordActPage, only
from tongxin.records.contests import actions
from tongxin.records.contests.life import CONTEST, SHEET
from tongxin.records.contests.models import Contest, Criterion, Round, ScoreSheet
from tongxin.records.contests.pages.scoring import PaperForm, ScoreForm
from tongxin.records.contests.queries import current_round, entries_of, items_of, sheets_of
from tongxin.web.pages import Crumb, EntryPage, FieldGroup, Section
from tongxin.web.table import Column, Table


class _Door:
    label = "纸质评分表"
    form: type[Form] = PaperForm
    create = staticmethod(actions.hand_in_sheet)
    correct = None


class PaperPage(SignedIn, EntryPage):
    """Keys in one paper sheet after another; what waits for a second person stands below, without its scores."""

    verb = Verb.RECORD
    template_name = "contests/paper.html"
    door = _Door()
    button = "保存并录下一份"
    groups = (FieldGroup(title="", fields=("judge", "entry")),)
    contest: Contest
    round: Round

    def get_record(self) -> None:
        """Read the contest through the asker's scope; a round has to be under way."""
        rows = Contest.objects.visible_to(self.request.scope)
        self.contest = only(rows, self.kwargs["pk"], missing=CONTEST.not_found)
        self.request.scope.require(Verb.RECORD, self.contest.path)
        found = current_round(self.contest)
        if found is None:
            raise ConflictError(f"赛事「{self.contest}」现在没有正在评分的轮次，不能录入评分表。")
        self.round = found

    def heading(self) -> str:
        return f"录入纸质评分表：{self.contest.title} {self.round}"

    def crumbs(self) -> Sequence[Crumb]:
        return (Crumb(label=self.contest.title, url=self.cancel_url()),)

    def form_arguments(self) -> dict[str, Any]:
        return {"items": list(items_of(self.round))}

    def cancel_url(self) -> str:
        return address_of(self.contest)

    def save(self, values: dict[str, Any]) -> ScoreSheet:
        """Hand it in as a paper sheet."""
        judge, entry = values.pop("judge"), values.pop("entry")
        self.done = f"{judge} 号评委对 {entry} 号作品的评分表已录入，等第二人核对。"
        return actions.hand_in_sheet(
            by=self.request.actor, contest=self.contest, judge=judge, entry=entry, scores=list(values.values()),
            round=self.round.title, source=ScoreSheet.Source.PAPER,
        )  # fmt: skip

    def done_url(self, record: Any) -> str:
        """Go on with the next entry of the same judge."""
        given = sheets_of(self.round).filter(judge=record.judge).values_list("entry_id", flat=True)
        rest = [one.number for one in entries_of(self.round) if one.pk not in set(given)]
        following = [one for one in rest if one and one > (record.entry.number or 0)] or rest
        query = {"judge": record.judge.number} | ({"entry": following[0]} if following else {})
        return reverse("contests.paper", args=[self.contest.pk], query=query)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(waiting=self._waiting(), **kwargs)

    def _waiting(self) -> Section:
        rows = list(sheets_of(self.round).filter(source=ScoreSheet.Source.PAPER).exclude(state=ScoreSheet.State.VALID))
        account, scope = self.request.actor.account_id, self.request.scope

        def act(sheet: ScoreSheet) -> str:
            offered = {one.code: one.label for one in SHEET.offered(sheet, scope=scope, account=account)}
            return next((code for code in ("key_again", "decide") if code in offered), "")

        def word(sheet: ScoreSheet) -> str:
            return SHEET.act(act(sheet)).label if act(sheet) else "由另一个人办理"

        def link(sheet: ScoreSheet) -> str | None:
            return address(SHEET, act(sheet), sheet.pk) if act(sheet) else None

        columns = (
            Column(name="judge", label="评委编号", value="judge.number"),
            Column(name="entry", label="参赛编号", value="entry.number"),
            Column(name="act", label="办理", value=word, link=link),
            Column(name="state", label="状态", value="get_state_display"),
        )
        table = Table(columns, rows, caption="待核对的纸质评分表")
        return Section(name="waiting", title="待核对", table=table, empty="没有待核对的评分表。", exportable=False)


class _SheetAct(RecordActPage):
    """Keys in the scores of a sheet that is on file, one field for each thing that is judged."""

    subject: ScoreSheet

    @cached_property
    def items(self) -> list[Criterion]:
        """What is judged."""
        return list(items_of(self.subject.round))

    def find(self) -> ScoreSheet:
        rows = ScoreSheet.objects.visible_to(self.request.scope).select_related("round__contest", "judge", "entry")
        sheet: ScoreSheet = only(rows, self.kwargs["pk"], missing=SHEET.not_found)
        return sheet

    def heading(self) -> str:
        return f"{self.one.label}：{self.subject.judge}对{self.subject.entry}"

    def crumbs(self) -> Sequence[Crumb]:
        return (Crumb(label=self.subject.round.contest.title, url=address_of(self.subject.round.contest)),)

    def validator(self) -> type[Form]:
        return ScoreForm

    def form_arguments(self) -> dict[str, Any]:
        return {"items": self.items}

    def initial(self) -> dict[str, Any]:
        """Begin empty: whoever keys in reads the paper, not the screen."""
        return {}

    def save(self, values: dict[str, Any]) -> Any:
        """Hand the scores to the act."""
        return super().save({"scores": list(values.values())})

    def done_url(self, record: Any) -> str:
        """Go on with what waits."""
        del record
        return self.cancel_url()

    def cancel_url(self) -> str:
        """Lead back to the paper sheets."""
        return reverse("contests.paper", args=[self.subject.round.contest_id])


class KeyAgainPage(_SheetAct):
    """The second person keys in the same sheet."""

    def save(self, values: dict[str, Any]) -> Any:
        """Say whether the two read the same."""
        sheet = super().save(values)
        unlike = "与第一次录入不一致，请由第三个人对照纸质评分表确定。"
        self.done = unlike if sheet.state == ScoreSheet.State.UNLIKE else "两次录入一致，评分表已生效。"
        return sheet


class DecidePage(_SheetAct):
    """A third look: both readings side by side, and the paper decides."""

    template_name = "contests/decide.html"

    def initial(self) -> dict[str, Any]:
        """Begin with what both read."""
        both = zip(self.items, self.subject.scores, self.subject.again, strict=True)
        return {f"score{item.position}": one for item, one, other in both if one == other}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        form: ScoreForm = kwargs["form"]
        lines = [
            {"bound": bound, "first": one, "second": other, "is_unlike": one != other}
            for bound, one, other in zip(form.score_fields, self.subject.scores, self.subject.again, strict=True)
        ]
        return super().get_context_data(lines=lines, **kwargs)


PAPER = (path("contests/<int:pk>/paper/", PaperPage.as_view(), name="contests.paper"),)
