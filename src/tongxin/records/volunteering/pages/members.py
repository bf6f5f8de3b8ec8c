"""What a member does with the own account: sign up for an action, and find the way back to the own address."""

from typing import Any

from django.forms import Form
from django.urls import reverse

from tongxin.access.views import SignedIn
from tongxin.kernel.errors import ForbiddenError
from tongxin.kernel.period import chinese_date
from tongxin.network.queries.own import person_of
from tongxin.ports.open_forms import FOLLOW_PAGE
from tongxin.ports.public import public_path
from tongxin.records.volunteering import actions, queries
from tongxin.records.volunteering.forms import MemberForm
from tongxin.web.pages import EntryPage
from tongxin.web.request import Asked


class JoinPage(SignedIn, EntryPage):
    """Signs a member up; whoever has signed up before gets the own address anew."""

    request: Asked

    def get_record(self) -> None:
        """Read the call by the code of its page, and who the account belongs to."""
        self.call = queries.published(self.kwargs["code"])
        person = person_of(self.request.actor.account_id)
        if person is None:
            raise ForbiddenError("您的账号没有连到会员本人，请用公开的报名表报名。")
        self.person = person
        self.has_joined = queries.signed_up(person, self.call) is not None

    def heading(self) -> str:
        return f"会员报名：{self.call}"

    @property
    def subtitle(self) -> str:  # type: ignore[override]  # what happens
        """What pressing the button does."""
        if self.has_joined:
            return "您已报名。按下面的按钮重新取得自己的地址，原来的地址作废。"
        return f"{self.call.organiser.name}，{chinese_date(self.call.first_day)}；用您登记的姓名和手机号报名。"

    @property
    def button(self) -> str:  # type: ignore[override]  # as above
        """The word on the button."""
        return "打开我的报名" if self.has_joined else "报名"

    def validator(self) -> type[Form]:
        return Form if self.has_joined else MemberForm

    def initial(self) -> dict[str, Any]:
        return {}

    def save(self, values: dict[str, Any]) -> str:
        """Sign up, or renew the address; return its token."""
        self.done = "请收藏本页地址，凭它认领任务、放回和退出。"
        return actions.join_as_member(self.call, by=self.request.actor, person=self.person, **values)

    def done_url(self, record: Any) -> str:
        return reverse(FOLLOW_PAGE, args=[queries.PUBLIC_PREFIX, record])

    def cancel_url(self) -> str:
        return public_path(queries.PUBLIC_PREFIX, self.call.public_code)
