"""The catalogue: every KPI with its formula and meaning, and those that the centre made of its counts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from html import escape
from typing import TYPE_CHECKING

import msgspec
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QMenu, QPushButton, QTextBrowser, QVBoxLayout, QWidget

from supervisor.errors import SupervisorError
from supervisor.performance.amount import amount
from supervisor.performance.formula import formula
from supervisor.performance.kpi import (
    DIRECTION_LABELS,
    GROUP_LABELS,
    KPIS,
    UNIT_LABELS,
    Direction,
    Group,
    Kpi,
    Of,
    Unit,
)
from supervisor.performance.own_kpi import LONGEST_NAME, OwnKpi, OwnTerm
from supervisor.rights.act import Act
from supervisor.sentences.error import sentence
from supervisor.words import DASH, _, mark, ngettext, number
from ui import steps, theme
from ui.review.desk import ReviewDesk
from ui.review.own_form import OwnForm
from ui.rights import guard
from ui.steps import step
from ui.widgets.table import Column, DeskTable, Grouping, Kind
from ui.widgets.table_page import TablePage

if TYPE_CHECKING:  # the database's thread alone loads them
    from sqlalchemy import Connection

    from supervisor.storage.changes import Changes

_OF_WORDS = {Of.AGENT: mark("people"), Of.TEAM: mark("teams"), Of.QUEUE: mark("queues")}


@dataclass(frozen=True)
class KpiRow:
    """A KPI; *own*: as the centre made it, None for a usual one."""

    kpi: Kpi
    own: OwnKpi | None = None


def read_own(db: Connection) -> tuple[OwnKpi, ...]:
    """The centre's own KPIs, known to this process from then on."""
    from supervisor.performance.own_kpi import all_own, load_own

    load_own(db)
    return all_own(db)


def save_own(db: Connection, own: OwnKpi, *, at: datetime, who: str) -> tuple[Changes, int | None]:
    """Keep *own* as a step."""
    from supervisor.performance.own_kpi import save_own as save

    return step(db, save, own, at=at, who=who)


def remove_own(db: Connection, own: OwnKpi, *, at: datetime, who: str) -> tuple[Changes, int | None]:
    """Take *own* away as a step."""
    from supervisor.performance.own_kpi import remove_own as remove

    return step(db, remove, own, at=at, who=who)


