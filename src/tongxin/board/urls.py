"""Addresses of the board."""

from django.urls import path

from tongxin.board.api import ApiPage, api, definition
from tongxin.board.views import catalogue, evidence, figure, summary

app_name = "board"
urlpatterns = [
    path("board/", summary.DashboardPage.as_view(), name="dashboard"),
    path("board/snapshot/", summary.SnapshotStart.as_view(), name="snapshot"),
    path("measures/", catalogue.MeasuresPage.as_view(), name="measures"),
    path("figures/<str:code>/export", figure.FigureExport.as_view(), name="figure_export"),
    path("figures/<str:code>/lines", evidence.LinesPage.as_view(), name="figure_lines"),
    path("figures/<str:code>", figure.FigurePage.as_view(), name="figure"),
    path("api/v1/", ApiPage.as_view(), name="api"),
    path("api/v1/openapi.json", definition, name="api_definition"),
    path("api/v1/", api.urls),
]
