import json
from dataclasses import replace
from datetime import date
from pathlib import Path
from types import SimpleNamespace

import pytest

from tongxin.claims import register
from tongxin.claims.check import check
from tongxin.claims.explain import reason
from tongxin.claims.register import RegisterAnswers, register_answers
from tongxin.claims.verdict import Verdict
from tongxin.figures.figure import Figure, Status, Value
from tongxin.figures.measures import Kind, Measure
from tongxin.kernel.errors import InputError
from tongxin.kernel.period import Period
from tongxin.kernel.places import Level
from tongxin.kernel.scope import Scope

DAY = date(2022, 9, 26)


def measure(code, name, unit, kind, **more):
    fact = "" if kind is Kind.RATIO else f"{code}_fact"
    return Measure(
        code=code, name=name, unit=unit, kind=kind, definition=f"{name}的口径。", grain="每个一次", fact=fact, **more
    )


MEASURES = (
    measure("network.members", "会员人数", "人", Kind.STOCK, names=("吸纳会员",), words=("名", "位")),
    measure("network.covered", "县级覆盖率", "个", Kind.COVERAGE, level=Level.COUNTY, names=("县级覆盖",)),
    measure("training.classes", "培训班次", "班次", Kind.COUNT, names=("培训班",), words=("个班次",)),
    measure("giving.money", "捐款额", "万元", Kind.SUM, value="fen"),
    measure("secret.people", "内部人数", "人", Kind.STOCK, public=False),
)
VALUES = {
    "network.members": Value(status=Status.OK, numerator=10860),
    "network.covered": Value(status=Status.OK, numerator=104, denominator=122),
    "training.classes": Value(status=Status.OK, numerator=118),
    "giving.money": Value(status=Status.OK, numerator=379640 * 10**4),
    "secret.people": Value(status=Status.WITHHELD),
}


class Desk:
    """A desk that remembers what it was asked."""

    notice = ""

    def __init__(self, measures=MEASURES, facts=None, values=VALUES):
        self.asked = []
        stocks = {"network.members_fact", "network.covered_fact", "secret.people_fact"}
        facts = facts or {one.fact: SimpleNamespace(is_stock=one.fact in stocks) for one in measures}
        self.registry = SimpleNamespace(measures=measures, fact=facts.__getitem__)
        self.values = values

    def figure(self, question, *, scope, fingerprint):
        self.asked.append(
            (question.measure, question.place, question.as_of or (question.period.start, question.period.last))
        )
        if question.place == "430100":
            raise InputError("没有这个地区。")
        found = next(one for one in self.registry.measures if one.code == question.measure)
        return Figure(measure=found, question=question, place=None, result=self.values[question.measure], snapshot="s1")


def checked(text, *, home="湖南", scope=None):
    desk = Desk()
    answers = RegisterAnswers(desk, scope=scope or Scope.everything(), home=home)
    return check(text, date=DAY, home=home, answers=answers).findings, desk.asked


def test_each_figure_finds_its_measure_place_and_time():
    text = "去年各地举办培训班100多个班次。全省县级覆盖86%，会员1万余人，捐款额3796.4万元。"
    findings, everything = checked(text)
    assert [finding.verdict.value for finding in findings] == ["fit", "contradicted", "fit", "fit"]
    asked = list(
        dict.fromkeys(one for one in everything if one[0] != "network.covered" or one[2] == date(2021, 12, 31))
    )
    year = (date(2021, 1, 1), date(2021, 12, 31))
    assert asked == [
        ("training.classes", "430000", year),
        ("network.covered", "430000", date(2021, 12, 31)),
        ("network.members", "430000", date(2021, 12, 31)),
        ("giving.money", "430000", year),
    ]
    assert findings[1].answer.source == "s1"


@pytest.mark.parametrize(
    ("text", "time"),
    [
        ("培训班118个班次。", (date(2022, 1, 1), DAY)),
        ("每年培训班118个班次。", (date(2021, 1, 1), date(2021, 12, 31))),
        ("截至8月底，培训班118个班次。", (date(2022, 1, 1), date(2022, 8, 31))),
        ("7月21日，联谊会成立。培训班118个班次。", (date(2022, 1, 1), DAY)),
        ("会员10860人。", DAY),
        ("会员10860名。", DAY),
        ("每年会员10860人。", DAY),
        ("截至8月底，会员10860人。", date(2022, 8, 31)),
        ("7月21日，会员10860人。", date(2022, 7, 21)),
        ("7月21日，联谊会成立。会员10860人。", DAY),
    ],
)
def test_a_stock_is_asked_for_a_day_and_a_flow_for_a_period(text, time):
    _, ((_, _, asked),) = checked(text)
    assert asked == time


def test_in_spring_a_flow_is_of_last_year():
    desk = Desk()
    answers = RegisterAnswers(desk, scope=Scope.everything(), home="湖南省")
    check("培训班118个班次。", date=date(2022, 2, 1), home="湖南省", answers=answers)
    assert desk.asked[0][2] == (date(2021, 1, 1), date(2021, 12, 31))


def test_places_are_asked_by_code_and_a_refusal_is_no_answer():
    findings, asked = checked("长沙市会员10860人，株洲市会员10860人。")
    assert [place for _, place, _ in asked] == ["430100", "430200"]
    assert [finding.verdict.value for finding in findings] == ["unsupported", "fit"]


