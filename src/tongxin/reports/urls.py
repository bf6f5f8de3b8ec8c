"""Addresses of reports, beside those of their life."""

from django.urls import path

from tongxin.reports.views import editing, reading, writing

app_name = "reports"
urlpatterns = [
    path("one-pages/", writing.OnePagesPage.as_view(), name="one_pages"),
    path("one-pages/<int:pk>/", reading.OnePagesFile.as_view(), name="zip"),
    path("words/", editing.WordsAnswer.as_view(), name="words"),
    path("<int:pk>/edit/", editing.EditPage.as_view(), name="edit"),
    path("<int:pk>/draft/", reading.DraftFile.as_view(), name="draft"),
    path("<int:pk>/preview/", editing.PreviewPart.as_view(), name="preview"),
    path("<int:pk>/file/<str:form>/", reading.IssuedFile.as_view(), name="file"),
    path("<int:pk>/figure/<str:figure>/", reading.FigurePlace.as_view(), name="figure"),
]
