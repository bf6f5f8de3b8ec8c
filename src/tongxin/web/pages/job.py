"""The page of long work: how far it is, what it said, how to stop it, what came out."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from tongxin.web.pages.parts import Link, Page


class JobPage(Page):
    """Shows a job and asks again every second until it is over.

    A job has `label`, `get_state_display()`, `state`, `percent`, `progress`, `total`, `log`, `result`, `is_over`,
    `created`, `finished`, `actor`. Subclasses give `get_job()`, `cancel()` and what the result means.
    """

    template_name = "web/job.html"
    job: Any = None

    def get_job(self) -> Any:
        """Return the job of this address or raise `NotFoundError`."""
        raise NotImplementedError

    def cancel(self) -> None:
        """Stop the job."""
        raise NotImplementedError

    def may_cancel(self) -> bool:
        """Tell whether this asker may stop it."""
        return True

    def may_restart(self) -> bool:
        """Tell whether it was broken off and can be begun again."""
        return False

    def restart(self) -> str:
        """Begin work that was broken off once more and return the address of the new job."""
        raise NotImplementedError

    def stalled(self) -> str:
        """Return what keeps the work from going on, where something does."""
        return ""

    def leads_to(self) -> str:
        """Return the page whoever waits is led to when the work is over; empty to stay."""
        return ""

    def next_step(self) -> Link | None:
        """Return where to go when the work is done."""
        return None

    def heading(self) -> str:
        """Return what the work is."""
        return str(self.job.label)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Read the job anew for each request."""
        self.job = self.get_job()
        return super().get_context_data(
            job=self.job,
            log_lines=self.job.log.splitlines()[-_LINES:],
            may_cancel=not self.job.is_over and self.may_cancel(),
            may_restart=self.may_restart(),
            stalled="" if self.job.is_over else self.stalled(),
            next_step=self._next_step(),
            **kwargs,
        )

    def get_template_names(self) -> list[str]:
        """Return only the changing part to the page that asks again."""
        return ["web/parts/job.html"] if getattr(self.request, "htmx", False) else [self.template_name]

    def _next_step(self) -> Link | None:
        if self.job.state == "done":
            return self.next_step()
        failed_at = self.leads_to() if self.job.state == "failed" else ""
        return Link(label="看原因", url=failed_at, primary=True) if failed_at else None

    def render_to_response(self, context: dict[str, Any], **options: Any) -> HttpResponse:
        """Lead the page that asks again on, once the work is over."""
        response: HttpResponse = super().render_to_response(context, **options)
        if getattr(self.request, "htmx", False) and self.job.is_over and (address := self.leads_to()):
            response["HX-Redirect"] = address
        return response

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:  # noqa: ARG002 - Django's signature
        """Cancel, then show the page again; or begin once more."""
        self.job = self.get_job()
        if "restart" in request.POST:
            return HttpResponseRedirect(self.restart())
        self.cancel()
        return HttpResponseRedirect(request.path)


_LINES = 200
