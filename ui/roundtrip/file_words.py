"""What there is to know of a returned file before its rows are looked at, in words."""

from __future__ import annotations

from datetime import tzinfo

from supervisor.roundtrip.returned import FILE_LABELS
from supervisor.roundtrip.verdict import Preview, RowFinding
from supervisor.words import DASH, _, moment
from ui.roundtrip.row_words import verdict_words
from ui.roundtrip.work import Opened


def file_words(opened: Opened, department: str, zone: tzinfo) -> str:
    """Whose file it is (*department* by name, "" for nobody's), of which sheet, how it stands, who handed
    it in."""
    returned = opened.returned
    handed = _("handed in {when} by {who}").format(when=moment(returned.at, zone), who=returned.who)
    parts = [department or _("no department"), returned.told.sheet_number or DASH]
    return _(" · ").join([*parts, _(FILE_LABELS[returned.state]), handed])


def outcome_words(opened: Opened, zone: tzinfo) -> str:
    """What was done with the very same file before, a line each; "" for nothing."""
    said = [opened.preview.read_before] if opened.preview.read_before else []
    if opened.again and not said:
        told = _("This very file was handed in already, on {day} by {who}. It is kept once.")
        said.append(told.format(day=moment(opened.returned.at, zone), who=opened.returned.who))
    takings = opened.returned.told.takings
    if takings and takings[-1].undone_at is not None and takings[-1].left:
        said.append(_("Left alone when it was taken back:"))
        said += takings[-1].left
    return "\n".join(said)


def notes_words(preview: Preview) -> str:
    """What is odd about the file as a whole, and what did not come back; "" for nothing."""
    notes = list(preview.says)
    if preview.missing:
        numbers = _(", ").join(preview.missing)
        notes.append(_("No answer came for: {numbers}.").format(numbers=numbers))
    return " ".join(notes)


def row_titles(preview: Preview, row: RowFinding, department: str) -> tuple[str, str]:
    """How a row is called, and below it what becomes of it, where it stands and whose it is; *department*
    by name where it is another than the file's."""
    where = _("Row {row} of “{sheet}”").format(row=row.row.row, sheet=row.row.sheet)
    parts = [verdict_words(row, row.key in preview.taken), row.number, where, department]
    return row.title or row.number or where, _(" · ").join(part for part in parts if part)
