"""Every journal line says in the course of which import it was written."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("access", "0002_journal_is_append_only")]
    operations = [
        migrations.AddField("entry", "batch", models.BigIntegerField("导入批次", null=True, blank=True)),
        migrations.AddIndex(
            "entry",
            models.Index(
                fields=["batch", "id"], condition=models.Q(("batch__isnull", False)), name="access_entry_of_batch"
            ),
        ),
    ]
