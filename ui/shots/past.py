"""Pictures of the past: history, people, imports."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from supervisor.words import language
from ui.shots.standing import (
    DAY,
    SOURCE,
    Shot,
    settle,
)
from ui.window import MainWindow


def _history(tab: str = "queues", *, opened: bool = False) -> Callable[[MainWindow], QWidget]:
    """A tab of the history page, answered for the day before."""

    def then(window: MainWindow) -> QWidget:
        from ui.history.agents_page import AgentsPage as Everybody
        from ui.history.columns import FigureRow
        from ui.history.contacts_page import ContactsPage
        from ui.history.queues_page import QueuesPage
        from ui.history.sample import SHOWN, sample_past
        from ui.history.screen import HistoryScreen
        from ui.history.week_page import WeekPage

        screen = window.show_page("history")
        assert isinstance(screen, HistoryScreen)  # noqa: S101
        screen.desk.ask(SHOWN)
        page = screen.show_tab(tab)
        if not screen.desk.centre.kept.sources:
            screen.desk.show_known(screen.desk.known)
            return window
        past = sample_past(DAY, language())
        screen.desk.show_known(past.known)
        match page:
            case QueuesPage():
                page.show_told(past.told)
                page.show_series(past.series)
            case WeekPage():
                page.show_week(past.week)
            case Everybody():
                page.show_told(past.agents)
                assert page.table is not None  # noqa: S101
                if opened:
                    line, values = past.agents.lines[0]
                    page.table.opened.emit(FigureRow(line, values))
                    page.person.show_told(past.person)
            case ContactsPage():
                page.show_page(past.contacts)
                if opened and past.contact is not None:
                    page.table.opened.emit(past.contact.stays[0])
                    page.contact.show_contact(past.contact)
        return window

    return then


def _show_targets(page: QWidget, skills: list[str]) -> None:
    from supervisor.performance.credit import Credit
    from ui.people.targets_page import TargetsPage
    from ui.people.targets_sample import sample_targets
    from ui.people.teaching_page import TeachingPage

    if isinstance(page, TeachingPage):
        month = DAY.replace(day=1)
        page.show_credits([Credit(f"p{place}", month, 3600 * (4 + place), "", 1) for place in (1, 4, 6)])
    if isinstance(page, TargetsPage):
        page.show_targets(sample_targets(skills, DAY.replace(day=1)) if skills else ())


def _people(
    tab: str = "agents", *, view: str = "", person: int = -1, login: int = -1
) -> Callable[[MainWindow], QWidget]:
    """A tab of the people's page, with one of them in the drawer."""

    def then(window: MainWindow) -> QWidget:
        from ui.people.agents_page import AgentsPage
        from ui.people.groups_page import GroupsPage
        from ui.people.sample import sample_people
        from ui.people.screen import PeopleScreen
        from ui.people.unknown_page import UnknownPage

        screen = window.show_page("people")
        assert isinstance(screen, PeopleScreen)  # noqa: S101
        live = screen.desk.centre.live
        if live.board.agents:
            screen.desk.show(sample_people(live.board, screen.desk.day, language()))
        else:
            screen.desk.show(screen.desk.people)
        page = screen.show_tab(tab)
        if isinstance(page, GroupsPage) and view:
            page.show_view(view)
        settle()
        if tab in ("targets", "teaching"):
            _show_targets(page, [group.id for group in screen.desk.people.groups if group.kind == "skill"])
        if isinstance(page, AgentsPage) and person >= 0:
            page.show_person(f"p{person}")
        elif isinstance(page, UnknownPage) and login >= 0:
            row = page.table.arrangement.rows.get(list(page.table.arrangement.rows)[login])
            if row is not None:
                page.table.select(row.seen.key)
                page.open(row)
        return window

    return then


def _data(tab: str = "imports", *, step: str = "", opened: bool = False) -> Callable[[MainWindow], QWidget]:
    """A tab of the data page; of the wizard, that step."""

    def then(window: MainWindow) -> QWidget:
        from ui.imports.check_page import CheckPage
        from ui.imports.list_page import ListPage
        from ui.imports.sample import sample_data
        from ui.imports.screen import DataScreen
        from ui.imports.wizard import Wizard

        screen = window.show_page("data")
        assert isinstance(screen, DataScreen)  # noqa: S101
        page = screen.show_tab(tab)
        if not screen.desk.centre.kept.sources:
            screen.desk.show_known(screen.desk.known)
            return window
        centre = screen.desk.centre
        data = sample_data(SOURCE, centre.live.clock.now(), screen.desk.today, language())
        screen.desk.show_known(data.known)
        match page:
            case ListPage() if opened:
                page.open(data.known.batches[0])
                page.one.show_bad(data.bad)
            case Wizard() if step:
                page.show_opened(data.opened)
                if step != "columns":
                    page.show_preview(data.preview)
                    page.preview.show_chip("names" if step == "names" else "all")
            case CheckPage():
                page.show_checked(data.checked)
                if opened:
                    page.open(data.checked.checks[0].findings[0])
        return window

    return then


SHOTS = {
    "history": Shot("history", then=_history()),
    "history-week": Shot("history", then=_history("week")),
    "history-agents": Shot("history", then=_history("agents")),
    "history-agent": Shot("history", then=_history("agents", opened=True)),
    "history-contacts": Shot("history", then=_history("contacts")),
    "history-contact": Shot("history", then=_history("contacts", opened=True)),
    "history-empty": Shot("history", empty=True, then=_history()),
    "people": Shot("people", then=_people()),
    "people-person": Shot("people", then=_people(person=3)),
    "people-groups": Shot("people", then=_people("groups", view="groups")),
    "people-queues": Shot("people", then=_people("groups", view="queues")),
    "people-unknown": Shot("people", then=_people("unknown", login=12)),
    "people-bands": Shot("people", then=_people("bands")),
    "people-targets": Shot("people", then=_people("targets")),
    "people-teaching": Shot("people", then=_people("teaching")),
    "people-targets-empty": Shot("people", empty=True, then=_people("targets")),
    "people-empty": Shot("people", empty=True, then=_people()),
    "data": Shot("data", then=_data()),
    "data-import": Shot("data", then=_data(opened=True)),
    "data-empty": Shot("data", empty=True, then=_data()),
    "data-sheet": Shot("data", then=_data("sheet")),
    "data-wizard": Shot("data", then=_data("sheet", step="columns")),
    "data-preview": Shot("data", then=_data("sheet", step="preview")),
    "data-names": Shot("data", then=_data("sheet", step="names")),
    "data-log": Shot("data", then=_data("log")),
    "data-check": Shot("data", then=_data("check", opened=True)),
    "data-check-empty": Shot("data", empty=True, then=_data("check")),
}
