import django.db.models.deletion
from django.db import migrations, models

class Migration(migrations.Migration):
    dependencies = [("funds", "0007_cancelling")]

    operations = [
        migrations.CreateModel(
            name="RefusalReason",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.SlugField(max_length=40, unique=True, verbose_name="code")),
                ("label", models.CharField(max_length=120, verbose_name="libellé")),
                ("order", models.PositiveSmallIntegerField(default=0, verbose_name="ordre")),
                (
                    "valid_from",
                    models.DateField(blank=True, null=True, verbose_name="en vigueur du"),
                ),
                ("valid_to", models.DateField(blank=True, null=True, verbose_name="au")),
            ],
            options={
                "verbose_name": "motif de refus d’une aide",
                "verbose_name_plural": "motifs de refus des aides",
                "ordering": ["order", "label"],
                "abstract": False,
            },
        ),
        migrations.RenameField("aid", "refusal_reason", "refusal_note"),
        migrations.AlterField(
            model_name="aid",
            name="refusal_note",
            field=models.CharField(
                blank=True,
                help_text="Pour le service : jamais publiée, sans donnée de santé.",
                max_length=200,
                verbose_name="précision sur le refus",
            ),
        ),
        migrations.AddField(
            model_name="aid",
            name="refusal_reason",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                to="funds.refusalreason",
                verbose_name="motif de refus",
            ),
        ),
    ]
