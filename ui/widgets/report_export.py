"""A report is ordered from wherever people look for it: one dialog, one work process, one line in the log."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from functools import partial
from pathlib import Path

import msgspec
from PySide6.QtCore import QEvent, QSize, Signal
from PySide6.QtWidgets import QPushButton, QWidget

from supervisor.reports.catalogue import report_of
from supervisor.reports.naming import USUAL, values
from supervisor.reports.order import Order
from supervisor.words import _, day, language, ngettext, number, said_in
from ui import theme
from ui.centre import OpenCentre
from ui.machine import Machine
from ui.widgets import export_log, report_work
from ui.widgets.export_dialog import OneExport
from ui.widgets.icon import icon
from ui.widgets.leaving import (
    Chosen,
    Format,
    Leaving,
    Taking,
    TakingByJob,
    TakingHere,
    called_off,
    cut_said,
)

NAMED_PATTERN = "{report} {name} {month}{day}"
"""Of what is about somebody or something."""


class ReportExport(OneExport):
    """Asks for the file of an order, and has it made."""

    def __init__(self, centre: OpenCentre, machine: Machine | None, parent: QWidget) -> None:
        super().__init__(machine, parent)
        self._centre = centre

    def order(
        self,
        order: Order,
        *,
        about: str = "",
        worded: bool = False,
        pages: Callable[[Path], str] | None = None,
    ) -> None:
        """Ask where the file of *order* goes. *about*: whom or what it is about, in words. *worded*: its
        language and its names are chosen already. *pages* writes it as pages and says what was done."""
        leaving = self._leaving(order, about, worded=worded, pages=pages is not None)
        self.ask(leaving, partial(self._take, order, pages))

    def _leaving(self, order: Order, about: str, *, worded: bool, pages: bool) -> Leaving:
        report = report_of(order.report)
        asked_at = self._now.astimezone(self._centre.zone)

        def places(code: str) -> Mapping[str, str]:
            with said_in(code):
                return values(
                    order,
                    title=_(report.title),
                    centre=self._centre.kept.settings.centre_name,
                    now=asked_at,
                    department=about if order.department else "",
                    name=about,
                )

        said = (about, said_of(order))
        return Leaving(
            f"report {report.name}",
            _(report.title),
            places(order.language or language()),
            NAMED_PATTERN if about else USUAL,
            (Format.WORKBOOK, *([Format.PAGES] if pages else [])),
            about=_(" · ").join(part for part in said if part),
            personal=report.personal and not worded,
            languages=not worded,
            places_in=places,
        )

    @property
    def _now(self) -> datetime:
        return self._centre.live.clock.now()

    def _take(self, order: Order, pages: Callable[[Path], str] | None, chosen: Chosen) -> Taking:
        if pages is not None and chosen.format is Format.PAGES:
            return TakingHere(partial(pages, chosen.path), chosen.path)
        wanted = msgspec.structs.replace(
            order,
            language=chosen.language or order.language or language(),
            named=order.named and chosen.named,
        )
        return taking_of(self._centre, wanted, chosen.path, self._now)


def taking_of(centre: OpenCentre, order: Order, path: Path, at: datetime) -> Taking:
    """Have *order* made in a process aside: questions of the screens do not wait for it."""
    job = centre.jobs.compute_aside(report_work.make, centre.url, order, path, who=centre.who, at=at)
    gone = partial(
        centre.jobs.write,
        export_log.note_called_off,
        what=order.report,
        who=centre.who,
        path=path,
        why=called_off(),
        since=at,
    )
    return TakingByJob(centre.jobs, job, path, made_said, gone)


class ReportButton(QPushButton):
    """A button that orders the report called *report*: *order* says the rest when it is pressed; None: there
    is none now.

    *text* is marked. *about* tells whom or what it is about; *pages* writes the page that is shown.
    """

    noticed = Signal(str, object)

    def __init__(
        self,
        centre: OpenCentre,
        machine: Machine | None,
        report: str,
        text: str,
        order: Callable[[], Order | None],
        parent: QWidget,
        *,
        about: Callable[[], str] = str,
        pages: Callable[[Path], str] | None = None,
    ) -> None:
        super().__init__(parent)
        self._short = False
        self._report, self._text = report_of(report), text
        self._order, self._about, self._pages = order, about, pages
        self.export = ReportExport(centre, machine, self)
        self.export.noticed.connect(self.noticed)
        self.setIcon(icon("file-export-outline"))
        self.clicked.connect(lambda: self.ask())
        self._say()

    def ask(self) -> None:
        """Ask where the report goes."""
        if (order := self._order()) is not None:
            self.export.order(order, about=self._about(), pages=self._pages)

    def ask_pages(self) -> None:
        """Ask where the page goes that is shown."""
        self.ask()
        if self.export.dialog is not None:
            self.export.dialog.choose_format(Format.PAGES)

    def show_short(self, short: bool) -> None:
        """Where there is little room its sign stands alone, and what it is in its tip."""
        if short != self._short:
            self._short = short
            self._say()

    @property
    def full_width(self) -> int:
        """How wide it is with its word."""
        if not self._short:
            return self.sizeHint().width()
        return (
            self.sizeHint().width() + self.fontMetrics().horizontalAdvance(_(self._text)) + 2 * theme.SPACE_S
        )

    def _say(self) -> None:
        said = _(self._text)
        size = theme.current().px(theme.ICON - 2)
        self.setIconSize(QSize(size, size))
        self.setText("" if self._short else said)
        self.setAccessibleName(said)
        self.setToolTip(f"{said}  {_(self._report.explained)}" if self._short else _(self._report.explained))

    def changeEvent(self, event: QEvent) -> None:
        if event.type() in (QEvent.Type.LanguageChange, QEvent.Type.StyleChange):
            self._say()
        super().changeEvent(event)


def last_month(today: date) -> date:
    """The first day of the last whole month before *today*."""
    return (today.replace(day=1) - timedelta(days=1)).replace(day=1)


def said_of(order: Order) -> str:
    """Of when *order* is, and what it is narrowed to, in words."""
    parts = []
    if order.month is not None:
        parts.append(f"{order.month:%Y-%m}")
    if order.since is not None:
        since, until = day(order.since), day(order.until or order.since)
        parts.append(since if since == until else _("{since} – {until}").format(since=since, until=until))
    if order.query:
        parts.append(f"“{order.query}”")
    return _(" · ").join(parts)


def made_said(made: report_work.Made) -> str:
    """What a report came to, in words."""
    sheets = ngettext("{n} worksheet", "{n} worksheets", made.sheets).format(n=number(made.sheets))
    rows = ngettext("{n} row", "{n} rows", made.rows).format(n=number(made.rows))
    said = _("“{report}” was written to {path}: {sheets}, {rows}.").format(
        report=made.title, path=made.path, sheets=sheets, rows=rows
    )
    return f"{said} {cut_said(made.cut)}".strip()
