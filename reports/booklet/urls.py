from django.urls import path

from reports.booklet import views

app_name = "reports"
urlpatterns = [
    path("", views.editions, name="editions"),
    path("documents/<int:pk>/", views.rendering, name="rendering"),
    path("documents/<int:pk>/fichier/", views.download, name="download"),
    path("<int:year>/<slug:commission>/", views.preview, name="booklet"),
    path("<int:year>/<slug:commission>/messages/", views.messages, name="messages"),
    path("<int:year>/<slug:commission>/pdf/", views.make_pdf, name="make_pdf"),
    path("<int:year>/<slug:commission>/<slug:section>/", views.preview, name="section"),
]
