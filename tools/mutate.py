#!/usr/bin/env python3
"""Change one thing in the source at a time and see whether a test notices: mutation testing of chosen packages.

    python tools/mutate.py records/training lifecycle --sample 300 --seed 1 --out survivors.txt

Each change is a mutant (`mutants.py` says what is changed). One run of the tests says which of them execute which line.
Then a process is forked for each mutant, imports the product with the one changed module and runs the tests of the
changed lines, the fastest first, until one fails. The processes branch off from one that has loaded the libraries but
nothing of the product; each takes its copy of the database the tests prepare once. A line that runs while modules are
imported, or that one test alone reaches (the others may find its result in a cache), is tried with every test of its
package: those in its folder, those that import from it, and those of the house.

A mutant that no test notices is a survivor: a missing test, or a change that means the same. Tests that fail without any
change are left out. The map of tests and the results lie below `--data`, by the content of `src` and `tests`: a run that
was interrupted goes on where it was. Not part of CI; survivors do not change the exit code.
"""

import argparse
import contextlib
import hashlib
import importlib.util
import json
import os
import re
import resource
import shutil
import signal
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, SourceFileLoader
from pathlib import Path
from typing import Any

import pytest
from coverage import Coverage
from mutants import ROOT, SOURCE, Mutant, mutants_of, sampled

TESTS = ROOT / "tests"
LIBRARIES = (
    "PIL.Image", "argon2", "asyncio", "concurrent.futures.process", "cryptography.fernet", "django.core.management",
    "django.db.models", "django.forms", "django.template.engine", "django.test", "django.views.generic", "docx", "duckdb",
    "hypothesis.strategies", "lxml.etree", "multiprocessing.pool", "pi_heif", "psycopg",
    "pyarrow.parquet", "pydantic", "pypdf", "pypinyin", "pytest_cov.plugin", "pytest_django.plugin", "pytest_timeout",
    "python_calamine", "segno", "typst", "xdist.plugin", "xlsxwriter",
)  # fmt: skip
PLAIN = ("-x", "-q", "--assert=plain", "-p", "no:cacheprovider", "-p", "no:cov")
SURVIVED, KILLED, TIMEOUT, UNREACHED, BROKEN = "survived", "killed", "timeout", "unreached", "broken"
OUTCOMES = {0: SURVIVED, 5: SURVIVED, 70: BROKEN}  # what pytest exits with; everything else is a failure of some test
MEMORY = 12 * 2**30
PATIENCE, SLOWER = 60, 6  # seconds a process may take at least, and how often the time its tests took


def say(text: str) -> None:
    """Write a line to whoever waits."""
    sys.stderr.write(f"{text}\n")


# Which tests execute which line


