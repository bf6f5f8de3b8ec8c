"""Whether an import was refused because nobody said why it changes what is locked."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """Adds a column to batches."""

    dependencies = [("intake", "0004_moves")]

    operations = [
        migrations.AddField(
            model_name="batch",
            name="asks_reason",
            field=models.BooleanField(default=False, verbose_name="要写原因"),
        ),
    ]
