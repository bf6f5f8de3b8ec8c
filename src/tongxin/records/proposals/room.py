"""What proposals hand up to the rest of the product."""

from tongxin.intake.door import Door
from tongxin.kernel.scope import Verb
from tongxin.lifecycle.pages import Collected, pages_of
from tongxin.lifecycle.waiting import waiting_in
from tongxin.network.models import Series
from tongxin.network.views.organised import OrganisedEntry
from tongxin.ports.room import Room
from tongxin.records.proposals import demo, pages, public
from tongxin.records.proposals.figures import ACTIVITY, CALL, DELIVERY, MEASURES, PAPER, PARAGRAPHS, RETURN, STEP
from tongxin.records.proposals.life import ANSWER, BOX, SUGGESTION
from tongxin.records.proposals.life import CALL as CALL_LIFE
from tongxin.records.proposals.life import PAPER as PAPER_LIFE
from tongxin.records.proposals.models import Suggestion
from tongxin.records.proposals.queries import written_by
from tongxin.web.menu import MenuItem

ROOM = Room(
    name="proposals",
    label="建言献策",
    lives=(CALL_LIFE, PAPER_LIFE, ANSWER, BOX, SUGGESTION),
    pages=(
        *pages_of(CALL_LIFE, list=pages.CallList, detail=pages.CallPage, entry=OrganisedEntry),
        *pages_of(PAPER_LIFE, list=pages.PaperList, detail=pages.PaperPage, entry=OrganisedEntry),
        *pages_of(ANSWER, list=pages.AnswerList, detail=pages.AnswerPage),
        *pages_of(BOX, list=pages.BoxList, detail=pages.BoxPage, entry=OrganisedEntry),
        *pages_of(SUGGESTION, list=pages.SuggestionList, detail=pages.SuggestionPage),
    ),
    doors=(
        Door.of(CALL_LIFE, name="proposal-calls", select=("organiser", "series"), search=("title",)),
        Door.of(PAPER_LIFE, name="proposals", select=("organiser", "call", "series"), search=("title",)),
        Door.of(ANSWER, name="proposal-answers", select=("proposal",), search=("proposal__title", "body")),
    ),
    facts=(PAPER, DELIVERY, STEP),
    measures=MEASURES,
    reported=(RETURN,),
    activity=ACTIVITY,
    personal=written_by,
    subjects=(CALL,),
    sections={
        Series: Collected(
            life=PAPER_LIFE, field="series", shown=("title", "organiser", "received", "state"), day="received"
        )
    },
    waiting=(waiting_in(SUGGESTION, Suggestion.State.RECEIVED, words="待处理的基层意见"),),
    demo=demo.load,
    paragraphs=PARAGRAPHS,
    public=(public.PAGE,),
    forms=(public.BOX_FORM,),
    follows=(public.FOLLOW,),
    words={
        "proposals.author.name": "增补执笔人",
        "proposals.step": "登记办理情况",
        "proposals.suggestion.hand_in": "收到一条意见",
        "proposals.suggestion.withdraw": "提意见的人撤回",
    },
    menu=(
        MenuItem(label="建言", url_name="proposals.paper.list", icon="edit", section="记录", order=44, verb=Verb.VIEW),
        MenuItem(
            label="基层意见",
            url_name="proposals.suggestion.list",
            icon="list",
            section="记录",
            order=45,
            verb=Verb.RECORD,
        ),
    ),
)
