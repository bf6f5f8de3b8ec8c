"""The demonstration as loaded: the figures it is made to give, on a snapshot, and where it refuses to go."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from fractions import Fraction
from functools import partial
from itertools import islice
from pathlib import Path

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection, transaction
from django.db.models import Count

from tests.attendance.cast import association
from tests.cast import SYSTEM
from tests.project import stranger
from tongxin.access import site
from tongxin.access.models import Account, Entry
from tongxin.access.scopes import actor_named
from tongxin.attendance.crowds import with_attended
from tongxin.attendance.models import Participation
from tongxin.claims.check import check
from tongxin.claims.register import RegisterAnswers
from tongxin.figures import Desk, Of, Question, Registry, Store
from tongxin.figures.duckdb_engine import DuckDBEngine
from tongxin.kernel.errors import ConflictError, InputError
from tongxin.kernel.period import Period
from tongxin.kernel.scope import Scope, Verb
from tongxin.network.models import Application, JoiningLink, Membership, Organisation, Person, Series
from tongxin.network.queries.own import own_memberships, person_of
from tongxin.ports.desk import registry
from tongxin.ports.narrowed import all_named
from tongxin.project.demo.load import Size, load
from tongxin.records.activities.actions import add_roster
from tongxin.records.activities.models import NAMELESS, Activity
from tongxin.records.contests.models import Contest, Result
from tongxin.records.contests.rules import replay
from tongxin.records.experts.actions.talks import add_roster as add_talk_roster
from tongxin.records.experts.models import Talk, Team
from tongxin.records.giving.models import Cause, Match
from tongxin.records.giving.queries import books, broken
from tongxin.records.produce.models import Product
from tongxin.records.proposals.models import Call, Proposal
from tongxin.records.training.models import TrainingClass
from tongxin.returns.models import Return
from tongxin.returns.queries.numbers import numbers_of_returns
from tongxin.returns.queries.owed import duties, owed_in
from tongxin.returns.queries.review import waiting
from tongxin.returns.queries.tally import tally
from tongxin.returns.views.home import own_owed, own_returns

pytestmark = pytest.mark.slow
CORPUS = Path(__file__).parents[1] / "claims" / "corpus"
SEEN = "test"
YEAR = Period.year(2021)
HALF = Period.between(date(2022, 1, 1), date(2022, 6, 30))
SO_FAR = Period.between(date(2017, 1, 1), date(2022, 9, 26))
END, BEFORE = date(2022, 9, 26), date(2021, 12, 31)


@pytest.fixture(scope="module")
def demo(django_db_setup, django_db_blocker) -> Iterator[None]:
    with django_db_blocker.unblock(), transaction.atomic():
        assert load(Size())
        yield
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def desk(demo, tmp_path_factory: pytest.TempPathFactory) -> Desk:
    root: Path = tmp_path_factory.mktemp("snapshots")
    snapshot = Store(root).take(registry(), alias="default")
    return Desk(registry=registry(), snapshot=snapshot, engine=DuckDBEngine(snapshot, registry=registry()))


@pytest.mark.parametrize(
    ("asking", "value"),
    [
        ({"measure": "network.associations", "place": "430000", "as_of": END}, 119),
        ({"measure": "network.members", "place": "430000", "as_of": END}, 10_860),
        ({"measure": "network.members", "place": "430100", "as_of": END}, 1_742),
        ({"measure": "network.bases", "place": "430000", "as_of": END}, 392),
        ({"measure": "network.bases", "place": "430000", "as_of": BEFORE}, 365),
        ({"measure": "training.classes", "place": "430000", "period": YEAR}, 118),
        ({"measure": "training.person_times", "place": "430000", "period": YEAR}, 4_236),
        ({"measure": "training.persons", "place": "430000", "period": YEAR}, 3_318),
        ({"measure": "training.person_times", "place": "430000", "period": HALF}, 1_985),
        ({"measure": "activities.base_reach", "place": "430000", "period": SO_FAR}, 83_412),
        ({"measure": "activities.base_person_times", "place": "430000", "period": SO_FAR}, 126_300),
        ({"measure": "contests.contests", "place": "430000", "period": YEAR}, 28),
    ],
    ids=lambda value: value if isinstance(value, int) else value["measure"],
)
def test_figure_is_what_the_year_tells(desk, asking, value):
    assert desk.figure(Question(**asking), scope=Scope.everything()).result.value == value


@pytest.mark.parametrize(
    ("measure", "day", "share"),
    [
        ("network.county_coverage", END, (104, 122)),
        ("network.county_coverage", BEFORE, (98, 122)),
        ("network.prefecture_coverage", END, (14, 14)),
    ],
)
def test_coverage_counts_every_unit_of_the_register(desk, measure, day, share):
    asked = Question(measure=measure, place="430000", as_of=day)
    figure = desk.figure(asked, scope=Scope.everything())
    assert (figure.result.numerator, figure.result.denominator) == share
    assert len(figure.uncovered) == share[1] - share[0]


def test_every_year_has_its_hundred_classes_and_four_thousand_person_times(desk):
    for year in range(2017, 2022):
        for measure, least in (("training.classes", 100), ("training.person_times", 4_000)):
            asked = Question(measure=measure, place="430000", period=Period.year(year))
            assert desk.figure(asked, scope=Scope.everything()).result.value > least


def flash_mob() -> Activity:
    return Activity.objects.whole_network(reason=SEEN).get(kind="flash_mob", last_day=date(2021, 7, 1))


def test_flash_mob_is_found_by_its_name_among_other_large_ones_of_its_month(desk):
    month = Period.parse("2021-07")
    asked = Question(measure="activities.head_count", place="430100", period=month)
    assert desk.figure(asked, scope=Scope.everything()).result.value is None
    of = Of(subject="activity", id=flash_mob().pk)
    figure = desk.figure(replace(asked, of=of), scope=Scope.everything())
    bounds = figure.completeness.bounds
    assert (figure.result.value, bounds.low, bounds.high, figure.evidence_count) == (186, 182, 190, 1)
    assert figure.completeness.evidence.there == 1
    large = Activity.objects.whole_network(reason=SEEN).filter(last_day__gte=month.start, last_day__lt=month.end)
    assert sum(one.attended >= 180 for one in with_attended(large)) >= 4


JULY = Period.between(date(2022, 7, 1), date(2022, 7, 31))
MOB_DAY, TALK_DAY, LAST_DAY = (Period.between(day, day) for day in (date(2021, 7, 1), date(2022, 5, 9), END))
THIS_YEAR, EPIDEMIC, CALLED = (
    Period.between(day, END) for day in (date(2022, 1, 1), date(2020, 1, 23), date(2021, 6, 1))
)
MOB, TEAM = "长沙市新的社会阶层人士庆祝建党百年红歌快闪", "新的社会阶层人士“金芙蓉”跃升行动计划专家服务团"
ARTICLE = (
    ("100多个班次", "fit", "training.classes", "湖南省", YEAR, "", 118),
    ("4000多人次", "fit", "training.person_times", "湖南省", YEAR, "", 4_236),
    ("近200名", "fit", "activities.head_count", "长沙市", MOB_DAY, MOB, 186),
    ("119家", "fit", "network.associations", "湖南省", LAST_DAY, "", 119),
    ("全覆盖", "fit", "network.prefecture_coverage", "湖南省", LAST_DAY, "", 100),
    ("86%", "contradicted", "network.county_coverage", "湖南省", LAST_DAY, "", Fraction(10_400, 122)),
    ("1万余人", "fit", "network.members", "湖南省", LAST_DAY, "", 10_860),
    ("392个", "fit", "network.bases", "湖南省", LAST_DAY, "", 392),
    ("8万余名", "fit", "activities.base_reach", "湖南省", SO_FAR, "", 83_412),
    ("200多家", "fit", "experts.first_talk_firms", "湖南省", TALK_DAY, TEAM, 208),
    ("42名", "fit", "experts.experts", "湖南省", LAST_DAY, TEAM, 42),
    ("16场", "fit", "experts.later_talks", "湖南省", THIS_YEAR, TEAM, 16),
    ("18篇", "fit", "proposals.delivered", "湖南省", CALLED, "迎接党代会，谱写新篇章", 18),
    ("约3800万元", "fit", "giving.value", "湖南省", EPIDEMIC, "疫情防控", 37_964_000),
    ("超过10万斤", "fit", "produce.weight_settled", "株洲市", JULY, "炎陵黄桃", 104_680),  # 52,340 公斤
)
"""Every figure of the article: verdict, measure, place, time, the one record it is of, and the value in the text's unit."""


