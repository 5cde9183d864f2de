"""Pictures of any page without a display: the demo centre at 10:42 of a fixed day, always the same."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from pathlib import Path

from PySide6.QtCore import QSize, QThread
from PySide6.QtGui import QCursor, QImage
from PySide6.QtWidgets import QApplication, QDialog, QWidget

from supervisor.advice.demand import Missing
from supervisor.alarms.shipped import shipped
from supervisor.alarms.store import RuleRecord
from supervisor.clock import FixedClock
from supervisor.crash import Crash
from supervisor.events import AgentSeen, AgentState, AuditDone, Difference, LiveEvent
from supervisor.live.board import EMPTY, Board, Changed
from supervisor.live.child import ChildState
from supervisor.live.feed import Heartbeat
from supervisor.live.fold import fold
from supervisor.live.follow import Update
from supervisor.live.rules import CountingRules, rules_of
from supervisor.pages.shipped import AGENTS
from supervisor.pages.shipped import DAY as DAY_PAGE
from supervisor.pages.shipped import QUEUES as TILES
from supervisor.settings.centre import CentreSettings
from supervisor.sources.simulated.centre import QUEUES, break_rules
from supervisor.sources.simulated.simulation import Makings, day_until
from supervisor.storage.sources import SourceRecord
from supervisor.words import language
from ui.advice.sample import sample_record, sample_why
from ui.alarms.history_page import HistoryPage
from ui.alarms.open_page import OpenPage
from ui.alarms.report_page import ReportPage
from ui.alarms.sample import sample_alarms
from ui.alarms.section import AlarmsSection
from ui.alarms.work import Past
from ui.centre import Kept, OpenCentre
from ui.crash_dialog import CrashDialog
from ui.floor.agent_page import read_day
from ui.floor.agents import AgentsSection
from ui.floor.queue_page import Part
from ui.floor.queues import QueuesSection
from ui.live import LiveBoard
from ui.machine import Machine
from ui.open_alarms import AlarmsRead
from ui.pages.editor.screen import PagesScreen
from ui.pages.sample import sample_material
from ui.pages.wall_window import WallWindow
from ui.pages.walls_dialog import WallsDialog
from ui.replay.sample import sample_journal, sample_marks
from ui.replay.section import ReplaySection
from ui.sources.page import SourcesPage
from ui.sources.sample import sample_audit
from ui.window import MainWindow

SOURCE = "demo"
DAY = date(2026, 11, 23)  # a Monday
SHOWN_AT = time(10, 42, 16)
SEED = 4  # with some customers waiting


@dataclass(frozen=True)
class Shot:
    """What is looked at, and how the source is doing meanwhile."""

    page: str = ""
    silent_s: float = 0.0  # for how long nothing was heard
    down: bool = False
    public: bool = False
    empty: bool = False  # no source at all
    journalled: bool = False  # there is a journal of the day
    calm: bool = False  # no alarm
    then: Callable[[MainWindow], QWidget | None] = lambda window: window  # what is done first; what is taken


def _wall(page: str) -> Callable[[MainWindow], QWidget | None]:
    def then(window: MainWindow) -> QWidget | None:
        wall = window.make_wall(page)
        if page == DAY_PAGE and isinstance(wall, WallWindow):
            rules = rules_of(CentreSettings())
            now = datetime.combine(DAY, SHOWN_AT, rules.days.zone)
            wall.set_material(sample_material(SOURCE, SEED, DAY, now, rules))
        return wall

    return then


def _walls(window: MainWindow) -> QWidget:
    window.arrange_walls()
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


def _alarms(page: str = "open") -> Callable[[MainWindow], QWidget]:
    def show(window: MainWindow) -> QWidget:
        section = window.show_section("alarms")
        assert isinstance(section, AlarmsSection)  # noqa: S101
        section.show_page(page)
        return window

    return show


def _alarm_past(name: str) -> Callable[[MainWindow], QWidget]:
    """The history, or the report, of the morning's alarms."""

    def show(window: MainWindow) -> QWidget:
        section = window.show_section("alarms")
        assert isinstance(section, AlarmsSection)  # noqa: S101
        page, centre = section.show_page(name), section.centre
        now, days = centre.live.clock.now(), centre.kept.rules.days
        alarms = sample_alarms(SOURCE, SEED, DAY, now, now, centre.kept.settings, language())
        past = Past(tuple(reversed(alarms)), True)
        if isinstance(page, HistoryPage):
            page.show_past(past)
        elif isinstance(page, ReportPage):
            page.show_past(past, days.begins(DAY), now)
        return window

    return show


def _alarm_rule(window: MainWindow) -> QWidget:
    section = window.show_section("alarms")
    assert isinstance(section, AlarmsSection)  # noqa: S101
    section.show_rule("answer_rate")
    return window


