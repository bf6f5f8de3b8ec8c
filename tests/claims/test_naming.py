"""A recorded name said in the text narrows the figure; a name not said, or said in passing, never does."""

from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest

from tongxin.claims.answers import Answer, Candidate
from tongxin.claims.check import WHOLE, check
from tongxin.claims.explain import reason
from tongxin.claims.output import as_json
from tongxin.claims.said import Record, find_names
from tongxin.kernel.errors import InputError

COUNTY, CITY, NEIGHBOUR, PROVINCE = "43/4301/430182/", "43/4301/", "43/4302/", "43/"


def organisation(number: int, name: str, path: str, *, home: bool = False) -> Record:
    return Record("organisation", "组织", number, name, path, code="430000", acts=True, home=home)


OWN = organisation(1, "湖南省新的社会阶层人士联谊会", PROVINCE, home=True)
COUNTYS = organisation(2, "宁乡市新的社会阶层人士联谊会", COUNTY)
BASE = Record("base", "基地", 5, "灰汤实践基地", COUNTY, code="430182")
TEAM = Record("team", "服务团", 15, "“金芙蓉”专家服务团", PROVINCE, code="430000")
SERIES = Record("series", "品牌系列", 6, "大讲堂", COUNTY, code="430182")
NAMED = (
    (OWN.name, OWN),
    ("省新联会", OWN),
    (COUNTYS.name, COUNTYS),
    ("宁乡市新联会", COUNTYS),
    ("宁乡市新联会", COUNTYS),
    ("市新联会", organisation(3, "长沙市新的社会阶层人士联谊会", CITY)),
    ("市新联会", organisation(4, "株洲市新的社会阶层人士联谊会", NEIGHBOUR)),
    (BASE.name, BASE),
    ("灰汤实践基地二期", replace(BASE, id=9, name="灰汤实践基地二期")),
    (SERIES.name, SERIES),
    (TEAM.name, TEAM),
    ("湘江公益联盟", organisation(7, "湘江公益联盟", CITY)),
    ("湘江公益联盟", organisation(8, "湘江公益联盟", NEIGHBOUR)),
    ("省级示范社", organisation(10, "省级示范社", PROVINCE, home=True)),
    ("省级示范社", organisation(11, "省级示范社", CITY)),
    ("培训班", organisation(12, "培训班", CITY)),
    ("宁乡市", organisation(13, "宁乡市", COUNTY)),
    (" ", organisation(14, " ", COUNTY)),
)
NARROWED_BY = {
    "members": {"organisation", "team"},
    "classes": {"organisation", "base", "series", "team"},
    "times": {"organisation"},
    "bases": {"base", "organisation"},
}


class Register:
    """Everything is 100, of one record 20; a base narrowed to a base would count itself."""

    def __init__(self, *, equal: bool = False) -> None:
        self.equal = equal

    notice = ""

    @property
    def narrowing(self):
        return self

    def named(self):
        return iter(NAMED)

    def narrowed(self, candidate, record):
        if record.word not in NARROWED_BY.get(candidate.key, ()):
            return None
        if candidate.key == record.word + "s":
            return candidate
        return replace(candidate, of=record, place="宁乡市")

    def candidates(self):
        found = [
            Candidate(key="members", names=("会员", "会员人数"), unit="人", day=True),
            Candidate(key="classes", names=("培训班次", "培训班"), unit="班次", words=("期",)),
            Candidate(key="times", names=("培训人次",), unit="人次"),
            Candidate(key="bases", names=("实践创新基地",), unit="个", day=True),
            Candidate(key="covered", names=("县级覆盖率", "县级覆盖"), unit="个", day=True, share=True),
        ]
        return [*found, Candidate(key="trainings", names=("培训班期数",), unit="期")] if self.equal else found

    def answer(self, candidate, *, place, period):
        return Answer(Fraction(20 if candidate.of else 100))


def checked(text, *, overrides=None, equal=False):
    answers = Register(equal=equal)
    return check(text, date=date(2022, 9, 26), home="湖南省", answers=answers, overrides=overrides or {})


