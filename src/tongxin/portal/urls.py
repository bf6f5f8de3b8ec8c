"""Addresses of the public face."""

from django.urls import path

from tongxin.portal.public import PublicRecord
from tongxin.portal.verification import FigureVerification, ReportVerification, VerifyPage
from tongxin.portal.views import HomePage
from tongxin.ports.public import ROOT

app_name = "portal"
urlpatterns = [
    path("", HomePage.as_view(), name="home"),
    path("v/", VerifyPage.as_view(), name="verify"),
    path("v/<str:code>/", ReportVerification.as_view(), name="report"),
    path("v/<str:code>/<str:figure>/", FigureVerification.as_view(), name="figure"),
    path(f"{ROOT}/<slug:prefix>/<str:code>/", PublicRecord.as_view(), name="public"),
]