def _alarm(window: MainWindow) -> QWidget:
    section = window.show_section("alarms")
    assert isinstance(section, AlarmsSection)  # noqa: S101
    page = section.show_page("open")
    assert isinstance(page, OpenPage)  # noqa: S101
    page.open(page.list.alarms_model.alarms[0])
    return window


def _shelve(window: MainWindow) -> QWidget:
    _alarm(window)
    section = window.show_section("alarms")
    assert isinstance(section, AlarmsSection)  # noqa: S101
    page = section.show_page("open")
    assert isinstance(page, OpenPage)  # noqa: S101
    page.ask_shelve()
    return window


def _replay(board: str, at: time, full_screen: bool = False) -> Callable[[MainWindow], QWidget | None]:
    """A moment of the demo's morning, from a journal of its own that a thread plays."""

    def then(window: MainWindow) -> QWidget:
        section = window.show_section("replay")
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
        window.show_section(name)
        return window

    return then


def _queue(part: Part, place: int = 0) -> Callable[[MainWindow], QWidget]:
    """A queue in the drawer beside the table."""

    def then(window: MainWindow) -> QWidget:
        section = window.show_section("queues")
        assert isinstance(section, QueuesSection)  # noqa: S101
        settle()
        section.show_queue([row.key for row in section.table.arrangement.rows.values()][place], part)
        return window

    return then


def _agent(view: str) -> Callable[[MainWindow], QWidget]:
    """An agent on a break in the drawer, with the day as the journal tells it."""

    def then(window: MainWindow) -> QWidget:
        section = window.show_section("agents")
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

    page = window.show_section("breaks")
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

        screen = window.show_section("advice")
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


def _review(
    tab: str = "matrix", *, opened: bool = False, kpi: str = "fcr", view: str = ""
) -> Callable[[MainWindow], QWidget]:
    """A tab of the performance page, with a made-up review of the month before; of the training list that of
    *kpi*, drawn as *view* ("levels", "funnel")."""

    def then(window: MainWindow) -> QWidget:
        from supervisor.performance.kpi import BY_ID
        from supervisor.review.derivation import derive
        from supervisor.review.entries import training_list
        from supervisor.review.funnel import funnel_of
        from ui.review.kpis_page import KpisPage
        from ui.review.list_page import ListPage
        from ui.review.matrix_page import MatrixPage
        from ui.review.person_page import PersonPage
        from ui.review.person_sample import sample_person
        from ui.review.sample import OWN_KPI, sample_known, sample_matrix, sample_review, sample_stated
        from ui.review.screen import ReviewScreen
        from ui.review.work import ListTold

        screen = window.show_page("performance")
        assert isinstance(screen, ReviewScreen)  # noqa: S101
        page = screen.show_tab(tab)
        if not screen.desk.centre.kept.sources:
            screen.desk.show_known(screen.desk.known)
            return window
        month = (DAY.replace(day=1) - timedelta(days=1)).replace(day=1)
        screen.desk.show_known(sample_known(month))
        review = sample_review(month, month + timedelta(days=33), language())
        match page:
            case MatrixPage() if view == "stated":
                page.show_told(sample_matrix(review))
                screen.show_stated()
                screen.stated.show_told(sample_stated(review))
            case MatrixPage():
                page.show_told(sample_matrix(review))
                if opened:
                    unit = review.units[1].unit
                    page.table.select(unit, "fcr")
                    screen.show_derivation(unit, "fcr")
                    screen.derivation.show_derivation(derive(review, "fcr", unit))
            case ListPage():
                page.show_told(ListTold(training_list(review), {one: BY_ID[one] for one in review.evidence}))
                page.kpis.select(kpi)
                page.show_view(view)
                if view == "funnel":
                    page.show_funnel(funnel_of(review, kpi, page.cell.itemData(0)))
            case KpisPage() if view == "own":
                page.show_own((OWN_KPI,))
                page.open(next(row for row in page.table.arrangement.rows.values() if row.own is not None))
            case KpisPage() if opened:
                page.open(next(row for row in page.table.arrangement.rows.values() if row.kpi.id == kpi))
            case PersonPage():
                told = sample_person(month, month + timedelta(days=33), language())
                screen.desk.choose(told.file.who.unit, "aht")
                page.show_people(review.units)
                page.show_told(told)
        return window

    return then


