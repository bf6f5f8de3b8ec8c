"""A record of every life in any of its states, and values for each of its acts: what the generated tests ask for.

A capability adds one `Sample` here for each of its lives; a house test fails where one is missing.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from itertools import count
from typing import Any

from django.conf import settings

from tests.cast import COUNTY, SYSTEM, Cast, found
from tests.intake.hands import handed_in, workbook
from tests.network.samples import PEOPLE
from tests.toy import actions as toy
from tests.toy.models import Visit
from tongxin.access import site
from tongxin.access.actor import Actor
from tongxin.access.models import Grant
from tongxin.access.site import SiteFacts
from tongxin.attendance import queries as attended
from tongxin.claims import actions as claims
from tongxin.claims.inputs import Inputs
from tongxin.claims.models import KeptCheck
from tongxin.figures import Store
from tongxin.intake.models import Batch
from tongxin.intake.uploads import kept_file
from tongxin.kernel.period import Period, Step
from tongxin.lifecycle.lives import life_named
from tongxin.network import actions as network
from tongxin.network.models import Base, Organisation, Plaque, Series
from tongxin.network.models.bases import State as BaseState
from tongxin.ports.desk import take_snapshot
from tongxin.records.giving import actions as giving
from tongxin.records.giving.models import Cause, Gift, Match, Use
from tongxin.records.giving.queries import book_of, lines_of
from tongxin.records.proposals import actions as proposals
from tongxin.records.proposals.models import DELIVERED, Answer, Proposal
from tongxin.records.training import actions as training
from tongxin.records.training.models import TrainingClass
from tongxin.reports import actions as reports
from tongxin.reports.models import Report
from tongxin.returns import actions as returns
from tongxin.returns.life import RUNS
from tongxin.returns.models import Duty, Return
from tongxin.returns.queries.numbers import numbers_of_returns

SHEET_HEAD = ("培训班名称", "主办单位", "开班日期", "结业名册")
Values = Callable[[Cast, Any], dict[str, Any]]


def _state(record: Any, state: str) -> None:
    type(record).objects.whole_network(reason="the test puts a record into any state").filter(pk=record.pk).update(
        state=state
    )
    record.state = state


@dataclass(frozen=True, kw_only=True)
class Sample:
    """`make` puts a record of the county on file, `put` gives it a state, `values` are what each act takes."""

    make: Callable[[Cast], Any]
    values: Mapping[str, Values] = field(default_factory=dict)
    put: Callable[[Any, str], None] = _state

    def values_for(self, act: str, cast: Cast, record: Any) -> dict[str, Any]:
        given = self.values.get(act)
        return given(cast, record) if given else {}


def _reason(_cast: Cast, _record: Any) -> dict[str, Any]:
    return {"reason": "测试"}


def class_details(cast: Cast, **changes: Any) -> dict[str, Any]:
    return {
        "title": "宁乡培训班",
        "organiser": cast.county,
        "co_organisers": [],
        "kind": "course",
        "venue": "",
        "first_day": date(2021, 5, 10),
        "last_day": date(2021, 5, 12),
        "field_days": (),
        "days_needed": None,
    } | changes


def _class(cast: Cast, **changes: Any) -> TrainingClass:
    one = training.plan_class(by=SYSTEM, **class_details(cast, **changes))
    training.add_roster(one, by=SYSTEM, roster="王例山\n李例水")
    return one


def visit_details(cast: Cast, **changes: Any) -> dict[str, Any]:
    return {
        "title": "宁乡走访",
        "organiser": cast.county,
        "co_organisers": [],
        "kind": "festival",
        "day": date(2021, 5, 10),
    } | changes


def _visit(cast: Cast) -> Visit:
    return toy.plan_visit(by=SYSTEM, **visit_details(cast))


def series_details(one: Series, **changes: Any) -> dict[str, Any]:
    return {name: getattr(one, name) for name in ("name", "organiser", "begin", "end", "parent")} | changes


def _batch(cast: Cast) -> Batch:
    """A file with one class of the county, read."""
    row = ["宁乡补登班", cast.county.name, "2021-06-20", "王例山\n李例水"]
    return handed_in(workbook({"培训班次": [SHEET_HEAD, row]}), by=SYSTEM, path=COUNTY)


def _kept_again(_cast: Cast, batch: Batch) -> dict[str, Any]:
    """Put the file back on the shelf, from which another act that was taken back has removed it."""
    kept_file(batch).parent.mkdir(parents=True, exist_ok=True)
    kept_file(batch).write_bytes(workbook({"培训班次": [SHEET_HEAD]}))
    return {}


def _return(cast: Cast) -> Return:
    """The nil return of the county for June 2021, in July."""
    facts = SiteFacts(
        name="测试网络", home_path="43/", home_code="430000", is_demo=True, reporting_day=date(2021, 7, 20)
    )
    site.set_up(facts, by=SYSTEM)
    duty = returns.impose_duty(cast.county, by=SYSTEM, kind="training", step=Step.MONTH, begin=date(2021, 6, 1))
    return returns.confirm_return(duty, by=SYSTEM, period=Period.parse("2021-06"), nil=True)


def _return_says(*, records: bool, same: bool) -> Values:
    """Let there be records of the return's month or none, and let it state what they come to, or something else."""

    def prepare(cast: Cast, one: Return) -> dict[str, Any]:
        classes = TrainingClass.objects.whole_network(reason="the test puts records there or takes them away")
        june = classes.filter(title="六月班")
        if records and not june.exists():
            _class(cast, title="六月班", first_day=date(2021, 6, 2), last_day=date(2021, 6, 2))
        june.update(state="held" if records else "planned")
        stated = numbers_of_returns([one])[one.pk] if same else {"training.classes": 9}
        rows = Return.objects.whole_network(reason="the test puts numbers there")
        rows.filter(pk=one.pk).update(numbers=stated)
        one.numbers = stated
        return {}

    return prepare


