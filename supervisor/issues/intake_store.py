"""Taking in a file of issues: what is there already, and what is good added as drafts, as one step."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection

from supervisor.imports.header import title_key
from supervisor.issues import department_store, store
from supervisor.issues.event import Acting, Source
from supervisor.issues.evidence import ImportRow
from supervisor.issues.intake import There, key_of
from supervisor.issues.issue import Issue
from supervisor.issues.likeness import similarity
from supervisor.storage import undo
from supervisor.storage.changes import Changes

LIKE = 0.6
"""Titles that share so much of their trigrams probably tell the same."""


def there(db: Connection) -> There:
    """What the centre has already."""
    issues = store.all_issues(db)
    open_now = [(one.title, one.number) for one in issues if one.is_open]
    exact = {title_key(title): number for title, number in open_now}

    def likely(title: str) -> str:
        if (found := exact.get(title_key(title))) is not None:
            return found
        best = max(((similarity(title, other), number) for other, number in open_now), default=(0.0, ""))
        return best[1] if best[0] >= LIKE else ""

    return There(department_store.all_departments(db), frozenset(map(key_of, issues)), likely)


def take_in(
    db: Connection, rows: Sequence[tuple[Issue, ImportRow]], *, acting: Acting, at: datetime
) -> tuple[Changes, tuple[Issue, ...]]:
    """Keep each as a draft with its row as evidence, all of them or none, as one step that can be undone."""
    file = rows[0][1].file if rows else ""
    kept = []
    facts = {"count": str(len(rows)), "file": file}
    with undo.step(db, "import_issues", facts, store.AREA, at=at, who=acting.who):
        for issue, row in rows:
            source = Source(file=row.file, sheet=row.sheet, row=row.row)
            for_row = Acting(acting.who, acting.roles, acting.department, source)
            kept.append(store.add(db, issue, [(row, "")], acting=for_row, at=at)[1])
    return (store.AREA if kept else Changes()), tuple(kept)
