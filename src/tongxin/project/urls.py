"""Every address of the site: the rooms bring their own."""

from django.urls import include, path

from tongxin.project.rooms import rooms

urlpatterns = [
    path("", include("tongxin.portal.urls")),
    path("", include("tongxin.lifecycle.urls")),
    path("accounts/", include("allauth.urls")),
    path("api/v1/records/", include("tongxin.intake.api.urls")),
    *(path(room.prefix, include(room.urls)) for room in rooms() if room.urls),
]
handler400 = "tongxin.web.errors.bad_request"
handler403 = "tongxin.web.errors.forbidden"
handler404 = "tongxin.web.errors.not_found"
handler500 = "tongxin.web.errors.server_error"
