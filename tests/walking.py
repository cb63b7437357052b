"""To open hundreds of pages of which only what a test looks for is read."""

import pytest
from django.contrib.admin import site
from django.test import client as test_client

from plics.admin_site import PlicsAdminSite
from plics.importing import templates
from reports.dashboards import downloads


@pytest.fixture
def quick_answers(monkeypatch):
    """A menu is worked out once for each account and drawn on the pages made of it, no PDF is
    laid out, a template to fill has one row, what templates were given is not copied."""
    menus, work_out = {}, PlicsAdminSite.get_app_list

    def menu(self, request, app_label=None):
        key = request.user.pk, app_label
        if key not in menus:
            menus[key] = work_out(self, request, app_label)
        return menus[key]

    monkeypatch.setattr(PlicsAdminSite, "get_app_list", menu)
    monkeypatch.setattr(site, "enable_nav_sidebar", False)
    monkeypatch.setattr(downloads, "apart", lambda work, html: b"%PDF")
    monkeypatch.setattr(templates, "READY_ROWS", 1)
    monkeypatch.setattr(test_client, "store_rendered_templates", lambda *args, **kwargs: None)
