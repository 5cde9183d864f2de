"""What stands in the workbook of a communication sheet, as plain values, before it is written."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

import msgspec
from sqlalchemy import Connection

from supervisor.issues.department_store import all_departments
from supervisor.issues.issue import SEVERITY_LABELS, Severity
from supervisor.issues.reply import Answer
from supervisor.issues.sheet import Sheet, SheetLine
from supervisor.issues.sheet_told import Told
from supervisor.issues.sheet_words import dated
from supervisor.issues.states import STATE_LABELS, State
from supervisor.roundtrip.found import plain_text
from supervisor.roundtrip.layout import SCHEMA
from supervisor.roundtrip.sent import Sent, SentRow
from supervisor.roundtrip.standing import answered
from supervisor.storage.centre_settings import load_centre
from supervisor.words import _, language, number
from supervisor.workbook.cell import clean, fitted


@dataclass(frozen=True)
class SheetBook:
    """A *sheet* as the export *sent*. *departments*: names among which one is chosen that an issue goes to
    instead. *cut*: how many texts are longer than a cell can be, and were cut."""

    sheet: Sheet
    sent: Sent
    departments: tuple[str, ...]
    zone: ZoneInfo
    cut: int = 0

    @property
    def today(self) -> date:
        """The day on which it is written, where the centre is."""
        return self.sent.at.astimezone(self.zone).date()


def sheet_book(db: Connection, told: Told, export: str, *, who: str, at: datetime) -> SheetBook:
    """The sheet that is *told*, as the export with the number *export*, in the language in use."""
    sheet = told.sheet
    names = tuple(one.name for one in all_departments(db) if not one.retired and one.id != sheet.department)
    rows = tuple(
        SentRow(
            line.issue,
            line.number,
            line.issue_version,
            sent_values(line, sheet.text.wished),
            _tidied(answered(db, sheet.department, line.issue)),
            line.reminder,
        )
        for line in told.lines
    )
    sent = Sent(export, sheet.id, sheet.number, sheet.department, at, who, SCHEMA, language(), rows)
    cut = sum(
        len(clean(text)) > len(fitted(clean(text)))
        for line in told.lines
        for text in _texts(line, sheet.text.wished).values()
    )
    return SheetBook(sheet, sent, tuple(tidy(name) for name in names), load_centre(db).days.zone, cut)


def sent_values(line: SheetLine, wished: date | None) -> dict[str, str]:
    """What a line says in the columns that are not to be filled in, by field; days as ISO has them."""
    return {field: tidy(text) for field, text in _texts(line, wished).items()}


def _texts(line: SheetLine, wished: date | None) -> dict[str, str]:
    return {
        "number": line.number,
        "title": line.title,
        "description": _joined(line.description, line.symptom),
        "impact": _joined(line.impact, _affected(line)),
        "severity": _(SEVERITY_LABELS[Severity(line.severity)]),
        "evidence": "\n".join(line.evidence),
        "state": _state(line),
        "first_sent": line.first_sent.isoformat() if line.first_sent else "",
        "wished": wished.isoformat() if wished else "",
    }


def fingerprint(row: SentRow) -> str:
    """By which it is seen whether what was sent in *row* is still what stands there."""
    return hashlib.sha256(msgspec.json.encode(row.values, order="sorted")).hexdigest()[:16]


def tidy(text: str) -> str:
    """*text* as a cell holds it and as it is read from there again."""
    return plain_text(fitted(clean(text)))


def _tidied(answer: Answer) -> Answer:
    texts = {
        name: tidy(value)
        for name in answer.__struct_fields__
        if isinstance(value := getattr(answer, name), str)
    }
    return msgspec.structs.replace(answer, **texts)


def _state(line: SheetLine) -> str:
    """How it stands, as the department sees it: what never went out is new, whatever it is to us."""
    if not line.reminder and line.state == State.READY.value:
        said = _("New")
    elif line.reminder:
        said = _("Open from earlier: {state}").format(state=_(STATE_LABELS[State(line.state)]))
    else:
        said = _(STATE_LABELS[State(line.state)])
    return _joined(said, line.said)


def _affected(line: SheetLine) -> str:
    parts = []
    if line.affected_a_week is not None:
        parts.append(_("about {n} customers a week").format(n=number(line.affected_a_week)))
    if line.first_seen is not None and line.last_seen not in (None, line.first_seen):
        said = _("{since} to {until}").format(since=dated(line.first_seen), until=dated(line.last_seen))
        parts.append(said)
    elif line.first_seen is not None:
        parts.append(dated(line.first_seen))
    if line.joining:
        parts.append(_("with {names}").format(names=_(", ").join(line.joining)))
    return _(" · ").join(parts)


def _joined(*texts: str) -> str:
    return "\n".join(text.strip() for text in texts if text.strip())


def heading_lines(book: SheetBook) -> Sequence[str]:
    """What stands above the table: what it is; to whom, for which meeting; by when; made by whom, when."""
    sheet, text, head = book.sheet, book.sheet.text, book.sheet.text.head
    new = sum(not row.reminder for row in book.sent.rows)
    facts = [_("Department: {name}").format(name=head.department)]
    if contact := head.contact or text.sending.to:
        facts.append(_("Contact: {name}").format(name=contact))
    if head.meeting:
        facts.append(_("For the meeting: {name}").format(name=head.meeting))
    if sheet.since is not None and sheet.until is not None:
        facts.append(_("{since} to {until}").format(since=dated(sheet.since), until=dated(sheet.until)))
    asked = (
        _("Please answer by {day}.").format(day=dated(text.wished))
        if text.wished
        else _("No day is set yet.")
    )
    what = _("{new} to answer, {old} still open from earlier.").format(
        new=number(new), old=number(len(book.sent.rows) - new)
    )
    made = book.sent.at.astimezone(book.zone)
    source = _("Written by {who}, {day} {time} ({zone}) · Export {number}").format(
        who=_(" · ").join(part for part in (head.centre, book.sent.who) if part),
        day=dated(made.date()),
        time=f"{made:%H:%M}",
        zone=book.zone.key,
        number=book.sent.number,
    )
    return (
        _("Communication sheet {number}").format(number=sheet.number),
        _(" · ").join(facts),
        f"{asked} {what}",
        source,
    )
