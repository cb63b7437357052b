from django.urls import path

from beneficiaries.entry import views

app_name = "changes"
urlpatterns = [
    path("menage/<int:pk>/<slug:what>/", views.HouseholdChange.as_view(), name="household"),
    path("personne/<int:pk>/referent/", views.ReferentChange.as_view(), name="referent"),
]
