"""Which screens of this computer are walls, what each of them shows, and from how far it can be read."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from msgspec.structs import replace
from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFont, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import (
    QAbstractItemView,
    QCheckBox,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QDoubleSpinBox,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QLineEdit,
    QPushButton,
    QSpinBox,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from supervisor.pages.announcement import weight
from supervisor.pages.lock import LEAST_DIGITS, MOST_DIGITS, pin_hash
from supervisor.settings.walls import USUAL_S, Wall, WallPage, settings_with, walls_of
from supervisor.words import _, mark
from ui import theme
from ui.machine import Machine
from ui.pages.library import PageLibrary
from ui.pages.walls import Monitor, monitor_of, monitors, verdict_on
from ui.widgets.field import Field


class MonitorMap(QWidget):
    """The screens as they stand beside each other; the arrows or the mouse choose one."""

    chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._there: Sequence[Monitor] = ()
        self._walls: frozenset[int] = frozenset()
        self.current = 0
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMinimumHeight(theme.current().px(130))
        theme.watch.changed.connect(self.update)

    def show_monitors(self, there: Sequence[Monitor], walls: frozenset[int]) -> None:
        """Draw *there*; those in *walls* are walls."""
        self._there, self._walls = there, walls
        self.current = min(self.current, max(0, len(there) - 1))
        self._tell()
        self.update()

    def choose(self, place: int) -> None:
        """Choose the screen at *place*."""
        if 0 <= place < len(self._there) and place != self.current:
            self.current = place
            self._tell()
            self.update()
            self.chosen.emit(place)

    def box(self, place: int) -> QRectF:
        """Where the screen at *place* is drawn."""
        whole = QRectF()
        for one in self._there:
            whole = whole.united(QRectF(one.geometry))
        room = QRectF(self.rect()).adjusted(8, 8, -8, -8)
        if whole.isEmpty():
            return QRectF()
        scale = min(room.width() / whole.width(), room.height() / whole.height())
        at = QRectF(self._there[place].geometry)
        left = room.left() + (room.width() - whole.width() * scale) / 2
        top = room.top() + (room.height() - whole.height() * scale) / 2
        return QRectF(
            left + (at.left() - whole.left()) * scale,
            top + (at.top() - whole.top()) * scale,
            at.width() * scale,
            at.height() * scale,
        ).adjusted(3, 3, -3, -3)

    def _tell(self) -> None:
        self.setAccessibleName(_("Screens"))
        if self._there:
            one = self._there[self.current]
            state = _("a wall") if self.current in self._walls else _("no wall")
            self.setAccessibleDescription(f"{self.current + 1}: {one.title}, {state}")

    def paintEvent(self, _event: QPaintEvent) -> None:
        look, painter = theme.current(), QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
        for place in range(len(self._there)):
            box, here = self.box(place), place == self.current
            painter.setPen(
                QPen(theme.colour(look.accent if here else look.line_strong), 2.0 if here else 1.0)
            )
            painter.setBrush(theme.colour(look.selected if here else look.surface))
            painter.drawRoundedRect(box, theme.RADIUS_FIELD, theme.RADIUS_FIELD)
            painter.setPen(theme.colour(look.text))
            painter.setFont(theme.desk_font(theme.TITLE, QFont.Weight.Bold))
            upper = box.adjusted(4, 0, -4, -box.height() * 0.38)
            painter.drawText(
                upper, Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignBottom, str(place + 1)
            )
            painter.setFont(theme.desk_font(theme.SMALL))
            painter.setPen(theme.colour(look.muted))
            lower = box.adjusted(4, box.height() * 0.62, -4, 0)
            said = _("a wall") if place in self._walls else _("no wall")
            painter.drawText(lower, Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop, said)
        painter.end()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        for place in range(len(self._there)):
            if self.box(place).contains(event.position()):
                self.choose(place)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Right, Qt.Key.Key_Down):
            self.choose(self.current + 1)
        elif event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Up):
            self.choose(self.current - 1)
        else:
            super().keyPressEvent(event)


class WallsDialog(QDialog):
    """Each screen with its pages. What is changed is in force at once, on walls that are open too."""

    open_wanted = Signal()  # the walls are to be shown now

    def __init__(
        self,
        machine: Machine,
        library: PageLibrary,
        queues: Callable[[], int],
        parent: QWidget | None = None,
        *,
        screens: Callable[[], Sequence[Monitor]] = monitors,
    ) -> None:
        """*queues* is how many the centre has now."""
        super().__init__(parent)
        self._machine, self._library, self._queues, self._screens = machine, library, queues, screens
        self._filling = False
        self._there: list[Monitor] = []
        self.map = MonitorMap(self)
        self.title = QLabel(self)
        self.title.setProperty("role", "lead")
        self.is_wall = QCheckBox(self)
        self.pages = QTableWidget(0, 2, self)
        self.pages.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.pages.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.pages.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.pages.verticalHeader().hide()
        self.pages.verticalHeader().setDefaultSectionSize(theme.current().px(40))
        self.pages.horizontalHeader().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self.pages.horizontalHeader().setSectionResizeMode(1, QHeaderView.ResizeMode.ResizeToContents)
        self.pages.setMinimumHeight(theme.current().px(150))
        self.choice = QComboBox(self)
        self.add = QPushButton(self)
        self.up, self.down, self.take = QPushButton(self), QPushButton(self), QPushButton(self)
        self.inches, self.distance = QDoubleSpinBox(self), QDoubleSpinBox(self)
        self.inches.setRange(5, 500)
        self.inches.setDecimals(0)
        self.inches.setSuffix(" ″")
        self.distance.setRange(0.3, 100)
        self.distance.setDecimals(1)
        self.distance.setSuffix(" m")
        self.public = QCheckBox(self)
        self.readable = QLabel(self)
        self.readable.setWordWrap(True)
        self.readable.setMinimumHeight(theme.current().px(54))
        self.readable.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.locked = QCheckBox(self)
        self.pin = QLineEdit(self)
        self.pin.setEchoMode(QLineEdit.EchoMode.Password)
        self.pin.setMaxLength(MOST_DIGITS)
        self.pin_said = QLabel(self)
        self.pin_said.setProperty("role", "muted")
        self.buttons = QDialogButtonBox(self)
        self.show_now = self.buttons.addButton("", QDialogButtonBox.ButtonRole.ActionRole)
        self.close_it = self.buttons.addButton("", QDialogButtonBox.ButtonRole.RejectRole)
        self._lay_out()
        self.map.chosen.connect(lambda _place: self._fill())
        self.is_wall.toggled.connect(self._toggle)
        self.add.clicked.connect(self._add)
        self.up.clicked.connect(lambda: self._shift(-1))
        self.down.clicked.connect(lambda: self._shift(1))
        self.take.clicked.connect(self._take)
        self.pages.itemSelectionChanged.connect(self._enable)
        self.inches.valueChanged.connect(lambda value: self._set(inches=float(value)))
        self.distance.valueChanged.connect(lambda value: self._set(distance_m=float(value)))
        self.public.toggled.connect(lambda on: self._set(public=on))
        self.locked.toggled.connect(self._lock)
        self.pin.editingFinished.connect(self._set_pin)
        self.show_now.clicked.connect(self.open_wanted)
        self.buttons.rejected.connect(self.accept)
        library.changed.connect(self._fill)
        self.retranslate()
        self.refresh()

    def refresh(self) -> None:
        """Look again at which screens are there."""
        self._there = list(self._screens())
        self._fill()

    # -- what is chosen -----------------------------------------------------------------------------------

    @property
    def walls(self) -> tuple[Wall, ...]:
        """The walls of this computer."""
        return walls_of(self._machine.settings)

    def _of(self, monitor: Monitor) -> int | None:
        """The wall of *monitor*, as its place among the walls. The usual wall, which names no screen, is that
        of the first one."""
        for place, wall in enumerate(self.walls):
            if monitor_of(wall, self._there) is monitor:
                return place
            if not wall.monitor and not wall.serial and self._there and monitor is self._there[0]:
                return place
        return None

    def _current(self) -> tuple[Monitor | None, int | None]:
        if not self._there:
            return None, None
        monitor = self._there[self.map.current]
        return monitor, self._of(monitor)

    def _set(self, **values: object) -> None:
        monitor, place = self._current()
        if self._filling or monitor is None or place is None:
            return
        walls = list(self.walls)
        walls[place] = replace(walls[place], **values)
        self._keep(walls)

    def _keep(self, walls: Sequence[Wall]) -> None:
        self._machine.change(settings_with(walls))
        self._fill()

    def _toggle(self, on: bool) -> None:
        monitor, place = self._current()
        if self._filling or monitor is None:
            return
        walls = list(self.walls)
        if on and place is None:
            inches = round(monitor.inches) if monitor.inches else 55.0
            walls.append(Wall(monitor.name, monitor.serial, inches=float(inches)))
        elif not on and place is not None and len(walls) > 1:
            del walls[place]
        self._keep(walls)

    def _pages(self) -> list[WallPage]:
        _monitor, place = self._current()
        return list(self.walls[place].pages) if place is not None else []

    def _add(self) -> None:
        page_id = self.choice.currentData()
        if page_id:
            self._set(pages=(*self._pages(), WallPage(page_id, USUAL_S)))
            self.pages.selectRow(self.pages.rowCount() - 1)

    def _take(self) -> None:
        row, pages = self.pages.currentRow(), self._pages()
        if 0 <= row < len(pages) and len(pages) > 1:
            del pages[row]
            self._set(pages=tuple(pages))
            self.pages.selectRow(min(row, len(pages) - 1))

    def _shift(self, by: int) -> None:
        row, pages = self.pages.currentRow(), self._pages()
        if 0 <= row < len(pages) and 0 <= row + by < len(pages):
            pages[row], pages[row + by] = pages[row + by], pages[row]
            self._set(pages=tuple(pages))
            self.pages.selectRow(row + by)

    def _set_seconds(self, row: int, seconds: int) -> None:
        pages = self._pages()
        if not self._filling and 0 <= row < len(pages) and pages[row].seconds != seconds:
            pages[row] = replace(pages[row], seconds=seconds)
            _monitor, place = self._current()
            if place is not None:
                walls = list(self.walls)
                walls[place] = replace(walls[place], pages=tuple(pages))
                self._machine.change(settings_with(walls))  # the row keeps its editor

    def _lock(self, on: bool) -> None:
        if not self._filling:
            self._machine.change({"wall_locked": on})
            self._fill()

    def _set_pin(self) -> None:
        text = self.pin.text()
        if not text:
            return
        if len(text) < LEAST_DIGITS:
            self.pin_said.setText(_("A PIN has at least {n} characters.").format(n=LEAST_DIGITS))
            return
        self._machine.change({"wall_pin": pin_hash(text)})
        self.pin.clear()
        self._fill()

    # -- what is shown ------------------------------------------------------------------------------------

    def _fill(self) -> None:
        self._filling = True
        try:
            self._show()
        finally:
            self._filling = False
        self._enable()

    def _show(self) -> None:
        walls = frozenset(place for place, one in enumerate(self._there) if self._of(one) is not None)
        self.map.show_monitors(self._there, walls)
        monitor, place = self._current()
        several = len(self._there) > 1
        self.map.setVisible(several)
        self.is_wall.setVisible(several)
        title = monitor.title if monitor is not None else ""
        self.title.setText(f"{self.map.current + 1}: {title}" if several else title)
        wall = self.walls[place] if place is not None else None
        self.is_wall.setChecked(wall is not None)
        titles = {page.id: page.title for page in self._library.pages()}
        chosen = self.choice.currentData()
        self.choice.clear()
        for page_id, title in titles.items():
            self.choice.addItem(title, page_id)
        self.choice.setCurrentIndex(max(0, self.choice.findData(chosen)))
        row = self.pages.currentRow()
        self.pages.setRowCount(0)
        for number, shown in enumerate(wall.pages if wall is not None else ()):
            self.pages.insertRow(number)
            self.pages.setItem(number, 0, QTableWidgetItem(titles.get(shown.page, _("This page is gone"))))
            seconds = QSpinBox(self.pages)
            seconds.setRange(0, 3600)
            seconds.setSuffix(" s")
            seconds.setSpecialValueText(_("stays"))
            seconds.setValue(shown.seconds)
            seconds.setAccessibleName(_("Seconds of {page}").format(page=titles.get(shown.page, "")))
            seconds.valueChanged.connect(lambda value, number=number: self._set_seconds(number, value))
            self.pages.setCellWidget(number, 1, seconds)
        if 0 <= row < self.pages.rowCount():
            self.pages.selectRow(row)
        if wall is not None:
            self.inches.setValue(wall.inches)
            self.distance.setValue(wall.distance_m)
            self.public.setChecked(wall.public)
        self.readable.setText("\n".join(self.sentences()))
        settings = self._machine.settings
        self.locked.setChecked(settings.wall_locked)
        self.pin_said.setText(
            _("A PIN is set.") if settings.wall_pin else _("No PIN: Esc and a button end it.")
        )

    def sentences(self) -> list[str]:
        """From how far each page of the chosen wall can be read, or what of it is too small."""
        monitor, place = self._current()
        if monitor is None or place is None:
            return []
        wall, said = self.walls[place], []
        texts = [weight(one.text) for one in self._library.material.announcements]
        for page_id in dict.fromkeys(shown.page for shown in wall.pages):
            page = self._library.page(page_id)
            if page is None:
                continue
            found = verdict_on(page, wall, monitor.geometry.size(), self._queues(), texts).sentences()
            if found:
                said.append(f"{page.title}: {found[0]}")
        return said

    def _enable(self) -> None:
        monitor, place = self._current()
        there, row, rows = place is not None, self.pages.currentRow(), self.pages.rowCount()
        for widget in (self.pages, self.choice, self.add, self.inches, self.distance, self.public):
            widget.setEnabled(there)
        self.is_wall.setEnabled(monitor is not None and not (there and len(self.walls) == 1))
        self.up.setEnabled(there and row > 0)
        self.down.setEnabled(there and 0 <= row < rows - 1)
        self.take.setEnabled(there and row >= 0 and rows > 1)
        self.pin.setEnabled(self.locked.isChecked())

    def retranslate(self) -> None:
        """Say everything again, in the language now in use."""
        self.setWindowTitle(_("Walls"))
        self.is_wall.setText(_("Show a wall on this screen"))
        self.pages.setHorizontalHeaderLabels([_("Page"), _("Seconds")])
        self.pages.setAccessibleName(_("Pages of this wall"))
        self.choice.setAccessibleName(_("Page to add"))
        self.add.setText(_("Add"))
        self.up.setText(_("Up"))
        self.down.setText(_("Down"))
        self.take.setText(_("Remove"))
        self.public.setText(_("Public: show no names"))
        self.locked.setText(_("Lock the walls: keys and mouse do not end them"))
        self.pin.setPlaceholderText(_("New PIN"))
        self.pin.setAccessibleName(_("New PIN"))
        self.show_now.setText(_("Show the walls now"))
        self.close_it.setText(_("Close"))

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.SPACE_XL, theme.SPACE_L, theme.SPACE_XL, theme.SPACE_L)
        column.setSpacing(theme.SPACE_M)
        for widget in (self.map, self.title, self.is_wall, self.pages):
            column.addWidget(widget, 1 if widget is self.pages else 0)
        row = QHBoxLayout()
        row.addWidget(self.choice, 1)
        for button in (self.add, self.up, self.down, self.take):
            row.addWidget(button)
        column.addLayout(row)
        sizes = QHBoxLayout()
        sizes.setSpacing(theme.SPACE_L)
        sizes.addWidget(Field(mark("Screen size"), self.inches, "", self), 1)
        sizes.addWidget(Field(mark("Farthest seat"), self.distance, "", self), 1)
        column.addLayout(sizes)
        column.addWidget(self.public)
        column.addWidget(self.readable)
        column.addWidget(self.locked)
        pin = QHBoxLayout()
        pin.addWidget(self.pin, 1)
        pin.addWidget(self.pin_said, 2)
        column.addLayout(pin)
        column.addWidget(self.buttons)
        self.resize(theme.current().px(620), theme.current().px(700))

    def changeEvent(self, event: QEvent) -> None:
        if event.type() is QEvent.Type.LanguageChange:
            self.retranslate()
            self._fill()
        super().changeEvent(event)

    def sizeHint(self) -> QSize:
        return QSize(theme.current().px(620), theme.current().px(700))
