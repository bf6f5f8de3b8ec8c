"""What attendance hands up to the rest of the product: the life of roster lines, and the words of its journal."""

from tongxin.attendance.life import LINE
from tongxin.attendance.pages import LineCorrection
from tongxin.lifecycle.pages import pages_of
from tongxin.ports.room import Room

ROOM = Room(
    name="attendance",
    label="名册",
    lives=(LINE,),
    pages=pages_of(LINE, acts={"correct": LineCorrection}),
    words={
        "attendance.open": "建立名册",
        "attendance.correct_programme": "更正结业要求",
        "attendance.move": "随主办单位转到另一地区",
        "attendance.enter": "登记名册",
        "attendance.decide": "重新认定结业",
        "attendance.count": "登记到场人数",
        "attendance.drop_count": "去掉到场人数",
        "attendance.add_day": "增加一天",
        "attendance.drop_day": "去掉一天",
    },
)
