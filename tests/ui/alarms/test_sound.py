"""Tones and who plays them, when they sound, and when they are muted."""

from __future__ import annotations

import io
import stat
import sys
import wave
from array import array
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from supervisor.alarms.alarm import EventKind
from supervisor.clock import FixedClock
from supervisor.wallboard.levels import Level
from tests.ui.alarms.conftest import NOW, PLANS, ago, standing
from ui.alarms.caller import Caller
from ui.alarms.desktop import DesktopNotice
from ui.alarms.player import Player
from ui.alarms.tones import PATTERNS, RATE, tone, tone_file
from ui.centre import OpenCentre
from ui.machine import Machine

POSIX = pytest.mark.skipif(sys.platform == "win32", reason="scripts stand in for players")


def samples(made: bytes) -> array[int]:
    with wave.open(io.BytesIO(made)) as file:
        assert (file.getnchannels(), file.getsampwidth(), file.getframerate()) == (1, 2, RATE)
        return array("h", file.readframes(file.getnframes()))


# Tones


def test_each_level_has_a_tone_of_its_own_and_none_is_long() -> None:
    made = {level: samples(tone(level, 75)) for level in PATTERNS}
    assert made[Level.ATTENTION] != made[Level.ACTION]
    assert all(0.3 < len(each) / RATE < 1.5 for each in made.values())


@pytest.mark.parametrize("level", list(PATTERNS))
def test_volume_goes_from_silence_to_nearly_all_there_is_without_a_click(level: Level) -> None:
    assert max(samples(tone(level, 0))) == 0
    loud, soft = samples(tone(level, 100)), samples(tone(level, 50))
    assert 20_000 < max(loud) <= 32_767
    assert max(soft) == pytest.approx(max(loud) / 4, rel=0.01)  # as the ear hears it
    assert abs(loud[0]) < 500
    assert loud[-1] == 0


def test_a_tone_is_written_once(tmp_path: Path) -> None:
    file = tone_file(tmp_path / "tones", Level.ACTION, 60)
    first = file.stat().st_mtime_ns
    assert file.read_bytes() == tone(Level.ACTION, 60)
    assert tone_file(tmp_path / "tones", Level.ACTION, 60).stat().st_mtime_ns == first
    assert [each.suffix for each in file.parent.iterdir()] == [".wav"]


# Players


def program(folder: Path, name: str, code: int = 0, wait_s: float = 0) -> str:
    """A player that notes what it was asked to play."""
    file = folder / name
    file.write_text(f'#!/bin/sh\necho "{name} $@" >> "{folder}/played"\nsleep {wait_s}\nexit {code}\n')
    file.chmod(file.stat().st_mode | stat.S_IXUSR)
    return str(file)


def played(folder: Path) -> list[str]:
    file = folder / "played"
    return file.read_text().splitlines() if file.exists() else []


@POSIX
def test_the_first_program_that_can_plays_the_file(qtbot: QtBot, tmp_path: Path) -> None:
    good = program(tmp_path, "good")
    player = Player([["not-installed-anywhere"], [good, "-q"], [program(tmp_path, "other")]])
    assert player.can_play
    with qtbot.waitSignal(player.ended):
        player.play(tmp_path / "a.wav")
    assert played(tmp_path) == [f"good -q {tmp_path}/a.wav"]


@POSIX
def test_one_that_fails_is_left_out_and_the_next_one_plays(qtbot: QtBot, tmp_path: Path) -> None:
    player = Player([[program(tmp_path, "broken", code=1)], [program(tmp_path, "good")]])
    for file in ("a", "b"):
        with qtbot.waitSignal(player.ended):
            player.play(tmp_path / file)
    assert played(tmp_path) == [f"broken {tmp_path}/a", f"good {tmp_path}/a", f"good {tmp_path}/b"]


@POSIX
def test_without_any_program_the_system_beeps_and_it_is_told_once(qtbot: QtBot, tmp_path: Path) -> None:
    player = Player([[program(tmp_path, "broken", code=1)]])
    with qtbot.waitSignals([player.failed, player.ended]):
        player.play(tmp_path / "a")
    assert not player.can_play
    with qtbot.assertNotEmitted(player.failed), qtbot.waitSignal(player.ended):
        player.play(tmp_path / "b")


