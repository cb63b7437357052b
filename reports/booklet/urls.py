from django.urls import path

from reports.booklet import views
from reports.editions.gate import views as gate

app_name = "reports"
urlpatterns = [
    path("", views.editions, name="editions"),
    path("documents/<int:pk>/", views.rendering, name="rendering"),
    path("documents/<int:pk>/fichier/", views.download, name="download"),
    path("<int:year>/<slug:commission>/", views.preview, name="booklet"),
    path("<int:year>/<slug:commission>/messages/", views.messages, name="messages"),
    path("<int:year>/<slug:commission>/pdf/", views.make_pdf, name="make_pdf"),
    path("<int:year>/<slug:commission>/controle/", gate.gate, name="gate"),
    path(
        "<int:year>/<slug:commission>/controle/accepter/",
        gate.accept_findings,
        name="gate_accept",
    ),
    path(
        "<int:year>/<slug:commission>/controle/<int:pk>/retirer/",
        gate.withdraw_finding,
        name="gate_withdraw",
    ),
    path("<int:year>/<slug:commission>/<slug:section>/", views.preview, name="section"),
]
