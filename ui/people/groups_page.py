"""Teams, skill groups and departments with their people; and whose work each queue is."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QButtonGroup,
    QComboBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QMenu,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from supervisor.errors import SupervisorError
from supervisor.people.draft import new_id
from supervisor.people.person import Group, GroupKind
from supervisor.rights.act import Act
from supervisor.sentences.error import sentence
from supervisor.words import _, mark, ngettext, number
from ui import theme
from ui.people.desk import PeopleDesk
from ui.people.tables import KIND_WORDS
from ui.people.work import GroupRow, People, QueueRow
from ui.rights import guard
from ui.widgets.drawer import WithDrawer
from ui.widgets.field import Field
from ui.widgets.pane import Pane
from ui.widgets.save_bar import UnsavedBar
from ui.widgets.table import Column, DeskTable, Facet, Grouping, Kind, memory
from ui.widgets.table.flow import Flow

GROUPS, QUEUES = "groups", "queues"
ADD_WORDS = {
    GroupKind.TEAM: mark("Add a team"),
    GroupKind.SKILL: mark("Add a skill group"),
    GroupKind.DEPARTMENT: mark("Add a department"),
}
NEW_WORDS = {
    GroupKind.TEAM: mark("New team"),
    GroupKind.SKILL: mark("New skill group"),
    GroupKind.DEPARTMENT: mark("New department"),
}
_ORDER = {kind: place for place, kind in enumerate((GroupKind.DEPARTMENT, GroupKind.TEAM, GroupKind.SKILL))}


class GroupForm(Pane):
    """A group's name and, of a team, its department; who is in it, and a skill group's queues."""

    done = Signal(str)  # the group's id; "" when a new one was given up
    person_wanted = Signal(str)

    def __init__(self, desk: PeopleDesk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._group: Group | None = None
        self.name = QLineEdit()
        self.above = QComboBox()
        self.name_field = Field(mark("Name"), self.name)
        self.above_field = Field(mark("Department"), self.above)
        self.queues = QLabel(self)
        self.queues.setProperty("role", "small")
        self.queues.setWordWrap(True)
        self.members_title = QLabel(self)
        self.members_title.setProperty("role", "small")
        self.members = QListWidget(self)
        self.unsaved = UnsavedBar(self)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, theme.SPACE_S, 0)
        column.setSpacing(theme.SPACE_M)
        for widget in (self.name_field, self.above_field, self.queues, self.members_title):
            column.addWidget(widget)
        column.addWidget(self.members, 1)
        column.addWidget(self.unsaved)
        self.name.textEdited.connect(lambda _text: self._show_unsaved())
        self.name.returnPressed.connect(self.keep)
        self.above.activated.connect(lambda _place: self._show_unsaved())
        self.unsaved.save_asked.connect(self.keep)
        self.unsaved.discard_asked.connect(self.forget)
        self.members.itemActivated.connect(
            lambda item: self.person_wanted.emit(item.data(Qt.ItemDataRole.UserRole))
        )
        self._say()

    @property
    def group(self) -> Group | None:
        """Which group is shown; of version 0 when new."""
        return self._group

    @property
    def is_dirty(self) -> bool:
        """Whether something is not saved yet."""
        return self._group is not None and (self._group.version == 0 or self._typed() != self._group)

    def title(self) -> tuple[str, str]:
        """Name, and the line under it."""
        group = self._group
        if group is None:
            return "", ""
        if group.version == 0:
            return _(NEW_WORDS[group.kind]), ""
        return group.name, _(KIND_WORDS[group.kind])

    def begin(self, kind: GroupKind) -> None:
        """A new group is to be filled in."""
        self._group = Group(new_id(), kind, "", None, 0)
        self._fill()

    def show_group(self, group: str) -> bool:
        """Show the group with this id; False when there is none any more."""
        found = self._desk.people.roll.groups.get(group)
        if found is None:
            return False
        self._group = found
        self._fill()
        return True

    def show_people(self) -> bool:
        """The people are others now; what is typed stays. False when the group is no more."""
        if self._group is None or self._group.version == 0:
            return True
        if self.is_dirty:
            return self._group.id in self._desk.people.roll.groups
        return self.show_group(self._group.id)

    def _fill(self) -> None:
        group, people = self._group, self._desk.people
        if group is None:
            return
        self.name.setText(group.name)
        self.name_field.show_problem("")
        self.above.clear()
        self.above.addItem(_("None"), None)
        for one in people.roll.groups.values():
            if one.kind is GroupKind.DEPARTMENT:
                self.above.addItem(one.name, one.id)
        self.above.setCurrentIndex(max(0, self.above.findData(group.above)))
        self.above_field.setVisible(group.kind is GroupKind.TEAM and self.above.count() > 1)
        members = people.roll.members(group.id, people.day)
        self.members.clear()
        for person in members:
            item = QListWidgetItem(people.roll.called(person.id, people.day))
            item.setData(Qt.ItemDataRole.UserRole, person.id)
            self.members.addItem(item)
        self._show_words()
        self._show_unsaved()

    def _show_words(self) -> None:
        group, people = self._group, self._desk.people
        if group is None:
            return
        queues = [queue for (_source, queue), skill in people.roll.skills.items() if skill == group.id]
        self.queues.setVisible(group.kind is GroupKind.SKILL and bool(group.version))
        if queues:
            self.queues.setText(
                _("Its work is that of: {queues}").format(queues=_(", ").join(sorted(queues)))
            )
        else:
            self.queues.setText(_("No queue is its work yet: say so under “Queues”."))
        count = self.members.count()
        said = ngettext("{count} person on this day", "{count} people on this day", count)
        self.members_title.setText(said.format(count=number(count)))
        self.members_title.setVisible(bool(group.version))
        self.members.setVisible(bool(group.version and count))

    def _typed(self) -> Group:
        assert self._group is not None  # noqa: S101
        above = self.above.currentData() if self._group.kind is GroupKind.TEAM else None
        return replace(self._group, name=" ".join(self.name.text().split()), above=above)

    def keep(self) -> None:
        """Save the group."""
        if not self.is_dirty:
            return
        self.name_field.show_problem("" if self.name.text().strip() else _("Enter a name."))
        if self.name_field.problem:
            return
        typed = self._typed()
        new = typed.version == 0
        said = _("{name} was added.") if new else _("{name} was saved.")
        self.unsaved.save.setEnabled(False)
        self._desk.do(
            said.format(name=typed.name),
            "add_group" if new else "change_group",
            typed,
            then=partial(self._was_saved, typed.id),
            failed=self._refused,
        )

    def forget(self) -> None:
        """Nothing of what was typed is kept."""
        if self._group is None:
            return
        if self._group.version == 0:
            self._group = None
            self.done.emit("")
        else:
            self.show_group(self._group.id)

    def _was_saved(self, group: str) -> None:
        self.unsaved.save.setEnabled(True)
        self._group = None
        self.done.emit(group)

    def _refused(self, error: SupervisorError) -> None:
        self.unsaved.save.setEnabled(True)
        self.name_field.show_problem(sentence(error))

    def _show_unsaved(self) -> None:
        new = self._group is not None and self._group.version == 0
        self.unsaved.tell(self.is_dirty, _("Not added yet.") if new else _("Not saved yet."))

    def _say(self) -> None:
        self.members.setAccessibleName(_("Who is in it"))
        self._show_words()

    def focusInEvent(self, event: QFocusEvent) -> None:
        self.name.setFocus(event.reason())  # a focus proxy would lead Tab back to it

    def changeEvent(self, event: QEvent) -> None:
        if event.type() is QEvent.Type.LanguageChange:
            self._say()
        super().changeEvent(event)


class GroupsPage(QWidget):
    """Groups in one table, queues and their skill groups in the other; the drawer beside them."""

    def __init__(self, desk: PeopleDesk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._wanted = ""
        self.adds = {kind: QPushButton(self) for kind in GroupKind}
        self.remove = QPushButton(self)
        self.table = self._make_table()
        self.queues = self._make_queues()
        self.skill = QComboBox(self)
        self.assign = QPushButton(self)
        self.assign.setProperty("role", "primary")
        self._skill_label = QLabel(self)
        self._skill_label.setBuddy(self.skill)
        self._switch = QButtonGroup(self)
        self._views = {name: QPushButton(self) for name in (GROUPS, QUEUES)}
        self.views = QStackedWidget(self)
        self._lay_out()
        self._wire()
        kept = memory.recall(desk.machine, "people groups").get("view")
        self.show_view(QUEUES if kept == QUEUES else GROUPS)
        guard(desk.centre, Act.SET_PEOPLE, self.remove, self.assign, *self.adds.values())
        self.retranslate()

    def _make_table(self) -> DeskTable[GroupRow]:
        return DeskTable(
            "groups",
            [
                Column("name", mark("Group"), lambda row: row.name, stretch=True, width=180),
                Column(
                    "kind",
                    mark("Kind"),
                    lambda row: _(KIND_WORDS[row.kind]),
                    sort=lambda row: _ORDER[row.kind],
                    width=120,
                ),
                Column("above", mark("Department"), lambda row: row.above, width=150),
                Column("members", mark("People"), lambda row: row.members, Kind.NUMBER, width=80),
                Column(
                    "queues", mark("Queues"), lambda row: _(", ").join(row.queues), stretch=True, width=200
                ),
            ],
            key=lambda row: row.id,
            title=mark("Groups"),
            facets=[
                Facet(
                    "kind",
                    mark("Kind"),
                    lambda row: (row.kind.value,),
                    fixed=tuple((kind.value, KIND_WORDS[kind]) for kind in _ORDER),
                )
            ],
            groupings=[
                Grouping(
                    "kind",
                    mark("Kind"),
                    lambda row: (_(KIND_WORDS[row.kind]),),
                    order=_kind_order,
                ),
                Grouping("above", mark("Department"), lambda row: (row.above or _("none"),)),
            ],
            group="kind",
            sort=[("name", False)],
            menu=self._fill_menu,
            counted=lambda count: ngettext("{count} group", "{count} groups", count).format(
                count=number(count)
            ),
            machine=self._desk.machine,
            parent=self,
        )

    def _make_queues(self) -> DeskTable[QueueRow]:
        return DeskTable(
            "queue skills",
            [
                Column("queue", mark("Queue"), lambda row: row.queue, stretch=True, width=200),
                Column("source", mark("Source"), lambda row: row.source, width=160),
                Column(
                    "skill",
                    mark("Skill group"),
                    lambda row: row.skill or None,
                    stretch=True,
                    width=200,
                ),
            ],
            key=lambda row: row.key,
            title=mark("Queues and their skill groups"),
            facets=[
                Facet("source", mark("Source"), lambda row: (row.source,)),
                Facet("skill", mark("Skill group"), lambda row: (row.skill or _("none"),)),
            ],
            groupings=[Grouping("skill", mark("Skill group"), lambda row: (row.skill or _("none"),))],
            sort=[("queue", False)],
            counted=lambda count: ngettext("{count} queue", "{count} queues", count).format(
                count=number(count)
            ),
            machine=self._desk.machine,
            parent=self,
        )

    def _lay_out(self) -> None:
        head = Flow(theme.SPACE_S)
        for name, button in self._views.items():
            button.setCheckable(True)
            button.setProperty("role", "chip")
            button.setProperty("view", name)
            self._switch.addButton(button)
            head.addWidget(button)
        for kind in _ORDER:
            head.addWidget(self.adds[kind])
        head.addWidget(self.remove)
        queues = QWidget(self)
        bar = QHBoxLayout()
        bar.setSpacing(theme.SPACE_S)
        bar.addWidget(self._skill_label)
        bar.addWidget(self.skill, 1)
        bar.addWidget(self.assign)
        bar.addStretch(2)
        below = QVBoxLayout(queues)
        below.setContentsMargins(0, 0, 0, 0)
        below.setSpacing(theme.SPACE_S)
        below.addWidget(self.queues, 1)
        below.addLayout(bar)
        queues.setFocusProxy(self.queues)
        self.views.addWidget(self.table)
        self.views.addWidget(queues)
        main = QWidget(self)
        rows = QVBoxLayout(main)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(theme.SPACE_S)
        rows.addLayout(head)
        rows.addWidget(self.views, 1)
        main.setFocusProxy(self.table)
        self._main = main
        self.split = WithDrawer(main, "people groups", self._desk.machine, self)
        self.form = GroupForm(self._desk, self.split.drawer)
        guard(self._desk.centre, Act.SET_PEOPLE, self.form.unsaved.save, self.form.name, self.form.above)
        self.split.drawer.pages.addWidget(self.form)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(theme.SPACE_L, theme.SPACE_S, theme.SPACE_L, theme.SPACE_M)
        whole.addWidget(self.split)

    def _wire(self) -> None:
        self._switch.buttonClicked.connect(lambda button: self.show_view(button.property("view")))
        for kind, button in self.adds.items():
            button.clicked.connect(partial(self.begin, kind))
        self.remove.clicked.connect(self.remove_current)
        self.assign.clicked.connect(self.assign_selected)
        self.table.opened.connect(lambda row: self.show_group(row.id, focus=True))
        self.table.current_changed.connect(self._move_on)
        self.table.filled.connect(partial(self.begin, GroupKind.TEAM))
        self.queues.opened.connect(lambda _row: self.skill.setFocus())
        self.queues.current_changed.connect(self._show_skill)
        self.form.done.connect(self._was_saved)
        self.form.person_wanted.connect(self._desk.person_wanted)
        for keys, slot in (("N", partial(self.begin, GroupKind.TEAM)), ("Del", self.remove_current)):
            shortcut = QShortcut(QKeySequence(keys), self.table.view, slot)
            shortcut.setContext(Qt.ShortcutContext.WidgetShortcut)

    # -- what is shown --------------------------------------------------------------------------------------

    def show_view(self, name: str) -> None:
        """Show the groups, or the queues."""
        self._views[name].setChecked(True)
        self.views.setCurrentIndex(1 if name == QUEUES else 0)
        for widget in (self._main, self):
            widget.setFocusProxy(self.queues if name == QUEUES else self.table)
        for button in (*self.adds.values(), self.remove):
            button.setVisible(name == GROUPS)
        if name == QUEUES:
            self.split.close_drawer()
        memory.keep(self._desk.machine, "people groups", {"view": name})

    def show_people(self, people: People) -> None:
        """Show *people*."""
        self.table.show_rows(people.groups)
        self.queues.show_rows(people.queues)
        chosen = self.skill.currentData()
        self.skill.clear()
        self.skill.addItem(_("No skill group"), None)
        for group in people.groups:
            if group.kind is GroupKind.SKILL:
                self.skill.addItem(group.name, group.id)
        self.skill.setCurrentIndex(max(0, self.skill.findData(chosen)))
        self.assign.setEnabled(bool(people.queues) and self.skill.count() > 1)
        self.skill.setEnabled(self.skill.count() > 1)
        if self._wanted in people.roll.groups:
            wanted, self._wanted = self._wanted, ""
            self.show_group(wanted)
        elif not self.form.show_people():
            self.split.close_drawer()
        self.remove.setEnabled(self.table.current is not None)
        self._say_title()

    def show_group(self, group: str, *, focus: bool = False) -> None:
        """Open the drawer on the group with this id."""
        if self._is_held(group):
            return
        self.table.select(group)
        shown = self.form.group
        held = shown is not None and shown.id == group and self.form.is_dirty
        if held or self.form.show_group(group):
            self._open(focus=focus)

    def begin(self, kind: GroupKind) -> None:
        """Add a group of *kind*."""
        if not self._is_held(""):
            self.form.begin(kind)
            self._open(focus=True)

    def _open(self, *, focus: bool = False) -> None:
        self.split.drawer.show_page(self.form, *self.form.title())
        self.split.open_drawer(focus=focus)
        if focus:
            self.form.setFocus(Qt.FocusReason.OtherFocusReason)

    def _is_held(self, group: str) -> bool:
        shown = self.form.group
        if shown is None or shown.id == group or not self.form.is_dirty or not self.form.name.text():
            return False
        self._open()
        said = _("{name} is not saved yet: save or discard it first.").format(name=self.form.name.text())
        self._desk.noticed.emit(said, None)
        return True

    def _move_on(self, row: GroupRow | None) -> None:
        self.remove.setEnabled(row is not None)
        if row is not None and self.split.is_open and not self.form.is_dirty and self.form.show_group(row.id):
            self._open()

    def _say_title(self) -> None:
        if self.split.is_open:
            self.split.drawer.say_title(*self.form.title())

    def _was_saved(self, group: str) -> None:
        self._wanted = group
        if not group:
            self.split.close_drawer()

    def _show_skill(self, row: QueueRow | None) -> None:
        if row is not None:
            self.skill.setCurrentIndex(max(0, self.skill.findText(row.skill)) if row.skill else 0)

    # -- what is done ---------------------------------------------------------------------------------------

    def remove_current(self) -> None:
        """Forget the group on which the keyboard stands."""
        row = self.table.current
        group = self._desk.people.roll.groups.get(row.id) if row is not None else None
        if row is None or group is None:
            return
        said = ngettext(
            "{name} was removed; {count} person was in it.",
            "{name} was removed; {count} people were in it.",
            row.members,
        ).format(name=row.name, count=number(row.members))
        self._desk.do(said, "remove_group", group)

    def assign_selected(self) -> None:
        """Work of the selected queues is work of the chosen skill group."""
        rows = self.queues.selected() or [row for row in (self.queues.current,) if row is not None]
        chosen = [row.key for row in rows]
        if not chosen:
            self._desk.noticed.emit(_("Choose the queues in the table first."), None)
            return
        skill = self.skill.currentData()
        names = _(", ").join(queue for _source, queue in chosen)
        if skill is None:
            said = _("{queues} count as no skill group’s work now.")
        else:
            said = _("{queues} count as work of {skill} now.")
        said = said.format(queues=names, skill=self.skill.currentText())
        self._desk.do(said, "set_skills", chosen, skill)

    def _fill_menu(self, row: GroupRow, menu: QMenu) -> None:
        menu.addAction(_("Open"), partial(self.show_group, row.id, focus=True))
        guard(self._desk.centre, Act.SET_PEOPLE, menu.addAction(_("Remove"), self.remove_current))

    def retranslate(self) -> None:
        """Say everything again, in the language now in use."""
        self._views[GROUPS].setText(_("Groups"))
        self._views[QUEUES].setText(_("Queues"))
        self._views[QUEUES].setToolTip(_("Which skill group’s work each queue is"))
        for kind, button in self.adds.items():
            button.setText(_(ADD_WORDS[kind]))
        self.remove.setText(_("Remove"))
        self.remove.setToolTip(_("Forget the group (Del)"))
        self._skill_label.setText(_("The selected queues are work of"))
        self.skill.setAccessibleName(_("Skill group"))
        self.assign.setText(_("Assign"))
        self.table.say_empty(
            _(
                "There is no group yet. Teams and skill groups come with a sheet of people, or are added "
                "here: figures and targets are told by them."
            ),
            _("Add a team"),
        )
        self.queues.say_empty(_("No source has told of a queue yet."))

    def changeEvent(self, event: QEvent) -> None:
        if event.type() is QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)


def _kind_order(title: str) -> int:
    return next((place for kind, place in _ORDER.items() if _(KIND_WORDS[kind]) == title), len(_ORDER))
