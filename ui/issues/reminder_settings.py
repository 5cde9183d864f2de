"""When whom is reminded, in which words, and by which mail server: two forms and their saving."""

from __future__ import annotations

from PySide6.QtCore import QObject
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QLabel, QVBoxLayout, QWidget

from supervisor.errors import MailError, SupervisorError
from supervisor.rights.act import Act
from supervisor.sentences.error import sentence
from supervisor.settings.issues import MailServer, Reminding
from supervisor.words import _
from ui import theme
from ui.issues import reminder_work as work
from ui.issues.desk import IssuesDesk
from ui.issues.ladder_form import LadderForm
from ui.issues.mail_form import MailForm
from ui.rights import guard
from ui.widgets.attuned import Attuned
from ui.widgets.lead import Lead

STORE = "supervisor.storage.centre_settings"
LADDER_WIDTH, MAIL_WIDTH = 760, 520
BESIDE = 900  # on a narrower page, or at larger text, one form stands under the other


class ReminderSettings(QObject):
    """The forms `ladder` and `mail`, children of *parent*; what is saved is a step of *desk*."""

    def __init__(self, desk: IssuesDesk, parent: QWidget) -> None:
        super().__init__(parent)
        self._desk = desk
        self.ladder, self.mail = LadderForm(parent), MailForm(parent)
        self.ladder.save_asked.connect(self._save_ladder)
        self.mail.save_asked.connect(self._save_mail)
        self.mail.try_asked.connect(self._try_mail)
        guard(desk.centre, Act.SET_CENTRE, self.ladder.bar.save, self.mail.bar.save)

    def show_ladder(self) -> None:
        """Show what is in force."""
        self.ladder.show_reminding(self._desk.centre.kept.settings.issue_reminding)

    def show_mail(self) -> None:
        """Show what is in force."""
        self.mail.show_server(self._desk.centre.kept.settings.mail_server)

    def _save_ladder(self, reminding: Reminding) -> None:
        self._desk.do(
            _("The ladder of reminders was saved."),
            STORE,
            "change_centre",
            {"issue_reminding": reminding},
            who=self._desk.centre.who,
            then=lambda _none: self.ladder.show_reminding(reminding),
            failed=lambda error: self.ladder.refuse(sentence(error)),
        )

    def _save_mail(self, server: MailServer, password: str) -> None:
        def saved(_none: object) -> None:
            if password:
                job = self._desk.centre.jobs.call(work.keep_password, server, password)
                job.then(lambda _kept: self.mail.show_server(server), self._refuse_mail)
            else:
                self.mail.show_server(server)

        self._desk.do(
            _("The mail server was saved."),
            STORE,
            "change_centre",
            {"mail_server": server},
            who=self._desk.centre.who,
            then=saved,
            failed=self._refuse_mail,
        )

    def _refuse_mail(self, error: SupervisorError) -> None:
        self.mail.tell(sentence(error), wrong=True)

    def _try_mail(self, server: MailServer, password: str) -> None:
        self.mail.tell(_("Trying…"))
        job = self._desk.centre.jobs.compute(work.try_server, server, password)
        job.then(self._was_tried, self._refuse_mail)

    def _was_tried(self, error: MailError | None) -> None:
        if error is not None:
            self._refuse_mail(error)
        else:
            self.mail.tell(_("The mail server answers. Nothing was sent."))


class ReminderSettingsPage(Attuned):
    """Both forms side by side, for whoever sets the centre up and sees no issues."""

    def __init__(self, desk: IssuesDesk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self.settings = ReminderSettings(desk, self)
        self.about, self._ladder, self._mail = QLabel(self), QLabel(self), QLabel(self)
        self.about.setProperty("role", "muted")
        self.about.setWordWrap(True)
        self._sides = sides = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        sides.setSpacing(theme.SPACE_XL)
        forms: tuple[tuple[QLabel, LadderForm | MailForm, int], ...] = (
            (self._ladder, self.settings.ladder, 3),
            (self._mail, self.settings.mail, 2),
        )
        for title, form, room in forms:
            title.setProperty("role", "lead")
            form.stays = True
            side = QVBoxLayout()
            side.setSpacing(theme.SPACE_M)
            side.addWidget(title)
            side.addWidget(form, 1)
            sides.addLayout(side, room)
        sides.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.SPACE_L, theme.SPACE_S, theme.SPACE_L, theme.SPACE_M)
        column.setSpacing(theme.SPACE_M)
        column.addWidget(self.about)
        column.addLayout(sides, 1)
        self._lead = Lead(self, self.settings.ladder)
        desk.centre.changed.connect(self._heed)
        self.retranslate()
        self._fit()
        self.show_settings()

    def show_settings(self) -> None:
        """Show what is in force."""
        self.settings.show_ladder()
        self.settings.show_mail()

    def _heed(self, changes: frozenset[str]) -> None:
        if "centre_settings" not in changes:
            return
        if not self.settings.ladder.is_dirty:
            self.settings.show_ladder()
        if not self.settings.mail.is_dirty:
            self.settings.show_mail()

    def retranslate(self) -> None:
        """Say everything again, in the language now in use."""
        self.about.setText(
            _(
                "When departments and managers are reminded of issues, in which words, and by which mail "
                "server. What is due is seen by those who work on issues."
            )
        )
        self._ladder.setText(_("Ladder and words"))
        self._mail.setText(_("Mail server"))

    def _fit(self) -> None:
        beside = self.width() >= theme.current().px(BESIDE)
        ways = QBoxLayout.Direction
        self._sides.setDirection(ways.LeftToRight if beside else ways.TopToBottom)
        for form, most in ((self.settings.ladder, LADDER_WIDTH), (self.settings.mail, MAIL_WIDTH)):
            form.setMaximumWidth(theme.current().px(most))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()
