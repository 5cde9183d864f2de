"""What stands in a cell of a returned file, as the text that a person would read there."""

from __future__ import annotations

from datetime import date, datetime, time

from supervisor.issues.sheet_words import dated
from supervisor.roundtrip.dates import read_day
from supervisor.roundtrip.returned import FileCell
from supervisor.words import _
from supervisor.workbook.cell import clean, fitted, guarded

_ERRORS = frozenset({"#REF!", "#N/A", "#NAME?", "#VALUE!", "#DIV/0!", "#NULL!", "#NUM!", "#GETTING_DATA"})


def text_of(cell: FileCell | None) -> str:
    """The cell as text: line ends as one, no blanks at the ends, a day as 2026-03-20; a formula without a
    value as it stands."""
    if cell is None:
        return ""
    value = cell.value
    if value is None or value == "":
        return _tidy(cell.formula)
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else f"{value:%Y-%m-%d %H:%M}"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return _tidy(str(value))


def is_broken(cell: FileCell) -> bool:
    """Whether its formula gave nothing, or the spreadsheet shows an error there."""
    if isinstance(cell.value, str) and cell.value.strip() in _ERRORS:
        return True
    return bool(cell.formula) and cell.value in (None, "")


def alike(one: str, other: str) -> bool:
    """Whether two texts say the same, whatever became of blanks and line ends on the way."""
    return one == other or _bare(one) == _bare(other)


def as_sent(cell: FileCell, sent: str) -> bool:
    """Whether a read-only cell still says what was *sent*: a day may come back as a day, a text cut to what
    one cell holds."""
    text = text_of(cell)
    if alike(text, sent) or alike(text, guarded(sent)) or alike(text, fitted(clean(sent))):
        return True
    if isinstance(cell.value, date):
        day = cell.value.date() if isinstance(cell.value, datetime) else cell.value
        return sent in (day.isoformat(), dated(day)) or read_day(sent, day).day == day
    return False


def _tidy(text: str) -> str:
    """Without the apostrophe that a file without types needs before what would be computed."""
    text = clean(text).strip()
    return text[1:] if text.startswith("'") and guarded(text[1:]) == text else text


def _bare(text: str) -> str:
    return "\n".join(" ".join(line.split()) for line in clean(text).strip().split("\n")).strip()
