"""Whose contacts are still to be judged this month, which are drawn for it, and who is exempt."""

from __future__ import annotations

from datetime import timedelta

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QLabel,
    QPushButton,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from supervisor.history.period import Period
from supervisor.performance.target_sheet import channel_name
from supervisor.quality.exempting import ExemptLine
from supervisor.quality.sampling import Candidate, SamplingLine
from supervisor.rights.act import Act
from supervisor.words import _, day, language, mark, ngettext, number
from ui import theme
from ui.asking import Asking
from ui.quality import work
from ui.quality.desk import QualityDesk
from ui.quality.exempt_page import ExemptView
from ui.rights import guard
from ui.widgets.attuned import Attuned
from ui.widgets.lead import Lead
from ui.widgets.signs import OF_STATE
from ui.widgets.table import Column, DeskTable, Facet, Grouping, Kind, Look, memory
from ui.widgets.table.export import Exporter
from ui.widgets.table.flow import Flow

MONTH, EXEMPTIONS = "month", "exempt"
MEMORY = "quality.sampling"
NEW, EXEMPT, USUAL = "new", "exempt", "usual"
KINDS = {NEW: mark("New person"), EXEMPT: mark("Exempt"), USUAL: mark("Experienced")}
MISSING, DONE = "missing", "done"
STANDS = {MISSING: mark("Forms are missing"), DONE: mark("Nothing is missing")}


def _kind(line: SamplingLine) -> str:
    if line.exempt:
        return EXEMPT
    return NEW if line.is_new else USUAL


def _columns() -> list[Column[SamplingLine]]:
    return [
        Column("name", mark("Full name"), lambda line: line.name, stretch=True, width=130),
        Column("number", mark("Employee no."), lambda line: line.number or None, width=108, hidden=True),
        Column("team", mark("Team"), lambda line: line.team_name or None, width=120),
        Column("kind", mark("Plan for"), lambda line: _(KINDS[_kind(line)]), width=110),
        Column("planned", mark("Planned"), lambda line: line.planned, Kind.NUMBER, width=80),
        Column("done", mark("Done"), lambda line: line.done, Kind.NUMBER, width=70),
        Column("drafts", mark("Begun"), lambda line: line.drafts, Kind.NUMBER, width=70),
        Column(
            "missing",
            mark("Missing"),
            lambda line: line.missing,
            Kind.NUMBER,
            look=lambda line: (
                Look(OF_STATE[theme.State.WARN], None) if line.missing and not line.done else None
            ),
            width=84,
        ),
    ]


def _drawn_columns(desk: QualityDesk) -> list[Column[Candidate]]:
    return [
        Column("name", mark("Full name"), lambda one: desk.known.called(one.person), stretch=True, width=120),
        Column("team", mark("Team"), lambda one: desk.known.team(one.person, one.day) or None, width=110),
        Column(
            "at",
            mark("When"),
            lambda one: one.at,
            Kind.TIME,
            text=lambda one: f"{day(one.day, desk.today)} {one.at:%H:%M}",
            width=130,
        ),
        Column("channel", mark("Channel"), lambda one: channel_name(one.channel) or None, width=80),
        Column("queue", mark("Queue"), lambda one: one.queue or None, width=120),
        Column("type", mark("Contact type"), lambda one: one.type or None, width=110),
        Column("talk", mark("Talk time"), lambda one: one.talk_s, Kind.DURATION, width=70),
        Column("contact", mark("Contact"), lambda one: one.contact, stretch=True, width=120),
    ]


