"""The WSGI application. Importing it builds the frozen registry, so that a wrong declaration stops the server at start."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tongxin.project.settings")
application = get_wsgi_application()

from tongxin.office.readers import READERS  # noqa: E402 - as below
from tongxin.ports.desk import registry  # noqa: E402 - models must be loaded before rooms can declare facts

registry()
READERS.warm()
