"""What one process remembers for a while, to make it but once: pages, pictures, the facts of the site.

Django's own `cache` is another: it is shared by all processes and holds numbers (`access.counters`) and the counts of the menu.
"""

from typing import cast

from django.core.cache import BaseCache, caches
from django.utils.connection import ConnectionProxy

memory = cast("BaseCache", ConnectionProxy(caches, "memory"))
