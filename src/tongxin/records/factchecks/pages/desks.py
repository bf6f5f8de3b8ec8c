"""Desks: who takes claims from anybody, and the address and code to hand out."""

from collections.abc import Sequence

from django.urls import reverse

from tongxin.lifecycle.pages import RecordList, RecordPage, state_words
from tongxin.network.forms.filters import place_filter
from tongxin.ports.open_forms import FORM_PAGE
from tongxin.records.factchecks.life import DESK
from tongxin.records.factchecks.models import Desk
from tongxin.records.factchecks.queries import PUBLIC_PREFIX
from tongxin.web.pages import Empty, Fact, Section


class DeskList(RecordList):
    """The desks the asker may see."""

    life = DESK
    order = ("-opened", "-id")
    narrowed_by = (place_filter(), "state")
    shown = ("organiser", "opened", "state")
    nothing = Empty(title="还没有开放线索征集", hint="开放后得到一个网址和二维码，任何人不用账号就能提交线索。")


class DeskPage(RecordPage):
    """One desk: its address and the code to print."""

    life = DESK
    related = ("organiser",)

    def card(self) -> Sequence[Fact | str]:
        return (Fact(label="状态", value=state_words(self.record)), "organiser", "opened", "about")

    def own_sections(self) -> Sequence[Section]:
        desk: Desk = self.record
        if desk.state != Desk.State.OPEN:
            return ()
        code = reverse("portal:form_code", args=[PUBLIC_PREFIX, desk.token])
        address = reverse(FORM_PAGE, args=[PUBLIC_PREFIX, desk.token])
        context = {"address": address, "shown": self.request.build_absolute_uri(address), "code": code}
        return [Section(name="form", title="提交线索的地址", template="factchecks/desk.html", context=context)]
