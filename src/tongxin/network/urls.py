"""Addresses of the network."""

from django.urls import path

from tongxin.network.views import (
    accounts,
    applications,
    choosing,
    directory,
    finding,
    firms,
    joining,
    lapses,
    members,
    merging,
    own,
    own_writing,
    people,
)

app_name = "network"
urlpatterns = [
    path("search/", finding.SearchPage.as_view(), name="search"),
    path("choose/<slug:kind>/", choosing.ChoosePage.as_view(), name="choose"),
    path("organisations/map/", directory.MapPage.as_view(), name="map"),
    path("people/applications/", people.ApplicationList.as_view(), name="applications"),
    path("people/duplicates/", merging.DuplicatesPage.as_view(), name="duplicates"),
    path("people/<int:pk>/merge/<int:other>/", merging.MergePage.as_view(), name="person_merge"),
    path("people/<int:pk>/distinct/<int:other>/", merging.DistinctPage.as_view(), name="person_distinct"),
    path("firms/", firms.FirmList.as_view(), name="firms"),
    path("firms/duplicates/", merging.FirmDuplicatesPage.as_view(), name="firm_duplicates"),
    path("firms/<int:pk>/merge/<int:other>/", merging.FirmMergePage.as_view(), name="firm_merge"),
    path("firms/<int:pk>/distinct/<int:other>/", merging.FirmDistinctPage.as_view(), name="firm_distinct"),
    path("organisations/<int:pk>/members/", members.MembersPage.as_view(), name="members"),
    path("organisations/<int:pk>/lapsing/", lapses.LapsingPage.as_view(), name="lapsing"),
    path("organisations/<int:pk>/elections/new/", members.ElectionEntryPage.as_view(), name="election_new"),
    path("organisations/<int:pk>/joining/", applications.JoiningPage.as_view(), name="joining"),
    path("organisations/<int:pk>/joining/code.svg", applications.JoiningCode.as_view(), name="joining_code"),
    path("organisations/<int:pk>/applications/new/", applications.DeskPage.as_view(), name="application_new"),
    path("people/<int:pk>/account/end/", accounts.AccountEndPage.as_view(), name="account_end"),
    path("join/status/<slug:token>/", joining.StatusPage.as_view(), name="application_status"),
    path("join/<slug:token>/", joining.JoinPage.as_view(), name="join"),
    path("me/", own.MyPage.as_view(), name="me"),
    path("me/correct/", own_writing.CorrectionPage.as_view(), name="me_correct"),
    path("me/erase/", own_writing.ErasurePage.as_view(), name="me_erase"),
    path("me/export/<str:kind>/", own.MyExport.as_view(), name="me_export"),
    path("me/memberships/<int:pk>/leave/", own_writing.LeavePage.as_view(), name="me_leave"),
    path("me/memberships/<int:pk>/renew/", own_writing.MyPost.as_view(), {"what": "renew"}, name="me_renew"),
    path("me/consents/give/", own_writing.MyPost.as_view(), {"what": "give"}, name="me_give"),
    path("me/consents/withdraw/", own_writing.MyPost.as_view(), {"what": "withdraw"}, name="me_withdraw"),
    path("me/requests/<int:pk>/withdraw/", own_writing.MyPost.as_view(), {"what": "request"}, name="me_request"),
    path("me/invitations/<slug:token>/", accounts.InvitationPage.as_view(), name="invitation"),
]
