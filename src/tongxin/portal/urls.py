"""Addresses of the public face."""

from django.urls import path

from tongxin.portal.calendars import EventFeed, MonthPage, OrganisationFeed
from tongxin.portal.open_forms import FollowCode, FollowPage, FormCode, FormPage
from tongxin.portal.public import PublicFeed, PublicFile, PublicRecord
from tongxin.portal.verification import FigureVerification, ReportVerification, VerifyPage
from tongxin.portal.views import HomePage
from tongxin.portal.work import CountsView, WorkPage
from tongxin.ports.public import ROOT

app_name = "portal"
urlpatterns = [
    path("", HomePage.as_view(), name="home"),
    path("work/", WorkPage.as_view(), name="work"),
    path("work/counts/", CountsView.as_view(), name="work_counts"),
    path("v/", VerifyPage.as_view(), name="verify"),
    path("v/<str:code>/", ReportVerification.as_view(), name="report"),
    path("v/<str:code>/<str:figure>/", FigureVerification.as_view(), name="figure"),
    path("f/<slug:prefix>/<slug:token>/", FormPage.as_view(), name="form"),
    path("f/<slug:prefix>/<slug:token>/code.svg", FormCode.as_view(), name="form_code"),
    path("f/<slug:prefix>/my/<slug:token>/", FollowPage.as_view(), name="follow"),
    path("f/<slug:prefix>/my/<slug:token>/code.svg", FollowCode.as_view(), name="follow_code"),
    path("calendar/", MonthPage.as_view(), name="calendar"),
    path("calendar/organisations/<int:pk>.ics", OrganisationFeed.as_view(), name="organisation_calendar"),
    path("calendar/events/<str:kind>/<int:pk>.ics", EventFeed.as_view(), name="event_calendar"),
    path(f"{ROOT}/<slug:prefix>/feed.atom", PublicFeed.as_view(), name="feed"),
    path(f"{ROOT}/<slug:prefix>/<str:code>/<str:name>.png", PublicFile.as_view(), name="public_file"),
    path(f"{ROOT}/<slug:prefix>/<str:code>/", PublicRecord.as_view(), name="public"),
]
