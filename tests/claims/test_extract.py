from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tongxin.claims.claim import Form
from tongxin.claims.extract import extract

READ = [
    ("创建基地392个。", "392个", "392", "个", "exact"),
    ("会员１２８名。", "１２８名", "128", "名", "exact"),
    ("队伍6,218支。", "6,218支", "6218", "支", "exact"),
    ("服务 392 个社区", "392 个", "392", "个", "exact"),
    ("捐款 1,200.5 万元", "1,200.5 万元", "12005000", "元", "scaled"),
    ("捐赠大米12.5吨。", "12.5吨", "12.5", "吨", "exact"),
    ("阅读量12.6亿次", "12.6亿次", "1260000000", "次", "scaled"),
    ("惠及3万5千人。", "3万5千人", "35000", "人", "scaled"),
    ("会员三百一十二人，", "三百一十二人", "312", "人", "exact"),
    ("服务队十支，", "十支", "10", "支", "exact"),
    ("建成小组三个，", "三个", "3", "个", "exact"),
    ("救助2.3万余人（家）次，", "2.3万余人（家）次", "23000", "人（家）次", "more"),
    ("占77％；", "77％", "77", "%", "percent"),
    ("优良率九成六，", "九成六", "96", "%", "percent"),
    ("合格率百分之九十二点五。", "百分之九十二点五", "92.5", "%", "percent"),
    ("出生率千分之八。", "千分之八", "8", "‰", "percent"),
    ("约3800万元", "约3800万元", "38000000", "元", "about"),
    ("大约1.6万人", "大约1.6万人", "16000", "人", "about"),
    ("补贴240万元左右，", "240万元左右", "2400000", "元", "about"),
    ("举办100多个班次，", "100多个班次", "100", "个班次", "more"),
    ("10多万人", "10多万人", "100000", "人", "more"),
    ("10万多人", "10万多人", "100000", "人", "more"),
    ("一万六千余人次，", "一万六千余人次", "16000", "人次", "more"),
    ("百余名核查员", "百余名", "100", "名", "more"),
    ("近200名", "近200名", "200", "名", "nearly"),
    ("将近160万元", "将近160万元", "1600000", "元", "nearly"),
    ("近七成具有", "近七成", "70", "%", "nearly"),
    ("近百家企业", "近百家", "100", "家", "nearly"),
    ("突破3200吨，", "突破3200吨", "3200", "吨", "over"),
    ("超万人次。", "超万人次", "10000", "人次", "over"),
    ("已过百场。", "过百场", "100", "场", "over"),
    ("就业率85%以上。", "85%以上", "85", "%", "at_least"),
    ("85%以上的学员满意", "85%以上", "85", "%", "at_least"),
    ("至少8万人次", "至少8万人次", "80000", "人次", "at_least"),
    ("培训500人以上。", "500人以上", "500", "人", "at_least"),
    ("平均用时不到4小时", "不到4小时", "4", "小时", "below"),
    ("不足150万元。", "不足150万元", "1500000", "元", "below"),
    ("占总支出的3%以内。", "3%以内", "3", "%", "at_most"),
    ("至多3个", "至多3个", "3", "个", "at_most"),
    ("补助2元至3元，", "2元至3元", "2", "元", "range"),
    ("月收入在6000至9000元之间", "6000至9000元", "6000", "元", "range"),
    ("占比63%~68%，", "63%~68%", "63", "%", "range"),
    ("参与率六至七成，", "六至七成", "60", "%", "range"),
    ("投入3至5万元", "3至5万元", "30000", "元", "range"),
    ("二三十人参加", "二三十人", "20", "人", "range"),
    ("上百家企业", "上百家", "100", "家", "vague"),
    ("几十名志愿者", "几十名", "10", "名", "vague"),
    ("十几个社区", "十几个", "10", "个", "vague"),
    ("二十几万人", "二十几万人", "200000", "人", "vague"),
    ("实现全覆盖，", "全覆盖", "100", "%", "full"),
    ("街道全部设站；", "全部", "100", "%", "full"),
    ("乡镇均已全部设点", "全部", "100", "%", "full"),
    ("100%覆盖", "100%覆盖", "100", "%", "full"),
    ("同比增长18.6%；", "18.6%", "18.6", "%", "growth"),
    ("增幅为12.3%，", "12.3%", "12.3", "%", "growth"),
    ("降低物流成本15%，", "15%", "15", "%", "growth"),
    ("提高到86%，", "86%", "86", "%", "percent"),
    ("增长近20%，", "近20%", "20", "%", "nearly"),
    ("提高4.7个百分点，", "4.7个百分点", "4.7", "个百分点", "points"),
    ("是去年的2.3倍，", "2.3倍", "2.3", "倍", "times"),
    ("比上年翻了一番，", "翻了一番", "2", "倍", "times"),
    ("产值翻番。", "翻番", "2", "倍", "times"),
    ("产值翻两番。", "翻两番", "4", "倍", "times"),
    ("人均学习4.2天。", "4.2天", "4.2", "天", "exact"),
    ("平均年龄43岁，", "43岁", "43", "岁", "exact"),
    ("平均执业年限9.6年。", "9.6年", "9.6", "年", "exact"),
    ("新建步道12.6公里。", "12.6公里", "12.6", "公里", "exact"),
    ("每人5000元。", "5000元", "5000", "元", "exact"),
    ("快递费降到每件12元。", "12元", "12", "元", "exact"),
    ("满意度96.5分。", "96.5分", "96.5", "分", "exact"),
    ("注册志愿者达1286403。", "1286403", "1286403", "", "exact"),
    ("观看人次超过500万。", "超过500万", "5000000", "", "over"),
    ("亩产1,050公斤/亩", "1,050公斤/亩", "1050", "公斤/亩", "exact"),
    ("浓度21微克/立方米，", "21微克/立方米", "21", "微克/立方米", "exact"),
    ("投资3万元/年", "3万元/年", "30000", "元/年", "scaled"),
    ("单价12元/瓶", "12元", "12", "元", "exact"),
    ("完成周转量286.5亿吨公里。", "286.5亿吨公里", "28650000000", "吨公里", "scaled"),
    ("发运2.5万标箱，", "2.5万标箱", "25000", "标箱", "scaled"),
    ("进度七成半，", "七成半", "75", "%", "percent"),
    ("约七成为青年。", "约七成", "70", "%", "about"),
    ("女性占六成多。", "六成多", "60", "%", "more"),
    ("女性占四分之一左右。", "四分之一左右", "25", "%", "about"),
    ("项目十分之三用于助老", "十分之三", "30", "%", "percent"),
    ("不足三分之一的村", "不足三分之一", "33.333333333333", "%", "below"),
    ("半数以上为老人。", "半数以上", "50", "%", "at_least"),
    ("女会员过半。", "过半", "50", "%", "over"),
    ("近半会员参加", "近半", "50", "%", "nearly"),
    ("超过一半的村", "超过一半", "50", "%", "over"),
    ("女会员占了一半。", "一半", "50", "%", "percent"),
    ("全年服务1200小时。", "1200小时", "1200", "小时", "exact"),
    ("书记说：“今年我们村卖了12万斤黄桃，户均增收很多。”", "12万斤", "120000", "斤", "scaled"),
]


