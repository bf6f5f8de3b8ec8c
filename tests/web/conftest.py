"""The kit is tested on a site of its own, without any room above it."""

from copy import deepcopy
from typing import Any

import pytest
from django.contrib.auth.models import Group


@pytest.fixture
def kit_site(settings: Any, db: None) -> None:
    """Serve `tests.web.site`."""
    templates = deepcopy(settings.TEMPLATES)
    processors = templates[0]["OPTIONS"]["context_processors"]
    processors[processors.index("tongxin.project.context.page")] = "tests.web.site.page"
    settings.TEMPLATES = templates
    settings.ROOT_URLCONF = "tests.web.site"


@pytest.fixture
def three_groups(kit_site: None) -> list[Group]:
    """Three rows: one more than fits a page."""
    return [Group.objects.create(name=name) for name in ("甲会", "乙会", "丙会")]
