"""Addresses of room `access`."""

from django.urls import path

from tongxin.access import export_pages, key_pages, token_pages, views

app_name = "access"
urlpatterns = [
    path(".well-known/jwks.json", key_pages.KeySet.as_view(), name="key_set"),
    path("keys/<str:kid>.json", key_pages.OneKey.as_view(), name="key"),
    path("manage/accounts/new/", views.AccountEntryPage.as_view(), name="account_new"),
    path("manage/roles/", views.RolesPage.as_view(), name="roles"),
    path("tokens/", token_pages.TokenList.as_view(), name="tokens"),
    path("tokens/new/", token_pages.TokenEntry.as_view(), name="token_new"),
    path("tokens/<int:pk>/", token_pages.TokenRevoke.as_view(), name="token"),
    path("exports/new/", export_pages.ExportEntry.as_view(), name="export_new"),
    path("exports/<int:pk>/", export_pages.ExportFile.as_view(), name="export"),
    path("journal/", views.JournalPage.as_view(), name="journal"),
    path("journal/<int:pk>/", views.EntryDetailPage.as_view(), name="entry"),
    path("jobs/", views.JobsPage.as_view(), name="jobs"),
    path("jobs/<int:pk>/", views.JobDetailPage.as_view(), name="job"),
]
