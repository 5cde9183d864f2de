"""Two people save the same issue: what does not meet is joined, field by field; where both wrote something
else into one field, a person chooses."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from supervisor.errors import ConflictError
from supervisor.issues.issue import FIELDS, Issue


def value(issue: Issue, path: str) -> Any:
    """What *issue* has in the field *path* of `FIELDS`."""
    found: Any = issue
    for name in path.split("."):
        found = getattr(found, name)
    return found


def put(issue: Issue, values: Mapping[str, Any]) -> Issue:
    """*issue* with *values* by path."""
    whole: dict[str, Any] = {}
    parts: dict[str, dict[str, Any]] = {}
    for path, given in values.items():
        part, dot, name = path.partition(".")
        if dot:
            parts.setdefault(part, {})[name] = given
        else:
            whole[part] = given
    for part, given in parts.items():
        whole[part] = msgspec.structs.replace(getattr(issue, part), **given)
    return msgspec.structs.replace(issue, **whole) if whole else issue


def changed(before: Issue, after: Issue) -> tuple[str, ...]:
    """The paths of the fields in which the two differ, in the order of `FIELDS`."""
    return tuple(path for path in FIELDS if value(before, path) != value(after, path))


def conflicts(base: Issue, theirs: Issue, mine: Issue) -> tuple[str, ...]:
    """The paths of the fields that both changed, to different values."""
    both = set(changed(base, theirs)) & set(changed(base, mine))
    return tuple(path for path in changed(theirs, mine) if path in both)


def joined(base: Issue, theirs: Issue, mine: Issue) -> Issue:
    """*theirs* with what *mine* changed of *base*. Raises ConflictError where both changed one field to
    something else."""
    met = conflicts(base, theirs, mine)
    if met:
        fields = tuple(FIELDS[path] for path in met)
        raise ConflictError(theirs.number or theirs.title, fields, met, base, theirs, mine)
    return put(theirs, {path: value(mine, path) for path in changed(base, mine)})
