"""Addresses of room `intake`."""

from django.urls import path

from tongxin.intake.views import reading, writing

app_name = "intake"
urlpatterns = [
    path("workbooks/", reading.WorkbooksPage.as_view(), name="workbooks"),
    path("workbook.xlsx", reading.WorkbookView.as_view(), name="workbook"),
    path("<int:pk>/columns/", writing.ColumnsPage.as_view(), name="columns"),
    path("<int:pk>/act/", writing.ActView.as_view(), name="act"),
    path("<int:batch>/rows/<int:pk>/", reading.RowPage.as_view(), name="row"),
]
