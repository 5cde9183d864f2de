"""What a file of evaluations would change, row by row, before anything is written."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from supervisor.imports.columns import Verdict
from supervisor.quality.sheet_reading import EvaluationSheet, SheetRow
from supervisor.words import _, day, mark, ngettext, number, share
from ui.quality.work import Known
from ui.widgets.file_preview import VERDICT_WORDS, FilePreview, in_order, summary

HEADERS = (
    mark("Row"),
    mark("Verdict"),
    mark("Full name"),
    mark("Day"),
    mark("Rater"),
    mark("Score"),
    mark("Why"),
)


class SheetPreview(FilePreview):
    """The evaluations of a file."""

    def __init__(self, read: EvaluationSheet, known: Known, parent: QWidget | None = None) -> None:
        rows = sorted(read.rows, key=lambda one: in_order(one.verdict.value, one.number))
        many = len(read.good)
        super().__init__(
            _("Import evaluations"),
            summary(read.file, **{verdict.value: read.count(verdict) for verdict in Verdict}),
            read.unread,
            [_(title) for title in HEADERS],
            [_texts(one, known) for one in rows],
            ngettext("Take in {n} evaluation", "Take in {n} evaluations", many).format(n=number(many)),
            can_take=bool(many),
            parent=parent,
        )
        self.finished.connect(self.deleteLater)


def _texts(one: SheetRow, known: Known) -> tuple[str, ...]:
    found = one.evaluation
    said = ("", "", "", "")
    if found is not None:
        said = (known.called(found.person), day(found.contact_day), found.rater, share(one.share))
    return number(one.number), _(VERDICT_WORDS[one.verdict.value]), *said, one.problem
