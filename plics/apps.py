from django.apps import AppConfig


class PlicsConfig(AppConfig):
    name = "plics"
    verbose_name = "réglages"
