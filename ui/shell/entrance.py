"""What is shown in the stack while no centre is open: the first start, or a page of joining a shared one."""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QStackedWidget, QWidget

from ui.first_start import FirstStart


class Entrance(QObject):
    """Keeps the first start in *stack*, and a page of joining for just as long as it is shown."""

    def __init__(self, stack: QStackedWidget) -> None:
        super().__init__(stack)
        self._stack = stack
        self._joining: QWidget | None = None
        self.first_start = FirstStart(stack)
        stack.addWidget(self.first_start)

    def show_first_start(self) -> None:
        """Show the three cards."""
        self.drop_joining()
        self._stack.setCurrentWidget(self.first_start)
        self.first_start.demo.button.setFocus()

    def show_joining(self, page: QWidget) -> None:
        """Show *page* in place of the one before."""
        self.drop_joining()
        self._joining = page
        self._stack.addWidget(page)
        self._stack.setCurrentWidget(page)
        page.setFocus(Qt.FocusReason.OtherFocusReason)

    def drop_joining(self) -> None:
        """Nothing that was typed in there is kept longer than it is shown."""
        if self._joining is not None:
            self._stack.removeWidget(self._joining)
            self._joining.hide()
            self._joining.deleteLater()
            self._joining = None
