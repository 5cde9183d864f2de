"""The place where a page is made: the canvas, what can be put on it, and the options of what is chosen."""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import datetime
from functools import partial

from msgspec.structs import replace
from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QBoxLayout,
    QComboBox,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QMenu,
    QPushButton,
    QScrollArea,
    QSpinBox,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from supervisor.live.board import Board, Changed
from supervisor.live.feed import Feed
from supervisor.pages import edit
from supervisor.pages.draft import Draft
from supervisor.pages.legible import kind_name
from supervisor.pages.page import KINDS, MOST_CELLS, MOST_TEXT, Page, PicturePart, Shows
from supervisor.wallboard.fit import Viewing
from supervisor.words import _, number
from ui import theme
from ui.pages.editor.canvas import PageCanvas
from ui.pages.editor.options import Choices, PartOptions
from ui.pages.page_view import PageView
from ui.pages.part import Material
from ui.wallboard.definitions import Definitions
from ui.widgets.icon import icon
from ui.widgets.role import put_role

SIDE_WIDTH = 272
BESIDE = 640  # pixels at text scale 1 in which the options stand beside the page, not below it
LEAST_CANVAS = 320
NO_LIMIT = 16_777_215  # what Qt calls QWIDGETSIZE_MAX and does not hand to Python
ICONS = {
    "queue_tiles": "view-grid-outline",
    "figure": "numeric",
    "agents": "account-group-outline",
    "ranked": "format-list-numbered",
    "day_curve": "chart-line",
    "announcements": "bullhorn-outline",
    "clock": "clock-outline",
    "picture": "image-outline",
}
SCREENS = (QSize(1920, 1080), QSize(3840, 2160), QSize(1366, 768), QSize(1080, 1920), QSize(2160, 3840))


