"""Addresses of the door: the page of the device, what it asks for, and the pages of the host."""

from django.urls import path

from tongxin.attendance.checkin import api, door, pages

PATTERNS = (
    path("checkin/", door.DoorPage.as_view(), name="attendance.checkin.door"),
    path("checkin/worker.js", door.WorkerView.as_view(), name="attendance.checkin.worker"),
    path("checkin/app.webmanifest", door.ManifestView.as_view(), name="attendance.checkin.manifest"),
    path("api/v1/scans", api.ScansView.as_view(), name="attendance.checkin.scans"),
    path("api/v1/scans/names", api.NamesView.as_view(), name="attendance.checkin.names"),
    path("attendance/<int:pk>/checkin/", pages.HostPage.as_view(), name="attendance.checkin.host"),
    path("attendance/<int:pk>/checkin/paper/", pages.PaperPage.as_view(), name="attendance.checkin.paper"),
)
