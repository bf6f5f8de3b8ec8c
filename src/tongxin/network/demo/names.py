"""Names, numbers and units that belong to nobody.

The second character of every demonstration name is 例, as in 示例: practically no one is given it, everyone who reads
a list sees at once what it is, and surnames and last characters still vary enough for lists, search and pinyin.
Telephone numbers begin with 160, which is assigned to no operator. Units are numbered examples.
"""

_SURNAMES = (
    "王李张刘陈杨黄赵周吴徐孙马朱胡郭何高林罗郑梁谢宋唐许邓冯韩曹曾彭萧蔡潘田董袁于余叶蒋杜苏魏程吕丁任卢姚沈"
    "钟姜崔谭陆汪范廖石金韦贾夏付方邹熊白孟秦邱侯江尹薛闫雷龙史陶贺毛段郝顾龚邵万覃武钱戴严莫孔向常汤"
)
_LAST = (
    "山川河湖江海洋溪泉波涛云雨雪霜露虹晴朗明星辰月光晖曦林森木松柏杨柳桐枫竹梅兰荷莲菊桂茶禾苗麦谷粟稻田原野"
    "岭峰岩石玉金银铜铁锦绣丝绸布衣书画诗词文章笔墨砚琴棋歌曲声音韵律春夏秋冬晨暮朝夕东西南北中央远近高深宽广"
    "平安宁静和顺康健乐欣喜悦诚信义礼智仁勇毅恒久长永新生成功业勤学思行知问答言语"
)
_TRADES = ("律师", "会计", "传媒", "软件", "设计", "咨询", "文创", "物流", "教育", "医疗")


def person_name(index: int) -> str:
    """Return the name of the demonstration person at this position; one in 97 shares it with an earlier person."""
    if index % 97 == 96:
        index -= 60
    beyond, index = divmod(index, len(_SURNAMES) * len(_LAST))
    surname = _SURNAMES[index * 7 % len(_SURNAMES)]
    last = _LAST[(index // len(_SURNAMES) + index * 13) % len(_LAST)]
    return f"{surname}例{last}{_LAST[beyond % len(_LAST)] if beyond else ''}"


def guest_name(index: int) -> str:
    """Return a name for a roster line that matches no member: two characters, which no demonstration member has."""
    return f"{_SURNAMES[index * 11 % len(_SURNAMES)]}例"


def phone(index: int) -> str:
    """Return a telephone number no operator has assigned, different for every position below 10^8."""
    return f"160{index:08d}"


def unit_name(index: int) -> str:
    """Return the name of a unit that does not exist."""
    return f"示例{index % 9973 + 1}号{_TRADES[index % len(_TRADES)]}机构"
