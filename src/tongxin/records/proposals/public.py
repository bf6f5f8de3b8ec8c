"""What anybody may read of a published paper: the organisation's, never the authors'."""

from tongxin.kernel.errors import NotFoundError
from tongxin.kernel.period import chinese_date
from tongxin.ports.public import PublicCard, PublicPage
from tongxin.records.proposals.models import Proposal
from tongxin.records.proposals.queries import PUBLIC_PREFIX, answers_to, steps_of
from tongxin.web.format import Kind
from tongxin.web.pages import Fact, Section
from tongxin.web.table import Column, Table

_DONE = (
    Column(name="day", label="日期", value="day", kind=Kind.DATE),
    Column(name="kind", label="办理", value="get_kind_display"),
    Column(name="body", label="单位", value="body"),
)
_ANSWERED = (
    Column(name="day", label="日期", value="day", kind=Kind.DATE),
    Column(name="body", label="答复单位", value="body"),
    Column(name="grade", label="分类", value=lambda answer: answer.get_grade_display() or "待分类"),
)


def read(code: str) -> PublicCard:
    """Return a published paper by the code of its address; raises `NotFoundError` for any other."""
    one = Proposal.objects.with_secret(public_code=code).select_related("organiser").first()
    if one is None:
        raise NotFoundError("没有找到这篇建言，或者它没有公开。")
    return PublicCard(
        title=one.title,
        lead=f"{one.organiser.name}，{chinese_date(one.delivered)}报送" if one.delivered else one.organiser.name,
        facts=(Fact(label="状态", value=one.get_state_display()), Fact(label="报送单位", value=one.body)),
        sections=(
            Section(name="steps", title="办理情况", table=Table(_DONE, list(steps_of(one).filter(voided=False)))),
            Section(name="answers", title="答复", table=Table(_ANSWERED, list(answers_to(one)))),
        ),
        cacheable=True,
    )


PAGE = PublicPage(prefix=PUBLIC_PREFIX, read=read, throttled=False)
