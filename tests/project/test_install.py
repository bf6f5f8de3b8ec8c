"""Installing: what stands in the files an operator is given agrees with the product, and what is missing is said."""

import os
import re
import subprocess
from pathlib import Path

import pytest

from tongxin.web.assets import VENDOR

ROOT = Path(__file__).resolve().parents[2]
SERVICE = (ROOT / "deploy" / "tongxin.service").read_text(encoding="utf-8")
CONTAINER = (ROOT / "deploy" / "Containerfile").read_text(encoding="utf-8")


def test_offline_start_without_what_was_packed_says_how_to_pack_it(tmp_path: Path) -> None:
    for name in ("run", "tools/prepare.sh"):
        copied = tmp_path / name
        copied.parent.mkdir(exist_ok=True)
        copied.write_bytes((ROOT / name).read_bytes())
        copied.chmod(0o755)
    started = subprocess.run([tmp_path / "run", "--offline"], capture_output=True, text=True, check=False)
    assert started.returncode == 1
    assert "tools/bundle" in started.stderr
    assert sorted(path.name for path in tmp_path.iterdir()) == ["run", "tools"]


def test_unknown_argument_of_run_names_those_there_are() -> None:
    started = subprocess.run([ROOT / "run", "--offlien"], capture_output=True, text=True, check=False)
    assert started.returncode == 1
    assert "--offlien" in started.stderr
    assert "[--offline]" in started.stderr


def test_restore_without_a_key_is_refused_before_anything_is_installed() -> None:
    started = subprocess.run(
        [ROOT / "run", "--restore", "backups"],
        capture_output=True,
        text=True,
        check=False,
        stdin=subprocess.DEVNULL,
        env={"PATH": os.environ["PATH"]},
    )
    assert (started.returncode, started.stdout) == (1, "")
    assert "TONGXIN_BACKUP_KEY" in started.stderr


def test_page_files_that_are_packed_are_those_that_are_served() -> None:
    assert "from tongxin.web.assets import VENDOR" in (ROOT / "tools" / "bundle").read_text(encoding="utf-8")
    assert all(
        (ROOT / "package-lock.json").read_text(encoding="utf-8").count(f'"node_modules/{package_of(path)}"')
        for path in VENDOR.values()
    )


def package_of(path: str) -> str:
    parts = path.split("/")
    return "/".join(parts[:2]) if path.startswith("@") else parts[0]


@pytest.mark.parametrize("said", [SERVICE, CONTAINER], ids=["service", "container"])
def test_service_and_image_start_the_main_command_in_the_data_folder_of_their_own(said: str) -> None:
    assert re.search(r"^(ExecStart=/opt/tongxin/run|CMD \[\"\./run\"\])$", said, re.MULTILINE)
    assert re.search(r"TONGXIN_DATA=(/var/lib/tongxin|/data)\b", said)


def test_image_is_not_run_by_root_and_keeps_what_changes_in_a_volume() -> None:
    assert re.search(r"^USER 10001$", CONTAINER, re.MULTILINE)
    assert CONTAINER.index("USER 10001") < CONTAINER.index("CMD [")
    assert re.search(r"^VOLUME /data$", CONTAINER, re.MULTILINE)


def test_service_may_write_into_its_own_folder_only() -> None:
    for line in (
        "User=tongxin",
        "ProtectSystem=strict",
        "StateDirectory=tongxin",
        "StateDirectoryMode=0700",
        "UMask=0077",
    ):
        assert line in SERVICE.splitlines()
