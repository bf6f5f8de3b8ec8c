"""What a worker does for a report, from the button to the file: on connections of its own, so without a shared world."""

from pathlib import Path
from typing import Any

import pytest

from tests.cast import Cast
from tests.reports.conftest import Draft, last_day
from tests.reports.test_pages import BODY, text
from tests.shared import folders
from tongxin.access.models import Job

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def cast(transactional_db: None, settings: Any, tmp_path: Path) -> Cast:
    for name, value in folders(tmp_path).items():
        setattr(settings, name, value)
    return last_day()


def test_report_is_issued_as_a_job(cast: Cast, draft: Draft, settings: Any) -> None:
    settings.TONGXIN_ADDRESS = ""
    report = draft(BODY)
    client = cast.client("province")
    assert client.post(f"/reports/{report.pk}/issue/").status_code == 400
    found = client.post(f"/reports/{report.pk}/issue/", {"version": 1})
    job = Job.objects.whole_network(reason="the test looks at the job").get()
    assert found["Location"] == f"/jobs/{job.pk}/"
    assert (job.state, job.result["url"]) == ("done", f"/reports/{report.pk}/")
    html = text(client, f"/reports/{report.pk}/")
    assert "湖南同心报〔2021〕1号" in html
    assert "http://testserver/v/" in html
    for form, kind in (("pdf", "application/pdf"), ("docx", "wordprocessingml"), ("html", "text/html")):
        file = client.get(f"/reports/{report.pk}/file/{form}/")
        assert kind in file["Content-Type"]
        assert file["Content-Disposition"].startswith("attachment")
    assert client.get(f"/reports/{report.pk}/file/exe/").status_code == 404
    assert client.get(f"/reports/{report.pk}/edit/")["Location"] == f"/reports/{report.pk}/"


def test_page_for_every_county_is_packed(cast: Cast) -> None:
    client = cast.client("province")
    assert "湖南省新的社会阶层人士联谊会" in text(client, "/reports/one-pages/")
    found = client.post(
        "/reports/one-pages/",
        {"organisation": "湖南省新的社会阶层人士联谊会", "place": "430800", "day": "2021-12-31", "topics": ["培训"]},
    )
    job = Job.objects.whole_network(reason="the test looks at the job").get()
    assert found["Location"] == f"/jobs/{job.pk}/"
    assert job.result["count"] == 4
    packed = client.get(job.result["url"])
    assert packed["Content-Type"] == "application/zip"
    assert cast.client("neighbour").get(job.result["url"]).status_code == 404
    job.result = {}
    job.save()
    assert client.get(f"/reports/one-pages/{job.pk}/").status_code == 404
