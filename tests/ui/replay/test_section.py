"""The floor's replay, driven as a person drives it, over a journal of yesterday in a file."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAccessible, QGuiApplication, QImage
from pytestqt.qtbot import QtBot

from supervisor.events import LiveEvent, SourceDown, SourceUp
from supervisor.live.axis import Mark, MarkKind
from supervisor.live.board import EMPTY, Board
from supervisor.live.feed import FeedState
from supervisor.live.fold import fold
from supervisor.live.journal import Journal
from supervisor.live.rules import CountingRules
from supervisor.settings.centre import CentreSettings
from supervisor.storage.database import open_journal
from tests.live.scripted import day
from tests.ui.exporting import export_to, fill_in
from ui import language
from ui.centre import OpenCentre
from ui.replay.section import ReplaySection
from ui.wallboard.definitions import Definitions

RULES = CountingRules(CentreSettings().days)
ZONE = RULES.days.zone
YESTERDAY = RULES.days.day(datetime.now(UTC)) - timedelta(days=1)
TEN = datetime.combine(YESTERDAY, time(10), ZONE).astimezone(UTC)
EVENTS = day("pbx", begins=TEN, contacts=180, gap_s=40).events  # two hours
KEY = Qt.Key


def minutes(count: float) -> datetime:
    """So many minutes after ten o'clock yesterday."""
    return TEN + timedelta(minutes=count)


GAP = (minutes(45), minutes(58))


def heard() -> list[LiveEvent]:
    """The day, with a time in which the source was away."""
    said = [event for event in EVENTS if not GAP[0] <= event.at < GAP[1]]
    said += [SourceDown("pbx", GAP[0], "Connection refused"), SourceUp("pbx", GAP[1])]
    return sorted(said, key=lambda event: event.at)


def write(url: str) -> None:
    said = heard()
    with open_journal(url) as db:
        journal = Journal(db)
        for number, start in enumerate(range(0, len(said), 25), 1):
            journal.append("pbx", said[start : start + 25], collector="c", sequence=number)


def board_at(at: datetime) -> Board:
    return fold(EMPTY, [event for event in heard() if event.at <= at], RULES)[0]


class Replayed:
    """A section in sight, and a quick way to wait for what its thread does."""

    def __init__(self, section: ReplaySection, centre: OpenCentre, qtbot: QtBot) -> None:
        self.section, self.centre, self.qtbot = section, centre, qtbot

    def go(self, at: datetime) -> None:
        self.section.show_instant(at)
        self.at(at)

    def at(self, at: datetime) -> None:
        self.qtbot.waitUntil(lambda: self.section.live.replay.at == at)

    def axis(self) -> None:
        self.qtbot.waitUntil(lambda: self.section.live.replay.curve is not None)

    def key(self, key: Qt.Key) -> None:
        self.qtbot.keyClick(self.section.axis, key)


@pytest.fixture
def replayed(sqlite_url: str, open_floor: Callable[..., OpenCentre], qtbot: QtBot) -> Iterator[Replayed]:
    write(sqlite_url)
    centre = open_floor(at=minutes(600))  # the evening
    kept = centre.kept
    section = ReplaySection(Definitions.of(kept.settings, kept.rules), centre)
    qtbot.addWidget(section)
    section.resize(1100, 700)
    with qtbot.waitExposed(section):
        section.show()
    one = Replayed(section, centre, qtbot)
    one.go(minutes(30))
    yield one
    section.stop()


def test_the_board_is_that_of_the_moment(replayed: Replayed) -> None:
    for at in (minutes(30), minutes(100), minutes(10.5)):
        replayed.go(at)
        assert replayed.section.stage.board.queues == board_at(at).queues
        tile = replayed.section.stage.tiles.texts(("pbx", "sales"))
        assert str(len(board_at(at).queues["pbx", "sales"].waiting)) in tile


def test_every_replayed_board_says_that_it_is_one_and_of_when(replayed: Replayed) -> None:
    said = replayed.section.stage.texts()
    assert said == ["REPLAY", YESTERDAY.isoformat(), "10:30:00"]
    assert replayed.section.stage.frame_px >= 10
    language.use("zh_CN")
    assert replayed.section.stage.texts()[-1] == "10:30:00"
    assert str(YESTERDAY.year) in replayed.section.stage.texts()[-2]
    language.use("en")


def test_space_plays_and_pauses(replayed: Replayed) -> None:
    section = replayed.section
    section.set_pace(120)
    replayed.key(KEY.Key_Space)
    replayed.qtbot.waitUntil(lambda: (section.live.replay.at or TEN) > minutes(31))
    replayed.key(KEY.Key_Space)
    replayed.qtbot.waitUntil(lambda: section.live.replay.pace == 0)
    replayed.qtbot.waitUntil(lambda: section.live.clock.now() == section.live.replay.at)
    at = section.live.replay.at
    assert at is not None
    assert section.stage.board.queues == board_at(at).queues