@POSIX
def test_a_newer_sound_ends_the_one_before(qtbot: QtBot, tmp_path: Path) -> None:
    player = Player([[program(tmp_path, "slow", wait_s=30)]])
    player.play(tmp_path / "a")
    qtbot.waitUntil(lambda: len(played(tmp_path)) == 1)
    player.play(tmp_path / "b")
    qtbot.waitUntil(lambda: len(played(tmp_path)) == 2)
    assert player.is_playing
    player.stop()
    assert not player.is_playing


# When


class Ear(Player):
    """Hears which tones are played."""

    def __init__(self) -> None:
        super().__init__([])
        self.heard: list[str] = []

    def play(self, file: Path) -> None:
        self.heard.append(file.name)


class Eye(DesktopNotice):
    """Sees which notices are shown."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.seen: list[tuple[str, str]] = []

    def show(self, title: str, text: str, level: Level) -> None:
        self.seen.append((title, text))


class Called:
    """A caller whose clock a test moves."""

    def __init__(self, centre: OpenCentre, machine: Machine) -> None:
        self.ear, self.eye, self.seconds = Ear(), Eye(), 0.0
        self.in_front = False
        self.centre, self.machine = centre, machine
        self.caller = Caller(
            centre,
            machine,
            player=self.ear,
            desktop=self.eye,
            seconds=lambda: self.seconds,
            in_front=lambda: self.in_front,
        )


@pytest.fixture
def called(known: OpenCentre, machine: Machine) -> Iterator[Called]:
    made = Called(known, machine)
    yield made
    made.caller.stop()
    made.caller.deleteLater()


Write = Callable[..., None]


def test_a_new_alarm_sounds_the_tone_of_its_level_once(called: Called, watch: Write, qtbot: QtBot) -> None:
    watch((EventKind.OPENED, standing()))
    qtbot.waitUntil(lambda: called.ear.heard == ["attention-75.wav"])
    watch((EventKind.RAISED, standing(level=Level.ACTION)))
    qtbot.waitUntil(lambda: called.ear.heard == ["attention-75.wav", "action-75.wav"])


def test_several_at_once_sound_the_worst_tone_alone(called: Called, watch: Write, qtbot: QtBot) -> None:
    watch((EventKind.OPENED, standing()), (EventKind.OPENED, standing(PLANS, Level.ACTION)))
    qtbot.waitUntil(lambda: called.ear.heard == ["action-75.wav"])
    assert called.eye.seen[0][0] == "2 new alarms"


def test_act_now_sounds_again_until_somebody_takes_it_on(called: Called, watch: Write, qtbot: QtBot) -> None:
    watch((EventKind.OPENED, standing(level=Level.ACTION)))
    qtbot.waitUntil(lambda: len(called.ear.heard) == 1)
    called.seconds = 299
    called.caller.tick(NOW)
    called.seconds = 300
    called.caller.tick(NOW)
    qtbot.waitUntil(lambda: len(called.ear.heard) == 2)
    number = called.centre.alarms.open[0].id
    from ui.alarms import work

    called.centre.jobs.write(work.acknowledge, {number: Level.ACTION}, at=NOW, who="lin")
    qtbot.waitUntil(lambda: called.centre.alarms.calling == ())
    called.seconds = 900
    called.caller.tick(NOW)
    assert called.caller._sounded is None


def test_attention_is_not_repeated(called: Called, watch: Write, qtbot: QtBot) -> None:
    watch((EventKind.OPENED, standing()))
    qtbot.waitUntil(lambda: len(called.ear.heard) == 1)
    assert called.caller._sounded is None


@pytest.mark.parametrize(
    ("values", "level"),
    [
        ({"alarm_sounds": False}, Level.ACTION),
        ({"alarm_volume": 0}, Level.ACTION),
        ({"alarm_tone_attention": False}, Level.ATTENTION),
        ({"alarm_tone_action": False}, Level.ACTION),
        ({"alarm_quiet_from": "10:00", "alarm_quiet_until": "11:00"}, Level.ACTION),
        ({"alarm_quiet_from": "22:00", "alarm_quiet_until": "10:43"}, Level.ACTION),
    ],
)
def test_a_setting_can_silence_it(
    called: Called, machine: Machine, values: dict[str, object], level: Level
) -> None:
    assert called.caller.sound(level)
    machine.change(values)
    assert not called.caller.sound(level)


def test_the_same_time_twice_means_no_quiet_hours(called: Called, machine: Machine) -> None:
    machine.change({"alarm_quiet_from": "10:42", "alarm_quiet_until": "10:42"})
    assert called.caller.sound(Level.ACTION)


def test_a_mute_has_an_end_and_says_it(called: Called, machine: Machine, qtbot: QtBot) -> None:
    with qtbot.waitSignal(called.caller.muted):
        called.caller.mute(15)
    assert called.caller.muted_words == "10:57"
    assert not called.caller.sound(Level.ACTION)
    called.centre.live.clock = FixedClock(NOW + timedelta(minutes=15))
    with qtbot.waitSignal(called.caller.muted):
        called.caller.tick(NOW)
    assert machine.settings.alarm_muted_until == ""
    assert called.caller.sound(Level.ACTION)


def test_a_mute_lasts_at_most_until_the_day_ends_and_can_be_ended(called: Called) -> None:
    called.caller.mute(0)
    assert called.caller.muted_words == "00:00"
    called.caller.mute(-1)
    assert called.caller.muted_until is None


@pytest.mark.parametrize("said", ["nonsense", "2026-11-23T10:57", "2031-01-01T00:00:00+00:00"])
def test_a_mute_that_no_clock_of_ours_set_is_none(called: Called, machine: Machine, said: str) -> None:
    machine.change({"alarm_muted_until": said})
    assert called.caller.muted_until is None


def test_a_notice_is_shown_while_another_program_is_in_front(
    called: Called, machine: Machine, watch: Write, qtbot: QtBot
) -> None:
    watch((EventKind.OPENED, standing(level=Level.ACTION, opened_at=ago(1))))
    qtbot.waitUntil(lambda: bool(called.eye.seen))
    assert called.eye.seen[0][0] == "Act now: Staff short: Billing"
    assert "71.2 % (limit 83.0 %, 41 contacts)" in called.eye.seen[0][1]
    machine.change({"alarm_notices": False})
    watch((EventKind.OPENED, standing(PLANS)))
    qtbot.waitUntil(lambda: len(called.ear.heard) == 2)
    assert len(called.eye.seen) == 1


def test_no_notice_is_shown_to_whoever_looks_at_the_console(
    called: Called, watch: Write, qtbot: QtBot
) -> None:
    called.in_front = True
    watch((EventKind.OPENED, standing()))
    qtbot.waitUntil(lambda: len(called.ear.heard) == 1)
    assert called.eye.seen == []


def test_trying_a_tone_says_when_the_computer_cannot_play_it(called: Called, qtbot: QtBot) -> None:
    called.caller.mute(15)
    said = called.caller.try_tone(Level.ACTION)
    qtbot.waitUntil(lambda: called.ear.heard == ["action-75.wav"])
    assert "no program that plays sounds" in said


@POSIX
def test_where_there_is_no_tray_the_desktops_own_program_is_asked(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "notify-send"
    file.write_text(f'#!/bin/sh\nfor a in "$@"; do echo "$a" >> "{tmp_path}/told"; done\necho default\n')
    file.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=":")
    notice = DesktopNotice()
    with qtbot.waitSignal(notice.pressed):
        notice.show("Act now: Billing", "71.2 %", Level.ACTION)
    told = (tmp_path / "told").read_text().splitlines()
    assert told[-3:] == ["--", "Act now: Billing", "71.2 %"]
    assert "critical" in told
    notice.stop()


@POSIX
def test_an_older_one_that_cannot_ask_back_is_asked_again_plainly(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "notify-send"
    file.write_text(f'#!/bin/sh\ncase "$*" in *--action*) exit 1;; esac\necho "$@" >> "{tmp_path}/told"\n')
    file.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=":")
    notice = DesktopNotice()
    notice.show("Attention: Billing", "a", Level.ATTENTION)
    qtbot.waitUntil(lambda: (tmp_path / "told").exists())
    assert not notice._asks_back
    notice.stop()
