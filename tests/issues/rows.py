"""Issues put into the database as they are, without a step: for what only reads."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

import msgspec
from sqlalchemy import Connection, insert

from supervisor.issues.issue import Facts, Issue, Standing, Text
from supervisor.issues.reply import Reply
from supervisor.issues.search import text_of
from supervisor.issues.states import State
from supervisor.storage.issue_tables import issue as issue_table

NOW = datetime(2024, 5, 15, 2, 0, tzinfo=UTC)  # Wednesday, ten in the morning in Shanghai


def an_issue(id: int, title: str = "", **parts: Any) -> Issue:
    """The issue *id*: parts of text, facts and standing by name, and those of the issue itself."""
    split: dict[type, dict[str, Any]] = {Text: {}, Facts: {}, Standing: {}}
    for kind, found in split.items():
        for name in set(kind.__struct_fields__) & set(parts):
            found[name] = parts.pop(name)
    return Issue(
        id=id,
        number=parts.pop("number", f"WT-2024-{id:05}-X"),
        title=title or f"Issue {id}",
        state=parts.pop("state", State.DRAFT),
        text=Text(**split[Text]),
        facts=Facts(**split[Facts]),
        standing=Standing(**split[Standing]),
        made_at=parts.pop("made_at", NOW),
        made_by=parts.pop("made_by", "anna"),
        changed_at=parts.pop("changed_at", NOW),
        version=1,
        **parts,
    )


def row_of(of: Issue, replies: Iterable[Reply] = ()) -> dict[str, Any]:
    """The row that holds *of*."""
    return {
        "id": of.id,
        "number": of.number,
        "title": of.title,
        "state": of.state.value,
        "department": of.facts.department,
        "category": of.facts.category,
        "node": of.facts.node,
        "severity": int(of.facts.severity),
        "internal": of.facts.internal,
        "recurrence_of": of.standing.recurrence_of,
        "merged_into": of.standing.merged_into,
        "made_at": of.made_at,
        "made_by": of.made_by,
        "changed_at": of.changed_at,
        "closed_at": of.closed_at,
        "text": msgspec.to_builtins(of.text),
        "facts": msgspec.to_builtins(of.facts),
        "standing": msgspec.to_builtins(of.standing),
        "search_text": text_of(of, replies),
        "version": of.version,
    }


def put(db: Connection, *issues: Issue) -> None:
    """Keep *issues*."""
    db.execute(insert(issue_table), [row_of(each) for each in issues])
