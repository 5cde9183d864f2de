"""What a check of the facts finds: kinds of things, how many of each, and some of them to look at."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

import msgspec

EXAMPLES = 20
"""So many of each kind are kept one by one; all of them are counted."""


class Kind(StrEnum):
    """What is wrong, or worth a look."""

    # duplicates
    CONTACT_TWICE = "contact_twice"  # one contact's stay in a queue stands twice, seconds apart
    CONTACT_IN_TWO_SOURCES = "contact_in_two_sources"  # two sources tell the same contact
    COUNTED_TWICE = "counted_twice"  # two sources tell the same of a person's day
    # gaps
    SILENT_DAY = "silent_day"  # a source without a fact on a day that usually has some
    SILENT_HOUR = "silent_hour"
    LOG_HOLE = "log_hole"  # lines of a log are missing between two files
    # orphans
    STRAY_LINE = "stray_line"  # of a contact whose begin no file told
    RING_ALONE = "ring_alone"  # at an agent, for a contact that is nowhere
    SPAN_OPEN = "span_open"  # a stretch of an agent's time that never ended
    CONTACT_OPEN = "contact_open"  # a contact that never ended
    GROUP_AFTER_LEAVING = "group_after_leaving"  # a membership that outlives its person's time
    FACTS_AFTER_LEAVING = "facts_after_leaving"  # work under the login of somebody who had left
    # impossible values
    NEGATIVE_TIME = "negative_time"
    ENDLESS_TIME = "endless_time"  # longer than a day
    PART_OVER_WHOLE = "part_over_whole"  # more answered than offered, and the like
    BREAK_OVER_SIGNED_IN = "break_over_signed_in"
    SIGNED_IN_TWICE = "signed_in_twice"  # two sign-ins of one login to one queue overlap
    FUTURE = "future"
    # unknown names
    LOGIN_UNKNOWN = "login_unknown"
    QUEUE_WITHOUT_SKILL = "queue_without_skill"
    CODE_UNKNOWN = "code_unknown"
    SKILL_WITHOUT_QUEUE = "skill_without_queue"
    # people
    NO_TEAM = "no_team"
    NO_JOINING_DATE = "no_joining_date"
    SAME_NUMBER = "same_number"


class Family(StrEnum):
    """Kinds that are looked for together."""

    DUPLICATES = "duplicates"
    GAPS = "gaps"
    ORPHANS = "orphans"
    IMPOSSIBLE = "impossible"
    NAMES = "names"
    PEOPLE = "people"


FAMILY = {
    **dict.fromkeys((Kind.CONTACT_TWICE, Kind.CONTACT_IN_TWO_SOURCES, Kind.COUNTED_TWICE), Family.DUPLICATES),
    **dict.fromkeys((Kind.SILENT_DAY, Kind.SILENT_HOUR, Kind.LOG_HOLE), Family.GAPS),
    **dict.fromkeys(
        (
            *(Kind.STRAY_LINE, Kind.RING_ALONE, Kind.SPAN_OPEN, Kind.CONTACT_OPEN),
            *(Kind.GROUP_AFTER_LEAVING, Kind.FACTS_AFTER_LEAVING),
        ),
        Family.ORPHANS,
    ),
    **dict.fromkeys(
        (
            *(Kind.NEGATIVE_TIME, Kind.ENDLESS_TIME, Kind.PART_OVER_WHOLE, Kind.BREAK_OVER_SIGNED_IN),
            *(Kind.SIGNED_IN_TWICE, Kind.FUTURE),
        ),
        Family.IMPOSSIBLE,
    ),
    **dict.fromkeys(
        (Kind.LOGIN_UNKNOWN, Kind.QUEUE_WITHOUT_SKILL, Kind.CODE_UNKNOWN, Kind.SKILL_WITHOUT_QUEUE),
        Family.NAMES,
    ),
    **dict.fromkeys((Kind.NO_TEAM, Kind.NO_JOINING_DATE, Kind.SAME_NUMBER), Family.PEOPLE),
}
"""Each kind's family."""


