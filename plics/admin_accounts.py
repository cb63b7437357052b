"""The screen of accounts: their role, their rights, how they sign in."""

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.decorators import method_decorator
from django.views.decorators.http import require_http_methods

from plics.admin import BaseAdmin, ForAdministrators
from plics.models import RIGHTS, User
from plics.signin import second_factor


@admin.register(User)
class AccountAdmin(ForAdministrators, BaseAdmin, UserAdmin):
    list_display = ["username", "full_name", "role", "territories", "is_active", "last_login"]
    list_filter = ["role", "is_active", "has_second_factor", "commissions", *RIGHTS]
    search_fields = ["username", "last_name", "first_name", "email"]
    change_form_template = "admin/plics/user/change_form.html"
    autocomplete_fields = ["commissions", "providers"]
    readonly_fields = ["has_second_factor", "last_login", "date_joined"]
    fieldsets = [
        (None, {"fields": ["username", "password"]}),
        ("Identité", {"fields": ["last_name", "first_name", "email"]}),
        ("Rôle", {"fields": ["role", "commissions", "providers", "is_active"]}),
        ("Droits", {"fields": RIGHTS}),
        ("Connexion", {"fields": ["has_second_factor", "last_login", "date_joined"]}),
    ]
    add_fieldsets = [
        (None, {"fields": ["username", "password1", "password2"]}),
        ("Identité", {"fields": ["last_name", "first_name", "email"]}),
        ("Rôle", {"fields": ["role", "commissions", "providers"]}),
    ]

    def has_delete_permission(self, request, obj=None):
        return super().has_delete_permission(request, obj) and not (
            obj and obj.is_in_former_journal
        )

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related("commissions", "providers")

    @admin.display(description="nom", ordering="last_name")
    def full_name(self, account):
        return account.get_full_name()

    @admin.display(description="commissions ou structures")
    def territories(self, account):
        if account.sees_everything:
            return "toutes"
        where = account.providers if account.is_provider else account.commissions
        return ", ".join(each.name for each in where.all())

    def get_urls(self):
        own = path(
            "<int:pk>/second-facteur/",
            self.admin_site.admin_view(self.reset_second_factor),
            name="plics_user_reset_second_factor",
        )
        return [own, *super().get_urls()]

    @method_decorator(require_http_methods(["GET", "POST"]))
    def reset_second_factor(self, request, pk):
        account = self.get_object(request, pk)
        if not self.has_change_permission(request, account):
            raise PermissionDenied
        if account is None:
            raise Http404
        if request.method == "POST":
            with transaction.atomic():
                second_factor.reset(account)
            self.message_user(request, f"Le second facteur de {account} est réinitialisé.")
            return redirect("admin:plics_user_change", pk)
        context = self.admin_site.each_context(request) | {
            "title": "Réinitialiser le second facteur",
            "opts": self.opts,
            "original": account,
        }
        return render(request, "admin/plics/user/reset_second_factor.html", context)