def _explained(prepare: Values) -> Values:
    return lambda cast, record: {**prepare(cast, record), **_reason(cast, record)}


def _duty(cast: Cast) -> Duty:
    return returns.impose_duty(cast.city, by=SYSTEM, kind="training", step=Step.MONTH, begin=date(2021, 6, 1))


def _run_or_end(duty: Duty, state: str) -> None:
    duty.end = None if state == RUNS else date(2021, 12, 1)
    Duty.objects.whole_network(reason="the test puts it into any state").filter(pk=duty.pk).update(end=duty.end)


def _stated(cast: Cast, **changes: Any) -> dict[str, Any]:
    return {
        "measure": "training.classes",
        "place": cast.county.place,
        "first_day": date(2010, 1, 1),
        "last_day": date(2010, 12, 31),
        "value": "3",
        "denominator": None,
        "source": "《2010年工作总结》",
    } | changes


def _report(cast: Cast) -> Report:
    if not Store(settings.TONGXIN_SNAPSHOTS).ids():
        take_snapshot(by=SYSTEM)
    return reports.start_report(cast.county, by=SYSTEM, title="工作综述", day=date(2021, 12, 31), body="一年来的工作。")


def _version(_cast: Cast, report: Report) -> dict[str, Any]:
    rows = Report.objects.whole_network(reason="the version as it is, whatever was taken back")
    report.refresh_from_db(from_queryset=rows)
    return {"version": report.version}


def _saved(cast: Cast, report: Report) -> dict[str, Any]:
    return {**_version(cast, report), "title": "工作综述", "day": report.day, "body": "改过的正文。"}


def _check(cast: Cast) -> KeptCheck:
    inputs = Inputs(text="举办培训班1期。", published=date(2021, 12, 31), home="湖南省", overrides={})
    keeper = cast.actor("secretary")
    return claims.keep_check(inputs, by=keeper, findings={"claims": []}, title="核对", path=COUNTY)


def organisation_details(one: Organisation, **changes: Any) -> dict[str, Any]:
    names = ("name", "aliases", "kind", "place", "parent", "founded", "registered")
    return {name: getattr(one, name) for name in names} | changes