def _calendars(opened: str = "", year: int = 2026) -> Callable[[MainWindow], QWidget]:
    """The working days of *year*, with what is *opened* beside or over them."""

    def then(window: MainWindow) -> QWidget:
        from ui.issues import calendars_sample as sample
        from ui.issues.calendars_page import CalendarsPage
        from ui.setup.screen import SetupScreen

        screen = window.show_page("settings")
        assert isinstance(screen, SetupScreen)  # noqa: S101
        page = screen.show_tab("calendars")
        assert isinstance(page, CalendarsPage)  # noqa: S101
        for dialog in page.findChildren(QDialog):
            dialog.close()
        page.year.setValue(year)
        page.show_calendars(sample.sample_calendars())
        page.view.choose(date(year, 10, 1))
        match opened:
            case "days":
                page.show_table()
            case "hours":
                page.show_form()
            case "published":
                page.show_proposals(sample.sample_refreshed())
                return page.proposals or window
            case "import":
                page.files.show_preview(page.calendars.all[0], sample.sample_sheet(page.calendars.all[0]))
                return page.files.preview or window
        return window

    return then


def _training(tab: str = "courses", opened: str = "") -> Callable[[MainWindow], QWidget]:
    """The courses or the coaching of the performance page, with what is *opened* beside them."""

    def then(window: MainWindow) -> QWidget:
        from ui.review.screen import ReviewScreen
        from ui.training import sample
        from ui.training.coaching_page import CoachingPage
        from ui.training.courses_page import CoursesPage

        screen = window.show_page("performance")
        assert isinstance(screen, ReviewScreen)  # noqa: S101
        page, desk = screen.show_tab(tab), screen.training
        if not desk.centre.kept.sources:
            return window
        listed = sample.sample_listed(DAY)
        desk.show(listed)
        match page:
            case CoursesPage() if opened == "new":
                page.plan("fcr", [sample.unit(who) for who in sample.TRAINED])
                page.form.title.setText(listed.courses[0].course.title)
                page.form.seats.setValue(5)
                page.form.show_prospects(sample.sample_prospects(DAY))
            case CoursesPage() if opened == "categories":
                page.show_categories()
            case CoursesPage() if opened:
                row = listed.course(opened)
                assert row is not None  # noqa: S101
                page.table.select(opened)
                page.open(row)
                page.view.show_people(sample.people_of(row.course, DAY))
                if row.course.last_day < DAY:
                    page.show_outcome(sample.outcome(row.course, DAY, points=0.03 if opened == "c2" else 0.0))
            case CoachingPage() if opened == "new":
                page.begin(sample.TRAINED[:3], "fcr", "c2")
            case CoachingPage() if opened:
                page.table.select(opened)
                row_of_talk = page.table.row(opened)
                assert row_of_talk is not None  # noqa: S101
                page.open(row_of_talk)
                page.view.show_log(sample.log(DAY))
        return window

    return then


def _quality(tab: str = "evaluations", step: str = "") -> Callable[[MainWindow], QWidget]:
    """A tab of the quality page; *step*: what is open in it."""

    def then(window: MainWindow) -> QWidget:
        from ui.quality import sample
        from ui.quality.calibration_page import CalibrationPage
        from ui.quality.evaluations_page import EvaluationsPage
        from ui.quality.losses_page import LossesPage
        from ui.quality.sampling_page import EXEMPTIONS, MONTH, SamplingPage
        from ui.quality.screen import QualityScreen

        screen = window.show_page("quality")
        assert isinstance(screen, QualityScreen)  # noqa: S101
        page, desk = screen.show_tab(tab), screen.desk
        if not desk.centre.kept.sources:
            return window
        desk.show(sample.sample_listed(DAY, desk.period))
        match page:
            case EvaluationsPage():
                if step == "new":
                    page.begin()
                elif step:
                    opened = sample.sample_opened(DAY, draft=step == "draft")
                    page.table.select(opened.evaluation.id)
                    page.show_opened(opened, focus=step == "draft")
            case CalibrationPage():
                page.show_answers(sample.sample_calibration(DAY))
                if step == "plan":
                    page.begin()
                elif step:
                    page.enter_ratings()
            case SamplingPage():
                page.show_view(EXEMPTIONS if step == "exempt" else MONTH)
                page.show_lines(sample.sample_sampling(DAY))
                page.show_exempt(sample.sample_exempt(DAY))
                if step == "drawn":
                    page.show_drawn(sample.sample_drawn(DAY))
                elif step:
                    page.exempt.table.select("p0")
                    page.exempt.open(page.exempt.table.selected()[0])
            case LossesPage():
                page.show_answer(sample.sample_losses(DAY, desk.period, page.form.form))
                if step:
                    page.table.select("calls/summary")
                    page.open(page.table.selected()[0])
        return window

    return then


