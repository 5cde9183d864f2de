"""The desk table: one way to show, find, sort, group, copy and export rows. How to use it:

    columns = [Column("name", mark("Queue"), lambda q: q.name, stretch=True, look=lambda q: Look(a_sign)),
               Column("waiting", mark("Waiting"), lambda q: q.waiting, Kind.NUMBER),
               Column("rate", mark("Answered"), lambda q: q.rate.value, Kind.SHARE, about=lambda q: "…"),
               Column("longest", mark("Longest wait"), lambda q, now: seconds_or_None, Kind.DURATION,
                      running=True, sort=lambda q: -since.timestamp() or None)]        # value(row, now)
    table = DeskTable("queues", columns, key=lambda q: q.key, title=mark("Queues"), machine=machine,
                      facets=[Facet("channel", mark("Channel"), lambda q: (q.channel,))],
                      groupings=[Grouping("team", mark("Team"), lambda a: (a.team,))],
                      sort=[("waiting", True)], total=sum_of_rows, menu=add_actions, parent=self)

Rows are frozen; an equal row changes nothing. `show_rows(rows)` replaces all, `change(rows, gone=keys)` takes
what differs: rows in sight repaint at once, rows come, go and move with `tick(now)`, to be called each second
(and once before the first `show_rows`). `use_zone(zone)` for Kind.TIME; `refresh()` when definitions changed.
The order is calm: values change in place; rows are put in order anew by a click, F5 or "Sort again", and by
themselves only when nobody has worked in the table for CALM_SECONDS. None is unknown: "–", and last.

Signals: `opened(row)` (Enter, double click), `current_changed(row|None)`, `filled` (the empty state's button;
words by `say_empty`), `export_asked`. `select(key)`, `current`, `selected()`, `row(key)`, `look_for(text)`,
`choose(facet, values)`, `set_filter(predicate)`, `group_by(name)`, `sort_by((column, descending))`, `copy()`.
Words, look and text size are heeded by itself. Columns, widths, order, groups and filters are remembered by
name in *machine*. "Export…" works once `Exporter(table, jobs, …)` (export.py) is made for it.
"""

from ui.widgets.table.column import Column, Facet, Grouping, Kind, Look, Value
from ui.widgets.table.table import DeskTable

__all__ = ["Column", "DeskTable", "Facet", "Grouping", "Kind", "Look", "Value"]
