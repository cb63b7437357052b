from django.apps import AppConfig

# The module, not the class: an AdminConfig in this namespace would compete to be the default.
from django.contrib.admin import apps as admin_apps
from django.db.backends.signals import connection_created
from django.utils.module_loading import autodiscover_modules


class PlicsConfig(AppConfig):
    default = True
    name = "plics"
    verbose_name = "réglages"

    def ready(self):
        # Each application's kinds of files: see plics.importing.registry.
        autodiscover_modules("imports")
        from plics import history, quiet_errors
        from plics.accents import teach_sqlite
        from plics.freshness import watch
        from plics.models import Department, User
        from plics.signin import passwords, second_factor, sessions
        from plics.traces import retention, sign_in

        history.watch()
        passwords.watch()
        second_factor.watch()
        sessions.watch()
        sign_in.watch()
        history.follow([Department, User])

        for prepare in (teach_sqlite, retention.teach_sqlite, watch, quiet_errors.watch):
            connection_created.connect(prepare)


class PlicsAdminConfig(admin_apps.AdminConfig):
    default = False
    default_site = "plics.admin_site.PlicsAdminSite"

    def ready(self):
        super().ready()
        # They need the base screens of plics/admin.py, which Django finds by its name.
        autodiscover_modules("admin_accounts", "admin_imports", "admin_journal")
