"""指标目录: every measure defined before anyone asks for it."""

from io import BytesIO

import pytest
from django.test import Client
from python_calamine import CalamineWorkbook

from tongxin.figures import Store
from tongxin.ports.desk import registry

pytestmark = pytest.mark.django_db


def test_catalogue_lists_every_public_measure_with_its_definition(client: Client, empty_board: Store) -> None:
    html = client.get("/measures/").content.decode()
    for measure in registry().measures:
        assert (measure.code in html) == measure.public
        if measure.public:
            assert measure.definition in html


def test_catalogue_exports(client: Client, empty_board: Store) -> None:
    response = client.get("/measures/?export=xlsx")
    book = CalamineWorkbook.from_filelike(BytesIO(b"".join(response.streaming_content)))  # type: ignore[arg-type]
    codes = [line[0] for line in book.get_sheet_by_index(0).to_python()]
    assert {measure.code for measure in registry().measures if measure.public} <= set(codes)
