"""What a department reads about each column that it fills in, and an example of how that looks filled in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from supervisor.issues.reply import Answer
from supervisor.words import _, mark

LONGEST_TITLE = 32
LONGEST_MESSAGE = 255
"""Of the note that a spreadsheet shows beside a cell; it refuses longer ones."""

MESSAGES = {
    "ours": mark(
        "Choose yes or no. If no: choose whose it is instead, and say why in the remark. Without both it "
        "counts as not answered."
    ),
    "cause": mark("Why it happens, in your words."),
    "measure": mark("What will be done so that customers no longer suffer from it."),
    "owner": mark("One person who sees to it. Name others in the remark."),
    "planned": mark("The day by which it is done, such as 2026-12-08: a day, not “end of the month”."),
    "progress": mark("For what is open from earlier: how far it is, or what was done and since when."),
    "proposed": mark("Only if it is not yours: the department that it belongs to."),
    "remark": mark("Anything else. If it is not yours: why."),
}
"""By field of the answer."""


@dataclass(frozen=True)
class Example:
    """A line as it looks filled in: *what* it is an example of."""

    what: str
    answer: Answer


def examples(planned: date, department: str) -> tuple[Example, ...]:
    """One of each kind; *department* is the one to which the second goes."""
    return (
        Example(
            _("It is yours"),
            Answer(
                ours=True,
                cause=_("Bills wait two days for the print run."),
                measure=_("Print every day, from December on."),
                owner=_("Li Na"),
                planned=planned,
            ),
        ),
        Example(
            _("It is not yours"),
            Answer(ours=False, proposed=department, remark=_("The line is theirs since October.")),
        ),
        Example(
            _("Open from earlier"),
            Answer(
                ours=True,
                cause=_("An old form is still in use."),
                measure=_("Withdraw the form from all shops."),
                owner=_("Li Na"),
                planned=planned,
                progress=_("Withdrawn from 40 of 52 shops."),
            ),
        ),
    )
