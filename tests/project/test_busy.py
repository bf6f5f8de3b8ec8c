"""Whoever writes while somebody else does waits for it, longer than the longest import."""

import threading
from typing import Any

import pytest
from django.conf import settings
from django.db import connection, connections, transaction

from tests.cast import Cast
from tests.cast import cast as build
from tongxin.access import tokens
from tongxin.network.models import Organisation


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL locks rows, not the database")
def test_writer_waits_a_minute_for_the_one_write_lock_and_takes_it_at_the_beginning() -> None:
    options: Any = settings.DATABASES["default"]["OPTIONS"]
    assert (options["timeout"], options["transaction_mode"]) == (60, "IMMEDIATE")
    assert settings.DATABASES["snapshot"]["OPTIONS"]["transaction_mode"] == "DEFERRED"


@pytest.mark.django_db(transaction=True)
def test_page_that_writes_behind_a_long_import_is_answered_when_that_is_done(transactional_db: None) -> None:
    cast: Cast = build()
    began, over = threading.Event(), threading.Event()

    def long_import() -> None:
        try:
            with transaction.atomic():
                rows = Organisation.objects.same_as(cast.neighbour)
                rows.update(name="正在导入")
                began.set()
                over.wait(timeout=20)
        finally:
            connections.close_all()

    importing = threading.Thread(target=long_import)
    importing.start()
    assert began.wait(timeout=20)
    threading.Timer(0.4, over.set).start()
    sent = {"label": "同步", "verbs": ["view"], "days": "30", "place": ""}
    answer = cast.client("city").post("/tokens/new/", sent)
    importing.join()
    assert answer.status_code in {200, 302}
    assert [one.label for one in tokens.visible(by=cast.actor("city"))] == ["同步"]
