"""A record of every life in any of its states, and values for each of its acts: what the generated tests ask for.

A capability adds one `Sample` here for each of its lives; a house test fails where one is missing.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.conf import settings

from tests.attendance.samples import REGISTRATION
from tests.cast import COUNTY, SYSTEM, Cast, found
from tests.intake.hands import handed_in, workbook
from tests.network.samples import PEOPLE
from tests.records.contests.samples import SAMPLES as CONTESTS
from tests.records.experts.samples import SAMPLES as EXPERTS
from tests.records.factchecks.samples import SAMPLES as FACTCHECKS
from tests.records.giving.samples import SAMPLES as GIVING
from tests.records.produce.board_samples import SAMPLES as BOARD
from tests.records.produce.samples import SAMPLES as PRODUCE
from tests.records.proposals.samples import SAMPLES as PROPOSALS
from tests.records.stories.samples import SAMPLES as STORIES
from tests.records.volunteering.samples import SAMPLES as VOLUNTEERING
from tests.toy import actions as toy
from tests.toy.models import Visit
from tongxin.access import site
from tongxin.access.actor import Actor
from tongxin.access.models import Grant
from tongxin.access.site import SiteFacts
from tongxin.attendance import actions as attendance
from tongxin.attendance import queries as attended
from tongxin.attendance.certificates.actions import issue_certificates, set_numbering
from tongxin.attendance.certificates.completions import completion_claims
from tongxin.attendance.certificates.queries import without_certificate
from tongxin.attendance.feedback import actions as feedback
from tongxin.attendance.life import GRANTED
from tongxin.attendance.models import Certificate, FeedbackForm, Leave, Session
from tongxin.claims import actions as claims
from tongxin.claims.inputs import Inputs
from tongxin.claims.models import KeptCheck, KeptPhrase
from tongxin.figures import Store
from tongxin.intake.models import Batch
from tongxin.intake.uploads import kept_file
from tongxin.kernel.period import Period, Step
from tongxin.lifecycle.lives import life_named
from tongxin.network import actions as network
from tongxin.network.actions.joint import confirm_joint
from tongxin.network.models import Base, Organisation, Plaque, Series
from tongxin.network.models.bases import State as BaseState
from tongxin.ports.desk import take_snapshot
from tongxin.records.activities import actions as activities
from tongxin.records.activities.models import Activity
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


# What the acts of co-organisers take: a record made for a `Sample` names the neighbour, which waits.
JOINT: Mapping[str, Values] = {
    "confirm_joint": lambda cast, _: {"organisation": cast.neighbour},
    "decline_joint": _reason,
}


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


def activity_details(cast: Cast, **changes: Any) -> dict[str, Any]:
    return {
        "title": "宁乡沙龙",
        "organiser": cast.county,
        "co_organisers": [],
        "kind": "salon",
        "first_day": date(2021, 5, 10),
        "last_day": date(2021, 5, 10),
        "venue": "",
        "base": None,
        "series": None,
        "online": False,
        "aliases": [],
    } | changes


def _activity(cast: Cast) -> Activity:
    one = activities.plan_activity(by=SYSTEM, **activity_details(cast, co_organisers=[cast.neighbour]))
    return activities.add_roster(one, by=SYSTEM, roster="王例山\n李例水")


def session_details(one: Session, **changes: Any) -> dict[str, Any]:
    names = ("day", "begins", "ends", "title", "venue", "capacity", "form")
    return {name: getattr(one, name) for name in names} | changes


def _leave(cast: Cast) -> Leave:
    occasion = _class(cast, title="有人请假的班").occasion
    line = attended.roster(occasion).order_by("id").first()
    return attendance.grant_leave(line, by=SYSTEM, sessions=[attended.days(occasion).first()], reason="公务")


def _feedback_open_or_closed(form: FeedbackForm, state: str) -> None:
    form.closed = None if state == "open" else form.opened
    FeedbackForm.objects.whole_network(reason="the test puts it into any state").filter(pk=form.pk).update(
        closed=form.closed
    )


def _withdrawn_or_not(leave: Leave, state: str) -> None:
    leave.withdrawn = None if state == GRANTED else leave.granted_at
    Leave.objects.whole_network(reason="the test puts it into any state").filter(pk=leave.pk).update(
        withdrawn=leave.withdrawn
    )


def certified(cast: Cast, one: TrainingClass) -> list[Certificate]:
    """Issue the certificates of everybody who completed a class."""
    claims = completion_claims(without_certificate(one.occasion), record=one)
    return issue_certificates(claims, by=SYSTEM, organisation=cast.county)


def _certificate(cast: Cast) -> Certificate:
    """The first certificate of a class of the county."""
    one = _class(cast, title="发证的班")
    training.hold_class(one, by=SYSTEM)
    return certified(cast, one)[0]


def _put_certificate(record: Certificate, state: str) -> None:
    values: dict[str, Any] = {"state": state, "revoked": None, "revoke_reason": ""}
    if state == Certificate.State.REVOKED:
        values |= {"revoked": date(2021, 6, 1), "revoke_reason": "测试"}
    Certificate.objects.whole_network(reason="the test puts a record into any state").filter(pk=record.pk).update(
        **values
    )


def visit_details(cast: Cast, **changes: Any) -> dict[str, Any]:
    return {
        "title": "宁乡走访",
        "organiser": cast.county,
        "co_organisers": [],
        "kind": "festival",
        "day": date(2021, 5, 10),
    } | changes


def _visit(cast: Cast) -> Visit:
    return toy.plan_visit(by=SYSTEM, **visit_details(cast, co_organisers=[cast.neighbour]))


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


def _phrase(cast: Cast) -> KeptPhrase:
    return claims.keep_phrase(
        by=cast.actor("secretary"), said="学员", name="培训人次", measure="training.person_times", path=COUNTY
    )


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


def all_confirmed(record: Any) -> Any:
    """Let every co-organiser of a record confirm its share."""
    for one in record.waiting():
        confirm_joint(record, by=SYSTEM, organisation=one)
    return record


_BY_CAPABILITY = (
    PEOPLE
    | BOARD
    | CONTESTS
    | EXPERTS
    | FACTCHECKS
    | GIVING
    | PRODUCE
    | PROPOSALS
    | REGISTRATION
    | STORIES
    | VOLUNTEERING
)
SAMPLES: dict[str, Sample] = {
    "network.series": Sample(
        make=lambda cast: cast.series("同心·助学"),
        put=_until("end", over="ended"),
        values={
            "close": lambda _cast, _series: {"day": date(2021, 1, 1), "reason": "测试"},
            "correct": lambda _cast, series: {**series_details(series, name="同心·助教"), "reason": "写错"},
        },
    ),
    **{code: Sample(**one) for code, one in _BY_CAPABILITY.items()},
    "reports": Sample(
        make=_report,
        values={
            "copy": lambda _cast, _report: {"title": "明年的综述", "day": date(2022, 12, 31)},
            "save": _saved,
            "issue": _version,
            "discard": _reason,
            "withdraw": _reason,
        },
    ),
    "claims.check": Sample(
        make=_check,
        values={"rename": lambda _cast, _check: {"title": "改过的名称"}, "delete": _reason},
        put=lambda _record, _state: None,
    ),
    "claims.phrase": Sample(
        make=_phrase,
        values={"correct": lambda _cast, _phrase: {"said": "参训学员"}, "delete": _reason},
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
            **JOINT,
        },
    ),
    "activities.activity": Sample(
        make=_activity,
        values={
            "hold": lambda _cast, _activity: {"head_count": 30},
            "count": lambda _cast, _activity: {"head_count": 40},
            "roster": lambda _cast, _activity: {"roster": "张例火"},
            "correct": lambda cast, _activity: activity_details(cast, title="宁乡讲坛", reason="写错"),
            "cancel": _reason,
            **JOINT,
        },
    ),
    "training.class": Sample(
        make=lambda cast: _class(cast, co_organisers=[cast.neighbour]),
        values={
            "hold": lambda _cast, _class: {"signed_roster": "档案 1 号"},
            "roster": lambda _cast, _class: {"roster": "张例火"},
            "correct": lambda cast, _class: class_details(cast, title="宁乡骨干班", reason="写错"),
            "cancel": _reason,
            **JOINT,
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
    "attendance.certificate": Sample(
        make=_certificate,
        put=_put_certificate,
        values={
            "exchange": lambda _cast, _one: {"holder": "王例珊", "reason": "姓名写错"},
            "revoke": _reason,
        },
    ),
    "attendance.numbering": Sample(
        make=lambda cast: set_numbering(by=SYSTEM, organisation=cast.county, kind="completion", mark="宁新联培"),
        values={"change": lambda _cast, _one: {"mark": "宁新联训", "reason": "统一字号"}},
        put=lambda _record, _state: None,
    ),
    "attendance.line": Sample(
        make=lambda cast: attended.roster(_class(cast, title="有名册的班").occasion).order_by("id").first(),
        values={"correct": lambda _cast, _line: {"days_attended": 1, "reason": "早退"}},
        put=lambda _record, _state: None,
    ),
    "attendance.feedback": Sample(
        make=lambda cast: feedback.open_feedback(_class(cast, title="有反馈的班").occasion, by=SYSTEM),
        put=_feedback_open_or_closed,
    ),
    "attendance.session": Sample(
        make=lambda cast: attended.days(_class(cast, title="有日程的班").occasion).first(),
        values={
            "change": lambda _cast, one: session_details(one, title="开班式"),
            "remove": _reason,
        },
        put=lambda _record, _state: None,
    ),
    "attendance.leave": Sample(make=_leave, put=_withdrawn_or_not),
}


def states_of(code: str) -> list[str]:
    """Return the states of a life, one empty one where its records have none."""
    life = life_named(code)
    has_states = bool(life.states) or any(field.name == "state" for field in life.model._meta.concrete_fields)
    return [state for state, _ in life.choices()] if has_states else [""]


def second_person(actor: Actor) -> Actor:
    """Return somebody with the same rights and another account."""
    return Actor(scope=actor.scope, name="另一位", account_id=(actor.account_id or 0) + 10_000)