def found_in_article(desk: Desk, *, text: str = "", without: str = "") -> list[tuple[object, ...]]:
    """Check the article, or another text in its place, against the register without the names of one kind of record."""
    article = json.loads((CORPUS / "dev-001.json").read_text(encoding="utf-8"))["text"]

    def names():
        return ((subject, one) for subject, one in all_named(Scope.everything()) if subject.word != without)

    answers = RegisterAnswers(desk, scope=Scope.everything(), home="湖南省", names=names)
    return [
        (
            one.claim.text, one.verdict.value, one.candidate and one.candidate.key, (one.candidate and one.candidate.place) or one.place,
            one.period, one.candidate.of.name if one.candidate and one.candidate.of else "", one.value,
        )
        for one in check(text or article, date=END, home="湖南省", answers=answers).findings
    ]  # fmt: skip


def test_article_finds_measure_place_time_and_scope_of_every_figure(demo, desk):
    assert found_in_article(desk) == list(ARTICLE)


@pytest.mark.parametrize(
    ("word", "figures"),
    [
        ("team", {"200多家", "42名", "16场"}),
        ("activity", {"近200名"}),
        ("call", {"18篇"}),
        ("cause", {"约3800万元"}),
        ("product", {"超过10万斤"}),
    ],
)
def test_article_without_the_names_of_a_kind_loses_what_they_narrow(demo, desk, word, figures):
    lost = {row[0] for row, other in zip(ARTICLE, found_in_article(desk, without=word), strict=True) if row != other}
    assert lost == figures


