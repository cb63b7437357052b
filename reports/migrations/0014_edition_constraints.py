from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("reports", "0013_validated_are_published")]

    operations = [
        migrations.AddConstraint(
            model_name='edition',
            constraint=models.UniqueConstraint(fields=('commission', 'programme_year', 'version'), name='edition_key', violation_error_message='Cette commission a déjà une édition pour cette année.'),
        ),
        migrations.AddConstraint(
            model_name='edition',
            constraint=models.UniqueConstraint(condition=models.Q(('commission', None)), fields=('programme_year', 'version'), name='edition_department_key', violation_error_message='Le département a déjà une édition pour cette année.'),
        ),
        migrations.AddConstraint(
            model_name='edition',
            constraint=models.CheckConstraint(condition=models.Q(('version', 1), models.Q(('version__gt', 1), models.Q(('correction_note', ''), _negated=True)), _connector='OR'), name='edition_correction_told', violation_error_message='Une nouvelle version porte sa note de correction.'),
        ),
        migrations.AddConstraint(
            model_name='edition',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('published_at', None), ('status__in', ['draft', 'review']), ('validated_at', None)), models.Q(('published_at', None), ('status', 'validated'), ('validated_at__isnull', False)), models.Q(('published_at__isnull', False), ('status', 'published'), ('validated_at__isnull', False)), _connector='OR'), name='edition_state_dated', violation_error_message='Une édition validée porte sa date de validation, une édition publiée celle de sa publication.'),
        ),
    ]
