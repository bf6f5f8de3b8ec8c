"""Addresses of the network."""

from django.urls import path

from tongxin.network.views import (
    bases,
    directory,
    merge_requests,
    merging,
    organisation_writing,
    organisations,
    people,
    people_writing,
)

app_name = "network"
urlpatterns = [
    path("organisations/", organisations.OrganisationList.as_view(), name="organisations"),
    path("organisations/new/", organisation_writing.OrganisationEntryPage.as_view(), name="organisation_new"),
    path("organisations/map/", directory.MapPage.as_view(), name="map"),
    path("organisations/stages/", directory.StageRuleList.as_view(), name="stage_rules"),
    path("organisations/stages/<int:pk>/", directory.StageRulePage.as_view(), name="stage_rule"),
    path("organisations/zones/new/", organisation_writing.ZoneEntryPage.as_view(), name="zone_new"),
    path("organisations/<int:pk>/", organisations.OrganisationPage.as_view(), name="organisation"),
    path(
        "organisations/<int:pk>/correct/",
        organisation_writing.OrganisationEntryPage.as_view(),
        name="organisation_correct",
    ),
    path("organisations/<int:pk>/move/", organisation_writing.MovePage.as_view(), name="organisation_move"),
    path("organisations/<int:pk>/close/", organisation_writing.ClosePage.as_view(), name="organisation_close"),
    path("organisations/<int:pk>/charter/", organisation_writing.CharterPage.as_view(), name="organisation_charter"),
    path("bases/", bases.BaseList.as_view(), name="bases"),
    path("bases/new/", bases.BaseEntryPage.as_view(), name="base_new"),
    path("bases/<int:pk>/", bases.BasePage.as_view(), name="base"),
    path("bases/<int:pk>/correct/", bases.BaseCorrectPage.as_view(), name="base_correct"),
    path("bases/<int:pk>/step/", bases.StepPage.as_view(), name="base_step"),
    path("bases/<int:pk>/plaques/new/", bases.PlaquePage.as_view(), name="plaque_new"),
    path("bases/plaques/<int:pk>/end/", bases.PlaqueEndPage.as_view(), name="plaque_end"),
    path("people/", people.PersonList.as_view(), name="people"),
    path("people/new/", people_writing.PersonEntryPage.as_view(), name="person_new"),
    path("people/applications/", people.ApplicationList.as_view(), name="applications"),
    path("people/duplicates/", merging.DuplicatesPage.as_view(), name="duplicates"),
    path("people/merges/<int:pk>/", merging.MergeDetailPage.as_view(), name="merge"),
    path("people/merges/<int:pk>/undo/", merging.UndoPage.as_view(), name="merge_undo"),
    path("people/merge-requests/", merge_requests.MergeRequestList.as_view(), name="merge_requests"),
    path("people/merge-requests/<int:pk>/", merge_requests.MergeRequestPage.as_view(), name="merge_request"),
    path("people/merge-requests/<int:pk>/answer/", merge_requests.AnswerPage.as_view(), name="merge_request_answer"),
    path("people/<int:pk>/merge/<int:other>/", merging.MergePage.as_view(), name="person_merge"),
    path("people/<int:pk>/distinct/<int:other>/", merging.DistinctPage.as_view(), name="person_distinct"),
    path("people/<int:pk>/", people.PersonPage.as_view(), name="person"),
    path("people/<int:pk>/correct/", people_writing.PersonEntryPage.as_view(), name="person_correct"),
    path("people/<int:pk>/apply/", people_writing.ApplyPage.as_view(), name="apply"),
    path("people/memberships/<int:pk>/decide/", people_writing.DecidePage.as_view(), name="membership_decide"),
    path("people/memberships/<int:pk>/end/", people_writing.EndPage.as_view(), name="membership_end"),
    path("people/memberships/<int:pk>/office/", people_writing.OfficePage.as_view(), name="office_new"),
    path("people/offices/<int:pk>/end/", people_writing.OfficeEndPage.as_view(), name="office_end"),
]
