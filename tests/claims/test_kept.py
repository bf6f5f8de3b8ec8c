import io
import re
from dataclasses import replace
from datetime import date

import pytest
from python_calamine import CalamineWorkbook

from tests.cast import CITY, COUNTY, NEIGHBOUR, PROVINCE, SYSTEM, found
from tests.claims.conftest import TEXT, begun
from tests.claims.tables import facts_table
from tongxin.access.models import Entry, Job
from tongxin.claims import actions, queries
from tongxin.claims.check import check
from tongxin.claims.inputs import Inputs
from tongxin.claims.models import KeptCheck
from tongxin.claims.output import as_json
from tongxin.kernel.errors import ForbiddenError, InputError
from tongxin.ports.desk import take_snapshot

pytestmark = pytest.mark.django_db
TABLE = facts_table(
    """会员人数 | 人 | | 2022-09-20 | 2022-09-20 | 312
    培训班 | 期 | | 2022-01-01 | 2022-09-20 | 118""",
    home="长沙市",
)


def inputs(text="会员312人，书5本，培训班400期。", **changes):
    one = Inputs(text=text, published=date(2022, 9, 26), home="长沙市", facts=TABLE.facts, overrides={})
    return replace(one, **changes)


def keep(by, *, title="工作总结", path=CITY, **changes):
    one = inputs(**changes)
    checked = check(one.text, date=one.published, home=one.home, answers=TABLE, overrides=one.overrides)
    return actions.keep_check(one, by=by, findings=as_json(checked), title=title, path=path)


def rows():
    return KeptCheck.objects.whole_network(reason="a test looks at everything")


def journal(action):
    lines = Entry.objects.whole_network(reason="a test looks at the whole journal")
    return lines.get(action=f"claims.check.{action}")


def test_kept_check_holds_what_went_in_and_what_came_out(network):
    kept = keep(network.actor("city"), overrides={(2, 6): None})
    again = rows().get()
    assert queries.inputs_of(again) == inputs(overrides={(2, 6): None})
    assert (again.figures, again.contradicted) == (3, 1)
    assert (again.keeper, again.path, str(again)) == ("city", CITY, "工作总结")
    assert again.checker == actions.CHECKER
    assert kept.findings["claims"][0]["override"] is True


def test_register_check_is_kept_with_its_snapshot(network):
    keep(network.actor("city"), facts=None, snapshot="s1")
    assert queries.inputs_of(rows().get()).facts is None
    assert queries.inputs_of(rows().get()).snapshot == "s1"


def test_journal_never_repeats_the_text(network):
    kept = keep(network.actor("city"), title="机密")
    actions.delete_check(kept, by=network.actor("city"), reason="重复")
    for line in (journal("keep"), journal("delete")):
        assert "会员312人" not in str((line.before, line.after, line.record_label))
    assert journal("delete").reason == "重复"
    assert journal("delete").record_label == "机密"
    assert not rows().exists()


@pytest.mark.parametrize(
    ("who", "path", "error"),
    [("city", PROVINCE, ForbiddenError), ("city", NEIGHBOUR, ForbiddenError), ("stranger", CITY, ForbiddenError)],
)
def test_check_is_kept_only_where_the_keeper_looks(network, who, path, error):
    with pytest.raises(error):
        keep(network.actor(who), path=path)


def test_check_needs_a_name(network):
    with pytest.raises(InputError, match="名称"):
        keep(network.actor("city"), title="  ")
    kept = keep(network.actor("city"))
    with pytest.raises(InputError, match="名称"):
        actions.rename_check(kept, by=network.actor("city"), title=" ")
    with pytest.raises(InputError, match="原因"):
        actions.delete_check(kept, by=network.actor("city"), reason=" ")


def test_keeper_and_recorders_of_the_place_may_rename_and_delete(network):
    kept = keep(network.actor("city"))
    actions.rename_check(kept, by=network.actor("province"), title="年度总结")
    assert journal("rename").before == {"title": "工作总结"}
    for who in ("neighbour", "administrator", "secretary"):
        with pytest.raises(ForbiddenError):
            actions.rename_check(kept, by=network.actor(who), title="改")
    own = keep(network.actor("administrator"), path=PROVINCE)
    actions.delete_check(own, by=network.actor("administrator"), reason="不用了")


# --- pages ----------------------------------------------------------------------------------------------------------------


def kept_from(client, **values):
    url = begun(client, text=TEXT)
    return client.post(f"{url}keep/", {"title": "工作总结", "path": CITY, **values})


def test_draft_is_kept_only_by_pressing_save_and_only_with_an_account(network):
    stranger = network.client("stranger")
    url = begun(stranger)
    assert stranger.post(f"{url}keep/", {"title": "x", "path": CITY})["Location"].startswith("/accounts/login/")
    assert network.client("member").post(f"{url}keep/", {"title": "x", "path": CITY}).status_code == 403
    city = network.client("city")
    assert city.get(f"{url}keep/").status_code == 404
    url = begun(city)
    page = city.get(f"{url}keep/").content.decode()
    assert f'value="{TEXT}"' in page
    assert "长沙市" in page
    assert "株洲市" not in page
    assert not rows().exists()


