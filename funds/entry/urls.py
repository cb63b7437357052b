from django.urls import path

from funds.entry import payments, views

app_name = "aids"
urlpatterns = [
    path("demander/<int:pk>/", views.choose_fund, name="funds"),
    path("demander/<int:pk>/<slug:fund>/", views.RequestAid.as_view(), name="request"),
    path("demander/<int:pk>/<slug:fund>/reperes/", views.told_while_typing, name="standing"),
    path("a-payer/", payments.funds, name="to_pay"),
    path("a-payer/<slug:fund>/", payments.Pay.as_view(), name="pay"),
    path("ordres/<int:pk>/ordre.<slug:extension>", payments.file, name="order"),
    path("<int:pk>/decider/", views.DecideAid.as_view(), name="decide"),
]