def _reminding(tab: str, step: str = "") -> Callable[[MainWindow], QWidget]:
    """Call-backs or reminders; *step*: what is open in them."""

    def then(window: MainWindow) -> QWidget:
        from ui.issues import reminder_sample, sample
        from ui.issues.callbacks_page import CallbacksPage
        from ui.issues.reminders_page import WENT, RemindersPage
        from ui.issues.screen import IssuesScreen

        screen = window.show_page("issues")
        assert isinstance(screen, IssuesScreen)  # noqa: S101
        page, desk = screen.show_tab(tab), screen.desk
        desk.show(sample.sample_known(DAY))
        if not desk.centre.kept.sources:
            return window
        match page:
            case CallbacksPage():
                page.show_callbacks(reminder_sample.sample_callbacks(desk.now))
                if step == "new":
                    page.begin()
                elif step:
                    page.table.select("c0")
                    page.open(page.table.selected()[0])
            case RemindersPage():
                page.show_told(reminder_sample.sample_told(desk.now))
                if step == "letter":
                    row = next(one for one in page.due.arrangement.rows.values() if one.letter is not None)
                    page.due.select(row.reminder.key)
                    page.open(row)
                elif step == "ladder":
                    page.show_ladder()
                elif step == "mail":
                    page.show_mail()
                elif step == "went":
                    page.view.setCurrentIndex(WENT)
                    page.view.activated.emit(WENT)
        return window

    return then


def _issues(tab: str = "list", step: str = "") -> Callable[[MainWindow], QWidget]:
    """The list of issues, or their board; *step*: what is done in it."""

    def then(window: MainWindow) -> QWidget:
        from supervisor.issues.states import MOVE
        from ui.issues import sample
        from ui.issues.board_page import BoardPage
        from ui.issues.list_page import ListPage
        from ui.issues.list_work import Listed
        from ui.issues.screen import IssuesScreen

        screen = window.show_page("issues")
        assert isinstance(screen, IssuesScreen)  # noqa: S101
        page, desk = screen.show_tab(tab), screen.desk
        if not desk.centre.kept.sources:
            if isinstance(page, ListPage | BoardPage):
                page.show_listed(Listed(page.question, none_yet=True))
            return window
        desk.show(sample.sample_known(DAY))
        lines = sample.sample_lines(desk.now)
        assert isinstance(page, ListPage | BoardPage)  # noqa: S101
        page.show_listed(Listed(page.question, tuple(line for line in lines if line.is_open)))
        if step == "move":
            issue = next(one for one in sample.sample_issues(desk.now) if one.state == "confirmed")
            page.pane.show_move(issue, MOVE["answer"], 2)
        elif step == "bulk" and isinstance(page, ListPage):
            page.table.view.selectAll()
        elif step == "none" and isinstance(page, ListPage):
            page.bar.show_text("5G 套餐")
            page.show_listed(Listed(page.question))
        return window

    return then


def _general(window: MainWindow) -> QWidget:
    """The settings of this computer and the centre, whatever was looked at before."""
    from ui.setup.screen import SetupScreen

    screen = window.show_page("settings")
    assert isinstance(screen, SetupScreen)  # noqa: S101
    screen.show_tab("general")
    return window


def _departments(step: str = "") -> Callable[[MainWindow], QWidget]:
    """Departments; *step*: one is open."""

    def then(window: MainWindow) -> QWidget:
        from ui.issues import sample, sheet_sample
        from ui.issues.departments_page import DepartmentsPage
        from ui.setup.screen import SetupScreen

        screen = window.show_page("settings")
        assert isinstance(screen, SetupScreen)  # noqa: S101
        page, desk = screen.show_tab("departments"), screen.desk
        assert isinstance(page, DepartmentsPage)  # noqa: S101
        if not desk.centre.kept.sources:
            return window
        desk.show(sample.sample_known(DAY))
        page.show_loads(sheet_sample.sample_loads(desk.now))
        if step:
            page.table.select("billing")
            page.open(page.table.selected()[0])
        return window

    return then


def _sheets(step: str = "") -> Callable[[MainWindow], QWidget]:
    """Sheets; *step*: what is open there."""

    def then(window: MainWindow) -> QWidget:
        from ui.issues import sample, sheet_sample
        from ui.issues.screen import IssuesScreen
        from ui.issues.sheets_page import SheetsPage

        screen = window.show_page("issues")
        assert isinstance(screen, IssuesScreen)  # noqa: S101
        page, desk = screen.show_tab("sheets"), screen.desk
        if not desk.centre.kept.sources:
            return window
        desk.show(sample.sample_known(DAY))
        assert isinstance(page, SheetsPage)  # noqa: S101
        read = sheet_sample.sample_sheets
        page.show_read(sheet_sample.sample_nothing_sent(desk.now) if step == "none" else read(desk.now))
        if step == "make":
            page.begin()
        elif step in ("draft", "send"):
            page.open("")
            page.view.show_read(sheet_sample.sample_draft(desk.now))
            if step == "send":
                page.view.ask_send()
        elif step in ("signed", "answers"):
            page.open("")
            page.view.show_read(sheet_sample.sample_signed(desk.now))
            if step == "answers":
                page.view.show_answers()
        return window

    return then


