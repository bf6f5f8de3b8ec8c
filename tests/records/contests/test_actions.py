from tongxin.records.contests import actions, queries
from tongxin.records.contests.rules import replay


def test_contest_goes_from_call_to_prizes(stage):
    contest = stage.published(entries=3, judges=2)
    assert contest.state == "published"
    places = queries.last_outcome(contest)["places"]
    assert [(one["rank"], one["entry"], one["value"]) for one in places] == [
        (1, 1, "79.00"),
        (2, 2, "78.00"),
        (3, 3, "77.00"),
    ]
    one = queries.rounds_of(contest).get()
    assert replay(queries.result_of(one).content).holds
    actions.award_prizes(contest, by=stage.by, levels="一等奖 1\n二等奖 2")
    assert [(award.level, award.entry.number) for award in queries.awards_of(contest)] == [
        ("一等奖", 1),
        ("二等奖", 2),
        ("二等奖", 3),
    ]
