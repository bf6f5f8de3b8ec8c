"""Columns, words and cells of a file are mended on pages, and what was said once holds."""

import re
from html import unescape
from typing import Any

import pytest
from django.http import HttpResponse

from tests.cast import COUNTY, SYSTEM, Cast
from tests.intake.sheets import ALL, HEAD, book, line, read, roster, rows_of, tally
from tongxin.access.models import Entry, Job
from tongxin.intake import actions, queries
from tongxin.intake.deciding import decide_again
from tongxin.intake.models import Batch, Heading
from tongxin.intake.preview import doors
from tongxin.intake.samples import covered
from tongxin.intake.words import near
from tongxin.kernel.errors import InputError
from tongxin.network import actions as network

pytestmark = pytest.mark.django_db(transaction=True)
ORGANISATIONS = [["组织名称", "类别", "所在地区", "成立日期"], ["某新会", "联谊会", "宁乡市", "2018年5月"]]


def words(*rows: list[Any]) -> bytes:
    return book(("名册", [["姓名", "手机", "人员类别", "入会时间"], *rows]))


def latest() -> Batch:
    found = Batch.objects.whole_network(reason=ALL).order_by("-id").first()
    assert found is not None
    return found


def page(cast: Cast, who: str, address: str) -> str:
    answer = cast.client(who).get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def post(cast: Cast, who: str, address: str, **values: str) -> HttpResponse:
    return cast.client(who).post(address, values)


def test_columns_show_three_of_their_values_escaped_and_covered(cast: Cast) -> None:
    lines = [[f"<b>试{one}", f"1370001000{one}", "自由职业", "2021-03-09"] for one in "1234"]
    batch = read(words(*lines), by=SYSTEM, path=COUNTY)
    shown = page(cast, "secretary", f"/import/{batch.pk}/columns/")
    assert [shown.count(f"<span>&lt;b&gt;试{one}</span>") for one in "1234"] == [1, 1, 1, 0]
    assert ("<span>137****01</span>" in shown, "13700010001" in shown) == (True, False)
    assert shown.count("<span>自由职业</span>") == 1
    hidden = page(cast, "city", f"/import/{batch.pk}/columns/")
    assert ("&lt;b&gt;试1" in hidden, "A 列「姓名」" in hidden) == (False, True)
    assert [covered(cell) for cell in ("430182198001011234", 13700010001.0, "0731-85551234", 41.5, "甲" * 30)] == [
        "430****34", "137****01", "0731-****34", "41.5", "甲" * 24,
    ]  # fmt: skip


def test_column_that_is_missing_takes_a_chosen_value_for_this_file_alone(cast: Cast) -> None:
    content = book(("名册", [["姓名", "手机"], ["王试一", "13700010001"]]))
    batch = read(content, by=SYSTEM, path=COUNTY, door="members")
    assert (batch.state, batch.message) == (
        "unreadable",
        "工作表「名册」缺少必填的列：入会日期；请在“列的对应”里指定是哪一列，表里没有的可以统一填一个值。",
    )
    shown = page(cast, "secretary", f"/import/{batch.pk}/columns/")
    assert "入会日期（必填）" in shown
    assert f"不填按「{cast.county.name}（编号{cast.county.pk}）」" in shown
    assert "所在组织（必填）" not in shown
    post(
        cast,
        "secretary",
        f"/import/{batch.pk}/columns/",
        **{"0-constant-begin": "2021年3月9日", "0-constant-group": "new_media"},
    )
    batch = latest()
    assert (tally(batch), batch.constants) == (
        (1, 0, 0, 0, 0),
        {"members": {"begin": "2021年3月9日", "group": "new_media"}},
    )
    assert "工作表「名册」没有「类别」这一列，按「新媒体从业人员」读入。" in batch.notes
    assert read(content, by=SYSTEM, path=COUNTY, door="members").state == "unreadable"
    with pytest.raises(InputError, match="没有「nothing」这个栏目"):
        actions.remember_headings(batch, by=SYSTEM, door="members", meanings={}, constants={"nothing": "x"})