def said(text):
    """Return, of each figure, its verdict and the number of the record it was narrowed to, or why it was not judged."""
    return [
        (one.verdict.value, one.untold.trouble.value if one.untold else one.candidate.of and one.candidate.of.id)
        for one in checked(text).findings
        if one.candidate
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("宁乡市新联会会员20人。", [("fit", 2)]),
        ("宁乡市新的社会阶层人士联谊会会员20人。", [("fit", 2)]),
        ("其中，湖南省宁乡市新联会的会员20人。", [("fit", 2)]),
        ("1.宁乡市新联会去年举办培训班20期。", [("fit", 2)]),
        ("2021年，宁乡市新联会举办培训班100期。", [("contradicted", 2)]),
        ("由宁乡市新联会举办的培训班20期。", [("fit", 2)]),
        ("灰汤实践基地举办培训班20期。", [("fit", 5)]),
        ("灰汤实践基地二期举办培训班20期。", [("fit", 9)]),
        ("在灰汤实践基地举办培训班20期。", [("fit", 5)]),
        ("举办了“大讲堂”培训班20期。", [("fit", 6)]),
        ("长沙市新联会举办培训班20期。", [("fit", 3)]),
        ("省级示范社举办培训班20期。", [("fit", 10)]),
        ("“同心”品牌见效。宁乡市新联会会员20人。", [("fit", 2)]),
        ("宁乡市新联会现有会员20人，举办培训班20期、培训20人次。", [("fit", 2)] * 3),
        ("宁乡市新联会，会员20人。", [("fit", 2)]),
        ("宁乡市新联会成立以来，积极服务大局，举办培训班20期。", [("ambiguous", 2)]),
        ("“金芙蓉”专家服务团正式组建，举办培训班20期。", [("fit", 15)]),
        ("“金芙蓉”专家服务团成立。服务团举办培训班20期。", [("fit", 15)]),
        ("“金芙蓉”专家服务团成立。该服务团赴全省举办培训班20期。", [("fit", 15)]),
        ("“金芙蓉”专家服务团成立。20名服务团会员赴全省举办培训班20期。", [("fit", 15), ("unsupported", "unclear")]),
        ("今年以来，宁乡市新联会积极作为，举办培训班20期。", [("fit", 2)]),
    ],
)
def test_a_name_said_of_the_figure_narrows_it(text, expected):
    assert said(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "会员100人。",
        "“金芙蓉”专家服务团成立。法律服务团举办培训班100期。",
        "“金芙蓉”专家服务团成立。又开一会。服务团举办培训班100期。",
        "“金芙蓉”专家服务团成立。\n服务团举办培训班100期。",
        "“金芙蓉”专家服务团成立\n服务团举办培训班100期。",
        "“金芙蓉”专家服务团成立，宁乡市新联会揭牌。服务团举办培训班100期。",
        "灰汤实践基地揭牌。基地举办培训班100期。",
        "宁乡市会员100人。",
        "宁乡市新联会揭牌，全省会员100人。",
        "宁乡市新联会举办年会。会员100人。",
        "宁乡市新联会举办年会；会员100人。",
        "走访宁乡市新联会，会员100人。",
        "宁乡市新联会揭牌仪式隆重，会员100人。",
        "走访宁乡市新联会所属企业，会员100人。",
        "举办“走进灰汤实践基地”培训班100期。",
        "学习《灰汤实践基地》，举办培训班100期。",
        "开设大讲堂培训班100期。",
        "灰汤实践基地等实践创新基地100个。",
        "灰汤实践基地建成，实践创新基地100个。",
        "灰汤实践基地发展壮大，实践创新基地100个。",
        "宁乡市新联会等举办培训班100期。",
        "在宁乡市新联会指导下举办培训班100期。",
        "宁乡市新联会办公室举办培训班100期。",
        "海南省新联会举办培训班100期。",
        "省新联会会员100人。",
        "省新联会组织调研，会员100人。",
        "会员100人（含灰汤实践基地）。",
        "会员100人，灰汤实践基地等地参加。",
        "会员100人在灰汤实践基地和其他地方学习20天。",
    ],
)
def test_a_name_not_said_of_the_figure_never_narrows_it(text):
    assert said(text)[0] == ("fit", None)