class KpisPage(TablePage):
    """Enter opens a KPI; one of the centre's own can be changed there."""

    def __init__(self, desk: ReviewDesk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._own: tuple[OwnKpi, ...] = ()
        self._opened: KpiRow | None = None
        self.new = QPushButton(self._main)
        self.table: DeskTable[KpiRow] = DeskTable(
            "review.kpis",
            _columns(),
            key=lambda row: row.kpi.id,
            title=mark("KPIs"),
            groupings=[
                Grouping(
                    "group",
                    mark("Kind of KPI"),
                    lambda row: (_(GROUP_LABELS[row.kpi.group]),),
                    order=lambda title: [_(GROUP_LABELS[one]) for one in Group].index(title),
                )
            ],
            group="group",
            search=lambda row: f"{row.kpi.title} {row.kpi.explained}",
            menu=self._fill_menu,
            counted=lambda count: ngettext("{n} KPI", "{n} KPIs", count).format(n=number(count)),
            machine=desk.machine,
            parent=self._main,
        )
        drawer = self.stand(desk, self.new)
        self.meaning = QTextBrowser(drawer)
        self.meaning.setFrameShape(QTextBrowser.Shape.NoFrame)
        self.copy_it = QPushButton(drawer)
        self.told = QWidget(drawer)
        below = QVBoxLayout(self.told)
        below.setContentsMargins(0, 0, 0, 0)
        below.addWidget(self.meaning, 1)
        below.addWidget(self.copy_it, 0, Qt.AlignmentFlag.AlignLeft)
        self.form = OwnForm(drawer)
        guard(desk.centre, Act.SET_TARGETS, self.form.bar.save, self.form.remove)
        for page in (self.told, self.form):
            drawer.pages.addWidget(page)
        self.table.opened.connect(self.open)
        self.table.current_changed.connect(self._move_on)
        self.new.clicked.connect(self.begin)
        self.copy_it.clicked.connect(self._copy)
        self.form.save_asked.connect(self._save)
        self.form.remove_asked.connect(self._remove)
        self.form.given_up.connect(self.split.close_drawer)
        desk.centre.changed.connect(self._heed)
        guard(desk.centre, Act.SET_TARGETS, self.new, self.copy_it)
        self.retranslate()
        self.show_own(())

    # -- what is shown --------------------------------------------------------------------------------------

    def read(self) -> None:
        """Read the centre's own KPIs again."""
        if self._desk.centre.url:
            self._desk.centre.jobs.read(read_own).then(self.show_own)

    def show_own(self, own: Sequence[OwnKpi]) -> None:
        """Show the usual KPIs and these."""
        self._own = tuple(own)
        self.table.show_rows([*(KpiRow(kpi) for kpi in KPIS), *(KpiRow(one.kpi, one) for one in own)])
        opened = self._opened
        if opened is not None and opened.own is not None and not self.form.is_dirty:
            again = next((one for one in own if one.id == opened.kpi.id), None)
            if again is not None:
                self._show(KpiRow(again.kpi, again))

    def open(self, row: KpiRow) -> None:
        """Show what *row* is."""
        self._show(row)
        self.split.open_drawer(focus=True)

    def begin(self) -> None:
        """Begin a new KPI."""
        blank = OwnKpi(
            "",
            "",
            "",
            Group.EFFICIENCY,
            Unit.SHARE,
            Direction.HIGHER,
            (OwnTerm("n_consult"),),
            (OwnTerm("n_answered"),),
        )
        self._show_form(blank)

    def _move_on(self, row: KpiRow | None) -> None:
        if row is not None and self.split.is_open and not self.form.is_dirty:
            self._show(row)

    def _show(self, row: KpiRow) -> None:
        self._opened = row
        if row.own is not None:
            self._show_form(row.own, focus=False)
            return
        self.meaning.setHtml(_told(row.kpi))
        self.copy_it.setVisible(_can_be_copied(row.kpi))
        self.split.drawer.show_page(self.told, row.kpi.title, _(GROUP_LABELS[row.kpi.group]))

    def _show_form(self, own: OwnKpi, *, focus: bool = True) -> None:
        self.form.show_own(own, self._own)
        title = own.kpi.title if own.version else _("A KPI of your own")
        self.split.drawer.show_page(self.form, title, _("Made of the centre’s counts"))
        if focus:
            self.split.open_drawer(focus=True)

    # -- hands ----------------------------------------------------------------------------------------------

    def _copy(self) -> None:
        """Begin a KPI like the usual one that is shown."""
        if self._opened is None:
            return
        kpi = self._opened.kpi
        name = _("{kpi} (own)").format(kpi=kpi.title)[:LONGEST_NAME]
        self._show_form(
            OwnKpi(
                "",
                name,
                name,
                kpi.group,
                kpi.unit,
                kpi.direction,
                tuple(OwnTerm(term.name, term.factor, term.optional) for term in kpi.numerator),
                tuple(OwnTerm(term.name, term.factor, term.optional) for term in kpi.denominator),
                matures_days=kpi.matures_days,
            )
        )

    def _save(self, own: OwnKpi) -> None:
        centre = self._desk.centre
        said = _("The KPI “{name}” was saved.").format(name=own.kpi.title)
        job = centre.jobs.write(save_own, own, at=centre.live.clock.now(), who=centre.who)
        job.then(
            partial(self._done, said, msgspec.structs.replace(own, version=own.version + 1)), self._refuse
        )

    def _remove(self, own: OwnKpi) -> None:
        centre = self._desk.centre
        said = _("The KPI “{name}” was removed; its targets stay.").format(name=own.kpi.title)
        job = centre.jobs.write(remove_own, own, at=centre.live.clock.now(), who=centre.who)
        job.then(partial(self._done, said, None), self._refuse)

    def _done(self, said: str, own: OwnKpi | None, result: tuple[object, int | None]) -> None:
        if result[1] is not None:
            self._desk.noticed.emit(said, partial(self._take_back, result[1]))
        if own is None:
            self._opened = None
            self.split.close_drawer()
        else:
            self._show(KpiRow(own.kpi, own))
        self.read()

    def _take_back(self, number_of: int) -> None:
        centre = self._desk.centre
        job = centre.jobs.write(steps.take_back, number_of, at=centre.live.clock.now())
        job.then(lambda _changes: self.read(), self._refuse)

    def _refuse(self, error: SupervisorError) -> None:
        self.form.problem.setText(sentence(error))
        self.form.problem.show()

    def _fill_menu(self, row: KpiRow, menu: QMenu) -> None:
        menu.addAction(_("Open"), partial(self.open, row))
        if row.own is not None:
            guard(
                self._desk.centre,
                Act.SET_TARGETS,
                menu.addAction(_("Remove this KPI"), partial(self._remove, row.own)),
            )

    def _heed(self, changes: frozenset[str]) -> None:
        if "kpis" in changes:
            self.read()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.read()

    # -- words ----------------------------------------------------------------------------------------------

    def retranslate(self) -> None:
        """Say everything again, in the language now in use."""
        self.help.setText(
            _("Every figure is a ratio of counts, divided last. A KPI of your own is judged like the others.")
        )
        self.meaning.setAccessibleName(_("What the KPI means"))
        self.new.setText(_("New KPI…"))
        self.copy_it.setText(_("Make one like it…"))
        if self._opened is not None and self._opened.own is None:
            self._show(self._opened)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.LanguageChange:
            self.retranslate()
            self.table.refresh()


def _can_be_copied(kpi: Kpi) -> bool:
    from supervisor.facts.fields import BY_NAME

    return kpi.of is Of.AGENT and all(
        term.name in BY_NAME and not term.instead for term in (*kpi.numerator, *kpi.denominator)
    )


def _told(kpi: Kpi) -> str:
    muted = theme.current().muted
    rows = [
        (_("Formula"), formula(kpi)),
        (_("Unit"), _(UNIT_LABELS[kpi.unit])),
        (_("Good is"), _(DIRECTION_LABELS[kpi.direction])),
        (_("Speaks of"), _(_OF_WORDS[kpi.of])),
        (_("Settled after"), _settled(kpi)),
        (_("Others aim at"), _example(kpi)),
    ]
    lines = "".join(
        f"<p><span style='color:{muted}'>{escape(title)}</span><br>{escape(value)}</p>"
        for title, value in rows
    )
    return f"<p>{escape(kpi.explained)}</p>{lines}"


def _settled(kpi: Kpi) -> str:
    if not kpi.matures_days:
        return _("at once")
    return ngettext("{n} day", "{n} days", kpi.matures_days).format(n=number(kpi.matures_days))


def _example(kpi: Kpi) -> str:
    example = kpi.example
    if example is None:
        return DASH
    if example.low is not None and example.high is not None:
        return f"{amount(kpi, example.low)} – {amount(kpi, example.high)}"
    if example.low is not None:
        return _("at least {value}").format(value=amount(kpi, example.low))
    return _("at most {value}").format(value=amount(kpi, example.high))


def _columns() -> list[Column[KpiRow]]:
    return [
        Column("kpi", mark("KPI"), lambda row: row.kpi.title, width=200),
        Column("formula", mark("Formula"), lambda row: formula(row.kpi), width=300, stretch=True, quiet=True),
        Column("unit", mark("Unit"), lambda row: _(UNIT_LABELS[row.kpi.unit]), width=76),
        Column("direction", mark("Good is"), lambda row: _(DIRECTION_LABELS[row.kpi.direction]), width=130),
        Column("of", mark("Speaks of"), lambda row: _(_OF_WORDS[row.kpi.of]), width=90, quiet=True),
        Column("example", mark("Others aim at"), lambda row: _example(row.kpi), width=120, quiet=True),
        Column(
            "matures",
            mark("Settled after"),
            lambda row: row.kpi.matures_days,
            Kind.NUMBER,
            text=lambda row: _settled(row.kpi),
            width=100,
            quiet=True,
        ),
        Column(
            "own", mark("Comes from"), lambda row: _("the centre") if row.own else _("the program"), width=100
        ),
    ]
