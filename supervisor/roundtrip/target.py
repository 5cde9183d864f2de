"""To which issue a row of a returned file goes, and on whose behalf it speaks."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from supervisor.errors import NumberError
from supervisor.issues.issue import Issue
from supervisor.issues.number import parse
from supervisor.issues.reply import Answer
from supervisor.roundtrip.cell_text import text_of
from supervisor.roundtrip.nearest import nearest
from supervisor.roundtrip.now import Now
from supervisor.roundtrip.returned import FileRow
from supervisor.roundtrip.sent import Sent, SentRow
from supervisor.roundtrip.verdict import NO_ANSWER
from supervisor.words import _


@dataclass(frozen=True)
class Target:
    """*named*: the issue whose number stands in the row, *issue* the one to which it goes: where that was
    merged, in which it lives on. Without: *wrong* number (with the *nearest*), or none that is known.
    *sent_row* of *export*: what the row is compared with, None where nobody knows. *department*: who speaks;
    *elsewhere*: the name of the department that has the issue now, where it is not the one that was asked;
    *asks*: it is not the one that was asked at all."""

    row: FileRow
    named: Issue | None = None
    issue: Issue | None = None
    wrong: bool = False
    nearest: str = ""
    export: Sent | None = None
    sent_row: SentRow | None = None
    department: str = ""
    elsewhere: str = ""
    asks: bool = False
    says: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        """By which the row is known within its file."""
        return key_of(self.row)

    @property
    def base(self) -> Answer:
        """The answer that stood in the row when it was sent."""
        return self.sent_row.answer if self.sent_row is not None else NO_ANSWER


def key_of(row: FileRow) -> str:
    """By which a row is known within its file."""
    return f"{row.sheet}|{row.row}"


def target(row: FileRow, sent: Sent | None, now: Now, missing: Iterable[str] = ()) -> Target:
    """Where *row* goes. *missing*: numbers that were sent and stand in no row: a wrong one may be one of
    them."""
    typed = text_of(row.cells.get("number"))
    if not typed:
        return Target(row, says=(_("It has no number: a new issue may be made of it."),))
    near = (*missing, *(one.number for one in sent.rows if sent is not None)) if sent is not None else missing
    known = (*near, *now.issues, *now.numbers)
    try:
        number = parse(typed)
    except NumberError as error:
        guess = nearest(typed, known) or (error.meant if error.meant in known else "")
        if not guess and not error.meant:  # no number at all: a remark, an own way of counting
            said = _("“{typed}” is no number of an issue: a new issue may be made of it.")
            return Target(row, says=(said.format(typed=typed),))
        said = _("“{typed}” has a wrong digit: its check digit does not fit. Nothing is guessed.")
        says = [said.format(typed=typed)]
        if guess:
            says.append(
                _("The nearest number is {number}. Correct it, and read the file again.").format(number=guess)
            )
        else:
            says.append(_("No number is near. Ask the department which issue is meant."))
        return Target(row, wrong=True, nearest=guess, says=tuple(says))
    named = now.issues.get(number)
    if named is None:
        said = _("There is no issue with the number {number}: a new one may be made of the row.")
        return Target(row, says=(said.format(number=number),))
    return _of(row, named, sent, now)


def _of(row: FileRow, named: Issue, sent: Sent | None, now: Now) -> Target:
    issue, says = now.survivor(named), []
    if issue.id != named.id:
        said = _("{number} was merged: the answer goes to {survivor}, in which it lives on.")
        says.append(said.format(number=named.number, survivor=issue.number))
    asked = sent.department if sent is not None else now.sheet_department
    owner = issue.facts.department
    theirs = not asked or not owner or asked in (owner, *issue.facts.joining)
    export = sent if now.base(sent, named.id) is not None else _latest(row, named.id, asked or owner, now)
    found = Target(row, named, issue, export=export, sent_row=now.base(export, named.id))
    if theirs:
        return replace(found, department=asked or owner, says=tuple(says))
    if export is not None:
        elsewhere = now.department(owner)
        return replace(found, department=asked, elsewhere=elsewhere, says=tuple(says))
    said = _("{number} is an issue of {department}, and was not on this sheet. Is it their answer?")
    says.append(said.format(number=issue.number, department=now.department(owner)))
    export = _latest(row, named.id, owner, now)
    found = replace(found, export=export, sent_row=now.base(export, named.id))
    return replace(found, department=owner, asks=True, says=tuple(says))


def _latest(row: FileRow, issue: int, department: str, now: Now) -> Sent | None:
    """The latest export to *department* that had the issue; where the row still says at which version it was
    sent, the latest of those."""
    found = [one for one in now.exports if one.department == department and now.base(one, issue)]
    version = text_of(row.cells.get("version"))
    sent = [(one, now.base(one, issue)) for one in found]
    at_it = [one for one, at in sent if at is not None and version and str(at.version) == version]
    return max(at_it or found, key=lambda one: one.at, default=None)
