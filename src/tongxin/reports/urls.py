"""Addresses of reports."""

from django.urls import path

from tongxin.reports.views import editing, reading, writing

app_name = "reports"
urlpatterns = [
    path("", reading.ReportList.as_view(), name="list"),
    path("new/", writing.BeginPage.as_view(), name="new"),
    path("one-pages/", writing.OnePagesPage.as_view(), name="one_pages"),
    path("one-pages/<int:pk>/", reading.OnePagesFile.as_view(), name="zip"),
    path("<int:pk>/", reading.ReportPage.as_view(), name="detail"),
    path("words/", editing.WordsAnswer.as_view(), name="words"),
    path("<int:pk>/edit/", editing.EditPage.as_view(), name="edit"),
    path("<int:pk>/preview/", editing.PreviewPart.as_view(), name="preview"),
    path("<int:pk>/copy/", writing.CopyPage.as_view(), name="copy"),
    path("<int:pk>/issue/", writing.IssuePage.as_view(), name="issue"),
    path("<int:pk>/withdraw/", writing.WithdrawPage.as_view(), name="withdraw"),
    path("<int:pk>/file/<str:form>/", reading.IssuedFile.as_view(), name="file"),
    path("<int:pk>/figure/<str:figure>/", reading.FigurePlace.as_view(), name="figure"),
]
