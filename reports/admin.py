from django import forms
from django.contrib import admin
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.html import format_html

from plics import formatting
from plics.admin import BaseAdmin, ReadOnly
from plics.admin_site import Task
from plics.attention import Attention
from plics.permissions import can_administer
from reports.booklet.blocks import BookletSection
from reports.booklet.messages import outdated, titles_by_section, titles_of
from reports.booklet.titles import Title
from reports.models import AuthorMessage, Edition, Figure, ProgrammeYear, Rendering
from reports.writing.admin import SharedTextAdmin as SharedTextAdmin


class EditionForm(forms.ModelForm):
    def _get_validation_exclusions(self) -> set[str]:
        """Not typed, the version is of the rule that a commission has one edition a year."""
        # The stubs do not know it.
        excluded: set[str] = super()._get_validation_exclusions()  # type: ignore[misc]
        return excluded - {"version"}


@admin.register(Edition)
class EditionAdmin(BaseAdmin):
    task = Task.EDITIONS
    form = EditionForm
    list_display = ["__str__", "status", "validated_at", "published_at", "booklet", "preparation"]
    list_filter = ["status", "programme_year", "commission"]
    list_select_related = ["commission", "validated_by", "published_by"]
    search_fields = ["commission__name", "programme_year"]
    readonly_fields = [
        "figure_messages",
        "preparation",
        "version",
        "correction_note",
        "status",
        "validated_at",
        "validated_by",
        "published_at",
        "published_by",
    ]
    fieldsets = [
        (None, {"fields": [("commission", "programme_year"), "version", "correction_note"]}),
        ("Textes", {"fields": ["preamble", "participants_note", "figure_messages"]}),
        (
            "Publication",
            {
                "fields": [
                    "preparation",
                    "status",
                    ("validated_at", "validated_by"),
                    ("published_at", "published_by"),
                ]
            },
        ),
    ]
    attention = [
        Attention(
            code="brouillons",
            one="édition en brouillon",
            many="éditions en brouillon",
            rows=lambda editions: editions.filter(status=Edition.Status.DRAFT),
        )
    ]

    def has_change_permission(self, request, obj=None):
        """What a validated edition says never moves again."""
        return super().has_change_permission(request, obj) and not (obj and obj.is_validated)

    def has_delete_permission(self, request, obj=None):
        return can_administer(request.user) and not (obj and obj.is_validated)

    @admin.display(description="livret")
    def booklet(self, edition):
        return format_html('<a href="{}">Ouvrir</a>', edition.get_absolute_url())

    @admin.display(description="préparation")
    def preparation(self, edition):
        """Its steps, comments, versions and documents, and what may be done now."""
        if edition.pk is None:
            return "Une fois l’édition enregistrée."
        address = [edition.programme_year, edition.place, edition.version]
        url = reverse("reports:version_edition", args=address)
        return format_html('<a href="{}">Étapes et actes</a>', url)

    @admin.display(description="messages des figures")
    def figure_messages(self, edition):
        if edition.pk is None:
            return "Une fois l’édition enregistrée."
        url = reverse("reports:messages", args=[edition.programme_year, edition.place])
        count = len(outdated(edition))
        told = formatting.counted(count, "message à vérifier", "messages à vérifier")
        return format_html('<a href="{}">{}</a>', url, told if count else "Lire et remplacer")


