"""The forms: a list, and beside it the one that is looked at or made."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QMenu, QPushButton, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from supervisor.quality.form import Form, FormVersion
from supervisor.quality.usual import usual_forms
from supervisor.rights.act import Act
from supervisor.words import _, language, mark, ngettext, number
from ui import theme
from ui.quality.desk import QualityDesk
from ui.quality.form_draft import FormDraft, Line, draft_of
from ui.quality.form_page import NEW, FormPage
from ui.quality.work import Listed
from ui.rights import guard
from ui.widgets.attuned import Attuned
from ui.widgets.empty_state import EmptyState
from ui.widgets.lead import Lead
from ui.widgets.table import Column, DeskTable, Kind
from ui.widgets.table.export import Exporter

BOTH = 980  # pixels at text scale 1: with less, list and form stand above each other


@dataclass(frozen=True)
class FormRow:
    """A form with its newest version."""

    form: Form
    latest: FormVersion | None
    versions: int


def _state(row: FormRow) -> str:
    if row.form.retired:
        return _("Retired")
    return _("In use") if row.latest is not None and row.latest.used else _("Not used yet")


def _columns() -> list[Column[FormRow]]:
    return [
        Column("name", mark("Quality form"), lambda row: row.form.name, stretch=True, width=120),
        Column("number", mark("Version"), lambda row: row.versions or None, Kind.NUMBER, width=60),
        Column(
            "items",
            mark("Items"),
            lambda row: len(row.latest.content.items) if row.latest is not None else None,
            Kind.NUMBER,
            width=52,
        ),
        Column("state", mark("State"), _state, width=80),
        Column(
            "points",
            mark("Points"),
            lambda row: row.latest.content.points if row.latest is not None else None,
            Kind.NUMBER,
            hidden=True,
        ),
        Column(
            "since",
            mark("Holds from"),
            lambda row: row.latest.since if row.latest is not None else None,
            Kind.DAY,
            hidden=True,
        ),
    ]


class FormsPage(Attuned):
    """The form on which the keyboard stands is shown; Enter goes into it, N makes a new one."""

    def __init__(self, desk: QualityDesk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._wanted = ""
        self.add = QPushButton(self)
        self._menu = QMenu(self)
        self.add.setMenu(self._menu)
        self.table: DeskTable[FormRow] = DeskTable(
            "quality.forms",
            _columns(),
            key=lambda row: row.form.id,
            title=mark("Forms and items"),
            counted=lambda count: ngettext("{n} form", "{n} forms", count).format(n=number(count)),
            faded=lambda row: row.form.retired,
            compact=True,
            machine=desk.machine,
            parent=self,
        )
        self.one = FormPage(desk, self)
        self.empty = EmptyState(self)
        self._lay_out()
        self._wire()
        self._lead = Lead(self, self.table)
        guard(desk.centre, Act.SET_FORMS, self.add)
        self.retranslate()

    def _lay_out(self) -> None:
        left = QWidget(self)
        Lead(left, self.table)
        rows = QVBoxLayout(left)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(theme.SPACE_S)
        rows.addWidget(self.add, 0, Qt.AlignmentFlag.AlignLeft)
        rows.addWidget(self.table, 1)
        self._left = left
        self._right = QStackedWidget(self)
        self._right.addWidget(self.one)
        self._right.addWidget(self.empty)
        self._both = QSplitter(Qt.Orientation.Horizontal, self)
        self._both.setChildrenCollapsible(False)
        self._both.addWidget(left)
        self._both.addWidget(self._right)
        self._both.setStretchFactor(1, 1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(theme.SPACE_L, theme.SPACE_S, theme.SPACE_L, theme.SPACE_M)
        whole.addWidget(self._both)

    def _wire(self) -> None:
        self._menu.aboutToShow.connect(self._fill_menu)
        self.table.current_changed.connect(self._move_on)
        self.table.opened.connect(lambda _row: self.one.setFocus(Qt.FocusReason.OtherFocusReason))
        self.table.filled.connect(self.begin_usual)
        self.empty.button.clicked.connect(self.begin_usual)
        self.one.saved.connect(self._was_saved)
        self.one.gone.connect(self._was_left)
        self.one.copy_wanted.connect(self._copy)
        self._desk.read_again.connect(self.show_listed)
        exporter = Exporter(self.table, self._desk.centre.jobs, zone=lambda: self._desk.zone)
        exporter.noticed.connect(self._desk.noticed)
        exporter.refused.connect(self._desk.centre.jobs.refused)
        shortcut = QShortcut(QKeySequence("N"), self.table.view, self.begin_empty)
        shortcut.setContext(Qt.ShortcutContext.WidgetShortcut)

    # -- what is shown --------------------------------------------------------------------------------------

    def arrive(self) -> None:
        """The tab is about to be shown."""
        self.show_listed(self._desk.listed)

    def show_listed(self, listed: Listed) -> None:
        """Show the forms that there are."""
        known = listed.known
        rows = [
            FormRow(form, known.latest(form.id), sum(one.form == form.id for one in known.versions))
            for form in known.forms
        ]
        self.table.tick(self._desk.centre.live.clock.now())
        self.table.show_rows(rows)
        self.table.tick(self._desk.centre.live.clock.now())
        if self._wanted and self.table.select(self._wanted):
            self._wanted = ""
        shown = self.one.form
        if shown is not None and not self.one.is_dirty and shown is not NEW:
            again = self.table.row(shown.id)
            if again is not None:
                self.one.show_form(again.form, known.versions)
            else:
                self.one.form = None
        if self.one.form is None and rows:
            current = self.table.current or rows[0]
            self.table.select(current.form.id)
            self.one.show_form(current.form, known.versions)
        self._show_right()

    def _show_right(self) -> None:
        """The form, or what can be done where there is none."""
        known = self.one.form is not None
        self._right.setCurrentWidget(self.one if known else self.empty)
        nothing = not known and not self.table.arrangement.rows
        self._left.setVisible(not nothing)
        self._lead.part = self.empty.button if nothing else self.table

    def _move_on(self, row: FormRow | None) -> None:
        if row is None or (self.one.form is not None and self.one.form.id == row.form.id):
            return
        if self.one.is_dirty:
            self._desk.noticed.emit(
                _("“{name}” is not saved yet: save or discard it first.").format(
                    name=self.one.draft.name or _("The new form")
                ),
                None,
            )
            return
        self.one.show_form(row.form, self._desk.known.versions)
        self._show_right()

    # -- new ones -------------------------------------------------------------------------------------------

    def _fill_menu(self) -> None:
        self._menu.clear()
        for usual in usual_forms():
            name = usual.name(language())
            self._menu.addAction(
                _("As many centres have it: {name}").format(name=name),
                partial(self.begin, draft_of(name, usual.content)),
            )
        self._menu.addAction(_("Empty"), self.begin_empty)

    def begin_usual(self) -> None:
        """Begin with the usual form for calls."""
        usual = usual_forms()[0]
        self.begin(draft_of(usual.name(language()), usual.content))

    def begin_empty(self) -> None:
        """Begin with a section and nothing in it."""
        self.begin(FormDraft(_("New form"), (Line("section1", True),)))

    def begin(self, draft: FormDraft) -> None:
        """Make a new form out of *draft*, which gets a name that no form has."""
        if self.one.is_dirty and self.one.form is not None:
            self._desk.noticed.emit(
                _("“{name}” is not saved yet: save or discard it first.").format(name=self.one.draft.name),
                None,
            )
            return
        taken = {form.name for form in self._desk.known.forms}
        name, count = draft.name, 2
        while name in taken:
            name, count = f"{draft.name} {count}", count + 1
        self.one.begin(replace(draft, name=name))
        self._show_right()
        self.one.name.setFocus(Qt.FocusReason.OtherFocusReason)
        self.one.name.selectAll()

    def _copy(self) -> None:
        self.begin(self.one.draft)

    def _was_saved(self, form: str) -> None:
        self._wanted = form

    def _was_left(self) -> None:
        self.show_listed(self._desk.listed)
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    # -- words and room -------------------------------------------------------------------------------------

    def _fit(self) -> None:
        beside = self.width() >= theme.current().px(BOTH)
        way = Qt.Orientation.Horizontal if beside else Qt.Orientation.Vertical
        if self._both.orientation() != way:
            self._both.setOrientation(way)
        self._left.setMinimumHeight(theme.current().px(150 if beside else 230))
        if beside:
            room = theme.current().px(320)
            self._both.setSizes([room, max(room, self.width() - room)])

    def retranslate(self) -> None:
        """Say everything again, in the language now in use."""
        self.add.setText(_("New form"))
        self.add.setToolTip(_("A form to judge contacts by: a usual one or an empty one (N)"))
        self.empty.say(
            _(
                "There is no form to judge by yet. Begin with the usual one for calls: two fatal items, "
                "eight critical, ten others, 100 points. It can be changed before it is saved."
            ),
            _("Begin with the usual form"),
        )
        self.table.say_empty(_("There is no form yet."), _("Begin with the usual form"))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._fit()
