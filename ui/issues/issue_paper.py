"""One issue on paper: what happened, the figures, the cause, whose it is, the measure, what came of it."""

from __future__ import annotations

from html import escape
from pathlib import Path

from PySide6.QtCore import QMarginsF, Qt
from PySide6.QtGui import QPageLayout, QPageSize, QPdfWriter, QTextDocument
from PySide6.QtWidgets import QWidget

from supervisor.errors import SupervisorError
from supervisor.issues import clock, merge
from supervisor.issues.clock_wording import clock_words
from supervisor.issues.evidence_wording import matter_words
from supervisor.issues.issue import FIELDS
from supervisor.issues.speaker import Speaker
from supervisor.issues.states import STATE_LABELS
from supervisor.issues.wording import value_words
from supervisor.words import DASH, _, moment
from supervisor.workbook.file import replacing
from ui import theme
from ui.issues.desk import IssuesDesk
from ui.issues.issue_head import counter_words
from ui.issues.issue_work import Opened
from ui.widgets.export_dialog import export_pages
from ui.widgets.markdown_view import FEATURES

RESOLUTION = 300
PART_PT, BODY_PT = 12, 10
_WHAT = ("text.description", "text.symptom", "text.impact")
_FACTS = (
    *("facts.department", "facts.joining", "facts.contact", "facts.category", "facts.node", "facts.product"),
    *("facts.severity", "text.severity_reason", "facts.origin", "facts.first_seen", "facts.last_seen"),
    *("facts.affected_a_week", "facts.tags"),
)
_CAUSE = ("facts.cause_kind", "text.cause")
_MEASURE = (
    "text.containment",
    "text.knowledge_link",
    "text.correction",
    "text.prevention",
    "facts.measure_owner",
)


class IssuePaper:
    """The page of *opened*, A4, in black on white."""

    def __init__(
        self, desk: IssuesDesk, opened: Opened, speak: Speaker, parent: QWidget | None = None
    ) -> None:
        self._desk, self._opened, self._speak, self._parent = desk, opened, speak, parent

    def ask_where_to(self) -> None:
        """Ask for the file."""
        if self._parent is not None:
            export_pages(
                "issues.page",
                self._opened.issue.number,
                self.write,
                self._parent,
                machine=self._desk.machine,
                noticed=self._desk.noticed.emit,
            )

    def write(self, path: Path) -> str:
        """Write the page to *path*; what was done, in words. Raises FileError."""
        with replacing(path) as beside:
            writer = QPdfWriter(str(beside))
            writer.setResolution(RESOLUTION)
            writer.setPageLayout(_a4())
            writer.setTitle(self._opened.issue.number)
            self.document().print_(writer)
            del writer
        return _("The page was saved as {file}.").format(file=path.name)

    def print(self) -> None:
        """Ask for the printer."""
        from PySide6.QtPrintSupport import QPrintDialog, QPrinter  # late: it looks for printers

        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        printer.setPageLayout(_a4())
        printer.setDocName(self._opened.issue.number)
        dialog = QPrintDialog(printer, self._parent)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.accepted.connect(lambda: self.document().print_(printer))
        dialog.setModal(True)
        dialog.show()

    def document(self) -> QTextDocument:
        """What stands on the paper."""
        made = QTextDocument()
        font = theme.font(BODY_PT)
        font.setPointSize(BODY_PT)
        made.setDefaultFont(font)
        made.setHtml(self.html())
        return made

    def html(self) -> str:
        """The page, every word that somebody typed taken as text or as Markdown without HTML."""
        issue, desk, speak = self._opened.issue, self._desk, self._speak
        parts = [f"<h2>{escape(issue.number)} {escape(issue.title)}</h2>"]
        head = [_(STATE_LABELS[issue.state]), counter_words(issue.standing.counters)]
        parts.append(f"<p>{escape(_(' · ').join(part for part in head if part))}</p>")
        parts += self._part(_("What happened"), self._texts(_WHAT))
        parts += self._part(_("Facts"), self._table(_FACTS))
        parts += self._part(_("Figures and evidence"), self._evidence())
        parts += self._part(_("Cause"), self._table(_CAUSE[:1]) + self._texts(_CAUSE[1:]))
        parts += self._part(
            _("Measure"), self._texts(_MEASURE[:1] + _MEASURE[2:4]) + self._table(_MEASURE[1::3])
        )
        parts += self._part(_("Limits"), self._clocks())
        parts += self._part(_("Effect of the measure"), self._table(("facts.criterion",)))
        foot = _("made on {moment} by {who}").format(moment=moment(desk.now, desk.zone), who=desk.centre.who)
        return "".join([*parts, f"<hr><p>{escape(foot)}</p>"]) if speak else ""

    def _part(self, title: str, inside: str) -> list[str]:
        return [f"<h3>{escape(title)}</h3>{inside}"] if inside else []

    def _texts(self, paths: tuple[str, ...]) -> str:
        found = []
        for path in paths:
            text = str(merge.value(self._opened.issue, path) or "")
            if text:
                found.append(f"<p><b>{escape(_(FIELDS[path]))}</b></p>{_markdown(text)}")
        return "".join(found)

    def _table(self, paths: tuple[str, ...]) -> str:
        rows = []
        for path in paths:
            said = value_words(path, merge.value(self._opened.issue, path), self._speak)
            if said != DASH:
                rows.append(f"<tr><td width='35%'>{escape(_(FIELDS[path]))}</td><td>{escape(said)}</td></tr>")
        return f"<table width='100%' cellpadding='2'>{''.join(rows)}</table>" if rows else ""

    def _evidence(self) -> str:
        lines = []
        for piece in self._opened.evidence:
            more = [getattr(piece.matter, "method", ""), piece.note]
            said = _(" · ").join(part for part in (matter_words(piece.matter, self._speak), *more) if part)
            lines.append(f"<li>{escape(said)}</li>")
        return f"<ul>{''.join(lines)}</ul>" if lines else ""

    def _clocks(self) -> str:
        frame, desk = self._desk.known.frame, self._desk
        lines = []
        for one in self._opened.issue.standing.clocks if frame is not None else ():
            if one.dropped or frame is None:
                continue
            try:
                reading = clock.read(one, frame.calendar(one.calendar), desk.now)
            except SupervisorError:
                continue
            lines.append(f"<li>{escape(clock_words(reading, one, desk.zone, None, desk.now))}</li>")
        return f"<ul>{''.join(lines)}</ul>" if lines else ""


def _markdown(text: str) -> str:
    """*text* in Markdown as the inside of a page; what looks like HTML in it is text."""
    document = QTextDocument()
    document.setMarkdown(text.replace("![", "["), FEATURES)
    whole = document.toHtml()
    return whole[whole.index("<body") :].split(">", 1)[1].rsplit("</body>", 1)[0]


def _a4() -> QPageLayout:
    margins = QMarginsF(0, 0, 0, 0)  # the document leaves two centimetres itself, and numbers its pages there
    return QPageLayout(
        QPageSize(QPageSize.PageSizeId.A4),
        QPageLayout.Orientation.Portrait,
        margins,
        QPageLayout.Unit.Millimeter,
    )
