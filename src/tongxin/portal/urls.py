"""Addresses of the public face."""

from django.urls import path

from tongxin.portal.views import HomePage

app_name = "portal"
urlpatterns = [path("", HomePage.as_view(), name="home")]