def base_details(one: Base, **changes: Any) -> dict[str, Any]:
    names = ("name", "aliases", "host", "association", "place", "level")
    return {name: getattr(one, name) for name in names} | changes


def _until(column: str, *, over: str) -> Callable[[Any, str], None]:
    """Return what puts a record whose state follows from a day into a state: over since that day, or not yet."""

    def put(record: Any, state: str) -> None:
        day = date(2021, 6, 1) if state == over else None
        rows = type(record).objects.whole_network(reason="the test puts a record into any state")
        rows.filter(pk=record.pk).update(**{column: day})
        setattr(record, column, day)

    return put


def _step(_cast: Cast, _base: Any) -> dict[str, Any]:
    return {"day": date(2020, 1, 1), "reason": "测试"}


def _ending(_cast: Cast, _record: Any) -> dict[str, Any]:
    return {"day": date(2021, 5, 1), "reason": "测试"}


def _plaque(cast: Cast) -> Plaque:
    base = cast.base("挂牌基地")
    return network.hang_plaque(base, by=SYSTEM, title="牌", awarded_by="市委统战部", begin=date(2020, 1, 2))


def paper_details(cast: Cast, **changes: Any) -> dict[str, Any]:
    return {
        "title": "关于青年就业的建议",
        "organiser": cast.county,
        "received": date(2021, 3, 1),
        "kind": "advice",
        "call": None,
        "co_organisers": [],
        "text": "建议三条。",
    } | changes


def delivery_details(**changes: Any) -> dict[str, Any]:
    return {
        "channel": "united_front",
        "body": "市委统战部",
        "delivered": date(2021, 3, 10),
        "receipt": "收文〔2021〕5号",
    } | changes


def call_details(cast: Cast, **changes: Any) -> dict[str, Any]:
    return {
        "title": "助力乡村振兴",
        "organiser": cast.county,
        "opens": date(2021, 3, 1),
        "closes": date(2021, 4, 30),
        "subject": "",
        "co_organisers": [],
    } | changes


def delivered_paper(cast: Cast, **changes: Any) -> Proposal:
    """A paper of the county that was reviewed and delivered."""
    one = proposals.draft(by=SYSTEM, authors="王例山\n李例水 某厂", **paper_details(cast, **changes))
    proposals.submit(one, by=SYSTEM)
    proposals.approve(one, by=SYSTEM)
    return proposals.deliver(one, by=SYSTEM, **delivery_details())


def _paper_in(paper: Proposal, state: str) -> None:
    """Put a paper into a state, delivered only where it was."""
    rows = Proposal.objects.whole_network(reason="the test puts a record into any state").filter(pk=paper.pk)
    sent = state in DELIVERED
    rows.update(state=state, **(delivery_details() if sent else {"delivered": None}))
    paper.refresh_from_db(from_queryset=rows)


def _paper(cast: Cast) -> Proposal:
    one = delivered_paper(cast, title=f"关于就业的第{next(_NUMBERS)}篇建议")
    proposals.mark(one, by=SYSTEM, kind="printed", day=date(2021, 4, 1), body="市委办", note="专报第3期")
    return one


def _answered(cast: Cast) -> Answer:
    one = delivered_paper(cast, title=f"关于就业的第{next(_NUMBERS)}篇建议")
    return proposals.record_answer(by=SYSTEM, proposal=one.title, **answer_details(grade=""))


def answer_details(**changes: Any) -> dict[str, Any]:
    return {"body": "市人社局", "day": date(2021, 5, 20), "grade": "A", "text": "已采纳。"} | changes


def _graded(answer: Answer, state: str) -> None:
    values = {"grade": "" if state == "unclassified" else "A", "view": "mostly" if state == "viewed" else ""}
    rows = Answer.objects.whole_network(reason="the test puts a record into any state").filter(pk=answer.pk)
    rows.update(state=state, **values)
    answer.refresh_from_db(from_queryset=rows)


def _merged_into(cast: Cast, _paper: Proposal) -> dict[str, Any]:
    other = delivered_paper(cast, title=f"另一篇 {next(_NUMBERS)}")
    return {"day": date(2021, 4, 1), "proposal": other.title}