@pytest.mark.parametrize(("text", "span", "number", "unit", "form"), [pytest.param(*row, id=row[0]) for row in READ])
def test_a_figure_is_read_in_full(text, span, number, unit, form):  # noqa: PLR0917 - one row of the table above
    (claim,) = extract(text)
    assert (claim.text, claim.number, claim.unit, claim.form.value) == (span, number, unit, form)
    assert text[claim.start : claim.end] == span


NOTHING = """2022年9月26日，1至6月，18时30分，8:30开始
党的十八大以来，二十大代表，第三届，第37个国际志愿者日
四届三次理事会，十七届五次全会，第一届理事会第二次会议
庆祝成立70周年，建党百年，百年华诞
四个意识、两个确立、五位一体、三个方面、三个阶段、12个方面、四个一批
一团火，千方百计，千家万户，百花齐放，万众一心，九州八方
百名干部进千企，万名职工学技能
“百名网红助产业”直播，《打造高地若干规定20条》，“1+N”，“99公益日”期间
7×24小时值守，24小时轮班，36小时内送达，三天内答复，三天三夜，连续12小时
拨打12345热线，0739-5312580，400-123-4567，邮编410000
迎春路18号，国道240线，五一大道100号3栋，湘政发〔2022〕12号
首场、首个、一名老人、一位果农
80岁以上老人、35岁以下、三星级以上、500人以上企业、100万元以下的项目、72岁的老党员
两级、两类、两支力量
前3名，排名第2位，分3批进行，前十名
节约用水，签约仪式，最近5天，附近有店
10公里健身跑，100米决赛
一、加强领导；（二）突出重点；3.抓好落实
5G网络，A4纸，C919客机，4A级景区，2.0版
十分重要，万分感谢，人数百，线上百货，无几
每3个月一次，每万人口，每2名学员
比分3比2，1/3，3个月内，
款项全部用于助学，全部投入使用，物资全部发完
网上几无空位，签约百家
三成员，两成效，一成立
数以万计，总数百
共12345678901234567890123456个
三四不靠，突破自我，超越，不足之处，约定，高于一切，过门不入
翻山越岭，翻两座山
近年来，约为，大约
总数约500多的说法
时间过半、任务过半，年过半百，近半年来，近半个月，一半是海水，大半天，半数，另一半
五分之五，四分之一百，万分之一，三分钟，三分之
这里一成为，之一成为基地
三讲教育，八段锦，五味俱全，六道轮回""".splitlines()


