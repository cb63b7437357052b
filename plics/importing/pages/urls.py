from django.urls import path

from plics.importing.pages import uploads, views

app_name = "importing"
urlpatterns = [
    path("", views.index, name="index"),
    path("historique/", views.history, name="history"),
    path("envois/<int:pk>/", uploads.detail, name="upload"),
    path("envois/<int:pk>/avancement/", uploads.progress_bar, name="progress"),
    path("envois/<int:pk>/colonnes/", uploads.columns_page, name="columns"),
    path("envois/<int:pk>/rejets/", uploads.rejects, name="rejects"),
    path("envois/<int:pk>/<slug:deed>/", uploads.act, name="act"),
    path("<slug:kind>/", views.kind_page, name="kind"),
    path("<slug:kind>/modele.<slug:file_format>", views.download_template, name="template"),
]
