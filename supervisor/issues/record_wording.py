"""A department's record in words: counts first, shares only where there are enough, and never a rank."""

from __future__ import annotations

from dataclasses import dataclass

from supervisor.issues.record import CAME_BACK_DAYS, Of, Record
from supervisor.words import DASH, _, ngettext, number, share

ENOUGH = 10
"""Of fewer no share is said: one more or less would change it by more than ten points."""


@dataclass(frozen=True)
class RecordLine:
    """*name* (for programs), what it is called, what it came to, and what is to be known about it."""

    name: str
    title: str
    said: str
    about: str = ""


def of_words(of: Of) -> str:
    """ "8 of 9", with the share where there are enough; "–" of none."""
    if not of.whole:
        return DASH
    counts = _("{part} of {whole}").format(part=number(of.part), whole=number(of.whole))
    if of.whole < ENOUGH:
        return _("{counts} (too few for a share)").format(counts=counts)
    return _("{counts} ({share})").format(counts=counts, share=share(of.share))


def lines(record: Record) -> tuple[RecordLine, ...]:
    """The record, line by line."""
    days = number(CAME_BACK_DAYS)
    return (
        RecordLine("sent", _("Sent to it"), number(record.sent)),
        RecordLine(
            "signed",
            _("Signed for in time"),
            of_words(record.signed),
            _("Of all that were signed for or should have been."),
        ),
        RecordLine(
            "answered",
            _("Answers in time"),
            of_words(record.answered),
            _("Of all that were answered or should have been; pauses and extensions are taken off."),
        ),
        RecordLine(
            "promises",
            _("Promises kept"),
            of_words(record.promises),
            _("Done by the day that held in the end, with every extension that was granted."),
        ),
        RecordLine(
            "first_promises",
            _("Kept by the day promised first"),
            of_words(record.first_promises),
            _("The same, by the day before any extension."),
        ),
        RecordLine(
            "granted",
            _("Extensions granted"),
            of_words(record.granted),
            _("Of those asked for. To ask in time is what the rules want."),
        ),
        RecordLine("returned", _("Returned as not theirs"), _returned(record)),
        RecordLine(
            "effective",
            _("Effective at the first try"),
            of_words(record.effective),
            _("Of the measures that were looked at for the first time."),
        ),
        RecordLine(
            "came_back",
            _("Came back within {n} days").format(n=days),
            of_words(record.came_back),
            _young(record),
        ),
        RecordLine("open_now", _("With it now"), _now(record)),
    )


def summary(record: Record) -> str:
    """How much there is to judge by, in a sentence."""
    due = record.answered.whole + record.promises.whole
    if not due:
        return _("Nothing was due in this time.")
    if due < ENOUGH:
        return _("Too few to say how it usually goes: look at the single issues.")
    return _(
        "Counts of this department alone; departments get different problems and cannot be ranked by it."
    )


def _returned(record: Record) -> str:
    if not record.returned and not record.theirs:
        return number(0) if record.sent else DASH
    if not record.theirs:
        return number(record.returned)
    return ngettext(
        "{n}, {theirs} of which was ruled theirs", "{n}, {theirs} of which were ruled theirs", record.theirs
    ).format(n=number(record.returned), theirs=number(record.theirs))


def _young(record: Record) -> str:
    words = _("Of those closed; made again or reopened.")
    if not record.young:
        return words
    young = ngettext(
        "{n} was closed less than {days} days ago and may still come back.",
        "{n} were closed less than {days} days ago and may still come back.",
        record.young,
    ).format(n=number(record.young), days=number(CAME_BACK_DAYS))
    return _("{sentence} {another}").format(sentence=words, another=young)


def _now(record: Record) -> str:
    if not record.open_now:
        return _("None")
    if not record.overdue_now:
        return _("{n} open, none overdue").format(n=number(record.open_now))
    return _("{n} open, {overdue} overdue").format(
        n=number(record.open_now), overdue=number(record.overdue_now)
    )
