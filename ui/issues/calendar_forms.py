"""A calendar's form in the drawer: opened, begun, kept, and what is read again meanwhile."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QObject, Qt, Signal

from supervisor.errors import ChangedMeanwhileError, SupervisorError
from supervisor.sentences.error import sentence
from supervisor.words import _, language
from supervisor.workdays.calendar import WorkCalendar
from ui.asking import Asking
from ui.issues import calendars_work as work
from ui.issues.calendar_form import CalendarForm
from ui.issues.calendars_work import Calendars
from ui.issues.desk import IssuesDesk
from ui.widgets.drawer import WithDrawer


class CalendarForms(QObject):
    """`kept` comes with the id of the calendar that was saved, and with "" for one that was removed."""

    kept = Signal(str)

    def __init__(self, desk: IssuesDesk, split: WithDrawer, asking: Asking) -> None:
        super().__init__(split)
        self._desk, self._split, self._asking = desk, split, asking
        self._names: dict[str, tuple[tuple[str, str], ...]] = {}
        self._refused = False  # someone else saved it meanwhile, and whoever types here knows
        self.form = CalendarForm(split.drawer)
        split.drawer.pages.addWidget(self.form)
        self.form.save_asked.connect(self._save)
        self.form.remove_asked.connect(self._remove)
        self.form.given_up.connect(split.close_drawer)

    @property
    def is_shown(self) -> bool:
        return self._split.is_open and self._split.drawer.pages.currentWidget() is self.form

    def open(self, of: WorkCalendar, known: Calendars) -> None:
        """Show name and hours of *of*."""
        self._fill(of, known)
        self._open()

    def begin(self, like: WorkCalendar) -> None:
        """A new calendar, with the hours of *like*."""
        self._refused = False
        self.form.show_calendar(replace(like, id="", name="", version=0), new=True)
        self._ask_names()
        self._split.drawer.show_page(self.form, _("A new calendar"))
        self._open()

    def follow(self, of: WorkCalendar, known: Calendars) -> None:
        """The calendar was read again, or another is shown: what is typed stays."""
        shown = self.form.calendar
        if not self.is_shown or self.form.is_new or shown is None:
            return
        if not self.form.is_dirty:
            self._fill(of, known)
        elif self._refused and shown.id == of.id:
            self.form.go_by(of.version)

    def _open(self) -> None:
        self._split.open_drawer(focus=True)
        self.form.name.setFocus(Qt.FocusReason.OtherFocusReason)

    def _fill(self, of: WorkCalendar, known: Calendars) -> None:
        self._refused = False
        self.form.show_calendar(of, removable=of.id != known.all[0].id)
        self._ask_names()
        users = known.users.get(of.id, ())
        under = (
            _("Departments that go by it: {names}").format(names=_(", ").join(users))
            if users
            else _("No department goes by it.")
        )
        said = _("{name}. {users}").format(name=of.name, users=under)
        self._split.drawer.show_page(self.form, _("Opening hours"), said)

    def _ask_names(self) -> None:
        if (known := self._names.get(language())) is not None:
            self.form.offer(known)
        else:
            self._asking.ask(self._show_names, work.country_names, language())

    def _show_names(self, names: tuple[tuple[str, str], ...]) -> None:
        self._names[language()] = names
        self.form.offer(names)

    def _save(self, calendar: WorkCalendar) -> None:
        who = self._desk.centre.who
        if self.form.is_new:
            self._desk.do(
                _("Calendar “{name}” was added.").format(name=calendar.name),
                work.STORE,
                "add_calendar",
                calendar,
                who=who,
                filled=True,
                then=self._done,
                failed=self._refuse,
            )
            return
        self._desk.do(
            _("Calendar “{name}” was changed.").format(name=calendar.name),
            work.STORE,
            "change_calendar",
            calendar,
            who=who,
            then=lambda _result: self._done(calendar.id),
            failed=self._refuse,
        )

    def _remove(self, calendar: WorkCalendar) -> None:
        self._desk.do(
            _("Calendar “{name}” was removed.").format(name=calendar.name),
            work.STORE,
            "remove_calendar",
            calendar.id,
            calendar.version,
            who=self._desk.centre.who,
            then=lambda _result: self._done(""),
            failed=self._refuse,
        )

    def _done(self, id: str) -> None:
        self._split.close_drawer()
        self.kept.emit(id)

    def _refuse(self, error: SupervisorError) -> None:
        self.form.refuse(sentence(error))
        if isinstance(error, ChangedMeanwhileError):
            self._refused = True
            shown = self.form.calendar
            self.kept.emit(shown.id if shown is not None else "")  # read it again
