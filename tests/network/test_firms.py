from datetime import date
from typing import Any

import pytest
from django import forms
from django.db import IntegrityError, transaction

from tests.cast import SYSTEM, Cast, found, place
from tests.network.firms import NAME, NINGXIANG, ZHUZHOU, code, firm
from tongxin.access import journal
from tongxin.kernel.errors import ConflictError, ForbiddenError, InputError
from tongxin.network import actions
from tongxin.network.actions import firms as acting
from tongxin.network.actions.firms import firm_meant
from tongxin.network.forms.fields import FirmField
from tongxin.network.models import Organisation
from tongxin.network.queries.firms import firms_known, parted

ONE, OTHER = code(1), code(2)


def count() -> int:
    return Organisation.objects.counted().filter(kind__in=("firm", "village")).count()


def lines(one: Organisation) -> list[str]:
    return [entry.action for entry in journal.of(one)]


def test_firm_is_recorded_once_with_a_line_in_the_journal(cast: Cast) -> None:
    made = firm(by=cast.actor("secretary"))
    assert (made.name, made.kind, made.path, made.level) == (NAME, "firm", "43/4301/430182/", "county")
    assert (made.founded, made.unified_code, made.is_partner, made.beginning) == (None, "", True, date.min)
    assert lines(made) == ["network.organisation.found"]
    assert firm(by=cast.actor("secretary")) == made
    assert (count(), lines(made)) == (1, ["network.organisation.found"])


@pytest.mark.parametrize(
    "name", ["湖南例山科技有限公司 ", "湖南 例山科技有限公司", "湖南例山科技有限公司\u200b", "湖南例山科技有限公司"]
)
def test_one_name_however_written_is_one_firm(cast: Cast, name: str) -> None:
    assert firm(name) == firm()
    assert count() == 1


def test_former_name_and_short_name_mean_the_firm_at_its_place(cast: Cast) -> None:
    made = found(NAME, NINGXIANG, kind="firm", aliases=["例山科技", "長例商行"])
    assert firm("例山科技") == made
    assert firm("例山科技", ZHUZHOU) != made
    assert count() == 2


def test_same_name_elsewhere_is_another_firm_until_the_code_says_otherwise(cast: Cast) -> None:
    here = firm(unified_code=ONE)
    assert firm(at=ZHUZHOU) != here
    assert firm(at="430100", unified_code=ONE.lower()) == here
    assert firm("", "430100", unified_code=ONE) == here
    assert count() == 2


def test_code_said_of_a_firm_known_without_is_added(cast: Cast) -> None:
    made = firm()
    assert firm(unified_code=ONE, by=cast.actor("secretary")).pk == made.pk
    made.refresh_from_db(from_queryset=Organisation.objects.public())
    assert (made.unified_code, count()) == (ONE, 1)
    line = journal.of(made)[0]
    assert (line.action, line.before["unified_code"], line.after["unified_code"]) == (
        "network.organisation.code", "", ONE,
    )  # fmt: skip
    assert firm() == made


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"unified_code": OTHER}, f"登记的统一社会信用代码是 {ONE}，与写的 {OTHER} 不同"),
        ({"name": "株洲例水商贸有限公司", "unified_code": ONE}, "登记的是「湖南例山科技有限公司」（宁乡市），与写的「株洲例水商贸有限公司」不一致"),
        ({"name": "", "unified_code": OTHER}, "还没有登记过这家企业，请同时写名称"),
        ({"name": " "}, "请写企业的名称或统一社会信用代码"),
        ({"name": "例" * 121}, "最多 120 个字"),
        ({"unified_code": ONE[:-1]}, "应为 18 位"),
        ({"kind": "association"}, "只能登记为企业或村集体"),
        ({"name": "宁乡市新的社会阶层人士联谊会"}, "登记的是联谊组织，不是企业或村集体"),
    ],
)  # fmt: skip
def test_contradiction_is_a_sentence_and_no_second_firm(cast: Cast, said: dict[str, Any], sentence: str) -> None:
    firm(unified_code=ONE)
    with pytest.raises(InputError, match=sentence):
        firm(**said)
    assert count() == 1


def test_code_of_an_association_is_no_firms(cast: Cast) -> None:
    found("宁乡市例会", NINGXIANG, unified_code=ONE)
    with pytest.raises(InputError, match=f"{ONE} 登记的是联谊组织「宁乡市例会」"):
        firm("宁乡市例会科技公司", unified_code=ONE)


def test_two_of_one_name_at_one_place_are_told_apart_by_code(cast: Cast) -> None:
    first = firm("例山商行")
    second = found("例 山商行2", NINGXIANG, kind="firm", aliases=["例水商行"])
    third = found("例水商行3", NINGXIANG, kind="firm", aliases=["例水商行"], unified_code=ONE)
    with pytest.raises(InputError, match=f"不止一家，请写统一社会信用代码或编号：.*编号{second.pk}.*编号{third.pk}"):
        firm("例水商行")
    assert firm("例水商行", unified_code=ONE) == third
    assert firm("例山商行") == first


