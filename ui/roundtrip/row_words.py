"""What a row of a returned file would do, in a line and in signs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from supervisor.roundtrip.comment import heading_of
from supervisor.roundtrip.fields import words_of
from supervisor.roundtrip.verdict import ROW_LABELS, FieldFinding, FieldVerdict, RowFinding, RowVerdict
from supervisor.words import _, mark, ngettext, number
from ui.theme import State
from ui.widgets.signs import Sign
from ui.widgets.table import Look

if TYPE_CHECKING:
    from supervisor.roundtrip.taking import Taken

SIGNS = {
    RowVerdict.NOTHING: Look(Sign.RING),
    RowVerdict.CHANGES: Look(Sign.DISC, State.OK),
    RowVerdict.INCOMPLETE: Look(Sign.HALF, State.WARN),
    RowVerdict.CONFLICT: Look(Sign.TRIANGLE, State.WARN),
    RowVerdict.TWICE: Look(Sign.BARS, State.WARN),
    RowVerdict.COMMENT_ONLY: Look(Sign.QUARTER),
    RowVerdict.NOT_UNDERSTOOD: Look(Sign.UNKNOWN, State.WARN),
    RowVerdict.NEW: Look(Sign.RINGING),
    RowVerdict.WRONG_NUMBER: Look(Sign.BLOCKED, State.CRITICAL),
}

FIELD_LABELS = {
    FieldVerdict.SAME: mark("nothing new"),
    FieldVerdict.TAKE: mark("will change"),
    FieldVerdict.ALIKE: mark("changed alike"),
    FieldVerdict.CONFLICT: mark("conflict"),
    FieldVerdict.EMPTIED: mark("emptied"),
    FieldVerdict.READ_ONLY: mark("not to be filled in"),
    FieldVerdict.NOT_UNDERSTOOD: mark("not understood"),
}


ASKING = (
    FieldVerdict.CONFLICT,
    FieldVerdict.NOT_UNDERSTOOD,
    FieldVerdict.READ_ONLY,
    FieldVerdict.EMPTIED,
)
"""A person looks at these, in this order."""


def verdict_words(row: RowFinding, taken: bool) -> str:
    """What becomes of the row; what became of it where it was *taken* in already."""
    if taken:
        return _("Taken in")
    said = _(ROW_LABELS[row.verdict])
    if row.verdict is RowVerdict.CHANGES and is_warned(row):
        return _("{verdict}, with a doubt").format(verdict=said)
    return said


def verdict_look(row: RowFinding, taken: bool) -> Look:
    """The sign before that."""
    if row.verdict is RowVerdict.CHANGES and is_warned(row) and not taken:
        return Look(Sign.TRIANGLE, State.WARN)
    return Look(Sign.DISC) if taken else SIGNS[row.verdict]


def is_warned(row: RowFinding) -> bool:
    """Whether something in it can be taken, and is odd."""
    return any(one.warning for one in row.fields)


def field_fate(row: RowFinding, found: FieldFinding, taken: bool) -> str | None:
    """What becomes of a field because of its whole row: "" where nothing is to be told, None where it goes
    its own way."""
    if found.verdict not in (FieldVerdict.TAKE, FieldVerdict.CONFLICT):
        return None
    if taken or row.verdict in (RowVerdict.NEW, RowVerdict.WRONG_NUMBER, RowVerdict.TWICE):
        return ""
    return _(ROW_LABELS[row.verdict]) if row.verdict is RowVerdict.COMMENT_ONLY else None


def changes_words(row: RowFinding) -> str:
    """What changes, field by field, in one line; where nothing can, why."""
    if row.verdict is RowVerdict.WRONG_NUMBER:
        return " ".join(row.says)
    said = [
        _field_said(one)
        for one in in_order(row)
        if one.verdict not in (FieldVerdict.SAME, FieldVerdict.ALIKE) or one.warning
    ]
    if row.kept and row.issue:
        texts = " ".join(" / ".join(one.text for one in row.kept).split())
        said.append(_("Comment: {text}").format(text=texts))
    return _("; ").join(said) or " ".join(row.says)


def in_order(row: RowFinding) -> tuple[FieldFinding, ...]:
    """Its fields, those first about which something is to be decided."""

    def place(one: FieldFinding) -> int:
        return ASKING.index(one.verdict) if one.verdict in ASKING else len(ASKING)

    return tuple(sorted(row.fields, key=place))


def _field_said(one: FieldFinding) -> str:
    label = heading_of(one.field)
    if one.verdict is FieldVerdict.TAKE:
        value = " ".join(words_of(one.file).split())
        if one.warning:
            value = _("{what} ({note})").format(what=value, note=one.warning)
    else:
        value = _(FIELD_LABELS[one.verdict])
    return _("{label}: {value}").format(label=label, value=value)


def taken_words(taken: Taken) -> str:
    """What was taken in, in words."""
    count = len(taken.rows)
    said = [ngettext("{n} row was taken in.", "{n} rows were taken in.", count).format(n=number(count))]
    for words, numbers in (
        (_("answered"), taken.answered),
        (_("not whole yet"), taken.incomplete),
        (_("commented on"), taken.commented),
        (_("opened again"), taken.reopened),
        (_("new"), taken.made),
    ):
        if numbers:
            said.append(_("{label}: {value}").format(label=words, value=number(len(numbers))))
    return " ".join((said[0], _(", ").join(said[1:]))).strip()
