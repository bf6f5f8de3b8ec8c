"""What the import contracts cannot say: the checker is a plain library, and capabilities follow the exemplar."""

import ast
import re
from importlib import import_module
from pathlib import Path

from django.conf import settings

from tongxin.ports.room import rooms
from tongxin.project.rooms import ROOMS

SOURCE = Path(__file__).resolve().parents[2] / "src" / "tongxin"
PAGES_OF_CLAIMS = {
    "actions.py", "life.py", "apps.py", "forms.py", "limits.py", "models.py", "queries.py", "register.py", "room.py", "shown.py",
    "sources.py", "urls.py", "work.py", "workbook.py",
}  # fmt: skip
CHECKER = sorted(path for path in (SOURCE / "claims").glob("*.py") if path.name not in PAGES_OF_CLAIMS)
CAPABILITIES = sorted(path.parent for path in (SOURCE / "records").glob("*/room.py"))
SHELVES = {"__init__", "models", "actions", "forms", "life", "figures", "pages", "room"}


def imports_of(path: Path) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module)
    return names


def test_checker_is_a_plain_library() -> None:
    found = [
        f"{path.name} imports {name}"
        for path in CHECKER
        for name in sorted(imports_of(path))
        if name.split(".")[0] == "django"
        or (name.startswith("tongxin.") and name.split(".")[1] not in {"claims", "office", "kernel"})
    ]
    assert len(CHECKER) > 20
    assert not found, "\n".join(found)


def modules_of(folder: Path) -> set[str]:
    return {path.stem for path in folder.iterdir() if path.suffix == ".py" or (path / "__init__.py").is_file()}


def test_capability_has_the_shelves_of_the_exemplar() -> None:
    assert CAPABILITIES
    absent = {folder.name: SHELVES - modules_of(folder) for folder in CAPABILITIES}
    assert not {name: shelves for name, shelves in absent.items() if shelves}
    assert {f"tongxin.records.{folder.name}.room" for folder in CAPABILITIES} <= set(ROOMS)
    assert {f"tongxin.records.{folder.name}" for folder in CAPABILITIES} <= set(settings.INSTALLED_APPS)


def test_capability_has_its_tests() -> None:
    tests = Path(__file__).resolve().parents[1] / "records"
    wanted = {"test_actions.py", "test_figures.py", "test_forms.py", "test_pages.py", "test_queries.py"}
    absent = {
        folder.name: wanted - {path.name for path in (tests / folder.name).glob("test_*.py")} for folder in CAPABILITIES
    }
    assert not {name: files for name, files in absent.items() if files}


def test_every_room_has_a_name_and_address_of_its_own() -> None:
    assert len({room.name for room in rooms()}) == len(rooms())
    mounted = [room.prefix for room in rooms() if room.prefix]
    assert len(set(mounted)) == len(mounted)


SOURCES = sorted(path for path in SOURCE.rglob("*.py") if path.parent.name not in {"office", "migrations"})
# On one's own command line, and what we have just printed.
READS_HERE = {"claims/command.py", "reports/printing/pdf.py", "reports/proving.py"}
WRITES = re.compile(r"\.write_(?:bytes|text)\(|\bos\.(?:fsync|replace|rename)\(|open\(\"[wx]b\"")


def reads_in_this_process(path: Path) -> bool:
    return any(
        keyword.arg == "isolated" and isinstance(keyword.value, ast.Constant) and keyword.value.value is False
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call)
        for keyword in node.keywords
    )


def test_foreign_files_are_parsed_in_a_process_of_their_own() -> None:
    assert {str(path.relative_to(SOURCE)) for path in SOURCES if reads_in_this_process(path)} == READS_HERE


def test_files_that_are_kept_are_written_by_the_one_writer() -> None:
    assert [str(path) for path in SOURCES if WRITES.search(path.read_text(encoding="utf-8"))] == []


def addresses_of_rooms() -> dict[str, str]:
    """Return the first part of every address below which a room has pages, with the room that has them."""
    found = {life.prefix.split("/")[0]: room.name for room in rooms() for life in room.lives}
    for room in rooms():
        for one in import_module(room.urls).urlpatterns if room.urls else ():
            found[f"{room.prefix}{one.pattern}".split("/")[0]] = room.name
    found.pop("api")  # where programs come in, whichever room answers
    return {first: name for first, name in found.items() if first and "<" not in first}


def test_no_room_writes_the_path_of_another_ones_page() -> None:
    """Addresses change in one place: `address_of(record)`, `list_of(life)`, or the name of the address."""
    homes = addresses_of_rooms()
    assert {"training", "organisations", "people", "check", "returns", "board", "journal"} <= set(homes)
    said = re.compile(rf"""["'=(]/({"|".join(map(re.escape, homes))})/""")
    found = []
    for path in [*SOURCE.rglob("*.py"), *SOURCE.rglob("*.html")]:
        parts = path.relative_to(SOURCE).parts
        own = parts[1] if parts[0] == "records" else parts[0]
        firsts = said.findall(path.read_text(encoding="utf-8"))
        found += [f"{'/'.join(parts)}: /{first}/" for first in firsts if homes[first] != own]
    assert not found, "\n".join(found)
