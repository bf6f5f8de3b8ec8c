"""Django's name for this room."""

from django.apps import AppConfig


class LifecycleConfig(AppConfig):
    """What every kind of record has."""

    name = "tongxin.lifecycle"
    label = "lifecycle"
    verbose_name = "记录与佐证"