def test_saved_check_is_shown_as_the_same(network):
    city = network.client("city")
    response = kept_from(city)
    page = city.get(response["Location"]).content.decode()
    assert "结果与保存时相同" in page
    assert page.count('class="ck-mark') == 4
    assert "改名" in page
    assert "换一项记录" not in page


@pytest.mark.parametrize("values", [{"title": ""}, {"path": PROVINCE}, {"path": ""}])
def test_saving_under_no_name_or_another_place_is_refused(network, values):
    assert kept_from(network.client("city"), **values).status_code == 400
    assert not rows().exists()


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("city", 200),
        ("province", 200),
        ("administrator", 200),
        ("registrar", 200),
        ("neighbour", 404),
        ("secretary", 404),
        ("member", 403),
        ("stranger", 302),
    ],
)
def test_kept_check_exists_for_those_who_look_at_its_place(network, who, status):
    kept = keep(network.actor("city"), title="长沙送审稿")
    client = network.client(who)
    for page in ("", "download/json/"):
        response = client.get(f"/check/kept/{kept.pk}/{page}")
        assert response.status_code == status
        assert ("会员" in response.content.decode()) == (status == 200)
    keeps = who != "administrator"  # looks at the place, and neither kept it nor records there
    for page, allowed in (("rename/", 400), ("delete/", 400), ("reopen/", 302)):
        response = client.post(f"/check/kept/{kept.pk}/{page}", {})
        may = allowed if keeps or page == "reopen/" else 403
        assert response.status_code == (may if status == 200 else status)
    listed = client.get("/check/kept/").content.decode()
    assert ("长沙送审稿" in listed) == (status == 200)


def test_values_of_the_keepers_scope_are_never_shown_to_another(network):
    kept = keep(network.actor("city"), facts=None, snapshot="gone", text="会员312人。")
    kept.findings["claims"][0] |= {"reason": "只有保存人能看到的内容", "computed": "77777"}
    kept.save()
    page = network.client("administrator").get(f"/check/kept/{kept.pk}/").content.decode()
    assert "只有保存人能看到的内容" not in page
    assert "77777" not in page
    assert "与保存时相比" in page


def test_differences_are_told_figure_by_figure(network):
    kept = keep(network.actor("city"))
    claims = kept.findings["claims"]
    claims[0]["verdict"] = "loose"
    claims[2]["computed"] = "311"
    claims[1] |= {"start": 90, "end": 91, "text": "某数"}
    kept.save()
    page = network.client("city").get(f"/check/kept/{kept.pk}/").content.decode()
    told = re.findall(r"<li>([^<]+：保存时[^<]+)</li>", page)
    assert told == [
        "312人：保存时偏松，现在相符。",
        "5本：保存时未列出，现在无据。",
        "400期：保存时不符，现在不符，但记录值变了。",
        "某数：保存时无据，现在不再认作数字。",
    ]


def test_choice_that_no_longer_exists_is_told_not_thrown(network):
    kept = keep(network.actor("city"))
    kept.overrides = [[2, 6, "f77"]]
    kept.save()
    page = network.client("city").get(f"/check/kept/{kept.pk}/").content.decode()
    assert "没有编号为「f77」" in page


def test_kept_check_is_renamed_and_deleted_on_its_pages(network):
    city = network.client("city")
    kept = keep(network.actor("city"))
    url = f"/check/kept/{kept.pk}/"
    assert "工作总结" in city.get(f"{url}rename/").content.decode()
    assert city.post(f"{url}rename/", {"title": "定稿"})["Location"] == url
    assert "<h1>定稿</h1>" in city.get(url).content.decode()
    assert city.post(f"{url}delete/", {"reason": "重复"})["Location"] == "/check/kept/"
    assert city.get(url).status_code == 404


def test_reader_sees_but_does_not_change(network):
    kept = keep(network.actor("city"))
    page = network.client("administrator").get(f"/check/kept/{kept.pk}/").content.decode()
    assert "改名" not in page
    response = network.client("administrator").post(f"/check/kept/{kept.pk}/rename/", {"title": "改"})
    assert response.status_code == 403


def test_kept_check_is_opened_again_with_its_choices_against_the_newest_records(network):
    province = network.client("province")
    text = "全省联谊组织达到3家，书5本。"
    url = begun(province, facts=False, text=text)
    province.post(f"{url}match/", {"start": 12, "end": 14, "choice": ""})
    province.post(f"{url}keep/", {"title": "年报", "path": PROVINCE})
    kept = rows().get()
    found("某县联谊会", "430121")
    take_snapshot(by=SYSTEM)
    page = province.get(f"/check/kept/{kept.pk}/").content.decode()
    assert "结果与保存时相同" in page
    response = province.post(f"/check/kept/{kept.pk}/reopen/")
    page = province.get(response["Location"]).content.decode()
    assert "为5家" in page
    assert page.count("人工指定</span>") == 1


