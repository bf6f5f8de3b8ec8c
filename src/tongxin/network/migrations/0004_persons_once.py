"""Persons once: how names sound, records merged into others, pairs found to be two people."""

from importlib import import_module

import django.db.models.deletion
import django.db.models.manager
import tongxin.access.fields
import tongxin.network.models.privacy
import tongxin.network.models.readings
from django.db import migrations, models

from tongxin.network.models.readings import name_sound

_CHUNK = 5_000


def index(apps, schema_editor):
    """Make the search triggers anew: SQLite dropped them with the table it altered."""
    if schema_editor.connection.vendor == "sqlite":
        import_module("tongxin.network.migrations.0002_register_and_search").index(apps, schema_editor)


def sounds(apps, schema_editor):
    """Write how the names of the persons on record are read."""
    rows = apps.get_model("network", "Person")._default_manager.order_by("id")
    last = 0
    with schema_editor.connection.cursor() as cursor:
        while chunk := list(rows.filter(id__gt=last).values_list("id", "name")[:_CHUNK]):
            cursor.executemany(
                "UPDATE network_person SET sound = %s WHERE id = %s", [(name_sound(name), pk) for pk, name in chunk]
            )
            last = chunk[-1][0]


class Migration(migrations.Migration):

    dependencies = [
        ('network', '0003_waiting_applications_first'),
    ]

    operations = [
        migrations.CreateModel(
            name='Distinct',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('path', tongxin.access.fields.PathField(db_index=True, editable=False, max_length=40)),
                ('by', models.CharField(max_length=100, verbose_name='确认人')),
                ('day', models.DateField(verbose_name='确认日期')),
                ('reason', models.CharField(blank=True, max_length=500, verbose_name='依据')),
            ],
            options={
                'verbose_name': '不是同一人',
            },
            managers=[
                ('unguarded', django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name='MergeRequest',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('path', tongxin.access.fields.PathField(db_index=True, editable=False, max_length=40)),
                ('asked_path', models.CharField(editable=False, max_length=40, verbose_name='提出方地区')),
                ('choose', models.JSONField(default=dict, verbose_name='采用哪一边')),
                ('state', models.CharField(choices=[('open', '等待对方'), ('accepted', '已同意'), ('declined', '未同意')], default='open', max_length=10, verbose_name='状态')),
                ('by', models.CharField(max_length=100, verbose_name='提出人')),
                ('day', models.DateField(verbose_name='提出日期')),
                ('reason', models.CharField(max_length=500, verbose_name='原因')),
                ('answered_by', models.CharField(blank=True, max_length=100, verbose_name='答复人')),
                ('answered', models.DateField(blank=True, null=True, verbose_name='答复日期')),
                ('answer', models.CharField(blank=True, max_length=500, verbose_name='答复')),
            ],
            options={
                'verbose_name': '合并请求',
            },
            managers=[
                ('unguarded', django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name='PersonMerge',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('path', tongxin.access.fields.PathField(db_index=True, editable=False, max_length=40)),
                ('merged_path', models.CharField(editable=False, max_length=40, verbose_name='并入的人员所在地区')),
                ('state', models.CharField(choices=[('done', '已合并'), ('undone', '已撤销')], default='done', max_length=10, verbose_name='状态')),
                ('moved', models.JSONField(default=list, verbose_name='一并转移的记录')),
                ('former', tongxin.network.models.privacy.EncryptedField(default='', verbose_name='合并前的内容')),
                ('by', models.CharField(max_length=100, verbose_name='合并人')),
                ('day', models.DateField(verbose_name='合并日期')),
                ('reason', models.CharField(max_length=500, verbose_name='原因')),
            ],
            options={
                'verbose_name': '人员合并',
            },
            managers=[
                ('unguarded', django.db.models.manager.Manager()),
            ],
        ),
        migrations.AddField(
            model_name='person',
            name='merged_into',
            field=models.ForeignKey(blank=True, db_index=False, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='network.person', verbose_name='已合并到'),
        ),
        migrations.AddField(
            model_name='person',
            name='sound',
            field=tongxin.network.models.readings.SoundField(source='name'),
        ),
        migrations.AddIndex(
            model_name='person',
            index=models.Index(fields=['sound', 'unit'], name='network_person_sound'),
        ),
        migrations.AddIndex(
            model_name='person',
            index=models.Index(condition=models.Q(('merged_into__isnull', False)), fields=['merged_into'], name='network_person_merged'),
        ),
        migrations.AddField(
            model_name='distinct',
            name='first',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='network.person', verbose_name='人员'),
        ),
        migrations.AddField(
            model_name='distinct',
            name='second',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='network.person', verbose_name='另一人'),
        ),
        migrations.AddField(
            model_name='mergerequest',
            name='kept',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='network.person', verbose_name='保留的人员'),
        ),
        migrations.AddField(
            model_name='mergerequest',
            name='merged',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='network.person', verbose_name='并入的人员'),
        ),
        migrations.AddField(
            model_name='personmerge',
            name='kept',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='network.person', verbose_name='保留的人员'),
        ),
        migrations.AddField(
            model_name='personmerge',
            name='merged',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='network.person', verbose_name='并入的人员'),
        ),
        migrations.AddConstraint(
            model_name='distinct',
            constraint=models.UniqueConstraint(fields=('first', 'second'), name='network_distinct_once', violation_error_message='这两个人已确认不是同一人。'),
        ),
        migrations.AddConstraint(
            model_name='distinct',
            constraint=models.CheckConstraint(condition=models.Q(('first__lt', models.F('second'))), name='network_distinct_in_order'),
        ),
        migrations.AddIndex(
            model_name='mergerequest',
            index=models.Index(fields=['state', 'path', 'id'], name='network_merge_request_waiting'),
        ),
        migrations.AddConstraint(
            model_name='mergerequest',
            constraint=models.UniqueConstraint(condition=models.Q(('state', 'open')), fields=('kept', 'merged'), name='network_merge_asked_once', violation_error_message='这两个人已有一份等待答复的合并请求。'),
        ),
        migrations.AddIndex(
            model_name='personmerge',
            index=models.Index(fields=['path', '-id'], name='network_merge_latest'),
        ),
        migrations.AddConstraint(
            model_name='personmerge',
            constraint=models.UniqueConstraint(condition=models.Q(('state', 'done')), fields=('merged',), name='network_merged_once', violation_error_message='这个人已合并到别的人员。'),
        ),
        migrations.RunPython(index, index, elidable=False),
        migrations.RunPython(sounds, migrations.RunPython.noop, elidable=False),
    ]