def test_recording_needs_the_right_at_the_place_and_finding_none(cast: Cast) -> None:
    with pytest.raises(ForbiddenError):
        firm(by=cast.actor("neighbour"))
    made = firm()
    assert firm(by=cast.actor("neighbour")) == made
    with pytest.raises(ForbiddenError):
        firm(unified_code=ONE, by=cast.actor("neighbour"))
    assert list(firms_known(cast.actor("secretary").scope)) == [made]
    assert not firms_known(cast.actor("neighbour").scope).exists()


def test_code_given_elsewhere_a_moment_before_is_that_firm(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    here = firm(unified_code=ONE)
    answers = [None, here]  # before the other one wrote, and after
    monkeypatch.setattr(acting, "_known", lambda *_, **__: answers.pop(0))
    assert firm(at=ZHUZHOU, unified_code=ONE) == here
    assert count() == 1


def test_conflict_that_nobody_elsewhere_explains_is_told(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(acting, "_known", lambda *_, **__: None)
    firm(unified_code=ONE)
    with pytest.raises(ConflictError, match="统一社会信用代码已登记在另一个组织上"):
        firm("别的公司", unified_code=ONE)


def test_record_merged_into_another_leads_there(cast: Cast) -> None:
    kept, merged = firm(), firm("例山", ZHUZHOU)
    Organisation.objects.same_as(merged).update(merged_into=kept)
    assert firm("例山", ZHUZHOU) == kept
    assert firm_meant(Organisation.objects.public().get(pk=merged.pk), place=place(ZHUZHOU), by=SYSTEM) == kept
    Organisation.objects.same_as(kept).update(merged_into=merged)
    with pytest.raises(InputError, match="合并过太多次"):
        firm("例山", ZHUZHOU)


def test_only_firms_and_villages_may_lack_a_founding_day(cast: Cast) -> None:
    village = found("例山村", NINGXIANG, kind="village", founded=None)
    assert village.founded is None
    for values in ({"kind": "association"}, {"kind": "firm", "parent": cast.county}):
        with pytest.raises(InputError, match="请填写成立日期") as refused:
            found("例会", NINGXIANG, founded=None, **values)
        assert refused.value.field == "founded"
    with pytest.raises(IntegrityError), transaction.atomic():
        Organisation.objects.same_as(cast.county).update(founded=None)


def test_code_is_kept_in_its_one_form_and_once(cast: Cast) -> None:
    one = found(NAME, NINGXIANG, kind="firm", unified_code=f" {ONE.lower()}")
    assert one.unified_code == ONE
    with pytest.raises(ConflictError, match="已登记在另一个组织上"):
        found("别的公司", NINGXIANG, kind="firm", unified_code=ONE)
    values = {
        name: getattr(one, name) for name in ("name", "aliases", "kind", "place", "parent", "founded", "registered")
    }
    actions.correct_organisation(one, by=SYSTEM, reason="不写代码时不动", **values)
    assert one.unified_code == ONE
    actions.correct_organisation(one, by=SYSTEM, reason="登记错", **values, unified_code="")
    assert one.unified_code == ""


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        (NAME, (NAME, "")),
        (f"{NAME} {ONE}", (NAME, ONE)),
        (f"{ONE.lower()}　{NAME}", (NAME, ONE)),
        (f"{NAME}（统一社会信用代码：{ONE}）", (NAME, ONE)),
        (ONE, ("", ONE)),
        ("湖南3D打印ABC技术有限公司", ("湖南3D打印ABC技术有限公司", "")),
    ],
)
def test_text_is_parted_into_name_and_code(text: str, parts: tuple[str, str]) -> None:
    assert parted(text) == parts


def test_text_with_a_broken_code_is_refused() -> None:
    with pytest.raises(InputError, match="校验码不对"):
        parted(f"{NAME} {ONE[:-1]}{'1' if ONE[-1] != '1' else '2'}")


def test_field_gives_the_firm_or_the_text_that_names_it(cast: Cast) -> None:
    field, made = FirmField(label="企业", required=False), firm(unified_code=ONE)
    plain = firm("宁乡例水商行")
    assert field.clean("") is None
    assert field.clean(ONE) == field.clean(f"例山科技 {ONE}") == made
    assert field.clean(f"宁乡例水商行（编号{plain.pk}）") == plain
    assert field.clean(field.prepare_value(made)) == made
    assert field.clean(field.prepare_value(plain)) == plain
    assert field.prepare_value("文字") == "文字"
    assert field.clean(f"新公司 {OTHER}") == f"新公司 {OTHER}"
    assert firm_meant(f"新公司 {OTHER}", place=place(NINGXIANG), by=SYSTEM).unified_code == OTHER
    for text, sentence in (
        (f"某会（编号{cast.county.pk}）", "没有编号为"),
        (OTHER[:-1] + "0", "校验码不对"),
        (f"株洲例水 {ONE}", "不一致"),
        (code(9), "请同时写名称"),
    ):
        with pytest.raises(forms.ValidationError, match=sentence):
            field.clean(text)
