"""Tiles in words: for a table elsewhere, and for those who do not see them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from supervisor.words import _, ngettext
from ui.wallboard.tile import TileView


def as_text(views: Iterable[TileView]) -> str:
    """Headings, then one line a queue, columns separated by tabs."""
    rows = [
        (
            _("Queue"),
            _("Waiting"),
            _("Longest wait"),
            _("Answer rate"),
            _("Counts"),
            _("Service level"),
            _("Counts"),
            _("Ready"),
            _("Handling"),
            _("On break"),
        )
    ]
    rows += [
        (
            view.name,
            view.waiting,
            view.longest,
            view.rate.value,
            view.rate.counts,
            view.service.value,
            view.service.counts,
            str(view.ready),
            str(view.handling),
            str(view.on_break),
        )
        for view in views
    ]
    return "\n".join("\t".join(row) for row in rows)


def summary(views: Sequence[TileView]) -> str:
    """The page in one breath, for a screen reader: how many queues, and which need somebody."""
    parts = [ngettext("{count} queue", "{count} queues", len(views)).format(count=len(views))]
    parts += [f"{view.name}: {view.badge}" for view in views if view.state is not None]
    return _("{list}.").format(list="; ".join(parts))


def page_name(page: int, pages: int) -> str:
    """What *page*, from 0, of *pages* is called."""
    if pages > 1:
        return _("Queues, page {page} of {pages}").format(page=page + 1, pages=pages)
    return _("Queues")
