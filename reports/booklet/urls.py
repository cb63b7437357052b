from django.urls import include, path

from reports.booklet import batches, views
from reports.editions import changes, comments
from reports.editions import views as editions
from reports.editions.gate import views as gate
from reports.editions.readers import views as readers
from reports.writing import views as writing

app_name = "reports"
# How a version is made, for those who prepare it.
of_version = [
    path("changements/", changes.changes, name="changes"),
    path("edition/", editions.edition_page, name="version_edition"),
    path("edition/<slug:deed>/", editions.do, name="edition_deed"),
    path("commenter/<slug:section>/", comments.CommentView.as_view(), name="comment"),
    path("commentaires/<int:pk>/resoudre/", comments.resolve, name="comment_resolve"),
    path("lecteurs/ajouter/", editions.add_reader, name="reader_add"),
    path("lecteurs/<int:pk>/retirer/", editions.remove_reader, name="reader_remove"),
    path("a-relire/<int:pk>/", editions.mark_read, name="carried_read"),
]
urlpatterns = [
    path("", views.editions, name="editions"),
    path("schema-donnees.json", readers.schema, name="schema"),
    path("documents/<int:pk>/", views.rendering, name="rendering"),
    path("documents/<int:pk>/fichier/", views.download, name="download"),
    path("productions/<uuid:batch>/", batches.batch_page, name="batch"),
    path("productions/<uuid:batch>/annuler/", batches.cancel, name="batch_cancel"),
    path("<int:year>/produire/", batches.make_all, name="make_all"),
    path("textes/chiffres/", writing.figure_search, name="figure_search"),
    path("textes/<slug:kind>/<int:pk>/", writing.TextView.as_view(), name="text"),
    path("textes/<slug:kind>/<int:pk>/apercu/", writing.preview, name="text_preview"),
    path("ouvrir/", editions.open_a_year, name="open_year"),
    path("<int:year>/<slug:place>/", views.preview, name="booklet"),
    path("<int:year>/<slug:place>/edition/", editions.edition_page, name="edition"),
    path("<int:year>/<slug:place>/chercher/", views.search, name="search"),
    path("<int:year>/<slug:place>/donnees.<slug:extension>", readers.data, name="data"),
    path("<int:year>/<slug:place>/messages/", views.messages, name="messages"),
    path("<int:year>/<slug:place>/pdf/", views.make_pdf, name="make_pdf"),
    path("<int:year>/<slug:place>/controle/", gate.gate, name="gate"),
    path("<int:year>/<slug:place>/controle/accepter/", gate.accept_findings, name="gate_accept"),
    path(
        "<int:year>/<slug:place>/controle/<int:pk>/retirer/",
        gate.withdraw_finding,
        name="gate_withdraw",
    ),
    # An older version stays at its address.
    path("<int:year>/<slug:place>/v<int:version>/", views.preview, name="version"),
    path("<int:year>/<slug:place>/v<int:version>/chercher/", views.search, name="version_search"),
    path(
        "<int:year>/<slug:place>/v<int:version>/donnees.<slug:extension>",
        readers.data,
        name="version_data",
    ),
    path("<int:year>/<slug:place>/v<int:version>/pdf/", views.make_pdf, name="version_pdf"),
    path("<int:year>/<slug:place>/v<int:version>/livret.pdf", views.frozen_pdf, name="kept_pdf"),
    path("<int:year>/<slug:place>/v<int:version>/", include(of_version)),
    path(
        "<int:year>/<slug:place>/v<int:version>/<slug:section>/",
        views.preview,
        name="version_section",
    ),
    path("<int:year>/<slug:place>/<slug:section>/", views.preview, name="section"),
]
