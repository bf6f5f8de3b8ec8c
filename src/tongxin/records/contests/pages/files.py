"""The sealed file of a round, for whoever wants to compute the result again."""

from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.views.generic.base import View

from tongxin.access import throttle
from tongxin.access.views import SignedIn
from tongxin.kernel.errors import NotFoundError
from tongxin.kernel.scope import Verb
from tongxin.lifecycle.pages import only
from tongxin.records.contests.life import ROUND
from tongxin.records.contests.models import Contest, Result, Round
from tongxin.records.contests.pages.public import contest_with
from tongxin.records.contests.queries import result_of, rounds_of
from tongxin.web.request import Asked

_MOST_A_MINUTE: Final = 60


class SealedFile(SignedIn, View):
    """Hands out the file as it was sealed: to those who record at the contest, and to every reader once it is published."""

    verb = Verb.VIEW
    request: Asked

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:  # noqa: ARG002 - Django's signature
        """Return the newest version."""
        scope = self.request.scope
        one = only(Round.objects.public().select_related("contest"), self.kwargs["pk"], missing=ROUND.not_found)
        seen = Contest.objects.visible_to(scope).filter(pk=one.contest_id).exists()
        is_open = one.contest.state == Contest.State.PUBLISHED or scope.may(Verb.RECORD, one.path)
        found = result_of(one) if seen and is_open else None
        if found is None:
            raise NotFoundError("这一轮的成绩还没有封存或公布，或不在您的权限范围内。")
        return _sent(one, found)


class PublishedFile(View):
    """Hands the file out to anybody who holds the address of the public page, once the result is published."""

    def get(self, request: HttpRequest, code: str, number: int) -> HttpResponse:
        """Return the newest version."""
        caller = throttle.caller(request)
        throttle.count(f"contests.sealed.{caller}", most=_MOST_A_MINUTE, seconds=60)
        one = rounds_of(contest_with(code)).filter(number=min(number, 99)).select_related("contest").first()
        found = result_of(one) if one is not None and one.contest.state == Contest.State.PUBLISHED else None
        if one is None or found is None:
            raise NotFoundError("没有找到这份封存文件，结果公布后才能下载。")
        return _sent(one, found)


def _sent(one: Round, found: Result) -> HttpResponse:
    answer = HttpResponse(found.content, content_type="application/json; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="result-{one.pk}-{found.version}.json"'
    return answer
