"""Addresses of the look: the stylesheet, the choice of colours, the pages of development."""

from django.conf import settings
from django.urls import URLPattern, URLResolver, path

from kabinet.ui import offline, queries, style_guide, views

urlpatterns: list[URLPattern | URLResolver] = [
    path("theme.css", views.theme_css, name="stylesheet"),
    path("theme/", views.choose_theme, name="choose_theme"),
    path("manifest.webmanifest", offline.manifest, name="manifest"),
    path("service-worker.js", offline.service_worker, name="service_worker"),
    path("offline/", offline.offline, name="offline"),
    path("low-vision/", views.choose_low_vision, name="low_vision"),
]
if not settings.PRODUCTION:
    urlpatterns += [
        path("ui/", style_guide.style_guide, name="style_guide"),
        path("ui/entrance/", style_guide.entrance, name="style_guide_entrance"),
        path("ui/upload/", style_guide.upload, name="style_guide_upload"),
        path("ui/autosave/", style_guide.autosave, name="style_guide_autosave"),
    ]
if settings.DEBUG:
    urlpatterns.append(path("ui/queries/", queries.last_answers, name="last_answers"))
