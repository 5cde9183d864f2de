"""What a calibration says: agreement in total and item by item beyond chance, and the raters."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QLabel, QPushButton, QVBoxLayout, QWidget

from supervisor.evidence.agreement import Acceptance, Kappa
from supervisor.quality.asking import AgreementAnswer
from supervisor.quality.calibration import ACCEPTANCE_LABELS, Agreement, ItemAgreement, RaterLine
from supervisor.quality.form import SEVERITY_LABELS, Item
from supervisor.rights.act import Act
from supervisor.words import DASH, _, day, language, mark, ngettext, number, share
from ui import theme
from ui.quality.desk import QualityDesk
from ui.quality.losses_rows import points_changed
from ui.rights import guard
from ui.widgets.attuned import Attuned
from ui.widgets.flow_row import FlowRow
from ui.widgets.lead import Lead
from ui.widgets.pane import Pane
from ui.widgets.signs import OF_STATE
from ui.widgets.table import Column, DeskTable, Kind, Look
from ui.widgets.table.export import Exporter

SHORT = {
    Acceptance.FINE: mark("Fine"),
    Acceptance.PROVISIONAL: mark("Provisional"),
    Acceptance.REWRITE: mark("Rewrite it"),
    Acceptance.UNKNOWN: mark("Cannot tell"),
}
STATES = {Acceptance.REWRITE: theme.State.CRITICAL, Acceptance.PROVISIONAL: theme.State.WARN}
MOST_NAMED = 6


@dataclass(frozen=True)
class ItemRow:
    """An item with what raters agree on it."""

    item: Item
    found: ItemAgreement

    @property
    def kappa(self) -> float | None:
        """Agreement beyond chance: of two raters or of more."""
        return self.found.kappa.value if self.found.kappa is not None else self.found.fleiss


def look_of(acceptance: Acceptance) -> Look | None:
    """The sign of a verdict."""
    state = STATES.get(acceptance)
    return Look(OF_STATE[state], state) if state is not None else None


def severity_words(line: RaterLine) -> str:
    """Whether a rater is severe, in words."""
    if line.bias is None:
        return DASH
    if line.is_severe:
        return _("Severe")
    return _("Lenient") if line.is_lenient else _("Neither severe nor lenient")


def _item_columns() -> list[Column[ItemRow]]:
    return [
        Column("item", mark("Item"), lambda row: row.item.name(language()), stretch=True, width=170),
        Column(
            "verdict",
            mark("Verdict"),
            lambda row: _(SHORT[row.found.acceptance]),
            look=lambda row: look_of(row.found.acceptance),
            about=lambda row: _(ACCEPTANCE_LABELS[row.found.acceptance]),
            width=112,
        ),
        Column(
            "alpha",
            mark("Alpha"),
            lambda row: row.found.alpha,
            Kind.NUMBER,
            digits=2,
            tip=mark(
                "Agreement beyond chance (Krippendorff): 1 is full agreement, 0 is chance. From 0.80 on "
                "fine, from 0.67 on provisional."
            ),
            width=66,
        ),
        Column(
            "kappa",
            mark("Kappa"),
            lambda row: row.kappa,
            Kind.NUMBER,
            digits=2,
            tip=mark("Agreement beyond chance, of two raters (Cohen) or more (Fleiss)."),
            width=66,
        ),
        Column(
            "percent",
            mark("Agree"),
            lambda row: row.found.percent,
            Kind.SHARE,
            tip=mark("So often two raters say the same; chance alone makes much of it."),
            width=72,
        ),
        Column("contacts", mark("Contacts"), lambda row: row.found.contacts, Kind.NUMBER, width=76),
        Column("class", mark("Class"), lambda row: _(SEVERITY_LABELS[row.item.severity]), width=94),
        Column(
            "apart",
            mark("Not agreed on"),
            lambda row: _(", ").join(row.found.apart) or None,
            stretch=True,
            width=130,
        ),
    ]


def _rater_columns() -> list[Column[RaterLine]]:
    return [
        Column("rater", mark("Rater"), lambda line: line.rater, stretch=True, width=110),
        Column(
            "severity",
            mark("Severe or lenient"),
            severity_words,
            look=lambda line: (
                Look(OF_STATE[theme.State.WARN], theme.State.WARN)
                if line.is_severe or line.is_lenient
                else None
            ),
            width=180,
        ),
        Column(
            "bias",
            mark("Against the others"),
            lambda line: line.bias * 100 if line.bias is not None else None,
            Kind.NUMBER,
            text=lambda line: DASH if line.bias is None else points_changed(line.bias),
            unit=mark("pp"),
            tip=mark(
                "Mean score against that of all raters for the same contacts, in percentage points; below "
                "zero is severe."
            ),
            width=120,
        ),
        Column("share", mark("Mean score"), lambda line: line.share, Kind.SHARE, width=90),
        Column("contacts", mark("Contacts"), lambda line: line.contacts, Kind.NUMBER, width=76),
        Column(
            "again",
            mark("The same again"),
            lambda line: line.items.agreement if line.items is not None else None,
            Kind.SHARE,
            tip=mark("Of the answers given a second time, weeks later: so many were the same."),
            width=110,
        ),
        Column(
            "again_kappa",
            mark("Kappa with himself"),
            lambda line: (
                line.items.kappa.value if line.items is not None and line.items.kappa is not None else None
            ),
            Kind.NUMBER,
            digits=2,
            width=120,
        ),
        Column(
            "shift",
            mark("Second minus first"),
            lambda line: (
                line.total.shift * 100 if line.total is not None and line.total.shift is not None else None
            ),
            Kind.NUMBER,
            digits=1,
            unit=mark("pp"),
            hidden=True,
            width=120,
        ),
    ]


class SessionView(Attuned, Pane):
    """One calibration to be read."""

    def __init__(self, desk: QualityDesk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self.answer: AgreementAnswer | None = None
        self.title = QLabel(self)
        self.title.setProperty("role", "lead")
        self.about = QLabel(self)
        self.about.setProperty("role", "muted")
        self.total = QLabel(self)
        self.total.setProperty("role", "strong")
        self.more, self.missing = QLabel(self), QLabel(self)
        self.missing.setProperty("role", "small")
        self.rewrite = QLabel(self)
        self.rewrite.setProperty("role", "notice")
        for text in (self.title, self.about, self.total, self.more, self.missing, self.rewrite):
            text.setWordWrap(True)
            text.setTextFormat(Qt.TextFormat.PlainText)
        self.rate, self.change, self.remove = QPushButton(self), QPushButton(self), QPushButton(self)
        self.rate.setProperty("role", "primary")
        self.items: DeskTable[ItemRow] = DeskTable(
            "quality.calibration.items",
            _item_columns(),
            key=lambda row: row.item.id,
            title=mark("Agreement by item"),
            counted=lambda count: ngettext("{n} item", "{n} items", count).format(n=number(count)),
            sort=[("alpha", False)],
            compact=True,
            machine=desk.machine,
            parent=self,
        )
        self.raters: DeskTable[RaterLine] = DeskTable(
            "quality.calibration.raters",
            _rater_columns(),
            key=lambda line: line.rater,
            title=mark("Raters"),
            counted=lambda count: ngettext("{n} rater", "{n} raters", count).format(n=number(count)),
            compact=True,
            machine=desk.machine,
            parent=self,
        )
        for table in (self.items, self.raters):
            exporter = Exporter(
                table, desk.centre.jobs, zone=lambda: desk.zone, people=True, who=desk.centre.who
            )
            exporter.noticed.connect(desk.noticed)
            exporter.refused.connect(desk.centre.jobs.refused)
        self._lead = Lead(self, self.rate)
        self._lay_out()
        guard(desk.centre, Act.JUDGE, self.rate, self.change, self.remove)
        self.retranslate()

    def _lay_out(self) -> None:
        buttons = FlowRow(self)
        for button in (self.rate, self.change, self.remove):
            buttons.add(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.SPACE_S, 0, 0, 0)
        column.setSpacing(theme.SPACE_S)
        for widget in (self.title, self.about, self.total, self.more, self.rewrite, self.missing, buttons):
            column.addWidget(widget)
        column.addWidget(self.items, 3)
        column.addWidget(self.raters, 2)
        self._fit()

    def show_answer(self, answer: AgreementAnswer) -> None:
        """Show what a calibration says."""
        self.answer = answer
        now, found = self._desk.centre.live.clock.now(), answer.agreement
        by_id = answer.form_version.content.by_id
        rows = [ItemRow(by_id[one.item], one) for one in found.items if one.item in by_id]
        for table, shown in ((self.items, rows), (self.raters, found.raters)):
            table.tick(now)
            table.show_rows(shown)  # type: ignore[arg-type]  # each its own
            table.sort_again()
        self._say()

    def _say(self) -> None:
        answer = self.answer
        if answer is None:
            return
        session, found = answer.session, answer.agreement
        form = self._desk.known.form(answer.form_version.form)
        self.title.setText(session.title)
        parts = [
            day(session.held_on, self._desk.today),
            _("{form}, version {number}").format(
                form=form.name if form is not None else DASH, number=answer.form_version.number
            ),
            ngettext("{n} contact", "{n} contacts", found.contacts).format(n=number(found.contacts)),
            ngettext("{n} rater", "{n} raters", len(found.raters)).format(n=number(len(found.raters))),
        ]
        self.about.setText(
            _(" · ").join(parts) + (f"\n{session.meeting.note}" if session.meeting.note else "")
        )
        self.total.setText(total_words(found))
        self.more.setText("\n".join(more_words(found)))
        names = [answer.form_version.content.by_id[item].name(language()) for item in found.to_rewrite]
        many = len(names) - MOST_NAMED
        said = _("; ").join(names[:MOST_NAMED])
        if many > 0:
            said = _("{names} and {count} more").format(names=said, count=many)
        self.rewrite.setText(
            _("These items say different things to different raters; rewrite them: {names}.").format(
                names=said
            )
        )
        self.rewrite.setVisible(bool(names))
        self.missing.setText(_missing_words(found))
        self.missing.setVisible(bool(found.missing))

    def retranslate(self) -> None:
        """Say everything again, in the language now in use."""
        self.rate.setText(_("Enter ratings…"))
        self.change.setText(_("Change…"))
        self.remove.setText(_("Remove"))
        for table in (self.items, self.raters):
            table.say_empty(_("Nothing was rated yet."))
        self._say()

    def _fit(self) -> None:
        self.items.setMinimumHeight(theme.current().px(190))
        self.raters.setMinimumHeight(theme.current().px(150))

    def focusInEvent(self, event: QFocusEvent) -> None:
        self.rate.setFocus(event.reason())


def total_words(found: Agreement) -> str:
    """What the total scores say, in words."""
    verdict = {
        Acceptance.FINE: _("the raters agree"),
        Acceptance.PROVISIONAL: _("provisional: talk about the differences"),
        Acceptance.REWRITE: _("the raters do not agree enough to compare scores"),
        Acceptance.UNKNOWN: _("too little was rated to tell, or everybody gave the same"),
    }[found.acceptance]
    return _("Total score: alpha {alpha}, {verdict}.").format(alpha=number(found.alpha, 2), verdict=verdict)


def more_words(found: Agreement) -> list[str]:
    """What else the scores say, a sentence each."""
    lines = []
    if found.percent is not None:
        lines.append(
            _("Pass or not: two raters agree in {percent}; chance alone would make {chance}.").format(
                percent=share(found.percent), chance=share(found.by_chance)
            )
        )
    if found.kappa is not None:
        lines.append(_kappa_words(found.kappa))
    elif found.fleiss is not None:
        lines.append(_("Beyond chance: kappa {kappa} (Fleiss).").format(kappa=number(found.fleiss, 2)))
    if found.icc is not None:
        said = _("Of the variance of the scores {share} is the contacts’ own (ICC, {n} contacts).")
        lines.append(said.format(share=share(found.icc.agreement), n=number(found.icc.n)))
    if found.gage is not None and found.gage.classes is not None:
        said = _("By the second round the raters can tell {n} kinds of contact apart; five are wanted.")
        lines.append(said.format(n=number(found.gage.classes, 1)))
    return lines


def _kappa_words(kappa: Kappa) -> str:
    said = _("Beyond chance: kappa {kappa}, by chance alone anywhere from {low} to {high}.")
    return said.format(
        kappa=number(kappa.value, 2),
        low=number(kappa.interval.low, 2),
        high=number(min(1.0, kappa.interval.high), 2),
    )


def _missing_words(found: Agreement) -> str:
    if not found.missing:
        return ""
    named = _("; ").join(
        _("{contact} by {rater}").format(contact=contact, rater=rater)
        for contact, rater in found.missing[:MOST_NAMED]
    )
    said = ngettext("{n} rating is missing: {which}", "{n} ratings are missing: {which}", len(found.missing))
    dots = "…" if len(found.missing) > MOST_NAMED else ""
    return said.format(n=number(len(found.missing)), which=named + dots)
