"""The mappings that a centre keeps: by name, found by a header's fingerprint; each change can be undone."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import Connection, delete, insert, select, update

from supervisor.errors import ChangedMeanwhileError, UnknownNameError
from supervisor.imports.mapping import Mapping, from_json, to_json
from supervisor.storage import undo
from supervisor.storage.centre import import_mapping
from supervisor.storage.changes import Changes
from supervisor.words import mark

AREA = Changes({"mappings"})


def mappings(db: Connection) -> tuple[Mapping, ...]:
    """All that are kept, by name; one that this version cannot read is left alone and not among them."""
    rows = db.execute(select(import_mapping).order_by(import_mapping.c.id))
    return tuple(found for row in rows if (found := _read(row)) is not None)


def _read(row: Any) -> Mapping | None:
    """The mapping of a row; None when a newer version wrote it."""
    try:
        return replace(from_json(row.mapping), version=row.version)
    except msgspec.ValidationError:
        return None


def mapping(db: Connection, name: str) -> Mapping:
    """The mapping kept as *name*. Raises UnknownNameError."""
    kept = {one.name: one for one in mappings(db)}
    if name not in kept:
        raise UnknownNameError(mark("mapping"), name, tuple(kept))
    return kept[name]


def fitting(db: Connection, fingerprints: Collection[str]) -> tuple[Mapping, ...]:
    """The mappings made for one of these headers, by name."""
    return tuple(one for one in mappings(db) if one.fingerprint in fingerprints)


def save(
    db: Connection, mapping: Mapping, *, at: datetime, who: str, version: int | None = None
) -> tuple[Changes, Mapping]:
    """Keep *mapping* under its name, as a step that can be undone; the mapping with its new version.

    *version* is the one that was read (None: whatever stands is replaced). Raises ChangedMeanwhileError.
    """
    found = select(import_mapping).where(import_mapping.c.id == mapping.name).with_for_update()
    stands = db.execute(found).one_or_none()
    if version is not None and (stands.version if stands else 0) != version:
        raise ChangedMeanwhileError(mark("mapping"), mapping.name)
    if stands is not None and _read(stands) == replace(mapping, version=stands.version):
        return Changes(), replace(mapping, version=stands.version)
    kept = replace(mapping, version=stands.version + 1 if stands else 1)
    values = {"fingerprint": kept.fingerprint, "mapping": to_json(kept), "version": kept.version}
    with undo.step(db, "save_mapping", {"name": mapping.name}, AREA, at=at, who=who) as step:
        step.save(import_mapping, mapping.name)
        if stands is None:
            db.execute(insert(import_mapping).values(id=mapping.name, used_at=None, **values))
        else:
            db.execute(update(import_mapping).where(import_mapping.c.id == mapping.name).values(**values))
    return AREA, kept


def remove(db: Connection, name: str, *, at: datetime, who: str) -> Changes:
    """Forget the mapping called *name*, as a step that can be undone. Raises UnknownNameError."""
    mapping(db, name)
    with undo.step(db, "delete_mapping", {"name": name}, AREA, at=at, who=who) as step:
        step.save(import_mapping, name)
        db.execute(delete(import_mapping).where(import_mapping.c.id == name))
    return AREA