@pytest.mark.parametrize(
    ("swap", "figure"),
    [
        (("炎陵黄桃", "茶陵白芷"), "超过10万斤"),
        (("助力抗击疫情", "助力抗洪救灾"), "约3800万元"),
        (("迎接党代会,谱写新篇章", "助力乡村振兴"), "18篇"),
        (("株洲市", "长沙市"), "超过10万斤"),
        (("今年7月", "今年8月"), "超过10万斤"),
        (("新冠疫情暴发以来", "今年以来"), "约3800万元"),
    ],
)
def test_article_of_what_stands_beside_is_contradicted(demo, desk, swap, figure):
    article = json.loads((CORPUS / "dev-001.json").read_text(encoding="utf-8"))["text"]
    assert swap[0] in article
    found = found_in_article(desk, text=article.replace(*swap))
    changed = [other for row, other in zip(ARTICLE, found, strict=True) if row != other]
    assert [(row[0], row[1]) for row in changed] == [(figure, "contradicted")]


TEAM_SAID = {
    "200多家": ("experts.first_talk_firms", 208, 236),
    "42名": ("experts.experts", 42, 53),
    "16场": ("experts.later_talks", 16, 24),
}


def test_article_speaks_of_the_one_team_and_goes_wrong_without_the_narrowing(demo, desk):
    article = json.loads((CORPUS / "dev-001.json").read_text(encoding="utf-8"))

    def said(names):
        answers = RegisterAnswers(desk, scope=Scope.everything(), home="湖南省", names=names)
        findings = check(article["text"], date=END, home="湖南省", answers=answers).findings
        return {one.claim.text: one for one in findings if one.claim.text in TEAM_SAID}

    narrowed, whole = said(partial(all_named, Scope.everything())), said(lambda: iter(()))
    for text, (measure, own, every) in TEAM_SAID.items():
        one, other = narrowed[text], whole[text]
        assert (one.verdict.value, one.candidate.key, one.value) == ("fit", measure, own)
        assert (other.candidate.key, other.value) == (measure, every)
    assert [whole[text].verdict.value for text in ("42名", "16场")] == ["contradicted", "contradicted"]


