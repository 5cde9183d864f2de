"""The issue that a page shows: as it was read, and what is typed about it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from supervisor.issues.issue import Issue
from supervisor.issues.speaker import Speaker
from supervisor.words import _
from ui.issues.desk import IssuesDesk
from ui.issues.issue_body import IssueBody
from ui.issues.issue_editing import IssueEditing
from ui.issues.issue_work import Opened
from ui.issues.speaking import speaker_of


class IssueInHand:
    """What the page and its parts know in common.

    *opened*: as it was read last; None: nothing, or a new issue. *editing*: what stands in the forms.
    """

    def __init__(self, desk: IssuesDesk, body: IssueBody, window: QWidget) -> None:
        self.desk, self.body, self.window = desk, body, window
        self.opened: Opened | None = None
        self.editing = IssueEditing(desk, (body.texts, body.facts), window)

    @property
    def issue(self) -> Issue | None:
        """The issue as it was read last."""
        return self.opened.issue if self.opened is not None else None

    @property
    def speak(self) -> Speaker:
        """What sentences about this issue need."""
        return speaker_of(self.desk, self.opened)

    def save(self, then: Callable[[Issue], None] | None = None) -> None:
        """Save what is typed, when nothing is wrong with it, then call *then* with the issue."""
        mine, body = self.editing.mine, self.body
        if mine is None:
            return
        body.say_problem("")
        if not mine.title.strip():
            body.texts.write("title")
            body.texts.form.say_problems({"title": _("An issue needs a title.")})
            return
        if body.texts.form.judge() and body.facts.judge():
            self.editing.save(then)
