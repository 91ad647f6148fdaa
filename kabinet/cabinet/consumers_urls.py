"""Addresses of «Потребителям» and «С чего начать», open to everybody."""

from django.urls import path

from kabinet.cabinet.views import consumers, start

urlpatterns = [
    path("consumers/", consumers.consumers, name="consumers"),
    path("consumers/outages/", consumers.outages, name="outages"),
    path("consumers/passports/<slug:slug>/", consumers.passport, name="passport"),
    path("consumers/passports/<slug:slug>/file/", consumers.passport_file, name="passport_file"),
    path("start/", start.start, name="start"),
    path("start/embed/", start.start_embed, name="start_embed"),
    path("start/apply/", start.start_apply, name="start_apply"),
    path("accessibility/", consumers.accessibility, name="accessibility"),
    path("site-map/", consumers.site_map, name="site_map"),
]
