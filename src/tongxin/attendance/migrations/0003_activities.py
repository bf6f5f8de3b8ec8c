"""Head-counts with bounds and those there for the first time: what was counted so far was meant exactly."""

from django.db import migrations, models
from django.db.models import F

_GROUNDS = [
    ("scan", "扫码签到"),
    ("roster", "签到名册"),
    ("host", "主办方清点"),
    ("estimate", "估计"),
    ("declared", "申报"),
]


def meant_exactly(apps, schema_editor):
    """Let every count on record lie between itself and itself."""
    rows = apps.get_model("attendance", "HeadCount")._default_manager.using(schema_editor.connection.alias)
    rows.update(low=F("number"), high=F("number"))


class Migration(migrations.Migration):

    dependencies = [
        ('attendance', '0002_sessions_and_registrations'),
    ]

    operations = [
        migrations.AddField(
            model_name='headcount',
            name='first_time',
            field=models.PositiveIntegerField(default=0, verbose_name='其中首次来的'),
        ),
        migrations.AddField(
            model_name='headcount',
            name='low',
            field=models.PositiveIntegerField(default=0, verbose_name='最少'),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='headcount',
            name='high',
            field=models.PositiveIntegerField(default=0, verbose_name='最多'),
            preserve_default=False,
        ),
        migrations.RunPython(meant_exactly, migrations.RunPython.noop),
        migrations.AlterField(
            model_name='headcount',
            name='evidence',
            field=models.CharField(choices=_GROUNDS, default='host', max_length=10, verbose_name='依据'),
        ),
        migrations.AlterField(
            model_name='participation',
            name='evidence',
            field=models.CharField(choices=_GROUNDS, default='roster', max_length=10, verbose_name='依据'),
        ),
        migrations.AddConstraint(
            model_name='headcount',
            constraint=models.CheckConstraint(condition=models.Q(('low__gte', 1), ('low__lte', models.F('number')), ('number__lte', models.F('high'))), name='attendance_count_between_its_bounds', violation_error_message='到场人数应在最少和最多之间，请改正。'),
        ),
        migrations.AddConstraint(
            model_name='headcount',
            constraint=models.CheckConstraint(condition=models.Q(('first_time__lte', models.F('high'))), name='attendance_first_comers_were_there', violation_error_message='首次来的人数不能多于到场人数，请改正。'),
        ),
    ]
