from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("attendance", "0009_feedback")]

    operations = [
        migrations.AddField(
            model_name="folded",
            name="sessions",
            field=models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="参加场次"),
        ),
    ]
