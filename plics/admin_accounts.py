"""Accounts: their role, where it holds, and the rights given one by one."""

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin

from plics.admin import BaseAdmin, ForAdministrators
from plics.models import RIGHTS, User


@admin.register(User)
class AccountAdmin(ForAdministrators, BaseAdmin, UserAdmin):
    list_display = ["username", "full_name", "role", "territories", "is_active", "last_login"]
    list_filter = ["role", "is_active", "commissions", *RIGHTS]
    search_fields = ["username", "last_name", "first_name", "email"]
    filter_horizontal = ["commissions"]
    autocomplete_fields = ["providers"]
    readonly_fields = ["last_login", "date_joined"]
    fieldsets = [
        (None, {"fields": ["username", "password"]}),
        ("Identité", {"fields": ["last_name", "first_name", "email"]}),
        ("Rôle", {"fields": ["role", "commissions", "providers", "is_active"]}),
        ("Droits", {"fields": [RIGHTS]}),
        ("Dates", {"fields": ["last_login", "date_joined"]}),
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
        return super().get_queryset(request).prefetch_related("commissions")

    @admin.display(description="nom", ordering="last_name")
    def full_name(self, account):
        return account.get_full_name()

    @admin.display(description="commissions")
    def territories(self, account):
        if account.sees_everything:
            return "toutes"
        return ", ".join(commission.name for commission in account.commissions.all())
