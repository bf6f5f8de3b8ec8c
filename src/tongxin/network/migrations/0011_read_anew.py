"""Write anew what names are found and compared by: every reading, simplified characters, and where a person works."""

from django.db import migrations

from tongxin.network.models.readings import FirmSoundField, name_sound, plain_name, search_text

_CHUNK = 2_000


def _written(schema_editor, rows, columns, told):
    """Set columns of every row, chunk by chunk, to what is told from it."""
    table = rows.model._meta.db_table
    names = ", ".join(f"{column} = %s" for column in columns)
    last = 0
    with schema_editor.connection.cursor() as cursor:
        while chunk := list(rows.filter(id__gt=last).order_by("id")[:_CHUNK]):
            cursor.executemany(
                f"UPDATE {table} SET {names} WHERE id = %s", [(*told(row), row.pk) for row in chunk]
            )
            last = chunk[-1].pk


def read(apps, schema_editor):
    """Read every name anew."""
    firm_sound = FirmSoundField(source="name").told

    def rows(model, *related, only):
        return apps.get_model("network", model)._default_manager.select_related(*related).only(*only)

    _written(
        schema_editor,
        rows("Person", only=("name", "unit")),
        ("search_text", "sound"),
        lambda one: (search_text([one.name], personal=True, with_words=one.unit), name_sound(one.name)),
    )
    _written(
        schema_editor,
        rows("Organisation", "place", only=("name", "aliases", "place__short_name")),
        ("search_text", "plain_name", "sound"),
        lambda one: (
            search_text([one.name, *one.aliases, one.place.short_name]),
            plain_name(one.name)[:120],
            firm_sound(one.name),
        ),
    )
    _written(
        schema_editor,
        rows("Base", "place", only=("name", "aliases", "place__short_name")),
        ("search_text",),
        lambda one: (search_text([one.name, *one.aliases, one.place.short_name]),),
    )
    _written(
        schema_editor,
        rows("Series", "organiser__place", only=("name", "organiser__place__short_name")),
        ("search_text",),
        lambda one: (search_text([one.name, one.organiser.place.short_name]),),
    )


class Migration(migrations.Migration):
    dependencies = [("network", "0010_firms_merged")]

    operations = [migrations.RunPython(read, migrations.RunPython.noop)]
