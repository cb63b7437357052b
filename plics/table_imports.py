"""Nomenclatures and other lists the staff keep, brought in as files.

import-export gives the pages. A file with one refused row is refused: these lists are short,
and others hang on them.
"""

from __future__ import annotations

import contextlib
import os
import secrets
import time
from pathlib import Path

from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import Http404
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils.decorators import method_decorator
from django.utils.text import slugify
from django.views.decorators.http import require_POST
from import_export.admin import ImportMixin
from import_export.forms import ConfirmImportForm, ImportForm
from import_export.tmp_storages import BaseStorage

from plics import formatting, history
from plics.bodies import takes_files
from plics.importing import guards, templates
from plics.importing.errors import FileRefused
from plics.importing.model_fields import columns_to_read
from plics.models import Operation
from plics.table_resources import AnyTable, table_resource
from plics.upload_handlers import is_too_big

TOO_BIG = "Ce fichier est trop gros\u00a0: il n’a pas été lu."
SUFFIXES = ".csv, .xlsx, .ods"
LIMIT = 5 * guards.MEGABYTE
DAY = 24 * 3600


def folder() -> Path:
    return Path(settings.MEDIA_ROOT) / "tables"


class UnconfirmedTable(BaseStorage):
    """A file between its preview and its confirmation, which only this account's processes read."""

    def save(self, data: bytes) -> None:
        folder().mkdir(mode=0o700, parents=True, exist_ok=True)
        self.name = secrets.token_hex(16)
        descriptor = os.open(self.path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)

    def read(self) -> bytes:
        try:
            return self.path.read_bytes()
        except FileNotFoundError:
            raise FileRefused("Ce fichier n’est plus gardé : envoyez-le à nouveau.") from None

    def remove(self) -> None:
        self.path.unlink(missing_ok=True)

    @property
    def path(self) -> Path:
        return folder() / self.name


def forget_unconfirmed() -> int:
    """Removes the files that nobody confirmed within a day."""
    count = 0
    for each in folder().glob("*"):
        # Another request may have confirmed it meanwhile.
        with contextlib.suppress(FileNotFoundError):
            if each.stat().st_mtime < time.time() - DAY:
                each.unlink()
                count += 1
    return count


class TableForm(ImportForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        limit = f"{LIMIT // guards.MEGABYTE}\u00a0Mo"
        self.fields["format"].widget = forms.HiddenInput()
        self.fields["import_file"] = forms.FileField(
            label="Fichier",
            help_text=f"{SUFFIXES} – {limit} au plus.",
            widget=forms.FileInput({"accept": SUFFIXES}),
            error_messages={"required": "Choisissez un fichier."},
        )

    # No script guesses the format: the file says it.
    media = forms.Media()

    def clean_import_file(self):
        file = self.cleaned_data["import_file"]
        if file.size > LIMIT:
            raise ValidationError(TOO_BIG)
        return file


class ConfirmForm(ConfirmImportForm):
    import_file_name = forms.RegexField(r"^[0-9a-f]{32}$", widget=forms.HiddenInput)
    format = forms.ChoiceField(choices=[("0", "0")], widget=forms.HiddenInput)
    resource = forms.ChoiceField(choices=[("0", "0")], widget=forms.HiddenInput, required=False)


class ImportedTable(ImportMixin):
    """A list whose rows may come from a file, each known by `import_key`."""

    import_key: tuple[str, ...] = ()
    import_template_name = "admin/import_table.html"
    # Buttons are those of every list: template `admin/change_list_object_tools.html`.
    import_export_change_list_template = None
    import_form_class = TableForm
    confirm_form_class = ConfirmForm
    tmp_storage_class = UnconfirmedTable

    def has_import_permission(self, request):
        """Whoever may type these rows."""
        return self.has_add_permission(request) and self.has_change_permission(request)

    def create_import_form(self, request):
        form = super().create_import_form(request)
        if is_too_big(request):
            form.fields["import_file"].error_messages["required"] = TOO_BIG
        return form

    def get_import_formats(self):
        return [AnyTable]

    def get_import_resource_classes(self, request):
        return [table_resource(self.model, self.import_key, self.admin_site)]

    def get_import_data_kwargs(self, **kwargs):
        found = super().get_import_data_kwargs(**kwargs)
        return found | {"rollback_on_validation_errors": True}

    def get_import_context_data(self, **kwargs):
        return {"columns": columns_to_read(self.model).values()}

    def add_data_read_fail_error_to_form(self, form, problem):
        if not isinstance(problem, FileRefused):
            raise problem
        form.add_error("import_file", problem.message)

    @takes_files
    def import_action(self, request, **kwargs):
        forget_unconfirmed()
        response = super().import_action(request, **kwargs)
        sent = request.FILES.get("import_file")
        if hasattr(sent, "tmp_storage_name") and "confirm_form" not in response.context_data:
            UnconfirmedTable(name=sent.tmp_storage_name).remove()
        return response

    @method_decorator(require_POST)
    def process_import(self, request, **kwargs):
        told = self.opts.verbose_name_plural
        try:
            with (
                transaction.atomic(),
                history.operation(
                    Operation.Kind.IMPORT, f"Import de liste\u00a0: {told}", by=request.user
                ),
            ):
                response = super().process_import(request, **kwargs)
        except FileRefused as refusal:
            self.message_user(request, refusal.message, messages.ERROR)
            return redirect(self.import_address)
        if response.status_code == 200:
            raise Http404("Ce fichier n’est pas de ceux qui attendent.")
        return response

    def process_result(self, result, request):
        if result.has_errors() or result.has_validation_errors():
            self.message_user(
                request,
                "La liste a changé depuis l’aperçu et rien n’a été importé\u00a0: envoyez à "
                "nouveau le fichier.",
                messages.ERROR,
            )
            return redirect(self.import_address)
        return super().process_result(result, request)

    def add_success_message(self, result, request):
        created, updated = result.totals["new"], result.totals["update"]
        told = formatting.counted(created, "ligne créée", "lignes créées")
        self.message_user(
            request,
            f"{told}, {formatting.counted(updated, 'modifiée', 'modifiées')}.",
            messages.SUCCESS,
        )

    # Django's own journal is written no more: see plics/history.py.
    skip_admin_log = True

    @property
    def import_address(self) -> str:
        return reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_import")

    def get_urls(self):
        name = f"{self.opts.app_label}_{self.opts.model_name}_template"
        view = self.admin_site.admin_view(self.template_view)
        return [path("modele.<slug:file_format>", view, name=name), *super().get_urls()]

    def template_view(self, request, file_format):
        if not self.has_import_permission(request):
            raise PermissionDenied
        columns = list(columns_to_read(self.model).values())
        try:
            return templates.template(slugify(self.opts.verbose_name_plural), columns, file_format)
        except KeyError:
            raise Http404("Ce modèle n’existe pas.") from None
