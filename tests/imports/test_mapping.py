from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from supervisor.errors import ChangedMeanwhileError, ImportFileError, UnknownNameError
from supervisor.imports import preview as previewing
from supervisor.imports import store
from supervisor.imports.mapping import Mapping, from_file, from_json, roles, to_file, to_json
from supervisor.storage import undo
from supervisor.storage.database import Database
from supervisor.storage.step_titles import title
from tests.imports import made
from tests.imports.conftest import NOW, Desk, quiet


def mapping(sqlite_url: str, tmp_path: Path, name: str = "日报") -> Mapping:
    made.acd(tmp_path / "a.xlsx")
    return replace(Desk(sqlite_url).propose(tmp_path / "a.xlsx"), name=name)


def test_a_mapping_goes_through_json_as_it_is(sqlite_url: str, tmp_path: Path) -> None:
    whole = replace(mapping(sqlite_url, tmp_path), words=(("outcome", "挂断", "abandoned"),), threshold_s=20)
    assert from_json(to_json(whole)) == whole
    to_file(tmp_path / "m.json", [whole])
    assert from_file(tmp_path / "m.json") == (whole,)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"{", "no_mappings"),
        (b"[]", "no_mappings"),
        (b'{"format": 99}', "newer_mappings"),
        (b"\xff", "no_mappings"),
    ],
)
def test_a_file_of_something_else_is_refused(content: bytes, reason: str, tmp_path: Path) -> None:
    (tmp_path / "m.json").write_bytes(content)
    with pytest.raises(ImportFileError) as error:
        from_file(tmp_path / "m.json")
    assert error.value.reason == reason


def test_a_kept_mapping_is_found_by_the_header_whatever_its_order(
    centre: Database, database_url: str, sqlite_url: str, tmp_path: Path
) -> None:
    kept = mapping(sqlite_url, tmp_path)
    with centre.write() as db:
        _, kept = store.save(db, kept, at=NOW, who="anna")
    desk = Desk(database_url)

    assert previewing.look(quiet, tmp_path / "a.xlsx", database_url).fitting == (kept,)
    assert desk.propose(tmp_path / "a.xlsx", "another") == kept


def test_a_mapping_has_versions_and_comes_back(centre: Database, sqlite_url: str, tmp_path: Path) -> None:
    first = mapping(sqlite_url, tmp_path)
    with centre.write() as db:
        assert store.save(db, first, at=NOW, who="anna", version=0)[1].version == 1
    with centre.write() as db:
        assert store.save(db, first, at=NOW, who="anna") == (frozenset(), first)
        changed = store.save(db, replace(first, source="other"), at=NOW, who="anna", version=1)[1]
        assert changed.version == 2
    with pytest.raises(ChangedMeanwhileError), centre.write() as db:
        store.save(db, first, at=NOW, who="anna", version=1)
    with centre.write() as db:
        store.remove(db, first.name, at=NOW, who="anna")
        assert store.mappings(db) == ()
    with centre.write() as db:
        last = undo.last(db)
        assert last is not None
        assert title(last) == "Forget how to read “日报”"
        undo.revert(db, last.id, at=NOW)
    with centre.write() as db:
        assert store.mapping(db, first.name).source == "other"
        last = undo.last(db)
        assert last is not None
        undo.revert(db, last.id, at=NOW)
        assert store.mapping(db, first.name).source == "acd"
    with pytest.raises(UnknownNameError), centre.read() as db:
        store.mapping(db, "nobody's")


def test_every_shape_offers_its_roles_once() -> None:
    from supervisor.imports.mapping import Shape

    for shape in Shape:
        names = [role.name for role in roles(shape)]
        assert len(names) == len(set(names))