@pytest.mark.parametrize(
    ("text", "trouble", "sentence"),
    [
        ("湘江公益联盟举办培训班20期。", "twins", "说的是“湘江公益联盟”，登记簿里有几条记录同名，分不清是哪一条"),
        ("宁乡市新联会在灰汤实践基地举办培训班20期。", "several", "同时说到“宁乡市新联会”和“灰汤实践基地”"),
        ("宁乡市新联会与灰汤实践基地携手，举办培训班20期。", "several", "不能只按其中一个计算"),
        ("宁乡市新联会与某公司携手，举办培训班20期。", "unclear", "“宁乡市新联会”"),
        ("走访宁乡市新联会培训班20期。", "unclear", "提到“宁乡市新联会”，看不出是不是只说它的数"),
        ("株洲市举办“大讲堂”培训班20期。", "unclear", "“大讲堂”"),
        ("宁乡市新联会在株洲市举办培训班20期。", "unclear", "“宁乡市新联会”"),
        ("宁乡市新联会及各乡镇举办培训班20期。", "unclear", "“宁乡市新联会”"),
        ("宁乡市新联会会员企业举办培训班20期。", "unclear", "“宁乡市新联会”"),
        ("会员20人来自宁乡市新联会。", "unclear", "“宁乡市新联会”"),
        ("灰汤实践基地会员20人。", "measure", "说的是“灰汤实践基地”，而会员不能按一个基地计算，没有可对照的记录。"),
        ("宁乡市新联会县级覆盖86%。", "measure", "而县级覆盖率不能按一个组织计算"),
    ],
)
def test_a_name_whose_part_is_unclear_keeps_the_figure_from_any_verdict(text, trouble, sentence):
    assert said(text) == [("unsupported", trouble)]
    assert sentence in reason(checked(text).findings[0])


def test_the_texts_own_organisation_is_meant_alone_only_where_it_is_the_doer():
    assert said("省新联会举办培训班20期，培训20人次。") == [("fit", 1), ("fit", 1)]
    assert said("湖南省新联会共举办培训班100期。") == [("contradicted", 1)]


def test_an_organisation_that_may_stand_for_its_place_is_not_accused():
    (finding,) = checked("宁乡市新联会会员100人。").findings
    assert finding.verdict.value == "ambiguous"
    assert "按“宁乡市新的社会阶层人士联谊会”计算，宁乡市" in reason(finding)
    assert "还有会员（宁乡市，不按名称计算，与文字相符）" in reason(finding)
    assert said("宁乡市新联会会员50人。") == [("contradicted", 2)]


def test_the_wholes_figure_said_of_a_base_is_told():
    (finding,) = checked("灰汤实践基地举办培训班100期。").findings
    assert finding.verdict.value == "contradicted"
    assert "若指培训班次（湖南省）则相符" in reason(finding)


def test_a_reading_that_cannot_be_narrowed_is_no_rival():
    (finding,) = checked("灰汤实践基地培训班20期。", equal=True).findings
    assert finding.untold or all(one.candidate.of for one in finding.equal)
    assert finding.verdict.value in {"fit", "unsupported"}


def test_what_is_said_of_two_bases_does_not_contradict_itself():
    text = (
        "灰汤实践基地会员20人。灰汤实践基地二期会员30人。灰汤实践基地举办培训班20期。灰汤实践基地二期举办培训班25期。"
    )
    assert checked(text).incoherences == ()


def test_the_document_names_the_record():
    (claim,) = as_json(checked("灰汤实践基地举办培训班20期。"))["claims"]
    assert claim["of"] == {"subject": "base", "id": 5, "name": "灰汤实践基地"}
    assert (claim["figure"], claim["subject"], claim["place"]) == ("classes", "培训班次", "宁乡市")
    assert "of" not in as_json(checked("培训班100期。"))["claims"][0]


def test_a_person_may_say_that_no_name_is_meant():
    text = "宁乡市新联会会员100人。"
    span = 8, 12
    (finding,) = checked(text, overrides={span: "members" + WHOLE}).findings
    assert (finding.verdict.value, finding.candidate.of) == ("fit", None)
    (finding,) = checked(text, overrides={span: "members"}).findings
    assert (finding.verdict.value, finding.candidate.of.id) == ("contradicted", 2)
    (finding,) = checked(text, overrides={span: None}).findings
    assert finding.verdict.value == "unsupported"
    with pytest.raises(InputError, match="没有编号为「nothing」"):
        checked(text, overrides={span: "nothing" + WHOLE})


def test_words_that_can_be_read_in_two_ways_cost_no_time():
    assert said(f"{'以来' * 150}某宁乡市新联会会员20人。") == [("unsupported", "unclear")]


def test_names_are_found_in_a_long_text_at_once():
    named = [(f"长沙市第{n}号实践基地", replace(BASE, id=n + 1, path=CITY)) for n in range(3000)]
    found = find_names("长沙市长沙市第77号实践基地。" * 20_000, named, common=lambda name: False)
    assert len(found) == 20_000
    assert {one.records[0].id for one in found} == {78}
