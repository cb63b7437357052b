from django.urls import path

from reports.privacy import views

app_name = "privacy"
urlpatterns = [
    path("registre/", views.register, name="register"),
    path("echeances/", views.notice, name="notice"),
    path("personnes/<int:pk>/dossier.<slug:file_format>", views.person_file, name="file"),
]