@pytest.mark.parametrize(("measure", "own"), [("talks", 17), ("later_talks", 16), ("first_talk_firms", 208)])
def test_talks_of_the_team_are_those_the_news_tells_of_beside_another_ones(desk, measure, own):
    team = Team.objects.public().get(aliases=["“金芙蓉”专家服务团"])
    span = {"measure": f"experts.{measure}", "place": "430000", "period": Period.between(date(2022, 1, 1), END)}
    figure = desk.figure(Question(**span, of=Of(subject="team", id=team.pk)), scope=Scope.everything())
    assert (figure.result.value, figure.evidence_count) == (own, own)
    assert desk.figure(Question(**span), scope=Scope.everything()).result.value > own


def test_activities_of_every_fate_are_there(demo):
    rows = Activity.objects.whole_network(reason=SEEN)
    assert set(rows.values_list("state", flat=True)) == set(Activity.State.values)
    assert set(rows.values_list("kind", flat=True)) == set(Activity.Kind.values)
    assert rows.filter(state="planned", last_day__lt=END).count() == 3
    listed = Participation.objects.whole_network(reason=SEEN).exclude(occasion__activity=None)
    assert listed.count() > 500
    assert not listed.filter(occasion__activity__kind__in=NAMELESS).exists()
    series = Series.objects.whole_network(reason=SEEN)
    used = set(rows.values_list("series", flat=True)) - {None}
    assert used == set(series.values_list("pk", flat=True))
    assert TrainingClass.objects.whole_network(reason=SEEN).exclude(series=None).exists()


def test_there_is_a_contest_in_every_state_and_every_result_replays(demo):
    rows = Contest.objects.whole_network(reason=SEEN)
    assert set(rows.values_list("state", flat=True)) == set(Contest.State.values)
    assert rows.filter(state="call", last_day__lt=END).exists()
    results = list(Result.objects.whole_network(reason=SEEN))
    assert len(results) == rows.filter(state__in=("sealed", "published")).count() > 150
    assert all(replay(one.content).holds for one in results[:30])


@pytest.mark.parametrize(("measure", "value"), [("collected", 46), ("delivered", 18), ("adopted", 11)])
def test_papers_of_the_call_are_those_the_news_tells_of_beside_others(desk, measure, value):
    call = Call.objects.public().get(title="迎接党代会，谱写新篇章")
    span = {"measure": f"proposals.{measure}", "place": "430000", "period": Period.between(date(2021, 1, 1), END)}
    asked = Question(**span, of=Of(subject="call", id=call.pk))
    assert desk.figure(asked, scope=Scope.everything()).result.value == value
    assert desk.figure(Question(**span), scope=Scope.everything()).result.value > value


@pytest.mark.parametrize(
    ("measure", "fen"), [("value", 3_796_400_000), ("cash", 2_410_600_000), ("goods", 1_385_800_000)]
)
def test_gifts_against_the_epidemic_are_those_the_news_tells_of_beside_others(desk, measure, fen):
    cause = Cause.objects.public().get(name="疫情防控")
    span = {"measure": f"giving.{measure}", "place": "430000", "period": Period.between(cause.begins, END)}
    figure = desk.figure(Question(**span, of=Of(subject="cause", id=cause.pk)), scope=Scope.everything())
    assert figure.result.value == fen
    assert desk.figure(Question(**span), scope=Scope.everything()).result.value > fen


def test_checks_of_early_2020_are_those_of_the_alliance_beside_other_months_and_another_alliance(desk):
    alliance = Of(subject="organisation", id=Organisation.objects.public().get(name="辟谣联盟").pk)
    quarter = Period.between(date(2020, 1, 1), date(2020, 3, 31))
    asked = Question(measure="factchecks.published", place="430000", period=quarter)
    figure = desk.figure(replace(asked, of=alliance), scope=Scope.everything())
    assert (figure.result.value, figure.completeness.evidence.there) == (26, 26)
    assert desk.figure(asked, scope=Scope.everything()).result.value == 30
    later = replace(asked, period=Period.year(2021), of=alliance)
    assert desk.figure(later, scope=Scope.everything()).result.value >= 8
    corrected = replace(later, measure="factchecks.corrected", period=Period.year(2020), of=None)
    assert desk.figure(corrected, scope=Scope.everything()).result.value == 2


