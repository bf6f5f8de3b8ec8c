"""What everybody reads of a story, and its files: closed at once when the story is, or one of those in it says so."""

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.views.generic.base import View

from tongxin.kernel.period import chinese_date
from tongxin.lifecycle.evidence.serving import sent
from tongxin.ports.public import PublicCard, PublicPage
from tongxin.records.stories.pages.telling import told
from tongxin.records.stories.queries import PUBLIC_PREFIX, public_file, public_pieces, public_story
from tongxin.web.pages import Fact


def read(code: str) -> PublicCard:
    """Return a story by the code of its address; raises `NotFoundError` for one that is not open to all.

    Only where nobody is shown may others keep the page for a while: nobody's consent can end meanwhile.
    """
    one = public_story(code)
    waiting = {other.pk for other in one.waiting()}
    joint = [other.name for other in one.named() if other.pk not in waiting]
    assert one.published is not None  # a constraint of the table  # noqa: S101
    return PublicCard(
        title=one.title,
        facts=(
            Fact(label="类别", value=one.get_kind_display()),
            Fact(label="主办单位", value=one.organiser.name),
            *([Fact(label="合办单位", value="、".join(joint))] if joint else []),
            Fact(label="发布日期", value=chinese_date(one.published)),
        ),
        sections=(told(one, pieces=public_pieces([one])[one.pk], title=one.get_kind_display(), code=code),),
        cacheable=one.nobody_shown,
    )


class PublicFile(View):
    """A picture, a video or captions of a published story. Whether it is open is asked again for every part of it."""

    thumbnail = False

    def get(self, request: HttpRequest, code: str, pk: int) -> HttpResponseBase:
        """Send it."""
        return sent(request, public_file(code, pk), thumbnail=self.thumbnail, as_attachment=False)


PAGE = PublicPage(prefix=PUBLIC_PREFIX, read=read, throttled=False)
