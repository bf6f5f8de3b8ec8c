"""What this installation is made of."""

import platform
from importlib.metadata import version

import django
from django.db import connection


def software() -> dict[str, str]:
    """Return the versions of the product and of what it runs on."""
    return {
        "同心": version("tongxin"),
        "Python": platform.python_version(),
        "Django": django.get_version(),
        "数据库": str(connection.display_name),
    }
