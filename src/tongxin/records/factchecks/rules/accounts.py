"""What a claim is kept without: telephone numbers, addresses, and accounts of whoever spread it."""

import re
from typing import Final

from tongxin.kernel.characters import folded

HIDDEN: Final = "〔私人账号已隐去〕"
_NAMED: Final = "微信号?|QQ号?|抖音号?|快手号?|微博号?|小红书号?|视频号|头条号|账号|帐号|群号|昵称|网名|wechat"
_PRIVATE: Final = re.compile(
    r"(?<!\d)(?:\+?86[- ]?)?1[3-9]\d(?:[- ]?\d{4}){2}(?!\d)"  # a mobile number
    r"|(?<!\d)0\d{2,3}[- ]\d{7,8}(?!\d)"  # of a home
    r"|(?<!\d)\d{17}[\dxX](?![0-9A-Za-z])"  # of an identity card
    r"|[A-Za-z0-9.+_-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,4}"  # an address of mail
    r"|@[\w\-·]{2,30}"  # somebody spoken to in a post
    r"|wxid_\w{4,30}"
    r"|(?<=/)(?:u|user|profile|people)/[\w-]{3,64}"
    rf"|(?<![A-Za-z])(?:{_NAMED})[ 是为:]{{0,3}}[A-Za-z0-9_-]{{5,30}}"
    rf"|(?:{_NAMED})[ 是为]{{0,2}}(?::|「|“|\")[ ]?[^\s,。;!?」”\"]{{1,30}}[」”\"]?",
    re.IGNORECASE,
)


def without_accounts(text: str) -> str:
    """Return a text with a sign in place of every private account, number and address; a text that was so treated stays."""
    read = folded(text)  # a character for a character: places in it are places in the text
    kept, last = [], 0
    for found in _PRIVATE.finditer(read):
        if HIDDEN in found[0]:
            continue
        kept += [text[last : found.start()], HIDDEN]
        last = found.end()
    return "".join([*kept, text[last:]])
