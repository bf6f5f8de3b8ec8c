"""Addresses of the board."""

from django.urls import path

from tongxin.board import views

app_name = "board"
urlpatterns = [
    path("board/", views.DashboardPage.as_view(), name="dashboard"),
    path("board/snapshot/", views.SnapshotStart.as_view(), name="snapshot"),
    path("measures/", views.MeasuresPage.as_view(), name="measures"),
    path("figures/<str:code>/export", views.FigureExport.as_view(), name="figure_export"),
    path("figures/<str:code>", views.FigurePage.as_view(), name="figure"),
]
