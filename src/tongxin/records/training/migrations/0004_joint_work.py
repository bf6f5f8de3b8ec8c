"""Co-organisers confirm their share from now on. Those named so far have been credited all along and stay so."""

from typing import Any

from django.db import migrations, models


def credit_those_named(apps: Any, schema_editor: Any) -> None:
    """Say of every co-organiser there is that it has confirmed."""
    classes = apps.get_model("training", "TrainingClass")
    named, confirmed = classes.co_organisers.through, classes.confirmed.through
    using = schema_editor.connection.alias
    rows = named.objects.using(using).values_list("trainingclass_id", "organisation_id")
    confirmed.objects.using(using).bulk_create(
        (confirmed(trainingclass_id=record, organisation_id=organisation) for record, organisation in rows.iterator()),
        batch_size=1_000,
    )


class Migration(migrations.Migration):
    dependencies = [
        ("network", "0007_consent_purpose"),
        ("training", "0003_series"),
    ]

    operations = [
        migrations.AddField(
            model_name="trainingclass",
            name="confirmed",
            field=models.ManyToManyField(
                blank=True, editable=False, related_name="+", to="network.organisation", verbose_name="已确认合办的单位"
            ),
        ),
        migrations.RunPython(credit_those_named, migrations.RunPython.noop),
    ]
