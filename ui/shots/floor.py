"""Pictures of the floor and everything about it: boards, walls, alarms, breaks, advice, replay, sources."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

from PySide6.QtCore import QThread
from PySide6.QtWidgets import QApplication, QWidget

from supervisor.advice.demand import Missing
from supervisor.crash import Crash
from supervisor.events import AgentState
from supervisor.live.rules import rules_of
from supervisor.pages.shipped import AGENTS
from supervisor.pages.shipped import DAY as DAY_PAGE
from supervisor.pages.shipped import QUEUES as TILES
from supervisor.rights.role import DatabaseRole
from supervisor.settings.centre import CentreSettings
from supervisor.words import language
from ui.advice.sample import sample_record, sample_why
from ui.alarms.history_page import HistoryPage
from ui.alarms.open_page import OpenPage
from ui.alarms.report_page import ReportPage
from ui.alarms.sample import sample_alarms
from ui.alarms.section import AlarmsSection
from ui.alarms.work import Past
from ui.crash_dialog import CrashDialog
from ui.floor.agent_page import read_day
from ui.floor.agents import AgentsSection
from ui.floor.queue_page import Part
from ui.floor.queues import QueuesSection
from ui.pages.editor.screen import PagesScreen
from ui.pages.sample import sample_material
from ui.pages.wall_window import WallWindow
from ui.pages.walls_dialog import WallsDialog
from ui.replay.sample import sample_marks
from ui.replay.section import ReplaySection
from ui.shots.standing import (
    DAY,
    SEED,
    SHOWN_AT,
    SOURCE,
    Shot,
    settle,
)
from ui.sources.page import SourcesPage
from ui.sources.sample import sample_audit, sample_signs
from ui.window import MainWindow


def _wall(page: str) -> Callable[[MainWindow], QWidget | None]:
    def then(window: MainWindow) -> QWidget | None:
        wall = window.walls.make(page)
        if page == DAY_PAGE and isinstance(wall, WallWindow):
            rules = rules_of(CentreSettings())
            now = datetime.combine(DAY, SHOWN_AT, rules.days.zone)
            wall.set_material(sample_material(SOURCE, SEED, DAY, now, rules))
        return wall

    return then


def _walls(window: MainWindow) -> QWidget:
    window.walls.arrange()
    return next(one for one in QApplication.topLevelWidgets() if isinstance(one, WallsDialog))


def _add(window: MainWindow) -> QWidget:
    page = window.show_page("sources")
    assert isinstance(page, SourcesPage)  # noqa: S101
    page.open_form()
    return window


def _audited(*, wrong: bool = False) -> Callable[[MainWindow], QWidget | None]:
    """The sources with what the last audit found; opened beside them when something is *wrong*."""

    def then(window: MainWindow) -> QWidget:
        page = window.show_page("sources")
        assert isinstance(page, SourcesPage)  # noqa: S101
        live, rules = page.centre.live, page.centre.kept.rules
        page.show_audits(sample_audit(live.board, SOURCE, rules, live.clock.now(), wrong=wrong))
        if wrong:
            page.open_findings(SOURCE)
        return window

    return then


def _collectors(window: MainWindow) -> QWidget:
    """The sources of a shared centre, one of which was heard while the database was away."""
    page = window.show_page("sources")
    assert isinstance(page, SourcesPage)  # noqa: S101
    live, rules = page.centre.live, page.centre.kept.rules
    now = live.clock.now()
    page.show_audits(sample_audit(live.board, SOURCE, rules, now, wrong=False))
    beat = replace(
        live.heartbeats[SOURCE], waiting_bytes=12_340_000, waiting_since=now - timedelta(minutes=21)
    )
    live.heartbeats = {**live.heartbeats, SOURCE: beat}
    page.show_signs(sample_signs(SOURCE, now))
    return window


def _alarms(page: str = "open") -> Callable[[MainWindow], QWidget]:
    def show(window: MainWindow) -> QWidget:
        section = window.ways.show_section("alarms")
        assert isinstance(section, AlarmsSection)  # noqa: S101
        section.show_page(page)
        return window

    return show


def _alarm_past(name: str) -> Callable[[MainWindow], QWidget]:
    """The history, or the report, of the morning's alarms."""

    def show(window: MainWindow) -> QWidget:
        section = window.ways.show_section("alarms")
        assert isinstance(section, AlarmsSection)  # noqa: S101
        page, centre = section.show_page(name), section.centre
        now, days = centre.live.clock.now(), centre.days
        alarms = sample_alarms(SOURCE, SEED, DAY, now, now, centre.kept.settings, language())
        past = Past(tuple(reversed(alarms)), True)
        if isinstance(page, HistoryPage):
            page.show_past(past)
        elif isinstance(page, ReportPage):
            page.show_past(past, days.begins(DAY), now)
        return window

    return show


