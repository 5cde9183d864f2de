"""Where points are lost: a Pareto chart of the items, the table beside it, and what is done about each."""

from __future__ import annotations

from collections import Counter
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut, QShowEvent
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QLabel,
    QMenu,
    QScrollArea,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from supervisor.issues import seed
from supervisor.people.person import GroupKind
from supervisor.quality.asking import DeductionAnswer, DeductionQuestion
from supervisor.quality.deductions import BY_LABELS, By, Deductions
from supervisor.reports.order import Order
from supervisor.rights.act import Act
from supervisor.words import _, language, mark, ngettext, number, share
from ui import theme
from ui.asking import Asking
from ui.quality import work
from ui.quality.desk import QualityDesk
from ui.quality.losses_rows import LossRow, columns, loss_words, points_changed, rows_of
from ui.quality.measure_page import MeasurePage
from ui.quality.person_box import FormBox
from ui.quality.work import Listed
from ui.rights import guard
from ui.widgets.attuned import Attuned
from ui.widgets.charts import Measure as Written
from ui.widgets.charts import ParetoBar, ParetoChart, ParetoPicture
from ui.widgets.drawer import WithDrawer
from ui.widgets.lead import Lead
from ui.widgets.report_export import ReportButton
from ui.widgets.table import DeskTable
from ui.widgets.table.export import Exporter
from ui.widgets.table.flow import Flow

BOTH = 900  # pixels at text scale 1: with less, chart and table stand above each other
DRAWN = 24  # items: the many that have next to nothing are in the table