def test_place_with_several_associations_presumes_none(cast: Cast) -> None:
    content = book(("名册", [["姓名", "入会时间"], ["王试一", "2021-03-09"]]))
    assert tally(read(content, by=SYSTEM, path=COUNTY)) == (1, 0, 0, 0, 0)
    from tests.cast import found

    found("宁乡市青年联谊会", "430182")
    assert "缺少必填的列：所在组织" in read(content, by=SYSTEM, path=COUNTY, door="members").message
    persons = book(("人员", [["姓名"], ["王试一"]]))
    batch = read(persons, by=SYSTEM, path=COUNTY)
    assert (tally(batch), rows_of(batch)[0].texts["归属地区"]) == ((1, 0, 0, 0, 0), "430182 宁乡市")


def test_what_a_file_holds_is_chosen_after_all(cast: Cast) -> None:
    batch = read(book(("名册", [["姓名", "手机"], ["王试一", "13700010001"]])), by=SYSTEM, path=COUNTY)
    assert rows_of(batch)[0].row.door == "persons"
    assert "按「人员」读" in page(cast, "secretary", f"/import/{batch.pk}/")
    post(cast, "secretary", f"/import/{batch.pk}/columns/", door="members")
    assert (latest().door, latest().state) == ("members", "unreadable")


def test_chosen_kind_beats_what_a_sheet_is_called_unless_one_bears_its_name(cast: Cast) -> None:
    head = ["姓名", "工作单位", "入会日期"]
    assert (
        rows_of(read(book(("人员", [head, ["甲", "厂", "2021-03-09"]])), by=SYSTEM, path=COUNTY, door="members"))[
            0
        ].row.door
        == "members"
    )
    both = book(("人员", [head, ["甲", "厂", ""]]), ("会员", [head, ["乙", "厂", "2021-03-09"]]))
    for door in ("", "members"):
        found = [row.row.door for row in rows_of(read(both, by=SYSTEM, path=COUNTY, door=door))]
        assert found == ["persons", "members"]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("自由职业", "freelance"), ("私营企业管理技术人员", "management"), ("中介组织", "intermediary"), ("新媒体", "new_media"), ("网络主播", "new_media"),
        ("社会组织从业人员", "intermediary"), ("新媒体类", "new_media"), ("人员", ""), ("农民", ""), ("类", ""),
    ],
)  # fmt: skip
def test_near_word_is_offered_where_one_choice_is_near(text: str, code: str) -> None:
    assert near(doors()["members"], "group", text) == code


def test_accepted_word_is_learnt_for_the_place_and_can_be_forgotten(cast: Cast) -> None:
    content = words(["王试一", "13700010001", "自由职业", "2021-03-09"], ["李试二", "", "农民", "2021-03-09"])
    batch = read(content, by=SYSTEM, path=COUNTY)
    assert tally(batch) == (0, 0, 0, 2, 0)
    shown = unescape(page(cast, "secretary", f"/import/{batch.pk}/mend/"))
    assert "类别「自由职业」（1 行）" in shown
    assert shown.count('<option value="freelance" selected>') == 1
    given = {"words": "1", "word-members-group-自由职业": "freelance", "word-members-group-农民": ""}
    assert post(cast, "secretary", f"/import/{batch.pk}/mend/", **given).status_code == 302
    assert tally(latest()) == (1, 0, 0, 1, 0)
    assert "工作表「名册」「自由职业」读作「自由职业人员」，1 行。" in latest().notes
    assert tally(read(content, by=SYSTEM, path=COUNTY)) == (1, 0, 0, 1, 0)
    assert tally(read(content, by=SYSTEM, path="43/4301/")) == (0, 0, 0, 2, 0)
    persons = book(("人员", [["姓名", "类别"], ["张试三", "自由职业"]]))
    assert rows_of(read(persons, by=SYSTEM, path=COUNTY))[0].texts["类别"] == "自由职业人员"
    listed = page(cast, "secretary", "/import/words/")
    assert "会员的「类别」" in listed
    assert "自由职业人员" in listed
    assert "自由职业人员" not in page(cast, "neighbour", "/import/words/")
    kept = Heading.objects.whole_network(reason=ALL).filter(listed="group")
    assert post(cast, "neighbour", "/import/words/", word=str(kept[0].pk)).status_code == 404
    assert post(cast, "secretary", "/import/words/", word="x").status_code == 400
    assert post(cast, "secretary", "/import/words/", word=str(kept[0].pk)).status_code == 302
    assert (kept.count(), tally(read(content, by=SYSTEM, path=COUNTY))) == (0, (0, 0, 0, 2, 0))
    with pytest.raises(InputError, match="请从列表里选择"):
        actions.learn_words(latest(), by=SYSTEM, door="members", field="group", meanings={"农民": "farmer"})
    with pytest.raises(InputError, match="没有「name」这个可选的栏目"):
        actions.learn_words(latest(), by=SYSTEM, door="members", field="name", meanings={"农民": "farmer"})