class PageLayout(QWidget):
    """Edits one draft at a time. `edited` brings the draft after each step, and after undo and redo."""

    edited = Signal(object)  # Draft
    save_wanted = Signal()
    copy_wanted = Signal()
    show_wanted = Signal()
    picture_wanted = Signal(str)  # for the part with this id

    def __init__(self, definitions: Definitions, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._draft: Draft | None = None
        self._fixed = False
        self._choices = Choices()
        self._wall = (QSize(1920, 1080), 55.0, 8.0)
        self.view = PageView(definitions)
        self.canvas = PageCanvas(self)
        self.canvas.set_stage(self.view)
        self.canvas.edited.connect(self._take_page)
        self.canvas.chosen.connect(self._show_options)
        self.canvas.opened.connect(self._open_options)
        self.canvas.part_wanted.connect(self._ask_kind)
        self.title = QLineEdit(self)
        self.title.setMaxLength(MOST_TEXT)
        self.title.setProperty("role", "title")
        self.title.textEdited.connect(self._retitle)
        self.screens = QComboBox(self)
        self.screens.setMinimumContentsLength(12)
        self.screens.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.screens.currentIndexChanged.connect(lambda _place: self._fit())
        self.undo_button, self.redo_button = QToolButton(self), QToolButton(self)
        self.undo_button.setIcon(icon("undo"))
        self.redo_button.setIcon(icon("redo"))
        self.undo_button.clicked.connect(self.undo)
        self.redo_button.clicked.connect(self.redo)
        self.show_button = QPushButton(self)
        self.show_button.clicked.connect(self.show_wanted)
        self.save = QPushButton(self)
        self.save.setProperty("role", "primary")
        self.save.clicked.connect(self.save_wanted)
        self._locked = QFrame(self)
        self._locked.setProperty("role", "card")
        self._locked_text = QLabel(self._locked)
        self._locked_text.setWordWrap(True)
        self.copy_button = QPushButton(self._locked)
        self.copy_button.setProperty("role", "primary")
        self.copy_button.clicked.connect(self.copy_wanted)
        self.verdict = QLabel(self)
        self.verdict.setWordWrap(True)
        self.kinds: dict[str, QToolButton] = {}
        self._palette = QWidget(self)
        self.options = PartOptions(self)
        self.options.edited.connect(self._reshow)
        self.options.picture_wanted.connect(lambda: self.picture_wanted.emit(self.canvas.part_id))
        self.places = {name: QSpinBox(self) for name in ("x", "y", "w", "h")}
        self.cells = {name: QSpinBox(self) for name in ("columns", "rows")}
        self._labels: dict[str, QLabel] = {}
        self.view.fitted.connect(self._judge)
        self._lay_out()
        self._keys()
        theme.watch.changed.connect(self._judge)
        theme.watch.changed.connect(self._heed_look)
        self._heed_look()
        self.retranslate()
        self.show_draft(None)

    # -- what is edited -------------------------------------------------------------------------------------

    @property
    def draft(self) -> Draft | None:
        return self._draft

    def show_draft(self, draft: Draft | None, *, fixed: bool = False) -> None:
        """Edit *draft*; a *fixed* page is only looked at, and a copy is offered."""
        other = draft is None or self._draft is None or draft.page.id != self._draft.page.id
        self._draft, self._fixed = draft, fixed
        page = draft.page if draft is not None else None
        if other:
            self.canvas.choose("")
            if page is not None:
                self._choose_screen(page)
        self.canvas.show_page(page)
        self.view.show_page(page)
        for child in self.view.findChildren(QWidget):
            child.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        for widget in (self.canvas, self.title, self._palette, self._side, self.save):
            widget.setEnabled(page is not None and not fixed)
        self._locked.setVisible(fixed and page is not None)
        if page is not None and self.title.text() != page.title:
            self.title.setText(page.title)
        self._heed()
        self._show_options(self.canvas.part_id)
        self._judge()

    def take(self, board: Board, changed: Changed, feeds: Mapping[str, Feed], now: datetime) -> None:
        """Show *board*, of which *changed* differs from the last one; *feeds* by source's name."""
        self.view.take(board, changed, feeds, now)
        ordered = self.view.common.definitions.queues(board)
        choices = Choices.of(board, ordered)
        if choices != self._choices:
            self._choices = choices
            self._show_options(self.canvas.part_id)

    def tick(self, now: datetime) -> None:
        """A second has passed."""
        self.view.tick(now)

    def use(self, definitions: Definitions) -> None:
        """Other definitions are in force."""
        self.view.use(definitions)

    def set_material(self, material: Material) -> None:
        """Show these announcements and pictures."""
        self.view.set_material(material)
        self.canvas.handles.update()

    def set_wall(self, size: QSize, inches: float, distance_m: float) -> None:
        """The wall screen of this computer, for which pages are judged first."""
        self._wall = (size, inches, distance_m)
        self._fill_screens()

    def undo(self) -> None:
        """Take the last step back."""
        if self._draft is not None and self._draft.can_undo:
            self._go_on(self._draft.undone())

    def redo(self) -> None:
        """Do the last step that was taken back again."""
        if self._draft is not None and self._draft.can_redo:
            self._go_on(self._draft.redone())

    def add(self, kind: str, at: tuple[int, int, int, int] | None = None) -> None:
        """Put a part of *kind* down, at *at* or at the first free place."""
        if self._draft is None or self._fixed:
            return
        page, part = edit.add(self._draft.page, KINDS[kind](), at)
        if part is None:
            self.verdict.setText(_("There is no room for another part. Remove one, or add rows to the page."))
            return
        self._take_page(page, "")
        self.canvas.choose(part.id)
        self.canvas.setFocus(Qt.FocusReason.OtherFocusReason)

    def put_picture(self, part_id: str, digest: str) -> None:
        """Let the part show the picture that was kept as *digest*."""
        part = self._draft.page.part(part_id) if self._draft is not None else None
        if part is not None and isinstance(part.shows, PicturePart):
            self._change(part_id, replace(part.shows, digest=digest), "")

    # -- steps ----------------------------------------------------------------------------------------------

    def _take_page(self, page: Page, topic: str) -> None:
        if self._draft is not None and not self._fixed:
            self._go_on(self._draft.changed(page, topic))

    def _go_on(self, draft: Draft) -> None:
        self.show_draft(draft)
        self.edited.emit(draft)

    def _retitle(self, title: str) -> None:
        if self._draft is not None:
            self._take_page(replace(self._draft.page, title=title), "title")

    def _reshow(self, shows: Shows) -> None:
        part_id = self.canvas.part_id
        self._change(part_id, shows, f"options {part_id}")

    def _change(self, part_id: str, shows: Shows, topic: str) -> None:
        if self._draft is not None:
            self._take_page(edit.change(self._draft.page, part_id, shows), topic)

    def _place(self) -> None:
        part = self.canvas.part
        if part is None or self._draft is None:
            return
        x, y, w, h = (self.places[name].value() for name in ("x", "y", "w", "h"))
        page = edit.put(self._draft.page, part.id, x - 1, y - 1, w, h, push=True)
        self._take_page(page, f"place {part.id}")
        self._show_options(part.id)

    def _regrid(self) -> None:
        if self._draft is not None:
            page = edit.set_grid(self._draft.page, self.cells["columns"].value(), self.cells["rows"].value())
            self._take_page(page, "grid")

    def _ask_kind(self, at: tuple[int, int, int, int]) -> None:
        """A free place was drawn: what is to stand there?"""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for kind, of in KINDS.items():
            menu.addAction(icon(ICONS[kind]), kind_name(of()), partial(self.add, kind, at))
        menu.popup(self.canvas.mapToGlobal(self.canvas.box(*at).center().toPoint()))
        self.asked = menu

    # -- what is shown --------------------------------------------------------------------------------------

    def _show_options(self, part_id: str) -> None:
        part = self._draft.page.part(part_id) if self._draft is not None else None
        self._stack.setCurrentIndex(0 if part is None else 1)
        page = self._draft.page if self._draft is not None else None
        if part is not None and page is not None:
            self._part_title.setText(kind_name(part.shows))
            self.options.show_part(part.shows, self._choices)
            most = {"x": page.columns, "y": page.rows, "w": page.columns, "h": page.rows}
            values = {"x": part.x + 1, "y": part.y + 1, "w": part.w, "h": part.h}
            for name, spin in self.places.items():
                blocked = spin.blockSignals(True)
                spin.setRange(1, most[name])
                spin.setValue(values[name])
                spin.blockSignals(blocked)
        elif page is not None:
            for name, value in (("columns", page.columns), ("rows", page.rows)):
                blocked = self.cells[name].blockSignals(True)
                self.cells[name].setValue(value)
                self.cells[name].blockSignals(blocked)

    def _open_options(self, part_id: str) -> None:
        self.canvas.choose(part_id)
        self.options.setFocus(Qt.FocusReason.OtherFocusReason)
        self.options.focusNextChild()

    def _heed(self) -> None:
        draft = self._draft
        self.undo_button.setEnabled(draft is not None and draft.can_undo and not self._fixed)
        self.redo_button.setEnabled(draft is not None and draft.can_redo and not self._fixed)
        changed = draft is not None and draft.is_changed
        self.save.setEnabled(changed and not self._fixed)
        self.save.setText(_("Save") if changed else _("Saved"))
        self.show_button.setEnabled(draft is not None and draft.saved is not None)

    def _judge(self) -> None:
        """Say from how far the page can be read, or what is too small and what helps."""
        if self._draft is None or self.view.width() < 10:
            self.verdict.setText("")
            return
        verdict = self.view.verdict()
        said = verdict.sentences() or [_("Put a part on the page.")]
        self.verdict.setText(" ".join(said))
        put_role(self.verdict, "muted" if verdict.legible else "notice")

    # -- the screen it is made for --------------------------------------------------------------------------

    def _fill_screens(self) -> None:
        size, inches, distance = self._wall
        blocked = self.screens.blockSignals(True)
        kept = self.screens.currentData()
        self.screens.clear()
        wall = _("The wall screen: {width} × {height}, {inches}″, {distance} m")
        said = wall.format(
            width=size.width(), height=size.height(), inches=number(inches), distance=number(distance, 1)
        )
        self.screens.addItem(said, size)
        for other in SCREENS:
            if other != size:
                self.screens.addItem(f"{other.width()} × {other.height()}", other)
        place = next((i for i in range(self.screens.count()) if self.screens.itemData(i) == kept), 0)
        self.screens.setCurrentIndex(place)
        self.screens.blockSignals(blocked)
        self._fit()

    def _choose_screen(self, page: Page) -> None:
        """An upright page is looked at on an upright screen, and the other way round."""
        size = self.screens.currentData()
        if isinstance(size, QSize) and (size.height() > size.width()) == page.portrait:
            return
        for place in range(self.screens.count()):
            other = self.screens.itemData(place)
            if (other.height() > other.width()) == page.portrait:
                self.screens.setCurrentIndex(place)
                return

    def _heed_look(self) -> None:
        side = theme.current().px(theme.ICON)
        for button in (self.undo_button, self.redo_button, *self.kinds.values()):
            button.setIconSize(QSize(side, side))

    def _fit(self) -> None:
        size = self.screens.currentData()
        if isinstance(size, QSize):
            self.canvas.set_screen(size)
        area = self.canvas.area
        _size, inches, distance = self._wall
        self.view.set_viewing(Viewing(inches, distance, max(1.0, math.hypot(area.width(), area.height()))))

    # -- making ---------------------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(theme.SPACE_S)
        head.addWidget(self.title, 1)
        for widget in (self.undo_button, self.redo_button, self.screens, self.show_button, self.save):
            head.addWidget(widget)
        kinds = QHBoxLayout(self._palette)
        kinds.setContentsMargins(0, 0, 0, 0)
        kinds.setSpacing(2)
        self._add_label = QLabel(self._palette)
        self._add_label.setProperty("role", "muted")
        kinds.addWidget(self._add_label)
        for kind in KINDS:
            button = QToolButton(self._palette)
            button.setIcon(icon(ICONS[kind]))
            button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
            button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            button.setMinimumWidth(1)
            button.clicked.connect(partial(self.add, kind))
            kinds.addWidget(button)
            self.kinds[kind] = button
        kinds.addStretch(1)
        locked = QHBoxLayout(self._locked)
        locked.addWidget(self._locked_text, 1)
        locked.addWidget(self.copy_button)
        middle = QVBoxLayout()
        middle.setSpacing(theme.SPACE_S)
        middle.addLayout(head)
        middle.addWidget(self._locked)
        middle.addWidget(self.canvas, 1)
        middle.addWidget(self.verdict)
        middle.addWidget(self._palette)
        self._side = self._make_side()
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(theme.SPACE_L)
        self._row.addLayout(middle, 1)
        self._row.addWidget(self._side)
        self._turn()

    def _turn(self) -> None:
        """The options stand beside the page, or below it where large text leaves no room."""
        beside = self.width() >= theme.current().px(BESIDE)
        self._row.setDirection(
            QBoxLayout.Direction.LeftToRight if beside else QBoxLayout.Direction.TopToBottom
        )
        wide = theme.current().px(SIDE_WIDTH)
        self._side.setMinimumSize(wide, 0 if beside else self._stack.sizeHint().height())
        self._side.setMaximumWidth(wide if beside else NO_LIMIT)
        self.canvas.setMinimumHeight(0 if beside else LEAST_CANVAS)

    def _make_side(self) -> QWidget:
        self._page_title, self._part_title = QLabel(self), QLabel(self)
        for label in (self._page_title, self._part_title):
            label.setProperty("role", "lead")
        self._page_help = QLabel(self)
        self._page_help.setProperty("role", "small")
        self._page_help.setWordWrap(True)
        of_page = QWidget(self)
        column = QVBoxLayout(of_page)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._page_title)
        column.addLayout(self._numbers(self.cells, self._regrid, MOST_CELLS))
        column.addWidget(self._page_help)
        column.addStretch(1)
        of_part = QWidget(self)
        column = QVBoxLayout(of_part)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._part_title)
        column.addWidget(self.options)
        column.addLayout(self._numbers(self.places, self._place, MOST_CELLS))
        self.remove = QPushButton(self)
        self.remove.clicked.connect(self.canvas.remove_part)
        column.addWidget(self.remove)
        column.addStretch(1)
        self._stack = QStackedWidget(self)
        self._stack.addWidget(of_page)
        self._stack.addWidget(of_part)
        scroll = QScrollArea(self)
        scroll.setWidget(self._stack)
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        return scroll

    def _numbers(self, spins: dict[str, QSpinBox], changed: object, most: int) -> QGridLayout:
        grid = QGridLayout()
        grid.setSpacing(theme.SPACE_S)
        for place, (name, spin) in enumerate(spins.items()):
            spin.setRange(1, most)
            spin.setKeyboardTracking(False)
            spin.lineEdit().setTextMargins(theme.SPACE_S - 2, 0, 0, 0)  # the style sheet cannot
            spin.valueChanged.connect(changed)
            label = self._labels[name] = QLabel(self)
            label.setBuddy(spin)
            grid.addWidget(label, 2 * (place // 2), place % 2)
            grid.addWidget(spin, 2 * (place // 2) + 1, place % 2)
        return grid

    def _keys(self) -> None:
        for keys, call in (
            (QKeySequence.StandardKey.Undo, self.undo),
            (QKeySequence.StandardKey.Redo, self.redo),
            (QKeySequence.StandardKey.Save, self._save_by_key),
        ):
            shortcut = QShortcut(QKeySequence(keys), self, call)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)

    def _save_by_key(self) -> None:
        if self.save.isEnabled():
            self.save_wanted.emit()

    def retranslate(self) -> None:
        """Say everything again, in the language now in use."""
        self.title.setAccessibleName(_("Title of the page"))
        self.title.setPlaceholderText(_("Title of the page"))
        self.screens.setAccessibleName(_("Screen that the page is looked at for"))
        for button, said in ((self.undo_button, _("Undo")), (self.redo_button, _("Redo"))):
            button.setToolTip(said)
            button.setAccessibleName(said)
        self.show_button.setText(_("Show on the wall"))
        self._locked_text.setText(_("This page comes with the program and stays as it is."))
        self.copy_button.setText(_("Edit a copy"))
        self._add_label.setText(_("Add"))
        for kind, button in self.kinds.items():
            button.setText(kind_name(KINDS[kind]()))
            button.setToolTip(kind_name(KINDS[kind]()))
        self._page_title.setText(_("Page"))
        self._page_help.setText(
            _(
                "Click a part to change it, drag it to move it, drag an edge to size it. Draw on empty "
                "ground to put a new part there."
            )
        )
        words = {
            "columns": _("Columns"),
            "rows": _("Rows"),
            "x": _("Column"),
            "y": _("Row"),
            "w": _("Width"),
            "h": _("Height"),
        }
        for name, label in self._labels.items():
            label.setText(words[name])
        self.remove.setText(_("Remove"))
        self.options.retranslate()
        self._fill_screens()
        self._heed()
        self._judge()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() is QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)

    def resizeEvent(self, event: object) -> None:
        super().resizeEvent(event)  # type: ignore[arg-type]
        self._turn()
        self._spare_words()
        self._fit()

    def _spare_words(self) -> None:
        """Where the words of the parts that can be added have no room, their icons stand alone."""
        beside, alone = Qt.ToolButtonStyle.ToolButtonTextBesideIcon, Qt.ToolButtonStyle.ToolButtonIconOnly
        for button in self.kinds.values():
            button.setToolButtonStyle(beside)
        wanted = sum(button.sizeHint().width() + 2 for button in self.kinds.values())
        wanted += self._add_label.sizeHint().width()
        room = self.width()
        if self._row.direction() is QBoxLayout.Direction.LeftToRight:
            room -= self._side.width() + theme.SPACE_L
        if wanted > room:
            for button in self.kinds.values():
                button.setToolButtonStyle(alone)
