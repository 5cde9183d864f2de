from __future__ import annotations

import dataclasses
import stat
import string
import sys
import tomllib
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest
import tomlkit
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from supervisor.clock import ShiftedClock, SystemClock
from supervisor.errors import SettingError, UnknownNameError
from supervisor.settings.breaks import BreakCode, BreakKind
from supervisor.settings.centre import CentreSettings, DemoClock
from supervisor.settings.declared import declared, setting
from supervisor.settings.machine import Loaded, MachineSettings, load_machine, save_machine
from supervisor.settings.places import places
from supervisor.words import LANGUAGES, _, use_language

NINE = datetime(2025, 3, 3, 1, 0, tzinfo=UTC)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "config" / "settings.toml"


# Places


def test_everything_lies_below_the_home_that_is_given(tmp_path: Path, home: Path) -> None:
    for at, root in ((places(tmp_path), tmp_path), (places(), home)):
        for path in (at.settings_file, at.logs, at.crash_reports, at.data):
            assert path.is_relative_to(root)
        assert at.database_url == f"sqlite:///{(root / 'data' / 'floor.db').as_posix()}"
        assert at.demo_url != at.database_url


def test_without_a_home_the_platform_says_where(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SUPERVISOR_HOME")
    if sys.platform == "linux":
        for name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME"):
            monkeypatch.delenv(name, raising=False)
        monkeypatch.setenv("HOME", "/home/anna")
        assert places().settings_file == Path("/home/anna/.config/floor-supervisor/settings.toml")
        assert places().data == Path("/home/anna/.local/share/floor-supervisor")
        assert places().logs == Path("/home/anna/.local/state/floor-supervisor/logs")


def test_the_centre_is_where_the_settings_say_else_in_a_file_of_our_own(tmp_path: Path) -> None:
    at = places(tmp_path)
    assert MachineSettings().database_url(at) == at.database_url
    assert MachineSettings(database="postgresql://db/floor").database_url(at) == "postgresql://db/floor"


# Every setting


@pytest.mark.parametrize("of", [MachineSettings, CentreSettings])
def test_every_setting_says_what_it_is_and_its_default_is_one_of_its_values(of: type) -> None:
    for known in declared(of).values():
        assert known.label
        assert known.meaning.endswith(".")
        assert known.expected
        assert known.taken(msgspec.to_builtins(known.default), "here") == known.default
    assert list(declared(of)) == [field.name for field in dataclasses.fields(of)]


@pytest.mark.parametrize("of", [MachineSettings, CentreSettings])
def test_a_setting_with_limits_keeps_them(of: type) -> None:
    for known in declared(of).values():
        for limit, beyond in ((known.least, -1), (known.most, 1)):
            if limit is not None:
                assert known.taken(int(limit) if known.type is int else limit, "here") == limit
                with pytest.raises(SettingError):
                    known.taken(limit + beyond, "here")


def test_an_unknown_setting_is_told_with_those_that_are_known() -> None:
    with pytest.raises(UnknownNameError) as told:
        setting(MachineSettings, "colour")
    assert "theme" in told.value.known


def test_what_is_expected_is_said_in_the_users_language() -> None:
    known = setting(MachineSettings, "text_scale")
    said = set()
    for language in LANGUAGES:
        use_language(language)
        said.add((known.expected, _(known.label)))
    use_language("en")
    assert len(said) == len(LANGUAGES)
    assert known.expected == "a whole number from 100 to 200"


# The machine's file


def test_without_a_file_every_default_is_in_force(file: Path) -> None:
    assert load_machine(file) == Loaded(MachineSettings())
    assert not file.exists()


def test_what_was_saved_is_in_force_after_a_start(file: Path) -> None:
    save_machine(file, {"theme": "dark", "screen_inches": 65, "public_names": False})
    expected = MachineSettings(theme="dark", screen_inches=65.0, public_names=False)
    assert save_machine(file, {}) == expected
    assert load_machine(file) == Loaded(expected)


def test_only_what_was_saved_stands_in_the_file_with_its_meaning(file: Path) -> None:
    save_machine(file, {"theme": "dark", "window_state": "AAAA"})
    use_language("en")
    assert file.read_text().splitlines() == [
        'theme = "dark" # Dark or light; auto follows the computer at the desk. The wall is dark.',
        'window_state = "AAAA"',
    ]


def test_comments_order_and_unknown_keys_stay(file: Path) -> None:
    file.parent.mkdir()
    file.write_text(
        "# the wall in hall 2\n"
        'of_tomorrow = "kept"\n'
        "screen_inches = 75  # measured\n"
        "\n"
        'theme = "light"\n'
        "\n"
        "[plugins]\n"
        "x = 1\n"
    )
    save_machine(file, {"theme": "dark", "screen_inches": 86, "language": "zh_CN"})
    text = file.read_text()
    assert text.startswith('# the wall in hall 2\nof_tomorrow = "kept"\nscreen_inches = 86.0  # measured\n')
    assert tomllib.loads(text) == {
        "of_tomorrow": "kept",
        "screen_inches": 86.0,
        "theme": "dark",
        "language": "zh_CN",
        "plugins": {"x": 1},
    }


@pytest.mark.parametrize(
    ("line", "value", "expected"),
    [
        ('theme = "blue"', "blue", "one of auto, dark, light"),
        ("text_scale = 1000", "1000", "a whole number from 100 to 200"),
        ("text_scale = 150.5", "150.5", "a whole number from 100 to 200"),
        ('reduced_motion = "yes"', "yes", "true or false"),
        ("wall_monitor = 2", "2", "text"),
        ("viewing_distance_m = -1", "-1", "a number from 0.3 to 100"),
        ("viewing_distance_m = nan", "nan", "a number from 0.3 to 100"),
        (
            'database = "postgresql://anna:hunter2@db/floor"',
            "postgresql://anna:***@db/floor",
            "an address without a password, which belongs in the keyring",
        ),
    ],
)
def test_a_wrong_value_is_told_and_everything_else_is_in_force(
    file: Path, line: str, value: str, expected: str
) -> None:
    file.parent.mkdir()
    file.write_text(f'{line}\nlanguage = "en"\n')
    use_language("en")
    loaded = load_machine(file)
    assert loaded.settings == MachineSettings(language="en")
    name = line.partition(" ")[0]
    assert loaded.problems == (SettingError(name, value, expected, str(file)),)


@pytest.mark.parametrize("content", [b"theme = \n", b"\xff\xfe\x00", b"theme = 'dark'\ntheme = 'light'\n"])
def test_a_file_that_is_no_toml_is_told_and_kept_when_a_new_one_is_written(
    file: Path, content: bytes
) -> None:
    file.parent.mkdir()
    file.write_bytes(content)
    loaded = load_machine(file)
    assert loaded.settings == MachineSettings()
    assert [problem.where for problem in loaded.problems] == [str(file)]
    save_machine(file, {"theme": "dark"})
    assert load_machine(file) == Loaded(MachineSettings(theme="dark"))
    assert file.with_name("settings.toml.damaged").read_bytes() == content


def test_a_file_that_cannot_be_read_is_told(file: Path) -> None:
    file.mkdir(parents=True)  # a folder in its place
    loaded = load_machine(file)
    assert loaded.settings == MachineSettings()
    assert len(loaded.problems) == 1


def test_a_wrong_value_is_not_written_nor_is_anything_with_it(file: Path) -> None:
    save_machine(file, {"theme": "dark"})
    before = file.read_bytes()
    with pytest.raises(SettingError):
        save_machine(file, {"theme": "light", "text_scale": 99})
    with pytest.raises(UnknownNameError):
        save_machine(file, {"theme": "light", "colour": "green"})
    assert file.read_bytes() == before


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX rights")
def test_the_file_and_its_folder_are_private(file: Path) -> None:
    save_machine(file, {"theme": "dark"})
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700
    assert list(file.parent.iterdir()) == [file]


texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)
values: dict[str, st.SearchStrategy[Any]] = {
    "theme": st.sampled_from(["auto", "dark", "light"]),
    "text_scale": st.integers(100, 200),
    "reduced_motion": st.booleans(),
    "wall_monitor": texts,
    "screen_inches": st.floats(5, 500),
    "window_geometry": st.text(string.ascii_letters + string.digits + "+/="),
}