def _alarm_rule(window: MainWindow) -> QWidget:
    section = window.ways.show_section("alarms")
    assert isinstance(section, AlarmsSection)  # noqa: S101
    section.show_rule("answer_rate")
    return window


def _alarm(window: MainWindow) -> QWidget:
    section = window.ways.show_section("alarms")
    assert isinstance(section, AlarmsSection)  # noqa: S101
    page = section.show_page("open")
    assert isinstance(page, OpenPage)  # noqa: S101
    page.open(page.list.alarms_model.alarms[0])
    return window


def _shelve(window: MainWindow) -> QWidget:
    _alarm(window)
    section = window.ways.show_section("alarms")
    assert isinstance(section, AlarmsSection)  # noqa: S101
    page = section.show_page("open")
    assert isinstance(page, OpenPage)  # noqa: S101
    page.ask_shelve()
    return window


def _replay(board: str, at: time, full_screen: bool = False) -> Callable[[MainWindow], QWidget | None]:
    """A moment of the demo's morning, from a journal of its own that a thread plays."""

    def then(window: MainWindow) -> QWidget:
        section = window.ways.show_section("replay")
        assert isinstance(section, ReplaySection)  # noqa: S101
        section.show_board(board)
        section.show_instant(datetime.combine(DAY, at, CentreSettings().days.zone).astimezone(UTC))
        while section.live.replay.seeking or section.live.replay.curve is None:
            settle()
            QThread.msleep(20)
        section.show_marks(DAY, sample_marks(DAY, CentreSettings().days))
        if full_screen:
            section.toggle_full_screen()
        return section.full_screen or window

    return then


def _section(name: str) -> Callable[[MainWindow], QWidget]:
    def then(window: MainWindow) -> QWidget:
        window.ways.show_section(name)
        return window

    return then


def _queue(part: Part, place: int = 0) -> Callable[[MainWindow], QWidget]:
    """A queue in the drawer beside the table."""

    def then(window: MainWindow) -> QWidget:
        section = window.ways.show_section("queues")
        assert isinstance(section, QueuesSection)  # noqa: S101
        settle()
        section.show_queue([row.key for row in section.table.arrangement.rows.values()][place], part)
        return window

    return then


def _agent(view: str) -> Callable[[MainWindow], QWidget]:
    """An agent on a break in the drawer, with the day as the journal tells it."""

    def then(window: MainWindow) -> QWidget:
        section = window.ways.show_section("agents")
        assert isinstance(section, AgentsSection)  # noqa: S101
        section.show_view(view)
        settle()
        agents = section.table.arrangement.rows.values()
        agent = max(agents, key=lambda one: (one.state is AgentState.BREAK, len(one.spent), one.login))
        section.show_agent(agent.key)
        centre = section.centre
        at = centre.live.clock.now()
        section.details.agent_page.show_day(read_day(centre.url, centre.kept.rules, *agent.key, at))
        return window

    return then


def _part(window: MainWindow) -> QWidget:
    page = window.show_page("pages")
    assert isinstance(page, PagesScreen)  # noqa: S101
    page.show_page("day")
    page.layout_.copy_button.click()
    draft = page.layout_.draft
    assert draft is not None  # noqa: S101
    page.layout_.canvas.choose(draft.page.parts[5].id)
    return window


def _announce(window: MainWindow) -> QWidget:
    page = window.show_page("pages")
    assert isinstance(page, PagesScreen)  # noqa: S101
    page.tabs.setCurrentIndex(1)
    page.announcements.begin()
    return window


def _find(window: MainWindow) -> QWidget:
    window.finder.open()
    return window


def _crash(window: MainWindow) -> QWidget:
    try:
        raise RuntimeError("the figures of 投诉受理 do not add up")
    except RuntimeError as error:
        dialog = CrashDialog(Crash(error, "main", None), window)
    dialog.show()
    return dialog


def _breaks(window: MainWindow) -> QWidget:
    from ui.breaks.screen import BreaksScreen
    from ui.breaks.work import advice_of, advise

    page = window.ways.show_section("breaks")
    assert isinstance(page, BreaksScreen)  # noqa: S101
    if page.now is not None and page.board.agents:
        page.show_advice(advice_of(advise(None, *page.question(page.now))))
        page.back.view.setCurrentIndex(page.back.model.index(0, 1))
    return window


