"""What Ctrl+K finds: places, commands, reports, queues, agents, issues, meetings, as far as the role goes."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING

from supervisor.rights.act import Act
from supervisor.words import _, moment
from ui.shell.finder import Target
from ui.shell.more_menu import MoreMenu
from ui.shell.place_stack import PlaceStack
from ui.shell.places import PLACES, places_of
from ui.shell.wall_desk import WallDesk
from ui.shell.ways import Ways

if TYPE_CHECKING:  # all of this comes after the first paint
    from ui.centre import OpenCentre
    from ui.issues.names import Names


class Findable:
    """Everything that can be found in the window, made anew whenever somebody begins to look for it."""

    def __init__(self, stack: PlaceStack, ways: Ways, walls: WallDesk, menu: MoreMenu) -> None:
        self._stack, self._ways, self._walls, self._menu = stack, ways, walls, menu

    def targets(self, names: Names | None) -> list[Target]:
        """All of it; *names* are the issues and meetings there are."""
        centre = self._stack.centre
        found = [*self._places(centre), *self._commands(centre)]
        if centre is not None:
            found += self._source_targets(centre)
            found += self._reports(centre)
            found += self._board(centre)
            if names is not None:
                found += self._issues(centre, names)
        return found

    def _places(self, centre: OpenCentre | None) -> Iterator[Target]:
        for place in PLACES if centre is None else places_of(centre.rights):
            yield Target(_(place.title), _("Page"), place.icon, partial(self._stack.show_page, place.name))

    def _commands(self, centre: OpenCentre | None) -> Iterator[Target]:
        if centre is None or centre.rights.may(Act.SEE_BOARD):
            yield Target(_("Show on the wall"), _("Command"), "fullscreen", self._walls.show)
        for title, go in self._menu.commands():
            yield Target(title, _("Command"), "chevron-right", go)

    def _source_targets(self, centre: OpenCentre) -> Iterator[Target]:
        ways = self._ways
        if centre.rights.may(Act.SET_SOURCES):
            yield Target(_("Add a telephone system…"), _("Command"), "plus", ways.add_source)
        if centre.rights.may(Act.IMPORT):
            yield Target(_("Read a sheet…"), _("Command"), "database-import-outline", ways.read_sheet)

    def _reports(self, centre: OpenCentre) -> Iterator[Target]:
        from supervisor.reports.catalogue import REPORTS

        kind, icon = _("Report"), "file-chart-outline"
        for report in REPORTS:
            if centre.rights.may(report.act):
                go = partial(self._ways.order_report, report.name)
                yield Target(_(report.title), kind, icon, go, _(report.explained))

    def _board(self, centre: OpenCentre) -> Iterator[Target]:
        board, kind, icon = centre.live.board, _("Queue"), "tray-full"
        for queue in board.queues.values():
            if not queue.gone:
                yield Target(queue.name, kind, icon, partial(self._ways.show_queue, queue.key), queue.source)
        if centre.rights.may(Act.SEE_FLOOR):
            kind, icon = _("Agent"), "account-outline"
            for agent in board.agents.values():
                go = partial(self._ways.show_agent, agent.key)
                yield Target(agent.name, kind, icon, go, f"{agent.login} {agent.team}")

    def _issues(self, centre: OpenCentre, names: Names) -> Iterator[Target]:
        ways, zone = self._ways, centre.zone
        if centre.rights.may(Act.FILE_ISSUES):
            yield Target(_("File an issue…"), _("Command"), "plus", ways.file_issue)
        kind, icon = _("Issue"), "alert-circle-check-outline"
        for issue in names.issues:
            yield Target(f"{issue.number} {issue.title}", kind, icon, partial(ways.show_issue, issue.id))
        kind, icon = _("Meeting"), "calendar-account-outline"
        for meeting in names.meetings:
            title = f"{meeting.title} {moment(meeting.starts_at, zone)}"
            yield Target(title, kind, icon, partial(ways.show_meeting, meeting.id))
