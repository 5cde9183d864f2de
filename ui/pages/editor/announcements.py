"""What the wall announces: the list, and beside it the one that is written."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QScrollArea, QVBoxLayout, QWidget

from supervisor.pages.announcement import Announcement, plain
from supervisor.pages.page import Page, new_id
from supervisor.words import _, mark
from ui import theme
from ui.centre import OpenCentre
from ui.machine import Machine
from ui.pages.editor.announcement_form import URGENCIES, AnnouncementForm
from ui.steps import step, take_back
from ui.widgets.icon import icon
from ui.widgets.table import Column, DeskTable, Kind

FORM_WIDTH = 440
LEAST_LIST = 240  # with less beside it, the form stands in the place of the list until it is closed


@dataclass(frozen=True)
class Row:
    """An announcement as the list shows it at some moment."""

    announcement: Announcement
    standing: str

    @property
    def headline(self) -> str:
        return plain(self.announcement.text).split("\n")[0]


class AnnouncementsEditor(QWidget):
    """N begins a new one, Enter edits, Ctrl+S saves, Delete takes away; each is a step that can be undone."""

    noticed = Signal(str, object)

    def __init__(self, centre: OpenCentre, machine: Machine, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._centre = centre
        self._all: tuple[Announcement, ...] = ()
        self._pages: tuple[Page, ...] = ()
        self._minute: datetime | None = None
        zone = centre.zone
        columns: list[Column[Row]] = [
            Column("text", mark("Text"), lambda row: row.headline, stretch=True),
            Column("standing", mark("State"), lambda row: row.standing),
            Column("urgency", mark("Urgency"), lambda row: _(URGENCIES[row.announcement.terms.urgency])),
            Column("begins", mark("From"), lambda row: row.announcement.begins_at, Kind.TIME),
            Column("ends", mark("Until"), lambda row: row.announcement.ends_at, Kind.TIME),
        ]
        self.table = DeskTable(
            "announcements",
            columns,
            key=lambda row: row.announcement.id,
            title=mark("Announcements"),
            machine=machine,
            parent=self,
        )
        self.table.use_zone(zone)
        self.table.opened.connect(lambda row: self.edit(row.announcement))
        self.table.filled.connect(self.begin)
        self.form = AnnouncementForm(zone)
        self.form.edited.connect(self._heed)
        self._title = QLabel(self)
        self._title.setProperty("role", "lead")
        self.save_button, self.delete_button = QPushButton(self), QPushButton(self)
        self.cancel_button = QPushButton(self)
        self.save_button.setProperty("role", "primary")
        self.save_button.clicked.connect(self.save)
        self.delete_button.clicked.connect(self.delete)
        self.cancel_button.clicked.connect(self.close_form)
        self.new_button = QPushButton(self)
        self.new_button.setIcon(icon("plus"))
        self.new_button.clicked.connect(self.begin)
        self.side = self._make_side()
        self._left = QWidget(self)
        left = QVBoxLayout(self._left)
        left.setContentsMargins(0, 0, 0, 0)
        left.setSpacing(theme.SPACE_S)
        left.addWidget(self.table, 1)
        left.addWidget(self.new_button, 0, Qt.AlignmentFlag.AlignLeft)
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.SPACE_L, theme.SPACE_S, theme.SPACE_L, theme.SPACE_M)
        row.setSpacing(theme.SPACE_L)
        row.addWidget(self._left, 1)
        row.addWidget(self.side)
        self.side.hide()
        self.setFocusProxy(self.table)
        self.retranslate()

    def show_all(self, announcements: Sequence[Announcement], pages: Sequence[Page]) -> None:
        """Show *announcements*, which may be shown on *pages*."""
        self._all, self._pages = tuple(announcements), tuple(pages)
        self._fill(self._centre.live.clock.now())

    def tick(self, now: datetime) -> None:
        """A second has passed; what is shown may have begun or ended with a minute."""
        self.table.tick(now)
        if self._minute is None or (now - self._minute).total_seconds() >= 60:
            self._fill(now)

    def _fill(self, now: datetime) -> None:
        self._minute = now
        self.table.tick(now)
        self.table.show_rows([Row(one, self._standing(one, now)) for one in self._all])

    def _standing(self, one: Announcement, now: datetime) -> str:
        zone = self._centre.zone
        if one.is_due(now, zone):
            return _("shown now")
        if now < one.begins_at:
            return _("to come")
        if one.ends_at is not None and now >= one.ends_at:
            return _("over")
        return _("between its hours")

    # -- one of them ----------------------------------------------------------------------------------------

    def begin(self) -> None:
        """Write a new one."""
        now = self._centre.live.clock.now()
        self.edit(Announcement(new_id(), "", now.replace(second=0, microsecond=0)))

    def edit(self, one: Announcement) -> None:
        """Put *one* into the form."""
        self.form.show_announcement(one, self._pages)
        self._title.setText(_("Announcement") if one.version else _("New announcement"))
        self.delete_button.setVisible(bool(one.version))
        self.side.show()
        self._fit()
        self._heed()
        self.form.text.setFocus(Qt.FocusReason.OtherFocusReason)

    def close_form(self) -> None:
        """Forget what was written."""
        self.side.hide()
        self._fit()
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def save(self) -> None:
        """Keep what stands in the form."""
        from supervisor.pages.store import save_announcement

        one = self.form.announcement
        if one is None or not self.form.judge():
            return
        at, who = self._centre.live.clock.now(), self._centre.who
        said = _("The announcement is saved.")
        job = self._centre.jobs.write(step, save_announcement, one, at=at, who=who)
        job.then(partial(self._done, said))

    def delete(self) -> None:
        """Take the one in the form away."""
        from supervisor.pages.store import delete_announcement

        one = self.form.announcement
        was = next((known for known in self._all if one is not None and known.id == one.id), None)
        if was is None:
            return
        at, who = self._centre.live.clock.now(), self._centre.who
        said = _("The announcement is deleted.")
        job = self._centre.jobs.write(step, delete_announcement, was, at=at, who=who)
        job.then(partial(self._done, said))

    def _done(self, said: str, told: tuple[object, int | None]) -> None:
        number = told[1]
        self.close_form()
        undo = partial(self._take_back, number) if number is not None else None
        self.noticed.emit(said, undo)

    def _take_back(self, number: int) -> None:
        self._centre.jobs.write(take_back, number, at=self._centre.live.clock.now())

    def _heed(self) -> None:
        one = self.form.announcement
        was = next((known for known in self._all if one is not None and known.id == one.id), None)
        self.save_button.setEnabled(one is not None and one != was)

    # -- around it ------------------------------------------------------------------------------------------

    def _make_side(self) -> QFrame:
        side = QFrame(self)
        side.setProperty("role", "card")
        scroll = QScrollArea(side)
        scroll.setWidget(self.form)
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        for see_through in (scroll.viewport(), self.form):
            see_through.setAutoFillBackground(False)
        buttons = QHBoxLayout()
        buttons.addWidget(self.delete_button)
        buttons.addStretch(1)
        buttons.addWidget(self.cancel_button)
        buttons.addWidget(self.save_button)
        column = QVBoxLayout(side)
        column.setContentsMargins(theme.SPACE_M, theme.SPACE_M, theme.SPACE_M, theme.SPACE_M)
        column.addWidget(self._title)
        column.addWidget(scroll, 1)
        column.addLayout(buttons)
        return side

    def _fit(self) -> None:
        """The form beside the list, or alone where large text leaves no room for both."""
        wide = theme.current().px(FORM_WIDTH)
        narrow = self.width() < theme.current().px(FORM_WIDTH + LEAST_LIST)
        self._left.setVisible(not narrow or self.side.isHidden())
        self.side.setFixedWidth(min(wide, self.width() - 2 * theme.SPACE_L) if narrow else wide)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def keyPressEvent(self, event: object) -> None:
        assert isinstance(event, QKeyEvent)  # noqa: S101
        if event.matches(QKeySequence.StandardKey.Save) and self.side.isVisible():
            self.save()
        elif event.key() == Qt.Key.Key_Escape and self.side.isVisible():
            self.close_form()
        elif event.key() == Qt.Key.Key_N and not self.side.isVisible():
            self.begin()
        else:
            super().keyPressEvent(event)

    def retranslate(self) -> None:
        """Say everything again, in the language now in use."""
        self.new_button.setText(_("New announcement"))
        self.save_button.setText(_("Save"))
        self.delete_button.setText(_("Delete"))
        self.cancel_button.setText(_("Cancel"))
        self.table.say_empty(
            _("Nothing is announced. What you write here stands on the wall pages that have room for it."),
            _("New announcement"),
        )
        if self._minute is not None:
            self._fill(self._minute)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() is QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)
