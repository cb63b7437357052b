from django.urls import path

from actions.entry import views

app_name = "groups"
urlpatterns = [
    path("<int:pk>/", views.enter, name="enter"),
    path("<int:pk>/suivi/", views.follow, name="follow"),
    path("<int:pk>/verifier/", views.check, name="check"),
]
