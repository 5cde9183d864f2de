"""The tab "Voice menu": its nodes as a tree with what happened at them, what is wrong with it, its issues."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QEvent, QSignalBlocker, Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QHBoxLayout,
    QLabel,
    QMenu,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from supervisor.errors import SupervisorError
from supervisor.issues.evidence import Seed
from supervisor.issues.issue import Origin
from supervisor.ivr.node import Node
from supervisor.ivr.tree import Tree
from supervisor.people.draft import new_id
from supervisor.rights.act import Act
from supervisor.sentences.error import sentence
from supervisor.words import _, day, mark, ngettext, number
from ui import theme
from ui.asking import Reading
from ui.issues import menu_work as work
from ui.issues.desk import IssuesDesk
from ui.issues.menu_files import MenuFiles
from ui.issues.menu_rows import MenuRow, columns, facets, fault_lines, rows_of, searched
from ui.issues.menu_work import MenuRead
from ui.issues.node_form import NodeForm
from ui.rights import guard
from ui.theme import State
from ui.widgets.drawer import WithDrawer
from ui.widgets.lead import Lead
from ui.widgets.state_sign import StateSign
from ui.widgets.table import DeskTable
from ui.widgets.table.export import Exporter
from ui.widgets.table.flow import Flow

HEEDED = frozenset({"ivr", "issues", "departments"})
PERIODS = (7, 28, 91)
MOST_FAULTS = 3


class MenuPage(QWidget):
    """The tree as a table. Insert adds a node below the one that is chosen, Alt+Up and Alt+Down move it among
    its siblings, Alt+Shift+Left and Alt+Shift+Right a level out and in, Delete takes it out of the menu."""

    def __init__(self, desk: IssuesDesk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self.menu = MenuRead()
        self._is_read = False
        self._wanted = ""  # the node that is to be chosen once it is read
        self._reading = Reading(desk.centre, self.show_menu)
        self._main = QWidget(self)
        self.period = QComboBox(self._main)
        self.new, self.take_in, self.take_counts, self.take_out = (
            QPushButton(self._main) for _one in range(4)
        )
        self.retired = QCheckBox(self._main)
        self.about = QLabel(self._main)
        self.about.setProperty("role", "muted")
        self.sign = StateSign(self._main)
        self.sign.show_state(State.WARN)
        self.warning, self.problem = QLabel(self._main), QLabel(self._main)
        self.problem.setProperty("role", "error")
        for label in (self.about, self.warning, self.problem):
            label.setWordWrap(True)
        self.problem.hide()
        self.table: DeskTable[MenuRow] = DeskTable(
            "issues.menu",
            columns(),
            key=lambda row: row.node.id,
            title=mark("Voice menu"),
            facets=facets(),
            sort=[("node", False)],
            search=searched,
            menu=self._fill_menu,
            faded=lambda row: row.node.retired,
            counted=lambda count: ngettext("{n} node", "{n} nodes", count).format(n=number(count)),
            machine=desk.machine,
            parent=self._main,
        )
        self.split = WithDrawer(self._main, "issues.menu", desk.machine, self)
        self.form = NodeForm(self.split.drawer)
        self.split.drawer.pages.addWidget(self.form)
        self.files = MenuFiles(desk, self)
        self._lay_out()
        self._wire()
        guard(desk.centre, Act.RUN_ISSUES, self.new, self.take_in, self.take_counts)
        self.retranslate()

    def _lay_out(self) -> None:
        head = Flow(theme.SPACE_S)
        for widget in (self.period, self.new, self.take_in, self.take_counts, self.take_out, self.retired):
            head.addWidget(widget)
        warned = QHBoxLayout()
        warned.setSpacing(theme.SPACE_S)
        warned.addWidget(self.sign, 0, Qt.AlignmentFlag.AlignTop)
        warned.addWidget(self.warning, 1)
        column = QVBoxLayout(self._main)
        column.setContentsMargins(0, 0, theme.SPACE_S, 0)
        column.setSpacing(theme.SPACE_S)
        column.addLayout(head)
        column.addWidget(self.about)
        column.addLayout(warned)
        column.addWidget(self.problem)
        column.addWidget(self.table, 1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(theme.SPACE_L, theme.SPACE_S, theme.SPACE_L, theme.SPACE_M)
        whole.addWidget(self.split)
        self._leads = Lead(self._main, self.table), Lead(self, self.table), Lead(self.form, self.form.title)

    def _wire(self) -> None:
        desk, form = self._desk, self.form
        desk.changed.connect(self._heed)
        self.period.activated.connect(lambda _at: self.read())
        self.retired.toggled.connect(lambda _on: self._fill())
        self.new.clicked.connect(self.begin)
        self.take_in.clicked.connect(lambda: self.files.ask_for_menu(self.menu))
        self.take_counts.clicked.connect(lambda: self.files.ask_for_counts(self.menu))
        self.take_out.clicked.connect(lambda: self.files.ask_where_to(self.menu))
        self.files.refused.connect(self.refuse)
        self.table.opened.connect(self.open)
        self.table.current_changed.connect(self._move_on)
        self.table.filled.connect(lambda: self.files.ask_for_menu(self.menu))
        form.save_asked.connect(self._save)
        form.retire_asked.connect(partial(self._retire, "retire_node"))
        form.restore_asked.connect(partial(self._retire, "restore_node"))
        form.issue_asked.connect(desk.issue_wanted)
        form.new_issue_asked.connect(self.begin_issue)
        form.given_up.connect(self._give_up)
        for keys, slot, widget in (
            (QKeySequence("Insert"), self.begin, self._main),
            (QKeySequence("Alt+Up"), partial(self.shift, "up"), self.table),
            (QKeySequence("Alt+Down"), partial(self.shift, "down"), self.table),
            (QKeySequence("Alt+Shift+Left"), partial(self.shift, "out"), self.table),
            (QKeySequence("Alt+Shift+Right"), partial(self.shift, "in"), self.table),
            (QKeySequence(Qt.Key.Key_Delete), self.take_out_current, self.table.view),
        ):
            shortcut = QShortcut(keys, widget, slot)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        exporter = Exporter(self.table, desk.centre.jobs, zone=lambda: desk.zone, who=desk.centre.who)
        exporter.noticed.connect(desk.noticed)
        exporter.refused.connect(desk.centre.jobs.refused)

    def arrive(self) -> None:
        """The tab is about to be shown."""
        self.read()

    def read(self) -> None:
        """Read the menu again."""
        self._reading.read(work.read_menu, int(self.period.currentData()))

    # -- what is shown --------------------------------------------------------------------------------------

    def show_menu(self, menu: MenuRead) -> None:
        """Show *menu*; what is being edited stays."""
        self.menu, self._is_read = menu, True
        self._fill()
        shown = self.form.node
        if self.split.is_open and shown.version and not self.form.is_dirty:
            again = next((node for node in menu.nodes if node.id == shown.id), None)
            if again is None:
                self.split.close_drawer()
            else:
                self._show(again)
        if self._wanted and self.table.select(self._wanted):
            self._wanted = ""

    def _fill(self) -> None:
        menu = self.menu
        self.table.tick(self._desk.now)
        self.table.show_rows(rows_of(menu, retired=self.retired.isChecked()))
        self.table.sort_again()
        self.retired.setVisible(any(node.retired for node in menu.nodes))
        self.take_out.setEnabled(bool(menu.nodes))
        self.take_counts.setEnabled(bool(menu.nodes))
        wrong = fault_lines(menu)
        more = len(wrong) - MOST_FAULTS
        said = list(wrong[:MOST_FAULTS])
        if more > 0:
            said.append(ngettext("… and {n} more", "… and {n} more", more).format(n=number(more)))
        self.warning.setText("\n".join(said))
        self.warning.setVisible(bool(wrong))
        self.sign.setVisible(bool(wrong))
        self.about.setText(self._about())
        self.about.setVisible(bool(menu.nodes))

    def _about(self) -> str:
        menu = self.menu
        if menu.first is None or menu.last is None:
            return _("Nothing was counted yet: take in a file with the hits of each node and day.")
        return _(
            "{first} to {last}, the last day that was counted; before: as many days before these."
        ).format(first=day(menu.first), last=day(menu.last))

    def refuse(self, said: str) -> None:
        """Say what is wrong; "" nothing."""
        self.problem.setText(said)
        self.problem.setVisible(bool(said))

    def open(self, row: MenuRow) -> None:
        """Show *row* beside the table; what is typed of another node is to be saved or discarded first."""
        is_typed = self.form.is_dirty and row.node.id == self.form.node.id
        if not is_typed and self._may_leave():
            self._show(row.node)
        self.split.open_drawer(focus=True)

    def _move_on(self, row: MenuRow | None) -> None:
        if row is not None and self.split.is_open and not self.form.is_dirty:
            self._show(row.node)

    def _show(self, node: Node) -> None:
        self.form.show_node(node, self.menu.nodes, self.menu.departments)
        self.form.show_issues(self.menu.issues.get(node.id, ()))
        tree = Tree(self.menu.nodes)
        self.split.drawer.show_page(self.form, node.title, " / ".join(tree.path(node.id)[:-1]))

    def _may_leave(self) -> bool:
        """Whether nothing is typed that would be lost; says so where something is."""
        if self.form.is_dirty:
            self.form.refuse(_("Save or discard first what is typed here."))
            return False
        return True

    # -- hands ----------------------------------------------------------------------------------------------

    def begin(self) -> None:
        """A new node below the one that is chosen; at the top where none is."""
        if not self._may_leave():
            self.split.open_drawer(focus=True)
            return
        row = self.table.current
        above = "" if row is None or row.node.retired else row.node.id
        self.form.show_node(Node(new_id(), "", parent=above), self.menu.nodes, self.menu.departments)
        self.form.show_issues(())
        under = " / ".join(Tree(self.menu.nodes).path(above))
        self.split.drawer.show_page(self.form, _("A new node"), under)
        self.split.open_drawer(focus=True)
        self.form.title.setFocus(Qt.FocusReason.OtherFocusReason)

    def shift(self, how: str) -> None:
        """Move the node that is chosen by one: "up" or "down" among its siblings, a level "out" or "in"."""
        row = self.table.current
        if row is None or row.node.retired:
            return
        self.refuse("")
        self._desk.do(
            _("“{title}” was moved.").format(title=row.node.title),
            work.STORE,
            "shift_node",
            row.node.id,
            how,
            who=self._desk.centre.who,
            failed=self._was_refused,
        )

    def take_out_current(self) -> None:
        """Take the node that is chosen out of the menu."""
        row = self.table.current
        if row is not None and not row.node.retired:
            self._retire("retire_node", row.node)

    def begin_issue(self, node: Node) -> None:
        """Begin an issue about *node*."""
        path = " / ".join(Tree(self.menu.nodes).path(node.id))
        seed = Seed(
            title=_("Voice menu: {path}").format(path=path)[:200], node=node.id, source=Origin.IVR.value
        )
        self._desk.new_wanted.emit(seed)

    def _save(self, node: Node) -> None:
        self._wanted = node.id
        self._desk.do(
            _("“{title}” was saved.").format(title=node.title),
            work.STORE,
            "save_node",
            node,
            who=self._desk.centre.who,
            then=self._was_saved,
            failed=self._was_refused,
        )

    def _was_saved(self, node: Node) -> None:
        nodes = (*(each for each in self.menu.nodes if each.id != node.id), node)
        self.form.show_node(node, nodes, self.menu.departments)
        self.split.drawer.say_title(node.title, " / ".join(Tree(nodes).path(node.id)[:-1]))

    def _retire(self, how: str, node: Node) -> None:
        said = (
            _("“{title}” was taken out of the menu.")
            if how == "retire_node"
            else _("“{title}” is in the menu again.")
        )
        self._desk.do(
            said.format(title=node.title),
            work.STORE,
            how,
            node,
            who=self._desk.centre.who,
            then=lambda _nothing: self._let_go(),
            failed=self._was_refused,
        )

    def _let_go(self) -> None:
        self.form.forget()
        self.split.close_drawer()

    def _give_up(self) -> None:
        node = self.form.node
        if node.version and self.form.is_dirty:
            self._show(node)
        else:
            self._let_go()

    def _was_refused(self, error: SupervisorError) -> None:
        if self.split.is_open:
            self.form.refuse(sentence(error))
        else:
            self.refuse(sentence(error))

    def _fill_menu(self, row: MenuRow, menu: QMenu) -> None:
        node = row.node
        if node.retired:
            guard(
                self._desk.centre,
                Act.RUN_ISSUES,
                menu.addAction(_("Take into the menu again"), partial(self._retire, "restore_node", node)),
            )
            return
        guard(self._desk.centre, Act.RUN_ISSUES, menu.addAction(_("New node below it…"), self.begin))
        guard(
            self._desk.centre,
            Act.RUN_ISSUES,
            menu.addAction(_("Move up (Alt+Up)"), partial(self.shift, "up")),
        )
        guard(
            self._desk.centre,
            Act.RUN_ISSUES,
            menu.addAction(_("Move down (Alt+Down)"), partial(self.shift, "down")),
        )
        guard(
            self._desk.centre,
            Act.RUN_ISSUES,
            menu.addAction(_("A level out (Alt+Shift+Left)"), partial(self.shift, "out")),
        )
        guard(
            self._desk.centre,
            Act.RUN_ISSUES,
            menu.addAction(_("A level in (Alt+Shift+Right)"), partial(self.shift, "in")),
        )
        menu.addAction(_("New issue about this node…"), partial(self.begin_issue, node))
        guard(
            self._desk.centre,
            Act.RUN_ISSUES,
            menu.addAction(_("Take out of the menu"), partial(self._retire, "retire_node", node)),
        )

    def _heed(self, changes: frozenset[str]) -> None:
        if changes & HEEDED and self._is_read and self.isVisible():
            self.read()

    # -- words ----------------------------------------------------------------------------------------------

    def retranslate(self) -> None:
        """Say everything again, in the language now in use."""
        at = self.period.currentIndex() if self.period.count() else 1
        with QSignalBlocker(self.period):
            self.period.clear()
            for days in PERIODS:
                self.period.addItem(_("Last {n} days").format(n=number(days)), days)
            self.period.setCurrentIndex(at)
        self.period.setAccessibleName(_("Days that are counted"))
        self.new.setText(_("New node…"))
        self.new.setToolTip(_("Insert"))
        self.take_in.setText(_("Import menu…"))
        self.take_counts.setText(_("Import counts…"))
        self.take_out.setText(_("Export menu…"))
        self.retired.setText(_("Show what was taken out"))
        self.table.say_empty(
            _("No voice menu is known yet: take in a file of its nodes, or add the first one."),
            _("Import menu…"),
        )
        self._fill()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.LanguageChange:
            self.retranslate()
            self.table.refresh()
