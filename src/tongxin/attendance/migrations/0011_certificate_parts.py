from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("attendance", "0010_folded_sessions")]

    operations = [
        migrations.AlterField(
            model_name="certificate",
            name="part",
            field=models.PositiveBigIntegerField(default=0, verbose_name="第几份"),
        ),
    ]