_NUMBERS = count(1)
_HANDLED = {"day": date(2021, 4, 2), "body": "市教育局"}


def cause(cast: Cast, name: str = "疫情防控") -> Cause:
    found = Cause.objects.public().filter(name=name).first()
    return found or giving.name_cause(by=SYSTEM, name=name, begins=date(2020, 1, 23), organiser=cast.county)


def gift_details(cast: Cast, **changes: Any) -> dict[str, Any]:
    return {
        "title": f"第{next(_NUMBERS)}笔捐款",
        "organiser": cast.county,
        "cause": cause(cast),
        "recipient": "市红十字会",
        "giver_kind": "association",
        "behalf": cast.county,
        "form": "cash",
        "value": 380_000,
        "quantity": None,
        "unit": "",
        "basis": "",
        "valuer": "",
        "pledged": date(2021, 3, 1),
        "received": None,
        "receipt": "",
        "restricted": False,
        "project": None,
        "co_organisers": [],
    } | changes


def received_gift(cast: Cast, **changes: Any) -> Gift:
    """A gift of the county with the recipient's receipt."""
    receipt = {"received": date(2021, 3, 10), "receipt": f"收{next(_NUMBERS)}"}
    return giving.pledge(by=SYSTEM, **gift_details(cast, **(receipt | changes)))


def use_details(cast: Cast, **changes: Any) -> dict[str, Any]:
    return {
        "day": date(2021, 4, 1),
        "value": 100_000,
        "cause": cause(cast),
        "project": None,
        "purpose": "购置口罩",
        "helped": "",
    } | changes


def project_details(cast: Cast, **changes: Any) -> dict[str, Any]:
    return {
        "title": f"第{next(_NUMBERS)}个项目",
        "organiser": cast.county,
        "village": "示例村",
        "begins": date(2021, 1, 1),
        "co_organisers": [],
    } | changes


def _gift(cast: Cast) -> Gift:
    return received_gift(cast)


def _gift_in(gift: Gift, state: str) -> None:
    """Put a gift into a state, received only where it was."""
    came = state not in ("pledged", "dropped")
    values = {"received": date(2021, 3, 10), "receipt": f"收{gift.pk}号"} if came else {"received": None, "receipt": ""}
    rows = Gift.objects.whole_network(reason="the test puts a record into any state").filter(pk=gift.pk)
    rows.update(state=state, **values)
    gift.refresh_from_db(from_queryset=rows)


def _corrected_gift(cast: Cast, gift: Gift) -> dict[str, Any]:
    return gift_details(cast, received=gift.received, receipt=gift.receipt) | {"reason": "写错"}


def _use(cast: Cast) -> Use:
    return giving.report_use(by=SYSTEM, gift=received_gift(cast).title, **use_details(cast))


def _match(cast: Cast) -> Match:
    one, other = received_gift(cast), received_gift(cast, organiser=cast.city, behalf=cast.city)
    return giving.decide(by=SYSTEM, one=one.title, other=other.title, decision="same", reason="收据相同")


