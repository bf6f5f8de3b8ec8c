"""Addresses nobody can guess, made by staff and shown once: a judge's own, and that of the screen in the hall."""

from tongxin.lifecycle.pages.once import OncePage


class JudgeAddressPage(OncePage):
    """Makes the address at which a judge without account gives scores."""

    opens = "contests.desk.link"
    explained = (
        "评委没有账号的，凭这个地址在平板或手机上打分，只看得到参赛编号、作品名称和作品。"
        "重新生成后原来的地址作废；成绩封存后地址不能再打分。评委有账号的，登录后打开本站的 /judging/ 页面也可以打分。"
    )
    told = "请把这个地址或二维码交给评委本人，只显示这一次。"


class ScreenPage(OncePage):
    """Opens the screen in the hall."""

    opens = "contests.hall"
    explained = (
        "在连接投影的电脑上打开这个地址。封存之前只显示各轮进度，封存之后按空格或点击，从最后一个奖往上逐个揭晓。"
        "没有勾选显示姓名的，只显示同意公开展示的人，其余显示作品和单位。"
    )
    told = "请在连接投影的电脑上打开这个地址，只显示这一次，不要交给别人。"
