"""Django's name for this room, and the one moment at which the rooms below learn of those above."""

from pathlib import Path

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import register

from tongxin.office.turns import share


class ProjectConfig(AppConfig):
    """Commands of the installation."""

    name = "tongxin.project"
    label = "project"

    def ready(self) -> None:
        """Connect every port: models are loaded by now, and nothing has been asked yet.

        Files are read in turn with every other process of this data folder.
        """
        from tongxin.project.checks import check_keys  # noqa: PLC0415 - as below
        from tongxin.project.connections import connect  # noqa: PLC0415 - the rooms need their models first

        register(check_keys, deploy=True)
        connect()
        share(Path(settings.TONGXIN_READERS))
