"""What a file of targets would change, row by row, before anything is written."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from supervisor.imports.columns import Verdict
from supervisor.performance import target_sheet as sheet
from supervisor.performance.target_edit import Editing
from supervisor.performance.target_sheet import SheetRow, TargetSheet
from supervisor.words import DASH, _, mark, ngettext, number
from ui.widgets.file_preview import VERDICT_WORDS, FilePreview, in_order, summary

HEADERS = (mark("Row"), mark("Verdict"), mark("Target"), mark("What changes"))


class TargetsPreview(FilePreview):
    """The targets of a file."""

    def __init__(self, read: TargetSheet, editing: Editing, parent: QWidget | None = None) -> None:
        rows = sorted(read.rows, key=lambda one: in_order(one.verdict.value, one.number))
        many = len(read.good)
        super().__init__(
            _("Import targets"),
            summary(read.file, **{verdict.value: read.count(verdict) for verdict in Verdict}),
            read.unread,
            [_(title) for title in HEADERS],
            [_texts(one, editing) for one in rows],
            ngettext("Take in {n} target", "Take in {n} targets", many).format(n=number(many)),
            can_take=bool(many),
            parent=parent,
        )
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)


def _texts(one: SheetRow, editing: Editing) -> tuple[str, str, str, str]:
    what = ""
    if one.row is not None:
        cell = (sheet.KPI, sheet.SKILL, sheet.BAND, sheet.CHANNEL, sheet.SINCE)
        what = " · ".join(text for column in cell if (text := editing.text(one.row, column)))
    changes = one.problem
    if one.verdict is Verdict.CHANGED:
        changes = _("; ").join(
            f"{_(each.title)} {each.old or DASH} → {each.new or DASH}" for each in one.differences
        )
    elif one.verdict is Verdict.NEW and one.row is not None:
        told = sheet.texts(one.row)
        changes = _("; ").join(
            f"{_(sheet.TITLES[column])} {told[column]}"
            for column in (sheet.LOW, sheet.HIGH, sheet.MARGIN, sheet.START)
            if told[column]
        )
    return number(one.number), _(VERDICT_WORDS[one.verdict.value]), what, changes