SAMPLES: dict[str, Sample] = {
    "giving.cause": Sample(
        put=lambda _cause, _state: None,
        make=lambda cast: cause(cast, f"缘由{next(_NUMBERS)}"),
        values={
            "correct": lambda cast, _cause: {
                "name": f"缘由{next(_NUMBERS)}",
                "begins": date(2020, 2, 1),
                "organiser": cast.county,
                "reason": "写错",
            }
        },
    ),
    "giving.project": Sample(
        make=lambda cast: giving.start_project(by=SYSTEM, **project_details(cast)),
        values={
            "finish": lambda _cast, _project: {"ends": date(2021, 9, 1), "results": "增收"},
            "correct": lambda cast, _project: {**project_details(cast), "reason": "写错"},
        },
    ),
    "giving.gift": Sample(
        make=_gift,
        put=_gift_in,
        values={
            "receive": lambda _cast, gift: {"received": date(2021, 3, 10), "receipt": f"收{gift.pk}号"},
            "refuse": _reason,
            "allocate": lambda _cast, _gift: {"allocated": date(2021, 3, 20), "allocated_to": "市人民医院"},
            "use": lambda cast, _gift: use_details(cast),
            "correct": _corrected_gift,
            "give_back": lambda _cast, _gift: {
                "kind": "refund",
                "day": date(2021, 5, 1),
                "value": 10_000,
                "reason": "多付",
            },
            "reverse": lambda _cast, _gift: {"kind": "duplicate", "reason": "登了两次"},
            "drop": _reason,
        },
    ),
    "giving.use": Sample(
        make=_use,
        values={"void": _reason, "correct": lambda cast, _use: {**use_details(cast, value=90_000), "reason": "写错"}},
    ),
    "giving.book": Sample(
        put=lambda _book, _state: None,
        make=lambda cast: book_of(received_gift(cast)),
        values={"four_eyes": lambda _cast, _book: {"four_eyes_from": 5_000_000}},
    ),
    "giving.match": Sample(make=_match, values={"undo": _reason}),
    "giving.line": Sample(make=lambda cast: lines_of(received_gift(cast)).first(), put=lambda _line, _state: None),
    "proposals.call": Sample(
        make=lambda cast: proposals.open_call(by=SYSTEM, **call_details(cast, title=f"第{next(_NUMBERS)}次征集")),
        put=lambda _call, _state: None,
        values={
            "correct": lambda cast, _call: {
                **call_details(cast, title=f"乡村振兴大家谈{next(_NUMBERS)}"),
                "reason": "写错",
            }
        },
    ),
    "proposals.paper": Sample(
        make=_paper,
        put=_paper_in,
        values={
            "send_back": _reason,
            "deliver": lambda _cast, _paper: delivery_details(),
            "file": lambda _cast, _paper: {**_HANDLED, "joint": "市人社局"},
            "refuse": lambda _cast, _paper: {"day": date(2021, 4, 2), "reason": "不属受理范围"},
            "merge": _merged_into,
            "transfer": lambda _cast, _paper: _HANDLED,
            "answer": lambda _cast, _paper: answer_details(),
            "mark": lambda _cast, _paper: {**_HANDLED, "kind": "adopted", "note": "政策文件第8号"},
            "void": lambda _cast, _paper: {"kind": "printed", "reason": "登错了"},
            "follow": lambda _cast, _paper: {"day": date(2021, 6, 1), "note": "电话回访"},
            "authors": lambda _cast, _paper: {"authors": f"赵例土 {next(_NUMBERS)}厂"},
            "hide": _reason,
            "correct": lambda cast, paper: {
                **paper_details(cast, title=f"关于就业的第{next(_NUMBERS)}次更正"),
                **(delivery_details() if paper.state in DELIVERED else dict.fromkeys(delivery_details(), "")),
                "delivered": date(2021, 3, 10) if paper.state in DELIVERED else None,
                "reason": "写错",
            },
            "withdraw": _reason,
        },
    ),
    "proposals.answer": Sample(
        make=_answered,
        put=_graded,
        values={
            "classify": lambda _cast, _answer: {"grade": "B"},
            "view": lambda _cast, _answer: {"view": "satisfied", "view_note": ""},
            "correct": lambda _cast, _answer: {
                "body": "市教育局",
                "day": date(2021, 5, 21),
                "text": "改过。",
                "reason": "写错",
            },
        },
    ),
    "network.series": Sample(
        make=lambda cast: cast.series("同心·助学"),
        put=_until("end", over="ended"),
        values={
            "close": lambda _cast, _series: {"day": date(2021, 1, 1), "reason": "测试"},
            "correct": lambda _cast, series: {**series_details(series, name="同心·助教"), "reason": "写错"},
        },
    ),
    **{code: Sample(**one) for code, one in PEOPLE.items()},
    "reports": Sample(
        make=_report,
        values={
            "copy": lambda _cast, _report: {"title": "明年的综述", "day": date(2022, 12, 31)},
            "save": _saved,
            "issue": _version,
            "withdraw": _reason,
        },
    ),
    "claims.check": Sample(
        make=_check,
        values={"rename": lambda _cast, _check: {"title": "改过的名称"}, "delete": _reason},
        put=lambda _record, _state: None,
    ),
    "intake": Sample(
        make=_batch,
        values={
            "send_back": _reason,
            "undone": _reason,
            "decide": lambda _cast, _batch: {"choice": "skip"},
            "again": _kept_again,
        },
    ),
    "returns": Sample(
        make=_return,
        values={
            "confirm": _return_says(records=True, same=False),
            "nil": _return_says(records=False, same=False),
            "approve": _return_says(records=True, same=True),
            "send_back": _reason,
            "lock": _return_says(records=True, same=True),
            "restate": _explained(_return_says(records=True, same=False)),
        },
    ),
    "returns.duty": Sample(
        make=_duty,
        values={"end": lambda _cast, _duty: {"day": date(2021, 8, 9), "reason": "并入"}},
        put=_run_or_end,
    ),
    "returns.assert": Sample(
        make=lambda cast: returns.assert_figure(by=SYSTEM, **_stated(cast)),
        values={"correct": lambda cast, _figure: _stated(cast, value="4", reason="写错")},
        put=lambda _record, _state: None,
    ),
    "toy.visit": Sample(
        make=_visit,
        values={
            "make": lambda _cast, _visit: {"households": 3},
            "correct": lambda cast, _visit: visit_details(cast, title="宁乡再走访", reason="写错"),
            "drop": _reason,
        },
    ),
    "training.class": Sample(
        make=_class,
        values={
            "hold": lambda _cast, _class: {"signed_roster": "档案 1 号"},
            "roster": lambda _cast, _class: {"roster": "张例火"},
            "correct": lambda cast, _class: class_details(cast, title="宁乡骨干班", reason="写错"),
            "cancel": _reason,
        },
    ),
    "network.organisation": Sample(
        make=lambda cast: found("宁乡市新媒体专委会", "430182", kind="committee", parent=cast.city),
        put=_until("closed", over="closed"),
        values={
            "move": lambda cast, one: {"parent": None, **_ending(cast, one)},
            "charter": lambda _cast, _one: {
                "day": date(2021, 5, 1),
                "approver": "own",
                "yearly_quota": None,
                "term_years": 5,
            },
            "close": _ending,
            "correct": lambda _cast, one: organisation_details(one, name="宁乡市网络人士专委会", reason="写错"),
        },
    ),
    "network.base": Sample(
        make=lambda cast: cast.base("基地"),
        values={
            "correct": lambda _cast, one: base_details(one, name="新基地", reason="写错"),
            **dict.fromkeys(BaseState, _step),
        },
    ),
    "network.plaque": Sample(
        make=_plaque,
        put=_until("end", over="taken_down"),
        values={"take_down": lambda _cast, _plaque: {"end": date(2021, 5, 1), "reason": "换新"}},
    ),
    "access.grant": Sample(
        make=lambda cast: Grant.objects.create(
            account=cast.accounts["member"], role="reader", path=COUNTY, begin=date(2016, 1, 1)
        ),
        put=_until("end", over="ended"),
        values={"end": _reason},
    ),
    "attendance.line": Sample(
        make=lambda cast: attended.roster(_class(cast, title="有名册的班").occasion).order_by("id").first(),
        values={"correct": lambda _cast, _line: {"days_attended": 1, "reason": "早退"}},
        put=lambda _record, _state: None,
    ),
}


def states_of(code: str) -> list[str]:
    """Return the states of a life, one empty one where its records have none."""
    life = life_named(code)
    has_states = bool(life.states) or any(field.name == "state" for field in life.model._meta.concrete_fields)
    return [state for state, _ in life.choices()] if has_states else [""]


def second_person(actor: Actor) -> Actor:
    """Return somebody with the same rights and another account."""
    return Actor(scope=actor.scope, name="另一位", account_id=(actor.account_id or 0) + 10_000)
