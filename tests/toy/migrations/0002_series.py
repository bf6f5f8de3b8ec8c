import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('network', '0007_consent_purpose'),
        ('toy', '0001_initial'),
    ]

    operations = [
        migrations.AddField(
            model_name='visit',
            name='series',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='network.series', verbose_name='所属品牌系列'),
        ),
    ]
