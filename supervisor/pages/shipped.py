"""The pages that the program brings along: what the wall shows until somebody makes pages of their own.

They are templates. Nobody changes them; whoever wants another one edits a copy.
"""

from __future__ import annotations

from supervisor.pages.page import (
    AgentsPart,
    AnnouncementsPart,
    DayCurvePart,
    FigurePart,
    Page,
    Part,
    QueueTilesPart,
    RankedPart,
    Shows,
)
from supervisor.words import _

QUEUES, AGENTS, DAY = "queues", "agents", "day"  # their ids, which never change
IDS = (QUEUES, AGENTS, DAY)


def shipped() -> tuple[Page, ...]:
    """The shipped pages, in their order, with titles in the language in use."""
    return tuple(page for page_id in IDS if (page := shipped_page(page_id)) is not None)


def shipped_page(page_id: str) -> Page | None:
    """The shipped page called *page_id*; None when it is not one of them."""
    match page_id:
        case "queues":
            return _page(QUEUES, _("Queues"), (0, 0, 12, 8, QueueTilesPart()))
        case "agents":
            return _page(AGENTS, _("Agents"), (0, 0, 12, 8, AgentsPart()))
        case "day":
            return _page(
                DAY,
                _("The day"),
                (0, 0, 3, 2, FigurePart("waiting")),
                (3, 0, 3, 2, FigurePart("longest_wait")),
                (6, 0, 3, 2, FigurePart("answer_rate.today")),
                (9, 0, 3, 2, FigurePart("ready")),
                (0, 2, 6, 4, DayCurvePart("answer_rate")),
                (6, 2, 6, 4, RankedPart("longest_wait", top=3)),
                (0, 6, 12, 2, AnnouncementsPart()),
            )
        case _:
            return None


def _page(page_id: str, title: str, *parts: tuple[int, int, int, int, Shows]) -> Page:
    made = tuple(
        Part(f"{page_id}-{count}", x, y, w, h, shows) for count, (x, y, w, h, shows) in enumerate(parts, 1)
    )
    return Page(page_id, title, parts=made)
