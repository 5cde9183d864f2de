"""What an issue has to do with others: its links, and what it came back from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial

from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from supervisor.issues.issue import Issue
from supervisor.issues.link import LINK_LABELS, Link, LinkKind
from supervisor.words import _
from ui import theme
from ui.issues.desk import IssuesDesk
from ui.issues.issue_work import Named
from ui.widgets.choice_box import ChoiceBox
from ui.widgets.flow_row import FlowRow
from ui.widgets.pane import Pane


class LinksView(Pane):
    """`link_asked` has another issue's id and the kind, `unlink_asked` a link, `opened` an issue's id."""

    link_asked = Signal(int, str)
    unlink_asked = Signal(object)  # Link
    opened = Signal(int)

    def __init__(self, desk: IssuesDesk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._shown: tuple[Issue, tuple[Link, ...], Mapping[int, Named], tuple[int, ...]] | None = None
        self.other, self.kind, self.do_it = ChoiceBox(self), ChoiceBox(self), QPushButton(self)
        self._links = QVBoxLayout()
        self.rows: list[QWidget] = []
        below = QHBoxLayout()
        below.addWidget(self.kind, 1)
        below.addWidget(self.other, 3)
        below.addWidget(self.do_it)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.SPACE_S)
        column.addLayout(self._links)
        column.addLayout(below)
        self.do_it.clicked.connect(self._link)
        self._say()

    def show_links(
        self, issue: Issue, links: Sequence[Link], named: Mapping[int, Named], chain: Sequence[int]
    ) -> None:
        """Show the *links* of *issue*; *named*: the others by id, *chain*: what it came back from, the first
        first."""
        self._shown = issue, tuple(links), named, tuple(chain)
        _empty(self._links, self.rows)
        if len(chain) > 1:
            said = " → ".join(named[id].number if id in named else str(id) for id in chain)
            label = QLabel(_("Came back: {chain}").format(chain=said), self)
            label.setWordWrap(True)
            self._links.addWidget(label)
            self.rows.append(label)
        if issue.standing.merged_into is not None:
            self._row(issue.standing.merged_into, _("Lives on in"), named, None)
        for link in links:
            mine = link.issue == issue.id
            other = link.other if mine else link.issue
            words = _(LINK_LABELS[link.kind])
            if link.kind is LinkKind.RECURRENCE:
                words = _("Recurrence of") if mine else _("Came back as")
            elif link.kind is LinkKind.DUPLICATE:
                words = _("Duplicate of") if mine else _("Has the duplicate")
            self._row(other, words, named, link)

    def show_choices(self, found: Sequence[Named]) -> None:
        """Offer *found* to be linked."""
        mine = self._shown[0].id if self._shown is not None else 0
        self.other.offer((one.said, str(one.id)) for one in found if one.id != mine)

    def _row(self, other: int, words: str, named: Mapping[int, Named], link: Link | None) -> None:
        found = named.get(other)
        said = _("{kind} {issue}").format(kind=words, issue=found.said if found is not None else other)
        row = FlowRow(self)
        show = QPushButton(said, row)
        show.setProperty("role", "link")
        show.clicked.connect(partial(self.opened.emit, other))
        row.add(show)
        if link is not None:
            gone = QPushButton(_("Unlink"), row)
            gone.setProperty("role", "quiet")
            gone.setAccessibleDescription(said)
            gone.clicked.connect(partial(self.unlink_asked.emit, link))
            row.add(gone)
        self._links.addWidget(row)
        self.rows.append(row)

    def _link(self) -> None:
        if self.other.value and self.kind.value:
            self.link_asked.emit(int(self.other.value), self.kind.value)
            self.other.choose("")

    def _say(self) -> None:
        self.kind.offer((_(said), one.value) for one, said in LINK_LABELS.items())
        if not self.kind.value:
            self.kind.choose(LinkKind.RELATED.value)
        self.kind.setAccessibleName(_("Kind of link"))
        self.other.setAccessibleName(_("Other issue"))
        if (line := self.other.lineEdit()) is not None:
            line.setPlaceholderText(_("Number or title of another issue"))
            line.setAccessibleName(_("Other issue"))
        self.do_it.setText(_("Link"))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.LanguageChange:
            self._say()
            if self._shown is not None:
                self.show_links(*self._shown)


def _empty(column: QVBoxLayout, widgets: list[QWidget]) -> None:
    for widget in widgets:
        column.removeWidget(widget)
        widget.hide()
        widget.deleteLater()
    widgets.clear()
