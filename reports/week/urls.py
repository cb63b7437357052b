"""Addresses of the week's work."""

from django.urls import path

from reports.week import home, views

app_name = "week"
urlpatterns = [
    path("", views.index, name="index"),
    path("depuis/<slug:slug>/", home.recorded_rows, name="recorded"),
    path("<slug:slug>/", views.working_list, name="list"),
    path("<slug:slug>/imprimer/", views.printed, name="print"),
    path("<slug:slug>/liste.<slug:extension>", views.exported, name="export"),
]
