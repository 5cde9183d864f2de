"""The look: every colour, size and space of the program, dark and light together.

Screens ask for tokens and never write a colour or a size themselves. Desk widgets get theirs from the style
sheet in resources/theme, painted surfaces from `colour` and `font`. A state is never told by its colour
alone: `SIGN` holds the sign that goes with it, and the screen adds a word.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from enum import StrEnum
from functools import lru_cache
from string import Template

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontDatabase, QPalette
from PySide6.QtWidgets import QApplication

from supervisor.resources import RESOURCES
from supervisor.words import language

SHEETS = RESOURCES / "theme"

# Spaces and radii in logical pixels; they do not grow with the text, or dense tables fall apart at 200 %.
SPACE_XS, SPACE_S, SPACE_M, SPACE_L, SPACE_XL, SPACE_XXL = 4, 8, 12, 16, 24, 32
RADIUS_CARD, RADIUS_FIELD = 8, 6
ROW_HEIGHT = 32  # of a table, at text scale 1
LINE_HEIGHT = 20  # of text in a button or in a field of a form
ICON = 18
EDGE = 8  # the coloured edge of a tile

# Type sizes of the desk, in logical pixels at text scale 1; the wall computes its own (wallboard/fit.py).
SMALL, BODY, LEAD, TITLE, FIGURE = 12, 13, 15, 20, 28


class State(StrEnum):
    """How a figure stands; normal figures have no state and no colour."""

    OK = "ok"
    WARN = "warn"
    CRITICAL = "critical"
    STALE = "stale"


SIGN: dict[State, str] = {State.OK: "●", State.WARN: "▲", State.CRITICAL: "■", State.STALE: "◌"}


@dataclass(frozen=True)
class Theme:
    """One look. Colours are "#RRGGBB"; `on_…` is what is written on a surface filled with that colour."""

    name: str
    ground: str
    surface: str
    raised: str
    line: str
    line_strong: str
    text: str
    muted: str
    faint: str
    accent: str
    on_accent: str
    ok: str
    on_ok: str
    warn: str
    on_warn: str
    critical: str
    on_critical: str
    stale: str
    on_stale: str
    replay: str
    on_replay: str
    replay_ground: str
    hover: str
    selected: str
    series: tuple[str, ...]
    text_scale: float = 1.0

    @property
    def dark(self) -> bool:
        return self.name == "dark"

    def fill(self, state: State) -> str:
        """The colour that fills an edge, a badge or a tile in *state*."""
        return str(getattr(self, state.value))

    def on_fill(self, state: State) -> str:
        """The colour of what is written on `fill(state)`."""
        return str(getattr(self, f"on_{state.value}"))

    def state_text(self, state: State) -> str:
        """The colour of text in *state* on a card, readable in both looks.

        Amber cannot be text on white (a dark amber is mistaken for red by some eyes), so that in the light
        look a warning's text is plain and the sign beside it, or the badge around it, is filled.
        """
        if self.dark or state is not State.WARN:
            return self.muted if state is State.STALE and not self.dark else self.fill(state)
        return self.text

    def px(self, size: float) -> int:
        """A type size or a height that holds text, in logical pixels at the chosen text scale."""
        return max(1, round(size * self.text_scale))


DARK = Theme(
    name="dark",
    ground="#0B0F14",
    surface="#121821",
    raised="#1A222D",
    line="#243040",
    line_strong="#3A4A5E",
    text="#E8EDF3",
    muted="#9AA8B7",
    faint="#66758A",
    accent="#4FA3FF",
    on_accent="#0B0F14",
    ok="#4FA3FF",
    on_ok="#0B0F14",
    warn="#FFD60A",
    on_warn="#0B0F14",
    critical="#FF5240",
    on_critical="#0B0F14",
    stale="#7D8790",
    on_stale="#0B0F14",
    replay="#CBB2FF",
    on_replay="#150B26",
    replay_ground="#1B1330",
    hover="#18202B",
    selected="#17324F",
    series=("#B6F1D6", "#7E5DB1", "#A2AF7D", "#B04D59", "#DFC1EE", "#B5849F"),
)

LIGHT = Theme(
    name="light",
    ground="#F4F6F9",
    surface="#FFFFFF",
    raised="#FFFFFF",
    line="#DDE3EA",
    line_strong="#B8C2CE",
    text="#18212B",
    muted="#55626F",
    faint="#7C8791",
    accent="#0B5CAD",
    on_accent="#FFFFFF",
    ok="#0B5CAD",
    on_ok="#FFFFFF",
    warn="#FFC20A",
    on_warn="#18212B",
    critical="#B3261E",
    on_critical="#FFFFFF",
    stale="#8A939B",
    on_stale="#18212B",
    replay="#5A2CA0",
    on_replay="#FFFFFF",
    replay_ground="#EFE7FA",
    hover="#EDF1F6",
    selected="#D6E6F7",
    series=("#2C9A88", "#302171", "#928A07", "#650200", "#807DC0", "#87544B"),
)

THEMES = {theme.name: theme for theme in (DARK, LIGHT)}


class Watch(QObject):
    """Tells painted surfaces that the look has changed; desk widgets hear it from Qt itself."""

    changed = Signal()


watch = Watch()
_current = DARK


def current() -> Theme:
    """The look in force."""
    return _current


def use(name: str, *, text_scale: float | None = None) -> Theme:
    """Put the look *name* ("dark" or "light") in force, at *text_scale* (1 to 2, None: as it was).

    The running application is dressed at once and `watch.changed` is emitted. Raises KeyError for a look
    that does not exist.
    """
    global _current
    scale = _current.text_scale if text_scale is None else min(2.0, max(1.0, text_scale))
    _current = replace(THEMES[name], text_scale=scale)
    app = QApplication.instance()
    if isinstance(app, QApplication):
        dress(app)
    watch.changed.emit()
    return _current


def dress(app: QApplication) -> None:
    """Give *app* the look in force: style, palette, font and style sheet."""
    app.setStyleSheet("")  # a sheet after another costs five times what one after none does: seconds
    if app.style().name() != "fusion":
        app.setStyle("Fusion")  # the same boxes and arrows on every system; the sheet does the rest
    app.setPalette(palette(_current))
    app.setFont(font(_current.px(BODY)))
    app.setStyleSheet(sheet(_current))


def sheet(theme: Theme) -> str:
    """The style sheet of the desk widgets with the tokens of *theme* filled in."""
    tokens: dict[str, object] = {key: value for key, value in asdict(theme).items() if isinstance(value, str)}
    sizes = {"small": SMALL, "body": BODY, "lead": LEAD, "title": TITLE, "figure": FIGURE, "row": ROW_HEIGHT}
    tokens |= {f"size_{name}": f"{theme.px(size)}px" for name, size in sizes.items()}
    spaces = {"xs": SPACE_XS, "s": SPACE_S, "m": SPACE_M, "l": SPACE_L, "xl": SPACE_XL, "xxl": SPACE_XXL}
    tokens |= {f"space_{name}": f"{space}px" for name, space in spaces.items()}
    tokens |= {"radius_card": f"{RADIUS_CARD}px", "radius_field": f"{RADIUS_FIELD}px"}
    tokens |= {"images": (SHEETS / theme.name).as_posix(), "tick": f"{theme.px(16)}px"}
    tokens["tick_half"] = f"{theme.px(16) // 2}px"
    tokens["line_height"] = f"{theme.px(LINE_HEIGHT)}px"
    return Template((SHEETS / "desk.qss").read_text(encoding="utf-8")).substitute(tokens)


def palette(theme: Theme) -> QPalette:
    """The colours that Qt's own style paints with."""
    made = QPalette()
    role = QPalette.ColorRole
    for which, value in (
        (role.Window, theme.ground),
        (role.WindowText, theme.text),
        (role.Base, theme.surface),
        (role.AlternateBase, theme.surface),
        (role.Text, theme.text),
        (role.PlaceholderText, theme.faint),
        (role.Button, theme.raised),
        (role.ButtonText, theme.text),
        (role.BrightText, theme.critical),
        (role.ToolTipBase, theme.raised),
        (role.ToolTipText, theme.text),
        (role.Highlight, theme.accent),
        (role.HighlightedText, theme.on_accent),
        (role.Accent, theme.accent),
        (role.Link, theme.accent),
        (role.LinkVisited, theme.accent),
        (role.Light, theme.line_strong),
        (role.Midlight, theme.line),
        (role.Mid, theme.line),
        (role.Dark, theme.line_strong),
        (role.Shadow, theme.ground),
    ):
        made.setColor(which, colour(value))
    off = QPalette.ColorGroup.Disabled
    for which in (role.WindowText, role.Text, role.ButtonText):
        made.setColor(off, which, colour(theme.faint))
    return made


