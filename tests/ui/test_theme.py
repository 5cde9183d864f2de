"""The look: readable, told apart by every eye, and written in one place."""

from __future__ import annotations

import re
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtGui import QFont, QFontMetricsF
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from ui import theme
from ui.theme import DARK, LIGHT, State, Theme

UI = Path(theme.__file__).parent

# What the eye keeps of linear red, green and blue: G. M. Machado, M. M. Oliveira, L. A. F. Fernandes, 2009,
# full severity.
VISIONS = {
    "normal": np.eye(3),
    "protan": np.array(
        [
            [0.152286, 1.052583, -0.204868],
            [0.114503, 0.786281, 0.099216],
            [-0.003882, -0.048116, 1.051998],
        ]
    ),
    "deutan": np.array(
        [
            [0.367322, 0.860646, -0.227968],
            [0.280085, 0.672501, 0.047413],
            [-0.011820, 0.042940, 0.968881],
        ]
    ),
    "tritan": np.array(
        [
            [1.255528, -0.076749, -0.178779],
            [-0.078411, 0.930809, 0.147602],
            [0.004733, 0.691367, 0.303900],
        ]
    ),
}
TO_XYZ = np.array(
    [[0.4124564, 0.3575761, 0.1804375], [0.2126729, 0.7151522, 0.0721750], [0.0193339, 0.1191920, 0.9503041]]
)


@pytest.fixture(autouse=True)
def look_as_before(qapp: QApplication) -> object:
    """The look is the process's: put it back."""
    before = theme.current()
    yield
    theme.use(before.name, text_scale=before.text_scale)


def linear(value: str) -> np.ndarray:
    channels = np.array([int(value[at : at + 2], 16) / 255 for at in (1, 3, 5)])
    return np.where(channels <= 0.04045, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4)