def _menu(opened: str = "") -> Callable[[MainWindow], QWidget]:
    """The voice menu, with what is *opened* beside or over it."""

    def then(window: MainWindow) -> QWidget:
        from ui.issues import menu_sample, sample
        from ui.issues.menu_files import MenuPreview
        from ui.issues.menu_page import MenuPage
        from ui.issues.screen import IssuesScreen

        screen = window.show_page("issues")
        assert isinstance(screen, IssuesScreen)  # noqa: S101
        page = screen.show_tab("menu")
        assert isinstance(page, MenuPage)  # noqa: S101
        screen.desk.show(sample.sample_known(DAY))
        if not screen.desk.centre.kept.sources:
            return window
        menu = menu_sample.sample_menu(DAY)
        page.show_menu(menu)
        if opened == "import":
            page.files.show_menu(menu_sample.sample_menu_file(menu))
            assert isinstance(page.files.preview, MenuPreview)  # noqa: S101
            return page.files.preview
        if opened:
            page.table.select(opened)
            page.open(page.table.selected()[0])
        return window

    return then


def _effect(state: str = "fell") -> Callable[[MainWindow], QWidget]:
    """An issue's effect: it fell, nothing is seen, or its window still runs."""

    def then(window: MainWindow) -> QWidget:
        from ui.issues import issue_sample, menu_sample, sample
        from ui.issues.issue_page import IssuePage
        from ui.issues.screen import IssuesScreen

        screen = window.show_page("issues")
        assert isinstance(screen, IssuesScreen)  # noqa: S101
        page, desk = screen.show_tab("issue"), screen.desk
        assert isinstance(page, IssuePage)  # noqa: S101
        desk.show(sample.sample_known(DAY))
        issue = menu_sample.sample_issue(DAY - timedelta(days=9 if state == "waiting" else 30))
        page.show_opened(replace(issue_sample.sample_opened(desk.now), issue=issue))
        effect = menu_sample.sample_effect(DAY, issue, ratio=0.45 if state == "fell" else 0.95)
        page.body.effect.show_answer(effect)
        settle()
        page.body.ensureWidgetVisible(page.body.sections["history"])
        page.body.ensureWidgetVisible(page.body.sections["effect"])
        return window

    return then


def _record(window: MainWindow) -> QWidget:
    """A department with its record beside it."""
    from ui.issues import menu_sample, sample
    from ui.issues.departments_page import DepartmentsPage
    from ui.issues.record_view import RecordView
    from ui.setup.screen import SetupScreen

    screen = window.show_page("settings")
    assert isinstance(screen, SetupScreen)  # noqa: S101
    page = screen.show_tab("departments")
    assert isinstance(page, DepartmentsPage)  # noqa: S101
    screen.desk.show(sample.sample_known(DAY))
    row = next(iter(page.table.arrangement.rows.values()))
    page.table.select(row.department.id)
    page.open(row)
    page.inside.setCurrentIndex(1)
    view = page.record
    assert isinstance(view, RecordView)  # noqa: S101
    view.show_record(menu_sample.sample_record(row.department.id, *view.days))
    return window


def _meetings(tab: str = "meetings", *, opened: str = "") -> Callable[[MainWindow], QWidget | None]:
    """A tab of the meetings page with a sample's meetings; *opened*: what is looked at there."""

    def then(window: MainWindow) -> QWidget | None:
        from ui.meetings import sample
        from ui.meetings.actions_page import ActionsPage
        from ui.meetings.meetings_page import MeetingsPage
        from ui.meetings.room import RoomWindow
        from ui.meetings.screen import MeetingsScreen
        from ui.meetings.series_page import SeriesPage

        screen = window.show_page("meetings")
        assert isinstance(screen, MeetingsScreen)  # noqa: S101
        page = screen.show_tab(tab)
        today = screen.desk.today
        if not screen.desk.centre.kept.sources:
            return window
        screen.desk.show(sample.known())
        match page:
            case MeetingsPage():
                page.show_list()
                page.show_listed(sample.listed(today))
                if opened == "room":
                    room = RoomWindow(screen.desk)
                    room.resize(window.size())
                    room.show_sitting(sample.sitting(today, running=True))
                    room.go(-len(sample.looks(today)))
                    return room
                if opened:
                    page.show_told(sample.told(today, running=opened == "running"))
                    page.view.tabs.setCurrentIndex({"people": 1, "minutes": 2}.get(opened, 0))
            case ActionsPage():
                page.show_listed(sample.listed(today))
            case SeriesPage():
                page.show_listed(sample.listed(today))
                if opened:
                    page.open(sample.listed(today).series[0])
        return window

    return then


