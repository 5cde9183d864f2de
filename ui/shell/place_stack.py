"""The pages of the places, one upon another: made when first looked at, closed when no longer permitted."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QStackedWidget, QWidget

from supervisor.rights.act import Act
from supervisor.rights.refusal import refusal
from ui.rights import may_any
from ui.shell.places import PLACES, place_called, places_of
from ui.widgets.tabbed import TabbedPlace

if TYPE_CHECKING:  # it comes after the first paint
    from ui.centre import OpenCentre


class PlaceStack(QStackedWidget):
    """The pages of one centre from `open` to `leave`, and nothing to see before and after.

    `place` is the name of the place that is in sight, or would be if a centre were open.
    """

    shown = Signal(str)  # the name of the place that came into sight; "": the role opens none
    refused = Signal(object)  # SupervisorError: why a place is not shown

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.place = PLACES[0].name
        self._centre: OpenCentre | None = None
        self._make: Callable[[str], QWidget] = _nowhere
        self._pages: dict[str, QWidget] = {}
        self._blank = QWidget(self)
        self.addWidget(self._blank)

    @property
    def centre(self) -> OpenCentre | None:
        """Whose pages these are."""
        return self._centre

    @property
    def permitted(self) -> tuple[str, ...]:
        """The names of the places that the role opens."""
        return tuple(place.name for place in places_of(self._centre.rights)) if self._centre else ()

    def open(self, centre: OpenCentre, make: Callable[[str], QWidget]) -> None:
        """From now on show pages of *centre*; *make* makes the one of a name, wired, into this stack."""
        self._centre, self._make = centre, make

    def leave(self) -> None:
        """Forget the centre and its pages."""
        for page in self._drop(tuple(self._pages)):
            page.deleteLater()
        self._centre, self._make = None, _nowhere
        self.show_nothing()

    def show_nothing(self) -> None:
        """Show an empty page: a centre is being opened, or nothing of it may be seen."""
        self.setCurrentWidget(self._blank)

    def show_some(self) -> None:
        """Show the place that was in sight, or the first that the role opens."""
        if self._centre is None:
            return
        names = self.permitted
        if not names:
            self.show_nothing()
            self.shown.emit("")
            self.refused.emit(refusal(self._centre.rights, Act.SEE_BOARD))
        else:
            self.show_page(self.place if self.place in names else names[0])

    def show_page(self, name: str) -> QWidget | None:
        """Show the page *name* and give it the focus; None while there is none to show."""
        if self._centre is None:
            return None
        place = place_called(name)
        if not place.is_for(self._centre.rights):
            if may_any(self._centre.rights, place.acts):
                self.show_tab("issues", "sheets")
                return self.page("issues")
            self.refused.emit(refusal(self._centre.rights, min(place.acts)))
            return None
        page = self._pages.get(name)
        if page is None:
            page = self._pages[name] = self._make(name)
            self.addWidget(page)
        self.place = name
        self.setCurrentWidget(page)
        self.shown.emit(name)
        self.focus_page()
        return page

    def show_tab(self, name: str, tab: str) -> QWidget | None:
        """Show *tab* of the page *name*: the page behind the tab, or None while there is none to show."""
        page = self.show_page(name)
        return page.show_tab(tab) if isinstance(page, TabbedPlace) else None

    def page(self, name: str) -> QWidget | None:
        """The page *name*, if it was ever shown."""
        return self._pages.get(name)

    def focus_page(self) -> None:
        """Give the focus to what is in sight."""
        page = self.currentWidget()
        if page is not None:
            page.setFocus(Qt.FocusReason.OtherFocusReason)

    def close_forbidden(self) -> tuple[str, ...]:
        """Close the pages that the role has no longer; their names."""
        names = self.permitted
        gone = tuple(name for name in self._pages if name not in names)
        if gone and self._centre is not None:
            # what they asked for is answered before they go, for nobody else would hear it
            self._centre.jobs.compute(_nothing).then(partial(_delete, self._drop(gone)))
        return gone

    def _drop(self, names: Sequence[str]) -> list[QWidget]:
        pages = [self._pages.pop(name) for name in names]
        for page in pages:
            self.removeWidget(page)
            page.hide()  # without a parent it would all be polished once more, only to go
        return pages


def _nowhere(name: str) -> QWidget:
    raise LookupError(name)


def _nothing(_report: Callable[[int, int], Any]) -> None:
    """A piece of work behind all that was given before it."""


def _delete(pages: Sequence[QWidget], _done: object) -> None:
    for page in pages:
        page.deleteLater()
