"""Addresses of room `intake`."""

from django.urls import path

from tongxin.intake.views import mending, reading, writing

app_name = "intake"
urlpatterns = [
    path("workbooks/", reading.WorkbooksPage.as_view(), name="workbooks"),
    path("workbook.xlsx", reading.WorkbookView.as_view(), name="workbook"),
    path("words/", mending.WordsPage.as_view(), name="words"),
    path("<int:pk>/mend/", mending.MendPage.as_view(), name="mend"),
    path("<int:pk>/faulty.xlsx", mending.FaultyView.as_view(), name="faulty"),
    path("<int:pk>/columns/", writing.ColumnsPage.as_view(), name="columns"),
    path("<int:pk>/act/", writing.ActView.as_view(), name="act"),
    path("<int:batch>/rows/<int:pk>/", reading.RowPage.as_view(), name="row"),
]
