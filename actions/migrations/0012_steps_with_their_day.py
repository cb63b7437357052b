"""Steps get a day: the table that tied them to participations becomes a model's, rows unmoved."""

import django.db.models.deletion
from django.db import migrations, models

import plics.days

PARTICIPATION = models.ForeignKey(
    on_delete=django.db.models.deletion.CASCADE,
    related_name="taken_steps",
    to="actions.participation",
    verbose_name="participation",
)
STEP = models.ForeignKey(
    on_delete=django.db.models.deletion.PROTECT,
    related_name="+",
    to="beneficiaries.step",
    verbose_name="démarche",
)


class Migration(migrations.Migration):
    dependencies = [("actions", "0011_texts_in_html")]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.CreateModel(
                    name="TakenStep",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        ("participation", PARTICIPATION),
                        ("step", STEP),
                    ],
                    options={
                        "verbose_name": "démarche engagée",
                        "verbose_name_plural": "démarches engagées",
                        "db_table": "actions_participation_steps",
                        "unique_together": {("participation", "step")},
                    },
                ),
                migrations.AlterField(
                    model_name="participation",
                    name="steps",
                    field=models.ManyToManyField(
                        blank=True,
                        through="actions.TakenStep",
                        to="beneficiaries.step",
                        verbose_name="démarches",
                    ),
                ),
            ],
        ),
        migrations.AddField(
            model_name="takenstep",
            name="taken_on",
            field=models.DateField(
                blank=True,
                null=True,
                validators=[plics.days.happened],
                verbose_name="engagée le",
            ),
        ),
        migrations.AlterUniqueTogether(name="takenstep", unique_together=set()),
        migrations.AddConstraint(
            model_name="takenstep",
            constraint=models.UniqueConstraint(
                fields=("participation", "step"),
                name="taken_step_once",
                violation_error_message="Cette démarche est déjà engagée.",
            ),
        ),
    ]
