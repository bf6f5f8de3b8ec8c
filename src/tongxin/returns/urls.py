"""Addresses of returns."""

from django.urls import path

from tongxin.returns.views import asserted, duties, grid, home, late, one

app_name = "returns"
urlpatterns = [
    path("", home.HomePage.as_view(), name="home"),
    path("approve/", home.ApprovePage.as_view(), name="approve_many"),
    path("grid/", grid.GridPage.as_view(), name="grid"),
    path("lock/", grid.LockPage.as_view(), name="lock"),
    path("late/", late.LatePage.as_view(), name="late"),
    path("at/<int:place>/<int:number>/", one.ReturnPage.as_view(), name="return"),
    path("at/<int:place>/<int:number>/confirm/", one.ConfirmPage.as_view(), name="confirm"),
    path("at/<int:place>/<int:number>/nil/", one.NilPage.as_view(), name="nil"),
    path("at/<int:place>/<int:number>/approve/", one.ApproveOnePage.as_view(), name="approve"),
    path("at/<int:place>/<int:number>/send-back/", one.SendBackPage.as_view(), name="send_back"),
    path("at/<int:place>/<int:number>/restate/", one.RestatePage.as_view(), name="restate"),
    path("duties/", duties.DutyList.as_view(), name="duties"),
    path("duties/new/", duties.DutyNewPage.as_view(), name="duty_new"),
    path("duties/all/", duties.DutiesNewPage.as_view(), name="duties_new"),
    path("duties/<int:pk>/end/", duties.DutyEndPage.as_view(), name="duty_end"),
    path("calendar/", duties.CalendarPage.as_view(), name="calendar"),
    path("asserted/", asserted.AssertedList.as_view(), name="asserted"),
    path("asserted/new/", asserted.AssertedNewPage.as_view(), name="asserted_new"),
    path("asserted/<int:pk>/correct/", asserted.AssertedCorrectPage.as_view(), name="asserted_correct"),
]
