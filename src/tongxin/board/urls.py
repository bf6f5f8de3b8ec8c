"""Addresses of the board."""

from django.urls import path

from tongxin.board.views import catalogue, figure, summary

app_name = "board"
urlpatterns = [
    path("board/", summary.DashboardPage.as_view(), name="dashboard"),
    path("board/snapshot/", summary.SnapshotStart.as_view(), name="snapshot"),
    path("measures/", catalogue.MeasuresPage.as_view(), name="measures"),
    path("figures/<str:code>/export", figure.FigureExport.as_view(), name="figure_export"),
    path("figures/<str:code>", figure.FigurePage.as_view(), name="figure"),
]
