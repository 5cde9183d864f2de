"""What people write of an issue: typed as text in Markdown, shown as it is meant."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from supervisor.issues import merge
from supervisor.issues.issue import FIELDS, Issue
from supervisor.words import _, mark
from ui import theme
from ui.issues.entries import LONGEST_TITLE, area_entry, line_entry
from ui.issues.fields_form import FieldsForm
from ui.widgets.markdown_view import MarkdownView
from ui.widgets.pane import Pane

TEXTS = (
    "text.description",
    "text.symptom",
    "text.impact",
    "text.containment",
    "text.cause",
    "text.correction",
    "text.prevention",
)
PATHS = (
    "title",
    "text.description",
    "text.symptom",
    "text.impact",
    "text.containment",
    "text.knowledge_link",
    "text.cause",
    "text.correction",
    "text.prevention",
)
_LINES = {"text.description": 5}


class TextForm(QWidget):
    """`edited` comes with each change by a person, `toggled` when it is shown in the other way.

    Written (`is_writing`), each text is a field; read, it is shown as it is meant, and what is empty is not.
    """

    edited = Signal()
    toggled = Signal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.form = FieldsForm(self, wide=PATHS)
        self.form.add(
            line_entry(
                "title", self.form, mark("In one line, as others will look for it."), most=LONGEST_TITLE
            ),
            *(
                line_entry(path, self.form)
                if path == "text.knowledge_link"
                else area_entry(path, self.form, lines=_LINES.get(path, 3))
                for path in PATHS[1:]
            ),
        )
        self.form.say()
        self.read = Pane(self)
        self._rows: dict[str, tuple[QLabel, MarkdownView]] = {}
        inside = QVBoxLayout(self.read)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(theme.SPACE_XS)
        for path in PATHS[1:]:
            label, view = QLabel(self.read), MarkdownView(self.read)
            label.setProperty("role", "small")
            view.edit_asked.connect(lambda path=path: self.write(path))
            self._rows[path] = label, view
            inside.addWidget(label)
            inside.addWidget(view)
            inside.addSpacing(theme.SPACE_S)
        self.nothing = QLabel(self.read)
        self.nothing.setProperty("role", "muted")
        self.nothing.setWordWrap(True)
        inside.addWidget(self.nothing)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.form)
        column.addWidget(self.read)
        self.form.edited.connect(self.edited)
        self.is_writing = True
        self._say()
        self.show_way(writing=True)

    @property
    def entries(self) -> Mapping[str, Any]:
        """The fields by path."""
        return self.form.entries

    def show_issue(self, issue: Issue, *, but: frozenset[str] = frozenset()) -> None:
        """Show the texts of *issue*, without those of *but*."""
        self.form.show_issue(issue, but=but)
        if not self.is_writing:
            self._render()

    def values(self) -> dict[str, Any]:
        """What stands in the fields, by path."""
        return self.form.values()

    def unread(self) -> frozenset[str]:
        """The paths of the fields in which something stands that cannot be saved."""
        return self.form.unread()

    def show_way(self, *, writing: bool) -> None:
        """Show the fields to type in, or the texts as they are meant."""
        self.is_writing = writing
        if not writing:
            self._render()
        self.form.setVisible(writing)
        self.read.setVisible(not writing)
        self.toggled.emit(writing)

    def write(self, path: str = "text.description") -> None:
        """Go on typing in the field *path*."""
        self.show_way(writing=True)
        self.form.entries[path].field.editor.setFocus(Qt.FocusReason.OtherFocusReason)

    def _render(self) -> None:
        values = self.form.values()
        for path, (label, view) in self._rows.items():
            text = str(values.get(path) or "")
            view.show_text(text)
            for widget in (label, view):
                widget.setVisible(bool(text))
        self.nothing.setVisible(not any(values.get(path) for path in PATHS[1:]))

    def _say(self) -> None:
        for path, (label, view) in self._rows.items():
            label.setText(_(FIELDS[path]))
            view.setAccessibleName(_(FIELDS[path]))
        self.nothing.setText(_("Nothing is written yet. Press F2 to write."))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.LanguageChange:
            self._say()


def texts_of(issue: Issue) -> dict[str, str]:
    """The texts of *issue* that are not empty, by path."""
    return {path: text for path in TEXTS if (text := str(merge.value(issue, path)))}
