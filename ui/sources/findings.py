"""What the audits of a source found: each thing by itself, ghosts to be taken out, and where its log is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import tzinfo
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import (
    QFileDialog,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from supervisor import words
from supervisor.audit.finding import Finding, QueueSums, Reconciliation, Sums
from supervisor.audit.wording import remarks, sentence, summary, title
from supervisor.words import DASH, _, mark, ngettext
from ui import theme
from ui.theme import State
from ui.widgets.field import Field
from ui.widgets.state_sign import StateSign

if TYPE_CHECKING:  # SQLAlchemy comes after the first paint
    from supervisor.storage.exclusions import Exclusion

AT_ONCE = 40  # findings that are listed before more are asked for
LOGGED_KINDS = ("asterisk", "replay")
FIGURES = (
    (mark("Offered"), "offered"),
    (mark("Answered"), "answered"),
    (mark("Abandoned"), "abandoned"),
    (mark("Left"), "left"),
    (mark("Waiting"), "waiting"),
)

Key = tuple[str, str, str]  # source, contact, queue


class FindingsPanel(QWidget):
    """The page of the drawer beside the sources."""

    exclude_wanted = Signal(object, str)  # Key, why
    include_wanted = Signal(object)  # Key
    log_wanted = Signal(str, str)  # source, path

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._source = ""
        self._options: Mapping[str, Any] = {}
        self._kind = ""
        self._shown: tuple[object, ...] = ()
        self._limit = AT_ONCE
        self.buttons: list[QPushButton] = []  # of what can be taken out, and counted again
        self._line = QLineEdit()
        self._line.setClearButtonEnabled(True)
        self.log = Field(
            mark("Its own log"),
            self._line,
            mark(
                "The path of Asterisk’s queue_log, as the computer that watches over the centre sees it; a "
                "mounted folder will do. With it the day is checked contact by contact every five minutes."
            ),
        )
        self.browse = QPushButton(self)
        self.browse.clicked.connect(self._choose)
        self.save = QPushButton(self)
        self.save.clicked.connect(self._give_log)
        self._line.returnPressed.connect(self._give_log)
        self._line.textChanged.connect(lambda _text: self._show_unsaved())
        self._body = QWidget()
        self._rows = QVBoxLayout(self._body)
        self._rows.setContentsMargins(0, 0, theme.SPACE_S, 0)
        self._rows.setSpacing(theme.SPACE_M)
        scroll = QScrollArea(self)
        scroll.setWidget(self._body)
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._foot = QWidget(self)
        buttons = QHBoxLayout()
        buttons.setSpacing(theme.SPACE_S)
        buttons.addWidget(self.save)
        buttons.addWidget(self.browse)
        buttons.addStretch(1)
        foot = QVBoxLayout(self._foot)
        foot.setContentsMargins(0, 0, theme.SPACE_S, 0)
        foot.setSpacing(theme.SPACE_S)
        foot.addWidget(_rule(self._foot))
        foot.addWidget(self.log)
        foot.addLayout(buttons)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.SPACE_M)
        column.addWidget(scroll, 1)
        column.addWidget(self._foot)
        self.setFocusProxy(self._line)
        self._say()

    def open_on(self, source: str, kind: str, options: Mapping[str, Any]) -> None:
        """Begin with *source*; what it found follows by `show_result`."""
        if source != self._source:
            self._limit = AT_ONCE
        self._source, self._kind, self._options = source, kind, options
        self._foot.setVisible(kind in LOGGED_KINDS)
        self._line.setText(self._kept_log)
        self._show_unsaved()
        self._shown = ()

    @property
    def _kept_log(self) -> str:
        return str(self._options.get("queue_log") or "")

    def show_result(self, result: Reconciliation | None, excluded: Sequence[Exclusion], zone: tzinfo) -> None:
        """Show what was found, and what of this source was taken out of the count."""
        mine = tuple(ghost for ghost in excluded if ghost.source == self._source)
        shown = (result, mine, zone, words.language(), self._limit)
        if shown == self._shown:
            return
        self._shown = shown
        focused = self._focused()
        self._clear()
        if result is None:
            self._add(_muted(_("It was not reconciled yet. “Reconcile now” does it.")))
        else:
            gone = {ghost.key for ghost in mine}
            self._add_remarks(result, zone)
            self._add_findings(result, gone, zone)
        self._add_excluded(mine, zone)
        if result is not None:
            self._add_sums(result)
        self._rows.addStretch(1)
        if focused is not None and self.buttons:
            self.buttons[min(focused, len(self.buttons) - 1)].setFocus()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() is QEvent.Type.LanguageChange:
            self._say()
            self._shown = ()
        super().changeEvent(event)

    # -- what was found -----------------------------------------------------------------------------------

    def _add_remarks(self, result: Reconciliation, zone: tzinfo) -> None:
        for place, said in enumerate(remarks(result, zone)):
            label = _muted(said)
            if place == 0 and result.problem:
                label.setProperty("role", "notice")
            self._add(label)

    def _add_findings(self, result: Reconciliation, gone: set[Key], zone: tzinfo) -> None:
        left = [found for found in result.findings if (self._source, found.contact, found.queue) not in gone]
        for found in left[: self._limit]:
            self._add(self._finding(found, zone))
        more = result.differences + result.explained - len(result.findings) + max(0, len(left) - self._limit)
        if len(left) > self._limit:
            button = QPushButton(ngettext("Show {n} more", "Show {n} more", more).format(n=more), self)
            button.clicked.connect(self._more)
            self._add(button)
        elif more > 0:
            said = ngettext("And {n} more that is not listed.", "And {n} more that are not listed.", more)
            self._add(_muted(said.format(n=words.number(more))))

    def _finding(self, found: Finding, zone: tzinfo) -> QWidget:
        card = QFrame(self)
        card.setProperty("role", "card")
        column = QVBoxLayout(card)
        column.setContentsMargins(theme.SPACE_M, theme.SPACE_S, theme.SPACE_M, theme.SPACE_S)
        column.setSpacing(theme.SPACE_XS)
        head = QHBoxLayout()
        head.setSpacing(theme.SPACE_S)
        sign = StateSign(card)
        sign.show_state(State.STALE if found.why else State.WARN)
        name = QLabel(title(found), card)
        name.setProperty("role", "strong")
        head.addWidget(sign)
        head.addWidget(name)
        head.addStretch(1)
        if found.contact:
            contact = QLabel(found.contact, card)
            contact.setProperty("role", "small")
            contact.setTextFormat(Qt.TextFormat.PlainText)
            contact.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            contact.setToolTip(_("The contact’s identity at the source"))
            head.addWidget(contact)
        column.addLayout(head)
        said = _plain(sentence(found, zone))
        column.addWidget(said)
        if found.can_be_excluded:
            button = QPushButton(_("Take out of the count"), card)
            button.setAccessibleName(
                _("Take contact {contact} out of the count").format(contact=found.contact)
            )
            key = (self._source, found.contact, found.queue)
            button.clicked.connect(lambda: self.exclude_wanted.emit(key, found.kind.value))
            self.buttons.append(button)
            column.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)
        card.setAccessibleName(f"{title(found)}. {said.text()}")
        return card

    def _more(self) -> None:
        result, mine, zone = self._shown[:3]
        self._limit += 10 * AT_ONCE
        self.show_result(result, mine, zone)  # type: ignore[arg-type]

    def _add_sums(self, result: Reconciliation) -> None:
        """Both sides' counts; one figure where they agree."""
        if not result.queues:
            return
        grid = QGridLayout()
        grid.setHorizontalSpacing(theme.SPACE_M)
        grid.setVerticalSpacing(theme.SPACE_XS)
        headings = [_("Live / log") if result.logged else _("Live"), *(_(name) for name, _what in FIGURES)]
        for column, heading in enumerate(headings):
            label = QLabel(heading, self)
            label.setProperty("role", "small")
            grid.addWidget(label, 0, column, _right(column))
        whole = _whole(result.queues)
        for row, sums in enumerate((whole, *result.queues), 1):
            name = QLabel(sums.queue or _("All queues"), self)
            name.setTextFormat(Qt.TextFormat.PlainText)
            if row == 1:
                name.setProperty("role", "strong")
            grid.addWidget(name, row, 0)
            for column, (_name, what) in enumerate(FIGURES, 1):
                ours = getattr(sums.ours, what)
                theirs = None if sums.theirs is None else getattr(sums.theirs, what)
                said = words.number(ours)
                differs = theirs is not None and theirs != ours
                if differs:
                    said += f" / {words.number(theirs)}"
                figure = QLabel(said, self)
                if differs or row == 1:
                    figure.setProperty("role", "strong")
                grid.addWidget(figure, row, column, _right(column))
        grid.setColumnStretch(0, 1)
        block = QWidget(self)
        block.setLayout(grid)
        grid.setContentsMargins(0, 0, 0, 0)
        self._add(block)

    def _add_excluded(self, mine: Sequence[Exclusion], zone: tzinfo) -> None:
        if not mine:
            return
        heading = QLabel(_("Taken out of the count"), self)
        heading.setProperty("role", "strong")
        self._add(heading)
        for ghost in mine:
            said = _("{contact} in {queue}, by {who} at {time}").format(
                contact=ghost.contact,
                queue=ghost.queue or DASH,
                who=ghost.who,
                time=words.moment(ghost.at, zone),
            )
            row = QHBoxLayout()
            row.setSpacing(theme.SPACE_S)
            row.addWidget(_plain(said), 1)
            button = QPushButton(_("Count again"), self)
            button.setAccessibleName(_("Count contact {contact} again").format(contact=ghost.contact))
            button.clicked.connect(lambda _on=False, key=ghost.key: self.include_wanted.emit(key))
            self.buttons.append(button)
            row.addWidget(button)
            block = QWidget(self)
            block.setLayout(row)
            row.setContentsMargins(0, 0, 0, 0)
            self._add(block)

    def _focused(self) -> int | None:
        """Which of our buttons has the keyboard: the next one gets it when this one goes."""
        return next((place for place, button in enumerate(self.buttons) if button.hasFocus()), None)

    def _add(self, widget: QWidget) -> None:
        self._rows.addWidget(widget)

    def _clear(self) -> None:
        self.buttons.clear()
        while (item := self._rows.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()

    # -- where the log is ---------------------------------------------------------------------------------

    def _choose(self) -> None:
        dialog = QFileDialog(self, _("Its own log"), "", "queue_log (queue_log*);;* (*)")
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(self._line.setText)
        dialog.open()

    def _give_log(self) -> None:
        if self.save.isEnabled():
            self.log_wanted.emit(self._source, self._line.text().strip())

    def _show_unsaved(self) -> None:
        self.save.setEnabled(self._line.text().strip() != self._kept_log)

    def _say(self) -> None:
        self.browse.setText(_("Choose a file…"))
        self.save.setText(_("Save"))
        self.save.setAccessibleName(_("Save where the log is"))


def said_above(result: Reconciliation | None, excluded: int, zone: tzinfo) -> str:
    """What stands under the drawer's title."""
    return "" if result is None else summary(result, zone, excluded)


def _whole(queues: Sequence[QueueSums]) -> QueueSums:
    ours, theirs = Sums(), Sums()
    logged = False
    for sums in queues:
        ours += sums.ours
        if sums.theirs is not None:
            logged, theirs = True, theirs + sums.theirs
    return QueueSums("", ours, theirs if logged else None)


def _right(column: int) -> Qt.AlignmentFlag:
    return Qt.AlignmentFlag.AlignRight if column else Qt.AlignmentFlag.AlignLeft


def _plain(said: str) -> QLabel:
    label = QLabel(said)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    return label


def _muted(said: str) -> QLabel:
    label = _plain(said)
    label.setProperty("role", "muted")
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return label


def _rule(parent: QWidget) -> QFrame:
    rule = QFrame(parent)
    rule.setProperty("role", "rule")
    return rule
