"""How an answer came about, to be read beside the table: step by step, down to the single contacts."""

from __future__ import annotations

from html import escape

from PySide6.QtCore import QEvent, QUrl, Signal
from PySide6.QtWidgets import QFrame, QTextBrowser, QWidget

from supervisor.evidence.unit import Unit
from supervisor.performance.formula import formula
from supervisor.performance.kpi import BY_ID, Kpi
from supervisor.review.derivation import Derivation
from supervisor.review.monthly import Standing
from supervisor.review.steps import steps
from supervisor.rights.look import What
from supervisor.words import _
from ui import theme
from ui.asking import Asking
from ui.review import matrix_words, work
from ui.review.desk import ReviewDesk

_CONTACTS = "contacts"


class DerivationView(QTextBrowser):
    """Tab goes through the links to the contacts."""

    titled = Signal(str, str)  # the KPI, and whose figure it is

    def __init__(self, desk: ReviewDesk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._asking = Asking(desk.centre, self)
        self._wanted: tuple[Unit, str] | None = None
        self._found: Derivation | None = None
        self.setOpenLinks(False)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setMinimumHeight(200)
        self.setProperty("role", "text")
        self.anchorClicked.connect(self._open)
        self._say()

    def ask(self, unit: Unit, kpi: str) -> None:
        """Have it told how the answer for *unit* in *kpi* came about."""
        self._wanted = unit, kpi
        if self._found is not None and (self._found.entry.who.unit, self._found.entry.kpi) != (unit, kpi):
            self._found = None
            self._show(_("Computing…"))
        self._asking.ask(
            self.show_derivation,
            work.ask_derivation,
            self._desk.question,
            kpi,
            unit,
            looked=lambda found: (
                self._desk.look_at(What.DERIVATION, (unit,), kpi) if found is not None else None
            ),
        )

    def ask_again(self) -> None:
        """The same of another month, or of other facts."""
        if self._wanted is not None:
            self.ask(*self._wanted)

    def show_derivation(self, found: Derivation | None) -> None:
        """Tell *found*; None: nothing is known of it this month."""
        self._found = found
        if found is None:
            self._show(_("Nothing is known of this in {month}.").format(month=f"{self._desk.month:%Y-%m}"))
            return
        kpi = BY_ID[found.entry.kpi]
        self.titled.emit(kpi.title, whose(found.entry.who, self._desk))
        self.setHtml(self._told(kpi, found))

    def _told(self, kpi: Kpi, found: Derivation) -> str:
        look = theme.current()
        muted = f"color:{look.muted}"
        parts = [f"<p style='{muted}'>{escape(kpi.explained)}<br>{escape(formula(kpi))}</p>"]
        for step in steps(kpi, found):
            lines = "<br>".join(escape(line) for line in step.lines)
            told = f"<h4>{escape(step.title)}</h4><p>{lines}</p>"
            if step.formula:
                told += f"<p style='{muted}'>{escape(step.formula)}</p>"
            parts.append(told)
        links = [
            f"<a href='{_CONTACTS}:{at}'>{escape(f'{month.month:%Y-%m}')}</a>"
            for at, month in enumerate(found.months)
            if month.contacts is not None and month.denominator > 0
        ]
        if links:
            behind = escape(_("The contacts behind it"))
            parts.append(f"<h4>{behind}</h4><p>{' &nbsp; '.join(links)}</p>")
        return "".join(parts)

    def _open(self, link: QUrl) -> None:
        if self._found is None or link.scheme() != _CONTACTS:
            return
        month, entry = self._found.months[int(link.path())], self._found.entry
        if month.contacts is not None:
            about = _("{kpi}, {who}, {month}").format(
                kpi=BY_ID[entry.kpi].title, who=entry.who.name, month=f"{month.month:%Y-%m}"
            )
            self._desk.note_look(entry.who.unit, entry.kpi)
            self._desk.show_contacts(month.contacts, about)

    def _show(self, sentence: str) -> None:
        self.setHtml(f"<p style='color:{theme.current().muted}'>{escape(sentence)}</p>")

    def _say(self) -> None:
        self.setAccessibleName(_("How the answer came about"))
        if self._found is not None:
            self.show_derivation(self._found)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.LanguageChange, QEvent.Type.StyleChange):
            self._say()


def whose(who: Standing, desk: ReviewDesk) -> str:
    """Whose figure it is: name, work and month."""
    parts = (who.name, matrix_words.work_of(who), f"{desk.month:%Y-%m}")
    return " · ".join(parts)