@pytest.mark.parametrize("text", NOTHING)
def test_what_states_nothing_is_left_out(text):
    assert [claim.text for claim in extract(text)] == []


def test_lists_and_neighbours_are_read_one_by_one():
    assert [claim.text for claim in extract("分别为51名、37名和15名，近七成具有学历")] == [
        "51名",
        "37名",
        "15名",
        "近七成",
    ]
    assert [claim.text for claim in extract("会员由26人发展到312人")] == ["26人", "312人"]
    assert [claim.text for claim in extract("从20家到30家，从2家至1家")] == ["20家", "30家", "2家", "1家"]
    assert [claim.text for claim in extract("5元至6个")] == ["5元", "6个"]
    assert [claim.text for claim in extract("3个至近5个")] == ["3个", "近5个"]
    assert [claim.text for claim in extract("全年分别达51、37和15，")] == ["51"]


MARKS = [
    ("", "", Form.EXACT),
    ("近", "", Form.NEARLY),
    ("超过", "", Form.OVER),
    ("约", "", Form.ABOUT),
    ("不足", "", Form.BELOW),
]
ENDS = [("", "左右", Form.ABOUT), ("", "以上", Form.AT_LEAST), ("", "以内", Form.AT_MOST)]


@given(
    st.integers(11, 10**7),
    st.sampled_from(["个", "家", "人次", "元", "公斤", "篇", "场", "户", "册"]),
    st.sampled_from(MARKS + ENDS),
    st.booleans(),
)
def test_generated_figures_are_read_back(number, unit, mark, grouped):
    before, after, form = mark
    span = f"{before}{number:,}{unit}{after}" if grouped else f"{before}{number}{unit}{after}"
    (claim,) = extract(f"全年累计达{span}。")
    assert claim.text == span
    assert claim.written.value == number
    assert claim.form is form


@given(
    st.decimals(min_value="0.1", max_value="999.9", places=1),
    st.sampled_from(["万", "亿"]),
    st.sampled_from(["人", "元"]),
)
def test_generated_scaled_figures_are_read_back(number, scale, unit):
    (claim,) = extract(f"覆盖{number}{scale}{unit}，")
    assert claim.written.value == Fraction(number) * {"万": 10**4, "亿": 10**8}[scale]
    assert claim.form is Form.SCALED


CHARACTERS = st.text(
    alphabet=st.one_of(
        st.sampled_from(
            "0123456789０９,，.．%％~-—至到一二三十百千万亿两几数上近约超不足多余成倍番翻全部覆盖个人次元斤公吨名家（）“”《》‘’。，、；\n "
        ),
        st.characters(),
    ),
    max_size=120,
)


@given(CHARACTERS)
@settings(max_examples=400)
def test_any_text_is_read_without_error_and_in_order(text):
    claims = extract(text)
    assert claims == extract(text)
    position = 0
    for claim in claims:
        assert position <= claim.start < claim.end <= len(text)
        assert claim.text == text[claim.start : claim.end]
        position = claim.end


@pytest.mark.parametrize("repeated", ["9", "“", "近", "一百", "3至", "（", "第", "翻", "1,"])
def test_a_monotonous_text_is_no_trouble(repeated):
    text = repeated * 5_000
    assert all(text[claim.start : claim.end] == claim.text for claim in extract(text))
