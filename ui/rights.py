"""What the one who is logged in may not do, on the screens: hidden, or there and explained.

One rule for all of them. What is a place of its own (in the rail, a tab, a menu of the finder) is hidden: a
door to an empty room helps nobody. A single button, entry or field among those that are permitted stays where
it stands, disabled, and its tip says why: whoever looks for it learns whom to ask. A key says the same in the
line at the bottom. The database refuses everything again by itself; this is manners.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, QObject, Qt, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget

from supervisor.rights.act import Act
from supervisor.rights.own import Rights
from supervisor.rights.refusal import refusal
from supervisor.sentences.error import sentence

if TYPE_CHECKING:  # it comes after the first paint
    from ui.centre import OpenCentre


def may_any(rights: Rights, acts: frozenset[Act]) -> bool:
    """Whether *rights* hold one of *acts*; no acts: everybody may."""
    return not acts or any(rights.may(act) for act in acts)


def why_not(rights: Rights, act: Act) -> str:
    """The sentence that explains why *act* is not to be done; "" where it is permitted."""
    return "" if rights.may(act) else sentence(refusal(rights, act))


def tell_if_not(centre: OpenCentre, act: Act) -> bool:
    """Whether *act* is permitted; where it is not, the line at the bottom says why."""
    if centre.rights.may(act):
        return True
    centre.jobs.refused.emit(refusal(centre.rights, act))
    return False


def permitted(centre: OpenCentre, act: Act, slot: Callable[..., Any]) -> Callable[..., Any]:
    """*slot* for a key: where *act* is not permitted, it says why instead."""

    @wraps(slot)
    def heeded(*arguments: Any) -> Any:
        return slot(*arguments) if tell_if_not(centre, act) else None

    return heeded


def guard(centre: OpenCentre, act: Act, *guarded: QWidget | QAction) -> None:
    """Keep each of *guarded* disabled, and let its tip say why, as long as *act* is not permitted.

    Whoever owns it goes on enabling it and giving it tips as it likes: what it last said is in force again
    once the right is there.
    """
    for one in guarded:
        if isinstance(one, QAction):
            _GuardedAction(centre, act, one)
        else:
            _GuardedWidget(centre, act, one)


class _Guarded(QObject):
    """Heeds the rights of one widget or action for as long as that lives."""

    def __init__(self, centre: OpenCentre, act: Act, one: QWidget | QAction) -> None:
        super().__init__(one)
        self._centre, self._act = centre, act
        self._why = ""
        self._tip = one.toolTip()
        self._wanted = True
        centre.rights_changed.connect(self.heed)
        self.heed()

    @Slot()
    def heed(self) -> None:
        """The rights, or the language, may be others."""
        why = why_not(self._centre.rights, self._act)
        if why and not self._why:
            self._why = why
            self.close()
        elif self._why and not why:
            self._why = ""
            self.open()
        elif why != self._why:
            self._why = why
            self.explain()

    def close(self) -> None:
        raise NotImplementedError

    def open(self) -> None:
        raise NotImplementedError

    def explain(self) -> None:
        raise NotImplementedError


class _GuardedWidget(_Guarded):
    def __init__(self, centre: OpenCentre, act: Act, one: QWidget) -> None:
        self._one = one
        self._said = one.accessibleDescription()
        super().__init__(centre, act, one)

    def close(self) -> None:
        one = self._one
        self._wanted = not one.testAttribute(Qt.WidgetAttribute.WA_ForceDisabled)
        self._tip, self._said = one.toolTip(), one.accessibleDescription()
        one.setEnabled(False)
        self.explain()
        one.installEventFilter(self)  # not before: where all is permitted it costs nothing

    def open(self) -> None:
        one = self._one
        one.removeEventFilter(self)
        one.setToolTip(self._tip)
        one.setAccessibleDescription(self._said)
        one.setEnabled(self._wanted)

    def explain(self) -> None:
        self._one.setToolTip(self._why)
        self._one.setAccessibleDescription(self._why)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        one = self._one
        match event.type():
            case QEvent.Type.EnabledChange:
                if not one.testAttribute(Qt.WidgetAttribute.WA_ForceDisabled):
                    self._wanted = True
                    one.setEnabled(False)
            case QEvent.Type.ToolTipChange:
                if one.toolTip() != self._why:
                    self._tip = one.toolTip()
                    one.setToolTip(self._why)
            case QEvent.Type.LanguageChange:
                self.heed()
        return super().eventFilter(watched, event)


class _GuardedAction(_Guarded):
    def __init__(self, centre: OpenCentre, act: Act, one: QAction) -> None:
        self._one = one
        super().__init__(centre, act, one)

    def close(self) -> None:
        self._wanted = self._one.isEnabled()
        self._tip = self._one.toolTip()
        self.explain()
        self._one.setEnabled(False)
        self._one.changed.connect(self._hold)

    def open(self) -> None:
        self._one.changed.disconnect(self._hold)
        self._one.setToolTip(self._tip)
        self._one.setEnabled(self._wanted)

    def explain(self) -> None:
        self._one.setToolTip(self._why)
        for menu in self._one.associatedObjects():
            if isinstance(menu, QMenu):
                menu.setToolTipsVisible(True)

    @Slot()
    def _hold(self) -> None:
        if self._one.isEnabled():
            self._wanted = True
            self._one.setEnabled(False)
        if self._one.toolTip() != self._why:
            self._tip = self._one.toolTip()
            self._one.setToolTip(self._why)
