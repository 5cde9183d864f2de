"""What the tabs of the Reports place share: the centre, and steps that can be taken back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from supervisor.rights.act import Act
from ui.centre import OpenCentre
from ui.machine import Machine
from ui.stepping import Stepping

if TYPE_CHECKING:
    from supervisor.settings.centre import CentreSettings

AREAS = frozenset({"schedules", "templates"})
"""What is done here and can be taken back."""


class ReportsDesk(Stepping):
    """`changed` comes with the areas that somebody wrote."""

    changed = Signal(object)

    def __init__(self, centre: OpenCentre, machine: Machine, parent: QObject | None = None) -> None:
        super().__init__(centre, AREAS, parent)
        self.machine = machine
        centre.changed.connect(self.changed)

    def act_of(self, store: str) -> Act | None:
        return Act.SCHEDULE

    @property
    def settings(self) -> CentreSettings:
        """The centre's."""
        return self.centre.kept.settings
