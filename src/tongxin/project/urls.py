"""Every address of the site: the rooms bring their own."""

from django.urls import include, path, re_path

from tongxin.access.views import ForgottenPage, WithoutMail
from tongxin.ports.room import rooms

urlpatterns = [
    path("", include("tongxin.portal.urls")),
    path("accounts/password/reset/", ForgottenPage.as_view()),
    re_path(r"^accounts/(?:email|confirm-email|login/code|password/reset)/", WithoutMail.as_view()),
    path("accounts/", include("allauth.urls")),
    path("api/v1/records/", include("tongxin.intake.api.urls")),
    *(path(room.prefix, include(room.urls)) for room in rooms() if room.urls),
    *(path("", include(list(room.pages))) for room in rooms() if room.pages),
]
handler400 = "tongxin.web.errors.bad_request"
handler403 = "tongxin.web.errors.forbidden"
handler404 = "tongxin.web.errors.not_found"
handler500 = "tongxin.web.errors.server_error"