class AuthorMessageForm(forms.ModelForm):
    """A message is typed over a figure that the booklet shows: there is one to compare with."""

    title: Title | None = None

    class Meta:
        widgets = {"text": forms.Textarea(attrs={"rows": 3})}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "exhibit" in self.fields:
            self.fields["exhibit"] = forms.ChoiceField(
                label="Figure",
                choices=[
                    (
                        f"{section.number} {section.title}".strip(),
                        [(each.exhibit, each.name) for each in titles],
                    )
                    for section, titles in self.sections
                ],
                help_text="La page « Messages » du livret mène à chacune.",
            )

    @cached_property
    def sections(self) -> list[tuple[BookletSection, list[Title]]]:
        """Of the edition chosen, or of none."""
        typed = self["edition"].value() if "edition" in self.fields else self.instance.edition_id
        key = str(typed or "")
        editions = Edition.objects.open()
        edition = editions.filter(pk=key).first() if key.isdecimal() and len(key) < 10 else None
        return titles_by_section(edition) if edition else []

    def clean(self):
        cleaned = super().clean() or self.cleaned_data
        exhibit = cleaned.get("exhibit") or self.instance.exhibit
        titles = [title for _, titles in self.sections for title in titles]
        self.title = next((each for each in titles if each.exhibit == exhibit), None)
        if exhibit and self.title is None:
            raise forms.ValidationError(
                "Le livret ne montre plus cette figure : supprimez le message."
            )
        return cleaned


@admin.register(AuthorMessage)
class AuthorMessageAdmin(BaseAdmin):
    task = Task.EDITIONS
    form = AuthorMessageForm
    staff_may_delete = True
    list_display = ["text", "exhibit", "edition"]
    list_filter = ["edition"]
    list_select_related = ["edition__commission"]
    search_fields = ["text", "exhibit"]

    def get_fields(self, request, obj=None):
        told = ["computed", "computed_now"] if obj else []
        return ["edition", "exhibit", *told, "text"]

    def get_readonly_fields(self, request, obj=None):
        return ["edition", "exhibit", "computed", "computed_now"] if obj else []

    def get_field_queryset(self, db, db_field, request):
        return super().get_field_queryset(db, db_field, request).open()

    def has_change_permission(self, request, obj=None):
        """What a validated edition says never moves again."""
        is_open = obj is None or not obj.edition.is_validated
        return super().has_change_permission(request, obj) and is_open

    def has_delete_permission(self, request, obj=None):
        is_open = obj is None or not obj.edition.is_validated
        return super().has_delete_permission(request, obj) and is_open

    @admin.display(description="message calculé aujourd’hui")
    def computed_now(self, message):
        title = titles_of(message.edition).get(message.exhibit)
        return title.computed if title else "Le livret ne montre plus cette figure."

    def save_model(self, request, obj, form, change):
        """Saved as it stands, it is kept over the figures of today."""
        obj.computed, obj.digest = form.title.computed, form.title.digest
        super().save_model(request, obj, form, change)

    def response_post_save_add(self, request, obj):
        edition = obj.edition
        return redirect("reports:messages", edition.programme_year, edition.place)

    response_post_save_change = response_post_save_add


@admin.register(ProgrammeYear)
class ProgrammeYearAdmin(BaseAdmin):
    task = Task.EDITIONS
    list_display = ["year", "secrecy_threshold", "needs_second_agent", "release_on"]
    fieldsets = [
        (None, {"fields": ["year", "secrecy_threshold", "needs_second_agent", "release_on"]})
    ]


@admin.register(Figure)
class FigureAdmin(ReadOnly, BaseAdmin):
    task = Task.EDITIONS
    is_secondary = True
    list_display = ["code", "territory", "subject", "group", "display", "year", "edition"]
    list_filter = ["edition", "year"]
    list_select_related = ["edition__commission"]
    search_fields = ["code", "label", "subject"]

    def get_queryset(self, request):
        """Published booklets are for all; the raw rows, where small counts are not
        masked, for those who see the commission."""
        return request.user.scope(super().get_queryset(request), "edition__commission")


@admin.register(Rendering)
class RenderingAdmin(ReadOnly, BaseAdmin):
    task = Task.EDITIONS
    is_secondary = True
    list_display = ["edition", "status", "requested_by", "created_at", "document"]
    list_filter = ["status", "edition__commission"]
    list_select_related = ["edition__commission", "requested_by"]
    date_hierarchy = "created_at"
    # The file is handed out by a view that checks rights, never by its own address.
    exclude = ["file"]

    @admin.display(description="document")
    def document(self, rendering):
        if rendering.status != Rendering.Status.DONE:
            return None
        url = reverse("reports:download", args=[rendering.pk])
        return format_html('<a href="{}">Télécharger</a>', url)
