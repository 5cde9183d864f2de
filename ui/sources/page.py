"""The sources page: what the centre listens to, whether it can be trusted, and how to add one."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from functools import partial

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QScrollArea, QVBoxLayout, QWidget

from supervisor.audit.asking import ASKED
from supervisor.errors import SupervisorError
from supervisor.live.sign import Sign
from supervisor.rights.act import Act
from supervisor.sentences.error import sentence
from supervisor.sources.source import TestResult
from supervisor.words import _
from ui import theme
from ui.centre import OpenCentre
from ui.jobs import Job
from ui.rights import guard, tell_if_not
from ui.sources import work
from ui.sources.asterisk_form import AsteriskForm, Entered
from ui.sources.card import SourceCard
from ui.sources.collectors import CollectorsList
from ui.sources.findings import FindingsPanel, said_above
from ui.sources.log_words import log_sentence
from ui.steps import take_back
from ui.theme import State
from ui.widgets.drawer import Drawer
from ui.widgets.empty_state import EmptyState
from ui.widgets.state_sign import StateSign

FORM_WIDTH = 420
DRAWER_WIDTH = 548
BOTH_WIDTH = 840  # with less, what was found stands in the place of the list until it is closed
AUDIT_AREAS = frozenset({"audits", "exclusions"})


class SourcesPage(QWidget):
    """A card for each source, the state of the collector, and the form that adds one."""

    noticed = Signal(str, object)  # what was done, and how to undo it or None
    own_centre_wanted = Signal()  # a telephone system is to be connected, and this is the demo

    def __init__(self, centre: OpenCentre, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "page")
        self._centre = centre
        self._cards: dict[str, SourceCard] = {}
        self._trials: dict[str, Job] = {}
        self.add = QPushButton(self)
        self.add.setProperty("role", "primary")
        self.add.clicked.connect(self.own_centre_wanted if centre.is_demo else self.open_form)
        self._collector_sign = StateSign(self)
        self._collector = QLabel(self)
        self._collector.setProperty("role", "muted")
        self._collector.setWordWrap(True)
        self.collectors = CollectorsList(self)
        self._signs: Job | None = None  # being read
        self.empty = EmptyState(self)
        self.empty.button.clicked.connect(self.open_form)
        self.form: AsteriskForm | None = None
        self.drawer: Drawer | None = None  # what the audits of one source found
        self.findings: FindingsPanel | None = None
        self._opened = ""  # that source
        self._audited = work.Audited({})
        self._audits: dict[str, Job] = {}  # under way
        self._asked: dict[str, tuple[datetime, datetime | None]] = {}  # of the watch: when, and its last then

        self._head = QWidget(self)
        head = QHBoxLayout(self._head)
        head.setContentsMargins(0, 0, 0, 0)
        head.setSpacing(theme.SPACE_S)
        head.addWidget(self._collector_sign)
        head.addWidget(self._collector, 1)
        head.addStretch()
        head.addWidget(self.add)
        self._list = QVBoxLayout()
        self._list.setSpacing(theme.SPACE_M)
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(theme.SPACE_L, theme.SPACE_L, theme.SPACE_L, theme.SPACE_L)
        column.setSpacing(theme.SPACE_L)
        column.addWidget(self._head)
        column.addWidget(self.collectors)
        column.addLayout(self._list)
        column.addWidget(self.empty, 100)  # all the room, when it is in sight
        column.addStretch(1)
        scroll = self._scroll = QScrollArea(self)
        scroll.setWidget(inside)
        scroll.setWidgetResizable(True)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(0)
        self._row.addWidget(scroll, 1)

        centre.changed.connect(self._arrange)
        centre.changed.connect(self._read_audits)
        centre.changed.connect(self._heed_asked)
        centre.live.second.connect(self._tick)
        centre.live.judged.connect(lambda _feeds: self.show_now(centre.live.clock.now()))
        guard(centre, Act.SET_SOURCES, self.add)
        self._say()
        self._arrange()
        self._read_audits(AUDIT_AREAS)
        self._read_signs()

    @property
    def centre(self) -> OpenCentre:
        """The centre whose sources are shown."""
        return self._centre

    @property
    def cards(self) -> dict[str, SourceCard]:
        """The cards by the name of their source."""
        return self._cards

    def open_form(self) -> None:
        """Ask for the Asterisk that is to be added, beside the list; nothing real gets into the demo."""
        if self._centre.is_demo:
            self.own_centre_wanted.emit()
            return
        self.close_findings()
        if self.form is None:
            form = AsteriskForm(self._cards.keys(), self)
            form.test_wanted.connect(self._try_entered)
            form.add_wanted.connect(self._add_entered)
            form.cancelled.connect(self.close_form)
            self._row.addWidget(form)
            form.show()
            self.form = form
            self._fit()
        self.add.setEnabled(False)
        self.empty.button.setEnabled(False)
        self.form.name.editor.setFocus(Qt.FocusReason.OtherFocusReason)

    def close_form(self) -> None:
        """Forget what was entered."""
        if self.form is None:
            return
        if (trial := self._trials.pop("", None)) is not None:
            trial.cancel()
        self._row.removeWidget(self.form)
        self.form.deleteLater()
        self.form = None
        self.add.setEnabled(True)
        self.empty.button.setEnabled(True)
        (self.add if self._cards else self.empty.button).setFocus()

    def show_now(self, now: datetime) -> None:
        """Show how every source is at *now*."""
        live, zone = self._centre.live, self._centre.zone
        for name, card in self._cards.items():
            beat = live.heartbeats.get(name)
            card.show_state(live.board.sources.get(name), live.feeds.get(name), zone, now, beat)
            card.audit.show_result(self._audited.latest.get(name), self._taken_out(name), zone, now)
            if not self._centre.rights.everything:
                card.audit.show_asked(self._pending(name, now))
        self._show_findings()
        self.collectors.show_now(self._cards, zone, now)
        self._show_collector()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and (self.form is not None or self.drawer is not None):
            self.close_form()
            self.close_findings()
            return
        super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._fit()
        super().resizeEvent(event)

    def _fit(self) -> None:
        """The form takes half of a narrow page, and no more than it needs of a wide one."""
        if self.form is not None:
            self.form.setFixedWidth(min(theme.current().px(FORM_WIDTH), self.width() // 2))
        if self.drawer is not None:
            narrow = self.width() < theme.current().px(BOTH_WIDTH)
            self._scroll.setVisible(not narrow)
            half = self.width() if narrow else self.width() // 2
            self.drawer.setFixedWidth(min(theme.current().px(DRAWER_WIDTH), half))

    def changeEvent(self, event: QEvent) -> None:
        if event.type() is QEvent.Type.LanguageChange:
            self._say()
            if self._centre.is_open:
                self.show_now(self._centre.live.clock.now())
        super().changeEvent(event)

    def _say(self) -> None:
        own = _("Connect your own telephone system…")
        self.add.setText(own if self._centre.is_demo else _("Add a telephone system…"))
        self.empty.say(
            _("No telephone system is connected yet. Without one there is nothing to show on the wall."),
            _("Connect a telephone system…"),
        )

    def _arrange(self, _changes: object = None) -> None:
        """A card for each source, in the order in which they were added."""
        wanted = {record.name: record for record in self._centre.kept.sources}
        for name in [name for name in self._cards if name not in wanted]:
            card = self._cards.pop(name)
            self._list.removeWidget(card)
            card.deleteLater()
        for place, (name, record) in enumerate(wanted.items()):
            if name not in self._cards:
                card = SourceCard(name, record.kind, record.options, self)
                card.remove.setVisible(not self._centre.is_demo)  # the demo is its source
                guard(self._centre, Act.SET_SOURCES, card.test, card.remove)
                card.test_wanted.connect(self._try_source)
                card.remove_wanted.connect(self._remove)
                if not self._centre.rights.everything:
                    card.audit.leave_to_watch()
                card.audit.opened.connect(self.open_findings)
                card.audit.wanted.connect(self._reconcile)
                card.audit.cancelled.connect(self._cancel_audit)
                self._cards[name] = card
                self._list.insertWidget(place, card)
        if self._opened and self._opened not in wanted:
            self.close_findings()
        elif self._opened and self.findings is not None:
            record = wanted[self._opened]
            self.findings.open_on(record.name, record.kind, record.options)
        if self.form is not None:
            self.form.taken = set(wanted)
        self._head.setVisible(bool(wanted))
        self.empty.setVisible(not wanted)
        self.show_now(self._centre.live.clock.now())

    def _tick(self, now: datetime) -> None:
        if self.isVisible():
            self._read_signs()
            self.show_now(now)

    def _read_signs(self) -> None:
        """Look who is there; on a centre alone there is nobody but our own."""
        if self._signs is not None or not self._centre.is_shared or self._centre.is_still:
            return

        def read(signs: tuple[Sign, ...]) -> None:
            self._signs = None
            self.show_signs(signs)

        def away(_error: SupervisorError) -> None:
            self._signs = None

        self._signs = self._centre.jobs.read(work.signs).then(read, away)

    def show_signs(self, signs: Iterable[Sign]) -> None:
        """Show who listens, by the *signs* that the database holds now."""
        now = self._centre.live.clock.now()
        self.collectors.take(signs, now)
        self.show_now(now)

    def _show_collector(self) -> None:
        told = bool(self.collectors.said)  # by name, below
        self._collector_sign.setVisible(not told)
        self._collector.setVisible(not told)
        state = self._centre.collector
        if state is None:
            self._collector_sign.show_state(State.OK)
            said = _("The collector runs elsewhere, as a service.")
        elif state.running:
            self._collector_sign.show_state(State.OK)
            said = _("The collector runs on this computer.")
        elif not state.starts:
            self._collector_sign.show_state(State.STALE)
            said = _("The collector is starting.")
        else:
            self._collector_sign.show_state(State.CRITICAL)
            said = _("The collector has stopped and is started again by itself.")
            if state.last_words:
                said += " " + _("Its last words: {words}").format(words=state.last_words)
        if said != self._collector.text():
            self._collector.setText(said)

    # -- testing --------------------------------------------------------------------------------------------

    def _try_source(self, name: str) -> None:
        record = next(record for record in self._centre.kept.sources if record.name == name)
        card = self._cards[name]
        card.test.setEnabled(False)
        card.show_result(_("Trying…"), None)
        self._try(
            name, record.kind, name, record.options, record.secret_env, None, partial(self._tell_card, name)
        )

    def _tell_card(self, name: str, found: TestResult | SupervisorError) -> None:
        card = self._cards.get(name)
        if card is not None:
            card.test.setEnabled(True)
            card.show_result(self._words(found, name), State.OK if _is_good(found) else State.CRITICAL)

    def _try_entered(self, entered: Entered) -> None:
        assert self.form is not None  # noqa: S101
        self.form.show_testing(True)
        self._try(
            "",
            "asterisk",
            entered.name,
            entered.options,
            entered.secret_env,
            entered.password,
            partial(self._tell_form, entered.name),
        )

    def _tell_form(self, name: str, found: TestResult | SupervisorError) -> None:
        if self.form is not None:
            self.form.show_testing(False)
            fingerprint = ""
            if isinstance(found, TestResult) and found.problem == "tls_untrusted":
                fingerprint = found.facts.get("fingerprint", "")
            self.form.show_result(self._words(found, name), good=_is_good(found), fingerprint=fingerprint)

    def _words(self, found: TestResult | SupervisorError, name: str) -> str:
        """What a test found, and what a look into the source's own log did."""
        said = sentence(found, name)
        zone = self._centre.zone
        about_log = log_sentence(found.facts, name, zone) if isinstance(found, TestResult) else ""
        return f"{said}\n{about_log}" if about_log else said

    def _try(
        self,
        key: str,
        kind: str,
        name: str,
        options: object,
        secret_env: str | None,
        password: str | None,
        tell: Callable[[TestResult | SupervisorError], None],
    ) -> None:
        """Try a source in the work process; *key* names what waits for the answer, "" the form."""

        def done(result: TestResult) -> None:
            self._trials.pop(key, None)
            tell(result)

        def failed(error: SupervisorError) -> None:
            self._trials.pop(key, None)
            tell(error)

        job = self._centre.jobs.compute(work.try_source, name, kind, options, secret_env, password)
        self._trials[key] = job.then(done, failed)

    # -- auditing -------------------------------------------------------------------------------------------

    def open_findings(self, name: str) -> None:
        """Show beside the list what the last audit of source *name* found."""
        self.close_form()
        record = next(record for record in self._centre.kept.sources if record.name == name)
        if self.drawer is None or self.findings is None:
            self.drawer, self.findings = Drawer(self), FindingsPanel()
            self.drawer.pages.addWidget(self.findings)
            self.drawer.close_asked.connect(self.close_findings)
            self.findings.exclude_wanted.connect(self._exclude)
            self.findings.include_wanted.connect(self._include)
            self.findings.log_wanted.connect(self._set_log)
            self._row.addWidget(self.drawer)
        self._opened = name
        self.findings.open_on(name, record.kind, record.options)
        self.drawer.show_page(self.findings, name)
        self._show_findings()
        self._fit()
        self.drawer.show()
        first = self.findings.buttons[0] if self.findings.buttons else self.drawer.shut
        first.setFocus(Qt.FocusReason.OtherFocusReason)

    def close_findings(self) -> None:
        """Show the list alone again."""
        if self.drawer is None:
            return
        name, self._opened = self._opened, ""
        self._row.removeWidget(self.drawer)
        self._scroll.show()
        self.drawer.hide()
        self.drawer.deleteLater()
        self.drawer = self.findings = None
        if name in self._cards:
            self._cards[name].audit.show_all.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_audits(self, audited: work.Audited) -> None:
        """Show what the last audits found, and what was taken out of the count."""
        self._audited = audited
        self.show_now(self._centre.live.clock.now())

    def _heed_asked(self, changes: Iterable[str]) -> None:
        """Somebody, here or elsewhere, asked the watch for an audit of all sources."""
        if ASKED not in changes or self._centre.rights.everything:
            return
        now = self._centre.live.clock.now()
        for name in self._cards:
            self._asked[name] = now, self._result_at(name)
        self.show_now(now)

    def _pending(self, name: str, now: datetime) -> timedelta | None:
        """How long ago the watch was asked for an audit of *name*; None: it answered, or was not asked."""
        asked = self._asked.get(name)
        if asked is not None and asked[1] != self._result_at(name):
            del self._asked[name]
            asked = None
        return max(timedelta(), now - asked[0]) if asked is not None else None

    def _result_at(self, name: str) -> datetime | None:
        result = self._audited.latest.get(name)
        return result.at if result is not None else None

    def _read_audits(self, changes: Iterable[str]) -> None:
        if AUDIT_AREAS & set(changes):
            self._centre.jobs.read(work.audits).then(self.show_audits, lambda _away: None)

    def _taken_out(self, name: str) -> int:
        """How many of the last audit's differences somebody has taken out of the count since."""
        result = self._audited.latest.get(name)
        if result is None:
            return 0
        gone = {ghost.key for ghost in self._audited.excluded}
        return sum((name, found.contact, found.queue) in gone for found in result.findings if not found.why)

    def _show_findings(self) -> None:
        if self.drawer is None or self.findings is None:
            return
        zone, result = self._centre.zone, self._audited.latest.get(self._opened)
        self.findings.show_result(result, self._audited.excluded, zone)
        self.drawer.say_title(self._opened, said_above(result, self._taken_out(self._opened), zone))

    def _reconcile(self, name: str) -> None:
        if not self._centre.rights.everything:  # whoever may not write what is found asks the watch
            self._centre.jobs.write(work.ask_audit)
            return
        if name in self._audits or name not in self._cards:
            return
        self._cards[name].audit.show_running(True)
        job = self._centre.jobs.compute(work.reconcile, self._centre.url, name)
        self._audits[name] = job.then(
            lambda _result: self._reconciled(name), lambda error: self._not_reconciled(name, error)
        )

    def _reconciled(self, name: str) -> None:
        self._audit_ended(name)
        self._centre.jobs.look()  # what the work process wrote is read at once, not half a second later

    def _not_reconciled(self, name: str, error: SupervisorError) -> None:
        self._audit_ended(name)
        if name in self._cards:
            self._cards[name].show_result(sentence(error, name), State.CRITICAL)

    def _cancel_audit(self, name: str) -> None:
        if (job := self._audits.get(name)) is not None:
            job.cancel()
            self._audit_ended(name)

    def _audit_ended(self, name: str) -> None:
        self._audits.pop(name, None)
        if name in self._cards:
            self._cards[name].audit.show_running(False)

    def _exclude(self, key: tuple[str, str, str], reason: str) -> None:
        if not tell_if_not(self._centre, Act.SET_CENTRE):
            return
        at, who = self._centre.live.clock.now(), self._centre.who
        self._centre.jobs.write(work.exclude, key, reason=reason, at=at, who=who).then(
            partial(
                self._told, _("{contact} counts no more in {queue}.").format(contact=key[1], queue=key[2])
            )
        )

    def _include(self, key: tuple[str, str, str]) -> None:
        if not tell_if_not(self._centre, Act.SET_CENTRE):
            return
        at, who = self._centre.live.clock.now(), self._centre.who
        self._centre.jobs.write(work.include, key, at=at, who=who).then(
            partial(self._told, _("{contact} counts again in {queue}.").format(contact=key[1], queue=key[2]))
        )

    def _set_log(self, name: str, path: str) -> None:
        if not tell_if_not(self._centre, Act.SET_SOURCES):
            return
        record = next(record for record in self._centre.kept.sources if record.name == name)
        at, who = self._centre.live.clock.now(), self._centre.who
        said = (
            _("The log of {name} is read from now on.") if path else _("The log of {name} is read no more.")
        )
        self._centre.jobs.write(work.set_log, name, path, version=record.version, at=at, who=who).then(
            partial(self._log_set, name, said.format(name=name))
        )

    def _log_set(self, name: str, said: str, result: tuple[object, int | None]) -> None:
        self._told(said, result)
        self._reconcile(name)

    def _told(self, said: str, result: tuple[object, int | None]) -> None:
        if result[1] is not None:
            self._notice(said, result[1])

    # -- adding and removing --------------------------------------------------------------------------------

    def _add_entered(self, entered: Entered) -> None:
        assert self.form is not None  # noqa: S101
        self.form.add.setEnabled(False)
        at, who = self._centre.live.clock.now(), self._centre.who
        self._centre.jobs.write(
            work.add, entered.name, entered.options, entered.secret_env, entered.password, at=at, who=who
        ).then(partial(self._added, entered.name), self._add_refused)

    def _added(self, name: str, result: tuple[object, int | None]) -> None:
        self.close_form()
        self._notice(_("{name} was added.").format(name=name), result[1])

    def _add_refused(self, error: SupervisorError) -> None:
        if self.form is not None:
            self.form.add.setEnabled(True)
            self.form.show_result(sentence(error), good=False)

    def _remove(self, name: str) -> None:
        record = next(record for record in self._centre.kept.sources if record.name == name)
        at, who = self._centre.live.clock.now(), self._centre.who
        self._centre.jobs.write(work.remove, name, version=record.version, at=at, who=who).then(
            partial(self._removed, name)
        )

    def _removed(self, name: str, result: tuple[object, int | None]) -> None:
        self._notice(_("{name} was removed. What was heard of it stays.").format(name=name), result[1])

    def _notice(self, said: str, step: int | None) -> None:
        undo = None if step is None else partial(self._undo, step)
        self.noticed.emit(said, undo)

    def _undo(self, step: int) -> None:
        self._centre.jobs.write(take_back, step, at=self._centre.live.clock.now())


def _is_good(found: TestResult | SupervisorError) -> bool:
    return isinstance(found, TestResult) and found.problem is None
