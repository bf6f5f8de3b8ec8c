"""Addresses nobody can guess, made by staff and shown once: a judge's own, and that of the screen in the hall."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.safestring import SafeString
from django.views.decorators.cache import never_cache

from tongxin.lifecycle.pages import RecordActPage
from tongxin.web.codes import qr_svg


@method_decorator(never_cache, name="dispatch")
class _OncePage(RecordActPage):
    """Asks what the act asks, makes the address, and shows it in this one answer."""

    template_name = "contests/once.html"
    opens = ""
    explained = ""
    told = ""

    def save(self, values: dict[str, Any]) -> str:
        """Make the address and keep its token for the answer."""
        self.token = str(super().save(values))
        return self.token

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show the address instead of leading on: it is in this answer and nowhere else."""
        self.token = ""
        answer = super().post(request, *args, **kwargs)
        if not self.token:
            return answer
        address = request.build_absolute_uri(reverse(self.opens, args=[self.token]))
        form = self.validator()()
        context = self.get_context_data(form=form, address=address, code=SafeString(qr_svg(address).decode()))
        return self.render_to_response(context)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(explained=self.explained, told=self.told, **kwargs)


class JudgeAddressPage(_OncePage):
    """Makes the address at which a judge without account gives scores."""

    opens = "contests.desk.link"
    explained = (
        "评委没有账号的，凭这个地址在平板或手机上打分，只看得到参赛编号、作品名称和作品。"
        "重新生成后原来的地址作废；成绩封存后地址不能再打分。评委有账号的，登录后打开本站的 /judging/ 页面也可以打分。"
    )
    told = "请把这个地址或二维码交给评委本人，只显示这一次。"


class ScreenPage(_OncePage):
    """Opens the screen in the hall."""

    opens = "contests.hall"
    explained = (
        "在连接投影的电脑上打开这个地址。封存之前只显示各轮进度，封存之后按空格或点击，从最后一个奖往上逐个揭晓。"
        "没有勾选显示姓名的，只显示同意公开展示的人，其余显示作品和单位。"
    )
    told = "请在连接投影的电脑上打开这个地址，只显示这一次，不要交给别人。"
