"""Addresses of room `claims`."""

from django.urls import path

from tongxin.claims.views import checking, keeping, kept, phrases

app_name = "claims"
urlpatterns = [
    path("", checking.CheckPage.as_view(), name="check"),
    path("template.xlsx", checking.TemplatePage.as_view(), name="template"),
    path("d/<str:key>/", checking.ResultPage.as_view(), name="result"),
    path("d/<str:key>/match/", checking.MatchPage.as_view(), name="match"),
    path("d/<str:key>/phrase/", phrases.KeepPhrasePage.as_view(), name="phrase"),
    path("d/<str:key>/keep/", keeping.KeepPage.as_view(), name="keep"),
    path("d/<str:key>/discard/", checking.DiscardPage.as_view(), name="discard"),
    path("d/<str:key>/download/<str:kind>/", checking.DownloadPage.as_view(), name="download"),
    path("kept/<int:pk>/reopen/", keeping.ReopenPage.as_view(), name="kept_reopen"),
    path("kept/<int:pk>/download/<str:kind>/", kept.KeptDownload.as_view(), name="kept_download"),
]