def _advice(page: int, queue: int = 0, people: int = 3) -> Callable[[MainWindow], QWidget]:
    """A page of the advice on one of the demo's queues, answered in this process."""

    def then(window: MainWindow) -> QWidget:
        from ui.advice.screen import RECORD, WHY, AdviceScreen
        from ui.advice.work import answer, answer_with_range

        screen = window.ways.show_section("advice")
        assert isinstance(screen, AdviceScreen)  # noqa: S101
        screen.tabs.setCurrentIndex(page)
        if screen.now is None or not screen.board.queues:
            return window
        screen.queues.setCurrentIndex(queue)
        key, now, rules = screen.queue, screen.now, screen.definitions.rules
        assert key is not None  # noqa: S101
        if page == WHY:
            screen.why.show_why(*sample_why(screen.board, key, now, rules))
        elif page == RECORD:
            screen.record.show_forecasts(sample_record(screen.board, now, rules))
        elif not screen.what_if.missing.isVisible():
            question = screen.question(now, key)
            screen.show_answers(answer(None, *question))
            screen.what_if.ask(people)
            found = answer_with_range(None, question[0], key, now, rules, people, "wang")
            if not isinstance(found, Missing):
                screen.what_if.show_ranged(found)
        return window

    return then


SHOTS = {
    "wallboard": Shot("wallboard"),
    "wallboard-stale": Shot("wallboard", silent_s=48),
    "wallboard-dead": Shot("wallboard", silent_s=340, down=True),
    "wallboard-public": Shot("floor", public=True, then=_wall(AGENTS)),
    "wallboard-empty": Shot("wallboard", empty=True),
    "floor": Shot("floor"),
    "queues": Shot("floor", then=_section("queues")),
    "queues-dead": Shot("floor", silent_s=340, down=True, then=_section("queues")),
    "queues-empty": Shot("floor", empty=True, then=_section("queues")),
    "queue": Shot("floor", then=_queue(Part.FIGURES)),
    "queue-agents": Shot("floor", then=_queue(Part.AGENTS)),
    "queue-waiting": Shot("floor", then=_queue(Part.WAITING)),
    "queue-abandoned": Shot("floor", then=_queue(Part.ABANDONED)),
    "agents": Shot("floor", then=_section("agents")),
    "agent": Shot("floor", journalled=True, then=_agent("table")),
    "agent-grid": Shot("floor", journalled=True, then=_agent("grid")),
    "breaks": Shot("floor", then=_breaks),
    "breaks-dead": Shot("floor", silent_s=340, down=True, then=_breaks),
    "breaks-empty": Shot("floor", empty=True, then=_breaks),
    "advice": Shot("floor", then=_advice(0, 8)),
    "advice-few": Shot("floor", then=_advice(0, 9)),
    "advice-why": Shot("floor", then=_advice(1, 8)),
    "advice-record": Shot("floor", then=_advice(2)),
    "advice-empty": Shot("floor", empty=True, then=_advice(0)),
    "advice-dead": Shot("floor", silent_s=340, down=True, then=_advice(0, 8)),
    "alarms": Shot("floor", then=_alarms()),
    "replay": Shot("floor", journalled=True, then=_replay("queues", time(10, 12, 40))),
    "replay-agents": Shot("floor", journalled=True, then=_replay("agents", time(10, 12, 40))),
    "replay-gap": Shot("floor", journalled=True, then=_replay("queues", time(9, 11, 5))),
    "replay-wall": Shot("floor", journalled=True, then=_replay("queues", time(10, 12, 40), full_screen=True)),
    "alarms-calm": Shot("floor", calm=True, then=_alarms()),
    "alarms-dead": Shot("floor", silent_s=340, down=True, then=_alarms()),
    "alarm": Shot("floor", then=_alarm),
    "alarm-history": Shot("floor", then=_alarm_past("history")),
    "alarm-report": Shot("floor", then=_alarm_past("report")),
    "alarm-rules": Shot("floor", then=_alarms("rules")),
    "alarm-rule": Shot("floor", then=_alarm_rule),
    "alarm-shelved": Shot("floor", then=_alarms("shelved")),
    "alarm-shelve": Shot("floor", then=_shelve),
    "sources": Shot("sources", then=_audited()),
    "sources-shared": Shot(
        "sources", more=("south",), roles=frozenset({DatabaseRole.ADMINISTRATOR}), then=_collectors
    ),
    "sources-findings": Shot("sources", then=_audited(wrong=True)),
    "pages": Shot("pages"),
    "pages-part": Shot("pages", then=_part),
    "pages-announce": Shot("pages", then=_announce),
    "sources-dead": Shot("sources", silent_s=340, down=True),
    "sources-empty": Shot("sources", empty=True),
    "sources-add": Shot("sources", empty=True, then=_add),
    "find": Shot("wallboard", then=_find),
    "wall": Shot("wallboard", then=_wall(TILES)),
    "wall-dead": Shot("wallboard", silent_s=340, down=True, then=_wall(TILES)),
    "wall-agents": Shot("floor", then=_wall(AGENTS)),
    "walls": Shot("wallboard", then=_walls),
    "wall-day": Shot("wallboard", then=_wall(DAY_PAGE)),
    "wall-day-dead": Shot("wallboard", silent_s=340, down=True, then=_wall(DAY_PAGE)),
    "first-start": Shot(),
    "crash": Shot("wallboard", then=_crash),
}
