import django.utils.timezone
from django.db import migrations, models

from plics.traces import triggers


class Migration(migrations.Migration):
    """Traces are added, never changed nor removed: the database itself says so."""

    dependencies = [
        ('plics', '0016_rights_of_accounts'),
    ]

    operations = [
        migrations.CreateModel(
            name='Trace',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('done_at', models.DateTimeField(db_index=True, default=django.utils.timezone.now, verbose_name='date')),
                ('act', models.CharField(choices=[('sign_in', 'connexion'), ('sign_in_failed', 'connexion refusée'), ('sign_out', 'déconnexion'), ('sheet', 'fiche vue'), ('history', 'historique vu'), ('list', 'liste vue'), ('search', 'recherche'), ('export', 'export'), ('print', 'impression'), ('download', 'téléchargement'), ('import', 'import'), ('change', 'modification'), ('refused', 'accès refusé'), ('unusual', 'volume inhabituel')], max_length=15, verbose_name='acte')),
                ('account', models.BigIntegerField(blank=True, null=True, verbose_name='compte')),
                ('kind', models.CharField(blank=True, max_length=60, verbose_name='nature d’objet')),
                ('keys', models.JSONField(blank=True, default=list, verbose_name='objets')),
                ('persons', models.JSONField(blank=True, default=list, verbose_name='personnes')),
                ('person_count', models.PositiveIntegerField(default=0, verbose_name='nombre de personnes')),
                ('address', models.CharField(blank=True, max_length=100, verbose_name='adresse')),
                ('origin', models.CharField(blank=True, max_length=16, verbose_name='origine')),
            ],
            options={
                'verbose_name': 'trace',
                'verbose_name_plural': 'traces',
                'ordering': ['-done_at', '-pk'],
                'indexes': [models.Index(fields=['account', 'done_at'], name='trace_of_account_idx'), models.Index(fields=['act', 'done_at'], name='trace_of_act_idx')],
            },
        ),
        migrations.RunPython(triggers.set_up, triggers.take_down),
    ]