def contrast(one: str, other: str) -> float:
    """WCAG 2's ratio of luminances, 1 to 21."""
    light, dark = sorted((float(TO_XYZ[1] @ linear(value)) for value in (one, other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def lab(value: str, vision: str) -> np.ndarray:
    xyz = TO_XYZ @ np.clip(VISIONS[vision] @ linear(value), 0, 1) / np.array([0.95047, 1.0, 1.08883])
    f = np.where(xyz > 0.008856, np.cbrt(xyz), 7.787 * xyz + 16 / 116)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


def difference(one: np.ndarray, other: np.ndarray) -> float:
    """CIEDE2000 of two colours in CIELAB."""
    (l1, a1, b1), (l2, a2, b2) = one, other
    c_mean = (np.hypot(a1, b1) + np.hypot(a2, b2)) / 2
    g = 0.5 * (1 - np.sqrt(c_mean**7 / (c_mean**7 + 25**7)))
    a1, a2 = (1 + g) * a1, (1 + g) * a2
    c1, c2 = np.hypot(a1, b1), np.hypot(a2, b2)
    h1, h2 = np.degrees(np.arctan2(b1, a1)) % 360, np.degrees(np.arctan2(b2, a2)) % 360
    turn = (h2 - h1 + 180) % 360 - 180 if c1 * c2 else 0.0
    d_h = 2 * np.sqrt(c1 * c2) * np.sin(np.radians(turn) / 2)
    l_mean, c_mean = (l1 + l2) / 2, (c1 + c2) / 2
    h_mean = (h1 + turn / 2) % 360 if c1 * c2 else h1 + h2
    t = (
        1
        - 0.17 * np.cos(np.radians(h_mean - 30))
        + 0.24 * np.cos(np.radians(2 * h_mean))
        + 0.32 * np.cos(np.radians(3 * h_mean + 6))
        - 0.20 * np.cos(np.radians(4 * h_mean - 63))
    )
    s_l = 1 + 0.015 * (l_mean - 50) ** 2 / np.sqrt(20 + (l_mean - 50) ** 2)
    s_c, s_h = 1 + 0.045 * c_mean, 1 + 0.015 * c_mean * t
    r_c = 2 * np.sqrt(c_mean**7 / (c_mean**7 + 25**7))
    r_t = -np.sin(np.radians(60 * np.exp(-(((h_mean - 275) / 25) ** 2)))) * r_c
    d_l, d_c, d_h = (l2 - l1) / s_l, (c2 - c1) / s_c, d_h / s_h
    return float(np.sqrt(d_l**2 + d_c**2 + d_h**2 + r_t * d_c * d_h))


def test_the_measure_of_colours_gives_the_published_example() -> None:
    # pairs 1 and 17 of G. Sharma, W. Wu, E. N. Dalal, 2005
    assert difference(np.array([50, 2.6772, -79.7751]), np.array([50, 0, -82.7485])) == pytest.approx(
        2.0425, abs=1e-4
    )
    assert difference(np.array([50, 2.5, 0]), np.array([73, 25, -18])) == pytest.approx(27.1492, abs=1e-4)


@pytest.mark.parametrize("look", [DARK, LIGHT], ids=lambda look: look.name)
@pytest.mark.parametrize(("token", "least"), [("text", 7.0), ("muted", 4.5), ("faint", 3.0)])
def test_text_stands_out_from_every_ground(look: Theme, token: str, least: float) -> None:
    for ground in (look.ground, look.surface, look.replay_ground):
        assert contrast(getattr(look, token), ground) >= least


@pytest.mark.parametrize("look", [DARK, LIGHT], ids=lambda look: look.name)
def test_what_is_written_on_a_state_is_readable(look: Theme) -> None:
    for state in State:
        assert contrast(look.fill(state), look.on_fill(state)) >= 4.5
        assert contrast(look.state_text(state), look.surface) >= 4.5


@pytest.mark.parametrize("look", [DARK, LIGHT], ids=lambda look: look.name)
def test_the_marks_of_a_replay_stand_out_without_any_colour(look: Theme) -> None:
    assert contrast(look.replay, look.on_replay) >= 7
    assert contrast(look.replay, look.replay_ground) >= 6
    assert contrast(look.replay, look.ground) >= 6


@pytest.mark.parametrize("vision", VISIONS)
@pytest.mark.parametrize(("look", "least"), [(DARK, 18.5), (LIGHT, 22.0)], ids=["dark", "light"])
def test_every_eye_tells_the_states_apart(look: Theme, least: float, vision: str) -> None:
    colours = {state: lab(look.fill(state), vision) for state in State}
    closest = min(difference(colours[one], colours[other]) for one, other in combinations(State, 2))

    assert round(closest, 1) >= least  # told to a tenth: 18.5 is 18.498


@pytest.mark.parametrize("vision", VISIONS)
@pytest.mark.parametrize("look", [DARK, LIGHT], ids=lambda look: look.name)
def test_every_eye_tells_the_series_of_a_chart_apart(look: Theme, vision: str) -> None:
    assert all(contrast(colour, look.surface) >= 3 for colour in look.series)
    colours = [lab(colour, vision) for colour in look.series]

    assert min(difference(one, other) for one, other in combinations(colours, 2)) >= 17


def test_each_state_has_a_sign_of_its_own() -> None:
    assert sorted(theme.SIGN) == sorted(State)
    assert len(set(theme.SIGN.values())) == len(State)


def test_no_colour_is_written_outside_the_tokens() -> None:
    found = {
        f"{path.relative_to(UI)}: {match}"
        for path in UI.rglob("*.py")
        if path.name != "theme.py"
        for match in re.findall(
            r"[\"']#[0-9A-Fa-f]{3,8}\b|QColor\(\d+, ?\d+", path.read_text(encoding="utf-8")
        )
    }

    assert not found


@pytest.mark.parametrize("look", [DARK, LIGHT], ids=lambda look: look.name)
def test_the_style_sheet_knows_every_token_it_names(look: Theme) -> None:
    sheet = theme.sheet(look)

    assert "$" not in sheet
    assert all(Path(image).is_file() for image in re.findall(r"url\(([^)]+)\)", sheet))


def test_another_look_dresses_the_application_and_tells_who_paints(qtbot: QtBot, qapp: QApplication) -> None:
    theme.use("dark", text_scale=1.0)

    with qtbot.waitSignal(theme.watch.changed):
        theme.use("light")

    assert theme.current() is not DARK
    assert qapp.palette().window().color().name().upper() == LIGHT.ground
    assert LIGHT.accent in qapp.styleSheet()


def test_a_larger_text_scale_makes_the_desks_text_larger(qapp: QApplication) -> None:
    theme.use("dark", text_scale=2.0)

    assert qapp.font().pixelSize() == 2 * theme.BODY
    assert theme.desk_font(theme.TITLE).pixelSize() == 2 * theme.TITLE


@pytest.mark.parametrize(("asked", "given"), [(0.5, 1.0), (3.0, 2.0)])
def test_the_text_scale_stays_between_100_and_200_percent(asked: float, given: float) -> None:
    assert theme.use("dark", text_scale=asked).text_scale == given


def test_there_is_no_third_look() -> None:
    with pytest.raises(KeyError):
        theme.use("sepia")


@pytest.mark.usefixtures("qapp")
@pytest.mark.parametrize("weight", [QFont.Weight.Normal, QFont.Weight.Bold])
def test_all_figures_are_of_one_width_so_that_a_running_time_stands_still(weight: QFont.Weight) -> None:
    metrics = QFontMetricsF(theme.font(40, weight))

    assert len({round(metrics.horizontalAdvance(digit), 2) for digit in "0123456789"}) == 1