def test_learnt_headings_are_listed_and_forgotten_one_by_one(cast: Cast) -> None:
    batch = read(words(["王试一", "", "", "2021-03-09"]), by=SYSTEM, path=COUNTY)
    meanings = {"称呼": "name", "籍贯": "", "旧栏": "name2"}
    for text, field in list(meanings.items())[:2]:
        actions.remember_headings(batch, by=SYSTEM, door="members", meanings={text: field})
    Heading.objects.insert_rows([Heading(path=COUNTY, door="gone", text="x", field="y")])
    listed = page(cast, "secretary", "/import/words/")
    assert [listed.count(text) for text in ("称呼", "籍贯", "不读这一列", "会员的表头")] == [2, 2, 1, 2]
    (first, *_) = Heading.objects.whole_network(reason=ALL).filter(text="称呼")
    post(cast, "secretary", "/import/words/", word=str(first.pk))
    assert "称呼" not in page(cast, "secretary", "/import/words/")


def test_all_that_is_wrong_with_a_row_is_said_at_once_and_mended_at_once(cast: Cast) -> None:
    batch = read(words(["", "1370001", "农民", "3月"], ["李试二", "", "", "2021-03-09"]), by=SYSTEM, path=COUNTY)
    (row, _) = rows_of(batch)
    assert [one in row.remark for one in ("「姓名」", "11 位", "不在可选范围内", "「入会日期」")] == [True] * 4
    assert row.remark.count("「入会日期」") == 1
    shown = unescape(page(cast, "secretary", f"/import/{batch.pk}/mend/"))
    cells = re.findall(rf'name="{row.row.pk}-(\w+)"', shown)
    assert cells == ["name", "mobile", "group", "begin"]
    one = unescape(page(cast, "secretary", f"/import/{batch.pk}/mend/?row={row.row.pk}"))
    assert f'name="{row.row.pk}-unit"' in one
    given = {f"{row.row.pk}-{name}": text for name, text in
             {"name": "王试一", "mobile": "13700010001", "group": "new_media", "begin": "2021-03-10", "unit": "甲厂"}.items()}  # fmt: skip
    assert post(cast, "secretary", f"/import/{batch.pk}/mend/", row=str(row.row.pk), **given).status_code == 302
    assert tally(latest()) == (2, 0, 0, 0, 0)
    texts = rows_of(latest())[0].texts
    assert [texts[label] for label in ("姓名", "手机号", "工作单位", "类别", "入会日期")] == [
        "王试一", "13700010001", "甲厂", "新媒体从业人员", "2021-03-10",
    ]  # fmt: skip


def test_values_that_are_wrong_everywhere_are_mended_in_one_go(cast: Cast) -> None:
    content = roster(*(line(cast, f"试{one}", day="2021-03") for one in "甲乙丙"), line(cast, "试丁"))
    batch = read(content, by=SYSTEM, path=COUNTY)
    (first, *_) = rows_of(batch)
    given = {f"{first.row.pk}-begin": "2021-03-01", f"{first.row.pk}-begin-all": "1"}
    post(cast, "secretary", f"/import/{batch.pk}/mend/", **given)
    assert tally(latest()) == (4, 0, 0, 0, 0)
    post(cast, "secretary", f"/import/{batch.pk}/act/", act="again")
    assert tally(latest()) == (4, 0, 0, 0, 0)
    assert "没有要改正的行" in page(cast, "secretary", f"/import/{batch.pk}/mend/")
    with pytest.raises(InputError, match="一格最多 2000 字"):
        actions.mend(latest(), by=SYSTEM, cells={"x": "字" * 2001})