@lru_cache(maxsize=256)
def colour(value: str, alpha: float = 1.0) -> QColor:
    """The token *value* ("#RRGGBB") to paint with; *alpha* 0 to 1. Shared: do not change it."""
    made = QColor(value)
    made.setAlphaF(alpha)
    return made


def families() -> list[str]:
    """The faces to try in turn: the system's own sans, then Chinese of the same weight.

    A bare Linux has DejaVu for its sans, whose wide letters do not sit beside Chinese; there the Latin
    letters of the Chinese face are used.
    """
    chinese = ["Noto Sans CJK SC", "Microsoft YaHei", "PingFang SC"]
    system = QFontDatabase.systemFont(QFontDatabase.SystemFont.GeneralFont).family()
    if system.casefold() in {"sans serif", "sans", "dejavu sans", ""}:
        return [*_installed(("Inter", "Noto Sans")), *chinese, system or "sans-serif"]
    return [system, *chinese]


def _installed(wanted: tuple[str, ...]) -> list[str]:
    known = set(QFontDatabase.families())
    return [family for family in wanted if family in known]


@lru_cache(maxsize=1)
def _families() -> tuple[str, ...]:
    return tuple(families())


def font(px: int, weight: QFont.Weight = QFont.Weight.Normal) -> QFont:
    """A face of *px* logical pixels with figures of one width, so that a running number does not jump.

    Shared: do not change it. *px* is taken as it is; pass `current().px(BODY)` to follow the text scale.
    """
    return _font(px, weight, language() == "zh_CN")


@lru_cache(maxsize=512)
def _font(px: int, weight: QFont.Weight, chinese: bool) -> QFont:
    made = QFont()
    made.setFamilies(list(_families()))
    made.setPixelSize(max(1, px))
    made.setWeight(weight)
    made.setFeature(QFont.Tag("tnum"), 1)
    if not chinese:  # Chinese faces have quotation marks as wide as a character
        made.setFeature(QFont.Tag("pwid"), 1)
    made.setStyleStrategy(QFont.StyleStrategy.PreferAntialias)
    return made


def desk_font(size: int, weight: QFont.Weight = QFont.Weight.Normal) -> QFont:
    """A face of one of the desk's sizes (SMALL to FIGURE) at the chosen text scale."""
    return font(_current.px(size), weight)


def system_look() -> str:
    """The look that the system prefers: "dark" or "light"."""
    app = QApplication.instance()
    if isinstance(app, QApplication) and app.styleHints().colorScheme() is Qt.ColorScheme.Light:
        return "light"
    return "dark"
