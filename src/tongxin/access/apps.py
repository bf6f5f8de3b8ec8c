"""Django's name for this room."""

from django.apps import AppConfig


class AccessConfig(AppConfig):
    """Accounts, scope, journal and jobs."""

    name = "tongxin.access"
    verbose_name = "账号与权限"
