"""What attendance hands up to the rest of the product: the life of roster lines, and the words of its journal."""

from tongxin.attendance.checkin import actions as checkin
from tongxin.attendance.checkin.addresses import PATTERNS
from tongxin.attendance.checkin.described import PATHS
from tongxin.attendance.checkin.pages import section_of
from tongxin.attendance.life import LINE
from tongxin.attendance.models import WithRoster
from tongxin.attendance.pages import LineCorrection
from tongxin.lifecycle.pages import pages_of
from tongxin.ports.room import Room

ROOM = Room(
    name="attendance",
    label="名册",
    lives=(LINE,),
    pages=(*pages_of(LINE, acts={"correct": LineCorrection}), *PATTERNS),
    programs=PATHS,
    sections={WithRoster: section_of},
    purge=checkin.purge,
    words={
        "attendance.open": "建立名册",
        "attendance.correct_programme": "更正结业要求",
        "attendance.move": "随主办单位转到另一地区",
        "attendance.enter": "登记名册",
        "attendance.decide": "重新认定结业",
        "attendance.count": "登记到场人数",
        "attendance.add_day": "增加一天",
        "attendance.drop_day": "去掉一天",
        "attendance.fold": "签到转入名册",
        "attendance.device.open": "开通签到设备",
        "attendance.device.revoke": "停用签到设备",
        "attendance.device.purge": "删除到期的签到设备",
        "attendance.scan": "签到",
        "attendance.scan.purge": "删除到期的签到记录",
        "attendance.walk_in": "现场登记",
        "attendance.walk_out": "撤销现场登记",
    },
)
