"""Addresses of the records API."""

from django.urls import path

from tongxin.intake.api.views import ActView, DoorsView, DoorView, RecordView

app_name = "records-api"
urlpatterns = [
    path("", DoorsView.as_view(), name="doors"),
    path("<slug:door>", DoorView.as_view(), name="door"),
    path("<slug:door>/<int:pk>", RecordView.as_view(), name="record"),
    path("<slug:door>/<int:pk>/<str:act>", ActView.as_view(), name="act"),
]
