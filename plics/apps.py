from importlib import import_module

from django.apps import AppConfig

# The module, not the class: an AdminConfig in this namespace would compete to be the default.
from django.contrib.admin import apps as admin_apps
from django.db.backends.signals import connection_created


class PlicsConfig(AppConfig):
    default = True
    name = "plics"
    verbose_name = "réglages"

    def ready(self):
        import_module("plics.lookups")
        from plics.freshness import watch

        connection_created.connect(watch, dispatch_uid="freshness")


class PlicsAdminConfig(admin_apps.AdminConfig):
    default = False
    default_site = "plics.admin_site.PlicsAdminSite"
