"""What somebody is typing about an issue and has not saved: kept all the while, so that neither a crash nor
somebody else's saving loses a word."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, get_type_hints

import msgspec

from supervisor.issues import merge
from supervisor.issues.evidence import Matter
from supervisor.issues.issue import FIELDS, Facts, Issue, Text
from supervisor.issues.link import Wanted
from supervisor.issues.moves import Given

_Aware = Annotated[datetime, msgspec.Meta(tz=True)]

# Without what limits their length: a text too long to be saved is no reason to lose it.
_KINDS: dict[str, Any] = {"title": str} | {
    f"{part}.{name}": kind
    for part, struct in (("text", Text), ("facts", Facts))
    for name, kind in get_type_hints(struct).items()
}


class Typed(msgspec.Struct, frozen=True, omit_defaults=True):
    """What was typed: *fields* of the issue by path (as JSON has them), *matters* to be added with their
    notes, *links* that it shall have, what was begun of moves by their names, a *note*. *base*: the issue as
    it was read when the typing began; None for a new one."""

    fields: dict[str, Any] = msgspec.field(default_factory=dict)
    matters: tuple[tuple[Matter, str], ...] = ()
    links: tuple[Wanted, ...] = ()
    moves: dict[str, Given] = msgspec.field(default_factory=dict)
    note: str = ""
    base: Issue | None = None


class Draft(msgspec.Struct, frozen=True):
    """What *who* *typed* about *issue* (0: a new one) and kept last at *saved_at*."""

    id: str
    issue: int
    who: str
    saved_at: _Aware
    typed: Typed


def typed(base: Issue, mine: Issue, *, is_new: bool = False) -> Typed:
    """The fields in which *mine* differs from *base*. *is_new*: *base* is an empty form and not kept."""
    fields = {path: msgspec.to_builtins(merge.value(mine, path)) for path in merge.changed(base, mine)}
    return Typed(fields=fields, base=None if is_new else base)


def applied(issue: Issue, what: Typed) -> Issue:
    """*issue* (the draft's base, or an empty one) with what was typed; a field that this version does not
    know, or cannot read, is left as it is."""
    values = {}
    for path, given in what.fields.items():
        if path not in FIELDS:
            continue
        try:
            values[path] = msgspec.convert(given, _KINDS[path])
        except msgspec.ValidationError:
            continue
    return merge.put(issue, values)
