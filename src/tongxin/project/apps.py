"""Django's name for this room, and the one moment at which the rooms below learn of those above."""

from django.apps import AppConfig


class ProjectConfig(AppConfig):
    """Commands of the installation."""

    name = "tongxin.project"
    label = "project"

    def ready(self) -> None:
        """Connect every port: models are loaded by now, and nothing has been asked yet."""
        from tongxin.project.connections import connect  # noqa: PLC0415 - the rooms need their models first

        connect()
