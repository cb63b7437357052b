from django.urls import path

from reports.quality import views

app_name = "quality"
urlpatterns = [
    path("", views.latest, name="latest"),
    path("<int:year>/", views.overview, name="year"),
    path("<int:year>/<slug:code>/", views.suspect_rows, name="rows"),
]
