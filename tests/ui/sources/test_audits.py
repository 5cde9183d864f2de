"""What the sources page says of audits: the line, what was found, ghosts out and back, where the log is."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from msgspec.structs import replace
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from supervisor.audit import store
from supervisor.audit.asking import ASKED
from supervisor.audit.finding import Finding, Kind, QueueSums, Reconciliation, Sums, Why
from supervisor.clock import FixedClock
from supervisor.events import ContactOffered, QueueSeen
from supervisor.live.board import EMPTY
from supervisor.live.entry import entry
from supervisor.live.fold import fold
from supervisor.live.journal import Journal
from supervisor.rights.role import DatabaseRole as R
from supervisor.storage import areas
from supervisor.storage.database import open_centre, open_journal
from supervisor.storage.sources import add_source
from supervisor.wallboard.levels import Judged, Level
from supervisor.wallboard.metrics import queue_figures
from tests.audit.heard import heard
from tests.live.floor import PBX, RULES, at
from tests.shared_centre import OWNER, SharedCentre
from tests.sources.asterisk.listings import RECORDINGS
from ui import language
from ui.centre import OpenCentre
from ui.sources.audit_line import AuditLine, age_words
from ui.sources.page import SourcesPage
from ui.theme import State
from ui.wallboard.tile import tile_view

NOW = datetime(2026, 11, 23, 6, 0, 40, tzinfo=UTC)  # 14:00:40 in Shanghai
CLICK = Qt.MouseButton.LeftButton
AT = NOW - timedelta(seconds=30)
GHOST = Finding(
    Kind.GHOST_WAITING, "billing", "1.1", AT - timedelta(hours=1), theirs="abandoned", theirs_n=30
)
OTHER = Finding(Kind.OUTCOME, "billing", "1.2", AT - timedelta(hours=1), "", "lost", "answered")
TALK = Finding(Kind.TALK, "billing", "1.3", AT, ours_n=6, theirs_n=16, why=Why.REDIRECT)

Opened = tuple[SourcesPage, OpenCentre]


def result(*findings: Finding, **changes: object) -> Reconciliation:
    both = Sums(10, 8, 2)
    found = Reconciliation(
        "pbx",
        NOW.date(),
        AT,
        AT,
        AT - timedelta(hours=14),
        10,
        sum(not finding.why for finding in findings),
        sum(bool(finding.why) for finding in findings),
        findings,
        (QueueSums("billing", both, both),),
        True,
        AT,
        where="/var/log/asterisk/queue_log",
    )
    return replace(found, **changes)


@pytest.fixture
def page_of(open_floor: Callable[..., OpenCentre], qtbot: QtBot) -> Iterator[Callable[[], Opened]]:
    """The page of a centre with the source pbx, in sight."""
    pages: list[SourcesPage] = []

    def show() -> Opened:
        centre = open_floor("pbx", at=NOW)
        page = SourcesPage(centre)
        pages.append(page)
        page.resize(1300, 800)
        with qtbot.waitExposed(page):
            page.show()
        page.activateWindow()
        return page, centre

    yield show
    for page in pages:
        page.close()
        page.deleteLater()


def keep(centre: OpenCentre, *results: Reconciliation) -> None:
    """As the watch process does it, in its own connection."""
    with open_centre(centre.url) as database, database.write() as db:
        for each in results:
            store.save(db, each)
    centre.jobs.look()


def latest(centre: OpenCentre) -> dict[str, Reconciliation]:
    """The newest audit of each source, as the database has it."""
    with open_centre(centre.url) as database, database.read() as db:
        return store.latest(db)


def line(page: SourcesPage) -> str:
    return page.cards["pbx"].audit.said


def texts(page: SourcesPage) -> str:
    assert page.findings is not None
    return "\n".join(
        label.text() for label in page.findings.findChildren(QLabel) if label.isVisibleTo(page.findings)
    )


def test_what_the_watch_process_found_comes_by_itself(page_of: Callable[[], Opened], qtbot: QtBot) -> None:
    page, centre = page_of()
    assert line(page) == "Not reconciled yet."
    assert page.cards["pbx"].audit.state is State.STALE
    keep(centre, result())
    qtbot.waitUntil(lambda: line(page) == "Reconciled 14:00, difference 0")
    keep(centre, result(GHOST, OTHER, TALK))
    qtbot.waitUntil(lambda: line(page) == "Reconciled 14:00: 2 differences")
    assert page.cards["pbx"].audit.state is State.WARN


def test_the_findings_are_opened_and_left_by_the_keyboard(
    page_of: Callable[[], Opened], qtbot: QtBot
) -> None:
    page, centre = page_of()
    keep(centre, result(GHOST, OTHER, TALK))
    qtbot.waitUntil(lambda: "2 differences" in line(page))
    button = page.cards["pbx"].audit.show_all
    button.setFocus()
    qtbot.keyClick(button, Qt.Key.Key_Space)
    assert page.findings is not None
    said = texts(page)
    assert "the log says: abandoned, after 0:30" in said
    assert "It was redirected" in said
    focused = QApplication.focusWidget()
    assert focused is page.findings.buttons[0], "the first thing that can be done"
    qtbot.keyClick(focused, Qt.Key.Key_Escape)
    assert page.drawer is None
    assert button.hasFocus()


def test_a_ghost_is_out_by_one_press_and_back_by_undo(page_of: Callable[[], Opened], qtbot: QtBot) -> None:
    page, centre = page_of()
    keep(centre, result(GHOST, OTHER))
    qtbot.waitUntil(lambda: "2 differences" in line(page))
    page.open_findings("pbx")
    assert page.findings is not None
    assert len(page.findings.buttons) == 1, "another outcome is no ghost"
    with qtbot.waitSignal(page.noticed) as noticed:
        qtbot.mouseClick(page.findings.buttons[0], CLICK)
    assert noticed.args is not None
    said, undo = noticed.args
    assert said == "1.1 counts no more in billing."
    qtbot.waitUntil(lambda: "1 difference" in line(page))
    qtbot.waitUntil(lambda: centre.kept.rules.excluded == {("pbx", "1.1", "billing")})
    qtbot.waitUntil(lambda: "Taken out of the count" in texts(page))
    undo()
    qtbot.waitUntil(lambda: "2 differences" in line(page))
    qtbot.waitUntil(lambda: centre.kept.rules.excluded == frozenset())


def test_what_was_taken_out_can_count_again_days_later(page_of: Callable[[], Opened], qtbot: QtBot) -> None:
    page, centre = page_of()
    keep(centre, result(GHOST))
    qtbot.waitUntil(lambda: "1 difference" in line(page))
    page.open_findings("pbx")
    assert page.findings is not None
    qtbot.mouseClick(page.findings.buttons[0], CLICK)
    qtbot.waitUntil(lambda: "difference 0" in line(page))
    qtbot.waitUntil(lambda: [each.text() for each in page.findings.buttons] == ["Count again"])
    qtbot.mouseClick(page.findings.buttons[0], CLICK)
    qtbot.waitUntil(lambda: centre.kept.rules.excluded == frozenset())


def test_an_audit_can_be_asked_for_and_is_kept(
    page_of: Callable[[], Opened], qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    page, centre = page_of()
    _write(centre)
    said: list[str] = []
    show_running = AuditLine.show_running

    def show(audit: AuditLine, running: bool) -> None:
        show_running(audit, running)
        said.append(audit.now.text())

    monkeypatch.setattr(AuditLine, "show_running", show)  # a short audit is over before anybody looks
    page._set_log("pbx", str(RECORDINGS / "restart" / "queue_log"))
    qtbot.waitUntil(lambda: said == ["Cancel", "Reconcile now"])
    qtbot.waitUntil(lambda: "pbx" in latest(centre))
    qtbot.mouseClick(page.cards["pbx"].audit.now, CLICK)
    assert page.cards["pbx"].audit.now.text() == "Cancel"
    qtbot.mouseClick(page.cards["pbx"].audit.now, CLICK)
    assert page.cards["pbx"].audit.now.text() == "Reconcile now"


def test_where_the_log_is_is_saved_as_a_step_and_tried_at_once(
    page_of: Callable[[], Opened], tmp_path: Path, qtbot: QtBot
) -> None:
    page, centre = page_of()
    _write(centre)
    page.open_findings("pbx")
    assert page.findings is not None
    assert not page.findings.save.isEnabled()
    qtbot.keyClicks(page.findings.log.editor, str(tmp_path / "queue_log"))
    with qtbot.waitSignal(page.noticed) as noticed:
        qtbot.keyClick(page.findings.log.editor, Qt.Key.Key_Return)
    assert noticed.args is not None
    assert noticed.args[0] == "The log of pbx is read from now on."
    qtbot.waitUntil(lambda: centre.kept.sources[0].options.get("queue_log") == str(tmp_path / "queue_log"))
    assert not page.findings.save.isEnabled()


def test_a_look_into_the_log_stands_beside_the_test_of_the_connection() -> None:
    from supervisor.sources.source import TestResult
    from ui.sources.log_words import log_sentence
    from ui.sources.work import _log_facts

    zone = UTC
    facts = _log_facts("pbx", str(RECORDINGS / "restart" / "queue_log"))
    assert "its last line is of 2026-11-21 20:06" in log_sentence(TestResult(None, facts).facts, "pbx", zone)
    assert "is not there" in log_sentence(_log_facts("pbx", "/nowhere/queue_log"), "pbx", zone)
    assert log_sentence(_log_facts("pbx", None), "pbx", zone) == ""


def test_an_old_audit_and_one_without_a_log_are_no_good_news(
    page_of: Callable[[], Opened], qtbot: QtBot
) -> None:
    page, centre = page_of()
    zone = centre.kept.rules.days.zone
    audit = page.cards["pbx"].audit
    audit.show_result(result(), 0, zone, NOW)
    assert audit.state is State.OK
    audit.show_result(result(), 0, zone, NOW + timedelta(minutes=20))
    assert audit.state is State.STALE
    audit.show_result(result(logged=False), 0, zone, NOW)
    assert audit.said == "Checked 14:00 without a log, difference 0"
    assert audit.state is State.STALE
    audit.show_result(result(problem="log_silent"), 0, zone, NOW)
    assert audit.state is State.WARN


@pytest.mark.parametrize(
    ("seconds", "said"),
    [(59, "just now"), (60, "1 minute ago"), (600, "10 minutes ago"), (3 * 3600, "3 hours ago")],
)
def test_the_age_is_said_in_whole_minutes(seconds: int, said: str) -> None:
    assert age_words(timedelta(seconds=seconds)) == said


def test_another_language_says_it_all_again(page_of: Callable[[], Opened], qtbot: QtBot) -> None:
    page, centre = page_of()
    keep(centre, result(GHOST))
    qtbot.waitUntil(lambda: "1 difference" in line(page))
    page.open_findings("pbx")
    try:
        language.use("zh_CN")
        page.show_now(NOW)
        assert page.findings is not None
    finally:
        language.use("en")


def _write(centre: OpenCentre) -> None:
    """A journal of the recording's minutes."""
    with open_journal(centre.url) as database:
        Journal(database).append_all(
            [entry("pbx", batch, sequence=number) for number, batch in enumerate(heard("restart"), 1)],
            collector="c",
        )


