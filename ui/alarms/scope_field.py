"""Which queues or teams a rule watches: all, only some, or all but some."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QComboBox, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from supervisor.wallboard.scope import Scope, ScopeKind
from supervisor.words import _, mark
from ui import theme

ALL, ONLY, BUT = range(3)
WAYS = {
    ScopeKind.QUEUE: (mark("Every queue"), mark("Only these queues"), mark("Every queue but these")),
    ScopeKind.TEAM: (mark("Every team"), mark("Only these teams"), mark("Every team but these")),
}
ROWS = 6


class ScopeField(QWidget):
    """The way, and the names to choose from; Space ticks one."""

    edited = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._kind = ScopeKind.QUEUE
        self._scopes: Sequence[Scope] = ()
        self.way = QComboBox(self)
        self.way.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.names = QListWidget(self)
        self.names.setVerticalScrollMode(QListWidget.ScrollMode.ScrollPerPixel)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.SPACE_XS)
        column.addWidget(self.way)
        column.addWidget(self.names)
        for _way in WAYS[ScopeKind.QUEUE]:
            self.way.addItem("")
        self.way.activated.connect(self._choose_way)
        self.names.itemChanged.connect(lambda _item: self.edited.emit())
        self.setFocusProxy(self.way)
        self.say()
        self._fit()

    def offer(self, kind: ScopeKind, scopes: Sequence[Scope]) -> None:
        """Choose among *scopes*, all of *kind*; what was ticked stays ticked."""
        only, but = self.chosen()
        self._kind, self._scopes = kind, scopes
        self.show_chosen(
            tuple(scope for scope in only if scope.kind is kind),
            tuple(scope for scope in but if scope.kind is kind),
        )
        self.setVisible(kind is not ScopeKind.CENTRE)
        self.say()

    def chosen(self) -> tuple[tuple[Scope, ...], tuple[Scope, ...]]:
        """The scopes that alone are watched, and those that are not."""
        ticked = tuple(
            item.data(Qt.ItemDataRole.UserRole)
            for item in self._items()
            if item.checkState() is Qt.CheckState.Checked
        )
        way = self.way.currentIndex()
        return (ticked if way == ONLY else ()), (ticked if way == BUT else ())

    @property
    def is_empty(self) -> bool:
        """Whether some are to be chosen and none is."""
        return self.way.currentIndex() == ONLY and self._kind is not ScopeKind.CENTRE and not self.chosen()[0]

    def show_chosen(self, only: Sequence[Scope], but: Sequence[Scope]) -> None:
        """Show what a rule says; nobody is told that it was edited. A name that is gone is still listed."""
        ticked = set(only) | set(but)
        self.way.setCurrentIndex(ONLY if only else BUT if but else ALL)
        self.names.blockSignals(True)
        self.names.clear()
        gone = sorted(ticked - set(self._scopes), key=lambda scope: scope.name)
        several = len({scope.source for scope in self._scopes}) > 1
        for scope in (*self._scopes, *gone):
            words = scope.name
            if several and scope.source:
                words = _("{name} ({source})").format(name=scope.name, source=scope.source)
            item = QListWidgetItem(words, self.names)
            item.setFlags(
                Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsUserCheckable
            )
            item.setCheckState(Qt.CheckState.Checked if scope in ticked else Qt.CheckState.Unchecked)
            item.setData(Qt.ItemDataRole.UserRole, scope)
        self.names.blockSignals(False)
        self.names.setVisible(self.way.currentIndex() != ALL)

    def _items(self) -> list[QListWidgetItem]:
        return [self.names.item(row) for row in range(self.names.count())]

    def _choose_way(self, way: int) -> None:
        self.names.setVisible(way != ALL)
        self.edited.emit()

    def say(self) -> None:
        """Say everything again, in the language now in use."""
        for place, words in enumerate(WAYS.get(self._kind, WAYS[ScopeKind.QUEUE])):
            self.way.setItemText(place, _(words))
        self.way.setAccessibleName(_("Watched"))
        self.names.setAccessibleName(_("Queues or teams"))

    def _fit(self) -> None:
        self.names.setFixedHeight(theme.current().px(26) * ROWS)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() is QEvent.Type.LanguageChange:
            self.say()
        elif event.type() is QEvent.Type.StyleChange:
            self._fit()
        super().changeEvent(event)
