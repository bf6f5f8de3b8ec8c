"""The pages of forms without an account."""

from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.middleware.csrf import CsrfViewMiddleware
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt

from tongxin.intake.open_forms.flood import refuse_flood
from tongxin.intake.open_forms.once import fresh, token_in
from tongxin.kernel.errors import InputError
from tongxin.web.pages import EntryPage, Page

MOST_BYTES = 256 * 1024
_AGAIN = "页面打开太久，还没有提交：内容都在，请再按一次提交；仍不行的，请允许本站使用 Cookie 后再试。"


class TooLongError(InputError):
    """More was sent than a form without an account takes (HTTP 413)."""

    http_status = HTTPStatus.REQUEST_ENTITY_TOO_LARGE


@method_decorator(never_cache, name="dispatch")
class OpenPage(Page):
    """A page behind an address that only its holder knows: kept by no cache."""


class _Check(CsrfViewMiddleware):
    """Django's own check of where a form comes from; says so instead of answering."""

    def _reject(self, request: HttpRequest, reason: str) -> HttpResponse:
        del request
        return HttpResponse(reason, status=HTTPStatus.FORBIDDEN)


@method_decorator([csrf_exempt, never_cache], name="dispatch")
class OpenFormPage(EntryPage):
    """A form anybody may fill in. Where it comes from is checked here and not before: what was typed is shown again.

    Subclasses give `kind`, a word for counting, and `instead`: what to do when too many came from one address.
    """

    template_name = "intake/open_form.html"
    kept = False  # a phone of a stranger has no sign-out
    kind = "form"
    instead = "或直接联系主办单位"

    def most_an_address(self) -> int:
        """Return how many one network address may hand in an hour: a hall full of people shares one."""
        raise NotImplementedError

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Refuse what is longer than any answer before it is read."""
        sent = request.META.get("CONTENT_LENGTH") or "0"
        if sent.isdecimal() and int(sent) > MOST_BYTES:
            raise TooLongError("填写的内容太多，没有提交，请把各项回答改短后重新提交。")
        return super().dispatch(request, *args, **kwargs)

    def initial(self) -> dict[str, Any]:
        """Begin empty: nothing of whoever fills it in belongs into an address."""
        return {}

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Write, unless the form does not come from our page: then show it again with all that was typed."""
        if _Check(lambda _: HttpResponse()).process_view(request, self.post, (), {}) is None:
            return super().post(request, *args, **kwargs)
        form = self._form(data=request.POST)
        form.full_clean()  # an error is added to what is wrong already
        form.add_error(None, _AGAIN)
        return self.render_to_response(self.get_context_data(form=form, **kwargs), status=HTTPStatus.FORBIDDEN)

    def counted(self) -> None:
        """Count this form, and refuse it where too many came from this address."""
        refuse_flood(self.request, form=self.kind, most=self.most_an_address(), instead=self.instead)

    def token(self) -> str:
        """Return the token this form was handed out with."""
        return token_in(self.request.POST.get("once", ""))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Hand a token out with the form; the one it came with where it is shown again."""
        return super().get_context_data(once=self.request.POST.get("once") or fresh(), **kwargs)