class Listener:
    """Hears from pytest which test runs, how long it takes and whether it fails."""

    def __init__(self, tracer: Coverage) -> None:
        self.tracer = tracer
        self.seconds: dict[str, float] = {}
        self.failed: set[str] = set()

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Iterator[None]:
        """Trace on behalf of this test."""
        self.tracer.switch_context(item.nodeid)
        begin = time.monotonic()
        try:
            return (yield)
        finally:
            self.seconds[item.nodeid] = time.monotonic() - begin
            self.tracer.switch_context("")

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Keep what fails and what is skipped."""
        if not report.passed:
            self.failed.add(report.nodeid)


def measure(target: Path, *, packages: Sequence[str], folders: Sequence[str]) -> int:
    """Run the tests once and write which of them execute which line."""
    tracer = Coverage(data_file=None, config_file=False, include=[f"{SOURCE / one}/*" for one in packages])
    listener = Listener(tracer)
    tracer.start()
    pytest.main([*PLAIN[1:], *folders], plugins=[listener])
    tracer.stop()
    data = tracer.get_data()
    lines = {Path(name).relative_to(SOURCE).as_posix(): data.contexts_by_lineno(name) for name in data.measured_files()}
    passed = {test: took for test, took in listener.seconds.items() if test not in listener.failed}
    told = {"seconds": passed, "failed": sorted(listener.failed), "lines": lines}
    target.write_text(json.dumps(told), encoding="utf-8")
    return 0


class Reach:
    """The tests that concern a mutant."""

    def __init__(self, measured: dict[str, Any]) -> None:
        self.seconds: dict[str, float] = measured["seconds"]
        self.lines: dict[str, dict[str, list[str]]] = measured["lines"]

    def tests(self, mutant: Mutant) -> list[str]:
        """Return the tests of the changed lines, the fastest first, then those of the package where they may tell."""
        lines = self.lines.get(mutant.path, {})
        first, last = mutant.lines
        contexts = {one for line in range(first, last + 1) for one in lines.get(str(line), ())}
        near = {one for one in contexts if one in self.seconds}
        far: set[str] = set()
        if not mutant.inside or "" in contexts or len(near) == 1:
            far = {one for one in self.seconds if _is_about(one.split("::")[0], mutant.package)}
        return [*sorted(near, key=self.seconds.__getitem__), *sorted(far - near, key=self.seconds.__getitem__)]


@cache
def _is_about(file: str, package: str) -> bool:
    imported = f"tongxin.{package.replace('/', '.')}"
    return file.startswith((f"tests/{package}/", "tests/house/")) or imported in (ROOT / file).read_text(
        encoding="utf-8"
    )


# One process for each mutant


class Changed(MetaPathFinder, SourceFileLoader):
    """Imports one module as the mutant has it."""

    def __init__(self, mutant: Mutant) -> None:
        name = f"tongxin.{mutant.path.removesuffix('.py').replace('/', '.')}".removesuffix(".__init__")
        super().__init__(name, str(SOURCE / mutant.path))
        self.code = mutant.code()

    def find_spec(self, fullname: str, path: Any = None, target: Any = None) -> ModuleSpec | None:
        """Find the one module."""
        del path, target
        return (
            importlib.util.spec_from_file_location(fullname, self.path, loader=self) if fullname == self.name else None
        )

    def get_code(self, fullname: str) -> Any:
        """Return what was compiled, whatever lies on disk."""
        del fullname
        return self.code


class Chosen:
    """Tells pytest to run these tests in this order."""

    def __init__(self, tests: Sequence[str]) -> None:
        self.rank = {test: number for number, test in enumerate(tests)}

    @pytest.hookimpl(wrapper=True)
    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> Iterator[None]:
        """Choose and sort."""
        result = yield
        items[:] = sorted((one for one in items if one.nodeid in self.rank), key=lambda one: self.rank[one.nodeid])
        return result


def attempt(mutant: Mutant | None, tests: Sequence[str]) -> int:
    """Run tests over the product with this change, or with none; return what pytest exits with."""
    if mutant is not None:
        sys.meta_path.insert(0, Changed(mutant))
    files = dict.fromkeys(test.split("::")[0] for test in tests)
    try:
        return int(pytest.main([*PLAIN, *files], plugins=[Chosen(tests)]))
    except Exception:  # noqa: BLE001 - the product does not even start
        traceback.print_exc()
        return 1


@dataclass
class Fork:
    """A process at work in a folder of its own."""

    work: Callable[[], int]
    seconds: float = 0.0

    def __post_init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="mutant-"))
        self.begun = time.monotonic()
        self.process = os.fork()
        if not self.process:
            code = 70
            try:
                self._set_apart()
                code = self.work()
            except BaseException:  # noqa: BLE001 - whatever it is, this process must not go on as its parent
                traceback.print_exc()
            sys.stderr.flush()
            os._exit(code)

    def _set_apart(self) -> None:
        os.setsid()
        log = os.open(self.folder / "log", os.O_WRONLY | os.O_CREAT)
        os.dup2(log, 1)
        os.dup2(log, 2)
        os.environ["TMPDIR"] = os.environ["HYPOTHESIS_STORAGE_DIRECTORY"] = str(self.folder)
        tempfile.tempdir = None
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))

    def outcome(self, *, patience: float) -> str:
        """Return what came of it, or nothing while it runs."""
        process, status = os.waitpid(self.process, os.WNOHANG)
        self.seconds = time.monotonic() - self.begun
        if process:
            code = os.waitstatus_to_exitcode(status)
            return OUTCOMES.get(code, KILLED)
        if self.seconds < patience:
            return ""
        os.killpg(self.process, signal.SIGKILL)
        os.waitpid(self.process, 0)
        return TIMEOUT

    def log(self) -> str:
        """Return what it wrote."""
        return (self.folder / "log").read_text(encoding="utf-8", errors="replace")

    def finish(self) -> str:
        """Remove its folder; return the test that failed."""
        failed = re.search(r"^(?:FAILED|ERROR) (\S+)", self.log(), re.MULTILINE)
        shutil.rmtree(self.folder, ignore_errors=True)
        return failed[1] if failed else ""


def wait_for(work: Callable[[], int], *, patience: float) -> tuple[str, str]:
    """Do one thing in a process of its own; return what came of it and what was written."""
    fork = Fork(work)
    while not (outcome := fork.outcome(patience=patience)):
        time.sleep(0.1)
    log = fork.log()
    fork.finish()
    return outcome, log


# The run


@dataclass(frozen=True, kw_only=True)
class Run:
    """Mutants to try, their tests, and the file of results."""

    reach: Reach
    results: Path
    jobs: int

    def known(self) -> dict[str, str]:
        """Return what came of the mutants tried so far, by key."""
        return outcomes_in(self.results) if self.results.exists() else {}

    def go(self, mutants: Sequence[Mutant]) -> None:
        """Try every mutant that was not tried."""
        known = self.known()
        waiting = [one for one in mutants if one.key not in known][::-1]
        at_work: list[tuple[Mutant, int, float, Fork]] = []
        while waiting or at_work:
            while waiting and len(at_work) < self.jobs:
                mutant = waiting.pop()
                tests = self.reach.tests(mutant)
                if not tests:
                    self.write(mutant, UNREACHED, left=len(waiting))
                    continue
                patience = PATIENCE + SLOWER * sum(self.reach.seconds[one] for one in tests)
                at_work.append((mutant, len(tests), patience, Fork(lambda m=mutant, t=tests: attempt(m, t))))
            for job in [*at_work]:
                mutant, number, patience, fork = job
                if outcome := fork.outcome(patience=patience):
                    at_work.remove(job)
                    more = {"tests": number, "seconds": round(fork.seconds, 1), "by": fork.finish()}
                    self.write(mutant, outcome, left=len(waiting) + len(at_work), **more)
            time.sleep(0.05)

    def write(self, mutant: Mutant, outcome: str, *, left: int, **more: Any) -> None:
        """Keep what came of a mutant."""
        with self.results.open("a", encoding="utf-8") as file:
            file.write(json.dumps({"key": mutant.key, "outcome": outcome, **more}, ensure_ascii=False) + "\n")
        say(f"{left:5} {outcome:9} {more.get('seconds', '')} {mutant}")


def outcomes_in(results: Path) -> dict[str, str]:
    """Return the outcomes of a file of results, by key; a line that was cut off is left out."""
    found = {}
    for line in results.read_text(encoding="utf-8").splitlines():
        with contextlib.suppress(ValueError):
            row = json.loads(line)
            found[row["key"]] = row["outcome"]
    return found


def report(mutants: Sequence[Mutant], known: dict[str, str]) -> str:
    """Return killed and total of each package, and every survivor."""
    told = []
    for package in dict.fromkeys(one.package for one in mutants):
        sums = Counter(known[one.key] for one in mutants if one.package == package)
        total, killed = sum(sums.values()) - sums[BROKEN], sums[KILLED] + sums[TIMEOUT]
        share = f"{100 * killed / total:.1f} %" if total else "-"
        told.append(f"{package}: {killed} / {total} killed ({share}), {sums[TIMEOUT]} of them by the clock")
    left = [one for one in mutants if known[one.key] in (SURVIVED, UNREACHED, BROKEN)]
    left.sort(key=lambda one: (one.path, one.line, one.number))
    return "".join(f"{line}\n" for line in [*told, *(f"{known[one.key]:9} {one}" for one in left)])


def content_of(packages: Sequence[str], folders: Sequence[str]) -> str:
    """Name the sources and tests as they are now."""
    known = hashlib.sha256(repr((sorted(packages), sorted(folders))).encode())
    for path in sorted([*SOURCE.rglob("*"), *TESTS.rglob("*"), ROOT / "pyproject.toml"]):
        if path.is_file() and path.suffix != ".pyc":
            known.update(f"{path.relative_to(ROOT)}\0".encode() + hashlib.sha256(path.read_bytes()).digest())
    return known.hexdigest()[:16]


def measured(folder: Path, *, packages: Sequence[str], folders: Sequence[str]) -> Reach:
    """Return which tests execute which line, as measured now or before."""
    target = folder / "map.json"
    if not target.exists():
        say("measuring which tests execute which line …")
        outcome, log = wait_for(lambda: measure(target, packages=packages, folders=folders), patience=7_200)
        (folder / "map.log").write_text(log, encoding="utf-8")
        if outcome != SURVIVED:
            sys.exit(log)
    told = json.loads(target.read_text(encoding="utf-8"))
    say(f"{len(told['seconds'])} tests; left out, as they fail or are skipped by themselves: {len(told['failed'])}")
    return Reach(told)


def arguments() -> argparse.Namespace:
    """Read what is asked for."""
    summary, _, more = (__doc__ or "").partition("\n")
    parser = argparse.ArgumentParser(description=summary, epilog=more, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("packages", nargs="+", help="folders below src/tongxin")
    parser.add_argument("--tests", nargs="+", help="test folders or files (those of the packages, and tests/house)")
    parser.add_argument("--sample", type=int, default=0, help="how many mutants, over all packages (all of them)")
    parser.add_argument("--seed", type=int, default=1, help="another seed draws others")
    parser.add_argument("--jobs", type=int, default=1, help="processes at once")
    parser.add_argument("--out", type=Path, help="file for the report")
    parser.add_argument("--again", type=Path, help="only the survivors in this file of results of an earlier run")
    parser.add_argument("--list", action="store_true", help="only say which mutants there are")
    parser.add_argument("--data", type=Path, default=ROOT / "var" / "mutation", help="folder of maps and results")
    return parser.parse_args()


def main() -> int:
    """Draw, try, report."""
    asked = arguments()
    os.chdir(ROOT)
    sys.path.insert(0, str(SOURCE.parent))
    os.environ["PYTHONPATH"] = str(SOURCE.parent)
    mutants = [mutant for package in asked.packages for mutant in mutants_of(package.strip("/"))]
    if asked.sample:
        mutants = sampled(mutants, asked.sample, seed=asked.seed)
    if asked.again:
        lived = {key for key, outcome in outcomes_in(asked.again).items() if outcome in (SURVIVED, UNREACHED)}
        mutants = [one for one in mutants if one.key in lived]
    if asked.list:
        sys.stdout.writelines(f"{one}\n" for one in mutants)
        return 0
    folders = asked.tests or [f"tests/{one}" for one in (*asked.packages, "house") if (TESTS / one).exists()]
    folder = asked.data.resolve() / content_of(asked.packages, folders)
    folder.mkdir(parents=True, exist_ok=True)
    for name in LIBRARIES:
        with contextlib.suppress(ImportError):
            importlib.import_module(name)
    reach = measured(folder, packages=asked.packages, folders=folders)
    tests = next(filter(None, map(reach.tests, mutants)), [])[:20]
    outcome, log = wait_for(lambda: attempt(None, tests), patience=600)
    if outcome != SURVIVED:
        say(f"{log}\nTests fail without any change: nothing can be said.")
        return 1
    run = Run(reach=reach, results=folder / "results.jsonl", jobs=asked.jobs)
    run.go(mutants)
    told = report(mutants, run.known())
    sys.stdout.write(told)
    if asked.out:
        asked.out.write_text(told, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
