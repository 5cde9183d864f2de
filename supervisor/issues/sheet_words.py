"""Words of a communication sheet: what a department reads of an issue. Contacts are counted, never named."""

from __future__ import annotations

from datetime import date
from zoneinfo import ZoneInfo

from supervisor.issues.clock import Light, Reading
from supervisor.issues.evidence import Common, Evidence, ImportRow, Recording
from supervisor.issues.evidence_wording import matter_words
from supervisor.issues.reply import Answer
from supervisor.issues.speaker import Speaker
from supervisor.issues.states import CLOCK_LABELS
from supervisor.words import _, day, mark, ngettext, number

COLUMNS: tuple[tuple[str, str], ...] = (
    ("ours", mark("Ours?")),
    ("cause", mark("Cause")),
    ("measure", mark("Measure")),
    ("owner", mark("Owner")),
    ("planned", mark("Planned for")),
    ("progress", mark("Progress or result")),
    ("proposed", mark("Whose it is instead")),
    ("remark", mark("Remark")),
)
"""What a department fills in, in this order: the field of `Answer`, and its heading."""


def dated(of: date) -> str:
    """A day with its year in every language: a sheet is read for longer than a year."""
    return day(of, date.min)


def clock_words(reading: Reading, zone: ZoneInfo, today: date) -> str:
    """How the clock stood, for paper: with its day, as nobody knows when it is read."""
    what = _(CLOCK_LABELS[reading.kind])
    limit = dated(reading.limit.astimezone(zone).date())
    if reading.provisional:
        limit = _("{day} (provisional)").format(day=limit)
    if reading.light is Light.RED:
        late = max(1, -reading.days_left)
        return ngettext(
            "{clock}: due {day}, {n} working day overdue",
            "{clock}: due {day}, {n} working days overdue",
            late,
        ).format(clock=what, day=limit, n=number(late))
    if reading.light is Light.TODAY:
        return _("{clock}: due today, {day}").format(clock=what, day=dated(today))
    if reading.light is Light.PAUSED:
        return _("{clock}: paused, due {day} as it stands").format(clock=what, day=limit)
    return _("{clock}: due {day}").format(clock=what, day=limit)


def answer_words(answer: Answer) -> str:
    """What a department answered, in one line; "" where it said nothing."""
    parts = []
    if answer.ours is False:
        proposed = answer.proposed.strip()
        parts.append(_("Not ours; {name} is proposed").format(name=proposed) if proposed else _("Not ours"))
    if answer.measure:
        parts.append(answer.measure.strip())
    elif answer.cause:
        parts.append(_("Cause: {cause}").format(cause=answer.cause.strip()))
    if answer.owner:
        parts.append(_("Owner: {name}").format(name=answer.owner.strip()))
    if answer.planned is not None:
        parts.append(_("planned for {day}").format(day=dated(answer.planned)))
    if answer.done_on is not None:
        parts.append(_("in force since {day}").format(day=dated(answer.done_on)))
    parts += [more.strip() for more in (answer.progress, answer.remark) if more.strip()]
    return _(" · ").join(parts)


def evidence_words(piece: Evidence, speak: Speaker) -> str:
    """A piece of evidence as a department is told of it; "" for what is none of its business: rows of files
    that we took in, weaknesses of our own people."""
    match piece.matter:
        case Recording():  # its path may hold a customer's number
            said = _("A recording; the contact centre plays it on request")
        case ImportRow() | Common():
            return ""
        case _:
            said = matter_words(piece.matter, speak)
    note = piece.note.strip()
    return _("{what} – {note}").format(what=said, note=note) if note else said
