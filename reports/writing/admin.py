from django.contrib import admin

from plics.admin import BaseAdmin
from plics.admin_site import Task
from reports.models import SharedText
from reports.writing.places import including


@admin.register(SharedText)
class SharedTextAdmin(BaseAdmin):
    task = Task.EDITIONS
    list_display = ["name", "code", "year"]
    list_filter = ["year"]
    search_fields = ["name", "code"]
    fieldsets = [(None, {"fields": ["name", ("code", "year"), "body"]})]

    def get_readonly_fields(self, request, obj=None):
        """Texts call it by its code."""
        return ["code"] if obj else []

    def has_delete_permission(self, request, obj=None):
        """A text that another one includes would leave a hole there."""
        is_needed = obj is not None and is_last(obj) and including(obj.code)
        return super().has_delete_permission(request, obj) and not is_needed


def is_last(text: SharedText) -> bool:
    """Another year's would answer to the same code."""
    return not SharedText.objects.filter(code=text.code).exclude(pk=text.pk).exists()
