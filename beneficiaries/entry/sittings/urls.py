from django.urls import path

from beneficiaries.entry.sittings import letters, views

app_name = "sittings"
urlpatterns = [
    path("<int:pk>/", views.decide_all, name="decide"),
    path("<int:pk>/verifier/", views.check, name="check"),
    path("<int:pk>/courriers.<str:extension>", letters.letters, name="letters"),
]