@pytest.mark.parametrize(
    ("measure", "begin", "said"),
    [
        ("proposals.delivered", date(2021, 1, 1), range(18, 19)),  # 18篇
        ("giving.value", date(2020, 1, 23), range(3_750_000_000, 3_850_000_000)),  # 约3800万元
    ],
)
def test_number_of_the_article_goes_wrong_where_it_is_not_narrowed(desk, measure, begin, said):
    call, cause = Call.objects.public().get(title="迎接党代会，谱写新篇章"), Cause.objects.public().get(name="疫情防控")
    of = Of(subject="call", id=call.pk) if measure.startswith("proposals") else Of(subject="cause", id=cause.pk)
    asked = Question(measure=measure, place="430000", period=Period.between(begin, END))
    narrowed, bare = (desk.figure(one, scope=Scope.everything()).result.value for one in (replace(asked, of=of), asked))
    assert narrowed in said
    assert bare not in said


def test_second_call_has_delivered_papers_and_other_causes_have_gifts(demo, desk):
    for call in Call.objects.public():
        assert Proposal.objects.whole_network(reason=SEEN).filter(call=call, delivered__lte=END).exists(), call
    for cause in Cause.objects.public():
        of = Of(subject="cause", id=cause.pk)
        asked = Question(measure="giving.value", place="430000", period=Period.between(date(2020, 1, 23), END), of=of)
        assert desk.figure(asked, scope=Scope.everything()).result.value > 0, cause


def test_peaches_of_july_are_those_the_news_tells_of_beside_others(demo, desk):
    span = {"measure": "produce.weight_settled", "place": "430200"}
    july = Period.between(date(2022, 7, 1), date(2022, 7, 31))
    of = Of(subject="product", id=Product.objects.public().get(name="炎陵黄桃").pk)
    values = [
        desk.figure(Question(**span, period=period, of=narrowed), scope=Scope.everything()).result.value
        for period, narrowed in ((july, of), (july, None), (Period.year(2022), of))
    ]
    assert values[0] == 52_340_000
    assert all(value > values[0] for value in values[1:])


def test_every_ledger_of_the_demonstration_holds(demo):
    assert [book for book in books() if broken(book) is not None] == []
    assert Match.objects.whole_network(reason=SEEN).count() == 2


def test_site_says_that_it_is_a_demonstration(demo):
    facts = site.current()
    assert (facts.is_demo, facts.home_code, facts.reporting_day) == (True, "430000", END)


def test_several_hundred_members_belong_to_two_organisations(demo):
    rows = Membership.objects.whole_network(reason=SEEN).filter(state=Membership.State.ADMITTED)
    people = list(rows.values_list("person", flat=True))
    assert 400 < len(people) - len(set(people)) < 900
    assert rows.filter(away=True).exists()
    assert set(Membership.objects.whole_network(reason=SEEN).values_list("state", flat=True)) == set(
        Membership.State.values
    )


def test_every_person_is_visibly_an_example(demo):
    people = Person.objects.whole_network(reason=SEEN)
    assert people.count() > 11_000
    assert not people.exclude(name__regex="^.例.").exists()
    assert {mobile[:3] for mobile in people[:500].values_list("mobile", flat=True)} <= {"", "160"}


def test_associations_that_closed_are_kept(demo):
    closed = Organisation.objects.whole_network(reason=SEEN).exclude(closed=None)
    assert closed.filter(kind=Organisation.Kind.ASSOCIATION).count() == 2


def test_former_name_of_ningxiang_is_known(demo):
    one = Organisation.objects.whole_network(reason=SEEN).get(name="宁乡市新的社会阶层人士联谊会")
    assert "宁乡县新的社会阶层人士联谊会" in one.aliases