class LossesPage(Attuned):
    """Enter opens an item and its measure, O goes to its owner, D to when it is due."""

    def __init__(self, desk: QualityDesk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._asking = Asking(desk.centre, self)
        self._stale = True
        self._placed = False
        self._answer: DeductionAnswer | None = None
        self.form, self.group, self.by = FormBox(self), QComboBox(self), QComboBox(self)
        self.report = ReportButton(
            desk.centre,
            desk.machine,
            "quality",
            mark("Report…"),
            lambda: Order("quality", since=desk.period.first, until=desk.period.last),
            self,
        )
        self.waiting = QLabel(self)
        self.waiting.setProperty("role", "muted")
        self.waiting.hide()
        self.summary = QLabel(self)
        self.summary.setWordWrap(True)
        self.chart = ParetoChart(self)
        self.table: DeskTable[LossRow] = DeskTable(
            "quality.losses",
            columns(),
            key=lambda row: row.id,
            title=mark("Lost points"),
            menu=self._fill_menu,
            counted=lambda count: ngettext("{n} item", "{n} items", count).format(n=number(count)),
            search=lambda row: f"{row.name} {row.form_name} {row.measure.owner if row.measure else ''}",
            machine=desk.machine,
            parent=self,
        )
        self._lay_out()
        self._wire()
        Lead(self, self.table)
        self.retranslate()

    def _lay_out(self) -> None:
        main = QWidget(self)
        Lead(main, self.table)
        bar = Flow(theme.SPACE_S)
        for widget in (self.form, self.group, self.by, self.report, self.waiting):
            bar.addWidget(widget)
        self._scroll = QScrollArea(main)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setWidgetResizable(True)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setWidget(self.chart)
        self._both = QSplitter(Qt.Orientation.Horizontal, main)
        self._both.setChildrenCollapsible(False)
        self._both.addWidget(self._scroll)
        self._both.addWidget(self.table)
        self._both.setStretchFactor(0, 2)
        self._both.setStretchFactor(1, 3)
        self._scroll.setMinimumHeight(200)
        self._scroll.hide()  # until there is something to draw
        self.table.setMinimumHeight(200)
        rows = QVBoxLayout(main)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(theme.SPACE_S)
        rows.addLayout(bar)
        rows.addWidget(self.summary)
        rows.addWidget(self._both, 1)
        self.split = WithDrawer(main, "quality.losses", self._desk.machine, self)
        self.measure = MeasurePage(self._desk, self.split.drawer)
        self.split.drawer.pages.addWidget(self.measure)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(theme.SPACE_L, theme.SPACE_S, theme.SPACE_L, theme.SPACE_M)
        whole.addWidget(self.split)
        self._main = main

    def _wire(self) -> None:
        desk = self._desk
        for box in (self.form, self.group, self.by):
            box.activated.connect(lambda _at: self.ask())
        self._asking.busy.connect(self.waiting.setVisible)
        self.report.noticed.connect(desk.noticed)
        self.chart.hovered.connect(lambda id: self.table.hover(id or None))
        self.chart.chosen.connect(self._choose)
        self.chart.pictures.belong(desk.machine, desk.noticed)
        self.table.hovered.connect(lambda row: self.chart.hover(row.id if row is not None else ""))
        self.table.current_changed.connect(self._move_on)
        self.table.opened.connect(lambda row: self.open(row, focus=True))
        self.split.closed.connect(self._fit)
        self.split.splitterMoved.connect(lambda *_moved: self._fit())
        self.table.filled.connect(lambda: desk.tab_wanted.emit("evaluations"))
        desk.read_again.connect(self._show_listed)
        desk.judged.connect(self._note_stale)
        exporter = Exporter(
            self.table,
            desk.centre.jobs,
            zone=lambda: desk.zone,
            about=lambda: [
                (_("Contacts from"), desk.period.first.isoformat()),
                (_("Contacts to"), desk.period.last.isoformat()),
                (_("Quality form"), self.form.currentText()),
                (_("Of"), self.group.currentText()),
            ],
        )
        exporter.noticed.connect(desk.noticed)
        exporter.refused.connect(desk.centre.jobs.refused)
        for key, field in (("O", "owner"), ("D", "due")):
            shortcut = QShortcut(QKeySequence(key), self.table.view, partial(self._set, field))
            shortcut.setContext(Qt.ShortcutContext.WidgetShortcut)

    # -- asking ---------------------------------------------------------------------------------------------

    @property
    def question(self) -> DeductionQuestion:
        """What is asked."""
        kind, group = self.group.currentData() or ("", "")
        return DeductionQuestion(
            self._desk.period,
            self.form.form or None,
            (group,) if kind == GroupKind.TEAM.value else None,
            (group,) if kind == GroupKind.SKILL.value else None,
            By(self.by.currentData() or By.ERRORS.value),
        )

    def arrive(self) -> None:
        """The tab is about to be shown."""
        self._show_listed(self._desk.listed)
        self.table.tick(self._desk.centre.live.clock.now())
        if self._stale:
            self.ask()

    def ask(self) -> None:
        """Have it answered anew."""
        if self._desk.is_read:
            self._stale = False
            self._asking.ask(self.show_answer, work.losses, self.question, language())

    def _note_stale(self) -> None:
        self._stale = True
        if self.isVisible():
            self.ask()

    def _show_listed(self, listed: Listed) -> None:
        known = listed.known
        used = tuple(form for form in known.forms if known.latest(form.id) is not None)
        first = not self.form.count() or (self.form.count() == 1 and used)
        self.form.show_forms(used, every=_("All forms"))
        if first and used:  # of several forms at once, items of one name cannot be told apart
            count = Counter(row.form for row in listed.rows)
            self.form.choose(max(used, key=lambda form: count[form.id]).id)
        chosen = self.group.currentData()
        self.group.clear()
        self.group.addItem(_("Everybody"), ("", ""))
        for kind, said in ((GroupKind.TEAM, _("Team {name}")), (GroupKind.SKILL, _("Skill group {name}"))):
            own = [group for group in known.roll.groups.values() if group.kind is kind]
            for group in sorted(own, key=lambda one: one.name):
                self.group.addItem(said.format(name=group.name), (kind.value, group.id))
        places = [at for at in range(self.group.count()) if self.group.itemData(at) == chosen]
        self.group.setCurrentIndex(places[0] if places else 0)
        if self._stale and self.isVisible():
            self.ask()

    # -- what is shown --------------------------------------------------------------------------------------

    def show_answer(self, answer: DeductionAnswer) -> None:
        """Show where points are lost."""
        self._answer = answer
        found = answer.deductions
        forms = {form.id: form.name for form in self._desk.known.forms}
        rows = rows_of(found, forms, answer.follow_ups, self._desk.today)
        searching = self.table.bar.search.hasFocus() and not self.table.bar.search.text()
        self.table.show_rows(rows)
        if searching:  # nothing else could have the keyboard before
            self.table.setFocus(Qt.FocusReason.OtherFocusReason)
        self.table.sort_by()
        self.chart.show_picture(_picture(found, rows))
        self._scroll.setVisible(any(_weight(found.by, row) for row in rows))
        self._say()
        if self.measure.row is not None and self.split.is_open:
            again = self.table.row(self.measure.row.id)
            if again is not None:
                self.measure.show_row(again, dict(answer.group_names))

    def open(self, row: LossRow, *, focus: bool = False) -> None:
        """Show an item and its measure in the drawer."""
        if self._answer is None:
            return
        if self.measure.is_dirty and self.measure.row is not None and self.measure.row.id != row.id:
            said = _("The measure for “{item}” is not saved yet: save or discard it first.")
            self._desk.noticed.emit(said.format(item=self.measure.row.name), None)
            row = self.measure.row
        self.measure.show_row(row, dict(self._answer.group_names))
        self.split.drawer.show_page(self.measure, *self.measure.title())
        self.split.open_drawer(focus=focus)
        self._fit()
        if focus:
            self.measure.setFocus(Qt.FocusReason.OtherFocusReason)

    def _set(self, field: str) -> None:
        if self.table.current is not None:
            self.open(self.table.current, focus=True)
            self.measure.start(field)

    def _choose(self, id: str) -> None:
        if self.table.select(id) and self.table.current is not None:
            self.open(self.table.current)

    def _move_on(self, row: LossRow | None) -> None:
        self.chart.select([row.id] if row is not None else [])
        if row is not None and self.split.is_open and not self.measure.is_dirty:
            self.open(row)

    def _fill_menu(self, row: LossRow, menu: QMenu) -> None:
        guard(
            self._desk.centre, Act.JUDGE, menu.addAction(_("Set the owner (O)"), partial(self._set, "owner"))
        )
        guard(
            self._desk.centre,
            Act.JUDGE,
            menu.addAction(_("Set when it is due (D)"), partial(self._set, "due")),
        )
        menu.addAction(_("Make an issue…"), partial(self._begin_issue, row))

    def _begin_issue(self, row: LossRow) -> None:
        begun = seed.of_loss(row.loss, row.form_name, self._desk.period, language())
        self._desk.issue_wanted.emit(begun)

    def _fit(self) -> None:
        """Beside each other where there is room, else above each other."""
        wide = self.split.sizes()[0] if self.split.is_open else self.width()
        beside = wide >= theme.current().px(BOTH)
        way = Qt.Orientation.Horizontal if beside else Qt.Orientation.Vertical
        if self._both.orientation() != way or not self._placed:
            self._placed = True
            self._both.setOrientation(way)
            self._both.setSizes([1000, 1600] if beside else [1000, 1000])

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._stale:
            self.ask()

    # -- words ----------------------------------------------------------------------------------------------

    def _say(self) -> None:
        self.table.say_empty(
            _(
                "Nothing was judged in this time, so nothing was lost. Judge contacts, or look at "
                "another time."
            ),
            _("To the evaluations"),
        )
        self.summary.setText(_summary(self._answer) if self._answer is not None else "")
        self.summary.setVisible(bool(self.summary.text()))

    def retranslate(self) -> None:
        """Say everything again, in the language now in use."""
        chosen = self.by.currentData()
        self.by.clear()
        for by, label in BY_LABELS.items():
            self.by.addItem(_(label), by.value)
        self.by.setCurrentIndex(max(0, self.by.findData(chosen)))
        for box, said in (
            (self.form, _("Quality form")),
            (self.group, _("Whose contacts")),
            (self.by, _("What is counted")),
        ):
            box.setAccessibleName(said)
            box.setToolTip(said)
        self.waiting.setText(_("Counting…"))
        self._show_listed(self._desk.listed)
        if self._answer is not None:
            self.show_answer(self._answer)
        self._say()


def _weight(by: By, row: LossRow) -> float:
    return float(row.loss.errors) if by is By.ERRORS else row.loss.lost


def _picture(found: Deductions, rows: tuple[LossRow, ...]) -> ParetoPicture:
    weighty = [row for row in rows if _weight(found.by, row) > 0]
    bars = [ParetoBar(row.id, row.name, _weight(found.by, row), loss_words(row)) for row in weighty[:DRAWN]]
    title = _("Errors by item") if found.by is By.ERRORS else _("Points lost by item")
    measure = Written(lambda value: number(value, 0 if value == round(value) else 1))
    whole = sum(_weight(found.by, row) for row in rows) or None
    return ParetoPicture(title, measure, bars, whole=whole)


def _summary(answer: DeductionAnswer) -> str:
    found, asked = answer.deductions, answer.question
    if not found.forms:
        return ""
    forms = ngettext("{n} form judged", "{n} forms judged", found.forms).format(n=number(found.forms))
    parts = [
        _("{forms}, {errors} errors, {lost} points lost.").format(
            forms=forms,
            errors=number(found.errors),
            lost=number(found.lost, 0 if found.lost == round(found.lost) else 1),
        )
    ]
    main = found.main
    if main:
        few = ngettext("{n} item", "{n} items", len(main)).format(n=number(len(main)))
        of = number(len(found.items))
        said = _("{few} of {of} make {share} of them.")
        parts.append(said.format(few=few, of=of, share=share(main[-1].cumulated)))
    before = asked.before
    if found.against is not None:
        said = _("Against {first} to {last} ({n} forms), errors per item judged changed by {change} points.")
        parts.append(
            said.format(
                first=before.first.isoformat(),
                last=before.last.isoformat(),
                n=number(found.forms_before),
                change=points_changed(found.against.gap),
            )
        )
    else:
        said = _("Nothing was judged from {first} to {last}, so there is no time to compare with.")
        parts.append(said.format(first=before.first.isoformat(), last=before.last.isoformat()))
    return " ".join(parts)
