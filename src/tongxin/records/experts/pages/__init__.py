"""The pages of teams, experts, requests, talks and checks. Entry, acts, correction, timeline and exports come with the lives."""

from tongxin.lifecycle.pages import pages_of
from tongxin.records.experts.life import CHECK, EXPERT, MATCH, OFFER, REQUEST, TALK, TEAM
from tongxin.records.experts.pages.requests import ExpertAddressPage, RequestList, RequestPage
from tongxin.records.experts.pages.talks import TALK_ACTS, CheckList, CheckPage, TalkEntry, TalkList, TalkPage
from tongxin.records.experts.pages.teams import ExpertList, ExpertPage, TeamList, TeamPage

PAGES = (
    *pages_of(TEAM, list=TeamList, detail=TeamPage),
    *pages_of(OFFER),
    *pages_of(EXPERT, list=ExpertList, detail=ExpertPage),
    *pages_of(REQUEST, list=RequestList, detail=RequestPage),
    *pages_of(MATCH, acts={"address": ExpertAddressPage}),
    *pages_of(TALK, list=TalkList, detail=TalkPage, entry=TalkEntry, acts=TALK_ACTS),
    *pages_of(CHECK, list=CheckList, detail=CheckPage),
)
