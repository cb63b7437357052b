import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

NAMES = ("household", "last_name", "first_name", "birth_date")


class Migration(migrations.Migration):
    dependencies = [
        ("beneficiaries", "0011_former_commune"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint("formername", "former_name_of_one_person"),
        migrations.RenameModel("FormerName", "Identity"),
        migrations.AlterModelOptions(
            "identity",
            {
                "verbose_name": "autre identité",
                "verbose_name_plural": "autres identités",
                "ordering": ["last_name", "first_name", "birth_date"],
            },
        ),
        migrations.AlterField(
            "identity",
            "person",
            models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="identities",
                to="beneficiaries.person",
                verbose_name="personne",
            ),
        ),
        migrations.AddConstraint(
            "identity",
            models.UniqueConstraint(
                fields=NAMES,
                name="identity_of_one_person",
                violation_error_message="Cette identité est déjà celle d’une autre fiche.",
            ),
        ),
        migrations.AddField(
            "person",
            "birth_name",
            models.CharField(
                blank=True, default="", max_length=60, verbose_name="nom de naissance"
            ),
            preserve_default=False,
        ),
        migrations.CreateModel(
            "Merge",
            [
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("merged_at", models.DateTimeField(auto_now_add=True, verbose_name="fusionnées le")),
                ("duplicate", models.JSONField(default=dict, verbose_name="fiche disparue")),
                ("completed", models.JSONField(blank=True, default=dict, verbose_name="champs complétés")),
                ("moved", models.JSONField(blank=True, default=dict, verbose_name="lignes réunies")),
                ("joined", models.JSONField(blank=True, default=list, verbose_name="places réunies")),
                (
                    "kept",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="merges",
                        to="beneficiaries.person",
                        verbose_name="fiche gardée",
                    ),
                ),
                (
                    "merged_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="par",
                    ),
                ),
            ],
            {
                "verbose_name": "fusion",
                "verbose_name_plural": "fusions",
                "ordering": ["-merged_at", "-pk"],
            },
        ),
        migrations.AddField(
            "identity",
            "merge",
            models.ForeignKey(
                blank=True,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                to="beneficiaries.merge",
                verbose_name="fusion",
            ),
        ),
    ]
