"""What was damaged before it was copied: the backup names it, fails after it was made, and lets no earlier one go."""

from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from tests.project.backup.kit import new_key
from tests.reports.test_verifying import Given, issued
from tests.shared import World, world_of
from tongxin.project.backup import make, state
from tongxin.reports.models import Issue

pytestmark = pytest.mark.django_db
world = world_of(issued)


@pytest.fixture
def issue(world: World[Given], settings: Any, tmp_path: Path, monkeypatch: Any) -> Issue:
    """Return a report issued on a snapshot of an installation whose backups go to `store`."""
    found = world.given(settings, tmp_path)[1]
    settings.DATA_DIR = tmp_path / "data"
    settings.DATA_DIR.mkdir(exist_ok=True)
    settings.TONGXIN_BACKUP, settings.TONGXIN_BACKUP_KEY = str(tmp_path / "store"), new_key().recipient
    monkeypatch.setattr(make, "figures_of", lambda _: {})
    return found


def file_of(issue: Issue, form: str = "pdf") -> Path:
    return Path(make.settings.TONGXIN_REPORTS) / issue.files[form][:2] / f"{issue.files[form]}.{form}"


def spoil(path: Path) -> None:
    path.chmod(0o600)
    path.write_bytes(path.read_bytes()[:-1] + b"?")


def test_snapshot_and_report_that_are_damaged_are_named_and_nothing_earlier_goes(
    issue: Issue, settings: Any, tmp_path: Path, monkeypatch: Any
) -> None:
    call_command("backup", "--nightly")
    assert (state.status().damaged, state.status().is_well) == ("", True)
    monkeypatch.setattr(make, "kept", lambda found: {max(found)})
    for path in Path(settings.TONGXIN_SNAPSHOTS).glob("objects/*/*.parquet"):
        spoil(path)
    said = f"快照 {issue.snapshot} 的文件已损坏，备份里存的也是坏的；较早的备份里可能还有好的"
    for how in ([], ["--nightly"]):
        with pytest.raises(CommandError, match=said) as error:
            call_command("backup", *how)
        assert "其余已备份：备份 20" in str(error.value)
    file_of(issue).unlink()
    with pytest.raises(CommandError, match=f"、报告 {issue.number} 的文件已损坏"):
        call_command("backup", "--nightly")
    assert len(list((tmp_path / "store/backups").glob("*.index"))) == 4
    assert issue.snapshot in state.status().words
    assert not state.status().is_well


def test_fingerprint_names_the_report_that_differs(issue: Issue, capsys: Any) -> None:
    call_command("fingerprint")
    assert "报告 签发 1 份，相符 1 份" in capsys.readouterr().out
    spoil(file_of(issue))
    for how in ([], ["--json"]):
        with pytest.raises(CommandError, match=f"签发的报告核验不符：{issue.number}；") as error:
            call_command("fingerprint", *how)
        assert error.value.returncode == 2
    assert "相符 0 份" in capsys.readouterr().out