def test_every_write_left_its_line(demo):
    entries = Entry.objects.whole_network(reason=SEEN)
    assert set(entries.values_list("actor", flat=True)) == {"演示数据", "会员本人"}
    assert entries.count() > 40_000


def test_cast_has_the_roles_its_names_promise(demo):
    assert actor_named("sheng").scope.may(Verb.SNAPSHOT, "43/")
    assert not actor_named("changsha").scope.may(Verb.MEMBERS, "43/4301/")
    assert not actor_named("changsha").scope.may(Verb.VIEW, "43/4302/")
    assert actor_named("ningxiang").scope.may(Verb.RECORD, "43/4301/430182/")
    assert not actor_named("huiyuan").scope.may(Verb.RECORD, "43/4301/430182/")


def test_member_of_the_cast_has_an_own_page_and_a_link_stands_open(demo):
    person = person_of(Account.objects.get(username="huiyuan").pk)
    assert own_memberships(person).count() >= 2
    assert JoiningLink.objects.whole_network(reason=SEEN).filter(closed=None).count() == 1
    waiting = Application.objects.whole_network(reason=SEEN).filter(state="waiting")
    assert waiting.count() == 6
    assert same_mobile(person).count() == 1


def same_mobile(person):
    return Application.objects.whole_network(reason=SEEN).filter(mobile_index=person.mobile_index)


def everything_said():
    return Return.objects.whole_network(reason=SEEN)


@pytest.mark.parametrize("kind", ["training", "activities", "network"])
def test_past_years_are_almost_completely_reported_and_locked(demo, kind):
    rows = duties(Scope.everything()).filter(kind=kind)
    for year in range(2017, 2022):
        counts = tally(owed_in(rows, span=Period.year(year), day=END))
        assert Fraction(96, 100) <= counts.reporting.rate <= Fraction(995, 1000), (kind, year)
        assert counts.locked == counts.reporting.there
        assert counts.missing


def test_numbers_of_every_return_are_what_the_records_say(demo):
    every = list(everything_said().select_related("duty"))
    now = numbers_of_returns(every)
    assert all(one.numbers == now[one.pk] for one in every)
    assert all(one.nil == (not any(one.numbers.values())) for one in every)
    assert len(every) > 6_000


@pytest.mark.parametrize(
    "measure",
    ["training.classes", "training.person_times", "training.persons", "activities.person_times", "network.members"],
)
def test_figures_of_2021_are_earned_and_those_of_2022_are_not(desk, measure):
    stock = measure.startswith("network")
    for year, earned in ((2021, True), (2022, stock)):
        time = {"as_of": min(date(year, 12, 31), END)} if stock else {"period": Period.year(year)}
        figure = desk.figure(Question(measure=measure, place="430000", **time), scope=Scope.everything())
        assert figure.is_earned is earned, year


def test_present_year_has_something_for_everybody_to_do(demo):
    present = everything_said().filter(last_day__year=2022)
    assert set(present.values_list("state", flat=True)) == {"approved", "confirmed", "sent_back"}
    for username, least in (("sheng", 20), ("changsha", 3)):
        assert waiting(actor_named(username).scope).count() >= least
    own = {
        (one.owed.duty.kind, one.owed.period.code): one for one in own_returns(own_owed(actor_named("ningxiang").scope))
    }
    assert set(own) == {("network", "2022Q2"), ("training", "2022-07"), ("training", "2022-08")}
    assert own["training", "2022-07"].why
    assert not own["network", "2022Q2"].nothing


def test_second_load_changes_nothing(demo, capsys):
    assert load(Size()) is None
    call_command("demo")
    assert "没有改动" in capsys.readouterr().out


@pytest.mark.django_db
def test_site_with_records_of_its_own_is_left_alone():
    association("430182")
    with pytest.raises(ConflictError, match="只能装入空的系统"):
        load(Size())
    assert not Account.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("province", ["640000", "430000"])
