"""A check of the facts as a table that leaves the program: a row for each example, with what it means."""

from __future__ import annotations

from datetime import UTC, datetime, tzinfo
from pathlib import Path
from typing import Any

import msgspec

from supervisor import words
from supervisor.datacheck import wording
from supervisor.datacheck.finding import DataCheck, Example, Finding
from supervisor.datacheck.mend import mend_of
from supervisor.words import _
from supervisor.workbook.cell import Heading, Value
from supervisor.workbook.cell import Kind as Column
from supervisor.workbook.table import Written, write_table

FOUND, PERSON, LOGIN, CONTACT, MEANING = 3, 8, 9, 11, 15
OF_PEOPLE = (PERSON, LOGIN)
"""Columns that say who."""
IDS = (LOGIN, CONTACT)
"""Columns of ids, which are text whatever they look like."""


def headings() -> tuple[Heading, ...]:
    """The columns, in the language in use."""
    return (
        Heading(_("Severity")),
        Heading(_("What")),
        Heading(_("Source")),
        Heading(_("Found"), Column.NUMBER),
        Heading(_("Example")),
        Heading(_("Day"), Column.DAY),
        Heading(_("Time"), Column.TIME),
        Heading(_("Until"), Column.TIME),
        Heading(_("Person")),
        Heading(_("Login")),
        Heading(_("Queue")),
        Heading(_("Contact")),
        Heading(_("Field")),
        Heading(_("Value"), Column.NUMBER, 1),
        Heading(_("Beside it"), Column.NUMBER, 1),
        Heading(_("What it means")),
    )


def rows(result: DataCheck, zone: tzinfo) -> list[tuple[Value, ...]]:
    """A row for each example that is kept, the gravest first."""
    return [
        _row(found, one, zone)
        for found in result.findings
        for one in (found.examples or (Example(source=found.source),))
    ]


def write(path: Path, result: DataCheck, zone: tzinfo) -> Written:
    """Write *result* to *path* (.xlsx, or .csv). Raises FileError."""
    about = [
        (_("Summary"), wording.summary(result)),
        (_("Made at"), words.moment(result.at, zone)),
        (_("Made by"), result.who),
        (_("Time zone"), str(zone)),
        (_("Examples"), _("All that was found is counted; the first of each kind are listed.")),
    ]
    return write_table(path, _("Data check"), headings(), rows(result, zone), about, zone)


def document(result: DataCheck, zone: tzinfo) -> dict[str, Any]:
    """The check as JSON holds it, with its sentences."""
    told: dict[str, Any] = msgspec.to_builtins(result)
    findings = [
        {
            **msgspec.to_builtins(found),
            "severity": found.severity.value,
            "family": found.family.value,
            "mend": mend.value if (mend := mend_of(found)) else None,
            "sentence": wording.sentence(found),
        }
        for found in result.findings
    ]
    return {**told, "findings": findings, "summary": wording.summary(result)}


def _row(found: Finding, one: Example, zone: tzinfo) -> tuple[Value, ...]:
    return (
        _(wording.SEVERITY_LABELS[found.severity]),
        wording.title(found.kind),
        found.source or one.source,
        found.count,
        wording.example(found.kind, one, zone),
        one.day,
        _at(one.at_ms),
        _at(one.other_ms),
        one.name,
        one.login,
        one.queue,
        one.contact,
        ", ".join(wording.field_name(name) for name in one.field.split()),
        one.n,
        one.other_n,
        wording.meaning(found.kind),
    )


def _at(ms: int | None) -> datetime | None:
    return None if ms is None else datetime.fromtimestamp(ms / 1000, UTC)