@given(st.lists(st.fixed_dictionaries({}, optional=values), max_size=4))
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_is_saved_is_read_again(file: Path, saves: list[dict[str, Any]]) -> None:
    file.unlink(missing_ok=True)
    expected = MachineSettings()
    for changes in saves:
        expected = dataclasses.replace(expected, **changes)
        assert save_machine(file, changes) == expected
    assert load_machine(file) == Loaded(expected)
    if saves:
        assert tomlkit.parse(file.read_text(encoding="utf-8")) == tomllib.loads(
            file.read_text(encoding="utf-8")
        )


# The centre


def test_the_business_day_follows_zone_and_start() -> None:
    night = CentreSettings(time_zone="Europe/Berlin", day_start=time(4, 0))
    assert night.days.day(datetime(2025, 3, 3, 2, 59, tzinfo=UTC)) == date(2025, 3, 2)
    assert night.days.day(datetime(2025, 3, 3, 3, 0, tzinfo=UTC)) == date(2025, 3, 3)


def test_only_a_demo_lives_by_a_clock_of_its_own() -> None:
    clock = DemoClock(NINE, NINE + timedelta(hours=2), 10)
    assert isinstance(CentreSettings(demo_clock=clock).clock(), SystemClock)
    demo = CentreSettings(demo=True, demo_clock=clock).clock()
    assert isinstance(demo, ShiftedClock)
    assert demo.at(NINE + timedelta(seconds=1)) == NINE + timedelta(hours=2, seconds=10)


@pytest.mark.parametrize("zone", ["", "Mars", "Asia", "../../etc/passwd", "/etc/passwd", "Asia/Shanghai\x00"])
def test_a_zone_that_is_none_is_refused(zone: str) -> None:
    with pytest.raises(SettingError):
        setting(CentreSettings, "time_zone").taken(zone, "here")


def test_a_time_of_day_may_leave_its_seconds_out() -> None:
    assert setting(CentreSettings, "day_start").taken("04:30", "here") == time(4, 30)
    with pytest.raises(SettingError):
        setting(CentreSettings, "day_start").taken("25:00", "here")


def test_the_usual_breaks_have_a_kind_and_a_name_in_every_language() -> None:
    codes = {code.code: code for code in CentreSettings().break_codes}
    assert all(code.name_zh and code.name_en for code in codes.values())
    assert (codes["lunch"].kind, codes["lunch"].limit_s) == (BreakKind.MEAL, 3600)
    assert (codes["小休"].kind, codes["小休"].limit_s) == (BreakKind.BREAK, 600)
    assert (codes["wellbeing"].kind, codes["wellbeing"].limit_s) == (BreakKind.WELLBEING, 900)
    assert (codes["Auto-Pause"].kind, codes["Auto-Pause"].limit_s) == (BreakKind.FORCED, None)


def test_a_break_without_a_name_is_called_as_the_source_calls_it() -> None:
    assert BreakCode("小休", BreakKind.BREAK).name("en") == "小休"
    assert BreakCode("lunch", BreakKind.MEAL, None, "用餐", "Lunch").name("zh_CN") == "用餐"