class Severity(StrEnum):
    """How much a figure suffers."""

    WRONG = "wrong"  # figures are wrong until it is mended
    MISSING = "missing"  # figures lack something
    NOTE = "note"  # figures are right; somebody should know


SEVERITY = {
    Kind.COUNTED_TWICE: Severity.NOTE,  # only one of the sources is counted
    Kind.CONTACT_IN_TWO_SOURCES: Severity.NOTE,
    Kind.SILENT_DAY: Severity.MISSING,
    Kind.SILENT_HOUR: Severity.NOTE,
    Kind.LOG_HOLE: Severity.MISSING,
    Kind.STRAY_LINE: Severity.MISSING,
    Kind.RING_ALONE: Severity.NOTE,
    Kind.GROUP_AFTER_LEAVING: Severity.NOTE,
    Kind.LOGIN_UNKNOWN: Severity.MISSING,
    Kind.QUEUE_WITHOUT_SKILL: Severity.MISSING,
    Kind.CODE_UNKNOWN: Severity.NOTE,
    Kind.SKILL_WITHOUT_QUEUE: Severity.NOTE,
    Kind.NO_TEAM: Severity.MISSING,
    Kind.NO_JOINING_DATE: Severity.MISSING,
}
"""Kinds that are not WRONG."""


class Example(msgspec.Struct, frozen=True, omit_defaults=True):
    """One of the things found, with what leads to it: names as their source says them, days, instants in ms
    since 1970.

    *person* and *group* are ids of people, *name* what a person reads of them. *field* is a column of the
    facts; *n* and *other_n* what stands there (seconds, counts). *other* is a second source, login or field;
    *other_ms* the other instant (of a duplicate, the end of a hole).
    """

    source: str = ""
    queue: str = ""
    contact: str = ""
    login: str = ""
    day: date | None = None
    at_ms: int | None = None
    other_ms: int | None = None
    person: str = ""
    group: str = ""
    name: str = ""
    field: str = ""
    n: float | None = None
    other_n: float | None = None
    other: str = ""


class Finding(msgspec.Struct, frozen=True, omit_defaults=True):
    """So many things of one kind at one *source* ("" where no source is at fault), and the first of them."""

    kind: Kind
    count: int
    source: str = ""
    examples: tuple[Example, ...] = ()

    @property
    def severity(self) -> Severity:
        """How much the figures suffer from it."""
        return SEVERITY.get(self.kind, Severity.WRONG)

    @property
    def family(self) -> Family:
        """With what it was looked for."""
        return FAMILY[self.kind]


class DataCheck(msgspec.Struct, frozen=True):
    """A check of the business days from *first_day* to *last_day*, and all that it found, the gravest first.

    *entries* and *counts* say how much was looked at. *id* is 0 until it is kept.
    """

    at: datetime
    who: str
    first_day: date
    last_day: date
    findings: tuple[Finding, ...] = ()
    entries: int = 0
    counts: int = 0
    id: int = 0

    def count(self, severity: Severity) -> int:
        """How many things of this severity were found."""
        return sum(found.count for found in self.findings if found.severity is severity)


_TELLS = frozenset({Kind.SAME_NUMBER, Kind.STRAY_LINE})
"""Kinds whose *other* is an employee number, or a log's own line, which names whom it likes."""


def without_people(result: DataCheck) -> DataCheck:
    """*result* for those who are not to know who: nobody's name, login or number, and examples by day, so
    that their order tells nothing."""
    return msgspec.structs.replace(
        result,
        who="",
        findings=tuple(
            msgspec.structs.replace(
                found, examples=tuple(sorted((_hidden(found.kind, one) for one in found.examples), key=_when))
            )
            for found in result.findings
        ),
    )


def _hidden(kind: Kind, one: Example) -> Example:
    other = "" if kind in _TELLS else one.other
    name = one.name if kind is Kind.SKILL_WITHOUT_QUEUE else ""
    return msgspec.structs.replace(one, login="", person="", name=name, other=other)


def _when(one: Example) -> tuple[str, int, str, str, str]:
    return (one.day.isoformat() if one.day else "", one.at_ms or 0, one.source, one.queue, one.field)
