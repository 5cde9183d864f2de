"""The places of the window, and whose they are."""

from __future__ import annotations

from supervisor.rights.act import Act
from supervisor.rights.own import Rights
from supervisor.words import _, mark
from ui.rights import may_any
from ui.shell.rail import Place

_AT_A_DESK = frozenset({Act.SEE_HISTORY, Act.SET_CENTRE})
"""Who sits at a desk: tones, walls and figures of the own computer are theirs to set. A wall is not."""

PLACES = (
    Place("wallboard", mark("Wallboard"), "view-dashboard-outline", acts=frozenset({Act.SEE_BOARD})),
    Place("floor", mark("Floor"), "account-group-outline", acts=frozenset({Act.SEE_FLOOR})),
    Place("history", mark("History"), "chart-timeline-variant", acts=frozenset({Act.SEE_HISTORY})),
    Place(
        "performance",
        mark("Performance"),
        "chart-bell-curve-cumulative",
        acts=frozenset({Act.SEE_FIGURES}),
    ),
    Place("quality", mark("Quality"), "clipboard-check-outline", acts=frozenset({Act.SEE_QUALITY})),
    Place("issues", mark("Issues"), "alert-circle-check-outline", acts=frozenset({Act.SEE_ISSUES})),
    Place("meetings", mark("Meetings"), "calendar-account-outline", acts=frozenset({Act.SEE_ISSUES})),
    Place("reports", mark("Reports"), "file-chart-outline", acts=frozenset({Act.SEE_HISTORY})),
    Place("people", mark("People"), "account-multiple-outline", acts=frozenset({Act.SEE_PEOPLE})),
    Place("data", mark("Data"), "database-import-outline", acts=frozenset({Act.IMPORT, Act.CHECK_DATA})),
    Place(
        "sent",
        mark("Sheets"),
        "file-document-outline",
        "Ctrl+Shift+S",
        frozenset({Act.SEE_SHEETS}),
        instead=Act.SEE_ISSUES,  # there they have a tab
    ),
    Place("pages", mark("Wall pages"), "monitor-dashboard", "Ctrl+Shift+W", frozenset({Act.SET_WALL})),
    Place("sources", mark("Sources"), "connection", "Ctrl+.", frozenset({Act.SEE_SOURCES})),
    Place("settings", mark("Settings"), "cog-outline", "Ctrl+,", _AT_A_DESK),
)


def place_called(name: str) -> Place:
    """The place *name*."""
    return next(place for place in PLACES if place.name == name)


def places_of(rights: Rights) -> tuple[Place, ...]:
    """The places that whoever has *rights* sees in the rail."""
    return tuple(place for place in PLACES if place.is_for(rights))


def hidden_places(rights: Rights) -> tuple[Place, ...]:
    """The places that there are, but not for whoever has *rights*: the page “What may I do?” names them."""
    return tuple(place for place in PLACES if not may_any(rights, place.acts))


def hidden_titles(rights: Rights) -> tuple[str, ...]:
    """What those are called, in the language in use."""
    return tuple(_(place.title) for place in hidden_places(rights))
