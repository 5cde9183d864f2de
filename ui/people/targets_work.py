"""What the targets' tab has done elsewhere: on the database thread, and with files in the work process."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from supervisor import words
from supervisor.performance import target_sheet
from supervisor.performance.target import TargetRow
from supervisor.performance.target_sheet import Known, TargetSheet
from supervisor.workbook.table import Written
from ui.jobs import Report
from ui.steps import step

if TYPE_CHECKING:  # SQLAlchemy comes after the first paint
    from sqlalchemy import Connection

    from supervisor.storage.changes import Changes


@dataclass(frozen=True)
class Wanted:
    """A row as it was read (None: it is new), and as it shall be (None: away with it)."""

    old: TargetRow | None
    new: TargetRow | None


def read(db: Connection) -> tuple[TargetRow, ...]:
    """Every target."""
    from supervisor.performance.target_store import all_targets

    return all_targets(db)


def save(
    db: Connection, wanted: Sequence[Wanted], *, at: datetime, who: str, file: str = ""
) -> tuple[Changes, int | None]:
    """Write *wanted* as one step; what it changed, and the step's number."""
    from supervisor.performance.target_store import Change, change_targets

    changes = [Change(one.old, one.new) for one in wanted]
    return step(db, change_targets, changes, at=at, who=who, file=file)


def write_file(
    _report: Report,
    path: Path,
    rows: Sequence[TargetRow],
    known: Known,
    about: Sequence[tuple[str, str]],
    zone: str,
    language: str,
) -> Written:
    """The workbook of *rows*; in the work process."""
    words.use_language(language)
    return target_sheet.write(path, rows, known, about, ZoneInfo(zone))


def read_file(
    _report: Report, path: Path, known: Known, stand: Sequence[TargetRow], language: str
) -> TargetSheet:
    """What the file would change; in the work process."""
    words.use_language(language)
    return target_sheet.read_file(path, known, stand)