def test_space_plays_though_a_tile_has_the_focus(replayed: Replayed) -> None:
    replayed.qtbot.keyClick(replayed.section.stage.tiles, KEY.Key_Space)
    replayed.qtbot.waitUntil(lambda: replayed.section.live.replay.pace > 0)
    assert replayed.section.stage.tiles.explanation is None


@pytest.mark.parametrize(
    ("key", "to"),
    [
        (KEY.Key_Right, 31),
        (KEY.Key_Left, 29),
        (KEY.Key_PageDown, 45),
        (KEY.Key_PageUp, 15),
    ],
)
def test_keys_move_through_the_day(replayed: Replayed, key: Qt.Key, to: float) -> None:
    replayed.axis()
    replayed.key(key)
    replayed.at(minutes(to))


def test_home_and_end_go_to_the_ends_of_the_axis(replayed: Replayed) -> None:
    replayed.axis()
    since, until = replayed.section.axis.span
    assert since <= TEN < EVENTS[-1].at <= until
    replayed.key(KEY.Key_Home)
    replayed.at(since)
    replayed.key(KEY.Key_End)
    replayed.at(until)


def test_plus_and_minus_change_the_speed(replayed: Replayed) -> None:
    replayed.key(KEY.Key_Plus)
    assert replayed.section.transport.pace.currentData() == 30
    for _ in range(9):
        replayed.key(KEY.Key_Minus)
    assert replayed.section.transport.pace.currentData() == 1


def test_the_next_alarm_is_a_key_away(replayed: Replayed) -> None:
    replayed.axis()
    marks = tuple(Mark(MarkKind.ALARM, minutes(at), minutes(at + 5), "Waits", 2) for at in (20, 40, 80))
    replayed.section.show_marks(YESTERDAY, marks)
    assert replayed.section.transport.alarm_next.isEnabled()
    replayed.key(KEY.Key_N)
    replayed.at(minutes(40))
    replayed.key(KEY.Key_N)
    replayed.at(minutes(80))
    assert not replayed.section.transport.alarm_next.isEnabled()
    replayed.key(KEY.Key_P)
    replayed.at(minutes(40))


