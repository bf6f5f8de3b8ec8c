"""Django's name for this room."""

from django.apps import AppConfig


class ReportsConfig(AppConfig):
    """Reports whose every number is a figure."""

    name = "tongxin.reports"
    label = "reports"
    verbose_name = "报告"
