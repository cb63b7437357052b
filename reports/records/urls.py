"""Addresses of records, by their keys: none ever holds a name."""

from django.urls import path

from reports.records import views

app_name = "records"
urlpatterns = [
    path("", views.search, name="search"),
    path("personnes/<int:pk>/", views.person, name="person"),
    path("menages/<int:pk>/", views.household, name="household"),
]
