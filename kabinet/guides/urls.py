"""Addresses of «Справка»."""

from django.urls import path

from kabinet.guides import views

urlpatterns = [
    path("", views.contents, name="help"),
    path("search/", views.search, name="help_search"),
    path("words/", views.words, name="help_words"),
    path("<slug:slug>/", views.whole, name="guide"),
    path("<slug:slug>/<int:number>/", views.section, name="guide_section"),
]
