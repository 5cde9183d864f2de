"""The step by which what this computer knows goes into the shared centre: looked over, moved, counted."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from supervisor.errors import SupervisorError
from supervisor.moving import wording
from supervisor.moving.plan import Ending, MovePlan, MoveResult
from supervisor.words import _, language, mark
from ui.jobs import Job
from ui.joining.step import SetUp, Step
from ui.joining.work import do_move, look_at_move
from ui.widgets.progress_line import ProgressLine


class MoveStep(Step):
    """A dry run first; then moving, which may be ended at any time and gone on with."""

    def __init__(self, known: SetUp, parent: QWidget | None = None) -> None:
        super().__init__(
            mark("What this computer knows"),
            mark(
                "The centre that this computer has kept in a file can go along: settings, sources, people, "
                "history, issues and all else. It is counted on both sides. The file itself stays as it is."
            ),
            parent,
        )
        self._known = known
        self._plan: MovePlan | None = None
        self._again = False
        self.progress = ProgressLine(self)
        self.progress.cancelled.connect(self._ended)
        self.below.insertWidget(0, self.progress)
        self.look = self.button(primary=True)
        self.move_ = self.button(primary=True)
        self.skip = self.button()
        self.go_on = self.button(primary=True)
        self.look.clicked.connect(self._look)
        self.move_.clicked.connect(self._move)
        self.skip.clicked.connect(self.over)
        self.go_on.clicked.connect(self.over)
        self._show_buttons(self.look, self.skip)
        self.first = self.look
        self.say()

    def say(self) -> None:
        super().say()
        self.look.setText(_("Look what would be moved"))
        self.move_.setText(_("Move again from the beginning") if self._again else _("Move it all"))
        self.skip.setText(_("Move nothing"))
        self.go_on.setText(_("Continue"))

    def arrive(self) -> None:
        if not self._known.file:
            self.tell(_("This computer has kept no centre of its own, so there is nothing to move."))
            self._show_buttons(self.go_on)
            self.go_on.setFocus()

    def _show_buttons(self, *shown: QWidget) -> None:
        for button in (self.look, self.move_, self.skip, self.go_on):
            button.setVisible(button in shown)

    def _look(self) -> None:
        assert self._known.owner is not None  # noqa: S101  # an earlier step
        self.tell("")
        self._show_buttons()
        job = self._known.jobs.compute(look_at_move, self._known.file, self._known.owner.url, language())
        self.progress.follow(_("Counting…"), job, self.show_plan, self.refuse)

    def show_plan(self, plan: MovePlan) -> None:
        """Say what would be moved, and what stays."""
        self._plan = plan
        lines = [wording.planned(plan), *(f"· {wording.left(left)}" for left in plan.left)]
        if plan.collected:
            lines.append(
                _("A collector still listens to {sources} for this file: end it before moving.").format(
                    sources=_(", ").join(plan.collected)
                )
            )
        self.tell("\n".join(lines), good=False if plan.collected else None)
        self._show_buttons(self.look if plan.collected else self.move_, self.skip)
        (self.look if plan.collected else self.move_).setFocus()

    def _move(self) -> None:
        assert self._plan is not None  # noqa: S101  # its button is shown with a plan alone
        self.follow(self._known.jobs.compute(do_move, self._plan, language(), again=self._again))

    def follow(self, job: Job) -> None:
        """Show how far *job* is, which moves it all."""
        self._show_buttons()
        self.progress.follow(_("Moving…"), job, self.show_result, self.refuse)

    def show_result(self, result: MoveResult) -> None:
        """Say what became of it, with the counts of both sides."""
        lines = [wording.ended(result), *(wording.difference(each) for each in result.differences)]
        if result.rows:
            lines.insert(0, wording.rate(result))
        good = result.ending is Ending.DONE
        self.tell("\n".join(lines), good=good)
        if good:
            self._known.moved = True
            self._show_buttons(self.go_on)
            self.go_on.setFocus()
            return
        self._again = result.ending is Ending.DIFFERS
        self.say()
        self._show_buttons(self.move_ if self._again else self.look, self.skip)

    def _ended(self) -> None:
        """The person ended it: what was moved is kept."""
        self.tell(_("Ended. What was moved is kept: look again, and it goes on from there."))
        self._show_buttons(self.look, self.skip)
        self.look.setFocus()

    def refuse(self, error: SupervisorError) -> None:
        """Say why it could not be looked over, or moved."""
        self.tell_refused(error)
        changed = self._plan is not None and self._plan.begun and not self._again
        self._again = changed
        self.say()
        self._show_buttons(*((self.look, self.move_) if changed else (self.look,)), self.skip)