@pytest.mark.parametrize(
    "branches",
    [
        "建立乡镇分会{}。",
        "各乡镇新联会分会{}。",
        "29家分会中有{}获评先进。",
        "街道新联会分会达到{}。",
        "建成{}社区联谊会。",
        "联谊组织分会总数达{}。",
    ],
)
def test_branches_are_not_counted_among_the_bodies_a_figure_counts(branches):
    desk = Desk((measure("network.bodies", "联谊组织", "家", Kind.STOCK, names=("新联会", "联谊会"), words=("个",)),))
    desk.values = {"network.bodies": Value(status=Status.OK, numerator=119)}
    answers = RegisterAnswers(desk, scope=Scope.everything(), home="湖南")

    def verdicts(text):
        return [one.verdict.value for one in check(text, date=DAY, home="湖南", answers=answers).findings]

    assert set(verdicts(branches.format("5家"))) == {"unsupported"}
    assert verdicts("分会遍布乡镇，新联会达到119个，各分会活跃。") == ["fit"]


def test_withheld_figures_say_so_and_strangers_see_public_measures_only():
    findings, _ = checked("内部人数300人。")
    assert findings[0].verdict.value == "withheld"
    findings, _ = checked("内部人数300人。", scope=Scope())
    assert findings[0].verdict.value == "unsupported"


def test_the_article_finds_the_measures_the_network_and_training_declare():
    from tongxin.network.figures import FACTS as NETWORK_FACTS
    from tongxin.network.figures import MEASURES as NETWORK
    from tongxin.records.training.figures import MEASURES as TRAINING
    from tongxin.records.training.room import ROOM

    facts = {fact.code: fact for fact in (*NETWORK_FACTS, *ROOM.facts)}
    values = {
        "network.associations": Value(status=Status.OK, numerator=119),
        "network.county_coverage": Value(status=Status.OK, numerator=104, denominator=122),
        "network.prefecture_coverage": Value(status=Status.OK, numerator=14, denominator=14),
        "network.members": Value(status=Status.OK, numerator=10860),
        "network.bases": Value(status=Status.OK, numerator=392),
        "training.classes": Value(status=Status.OK, numerator=118),
        "training.person_times": Value(status=Status.OK, numerator=4236),
    }
    desk = Desk(measures=(*NETWORK, *TRAINING), facts=facts, values=values)
    article = json.loads((Path(__file__).parent / "corpus" / "dev-001.json").read_text(encoding="utf-8"))
    answers = RegisterAnswers(desk, scope=Scope.everything(), home="湖南省")
    findings = check(article["text"], date=DAY, home="湖南省", answers=answers).findings
    said = {
        one.claim.text: (one.candidate.key, one.verdict.value, one.period.start) for one in findings if one.candidate
    }
    year = date(2021, 1, 1)
    assert said == {
        "100多个班次": ("training.classes", "fit", year),
        "4000多人次": ("training.person_times", "fit", year),
        "119家": ("network.associations", "fit", DAY),
        "全覆盖": ("network.prefecture_coverage", "fit", DAY),
        "86%": ("network.county_coverage", "contradicted", DAY),
        "1万余人": ("network.members", "fit", DAY),
        "392个": ("network.bases", "fit", DAY),
    }
    assert {place for _, place, _ in desk.asked} == {"430000"}
    assert len(findings) == 15


def test_the_command_line_opens_the_newest_snapshot(monkeypatch):
    import django

    from tongxin.claims import queries
    from tongxin.ports import desk

    monkeypatch.setattr(django, "setup", lambda: None)
    monkeypatch.setattr(desk, "current_desk", Desk)
    monkeypatch.setattr(queries, "phrases_for", lambda *_, **__: [])
    assert isinstance(register_answers(home="湖南省"), RegisterAnswers)
    assert register.os.environ["DJANGO_SETTINGS_MODULE"]


class DatedDesk(Desk):
    """A desk whose register has grown: every measure had other values at older times."""

    def __init__(self, older):
        super().__init__()
        self.older = older

    def figure(self, question, *, scope, fingerprint):
        last = question.as_of or question.period.last
        found = super().figure(question, scope=scope, fingerprint=fingerprint)
        value = self.older.get((question.measure, last))
        return replace(found, result=value) if value else found


def stale(text, older):
    answers = RegisterAnswers(DatedDesk(older), scope=Scope.everything(), home="湖南")
    (finding,) = check(text, date=DAY, home="湖南", answers=answers).findings
    return finding


def test_a_figure_of_an_older_day_is_stale():
    older = {("network.members", date(2021, 9, 30)): Value(status=Status.OK, numerator=9920)}
    finding = stale("截至目前会员9920人。", older)
    assert finding.verdict is Verdict.STALE
    assert finding.fitted == Period.between(date(2021, 9, 30), date(2021, 9, 30))
    assert (
        reason(finding)
        == "「9920人」是旧数，合2021年9月30日的记录：会员人数（湖南省，2022年9月26日）为10,860人，可写作“10860人”；口径：会员人数的口径。"
    )


def test_a_flow_of_the_year_before_is_stale():
    older = {("training.classes", date(2020, 12, 31)): Value(status=Status.OK, numerator=96)}
    assert stale("去年举办培训班96个班次。", older).verdict is Verdict.STALE
    assert stale("去年举办培训班95个班次。", older).verdict is Verdict.CONTRADICTED


def test_an_older_time_without_a_value_is_no_excuse():
    older = {("network.members", date(2022, 6, 30)): Value(status=Status.WITHHELD)}
    assert stale("截至目前会员9920人。", older).verdict is Verdict.CONTRADICTED
