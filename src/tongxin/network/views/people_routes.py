"""The addresses of the pages of people, made from their lives."""

from django.urls import URLPattern

from tongxin.lifecycle.addresses import patterns
from tongxin.lifecycle.pages import pages_of
from tongxin.network.life.joining import APPLICATION, TRANSFER
from tongxin.network.life.merging import FIRM_MERGE, FIRM_MERGE_REQUEST, MERGE, MERGE_REQUEST
from tongxin.network.life.own import ACCOUNT, CONSENT, REQUEST
from tongxin.network.life.people import ELECTION, MEMBERSHIP, OFFICE, PERSON
from tongxin.network.views import (
    accounts,
    applications,
    asking,
    members,
    merge_requests,
    merging,
    people,
    people_writing,
    transfers,
)

PAGES: tuple[URLPattern, ...] = (
    *pages_of(PERSON, list=people.PersonList, detail=people.PersonPage, entry=asking.PersonEntry),
    *patterns(PERSON, {"apply": people_writing.ApplyPage.as_view(), "account": accounts.InvitePage.as_view()}),
    *pages_of(MEMBERSHIP, acts={"transfer": people_writing.TransferPage}),
    *patterns(MEMBERSHIP, {"decide": people_writing.DecidePage.as_view()}),
    *pages_of(OFFICE),
    *pages_of(ELECTION, detail=members.ElectionPage),
    *pages_of(APPLICATION, list=applications.FormList, detail=applications.ApplicationPage),
    *pages_of(
        TRANSFER,
        list=transfers.TransferList,
        detail=transfers.TransferAnswerPage,
        acts={"withdraw": transfers.TransferWithdrawal},
    ),
    *pages_of(MERGE, detail=merging.MergeDetailPage),
    *patterns(MERGE, {"undo": merging.UndoPage.as_view()}),
    *pages_of(MERGE_REQUEST, list=merge_requests.MergeRequestList, detail=merge_requests.MergeRequestPage),
    *patterns(MERGE_REQUEST, {"answer": merge_requests.MergeAnswerPage.as_view()}),
    *pages_of(FIRM_MERGE, detail=merging.FirmMergeDetailPage),
    *patterns(FIRM_MERGE, {"undo": merging.FirmUndoPage.as_view()}),
    *pages_of(FIRM_MERGE_REQUEST, list=merge_requests.FirmRequestList, detail=merge_requests.FirmRequestPage),
    *patterns(FIRM_MERGE_REQUEST, {"answer": merge_requests.FirmAnswerPage.as_view()}),
    *pages_of(REQUEST, list=accounts.RequestList, detail=accounts.RequestPage),
    *pages_of(ACCOUNT),
    *pages_of(CONSENT),
)
