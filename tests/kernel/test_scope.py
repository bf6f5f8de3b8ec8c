import pytest
from hypothesis import given
from hypothesis import strategies as st

from tongxin.kernel.errors import ForbiddenError
from tongxin.kernel.scope import Scope, Verb

PROVINCE, CITY, COUNTY, OTHER_CITY = "43/", "43/4301/", "43/4301/430121/", "43/4302/"
paths = st.sampled_from(["", PROVINCE, CITY, COUNTY, OTHER_CITY, "43/4301/430122/", "44/", "44/4401/"])
scopes = st.frozensets(st.tuples(paths, st.sampled_from(Verb)), max_size=6).map(Scope)


def test_scope_covers_the_place_and_what_lies_below_it() -> None:
    scope = Scope.of({CITY: {Verb.VIEW}})
    assert scope.may(Verb.VIEW, CITY)
    assert scope.may(Verb.VIEW, COUNTY)
    assert not scope.may(Verb.VIEW, PROVINCE)
    assert not scope.may(Verb.VIEW, OTHER_CITY)
    assert not scope.may(Verb.RECORD, CITY)


def test_scope_prefix_never_covers_a_longer_number() -> None:
    assert not Scope.of({"43/4301/": {Verb.VIEW}}).may(Verb.VIEW, "43/43010/")
    with pytest.raises(ValueError, match="ends with"):
        Scope.of({"43/4301": {Verb.VIEW}})


def test_scope_of_nobody_allows_nothing() -> None:
    assert not any(Scope().may_anywhere(verb) for verb in Verb)


def test_require_says_what_is_missing_in_chinese() -> None:
    with pytest.raises(ForbiddenError, match="登记") as refused:
        Scope.of({CITY: {Verb.VIEW}}).require(Verb.RECORD, CITY)
    assert refused.value.http_status == 403
    Scope.everything().require(Verb.RECORD, CITY)


def test_every_verb_has_a_label() -> None:
    assert len({verb.label for verb in Verb}) == len(Verb) == 8


@given(scopes, paths, st.sampled_from(Verb))
def test_prefixes_allow_exactly_what_the_scope_allows(scope: Scope, path: str, verb: Verb) -> None:
    assert scope.may(verb, path) == any(path.startswith(prefix) for prefix in scope.prefixes(verb))
    assert scope.may_anywhere(verb) == bool(scope.prefixes(verb))


@given(scopes, st.sampled_from(Verb))
def test_prefixes_do_not_overlap(scope: Scope, verb: Verb) -> None:
    prefixes = scope.prefixes(verb)
    assert not any(a != b and a.startswith(b) for a in prefixes for b in prefixes)


@given(scopes, st.frozensets(st.sampled_from(Verb)), paths, st.tuples(st.sampled_from(Verb), paths))
def test_narrowed_scope_allows_what_both_allow(
    scope: Scope, verbs: frozenset[Verb], prefix: str, asked: tuple[Verb, str]
) -> None:
    narrowed = scope.narrowed(verbs, prefix)
    verb, path = asked
    assert narrowed.may(verb, path) == (scope.may(verb, path) and verb in verbs and path.startswith(prefix))
