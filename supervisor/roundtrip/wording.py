"""Sentences about a returned file: what to know of it as a whole, what is missing, what became of a row."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, tzinfo

from supervisor.issues.moves import NEED_LABELS
from supervisor.issues.reply import Answer
from supervisor.issues.sheet_words import dated
from supervisor.issues.states import Need
from supervisor.roundtrip.comment import heading_of
from supervisor.roundtrip.now import Now
from supervisor.roundtrip.returned import FileNote, NoteKind, ReturnedFile
from supervisor.roundtrip.sent import Sent
from supervisor.roundtrip.verdict import FieldFinding, FieldVerdict, RowFinding, RowVerdict
from supervisor.words import DASH, _, moment, ngettext, number

_MOST_NAMES = 8


def file_words(file: ReturnedFile, sent: Sent | None, now: Now) -> tuple[str, ...]:
    """What whoever takes *file* in should know of it as a whole."""
    said = []
    if not file.title_row:
        said.append(_("No row of headings was found in it, and so no row of a sheet."))
    elif sent is None:
        said.append(_unknown_words(file, now))
    elif sent.hash and sent.hash == file.hash:
        said.append(_("It is the file as it was sent: nobody wrote anything into it."))
    newer = [
        one
        for one in now.read
        if sent is not None and one.sent is not None and one.export != sent.number and one.sent > sent.at
    ]
    if newer and sent is not None:
        latest = max(newer, key=lambda one: one.read)
        said.append(
            _(
                "It is older than {export}, which was read on {day} by {who}. It is compared with what was "
                "sent with it."
            ).format(export=latest.export, day=dated(latest.read.astimezone(now.zone).date()), who=latest.who)
        )
    if now.expected and now.sheet_department and now.sheet_department != now.expected:
        said.append(
            _("It is a sheet of {department}, not of {expected}.").format(
                department=now.department(now.sheet_department), expected=now.department(now.expected)
            )
        )
    notes = (note for note in file.notes if sent is not None or note.kind is not NoteKind.NO_NUMBER)
    return (*said, *map(note_words, notes))


def _unknown_words(file: ReturnedFile, now: Now) -> str:
    """That nobody knows which export a file was, and with what it is compared instead."""
    if file.export:
        said = _("It says that it is export {number}, which is not known here.").format(number=file.export)
    else:
        said = _("It does not say which export it is: it was copied, or saved as text.")
    if now.guessed:
        more = _("Most of its issues were sent to {department}: each row is compared with the last of that.")
    elif now.sheet_department:
        more = _("Each row is compared with what {department} was sent last.")
    else:
        more = _("Each row is compared with what its department was sent last.")
    return said + " " + more.format(department=now.department(now.sheet_department))


def note_words(note: FileNote) -> str:
    """One thing to know of a file."""
    n, names = note.count, _names(note.names)
    counted = {"n": number(n), "names": names}
    match note.kind:
        case NoteKind.PICTURES:
            said = ngettext(
                "{n} picture stands in it, which is not read: {names}.",
                "{n} pictures stand in it, which are not read: {names}.",
                n,
            )
        case NoteKind.COMMENTS:
            said = ngettext(
                "{n} cell bears a note, which is kept as a comment: {names}.",
                "{n} cells bear notes, which are kept as comments: {names}.",
                n,
            )
        case NoteKind.HIDDEN_ROWS:
            said = ngettext(
                "{n} row is hidden; it is read all the same: {names}.",
                "{n} rows are hidden; they are read all the same: {names}.",
                n,
            )
        case NoteKind.FORMULAS:
            said = ngettext(
                "{n} cell holds a formula without a value: {names}.",
                "{n} cells hold formulas without values: {names}.",
                n,
            )
        case NoteKind.MACROS:
            said = _("It holds macros. They are not run.")
        case NoteKind.EXTERNAL_LINKS:
            said = _("It refers to other files. They are not opened.")
        case NoteKind.UNREAD_SHEETS:
            said = ngettext(
                "{n} sheet was not read: {names}.",
                "{n} sheets were not read: {names}.",
                n,
            )
        case NoteKind.UNREAD_COLUMNS:
            said = ngettext(
                "{n} column is not ours; what stands there is kept as a comment: {names}.",
                "{n} columns are not ours; what stands there is kept as comments: {names}.",
                n,
            )
        case NoteKind.MISSING_COLUMNS:
            said = ngettext(
                "{n} column is missing; nothing is cleared because of that: {names}.",
                "{n} columns are missing; nothing is cleared because of that: {names}.",
                n,
            )
        case NoteKind.NUMBERS_DISAGREE:
            said = _("It says in different places that it is different exports: {names}.")
        case NoteKind.NO_NUMBER:
            said = _("No number of an export stands in it: it was copied, or saved as text.")
        case NoteKind.MERGED:
            said = ngettext(
                "{n} cell is covered by a merged one; what that says counts there, too: {names}.",
                "{n} cells are covered by merged ones; what those say counts there, too: {names}.",
                n,
            )
        case NoteKind.STRANGE_PARTS:
            said = _("It holds parts that would be put elsewhere; they are left alone: {names}.")
        case NoteKind.CUT_SHORT:
            said = _("It ends in the middle of something: look whether its last rows are there.")
    return said.format(**counted)


def lacking_words(needs: Iterable[Need], answer: Answer) -> str:
    """What an answer lacks, as a sentence."""
    told = _("; ").join(_(NEED_LABELS[need]) for need in needs)
    if answer.ours is False:
        return _("“Not ours” needs more before the issue goes back: {needs}.").format(needs=told)
    return _("It is no whole answer yet; still to be given: {needs}.").format(needs=told)


def field_words(one: FieldFinding) -> str:
    """What becomes of a cell, and what is wrong or odd about it; "" where nothing is."""
    label = heading_of(one.field)
    match one.verdict:
        case FieldVerdict.CONFLICT:
            said = _("Changed here, too, to something else. What stands here stays unless somebody chooses.")
        case FieldVerdict.EMPTIED:
            said = _("Empty now. An empty cell clears nothing unless that is said.")
        case FieldVerdict.READ_ONLY:
            said = _("Not to be filled in: what was changed there is not taken.")
        case _:
            said = one.wrong or one.warning
    if not said:
        return ""
    where = _("{heading} ({place})").format(heading=label, place=one.place) if one.place else label
    return _("{label}: {value}").format(label=where, value=said)


def row_words(one: RowFinding, applied: bool) -> str:
    """What became of a row, for the department: the verdict, then what to correct, a sentence a line."""
    if applied and one.verdict is RowVerdict.NEW:
        return _("Taken in as a new issue.")
    if one.verdict is RowVerdict.NOTHING:
        lines = [_("Nothing new.")]
    elif applied and one.replies:
        lines = [_("Taken in.")]
    elif applied:
        lines = [_("Kept as a comment.")]
    else:
        lines = [_("Not taken in.")]
    lines += one.says
    lines += [said for each in one.fields if (said := field_words(each))]
    if applied and one.replies and one.comment:
        lines.append(_("Kept as a comment besides: {text}").format(text=one.comment))
    return "\n".join(dict.fromkeys(lines))


def read_before_words(at: datetime, who: str, zone: tzinfo) -> str:
    """That the very same file was taken in before."""
    said = _("This very file was read already, on {day} by {who}.")
    return said.format(day=moment(at, zone, date.min), who=who)


def _names(names: tuple[str, ...]) -> str:
    shown = _(", ").join(names[:_MOST_NAMES]) or DASH
    if len(names) > _MOST_NAMES:
        return _("{names} and {count} more").format(names=shown, count=len(names) - _MOST_NAMES)
    return shown
