"""The painted boards as parts of a page: the queue tiles and the agent grid."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtWidgets import QWidget

from supervisor.live.board import AgentLine
from supervisor.pages.page import AgentsPart, Part, QueueTilesPart
from ui.pages.part import Common
from ui.wallboard.agent_groups import GroupBy
from ui.wallboard.agents import AgentGrid
from ui.wallboard.definitions import Definitions
from ui.wallboard.tiles import QueueTiles


class TilesWidget(QueueTiles):
    """Queue tiles of the queues that the part names, or of all."""

    def __init__(self, part: Part, common: Common, parent: QWidget | None = None) -> None:
        super().__init__(_of(common.definitions, part), parent)
        self._part = part
        self._of_centre = common.definitions
        self.set_viewing(common.viewing, common.text_scale)
        self.follow_alarms()

    def widget(self) -> QWidget:
        return self

    def show_part(self, part: Part) -> None:
        self._part = part
        super().use(self._chosen())

    def use(self, definitions: Definitions) -> None:
        self._of_centre = definitions
        super().use(self._chosen())

    def set_public(self, public: bool) -> None:
        """Tiles name nobody."""

    def heed_material(self) -> None:
        """Tiles show the live board alone."""

    def show_page(self, page: int) -> None:
        super().show_page(page % self.pages)

    def texts(self, key: tuple[str, str] | None = None) -> list[str]:
        """The texts on the tile of *key*; without one, on all of the page."""
        if key is not None:
            return super().texts(key)
        return [text for one in self.queues() for text in super(TilesWidget, self).texts(one)]

    def _chosen(self) -> Definitions:
        return _of(self._of_centre, self._part)


def _of(definitions: Definitions, part: Part) -> Definitions:
    """*definitions* for tiles of those queues alone that *part* names."""
    assert isinstance(part.shows, QueueTilesPart)  # noqa: S101
    return replace(definitions, only=part.shows.queues)


class AgentsWidget(AgentGrid):
    """The agent grid of the teams and queues that the part names, or of everybody."""

    def __init__(self, part: Part, common: Common, parent: QWidget | None = None) -> None:
        super().__init__(common.definitions, parent)
        self.set_paged(True)
        self.set_viewing(common.viewing, common.text_scale)
        self.set_public(common.public)
        self.show_part(part)

    def widget(self) -> QWidget:
        return self

    def show_part(self, part: Part) -> None:
        shows = part.shows
        assert isinstance(shows, AgentsPart)  # noqa: S101
        self.group_by({"team": GroupBy.TEAM, "queue": GroupBy.QUEUE}.get(shows.by))
        teams, queues = frozenset(shows.teams), frozenset(shows.queues)

        def is_of_it(agent: AgentLine) -> bool:
            if teams and agent.team not in teams:
                return False
            return not queues or any((agent.source, queue) in queues for queue in agent.queues)

        self.show_only(is_of_it if teams or queues else None)

    @property
    def em(self) -> float:
        """The size of a name, in pixels."""
        return self._face.em

    def heed_material(self) -> None:
        """Agents are of the live board alone."""

    def show_page(self, page: int) -> None:
        super().show_page(page % self.pages)