def test_months_alone_become_their_first_days_with_one_press_and_never_unasked(cast: Cast) -> None:
    days = ("2020.5", 2020.5, "2020年10月", "2020.1", "去年")
    batch = read(roster(*(line(cast, f"试{n}", day=day) for n, day in enumerate(days))), by=SYSTEM, path=COUNTY)
    assert tally(batch) == (0, 0, 0, 5, 0)
    address = f"/import/{batch.pk}/mend/"
    shown = page(cast, "secretary", address)
    assert re.findall(r"「.*?」有 \d 行只写到月", shown) == ["「入会日期」有 3 行只写到月"], [
        row.problems for row in rows_of(batch)
    ]
    assert '<button class="btn" name="months" value="members-begin">用当月 1 日</button>' in shown
    post(cast, "secretary", address, months="members-nothing")
    assert tally(latest()) == (0, 0, 0, 5, 0)
    post(cast, "secretary", address, months="members-begin")
    assert tally(latest()) == (3, 0, 0, 2, 0)
    assert [row.typed["begin"] for row in rows_of(latest())] == [
        "2020-05-01", "2020-05-01", "2020-10-01", "2020.1", "去年",
    ]  # fmt: skip
    assert "用当月 1 日" not in page(cast, "secretary", address)


def test_words_that_are_proposed_are_taken_with_one_press(cast: Cast) -> None:
    batch = read(
        roster(
            *([*line(cast, name), word] for name, word in (("试甲", "新媒体"), ("试乙", "自由职业"), ("试丙", "中介组织"), ("试丁", "社会组织"))),
            head=(*HEAD, "群体类别"),
        ),
        by=SYSTEM, path=COUNTY,
    )  # fmt: skip
    shown = page(cast, "secretary", f"/import/{batch.pk}/mend/")
    assert "用当月 1 日" not in shown
    assert shown.count(" selected>") >= 4


def test_many_faulty_rows_cost_no_more_queries_and_a_bounded_page(cast: Cast, django_assert_num_queries: Any) -> None:
    one = read(roster(line(cast, "", day="去年")), by=SYSTEM, path=COUNTY)
    many = read(
        roster(*(line(cast, "", unit="甲" * 100, day=f"去年{number}") for number in range(40))), by=SYSTEM, path=COUNTY
    )
    secretary = cast.client("secretary")
    secretary.get("/import/")  # what a process reads once
    for batch in (one, many):
        with django_assert_num_queries(7):
            answer = secretary.get(f"/import/{batch.pk}/mend/")
        assert len(answer.content) <= 100_000
        with django_assert_num_queries(7):
            assert len(secretary.get(f"/import/{batch.pk}/").content) <= 100_000
    assert "另有 20 行" in answer.content.decode()


@pytest.mark.parametrize("who", ["neighbour", "city", "member"])
def test_rows_are_mended_only_by_those_who_may_read_them(cast: Cast, who: str) -> None:
    batch = read(roster(line(cast, "张三", day="去年")), by=SYSTEM, path=COUNTY)
    expected = 403 if who == "member" else 404
    assert cast.client(who).get(f"/import/{batch.pk}/mend/").status_code == expected
    for below in ("mend/", "faulty.xlsx"):
        assert post(cast, who, f"/import/{batch.pk}/{below}", purpose="看看").status_code == expected
    assert not Entry.objects.whole_network(reason=ALL).filter(action="access.export").exists()


def test_faulty_rows_about_nobody_need_no_purpose(cast: Cast) -> None:
    batch = read(book(("组织", ORGANISATIONS)), by=SYSTEM, path=COUNTY)
    assert tally(batch) == (0, 0, 0, 1, 0)
    assert 'name="purpose"' not in page(cast, "city", f"/import/{batch.pk}/")
    answer = cast.client("city").post(f"/import/{batch.pk}/faulty.xlsx")
    content = b"".join(answer.streaming_content)  # type: ignore[attr-defined]
    again = read(content, by=SYSTEM, path=COUNTY)
    assert (tally(again), rows_of(again)[0].texts["组织名称"]) == ((0, 0, 0, 1, 0), "某新会")
    right = read(roster(line(cast, "张三")), by=SYSTEM, path=COUNTY)
    assert post(cast, "secretary", f"/import/{right.pk}/faulty.xlsx", purpose="看看").status_code == 404


