"""Pieces of evidence in words."""

from __future__ import annotations

from datetime import date
from typing import assert_never

from supervisor.issues.evidence import (
    Common,
    Contacts,
    Figure,
    File,
    ImportRow,
    Matter,
    QualityFinding,
    Recording,
)
from supervisor.issues.speaker import Speaker
from supervisor.words import DASH, _, day, duration, mark, ngettext, number

MATTER_LABELS = {
    "contacts": mark("contacts"),
    "figure": mark("a figure"),
    "quality": mark("a quality finding"),
    "recording": mark("a recording"),
    "file": mark("a file"),
    "import": mark("a row of a file"),
    "common": mark("a common weakness"),
}
"""What kind of thing a piece is, by its tag, as it stands in a sentence."""


def matter_words(matter: Matter, speak: Speaker) -> str:
    """What a piece of evidence is, in one line."""
    match matter:
        case Contacts(contacts=contacts, how=how):
            said = ngettext("{n} contact", "{n} contacts", len(contacts)).format(n=number(len(contacts)))
            return _("{what} ({more})").format(what=said, more=how) if how else said
        case Figure():
            return _figure(matter, speak)
        case QualityFinding(title=title, errors=errors, looked=looked):
            said = ngettext("{n} error in {looked} evaluations", "{n} errors in {looked} evaluations", errors)
            said = said.format(n=number(errors), looked=number(looked))
            return _("Quality: {title}, {what}{period}").format(
                title=title, what=said, period=_period(matter.since, matter.until, speak)
            )
        case Recording(path=path, second=second):
            return _("Recording {path} at {time}").format(path=path, time=duration(second))
        case File(name=name, size=size):
            return _("File {name} ({size})").format(name=name, size=size_words(size))
        case ImportRow(file=file, sheet=sheet, row=row):
            said = _("{file}, sheet {sheet}, row {row}") if sheet else _("{file}, row {row}")
            return said.format(file=file, sheet=sheet, row=number(row))
        case Common(title=title, group=group, affected=affected, people=people):
            return _("{title}: common to {affected} of {people} in {group}, {month}").format(
                title=title,
                affected=number(affected),
                people=number(people),
                group=group,
                month=f"{matter.month:%Y-%m}",
            )
        case _:
            assert_never(matter)


def _figure(one: Figure, speak: Speaker) -> str:
    said = _("{title} {value}").format(title=one.title, value=one.shown or DASH)
    more = [one.of]
    if one.n is not None:
        more.append(_("n = {n}").format(n=number(one.n)))
    said += _period(one.since, one.until, speak)
    named = _(", ").join(part for part in more if part)
    return _("{what} ({more})").format(what=said, more=named) if named else said


def _period(since: date | None, until: date | None, speak: Speaker) -> str:
    if since is None and until is None:
        return ""
    first, last = day(since, speak.today), day(until, speak.today)
    if since == until:
        return _(", {day}").format(day=first)
    return _(", {since} to {until}").format(since=first, until=last)


def size_words(size: int) -> str:
    """A file's size as people read it."""
    if size < 1024:
        return _("{n} bytes").format(n=number(size))
    if size < 1024 * 1024:
        return _("{n} KB").format(n=number(size / 1024))
    return _("{n} MB").format(n=number(size / 1024 / 1024, 1))
