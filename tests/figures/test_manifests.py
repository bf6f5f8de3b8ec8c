"""The chain of manifests: whatever is changed, removed, added or signed by somebody else, the check names it."""

import json
import shutil
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from tests.figures.test_store import three_years, visit
from tests.figures.world import Rows, registry
from tongxin.figures import Snapshot, Store
from tongxin.figures.manifests import TYPE
from tongxin.figures.snapshot import DamagedError, canonical
from tongxin.kernel.chain import BEGINNING
from tongxin.kernel.errors import InputError


class Key:
    """A key that signs: what it signed, only it knows. One that `remembers` knows that there is something signed."""

    def __init__(self, name: str, *, remembers: bool = False) -> None:
        self.name = name
        self._types: set[str] | None = set() if remembers else None

    def note_signed(self, typ: str) -> None:
        if self._types is not None:
            self._types.add(typ)

    def has_signed(self, typ: str) -> bool:
        return self._types is not None and typ in self._types

    def sign(self, payload: Mapping[str, Any], *, typ: str) -> str:
        content = json.dumps(payload, sort_keys=True)
        return f"{typ} {sha256((self.name + content).encode()).hexdigest()} {content}"

    def verify(self, token: str, *, typ: str) -> dict[str, Any]:
        said, _, rest = token.partition(" ")
        content = rest.partition(" ")[2]
        if said != typ or token != self.sign(json.loads(content or "{}"), typ=typ):
            raise InputError("签名与内容不符。")
        found: dict[str, Any] = json.loads(content)
        return found


OURS = Key("ours")


def store_at(folder: Path, *, key: Key | None = OURS) -> Store:
    return Store(folder, signer=key)


def take(folder: Path, number: int = 1, *, key: Key | None = OURS) -> list[Snapshot]:
    store = store_at(folder, key=key)
    return [store.take(registry(Rows(visits=[visit(1, fen=fen)])), alias="x") for fen in range(1, number + 1)]


def faults(folder: Path) -> list[str]:
    return list(store_at(folder).faults())


def manifest_of(folder: Path, snapshot: Snapshot) -> Path:
    return folder / "snapshots" / snapshot.id / "manifest.json"


def test_each_manifest_names_the_one_before_and_is_signed(tmp_path: Path) -> None:
    first, second, third = take(tmp_path, 3)
    assert [one.manifest["number"] for one in (first, second, third)] == [1, 2, 3]
    assert (first.manifest["previous"], first.manifest["earlier"]) == (BEGINNING, {})
    assert "earlier" not in second.manifest
    assert len({one.manifest["previous"] for one in (first, second, third)}) == 3
    signed = OURS.verify((tmp_path / "snapshots" / third.id / "signature").read_text(), typ=TYPE)
    assert signed == {
        "snapshot": third.id,
        "number": 3,
        "previous": third.manifest["previous"],
        "manifest": sha256(canonical(third.manifest)).hexdigest(),
    }
    assert faults(tmp_path) == []
    assert store_at(tmp_path).ids() == [first.id, second.id, third.id]


def test_manifest_removed_from_the_chain_is_a_gap(tmp_path: Path) -> None:
    _, second, third = take(tmp_path, 3)
    shutil.rmtree(manifest_of(tmp_path, second).parent)
    assert faults(tmp_path) == [f"快照清单的签名链缺少第 2 份（在 {third.id} 之前），可能被删除。"]


def test_newest_manifest_removed_is_told_and_stays_a_gap(tmp_path: Path) -> None:
    _, second = take(tmp_path, 2)
    shutil.rmtree(manifest_of(tmp_path, second).parent)
    assert faults(tmp_path) == [f"快照 {second.id} 不见了，最新数字或签发的报告以它为依据，请从备份恢复。"]
    with pytest.raises(DamagedError, match=f"快照 {second.id} 的清单不见了"):
        store_at(tmp_path).current()
    third = store_at(tmp_path).take(registry(three_years()), alias="x")
    assert third.manifest["number"] == 3
    assert faults(tmp_path) == [f"快照清单的签名链缺少第 2 份（在 {third.id} 之前），可能被删除。"]


def test_snapshot_something_rests_on_is_missed(tmp_path: Path) -> None:
    (only,) = take(tmp_path)
    store = store_at(tmp_path)
    assert list(store.faults(needed=frozenset({only.id}))) == []
    assert [said[:16] for said in store.faults(needed=frozenset({"20200101-000000-00000000"}))] == [
        "快照 20200101-0000"[:16]
    ]


def test_wrong_manifest_is_not_served_and_named(tmp_path: Path) -> None:
    first, second = take(tmp_path, 2)
    manifest_of(tmp_path, second).write_bytes(manifest_of(tmp_path, first).read_bytes())
    with pytest.raises(DamagedError, match=f"快照 {second.id} 的清单已损坏或被改动，请从备份恢复"):
        store_at(tmp_path).current()
    good = store_at(tmp_path).last_good()
    assert good is not None
    assert good.id == first.id
    assert faults(tmp_path) == [f"快照 {second.id} 的清单已损坏或被改动，请从备份恢复或重新生成快照。"]
    third = store_at(tmp_path).take(registry(three_years()), alias="x")
    assert third.manifest["number"] == 3  # the place of the damaged one stays empty
    assert faults(tmp_path)[0] == f"快照清单的签名链缺少第 2 份（在 {third.id} 之前），可能被删除。"


