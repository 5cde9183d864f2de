"""A node of the voice menu in the drawer: what is said and pressed there, whose it is, and its issues."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtWidgets import QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget

from supervisor.issues.states import STATE_LABELS
from supervisor.ivr.node import Node, NodeText
from supervisor.ivr.tree import Tree
from supervisor.words import _, mark
from ui import theme
from ui.issues.menu_work import NodeIssue
from ui.widgets.choice_box import ChoiceBox
from ui.widgets.field import Field
from ui.widgets.pane import Pane
from ui.widgets.save_bar import SaveBar
from ui.widgets.text_area import TextArea

MOST_ISSUES = 12
_TOP = "-"  # a choice's key, as "" is nothing chosen


class NodeForm(Pane):
    """`save_asked` gives the node as it shall be. Ctrl+S saves."""

    save_asked = Signal(object)
    retire_asked = Signal(object)
    restore_asked = Signal(object)
    issue_asked = Signal(int)
    new_issue_asked = Signal(object)
    given_up = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._node = Node("", "-")
        self._shown = False
        self.title, self.key, self.queue = QLineEdit(self), QLineEdit(self), QLineEdit(self)
        self.title.setMaxLength(200)
        self.key.setMaxLength(10)
        self.queue.setMaxLength(200)
        self.above, self.department = ChoiceBox(self), ChoiceBox(self)
        self.prompt, self.note = TextArea(self, lines=3), TextArea(self, lines=2)
        self.fields = {
            "title": Field(mark("Title"), self.title),
            "key": Field(
                mark("Key"), self.key, mark("What is pressed to come here; nothing for a hotline's own menu.")
            ),
            "above": Field(mark("Above it"), self.above),
            "prompt": Field(mark("What is said there"), self.prompt),
            "queue": Field(mark("Queue"), self.queue, mark("Where it leads, as the queue is called.")),
            "department": Field(mark("Department"), self.department, mark("Whose it is.")),
            "note": Field(mark("Note"), self.note),
        }
        self.problem = QLabel(self)
        self.problem.setProperty("role", "error")
        self.problem.setWordWrap(True)
        self.problem.hide()
        self.retire = QPushButton(self)
        self.bar = SaveBar(self, self.retire)
        self.save, self.discard = self.bar.save, self.bar.discard
        self.issues_head = QLabel(self)
        self.issues_head.setProperty("role", "strong")
        self.no_issue = QLabel(self)
        self.no_issue.setProperty("role", "muted")
        self.no_issue.setWordWrap(True)
        self.issues: list[QPushButton] = []
        self.new_issue = QPushButton(self)
        self._lay_out()
        self._wire()
        self.retranslate()

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, theme.SPACE_S, 0)
        column.setSpacing(theme.SPACE_M)
        for field in self.fields.values():
            column.addWidget(field)
        column.addWidget(self.problem)
        column.addWidget(self.bar)
        column.addWidget(self.issues_head)
        column.addWidget(self.no_issue)
        self._issues = QVBoxLayout()
        self._issues.setSpacing(theme.SPACE_XS)
        column.addLayout(self._issues)
        column.addWidget(self.new_issue, 0, Qt.AlignmentFlag.AlignLeft)
        column.addStretch(1)

    def _wire(self) -> None:
        for line in (self.title, self.key, self.queue):
            line.textEdited.connect(lambda _text: self._judge())
            line.returnPressed.connect(self.keep)
        for box in (self.above, self.department):
            box.chosen.connect(lambda _key: self._judge())
        for area in (self.prompt, self.note):
            area.textChanged.connect(self._judge)
        self.bar.save_asked.connect(self.keep)
        self.bar.discard_asked.connect(self._discard)
        self.retire.clicked.connect(self._retire)
        self.new_issue.clicked.connect(lambda: self.new_issue_asked.emit(self._node))

    # -- what is shown --------------------------------------------------------------------------------------

    @property
    def node(self) -> Node:
        """The node that is shown, as it was read."""
        return self._node

    @property
    def is_dirty(self) -> bool:
        """Whether something is not saved yet."""
        return self._shown and self.typed != self._node

    def forget(self) -> None:
        """Let go of what is typed."""
        self._shown = False

    def show_node(self, node: Node, nodes: Sequence[Node], departments: dict[str, str]) -> None:
        """Show *node* as it was read; version 0: one that is to be made."""
        self._shown = False
        self._node = node
        tree = Tree(nodes)
        below = {each.id for each in tree.below(node.id)} | {node.id}
        above = [
            (" / ".join(tree.path(each.id)), each.id)
            for each in tree.ordered()
            if each.id not in below and (not each.retired or each.id == node.parent)
        ]
        self.above.offer([(_("(the top of the menu)"), _TOP), *above])
        self.above.choose(node.parent or _TOP)
        self.department.offer([("", ""), *((name, id) for id, name in departments.items())])
        self.department.choose(node.text.department)
        self.title.setText(node.title)
        self.key.setText(node.key)
        self.queue.setText(node.text.queue)
        self.prompt.show_text(node.text.prompt)
        self.note.show_text(node.text.note)
        self._shown = True
        self.refuse("")
        kept = node.version > 0
        for widget in (self.retire, self.issues_head, self.new_issue):
            widget.setVisible(kept)
        self.new_issue.setVisible(kept and not node.retired)
        self._say_retire()
        self._judge()

    def show_issues(self, issues: Sequence[NodeIssue]) -> None:
        """The issues about the node, the newest first; open ones before others."""
        for button in self.issues:
            self._issues.removeWidget(button)
            button.deleteLater()
        self.issues = []
        ordered = sorted(issues, key=lambda one: (not one.is_open, -one.id))[:MOST_ISSUES]
        for one in ordered:
            button = QPushButton(self)
            button.setProperty("role", "link")
            button.setText(
                _("{number} · {title} · {state}")
                .format(number=one.number, title=one.title, state=_(STATE_LABELS[one.state]))
                .replace("&", "&&")
            )
            button.setToolTip(one.title)
            button.clicked.connect(lambda _on=False, id=one.id: self.issue_asked.emit(id))
            self._issues.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)
            self.issues.append(button)
        self.no_issue.setVisible(not ordered and self._node.version > 0)

    def refuse(self, said: str) -> None:
        """Say why it could not be kept."""
        self.problem.setText(said)
        self.problem.setVisible(bool(said))

    @property
    def typed(self) -> Node:
        """The node as it stands in the form."""
        above = self.above.value
        text = NodeText(
            self.prompt.text,
            self.queue.text().strip(),
            self.department.value,
            self.note.text,
        )
        return msgspec.structs.replace(
            self._node,
            title=self.title.text().strip(),
            key=self.key.text().strip(),
            parent="" if above == _TOP else above,
            text=text,
        )

    # -- hands ----------------------------------------------------------------------------------------------

    def keep(self) -> None:
        """Have it saved, when nothing is wrong."""
        self.fields["title"].show_problem("" if self.title.text().strip() else _("A node needs a title."))
        if not self.title.text().strip():
            self.title.setFocus()
        elif not self.above.value:
            self.fields["above"].show_problem(_("There is no such node. Choose one of the list."))
        elif self.is_dirty:
            self.fields["above"].show_problem("")
            self.save_asked.emit(self.typed)

    def _discard(self) -> None:
        self.given_up.emit()

    def _retire(self) -> None:
        (self.restore_asked if self._node.retired else self.retire_asked).emit(self._node)

    def _judge(self) -> None:
        if self._shown:
            self.save.setEnabled(self.is_dirty)
            self.discard.setEnabled(self.is_dirty or not self._node.version)

    # -- room -----------------------------------------------------------------------------------------------

    def minimumSizeHint(self) -> QSize:
        # a wrapped help line is given a pixel more than its least; it would be taken from the texts' rims
        return super().minimumSizeHint() + QSize(0, len(self.fields))

    # -- words ----------------------------------------------------------------------------------------------

    def _say_retire(self) -> None:
        self.retire.setText(
            _("Take into the menu again") if self._node.retired else _("Take out of the menu")
        )
        self.retire.setToolTip(_("With all that is below it; what was counted stays."))

    def retranslate(self) -> None:
        """Say everything again, in the language now in use."""
        self.issues_head.setText(_("Issues about this node"))
        self.no_issue.setText(_("None so far."))
        self.new_issue.setText(_("New issue about this node…"))
        self._say_retire()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.LanguageChange:
            self.retranslate()
