"""Addresses nobody can guess, made by staff for somebody without account and shown once."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.safestring import SafeString
from django.views.decorators.cache import never_cache

from tongxin.lifecycle.pages.acting import RecordActPage
from tongxin.web.codes import qr_svg


@method_decorator(never_cache, name="dispatch")
class OncePage(RecordActPage):
    """Asks what the act asks, makes the address, and shows it in this one answer.

    `opens` names the address, `opens_with` what stands in it before the token; `explained` is said before, `told` with it.
    """

    template_name = "lifecycle/once.html"
    opens = ""
    opens_with: tuple[str, ...] = ()
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
        address = request.build_absolute_uri(reverse(self.opens, args=[*self.opens_with, self.token]))
        form = self.validator()()
        context = self.get_context_data(form=form, address=address, code=SafeString(qr_svg(address).decode()))
        return self.render_to_response(context)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(explained=self.explained, told=self.told, **kwargs)