def forged(folder: Path, snapshot: Snapshot, *, key: Key | None, **changes: Any) -> str:
    """Put a manifest of one's own in the place of a snapshot, with the right id and a signature by some key."""
    manifest = {**snapshot.manifest, **changes}
    content = canonical(manifest)
    name = f"{snapshot.id[:15]}-{sha256(content).hexdigest()[:8]}"
    shutil.rmtree(manifest_of(folder, snapshot).parent)
    place = folder / "snapshots" / name
    place.mkdir()
    (place / "manifest.json").write_bytes(content)
    if key is not None:
        said = {"snapshot": name, "manifest": sha256(content).hexdigest()}
        said |= {part: manifest.get(part) for part in ("number", "previous")}
        (place / "signature").write_text(key.sign(said, typ=TYPE))
    (folder / "CURRENT").write_text(name)
    return name


@pytest.mark.parametrize("key", [Key("theirs"), None])
def test_manifest_signed_by_another_key_or_none_is_not_served(tmp_path: Path, key: Key | None) -> None:
    (snapshot,) = take(tmp_path)
    name = forged(tmp_path, snapshot, key=key, taken_at="2021-01-01T00:00:00+08:00")
    with pytest.raises(DamagedError, match=rf"快照 {name} 的清单签名不对（签名与内容不符）"):
        store_at(tmp_path).current()
    assert [said for said in faults(tmp_path) if f"快照 {name} 的清单签名不对" in said]


def test_signature_of_another_snapshot_fits_no_other(tmp_path: Path) -> None:
    first, second = take(tmp_path, 2)
    signatures = [manifest_of(tmp_path, one).with_name("signature") for one in (first, second)]
    signatures[1].write_bytes(signatures[0].read_bytes())
    with pytest.raises(DamagedError, match=f"快照 {second.id} 的清单与签名不符"):
        store_at(tmp_path).current()


def test_manifest_put_in_the_place_of_an_earlier_one_breaks_the_chain(tmp_path: Path) -> None:
    first, second = take(tmp_path, 2)
    forged(tmp_path, first, key=OURS, taken_at="2021-01-01T00:00:00+08:00")
    (tmp_path / "CURRENT").write_text(second.id)
    assert faults(tmp_path) == [f"快照清单的签名链在第 2 份（{second.id}）接不上前一份，前一份可能被替换。"]


def test_snapshots_of_before_the_chain_are_chained_as_they_are(tmp_path: Path) -> None:
    (old,) = take(tmp_path)
    plain = {name: value for name, value in old.manifest.items() if name not in ("number", "previous", "earlier")}
    manifest_of(tmp_path, old).with_name("signature").unlink()
    content = canonical(plain)
    name = f"{old.id[:15]}-{sha256(content).hexdigest()[:8]}"
    place = manifest_of(tmp_path, old)
    place.write_bytes(content)
    place.parent.rename(place.parent.with_name(name))
    (tmp_path / "CURRENT").write_text(name)
    assert store_at(tmp_path).current().manifest == plain
    assert faults(tmp_path) == []
    first = store_at(tmp_path).take(registry(three_years()), alias="x")
    assert (first.manifest["number"], first.manifest["earlier"]) == (1, {name: sha256(content).hexdigest()})
    assert (store_at(tmp_path).open(name).manifest, faults(tmp_path)) == (plain, [])
    other = forged(tmp_path, Snapshot(name, plain, old.objects), key=None, taken_at="2021-01-01T00:00:00+08:00")
    with pytest.raises(DamagedError, match=f"快照 {other} 的清单没有签名，也不在签名链上"):
        store_at(tmp_path).current()
    (tmp_path / "CURRENT").write_text(first.id)
    assert faults(tmp_path) == [
        f"有签名链之前的快照 {name} 的清单缺失或被改动。",
        f"快照 {other} 的清单没有签名，也不在签名链上，请从备份恢复或重新生成快照。",
    ]


def test_cleared_snapshots_stay_in_the_chain(tmp_path: Path) -> None:
    first, second, third = take(tmp_path, 3)
    store = store_at(tmp_path)
    assert store.prune(keep=frozenset({second.id})) == [first.id]
    assert (store.ids(), faults(tmp_path)) == ([second.id, third.id], [])
    (tmp_path / "snapshots" / first.id / "cleared.json").unlink()
    assert faults(tmp_path) == [f"快照清单的签名链缺少第 1 份（在 {second.id} 之前），可能被删除。"]


def test_newest_is_told_by_number_whatever_the_clock_says(tmp_path: Path) -> None:
    first, second = take(tmp_path, 2)
    later = "29991231-235959-" + first.id[-8:]
    manifest_of(tmp_path, first).parent.rename(tmp_path / "snapshots" / later)
    assert store_at(tmp_path, key=None).ids() == [later, second.id]


def test_clearing_stops_where_a_manifest_that_is_kept_cannot_be_read(tmp_path: Path) -> None:
    first, second, _ = take(tmp_path, 3)
    manifest_of(tmp_path, second).write_bytes(b"")
    files = sorted(tmp_path.rglob("*.parquet"))
    with pytest.raises(DamagedError):
        store_at(tmp_path).prune(keep=frozenset({second.id}))
    assert sorted(tmp_path.rglob("*.parquet")) == files
    assert store_at(tmp_path).prune(keep=frozenset()) == [second.id, first.id]


def test_number_that_is_none_counts_as_none(tmp_path: Path) -> None:
    _, second = take(tmp_path, 2)
    name = forged(tmp_path, second, key=OURS, number="second")
    with pytest.raises(DamagedError, match=f"快照 {name} 的清单没有签名"):
        store_at(tmp_path).current()
