"""All addresses of the portal."""

from django.urls import include, path

urlpatterns = [
    path("captcha/", include("kabinet.ui.captcha_urls")),
    path("office/", include("kabinet.office.urls")),
    path("office/", include("kabinet.office.intake_urls")),
    path("office/", include("kabinet.office.staff_urls")),
    path("office/", include("kabinet.office.billing_urls")),
    path("help/", include("kabinet.guides.urls")),
    path("", include("kabinet.files.urls")),
    path("", include("kabinet.kept.urls")),
    path("", include("kabinet.ui.urls")),
    path("", include("kabinet.cabinet.consumers_urls")),
    path("", include("kabinet.cabinet.urls")),
]

handler500 = "kabinet.ui.last_net.server_error"
