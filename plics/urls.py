from django.contrib import admin
from django.contrib.auth import views as auth
from django.urls import path

urlpatterns = [
    path("administration/", admin.site.urls),
    path("connexion/", auth.LoginView.as_view(), name="login"),
    path("deconnexion/", auth.LogoutView.as_view(), name="logout"),
]
