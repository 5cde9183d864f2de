"""Calls that customers were promised: what is due first stands first, what was not kept stays visible."""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import TYPE_CHECKING

import msgspec
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QMenu, QPushButton, QWidget

from supervisor.errors import SupervisorError
from supervisor.issues.callback import Callback, CallbackLine, Promise, due, lines
from supervisor.issues.clock import Light
from supervisor.issues.clock_wording import LIGHT_LABELS
from supervisor.rights.act import Act
from supervisor.sentences.error import sentence
from supervisor.words import DASH, _, mark, moment, ngettext, number
from ui.asking import Reading
from ui.issues.callback_form import CallbackForm
from ui.issues.desk import IssuesDesk
from ui.issues.lights import LOOKS
from ui.rights import guard
from ui.widgets.table import Column, DeskTable, Facet, Grouping, Kind
from ui.widgets.table_page import TablePage

if TYPE_CHECKING:
    from sqlalchemy import Connection

STORE = "supervisor.issues.callback_store"
ORDER = (Light.RED, Light.TODAY, Light.AMBER, Light.GREEN, Light.OVER)


class CallbacksPage(TablePage):
    """Enter opens a promise, N (or Ctrl+Shift+N) notes one, Ctrl+Enter says that the call was made."""

    def __init__(self, desk: IssuesDesk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._callbacks: tuple[Callback, ...] = ()
        self._waiting: tuple[Promise | None, int] | None = None  # to be begun when calendars are known
        self._wanted = ""  # the call-back to be shown when it is read
        self._issue = 0  # of the promise that is begun
        self._reading = Reading(desk.centre, self.show_callbacks)
        self.new = QPushButton(self._main)
        self.table: DeskTable[CallbackLine] = DeskTable(
            "issues.callbacks",
            self._columns(),
            key=lambda row: row.callback.id,
            title=mark("Call-backs"),
            facets=[
                Facet(
                    "light",
                    mark("State"),
                    lambda row: (row.light.value,),
                    fixed=tuple((one.value, said) for one, said in _LIGHTS.items()),
                ),
                Facet("owner", mark("Who calls"), lambda row: (row.callback.promise.owner,)),
            ],
            groupings=[Grouping("owner", mark("who calls"), lambda row: (row.callback.promise.owner,))],
            sort=[("state", False)],
            search=lambda row: " ".join(
                (row.callback.promise.customer, row.callback.promise.about, row.callback.promise.owner)
            ),
            menu=self._fill_menu,
            faded=lambda row: row.light is Light.OVER,
            counted=lambda count: ngettext("{n} call-back", "{n} call-backs", count).format(n=number(count)),
            machine=desk.machine,
            parent=self._main,
        )
        drawer = self.stand(desk, self.new)
        self.form = CallbackForm(desk, drawer)
        drawer.pages.addWidget(self.form)
        self._wire()
        guard(desk.centre, Act.SET_CALLBACKS, self.new)
        self.retranslate()

    def _wire(self) -> None:
        desk, form = self._desk, self.form
        desk.read_again.connect(self._show_known)
        desk.changed.connect(lambda areas: self.arrive() if "callbacks" in areas else None)
        self.table.opened.connect(self.open)
        self.table.current_changed.connect(self._move_on)
        self.table.filled.connect(lambda: self.begin())
        self.new.clicked.connect(lambda: self.begin())
        form.save_asked.connect(self._save)
        form.made_asked.connect(self._made)
        form.tried_asked.connect(self._tried)
        form.remove_asked.connect(self._remove)
        form.issue_asked.connect(desk.issue_wanted)
        form.given_up.connect(self.split.close_drawer)
        self.key("Ctrl+Shift+N", lambda: self.begin())

    # -- what is shown --------------------------------------------------------------------------------------

    def arrive(self) -> None:
        """Read what there is."""
        self._reading.read(_read)

    def show_callbacks(self, callbacks: tuple[Callback, ...]) -> None:
        """Show *callbacks* as they stand now."""
        self._callbacks = callbacks
        self._show()

    def _show_known(self) -> None:
        self._show()
        if self._waiting is not None and self._desk.known.frame is not None:
            (promise, issue), self._waiting = self._waiting, None
            self.begin(promise, issue)

    def _show(self) -> None:
        frame = self._desk.known.frame
        if frame is None:
            return
        rows = lines(self._callbacks, frame.calendar(""), self._desk.now)
        self.table.tick(self._desk.now)
        self.table.show_rows(rows)
        late = sum(row.light is Light.RED for row in rows)
        self.help.setText(
            ngettext(
                "{n} promise is overdue. Call now, and say why it took so long.",
                "{n} promises are overdue. Call now, and say why it took so long.",
                late,
            ).format(n=number(late))
            if late
            else _("Calls that customers were promised; what is due first stands first.")
        )
        if self._wanted and self.table.select(self._wanted):
            self._wanted = ""
            if (row := self.table.current) is not None:
                self.open(row)
        shown = self.form.shown
        if shown is not None and self.split.is_open and not self.form.is_dirty:
            again = next((one for one in self._callbacks if one.id == shown.id), None)
            if again is None:
                self.split.close_drawer()
            elif again != shown:
                self._show_one(again)

    def open(self, row: CallbackLine) -> None:
        """Show *row* beside the table."""
        self._show_one(row.callback)
        self.split.open_drawer(focus=True)

    def show_one(self, id: str) -> None:
        """Show the call-back *id* beside the list, when it is read."""
        self._wanted = id
        self._show()

    def begin(self, promise: Promise | None = None, issue: int = 0) -> None:
        """Note a new promise, about *issue* where it is about one."""
        frame, now = self._desk.known.frame, self._desk.now
        if frame is None:  # calendars are being read
            self._waiting = promise, issue
            return
        self._issue = issue
        at = due(frame.calendar(""), now, frame.limits.callback_days)
        self.form.begin(at.astimezone(self._desk.zone).date(), promise)
        self.split.drawer.show_page(self.form, _("A new promise"))
        self.split.open_drawer(focus=True)
        self.form.customer.setFocus(Qt.FocusReason.OtherFocusReason)

    def _move_on(self, row: CallbackLine | None) -> None:
        if row is not None and self.split.is_open and not self.form.is_dirty:
            self._show_one(row.callback)

    def _show_one(self, of: Callback) -> None:
        self.form.show_callback(of)
        due_at = moment(of.due_at, self._desk.zone, self._desk.today)
        self.split.drawer.show_page(
            self.form, of.promise.customer, _("to be called until {when}").format(when=due_at)
        )

    # -- hands ----------------------------------------------------------------------------------------------

    def _save(self, promise: Promise, on: date) -> None:
        frame, shown, desk = self._desk.known.frame, self.form.shown, self._desk
        if frame is None:
            return
        said = _("The promise to call {customer} was saved.").format(customer=promise.customer)
        if shown is None:
            due_at = due(frame.calendar(""), desk.now, 0, on)
            desk.do(
                said, STORE, "promise", promise, desk.now, due_at,
                issue=self._issue, who=desk.centre.who, then=self._show_one, failed=self._refuse,
            )  # fmt: skip
            return
        due_at = due(frame.calendar(""), shown.promised_at, 0, on)
        new = msgspec.structs.replace(shown, promise=promise, due_at=due_at)
        desk.do(said, STORE, "change", new, who=desk.centre.who, then=self._show_one, failed=self._refuse)

    def _made(self, of: Callback, outcome: str) -> None:
        said = _("{customer} was called.").format(customer=of.promise.customer)
        self._do(said, "made", of, outcome)

    def _tried(self, of: Callback) -> None:
        said = _("The try to call {customer} was noted.").format(customer=of.promise.customer)
        self._do(said, "tried", of)

    def _remove(self, of: Callback) -> None:
        said = _("The promise to call {customer} was removed.").format(customer=of.promise.customer)
        self._desk.do(
            said, STORE, "remove", of,
            who=self._desk.centre.who, then=lambda _none: self.split.close_drawer(), failed=self._refuse,
        )  # fmt: skip

    def _do(self, said: str, name: str, of: Callback, *more: str) -> None:
        self._desk.do(
            said, STORE, name, of, *more,
            who=self._desk.centre.who, then=self._show_one, failed=self._refuse,
        )  # fmt: skip

    def _refuse(self, error: SupervisorError) -> None:
        self.form.refuse(sentence(error))

    def _fill_menu(self, row: CallbackLine, menu: QMenu) -> None:
        menu.addAction(_("Open"), partial(self.open, row))
        if row.callback.done_at is None:
            guard(
                self._desk.centre,
                Act.SET_CALLBACKS,
                menu.addAction(_("Called"), partial(self._made, row.callback, row.callback.promise.outcome)),
            )
            guard(
                self._desk.centre,
                Act.SET_CALLBACKS,
                menu.addAction(_("Nobody answered"), partial(self._tried, row.callback)),
            )
        if row.callback.issue:
            menu.addAction(_("Show the issue"), partial(self._desk.issue_wanted.emit, row.callback.issue))
        guard(
            self._desk.centre,
            Act.SET_CALLBACKS,
            menu.addAction(_("Remove"), partial(self._remove, row.callback)),
        )

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._show()

    # -- words ----------------------------------------------------------------------------------------------

    def _columns(self) -> list[Column[CallbackLine]]:
        def state(row: CallbackLine) -> str:
            if row.light is Light.OVER:
                return _("Kept") if row.in_time else _("Too late")
            if row.light is Light.RED:
                return ngettext(
                    "Overdue by {n} working day", "Overdue by {n} working days", -row.days_left
                ).format(n=number(-row.days_left))
            return _(_LIGHTS[row.light])

        return [
            Column(
                "state",
                mark("State"),
                state,
                sort=lambda row: (ORDER.index(row.light), row.callback.due_at),
                look=lambda row: LOOKS.get(row.light),
                width=170,
            ),
            Column(
                "due",
                mark("To be called by"),
                lambda row: row.callback.due_at,
                Kind.TIME,
                text=lambda row: moment(row.callback.due_at, self._desk.zone, self._desk.today),
                width=120,
            ),
            Column("customer", mark("Whom to call"), lambda row: row.callback.promise.customer, width=140),
            Column(
                "about",
                mark("About what"),
                lambda row: " ".join(row.callback.promise.about.split()),
                stretch=True,
                width=220,
            ),
            Column("owner", mark("Who calls"), lambda row: row.callback.promise.owner or DASH, width=110),
            Column(
                "tries",
                mark("Tries"),
                lambda row: len(row.callback.promise.attempts),
                Kind.NUMBER,
                width=64,
                quiet=True,
            ),
            Column(
                "outcome",
                mark("Outcome"),
                lambda row: " ".join(row.callback.promise.outcome.split()),
                stretch=True,
                width=150,
            ),
            Column(
                "promised",
                mark("Promised"),
                lambda row: row.callback.promised_at,
                Kind.TIME,
                text=lambda row: moment(row.callback.promised_at, self._desk.zone, self._desk.today),
                width=120,
                quiet=True,
            ),
        ]

    def retranslate(self) -> None:
        """Say everything again, in the language now in use."""
        self.new.setText(_("New promise…"))
        self.new.setToolTip(_("Ctrl+Shift+N"))
        self.table.say_empty(_("Nobody was promised a call."), _("New promise…"))
        self._show()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.LanguageChange:
            self.retranslate()
            self.table.refresh()


_LIGHTS: dict[Light, str] = {light: said for light, said in LIGHT_LABELS.items() if light is not Light.PAUSED}


def _read(db: Connection) -> tuple[Callback, ...]:
    from supervisor.issues import callback_store

    return callback_store.all_callbacks(db)
