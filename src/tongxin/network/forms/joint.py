"""Forms of the co-organisers' side."""

from collections.abc import Sequence
from typing import Any

from django import forms

from tongxin.network.forms.fields import OrganisationField
from tongxin.network.models import Organisation
from tongxin.web.fields import ReasonField


class JointForm(forms.Form):
    """For which of the co-organisers one speaks; `sides` are those one may speak for."""

    organisation = OrganisationField(label="合办单位", required=False, help_text="只有一家时可以不填。")

    def __init__(self, *args: Any, sides: Sequence[Organisation] = (), **options: Any) -> None:
        super().__init__(*args, **options)
        offered = [(f"{one.name}（编号{one.pk}）", one.name) for one in sides]
        self.fields["organisation"].widget = forms.Select(choices=offered)


class DeclineForm(JointForm):
    """The same, and why one leaves."""

    reason = ReasonField(label="谢绝原因")
