"""The newest seal of the journal stands on what is issued: paper proves the register."""

import re
from io import BytesIO
from zipfile import ZipFile

from pypdf import PdfReader

from tests.cast import SYSTEM
from tests.reports.conftest import Draft
from tongxin.access import sealing
from tongxin.access.models import Seal
from tongxin.access.verifying import verify_journal
from tongxin.reports import shelf
from tongxin.reports.actions import issue_report
from tongxin.reports.issuing import FORMS, digest_of
from tongxin.reports.models import Issue
from tongxin.reports.verifying import verify_file

BODY = "全省举办培训班{{training.classes 430000 2021}}。"
WORDS = "签发时操作日志的最近一次封存："


def printed(issue: Issue, form: str) -> str:
    content = shelf.take(issue.files[form], form=form)
    if form == "html":
        return content.decode()
    if form == "docx":
        return re.sub("<[^>]+>", "", ZipFile(BytesIO(content)).read("word/document.xml").decode())
    return "".join(page.extract_text() for page in PdfReader(BytesIO(content)).pages).replace("\n", "")


def test_newest_seal_is_printed_and_earlier_issues_still_verify(draft: Draft) -> None:
    before = issue_report(draft(BODY), by=SYSTEM, version=1)
    sealing.seal_journal()
    after = issue_report(draft(BODY), by=SYSTEM, version=1)
    value = Seal.objects.public().get().seal
    assert (before.paper["seal"], after.paper["seal"]) == ("", sealing.last_seal())
    assert verify_journal(printed=value).seals == 1
    for form in FORMS:
        assert WORDS not in printed(before, form)
        assert f"{WORDS}{after.paper['seal']}".replace(" ", "") in printed(after, form).replace(" ", "")
        assert value in printed(after, form)
        for issue in (before, after):
            assert verify_file(shelf.take(issue.files[form], form=form), name=f"报告.{form}").holds


def test_issue_of_a_time_without_seals_still_verifies(draft: Draft) -> None:
    issue = issue_report(draft(BODY), by=SYSTEM, version=1)
    document = {name: value for name, value in issue.paper.items() if name != "seal"}
    rows = Issue.objects.whole_network(reason="the test puts back how it was stored before").filter(pk=issue.pk)
    rows.update(paper=document, digest=digest_of(document))
    for form in FORMS:
        assert verify_file(shelf.take(issue.files[form], form=form), name=f"报告.{form}").holds
