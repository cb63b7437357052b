from django.urls import path

from actions import views

app_name = "returns"
urlpatterns = [
    path("", views.agreements, name="agreements"),
    path("<int:pk>/", views.agreement, name="agreement"),
    path("<int:pk>/classeur.xlsx", views.workbook, name="workbook"),
    path("apercu/<int:pk>/", views.preview, name="preview"),
    path("apercu/<int:pk>/confirmer/", views.confirm, name="confirm"),
    path("apercu/<int:pk>/abandonner/", views.abandon, name="abandon"),
    path("apercu/<int:pk>/a-corriger.xlsx", views.rejects, name="rejects"),
]