def _issue(step: str = "") -> Callable[[MainWindow], QWidget]:
    """One issue: in mid-life, or *step*: "new", "conflict", "reply", "written"."""

    def then(window: MainWindow) -> QWidget:
        from supervisor.issues.evidence import Seed
        from ui.issues import issue_sample, sample
        from ui.issues.issue_editing import conflict_rows
        from ui.issues.issue_page import IssuePage
        from ui.issues.screen import IssuesScreen
        from ui.widgets.merge_dialog import MergeDialog, Side

        screen = window.show_page("issues")
        assert isinstance(screen, IssuesScreen)  # noqa: S101
        page, desk = screen.show_tab("issue"), screen.desk
        assert isinstance(page, IssuePage)  # noqa: S101
        if not desk.centre.kept.sources:
            return window
        desk.show(sample.sample_known(DAY))
        if step == "new":
            page.begin(Seed(title=issue_sample.sample_proposals(desk.now)[1].past.title))
            page.body.likely.show_proposals(issue_sample.sample_proposals(desk.now))
            return window
        page.show_opened(issue_sample.sample_opened(desk.now))
        if step == "written":
            page.turn_texts()
        elif step == "reply":
            page.body.replies.begin(issue_sample.sample_opened(desk.now).issue)
        elif step == "conflict":
            error = issue_sample.sample_conflict(desk.now)
            dialog = MergeDialog(error.what, conflict_rows(error, page.speak), page)
            dialog.choose(0, Side.MINE)
            dialog.show()
            return dialog
        return window

    return then