@pytest.mark.parametrize(("minutes", "mark"), [(29, ""), (31, "?")])
def test_a_wait_that_nobody_can_believe_has_a_question_mark_on_its_tile(minutes: int, mark: str) -> None:
    said = (QueueSeen(PBX, at(0), "a"), ContactOffered(PBX, at(0), "c", "a"))
    queue = fold(EMPTY, said, RULES)[0].queues[PBX, "a"]
    now = at(minutes * 60)
    figures = queue_figures(queue, now, RULES.days.begins(RULES.days.day(now)))
    tile = tile_view(figures, Judged(Level.NORMAL), 0, None, RULES.days.zone, target=0.9, quarter=(0, 40))
    assert tile.longest_words == f"longest wait{mark}"


def test_on_a_shared_centre_the_watch_is_asked_and_its_answer_awaited(
    shared_centre: SharedCentre, dressed: object, qtbot: QtBot
) -> None:
    with open_centre(shared_centre.url) as database, database.write() as db:
        add_source(db, "pbx", "asterisk", {"host": "pbx"}, secret_env="X", at=NOW, who=OWNER)
    centre = OpenCentre(shared_centre.as_role([R.SUPERVISOR]))
    with qtbot.waitSignal(centre.opened):
        centre.open()
    refused: list[object] = []
    centre.jobs.refused.connect(refused.append)
    centre.live.clock = FixedClock(NOW)
    page = SourcesPage(centre)
    audit = page.cards["pbx"].audit
    with qtbot.waitExposed(page):
        page.show()
    assert audit.now.isVisible()
    qtbot.mouseClick(audit.now, CLICK)
    qtbot.waitUntil(lambda: bool(audit.asked or refused))
    assert refused == []
    assert audit.asked == "The watch was asked just now."
    assert not audit.now.isEnabled()
    with open_centre(shared_centre.url) as database, database.read() as db:
        assert areas.versions(db)[ASKED] == 1

    page.show_now(NOW + timedelta(minutes=3))
    assert audit.asked.startswith("The watch was asked 3 minutes ago and has not answered")
    assert audit.now.isEnabled()
    with open_centre(shared_centre.url) as database, database.write() as db:
        store.save(db, result())
    qtbot.waitUntil(lambda: not audit.asked)
    assert "difference" in audit.said
    page.close()
    page.deleteLater()
    centre.close()
    centre.deleteLater()
