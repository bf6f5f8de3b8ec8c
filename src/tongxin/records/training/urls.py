"""Addresses of training."""

from django.urls import path

from tongxin.records.training.views import reading, writing

app_name = "training"
urlpatterns = [
    path("", reading.ClassList.as_view(), name="list"),
    path("new/", writing.RegisterPage.as_view(), name="new"),
    path("<int:pk>/", reading.ClassPage.as_view(), name="detail"),
    path("<int:pk>/correct/", writing.CorrectPage.as_view(), name="correct"),
    path("<int:pk>/hold/", writing.HoldPage.as_view(), name="hold"),
    path("<int:pk>/roster/", writing.RosterPage.as_view(), name="roster"),
    path("<int:pk>/cancel/", writing.CancelPage.as_view(), name="cancel"),
    path("<int:pk>/close/", writing.ClosePage.as_view(), name="close"),
    path("<int:pk>/rematch/", writing.RematchPage.as_view(), name="rematch"),
    path("<int:pk>/roster/<int:line>/", writing.ParticipationPage.as_view(), name="participation"),
]
