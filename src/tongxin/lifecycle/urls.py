"""Addresses of what every record has."""

from django.urls import path

from tongxin.lifecycle.evidence import views

app_name = "lifecycle"
urlpatterns = [
    path("evidence/<int:pk>/", views.ContentView.as_view(), name="evidence"),
    path("evidence/<int:pk>/thumb.jpg", views.ContentView.as_view(thumbnail=True), name="evidence_thumbnail"),
    path("evidence/add/<str:label>/<int:pk>/", views.AddPage.as_view(), name="evidence_add"),
    path("evidence/add/<str:label>/<int:pk>/video/", views.AddVideoPage.as_view(), name="evidence_add_video"),
    path("evidence/<int:pk>/describe/", views.DescribePage.as_view(), name="evidence_describe"),
    path("evidence/<int:pk>/withdraw/", views.WithdrawPage.as_view(), name="evidence_withdraw"),
]
