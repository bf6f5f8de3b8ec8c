"""Budgets of docs/house.md: small files, small functions, few arguments. There is no exception list."""

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SOURCES = sorted(path for path in (ROOT / "src").rglob("*.py") if "migrations" not in path.parts)
TESTS = sorted((ROOT / "tests").rglob("*.py"))
FORBIDDEN_NAMES = {"utils", "common", "core", "helpers", "services", "base", "misc"}

Function = ast.FunctionDef | ast.AsyncFunctionDef


def functions(path: Path) -> Iterator[Function]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, Function):
            yield node


def lines_of(function: Function) -> int:
    first = function.body[0]
    documented = isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant)
    start = (first.end_lineno if documented else function.lineno) or function.lineno
    return (function.end_lineno or start) - start


def spoken(path: Path) -> str:
    return str(path.relative_to(ROOT))


def longer_than(limit: int, paths: list[Path]) -> list[str]:
    lengths = {path: len(path.read_text(encoding="utf-8").splitlines()) for path in paths}
    return [
        f"{spoken(path)} has {length} lines, allowed are {limit}" for path, length in lengths.items() if length > limit
    ]


def test_source_file_has_at_most_400_lines() -> None:
    found = longer_than(400, SOURCES)
    assert not found, "\n".join(found)


def test_test_file_has_at_most_600_lines() -> None:
    found = longer_than(600, TESTS)
    assert not found, "\n".join(found)


def test_function_has_at_most_50_lines() -> None:
    found = [
        f"{spoken(path)}: {function.name} has {length} lines"
        for path in SOURCES
        for function in functions(path)
        if (length := lines_of(function)) > 50
    ]
    assert not found, "\n".join(found)


def test_module_is_named_for_what_it_holds() -> None:
    found = [
        spoken(path)
        for path in SOURCES
        if path.stem in FORBIDDEN_NAMES or FORBIDDEN_NAMES & set(path.relative_to(ROOT).parts)
    ]
    assert not found, "\n".join(found)


def test_action_takes_its_actor_by_keyword() -> None:
    found = [
        f"{spoken(path)}: {function.name}"
        for path in SOURCES
        if path.name == "actions.py" or "actions" in path.parent.name
        for function in ast.parse(path.read_text(encoding="utf-8")).body
        if isinstance(function, Function) and not function.name.startswith("_")
        if "by" not in {argument.arg for argument in function.args.kwonlyargs}
    ]
    assert not found, "\n".join(found)


def test_there_is_something_to_measure() -> None:
    assert len(SOURCES) > 300
    assert len(TESTS) > 100
    assert {function.name for function in functions(ROOT / "tests" / "house" / "test_sizes.py")} >= {
        "functions",
        "spoken",
    }
