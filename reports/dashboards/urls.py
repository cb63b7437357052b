"""Addresses of the dashboards, in French: they are read, shared and printed."""

from django.urls import path

from reports.dashboards import listing_views, views

app_name = "dashboards"
urlpatterns = [
    path("", views.index, name="index"),
    path("liste/", listing_views.listing, name="listing"),
    path("liste/imprimer/", listing_views.listing_print, name="listing_print"),
    path("liste/liste.<slug:extension>", listing_views.listing_file, name="listing_file"),
    path("<slug:slug>/", views.page, name="page"),
    path("<slug:slug>/imprimer/", views.sheet, name="sheet"),
    path("<slug:slug>/<slug:panel>/chiffre/", views.figure, name="figure"),
    path("<slug:slug>/<slug:panel>.<str:extension>", views.download, name="download"),
]