SHOTS = {
    "issues": Shot("issues", then=_issues()),
    "issues-bulk": Shot("issues", then=_issues(step="bulk")),
    "issues-move": Shot("issues", then=_issues(step="move")),
    "issues-none": Shot("issues", then=_issues(step="none")),
    "issues-empty": Shot("issues", empty=True, then=_issues()),
    "issue": Shot("issues", then=_issue()),
    "issue-written": Shot("issues", then=_issue("written")),
    "issue-reply": Shot("issues", then=_issue("reply")),
    "issue-new": Shot("issues", then=_issue("new")),
    "issue-conflict": Shot("issues", then=_issue("conflict")),
    "issue-empty": Shot("issues", empty=True, then=_issue()),
    "board": Shot("issues", then=_issues("board")),
    "menu": Shot("issues", then=_menu()),
    "menu-node": Shot("issues", then=_menu("paper")),
    "menu-import": Shot("issues", then=_menu("import")),
    "menu-empty": Shot("issues", empty=True, then=_menu()),
    "effect": Shot("issues", then=_effect()),
    "effect-unchanged": Shot("issues", then=_effect("unchanged")),
    "effect-waiting": Shot("issues", then=_effect("waiting")),
    "record": Shot("settings", then=_record),
    "board-move": Shot("issues", then=_issues("board", "move")),
    "board-empty": Shot("issues", empty=True, then=_issues("board")),
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
    "sources-findings": Shot("sources", then=_audited(wrong=True)),
    "history": Shot("history", then=_history()),
    "history-week": Shot("history", then=_history("week")),
    "history-agents": Shot("history", then=_history("agents")),
    "history-agent": Shot("history", then=_history("agents", opened=True)),
    "history-contacts": Shot("history", then=_history("contacts")),
    "history-contact": Shot("history", then=_history("contacts", opened=True)),
    "history-empty": Shot("history", empty=True, then=_history()),
    "review": Shot("performance", then=_review()),
    "review-derivation": Shot("performance", then=_review(opened=True)),
    "review-list": Shot("performance", then=_review("list")),
    "review-list-few": Shot("performance", then=_review("list", kpi="csat")),
    "review-levels": Shot("performance", then=_review("list", view="levels")),
    "review-funnel": Shot("performance", then=_review("list", view="funnel")),
    "review-kpis": Shot("performance", then=_review("kpis")),
    "review-kpi": Shot("performance", then=_review("kpis", opened=True)),
    "review-own-kpi": Shot("performance", then=_review("kpis", opened=True, view="own")),
    "review-list-empty": Shot("performance", empty=True, then=_review("list")),
    "review-person": Shot("performance", then=_review("person")),
    "review-person-empty": Shot("performance", empty=True, then=_review("person")),
    "review-stated": Shot("performance", then=_review(view="stated")),
    "review-empty": Shot("performance", empty=True, then=_review()),
    "sheets": Shot("issues", then=_sheets()),
    "sheets-make": Shot("issues", then=_sheets("make")),
    "sheets-none": Shot("issues", then=_sheets("none")),
    "sheets-empty": Shot("issues", empty=True, then=_sheets()),
    "sheet-draft": Shot("issues", then=_sheets("draft")),
    "sheet-send": Shot("issues", then=_sheets("send")),
    "sheet-signed": Shot("issues", then=_sheets("signed")),
    "sheet-answers": Shot("issues", then=_sheets("answers")),
    "departments": Shot("settings", then=_departments()),
    "department": Shot("settings", then=_departments("open")),
    "departments-empty": Shot("settings", empty=True, then=_departments()),
    "callbacks": Shot("issues", then=_reminding("callbacks")),
    "callback": Shot("issues", then=_reminding("callbacks", "open")),
    "callback-new": Shot("issues", then=_reminding("callbacks", "new")),
    "callbacks-empty": Shot("issues", empty=True, then=_reminding("callbacks")),
    "reminders": Shot("issues", then=_reminding("reminders")),
    "reminder-letter": Shot("issues", then=_reminding("reminders", "letter")),
    "reminders-went": Shot("issues", then=_reminding("reminders", "went")),
    "reminder-ladder": Shot("issues", then=_reminding("reminders", "ladder")),
    "reminder-mail": Shot("issues", then=_reminding("reminders", "mail")),
    "calendars-published": Shot("settings", then=_calendars("published")),
    "calendars-import": Shot("settings", then=_calendars("import")),
    "calendars": Shot("settings", then=_calendars()),
    "calendars-provisional": Shot("settings", then=_calendars(year=2027)),
    "calendars-days": Shot("settings", then=_calendars("days")),
    "calendars-hours": Shot("settings", then=_calendars("hours")),
    "courses": Shot("performance", then=_training()),
    "course": Shot("performance", then=_training(opened="c2")),
    "course-planned": Shot("performance", then=_training(opened="c4")),
    "course-new": Shot("performance", then=_training(opened="new")),
    "course-categories": Shot("performance", then=_training(opened="categories")),
    "courses-empty": Shot("performance", empty=True, then=_training()),
    "coaching": Shot("performance", then=_training("coaching")),
    "coaching-talk": Shot("performance", then=_training("coaching", "t1")),
    "coaching-new": Shot("performance", then=_training("coaching", "new")),
    "coaching-empty": Shot("performance", empty=True, then=_training("coaching")),
    "quality": Shot("quality", then=_quality()),
    "quality-evaluation": Shot("quality", then=_quality(step="appealed")),
    "quality-draft": Shot("quality", then=_quality(step="draft")),
    "quality-new": Shot("quality", then=_quality(step="new")),
    "quality-losses": Shot("quality", then=_quality("losses")),
    "quality-measure": Shot("quality", then=_quality("losses", "measure")),
    "quality-losses-empty": Shot("quality", empty=True, then=_quality("losses")),
    "quality-calibration": Shot("quality", then=_quality("calibration")),
    "quality-rating": Shot("quality", then=_quality("calibration", "rate")),
    "quality-calibration-new": Shot("quality", then=_quality("calibration", "plan")),
    "quality-calibration-empty": Shot("quality", empty=True, then=_quality("calibration")),
    "quality-sampling": Shot("quality", then=_quality("sampling")),
    "quality-drawn": Shot("quality", then=_quality("sampling", "drawn")),
    "quality-exempt": Shot("quality", then=_quality("sampling", "exempt")),
    "quality-sampling-empty": Shot("quality", empty=True, then=_quality("sampling")),
    "quality-forms": Shot("quality", then=_quality("forms")),
    "quality-forms-empty": Shot("quality", empty=True, then=_quality("forms")),
    "quality-empty": Shot("quality", empty=True, then=_quality()),
    "meetings": Shot("meetings", then=_meetings()),
    "meetings-agenda": Shot("meetings", then=_meetings(opened="agenda")),
    "meetings-people": Shot("meetings", then=_meetings(opened="people")),
    "meetings-minutes": Shot("meetings", then=_meetings(opened="minutes")),
    "meetings-room": Shot("meetings", then=_meetings(opened="room")),
    "meetings-actions": Shot("meetings", then=_meetings("actions")),
    "meetings-series": Shot("meetings", then=_meetings("series")),
    "meetings-series-form": Shot("meetings", then=_meetings("series", opened="form")),
    "meetings-empty": Shot("meetings", empty=True, then=_meetings()),
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
    "pages": Shot("pages"),
    "pages-part": Shot("pages", then=_part),
    "pages-announce": Shot("pages", then=_announce),
    "sources-dead": Shot("sources", silent_s=340, down=True),
    "sources-empty": Shot("sources", empty=True),
    "sources-add": Shot("sources", empty=True, then=_add),
    "settings": Shot("settings", then=_general),
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


def take(name: str, file: Path, size: QSize, machine: Machine) -> None:
    """Write the picture *name* of *size* pixels to *file*. Raises OSError when it cannot be written."""
    shot = SHOTS[name]
    if shot.public:
        machine.use_for_now(public_names=False)
    QCursor.setPos(-1, -1)  # it points at nothing
    window = MainWindow(machine)
    centre = demo_centre(shot) if shot.page else None
    try:
        if centre is None:
            window.show_first_start()
        else:
            window.current = shot.page
            window.show_centre(centre)
        ratio = window.devicePixelRatioF()
        inside = size / ratio
        window.resize(inside)
        window.show()
        seen = shot.then(window) or window
        if seen.isWindow() and not isinstance(seen, CrashDialog):
            seen.resize(inside)
        seen.show()
        settle()
        picture = QImage(seen.size() * ratio, QImage.Format.Format_RGB32)
        picture.setDevicePixelRatio(ratio)
        seen.render(picture)
        if not picture.save(str(file)):
            raise OSError(f"{file}: cannot be written")
    finally:
        window.leave_centre()
        window.close()
        window.deleteLater()
        if centre is not None:
            centre.close()


def demo_centre(shot: Shot) -> OpenCentre:
    """The demo centre as it stands at the fixed moment, folded in this process; no database, no collector."""
    spoken = language()
    settings = replace(
        CentreSettings(),
        centre_name={"zh_CN": "演示中心"}.get(spoken, "Demo centre"),
        demo=True,
        queue_order=tuple((SOURCE, queue.names[spoken]) for queue in QUEUES),
        **break_rules(),
    )
    rules = rules_of(settings)
    now = datetime.combine(DAY, SHOWN_AT, rules.days.zone).astimezone(UTC)
    heard_at = now - timedelta(seconds=shot.silent_s)
    live = LiveBoard(FixedClock(now))
    if shot.empty:
        live.show(Update(EMPTY, everything(EMPTY), {}))
        return OpenCentre.still(Kept(replace(settings, centre_name="", demo=False), {}, rules, ()), live)
    board = floor_at(heard_at, rules, spoken)
    record = SourceRecord(SOURCE, "simulated", {"seed": SEED, "language": spoken}, None, 1, now)
    reason = "Connection refused" if shot.down else ""
    beat = Heartbeat(SOURCE, "demo", now, heard_at, 1.0, not shot.down, reason)
    live.show(Update(board, everything(board), {SOURCE: beat}))
    kept = Kept(settings, {}, rules, (record,))
    centre = OpenCentre.still(kept, live, ChildState(running=True, starts=1))
    if shot.journalled:
        centre.url = sample_journal(Makings(SOURCE, rules.days, SEED, spoken), DAY, now, rules)
    records = tuple(RuleRecord(rule, True, False, 0) for rule in shipped(settings))
    centre.alarms.show(AlarmsRead((), (), records))
    if not shot.calm:
        alarms = sample_alarms(SOURCE, SEED, DAY, now, heard_at, settings, spoken)
        centre.alarms.show(AlarmsRead(tuple(alarm for alarm in alarms if alarm.is_open), (), records))
    centre.alarms.flash.run(False)  # a picture is of the moment when signs are lit
    return centre


@lru_cache(maxsize=8)  # half a second each
def floor_at(heard_at: datetime, rules: CountingRules, spoken: str) -> Board:
    """The demo's board after everything that was heard until *heard_at*."""
    said = day_until(Makings(SOURCE, rules.days, SEED, spoken), DAY, heard_at)
    return fold(EMPTY, [*said, *comparisons(said, heard_at)], rules)[0]


def comparisons(said: list[LiveEvent], until: datetime) -> list[LiveEvent]:
    """What comparing with the source's full state would have found by *until*, had a collector run."""
    agent = next(event.name for event in said if isinstance(event, AgentSeen))
    found = (Difference("agent_state", agent, AgentState.HANDLING, AgentState.READY),)
    times = [until - timedelta(minutes=minutes, seconds=33) for minutes in range(160, -1, -1)]
    return [
        AuditDone(SOURCE, at, 143, 1 if place == 120 else 0, False, found if place == 120 else ())
        for place, at in enumerate(times)
    ]


def everything(board: Board) -> Changed:
    """That all of *board* is new."""
    return Changed(frozenset(board.sources), frozenset(board.queues), frozenset(board.agents), day=True)


def settle() -> None:
    """Let everything that is due happen: layouts, fonts, and the turns in which boards are prepared."""
    for _turn in range(40):
        QApplication.sendPostedEvents()
        QApplication.processEvents()
