"""Every line says what its ledger comes to with it, so that a balance is read from the last one."""

import django.db.models.deletion
import tongxin.lifecycle.amounts
from django.db import migrations, models


OF_USE, BETWEEN_LEVELS = ("used", "use_voided"), ("matched", "unmatched")


def add_up(apps, schema_editor):
    """Give every line what its ledger comes to with it."""
    rows = apps.get_model("giving", "Line")._default_manager.using(schema_editor.connection.alias)
    totals = {}
    for line in rows.order_by("book_id", "number").iterator():
        received, used, gifts = totals.get(line.book_id, (0, 0, 0))
        if line.kind in OF_USE:
            used += line.value
        elif line.kind not in BETWEEN_LEVELS:
            received, gifts = received + line.value, gifts + line.pieces
        totals[line.book_id] = (received, used, gifts)
        rows.filter(pk=line.pk).update(received=received, used=used, gifts=gifts)


class Migration(migrations.Migration):

    dependencies = [
        ('giving', '0001_initial'),
        ('network', '0008_kinds_without_members'),
    ]

    operations = [
        migrations.AddField(
            model_name='line',
            name='gifts',
            field=models.IntegerField(default=0, editable=False, verbose_name='累计笔数'),
        ),
        migrations.AddField(
            model_name='line',
            name='received',
            field=tongxin.lifecycle.amounts.FenField(default=0, editable=False, verbose_name='累计已接收净额'),
        ),
        migrations.AddField(
            model_name='line',
            name='used',
            field=tongxin.lifecycle.amounts.FenField(default=0, editable=False, verbose_name='累计已使用'),
        ),
        migrations.RunPython(add_up, migrations.RunPython.noop),
        migrations.AlterField(
            model_name='gift',
            name='co_organisers',
            field=models.ManyToManyField(blank=True, related_name='+', to='network.organisation', verbose_name='联合捐赠单位'),
        ),
        migrations.AlterField(
            model_name='gift',
            name='organiser',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='network.organisation', verbose_name='登记单位'),
        ),
    ]
