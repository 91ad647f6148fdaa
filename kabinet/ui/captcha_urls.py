"""Addresses of the code against robots: its picture, its sound, another one."""

from django.urls import path

from kabinet.ui import captcha_views

urlpatterns = [
    path("image/<slug:key>.webp", captcha_views.picture, name="captcha_picture"),
    path("audio/<slug:key>.wav", captcha_views.sound, name="captcha_sound"),
    path("refresh/", captcha_views.another, name="captcha_refresh"),
]
