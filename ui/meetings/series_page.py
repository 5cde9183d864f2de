"""Series of meetings: when they are, who comes, how their agenda is made."""

from __future__ import annotations

from datetime import datetime

from msgspec.structs import replace
from PySide6.QtCore import QEvent
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QMenu, QPushButton, QWidget

from supervisor.errors import SupervisorError
from supervisor.meetings.series import Every, Pattern, Series
from supervisor.rights.act import Act
from supervisor.sentences.error import sentence
from supervisor.words import WEEKDAYS, _, mark, moment, ngettext, number, pgettext
from ui.asking import Reading
from ui.issues.desk import IssuesDesk
from ui.meetings import work
from ui.meetings.series_form import EVERY_LABELS, NTH_LABELS, WITH_WEEKDAY, SeriesForm
from ui.meetings.told import Listed
from ui.rights import guard
from ui.widgets.table import Column, DeskTable, Kind
from ui.widgets.table_page import TablePage

HEEDED = frozenset({"meetings", "departments", "work_calendars"})
STORE = "supervisor.meetings.series_store"


class SeriesPage(TablePage):
    """Enter opens a series beside the table; Ctrl+N begins one."""

    def __init__(self, desk: IssuesDesk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self.listed = Listed()
        self._reading = Reading(desk.centre, self.show_listed)
        self._days = Reading(desk.centre, self._show_days)
        self.new = QPushButton(self._main)
        self.table: DeskTable[Series] = DeskTable(
            "meetings.series",
            self._columns(),
            key=lambda one: one.id,
            title=mark("Series"),
            sort=[("name", False)],
            search=lambda one: " ".join((one.name, one.place, one.chair, one.minute_taker)),
            menu=self._fill_menu,
            faded=lambda one: one.retired,
            counted=lambda count: ngettext("{n} series", "{n} series", count).format(n=number(count)),
            machine=desk.machine,
            parent=self._main,
        )
        drawer = self.stand(desk, self.new)
        self.form = form = SeriesForm(desk.zone, drawer)
        guard(desk.centre, Act.RUN_MEETINGS, form.save, form.retire, form.remove)
        drawer.pages.addWidget(self.form)
        self._wire()
        guard(desk.centre, Act.RUN_MEETINGS, self.new)
        self.retranslate()

    def _wire(self) -> None:
        desk, form = self._desk, self.form
        desk.changed.connect(self._heed)
        desk.read_again.connect(lambda: self.table.refresh())
        self.table.opened.connect(self.open)
        self.table.current_changed.connect(self._move_on)
        self.table.filled.connect(self.begin)
        self.new.clicked.connect(self.begin)
        form.save_asked.connect(self._save)
        form.retire_asked.connect(lambda one: self._save(replace(one, retired=not one.retired)))
        form.remove_asked.connect(self._remove)
        form.pattern_changed.connect(self._ask_days)
        form.given_up.connect(self.split.close_drawer)
        self.key(QKeySequence.StandardKey.New, self.begin)

    # -- what is shown --------------------------------------------------------------------------------------

    def arrive(self) -> None:
        """The page is about to be shown."""
        self.read()

    def read(self) -> None:
        """Read the series again."""
        self._reading.read(work.read_listed, self._desk.now)

    def _heed(self, changes: frozenset[str]) -> None:
        if changes & HEEDED and self.isVisible():
            self.read()

    def show_listed(self, listed: Listed) -> None:
        """Show the series."""
        self.listed = listed
        self.table.tick(self._desk.now)
        self.table.show_rows(listed.series)
        shown = self.form.series
        if self.split.is_open and shown.id and not self.form.is_dirty:
            again = listed.series_called(shown.id)
            if again is None:
                self.split.close_drawer()
            elif again != shown:
                self._show(again)

    def open(self, series: Series) -> None:
        """Show *series* beside the table."""
        self._show(series)
        self.split.open_drawer(focus=True)

    def begin(self) -> None:
        """A new series; one that was begun and not saved goes on."""
        if not (self.form.is_dirty and not self.form.series.version):
            fresh = Series("", "-")
            self.form.show_series(fresh, self._departments(), ())
            self._ask_days(fresh.pattern)
        self.split.drawer.show_page(self.form, _("A new series"))
        self.split.open_drawer(focus=True)
        self.form.begin()

    def _show(self, series: Series) -> None:
        listed = self.listed
        starts = listed.starts.get(series.id, ())
        self.form.show_series(series, self._departments(), starts, listed.provisional)
        self.split.drawer.show_page(self.form, series.name, self._rhythm(series))

    def _move_on(self, series: Series | None) -> None:
        if series is not None and self.split.is_open and not self.form.is_dirty:
            self._show(series)

    def _departments(self) -> dict[str, str]:
        return {one.id: one.name for one in self._desk.known.departments if not one.retired}

    def _ask_days(self, pattern: Pattern) -> None:
        self._days.read(work.next_days, pattern, self._desk.now)

    def _show_days(self, found: tuple[tuple[datetime, ...], frozenset[int]]) -> None:
        self.form.show_days(*found)

    # -- hands ----------------------------------------------------------------------------------------------

    def _save(self, series: Series) -> None:
        said = _("The series “{name}” was saved.").format(name=series.name)
        self._do(said, "save", series, then=self._saved)

    def _saved(self, series: Series) -> None:
        self._show(series)
        self.read()

    def _remove(self, series: Series) -> None:
        said = _("The series “{name}” was removed.").format(name=series.name)
        self._do(said, "remove", series, then=lambda _result: self.split.close_drawer())

    def _do(self, said: str, name: str, series: Series, *, then: object) -> None:
        self._desk.do(
            said,
            STORE,
            name,
            series,
            acting=self._desk.acting(),
            then=then,  # type: ignore[arg-type]
            failed=self._refuse,
        )

    def _refuse(self, error: SupervisorError) -> None:
        self.form.refuse(sentence(error))

    def _fill_menu(self, series: Series, menu: QMenu) -> None:
        menu.addAction(_("Open"), lambda: self.open(series))
        said = _("Take up again") if series.retired else _("Retire")
        menu.addAction(said, lambda: self._save(replace(series, retired=not series.retired)))
        guard(self._desk.centre, Act.RUN_MEETINGS, menu.addAction(_("New series…"), self.begin))

    # -- words ----------------------------------------------------------------------------------------------

    def _rhythm(self, series: Series) -> str:
        pattern = series.pattern
        parts = [_(EVERY_LABELS[pattern.every])]
        if pattern.every is Every.MONTH_WEEKDAY:
            parts.append(_(NTH_LABELS[min(pattern.nth, 5) - 1]))
        if pattern.every in WITH_WEEKDAY:
            parts.append(_(WEEKDAYS[pattern.weekday]))
        if pattern.every is Every.MONTH_DAY:
            parts.append(pgettext("day of the month", "{n}.").format(n=number(pattern.nth)))
        if pattern.every is not Every.BY_HAND:
            parts.append(f"{pattern.at:%H:%M}")
        return _(", ").join(parts)

    def _whose(self, series: Series) -> str:
        if not series.departments:
            return _("all")
        return _(", ").join(self._desk.known.department(one) for one in series.departments)

    def _columns(self) -> list[Column[Series]]:
        def next_start(series: Series) -> datetime | None:
            starts = self.listed.starts.get(series.id, ())
            return starts[0] if starts and not series.retired else None

        return [
            Column("name", mark("Series"), lambda one: one.name, width=180, stretch=True),
            Column("rhythm", mark("How often"), self._rhythm, width=230),
            Column(
                "next",
                mark("Next by pattern"),
                next_start,
                Kind.TIME,
                text=lambda one: moment(next_start(one), self._desk.zone),
                width=140,
            ),
            Column("length", mark("Length"), lambda one: one.length, Kind.NUMBER, unit=mark("min"), width=84),
            Column("departments", mark("Departments"), self._whose, width=170),
            Column("people", mark("Invited"), lambda one: len(one.people), Kind.NUMBER, width=80),
            Column("place", mark("Venue"), lambda one: one.place, width=110, quiet=True),
            Column("chair", mark("Chair"), lambda one: one.chair, width=90, quiet=True),
            Column(
                "retired",
                mark("State"),
                lambda one: _("Retired") if one.retired else _("In use"),
                width=84,
                quiet=True,
            ),
        ]

    def retranslate(self) -> None:
        """Say everything again, in the language now in use."""
        self.help.setText(
            _("A meeting that comes again and again: whoever is invited, and how its agenda makes itself.")
        )
        self.new.setText(_("New series…"))
        self.new.setToolTip("Ctrl+N")
        self.table.say_empty(
            _("There is no series yet. Say when you meet, with whom, and how long."), _("New series…")
        )

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.LanguageChange:
            self.retranslate()
            self.table.refresh()
