from django.urls import path

from funds.entry import views

app_name = "aids"
urlpatterns = [
    path("demander/<int:pk>/", views.choose_fund, name="funds"),
    path("demander/<int:pk>/<slug:fund>/", views.RequestAid.as_view(), name="request"),
    path("demander/<int:pk>/<slug:fund>/reperes/", views.told_while_typing, name="standing"),
    path("<int:pk>/decider/", views.DecideAid.as_view(), name="decide"),
]
