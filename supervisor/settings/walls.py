"""The walls of one computer: which pages each of its screens shows, to whom, and who may end that."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated

import msgspec

from supervisor.settings.machine import MachineSettings

USUAL_S = 20
USUAL_PAGES = ("queues", "agents")  # the shipped ones
MOST_WALLS = 16
MOST_PAGES = 60


class WallPage(msgspec.Struct, frozen=True):
    """A page by its id, shown for *seconds* before the next one comes; 0: until somebody turns it."""

    page: str
    seconds: Annotated[int, msgspec.Meta(ge=0, le=3600)] = USUAL_S


class Wall(msgspec.Struct, frozen=True):
    """One screen as a wall. The *monitor* is known by its name, and by *serial* where it tells one.

    *inches* is its diagonal, *distance_m* the way to the farthest seat; *public*: nobody is named on it.
    """

    monitor: str = ""
    serial: str = ""
    pages: tuple[WallPage, ...] = tuple(WallPage(page) for page in USUAL_PAGES)
    inches: Annotated[float, msgspec.Meta(ge=5, le=500)] = 55.0
    distance_m: Annotated[float, msgspec.Meta(ge=0.3, le=100)] = 8.0
    public: bool = False

    def is_of(self, name: str, serial: str) -> bool:
        """Whether this is the wall of the screen called *name* with *serial*: by its serial number where both
        tell one, for names change with the socket."""
        if self.serial and serial:
            return self.serial == serial
        return bool(name) and self.monitor == name


_decoder = msgspec.json.Decoder(tuple[Wall, ...])


def walls_of(settings: MachineSettings) -> tuple[Wall, ...]:
    """The walls of this computer, at least one.

    The first one's screen, size, distance and names are settings of their own, as they were when a computer
    had only one wall; whatever else is kept, those hold.
    """
    try:
        kept = _decoder.decode(settings.walls)[:MOST_WALLS] if settings.walls else ()
    except msgspec.DecodeError:  # ValidationError too: a newer version's, or a damaged one
        kept = ()
    if not kept:
        first = Wall()
        if settings.wall_page in USUAL_PAGES:
            order = sorted(USUAL_PAGES, key=lambda page: page != settings.wall_page)
            first = msgspec.structs.replace(first, pages=tuple(WallPage(page) for page in order))
        kept = (first,)
    first = msgspec.structs.replace(
        kept[0],
        monitor=settings.wall_monitor,
        inches=settings.screen_inches,
        distance_m=settings.viewing_distance_m,
        public=not settings.public_names,
    )
    return (first, *kept[1:])


def settings_with(walls: Iterable[Wall]) -> dict[str, object]:
    """What to change in the machine settings so that *walls* (at least one) are its walls."""
    kept = tuple(walls)[:MOST_WALLS]
    first = kept[0]
    return {
        "walls": msgspec.json.encode(kept).decode(),
        "wall_monitor": first.monitor,
        "screen_inches": first.inches,
        "viewing_distance_m": first.distance_m,
        "public_names": not first.public,
    }
