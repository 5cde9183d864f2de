"""The centre's settings in its database: read with every default, changed with undo."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import Connection, insert, select, update
from sqlalchemy.exc import IntegrityError

from supervisor.errors import ChangedMeanwhileError, SettingError
from supervisor.settings.centre import CentreSettings
from supervisor.settings.declared import declared, setting
from supervisor.storage import undo
from supervisor.storage.centre import centre_setting
from supervisor.storage.changes import Changes
from supervisor.words import _, mark

AREA = Changes({"centre_settings"})

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class CentreRead:
    """The settings in force, the version of each that was ever saved, and what was wrong in the database."""

    settings: CentreSettings
    versions: dict[str, int]
    problems: tuple[SettingError, ...] = ()


def load_centre(db: Connection) -> CentreSettings:
    """The centre's settings in force; one that cannot be used is logged and has its default."""
    read = read_centre(db)
    for problem in read.problems:
        _log.warning("centre setting %s: %r instead of %s", problem.name, problem.value, problem.expected)
    return read.settings


def read_centre(db: Connection) -> CentreRead:
    """The centre's settings, with what a page that changes them needs.

    A setting that this version does not know is left alone; a value that it cannot use stays in the database,
    its default is in force, and `problems` tells.
    """
    known = declared(CentreSettings)
    good: dict[str, Any] = {}
    versions: dict[str, int] = {}
    problems = []
    for row in db.execute(select(centre_setting).order_by(centre_setting.c.name)):
        if row.name not in known:
            continue
        versions[row.name] = row.version
        try:
            good[row.name] = known[row.name].taken(msgspec.json.decode(row.value), _where())
        except msgspec.DecodeError:
            problems.append(SettingError(row.name, row.value[:80], known[row.name].expected, _where()))
        except SettingError as error:
            problems.append(error)
    return CentreRead(CentreSettings(**good), versions, tuple(problems))


def save_centre(
    db: Connection, name: str, value: object, *, at: datetime, who: str, version: int | None = None
) -> Changes:
    """Set one setting, as a step that can be undone; see `change_centre`."""
    return change_centre(
        db, {name: value}, at=at, who=who, versions=None if version is None else {name: version}
    )


def change_centre(
    db: Connection,
    changes: Mapping[str, object],
    *,
    at: datetime,
    who: str,
    versions: Mapping[str, int] | None = None,
) -> Changes:
    """Set several settings at once, as one step that can be undone; what is not changed is not written.

    *versions* are those that were read (`CentreRead.versions`; a setting never saved has none); without it
    the last one to save wins. Raises SettingError for a wrong value, UnknownNameError for a wrong name and
    ChangedMeanwhileError when someone else saved one of them since.
    """
    wanted = {}
    for name, value in changes.items():
        good = setting(CentreSettings, name).taken(msgspec.to_builtins(value), _where())
        wanted[name] = msgspec.json.encode(good).decode()
    rows = {
        row.name: row
        for row in db.execute(
            select(centre_setting).where(centre_setting.c.name.in_(wanted)).with_for_update()
        )
    }
    if versions is not None:
        for name in wanted:
            stands = rows[name].version if name in rows else 0
            if stands != versions.get(name, 0):
                raise ChangedMeanwhileError(mark("setting"), name)
    in_force = read_centre(db).settings
    changed = [
        name
        for name, value in wanted.items()
        if (rows[name].value if name in rows else msgspec.json.encode(getattr(in_force, name)).decode())
        != value
    ]
    if not changed:
        return Changes()
    with undo.step(db, "change_settings", {"names": " ".join(changed)}, AREA, at=at, who=who) as step:
        for name in changed:
            step.save(centre_setting, name)
            values = {"value": wanted[name], "changed_at": at, "changed_by": who}
            if name in rows:
                stands = rows[name].version
                mine = (centre_setting.c.name == name) & (centre_setting.c.version == stands)
                done = db.execute(update(centre_setting).where(mine).values(**values, version=stands + 1))
                if done.rowcount != 1:
                    raise ChangedMeanwhileError(mark("setting"), name)
            else:
                try:
                    db.execute(insert(centre_setting).values(name=name, version=1, **values))
                except IntegrityError as error:
                    raise ChangedMeanwhileError(mark("setting"), name) from error
    return AREA


def _where() -> str:
    return _("the centre’s settings")
