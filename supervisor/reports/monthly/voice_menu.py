"""Who stayed in the voice menu and who came to a person."""

from __future__ import annotations

from typing import TYPE_CHECKING

from supervisor.ivr.count_store import counts
from supervisor.ivr.figures import figures as menu_figures
from supervisor.ivr.node_store import all_nodes
from supervisor.ivr.tree import Tree
from supervisor.reports.monthly.month import Month
from supervisor.words import _
from supervisor.workbook.book import Cell, Part, Table
from supervisor.workbook.cell import Heading, Kind

if TYPE_CHECKING:  # arrays
    pass


def of_menu(month: Month) -> list[Part]:
    """Who stayed in the voice menu and who came to a person."""
    with month.asked.centre() as db:
        nodes = all_nodes(db)
        now = counts(db, month.period.first, month.period.last)
        before = counts(db, month.before.first, month.before.last)
    tree = Tree(nodes)
    told = menu_figures(nodes, now, before)
    rows: list[list[Cell]] = []
    for node in tree.level(retired=False):
        for depth, one in ((0, node), *((1, below) for below in tree.level(node.id, retired=False))):
            found = told[one.id]
            if found.hits is None:
                continue
            rows.append(
                [
                    ("  " * depth) + one.title,
                    found.days,
                    found.hits,
                    found.share,
                    found.to_agent,
                    found.to_agent_share,
                    found.hung_up,
                    found.hung_up_share,
                    found.change,
                ]
            )
    return [
        Table(
            "volume_menu",
            [
                Heading(_("Voice menu")),
                Heading(_("Days known"), Kind.NUMBER),
                Heading(_("Callers"), Kind.NUMBER),
                Heading(_("Of the node above"), Kind.SHARE),
                Heading(_("To a person"), Kind.NUMBER),
                Heading(_("To a person, share"), Kind.SHARE),
                Heading(_("Hung up"), Kind.NUMBER),
                Heading(_("Hung up, share"), Kind.SHARE),
                Heading(_("Change a day"), Kind.SHARE, tip=_("Callers a day against the month before.")),
            ],
            rows,
            title=_("Voice menu and people"),
            note=_("Callers who neither came to a person nor hung up there went on in the menu.")
            if rows
            else "",
            empty=_("No counts of the voice menu are known for this month."),
        )
    ]
