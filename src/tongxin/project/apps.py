"""Django's name for this room."""

from django.apps import AppConfig


class ProjectConfig(AppConfig):
    """Commands of the installation."""

    name = "tongxin.project"
    label = "project"
