"""The table of series, with the search index of its names that `0002_register_and_search` explains."""

from importlib import import_module

import django.db.models.deletion
import django.db.models.manager
import tongxin.access.fields
import tongxin.network.models.readings
from django.db import migrations, models


SEARCH = import_module("tongxin.network.migrations.0002_register_and_search")
TABLE = "network_series"


def _each(statements, schema_editor):
    for statement in statements:
        schema_editor.execute(statement.format(table=TABLE), params=None)


def index(apps, schema_editor):
    vendor = schema_editor.connection.vendor
    _each({"sqlite": SEARCH.SQLITE, "postgresql": SEARCH.POSTGRESQL}[vendor], schema_editor)


def drop_index(apps, schema_editor):
    _each(SEARCH.UNDO[schema_editor.connection.vendor], schema_editor)


class Migration(migrations.Migration):

    dependencies = [
        ('network', '0005_membership_life'),
    ]

    operations = [
        migrations.CreateModel(
            name='Series',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('path', tongxin.access.fields.PathField(db_index=True, editable=False, max_length=40)),
                ('name', models.CharField(max_length=120, verbose_name='系列名称')),
                ('begin', models.DateField(verbose_name='开始日期')),
                ('end', models.DateField(blank=True, null=True, verbose_name='结束日期')),
                ('search_text', tongxin.network.models.readings.SearchTextField()),
                ('organiser', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='network.organisation', verbose_name='主办单位')),
                ('parent', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='network.series', verbose_name='上级系列')),
            ],
            options={
                'verbose_name': '品牌系列',
                'indexes': [models.Index(fields=['path', 'id'], name='network_ser_path_bb9296_idx'), models.Index(fields=['parent', 'id'], name='network_ser_parent__f4789f_idx')],
                'constraints': [models.UniqueConstraint(fields=('organiser', 'name'), name='network_series_name_once_an_organiser', violation_error_message='这个主办单位已有同名系列。'), models.CheckConstraint(condition=models.Q(('end', None), ('end__gte', models.F('begin')), _connector='OR'), name='network_series_in_order')],
            },
            managers=[
                ('unguarded', django.db.models.manager.Manager()),
            ],
        ),
        migrations.RunPython(index, drop_index, elidable=False),
    ]