def test_faulty_rows_end_where_a_sheet_would_be_too_long(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    import io

    from tongxin.intake import faulty

    monkeypatch.setattr(faulty, "MAX_ROWS", 1)
    batch = read(roster(line(cast, "张三", day="去年"), line(cast, "李四", day="去年")), by=SYSTEM, path=COUNTY)
    assert faulty.write_faulty(io.BytesIO(), [doors()["members"]], rows_of(batch)) == 1


def test_landline_is_left_out_and_told(cast: Cast) -> None:
    batch = read(
        roster(line(cast, "张三", mobile="0731-85551234"), line(cast, "李四", mobile="(0731) 8555123")),
        by=SYSTEM,
        path=COUNTY,
    )
    assert tally(batch) == (2, 0, 0, 0, 0)
    assert rows_of(batch)[0].remark == "「0731-85551234」是固定电话，不是手机号，未采用。"
    assert "工作表「花名册」有 2 处内容不能采用，已在该行说明。" in batch.notes


def test_who_waits_for_a_file_is_led_to_it(cast: Cast) -> None:
    batch = read(roster(line(cast, "张三")), by=SYSTEM, path=COUNTY)
    job = Job.objects.create(
        kind="intake.read", label="读取", path=COUNTY, account=cast.accounts["secretary"], state="running", arguments={"batch": batch.pk}
    )  # fmt: skip
    Batch.objects.whole_network(reason=ALL).filter(pk=batch.pk).update(job=job.pk)
    assert f'hx-get="/jobs/{job.pk}/"' in page(cast, "secretary", f"/import/{batch.pk}/")
    client = cast.client("secretary")

    def led(state: str) -> tuple[str, bool]:
        Job.objects.whole_network(reason=ALL).update(state=state)
        answer = client.get(f"/jobs/{job.pk}/", headers={"HX-Request": "true"})
        return answer.get("HX-Redirect", ""), f'href="/import/{batch.pk}/"' in answer.content.decode()

    here = f"/import/{batch.pk}/"
    assert [led(state) for state in ("running", "done", "failed", "cancelled")] == [
        ("", False), (here, True), (here, True), ("", False),
    ]  # fmt: skip
    assert "HX-Redirect" not in client.get(f"/jobs/{job.pk}/")
    Job.objects.whole_network(reason=ALL).update(kind="gone", state="done")
    assert led("done") == ("", False)


def test_erased_person_leaves_samples_and_mends_too(cast: Cast) -> None:
    known = cast.person("张三", mobile="13900000001")
    batch = read(roster(line(cast, "张三", day="去年"), line(cast, "李四")), by=SYSTEM, path=COUNTY)
    other = read(roster(line(cast, "李四")), by=SYSTEM, path=COUNTY)
    actions.mend(batch, by=SYSTEM, cells={"花名册\t2\t0\tname": "张三"})
    from tongxin.access.erasing import Erased
    from tongxin.intake.earlier import forget_earlier_values

    forget_earlier_values(known, by=SYSTEM, erased=Erased(words=["张三"], called="人员 1"))
    batch, other = (Batch.objects.whole_network(reason=ALL).get(pk=one.pk) for one in (batch, other))
    assert (batch.excerpt, batch.mends) == ("", "")
    assert "李四" in other.excerpt


def test_samples_go_when_a_batch_is_given_up_or_taken_back(cast: Cast) -> None:
    given_up, taken = (read(roster(line(cast, name)), by=SYSTEM, path=COUNTY) for name in ("张三", "李四"))
    assert "张三" in given_up.excerpt
    actions.discard_batch(given_up, by=SYSTEM)
    actions.undo_batch(actions.apply_batch(taken, by=SYSTEM), by=SYSTEM, reason="试")
    kept = Batch.objects.whole_network(reason=ALL).order_by("id")
    assert [one.excerpt for one in kept] == ["", ""]


def test_decision_about_a_row_that_is_doubtful_no_more_is_let_go(cast: Cast) -> None:
    known = cast.person("张三", unit="示例所")
    batch = read(roster(line(cast, "张三", unit="示例所")), by=SYSTEM, path=COUNTY)
    actions.decide(batch, by=SYSTEM, choice="other")
    assert tally(batch) == (1, 0, 0, 0, 0)
    values: Any = {"name": "张三", "position": "", "group": "", "mobile": "", "place": cast.county.place}
    network.correct_person(known, by=SYSTEM, reason="调动", **values, unit="别处")
    actions.preview_file(batch, by=SYSTEM)
    assert (tally(batch), queries.rows(batch, scope=SYSTEM.scope).get().choice) == ((1, 0, 0, 0, 0), "")
    assert decide_again(batch, {}, by=SYSTEM) == {}
