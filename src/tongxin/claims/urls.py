"""Addresses of room `claims`."""

from django.urls import path

from tongxin.claims import views

app_name = "claims"
urlpatterns = [path("", views.CheckPage.as_view(), name="check")]
