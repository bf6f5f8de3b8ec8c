"""Migrations make the tables the models describe: columns, choices, indexes and rules between rows."""

from django.apps import apps
from django.db.migrations.autodetector import MigrationAutodetector
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.state import ProjectState
from django.utils import translation


def test_no_model_says_what_no_migration_does() -> None:
    loader = MigrationLoader(None)
    with translation.override(None):  # what Django itself calls its columns stands in migrations untranslated
        found = MigrationAutodetector(loader.project_state(), ProjectState.from_apps(apps))
        missing = found.changes(graph=loader.graph)
    ours = {config.label for config in apps.get_app_configs() if config.name.startswith(("tongxin.", "tests."))}
    said = [
        f"{label}: {operation.describe()}"
        for label, migrations in missing.items()
        if label in ours
        for migration in migrations
        for operation in migration.operations
    ]
    assert not said, "\n".join(said)
