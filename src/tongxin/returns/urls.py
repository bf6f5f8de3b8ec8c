"""Addresses of returns. A return's own say place and period, so that one nobody has confirmed yet has them, too."""

from django.urls import URLPattern, path

from tongxin.returns.life import RETURN
from tongxin.returns.views import duties, grid, home, late, one

app_name = "returns"


def _act(code: str) -> URLPattern:
    """Return the address of an act with one return."""
    done = RETURN.act(code)
    asked = one.ReturnAsked if done.ends else one.ReturnButton
    view = asked if done.form is None else one.ReturnAct
    at = f"at/<int:place>/<int:number>/{code.replace('_', '-')}/"
    return path(at, view.as_view(life=RETURN, one=done), name=code)


urlpatterns = [
    path("", home.HomePage.as_view(), name="home"),
    path("approve/", home.ApprovePage.as_view(), name="approve_many"),
    path("grid/", grid.GridPage.as_view(), name="grid"),
    path("lock/", grid.LockPage.as_view(), name="lock_many"),
    path("late/", late.LatePage.as_view(), name="late"),
    path("at/<int:place>/<int:number>/", one.ReturnPage.as_view(), name="return"),
    *(_act(done.code) for done in RETURN.acts),
    path("at/<int:place>/<int:number>/take-back/", one.ReturnTakeBack.as_view(life=RETURN), name="take_back"),
    path("duties/all/", duties.DutiesNewPage.as_view(), name="duties_new"),
    path("calendar/", duties.CalendarPage.as_view(), name="calendar"),
]