def test_list_takes_the_same_queries_for_one_check_and_for_three(network, django_assert_num_queries):
    client = network.client("city")
    keep(network.actor("city"))
    client.get("/check/kept/")
    with django_assert_num_queries(4):
        assert client.get("/check/kept/").content.decode().count(">工作总结<") == 1
    keep(network.actor("city")), keep(network.actor("city"))
    with django_assert_num_queries(4):
        assert client.get("/check/kept/").content.decode().count(">工作总结<") == 3


def test_page_of_a_kept_check_takes_few_queries(network, django_assert_num_queries):
    client = network.client("city")
    url = f"/check/kept/{keep(network.actor('city')).pk}/"
    client.get(url)
    with django_assert_num_queries(6):
        client.get(url)


@pytest.mark.parametrize(
    ("query", "seen"),
    [
        ("", {"甲", "乙", "丙"}),
        ("?q=甲", {"甲"}),
        ("?outcome=contradicted", {"甲", "丙"}),
        ("?outcome=clean", {"乙"}),
        ("?keeper=me", {"甲", "乙"}),
        ("?sort=-contradicted", {"甲", "乙", "丙"}),
    ],
)
def test_list_is_narrowed(network, query, seen):
    keep(network.actor("city"), title="甲")
    keep(network.actor("city"), title="乙", text="会员312人。")
    keep(network.actor("secretary"), title="丙", path=COUNTY)
    page = network.client("city").get(f"/check/kept/{query}").content.decode()
    assert {title for title in "甲乙丙" if f">{title}</a>" in page} == seen


def test_list_is_exported(network):
    keep(network.actor("city"))
    response = network.client("city").get("/check/kept/?export=xlsx")
    book = CalamineWorkbook.from_filelike(io.BytesIO(b"".join(response.streaming_content)))
    assert "工作总结" in str(book.get_sheet_by_index(0).to_python())


def test_empty_list_names_the_next_step(network):
    assert "核对一份报告" in network.client("city").get("/check/kept/").content.decode()


# --- long reports -----------------------------------------------------------------------------------------------------------

LONG = "活动照常举行，大家都很高兴。" * 4_000 + "会员312人。"


def test_long_report_is_checked_as_a_job_and_found_again(network, django_capture_on_commit_callbacks):
    city = network.client("city")
    with django_capture_on_commit_callbacks(execute=True):
        job_url = begun(city, text=LONG)
    assert re.fullmatch(r"/jobs/\d+/", job_url)
    job = Job.objects.whole_network(reason="a test looks at every job").get()
    assert job.state == "done"
    assert "共 1 个数字" in job.log
    page = city.get(job.result["url"]).content.decode()
    assert "第 3 部分" in page
    assert job.result["url"] in city.get(job_url).content.decode()


def test_choice_in_a_long_report_is_a_job_again(network, django_capture_on_commit_callbacks):
    city = network.client("city")
    with django_capture_on_commit_callbacks(execute=True):
        begun(city, text=LONG)
    url = Job.objects.whole_network(reason="a test looks at every job").get().result["url"]
    start = LONG.index("312人")
    values = {"start": start, "end": start + 4, "choice": "f2"}
    with django_capture_on_commit_callbacks(execute=True):
        response = city.post(f"{url}match/", values, headers={"HX-Request": "true"})
    assert response["HX-Redirect"].startswith("/jobs/")
    assert city.post(f"{url}match/", values)["Location"].startswith("/jobs/")
    assert "ck-contradicted" in city.get(f"{url}?part=3").content.decode()


def test_long_report_of_a_visitor_is_refused_in_words_and_not_kept(network, settings):
    values = {"text": LONG, "date": "2022-09-26", "home": "湖南省"}
    for who in ("stranger", "member"):
        response = network.client(who).post("/check/", values)
        assert response.status_code == 403
        assert "超过五万字" in response.content.decode()
    assert not list((settings.DATA_DIR / "drafts").iterdir())


def test_kept_long_report_waits_for_a_press(network):
    kept = keep(network.actor("city"), text=LONG)
    page = network.client("city").get(f"/check/kept/{kept.pk}/").content.decode()
    assert "这份报告较长" in page
    response = network.client("city").post(f"/check/kept/{kept.pk}/reopen/")
    assert response["Location"].startswith("/jobs/")


def test_result_still_being_made_says_so_and_cannot_be_kept(network):
    city = network.client("city")
    begun(city, text=LONG)
    job = Job.objects.whole_network(reason="a test looks at every job").get()
    url = f"/check/d/{job.arguments['draft']}/"
    assert "还在核对" in city.get(url).content.decode()
    assert city.post(f"{url}keep/", {"title": "x", "path": CITY}).status_code == 409
    assert city.get(f"{url}match/?start=1&end=2").status_code == 400
