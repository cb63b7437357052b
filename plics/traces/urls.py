from django.urls import path

from plics.traces import views

app_name = "traces"
urlpatterns = [
    path("", views.search, name="search"),
    path("traces.<slug:extension>", views.export, name="export"),
]