def test_smallest_network_of_any_province_loads(capsys, province):
    call_command("demo", persons=500, years=1, province=province)
    printed = capsys.readouterr().out
    assert "密码只显示这一次" in printed
    assert site.current().home_path == f"{province[:2]}/"


@pytest.mark.parametrize(
    ("size", "said"),
    [
        ({"members": 10}, "人数"),
        ({"members": 10**9}, "人数"),
        ({"years": 0}, "年数"),
        ({"years": 7}, "年数"),
        ({"province": "43"}, "六位数字"),
    ],
)
def test_impossible_size_is_refused_in_words(size, said):
    with pytest.raises(InputError, match=said):
        Size(**size)


@pytest.mark.django_db
def test_prefecture_is_no_province():
    with pytest.raises(CommandError, match="没有代码为 430100 的省级区划") as refusal:
        call_command("demo", province="430100")
    assert refusal.value.returncode == 2


@pytest.fixture(scope="module")
def scattered(demo, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """The demonstration with rosters of few in many places: most of those listed were not there after all.

    What follows in this file sees it so: it stands last.
    """
    with transaction.atomic():
        names = (
            Person.objects.whole_network(reason=SEEN).values_list("name").annotate(count=Count("pk")).filter(count=1)
        )
        single = iter(sorted(name for name, _ in names))
        held = Activity.objects.whole_network(reason=SEEN).filter(state="held", last_day__year=2021)
        for number, one in enumerate(held.exclude(kind__in=NAMELESS).order_by("pk")[::3]):
            add_roster(one, by=SYSTEM, roster="\n".join(islice(single, number % 7 + 1)), reason="补录")
        for number, talk in enumerate(Talk.objects.whole_network(reason=SEEN).filter(state="held").order_by("pk")):
            add_talk_roster(talk, by=SYSTEM, roster="\n".join(islice(single, number % 3 + 1)), reason="补录")
        few = {}
        for line in Participation.objects.whole_network(reason=SEEN).filter(completed=True, occasion__activity=None):
            few.setdefault(line.occasion_id, []).append(line.pk)
        for number, lines in enumerate(few[one] for one in sorted(few)[::2]):
            absent = ",".join(map(str, lines[number % 7 + 1 :])) or "0"
            with connection.cursor() as cursor:
                cursor.execute(f"UPDATE attendance_participation SET completed = false WHERE id IN ({absent})")
        snapshot = Store(tmp_path_factory.mktemp("snapshots")).take(registry(), alias="default")
        yield Desk(registry=registry(), snapshot=snapshot, engine=DuckDBEngine(snapshot, registry=registry()))
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def present(scattered) -> stranger.Groups:
    """Who is behind every place and stretch of time, by the rows of the lists themselves."""
    return stranger.groups(scattered)


def test_no_public_figure_says_how_many_were_in_a_small_group(scattered, present):
    small = {cell: group for cell, group in present.items() if group.is_small and cell[2] > 0}
    assert {room for room, _, _ in small} == {*stranger.ROOMS}
    assert stranger.told(scattered, small) == []


@pytest.mark.parametrize("room", ["training", "activities", "contests"])  # talks are many wherever there are any
def test_no_small_group_follows_from_all_that_is_public_of_its_room(scattered, present, room):
    reader = stranger.Reader(scattered, room, true=present)
    found = [reader.worked_out(Period.year(year)) for year in range(2017, 2023)]
    assert sum(hidden for hidden, _ in found) > 5
    assert not any(fixed for _, fixed in found)


def test_the_same_stranger_reads_rosters_where_sums_are_open(scattered, present):
    """An attack that never succeeds proves nothing."""
    known = scattered.registry
    open_ = Registry(
        facts=known.facts, measures=[replace(one, roster=None) for one in known.measures], places=known.places
    )
    desk = Desk(registry=open_, snapshot=scattered.snapshot, engine=DuckDBEngine(scattered.snapshot, registry=open_))
    small = {cell: group for cell, group in present.items() if group.is_small and cell[:2] == ("activities", YEAR)}
    assert stranger.told(desk, small)
    assert stranger.Reader(desk, "activities", true=present).worked_out(YEAR)[1]