class SamplingPage(Attuned):
    """D draws contacts for the selected people; Enter on a drawn contact begins its evaluation."""

    def __init__(self, desk: QualityDesk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._asking, self._drawing = Asking(desk.centre, self), Asking(desk.centre, self)
        self._exempting = Asking(desk.centre, self)
        self._stale = {MONTH, EXEMPTIONS}
        self._turn = 0
        self._lines: tuple[SamplingLine, ...] = ()
        self.chips = {MONTH: QPushButton(self), EXEMPTIONS: QPushButton(self)}
        self._group = QButtonGroup(self)
        for chip in self.chips.values():
            chip.setCheckable(True)
            chip.setProperty("role", "chip")
            self._group.addButton(chip)
        self.draw = QPushButton(self)
        self.waiting = QLabel(self)
        self.waiting.setProperty("role", "muted")
        self.waiting.hide()
        self.summary = QLabel(self)
        self.summary.setWordWrap(True)
        self.table: DeskTable[SamplingLine] = DeskTable(
            "quality.sampling",
            _columns(),
            key=lambda line: line.person,
            title=mark("Forms of the month"),
            facets=[
                Facet("team", mark("Team"), lambda line: (line.team_name or _("none"),)),
                Facet(
                    "kind", mark("Plan for"), lambda line: (_kind(line),), words=lambda value: _(KINDS[value])
                ),
                Facet(
                    "stand",
                    mark("Missing"),
                    lambda line: (MISSING if line.missing else DONE,),
                    words=lambda value: _(STANDS[value]),
                ),
            ],
            groupings=[Grouping("team", mark("Team"), lambda line: (line.team_name or _("none"),))],
            sort=[("missing", True)],
            search=lambda line: f"{line.name} {line.number} {line.team_name}",
            counted=lambda count: ngettext("{count} person", "{count} people", count).format(
                count=number(count)
            ),
            machine=desk.machine,
            parent=self,
        )
        self.drawn: DeskTable[Candidate] = DeskTable(
            "quality.drawn",
            _drawn_columns(desk),
            key=lambda one: (one.source, one.contact, one.person),
            title=mark("Drawn contacts"),
            search=lambda one: f"{desk.known.called(one.person)} {one.queue} {one.type} {one.contact}",
            counted=lambda count: ngettext(
                "{n} contact drawn by lot", "{n} contacts drawn by lot", count
            ).format(n=number(count)),
            machine=desk.machine,
            parent=self,
        )
        self.exempt = ExemptView(desk, self)
        guard(desk.centre, Act.JUDGE, self.exempt.person.exempt, self.exempt.person.end)
        self._lay_out()
        self._wire()
        self._lead = Lead(self, self.table)
        guard(desk.centre, Act.JUDGE, self.draw)
        self.retranslate()
        kept = memory.recall(desk.machine, MEMORY).get("view")
        self.show_view(EXEMPTIONS if kept == EXEMPTIONS else MONTH)

    def _lay_out(self) -> None:
        bar = Flow(theme.SPACE_S)
        for widget in (*self.chips.values(), self.draw, self.waiting):
            bar.addWidget(widget)
        self._both = QSplitter(Qt.Orientation.Vertical, self)
        self._both.setChildrenCollapsible(False)
        self._both.addWidget(self.table)
        self._both.addWidget(self.drawn)
        self.drawn.hide()
        self._views = QStackedWidget(self)
        self._views.addWidget(self._both)
        self._views.addWidget(self.exempt)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(theme.SPACE_L, theme.SPACE_S, theme.SPACE_L, theme.SPACE_M)
        whole.setSpacing(theme.SPACE_S)
        whole.addLayout(bar)
        whole.addWidget(self.summary)
        whole.addWidget(self._views, 1)
        self._fit()

    def _wire(self) -> None:
        desk = self._desk
        for name, chip in self.chips.items():
            chip.clicked.connect(lambda _checked=False, name=name: self.show_view(name))
        self.draw.clicked.connect(self.draw_contacts)
        for asking in (self._asking, self._drawing, self._exempting):
            asking.busy.connect(self.waiting.setVisible)
        self.drawn.opened.connect(desk.judge_wanted)
        self.table.filled.connect(lambda: desk.tab_wanted.emit("evaluations"))
        self.exempt.filled.connect(lambda: desk.tab_wanted.emit("evaluations"))
        desk.judged.connect(self._note_stale)
        desk.read_again.connect(lambda _listed: self._ask_if_stale())
        for table in (self.table, self.drawn):
            exporter = Exporter(
                table,
                desk.centre.jobs,
                zone=lambda: desk.zone,
                about=lambda: [(_("Month"), f"{desk.month:%Y-%m}")],
                people=True,
                who=desk.centre.who,
            )
            exporter.noticed.connect(desk.noticed)
            exporter.refused.connect(desk.centre.jobs.refused)
        shortcut = QShortcut(QKeySequence("D"), self.table.view, self.draw_contacts)
        shortcut.setContext(Qt.ShortcutContext.WidgetShortcut)

    # -- asking ---------------------------------------------------------------------------------------------

    @property
    def view(self) -> str:
        """Which of the two is shown."""
        return MONTH if self.chips[MONTH].isChecked() else EXEMPTIONS

    def show_view(self, name: str) -> None:
        """Show the forms of the month, or the exemptions."""
        self.chips[name].setChecked(True)
        memory.keep(self._desk.machine, MEMORY, {"view": name})
        self._views.setCurrentIndex(0 if name == MONTH else 1)
        self.draw.setVisible(name == MONTH)
        self._lead.part = self.table if name == MONTH else self.exempt
        self._say_summary()
        self._ask_if_stale()

    def arrive(self) -> None:
        """The tab is about to be shown."""
        now = self._desk.centre.live.clock.now()
        for table in (self.table, self.drawn, self.exempt.table):
            table.use_zone(self._desk.zone)
            table.tick(now)
        if self.view in self._stale:
            self._ask()

    def _note_stale(self) -> None:
        self._stale = {MONTH, EXEMPTIONS}
        self._ask_if_stale()

    def _ask_if_stale(self) -> None:
        if self.view in self._stale and self.isVisible():
            self._ask()

    def _ask(self) -> None:
        if not self._desk.is_read:
            return
        self._stale.discard(self.view)
        if self.view == MONTH:
            self._asking.ask(self.show_lines, work.sampled, self._desk.month, looked=self._desk.look_at_lines)
        else:
            self._exempting.ask(
                self.show_exempt,
                work.exempt_lines,
                self._desk.today,
                language(),
                looked=self._desk.look_at_lines,
            )

    # -- what is shown --------------------------------------------------------------------------------------

    def show_lines(self, lines: tuple[SamplingLine, ...]) -> None:
        """Show how the month stands."""
        self._lines = lines
        now = self._desk.centre.live.clock.now()
        self.table.tick(now)
        searching = self.table.bar.search.hasFocus() and not self.table.bar.search.text()
        self.table.show_rows(lines)
        if searching:  # nothing else could have the keyboard before
            self.table.setFocus(Qt.FocusReason.OtherFocusReason)
        self.table.tick(now)
        self._say_summary()

    def show_exempt(self, lines: tuple[ExemptLine, ...]) -> None:
        """Show what the rule of exemption says."""
        self.exempt.show_lines(lines)
        self._say_summary()

    def draw_contacts(self) -> None:
        """So many contacts by lot as are missing: of the selected people, else of all that are shown."""
        chosen = self.table.selected()
        lines = chosen if len(chosen) > 1 or (chosen and chosen[0].missing) else []
        lines = lines or list(self.table.arrangement.shown_rows())
        wanted = {line.person: line.missing - line.drafts for line in lines if line.missing > line.drafts}
        if not wanted:
            self._desk.noticed.emit(_("No form is missing."), None)
            return
        month, today = self._desk.month, self._desk.today
        last = (month + timedelta(days=31)).replace(day=1) - timedelta(days=1)
        self._turn += 1
        period = Period(month, max(month, min(last, today)))
        seed = f"{month} {today} {self._turn}"
        self._drawing.ask(self.show_drawn, work.draw, period, wanted, seed)

    def show_drawn(self, drawn: tuple[Candidate, ...]) -> None:
        """Show the contacts that were drawn."""
        self.drawn.tick(self._desk.centre.live.clock.now())
        self.drawn.show_rows(drawn)
        self.drawn.tick(self._desk.centre.live.clock.now())
        self.drawn.show()
        self._fit()
        if drawn:
            self.drawn.setFocus(Qt.FocusReason.OtherFocusReason)

    def _fit(self) -> None:
        for table in (self.table, self.drawn):
            table.setMinimumHeight(theme.current().px(190))

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._ask_if_stale()

    # -- words ----------------------------------------------------------------------------------------------

    def _say_summary(self) -> None:
        if self.view == EXEMPTIONS:
            self.summary.setText(
                _(
                    "Who is exempt is judged a few times a month still. The rule asks for six months with so "
                    "few fatal errors that the true rate is hardly above what is borne, nothing confirmed "
                    "off target, and no complaint upheld since the last exemption. The program itself "
                    "exempts nobody."
                )
            )
            return
        planned, done = sum(one.planned for one in self._lines), sum(one.done for one in self._lines)
        missing = sum(one.missing for one in self._lines)
        people = sum(one.missing > 0 for one in self._lines)
        said = _("{month}: {done} forms done, {planned} planned; {missing} are missing, of {people}.")
        self.summary.setText(
            said.format(
                month=f"{self._desk.month:%Y-%m}",
                done=number(done),
                planned=number(planned),
                missing=number(missing),
                people=ngettext("{count} person", "{count} people", people).format(count=number(people)),
            )
            if self._lines
            else ""
        )

    def retranslate(self) -> None:
        """Say everything again, in the language now in use."""
        self.chips[MONTH].setText(_("Forms of the month"))
        self.chips[EXEMPTIONS].setText(_("Exemptions"))
        self.draw.setText(_("Draw contacts"))
        self.draw.setToolTip(
            _("As many contacts by lot as forms are missing: of the selected people, or of all (D)")
        )
        self.waiting.setText(_("Counting…"))
        self.table.say_empty(
            _("Nobody had contacts or forms in this month. Look at another time, or judge a contact."),
            _("To the evaluations"),
        )
        self.drawn.say_empty(
            _("No contact was found that can be drawn: none is kept one by one, or all were judged already.")
        )
        self._say_summary()