def test_a_click_on_the_axis_goes_there_and_the_time_is_said_at_once(replayed: Replayed) -> None:
    replayed.axis()
    axis = replayed.section.axis
    x = round(axis.place_of(minutes(90)))
    replayed.qtbot.mouseClick(axis, Qt.MouseButton.LeftButton, pos=QPoint(x, axis.height() // 2))
    said = axis.at
    assert abs((said - minutes(90)).total_seconds()) < 60
    replayed.at(said)


def test_scrubbing_ends_where_the_mouse_ended(replayed: Replayed) -> None:
    replayed.axis()
    axis, y = replayed.section.axis, 60
    replayed.qtbot.mousePress(
        axis, Qt.MouseButton.LeftButton, pos=QPoint(round(axis.place_of(minutes(30))), y)
    )
    for minute in range(31, 90, 3):
        replayed.qtbot.mouseMove(axis, QPoint(round(axis.place_of(minutes(minute))), y))
    replayed.qtbot.mouseRelease(axis, Qt.MouseButton.LeftButton)
    replayed.at(axis.at)


def test_while_the_source_was_away_its_figures_are_of_then(replayed: Replayed) -> None:
    replayed.axis()
    replayed.go(minutes(50))
    stage = replayed.section.stage
    replayed.qtbot.waitUntil(lambda: stage.feeds["pbx"].state is FeedState.DEAD)
    assert "Connection refused" in stage.feed_band.text
    assert any("10:45:00" in line for line in replayed.section.axis.about(minutes(50)))
    replayed.go(minutes(70))
    replayed.qtbot.waitUntil(lambda: stage.feeds["pbx"].state is FeedState.LIVE)
    assert stage.feed_band.text == ""


def test_the_live_board_hears_nothing_of_a_replay(replayed: Replayed) -> None:
    told: list[object] = []
    live = replayed.centre.live
    live.changed.connect(lambda *_said: told.append("changed"))
    live.judged.connect(told.append)
    before, feeds = live.board, live.feeds
    replayed.go(minutes(50))
    replayed.go(minutes(90))
    assert (told, live.board is before, live.feeds) == ([], True, feeds)
    assert replayed.section.live.board is not live.board


def test_out_of_sight_it_does_nothing(replayed: Replayed) -> None:
    section = replayed.section
    replayed.key(KEY.Key_Space)
    replayed.qtbot.waitUntil(lambda: section.live.replay.pace > 0)
    section.hide()
    replayed.qtbot.waitUntil(lambda: section.replayer.asleep)
    at = section.replayer.state().at
    section.show()
    replayed.qtbot.waitUntil(lambda: section.live.replay.at != at)


def test_the_agents_are_shown_as_they_were(replayed: Replayed) -> None:
    replayed.qtbot.mouseClick(replayed.section.transport.agents, Qt.MouseButton.LeftButton)
    stage = replayed.section.stage
    assert stage.stack.currentWidget() is stage.grid
    assert set(stage.grid.agents()) == stage.board.agents.keys()
    replayed.go(minutes(80))
    assert stage.grid.isVisible()
    assert stage.board.agents == board_at(minutes(80)).agents


def test_before_the_journal_there_is_a_sentence_and_a_way_to_its_beginning(replayed: Replayed) -> None:
    stage = replayed.section.stage
    replayed.go(minutes(-300))
    assert stage.stack.currentWidget() is stage.empty
    assert "REPLAY" in stage.texts()
    replayed.qtbot.waitUntil(lambda: replayed.section.live.replay.axis is not None)
    replayed.qtbot.mouseClick(stage.empty.button, Qt.MouseButton.LeftButton)
    replayed.at(TEN)
    assert stage.stack.currentWidget() is stage.tiles


def test_days_can_be_chosen_and_keep_the_time(replayed: Replayed) -> None:
    replayed.axis()
    days = replayed.section.transport.days
    assert [days.itemData(place) for place in range(days.count())] == [YESTERDAY]
    before = YESTERDAY - timedelta(days=1)
    replayed.section.show_day(before)
    replayed.at(minutes(30) - timedelta(days=1))
    assert days.currentText() == before.isoformat()
    replayed.section.show_day(YESTERDAY)
    replayed.at(minutes(30))


def test_the_picture_has_its_own_size_and_says_what_it_is(replayed: Replayed, tmp_path: Path) -> None:
    replayed.axis()
    file = tmp_path / "morning.png"
    replayed.section.ask_file()
    with replayed.qtbot.waitSignal(replayed.section.noticed) as told:
        export_to(replayed.section.dialog, file, replayed.qtbot)
    assert str(file) in told.args[0]
    image = QImage(str(file))
    assert (image.width(), image.height()) == (3840, 2160)
    frame = {image.pixel(x, 4) for x in range(0, 3840, 5)}
    assert len(frame) > 2  # hatched


def test_a_picture_that_cannot_be_written_is_explained_and_offered_elsewhere(
    replayed: Replayed, tmp_path: Path
) -> None:
    replayed.section.ask_file()
    dialog = replayed.section.dialog
    assert dialog is not None
    (tmp_path / "morning.png").mkdir()
    fill_in(dialog, tmp_path / "morning.png", replayed.qtbot)
    dialog.begin()
    replayed.qtbot.waitUntil(lambda: not dialog.problem.isHidden())
    assert "morning.png" in dialog.problem.text()
    assert dialog.instead.text() == "Write it as “morning (2).png”"
    dialog.reject()


def test_the_dialog_offers_a_good_name(replayed: Replayed) -> None:
    replayed.section.ask_file()
    dialog = replayed.section.dialog
    assert dialog is not None
    assert dialog.place.path.name == f"replay {YESTERDAY.isoformat()} 10.30.00.png"
    dialog.reject()


def test_the_picture_can_be_copied(replayed: Replayed) -> None:
    replayed.qtbot.mouseClick(replayed.section.transport.copy, Qt.MouseButton.LeftButton)
    assert QGuiApplication.clipboard().image().width() == 3840


def test_full_screen_keeps_the_marks_and_comes_back(replayed: Replayed) -> None:
    section = replayed.section
    replayed.key(KEY.Key_F11)
    window = section.full_screen
    assert window is not None
    assert section.room.window() is window
    assert section.stage.texts()[0] == "REPLAY"
    replayed.key(KEY.Key_Right)
    replayed.at(minutes(31))
    replayed.key(KEY.Key_Escape)
    assert section.full_screen is None
    assert section.room.window() is section.window()
    replayed.qtbot.waitUntil(lambda: section.stage.isVisible())
    replayed.qtbot.waitUntil(lambda: not section.replayer.asleep)  # its thread wakes when it comes to it


def test_a_screen_reader_finds_a_slider_that_says_its_time(replayed: Replayed) -> None:
    replayed.axis()
    axis = replayed.section.axis
    found = QAccessible.queryAccessibleInterface(axis)
    assert found.role() is QAccessible.Role.Slider
    axis.setFocus()
    axis.show_time(minutes(40))
    assert axis.accessibleName() == "Time of day"
    assert "10:40:00" in axis.accessibleDescription()
    axis.setValue(axis.value() + 60)  # as a reader's action does
    replayed.at(minutes(41))


def test_other_rules_count_the_replayed_day_anew(replayed: Replayed) -> None:
    kept = replayed.centre.kept
    strict = replace(kept.rules, default_threshold_s=1)
    replayed.section.use(Definitions.of(kept.settings, strict))
    replayed.qtbot.waitUntil(
        lambda: {line.threshold_s for line in replayed.section.stage.board.queues.values()} == {1}
    )
