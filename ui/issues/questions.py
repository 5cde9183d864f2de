"""The questions that a move may ask: for each thing that can be given, its words and its editor."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from PySide6.QtCore import QDate, QDateTime, QTime
from PySide6.QtWidgets import QDateTimeEdit, QLineEdit, QWidget

from supervisor.issues.issue import CAUSE_LABELS, CauseKind, Issue
from supervisor.issues.moves import RETURN_REASONS
from supervisor.issues.states import Need
from supervisor.words import _, mark
from ui.asking import Reading
from ui.issues import issue_work
from ui.issues.desk import IssuesDesk
from ui.widgets.choice_box import ChoiceBox
from ui.widgets.day_line import DayLine
from ui.widgets.field import Field
from ui.widgets.text_area import TextArea

WAYS = (mark("Telephone"), mark("E-mail"), mark("Sheet"), mark("Meeting"), mark("In person"))
"""How departments answer."""
LONGEST_LINE = 300


class Sort(StrEnum):
    """What kind of editor a question has."""

    LINE = "line"
    TEXT = "text"
    DAY = "day"
    MOMENT = "moment"
    DEPARTMENT = "department"
    CATEGORY = "category"
    WAY = "way"
    RETURN = "return"
    CAUSE_KIND = "cause_kind"
    ISSUE = "issue"


@dataclass(frozen=True)
class Asked:
    """*name*: the field of `Given` that holds the answer; *label* and *help_text* are marked."""

    name: str
    label: str
    sort: Sort
    help_text: str = ""


QUESTIONS: dict[Need, Asked] = {
    Need.DEPARTMENT: Asked("department", mark("Responsible department"), Sort.DEPARTMENT),
    Need.CATEGORY: Asked(
        "category", mark("Category"), Sort.CATEGORY, mark("As the contacts about it are called.")
    ),
    Need.EVIDENCE: Asked(
        "no_evidence_because",
        mark("No evidence, because"),
        Sort.LINE,
        mark("Or cancel and add a piece of evidence."),
    ),
    Need.REASON: Asked("reason", mark("Reason"), Sort.TEXT),
    Need.SHEET: Asked("sheet", mark("Sheet"), Sort.LINE),
    Need.WISHED: Asked("wished", mark("Answer wished by"), Sort.DAY),
    Need.WHEN: Asked("when", mark("When"), Sort.MOMENT),
    Need.HOW: Asked("how", mark("How we know"), Sort.WAY),
    Need.WHO: Asked("who", mark("Who in the department"), Sort.LINE),
    Need.RETURN_REASON: Asked("return_reason", mark("Why it was returned"), Sort.RETURN),
    Need.PROPOSED_DEPARTMENT: Asked(
        "proposed_department", mark("Whose it is, as they see it"), Sort.DEPARTMENT
    ),
    Need.CAUSE: Asked("cause", mark("Cause"), Sort.TEXT),
    Need.MEASURE: Asked("measure", mark("Measure"), Sort.TEXT),
    Need.OWNER: Asked("owner", mark("Owner of the measure"), Sort.LINE),
    Need.PLANNED: Asked(
        "planned", mark("Planned for"), Sort.DAY, mark("The day by which the measure works.")
    ),
    Need.DECISION: Asked("decision", mark("Decision or agreement"), Sort.TEXT),
    Need.DONE_WHAT: Asked("done_what", mark("What they did"), Sort.TEXT),
    Need.IN_FORCE: Asked("in_force", mark("In force since"), Sort.DAY),
    Need.FINDING: Asked(
        "finding",
        mark("What the check found"),
        Sort.TEXT,
        mark("Figures, or what calls to customers showed."),
    ),
    Need.STILL_WRONG: Asked("still_wrong", mark("What is still wrong"), Sort.TEXT),
    Need.NEWER_EVIDENCE: Asked(
        "newer_evidence", mark("Seen again on"), Sort.DAY, mark("A day after the issue was closed.")
    ),
    Need.SURVIVOR: Asked("survivor", mark("Issue that goes on"), Sort.ISSUE),
    Need.RISK_CARRIER: Asked("risk_carrier", mark("Who carries the risk"), Sort.LINE),
    Need.REVIEW_DATE: Asked("review_date", mark("Look at it again on"), Sort.DAY),
    Need.CHANGED: Asked("changed", mark("What is different now"), Sort.TEXT),
}
BESIDES = {"cause_kind": Asked("cause_kind", mark("Kind of cause"), Sort.CAUSE_KIND)}
_BY_NAME = {one.name: one for one in QUESTIONS.values()} | BESIDES


@dataclass
class Question:
    """A question as it stands in a form: *value* is what is answered, *problem* what is wrong with it as a
    sentence ("" nothing), *say* says choices again in another language, *show* puts an answer into the
    editor, *listen* has something called when a person changed it."""

    name: str
    field: Field
    editor: QWidget
    value: Callable[[], Any]
    problem: Callable[[], str]
    say: Callable[[], None] = lambda: None
    show: Callable[[Any], None] = lambda _value: None
    listen: Callable[[Callable[[], None]], None] = lambda _then: None
    reading: Reading | None = None  # kept as long as the question


def department_choices(desk: IssuesDesk, *, none: str = "") -> list[tuple[str, str]]:
    """The departments to which something may go; first *none*, if that is a choice."""
    found = [(one.name, one.id) for one in desk.known.departments if not one.retired]
    return [(none, ""), *found] if none else found


def ask(name: str, desk: IssuesDesk, issue: Issue, parent: QWidget) -> Question:
    """The question for the field *name* of `Given`."""
    asked = _BY_NAME[name]
    match asked.sort:
        case Sort.TEXT:
            area = TextArea(parent)
            return Question(
                name,
                _field(asked, area, parent),
                area,
                lambda: area.text,
                lambda: "",
                show=area.show_text,
                listen=lambda then: _on(area.textChanged, then),
            )
        case Sort.DAY:
            line = DayLine(parent)
            return Question(
                name,
                _field(asked, line, parent),
                line,
                lambda: line.day,
                lambda: line.problem,
                show=line.show_day,
                listen=lambda then: _on(line.textEdited, then),
            )
        case Sort.MOMENT:
            return _moment(asked, desk, parent)
        case Sort.LINE:
            plain = QLineEdit(parent)
            plain.setMaxLength(LONGEST_LINE)
            return Question(
                name,
                _field(asked, plain, parent),
                plain,
                lambda: plain.text().strip(),
                lambda: "",
                show=plain.setText,
                listen=lambda then: _on(plain.textEdited, then),
            )
        case Sort.ISSUE:
            return _other_issue(asked, desk, issue, parent)
        case _:
            return _choice(asked, desk, parent)


def _field(asked: Asked, editor: QWidget, parent: QWidget) -> Field:
    return Field(asked.label, editor, asked.help_text, parent)


def _moment(asked: Asked, desk: IssuesDesk, parent: QWidget) -> Question:
    """The wall clock of the centre, now to begin with; nothing that is still to come."""
    edit = QDateTimeEdit(parent)
    edit.setDisplayFormat("yyyy-MM-dd HH:mm")
    edit.setCalendarPopup(True)
    local = desk.now.astimezone(desk.zone)
    began = QDateTime(QDate(local.year, local.month, local.day), QTime(local.hour, local.minute))
    edit.setDateTime(began)

    def value() -> datetime | None:
        if edit.dateTime() == began:
            return desk.now
        day, time = edit.date(), edit.time()
        said = datetime(day.year(), day.month(), day.day(), time.hour(), time.minute(), tzinfo=desk.zone)
        return said.astimezone(UTC)

    def problem() -> str:
        said = value()
        return _("This is still to come.") if said is not None and said > desk.now else ""

    return Question(asked.name, _field(asked, edit, parent), edit, value, problem)


def _choice(asked: Asked, desk: IssuesDesk, parent: QWidget) -> Question:
    free = asked.sort in (Sort.CATEGORY, Sort.WAY)
    box = ChoiceBox(parent, free=free)

    def choices() -> Iterable[tuple[str, str]]:
        match asked.sort:
            case Sort.DEPARTMENT:
                return department_choices(desk)
            case Sort.CATEGORY:
                return [(one, one) for one in desk.known.categories]
            case Sort.WAY:
                return [(_(one), _(one)) for one in WAYS]
            case Sort.RETURN:
                return [(_(said), key) for key, said in RETURN_REASONS.items()]
        return [(_(CAUSE_LABELS[one]), one.value) for one in CauseKind]

    def say() -> None:
        box.offer(choices())

    def value() -> Any:
        if asked.sort is Sort.CAUSE_KIND:
            return CauseKind(box.value) if box.value else None
        return box.value

    def problem() -> str:
        return _("“{text}” is none of these.").format(text=box.currentText()) if box.is_unknown else ""

    say()
    box.choose("")
    return Question(
        asked.name,
        _field(asked, box, parent),
        box,
        value,
        problem,
        say,
        lambda key: box.choose(str(getattr(key, "value", key) or "")),
        lambda then: _on(box.chosen, then),
    )


def _on(signal: Any, then: Callable[[], None]) -> None:
    signal.connect(lambda *_said: then())


def _other_issue(asked: Asked, desk: IssuesDesk, issue: Issue, parent: QWidget) -> Question:
    box = ChoiceBox(parent)

    def show(found: tuple[issue_work.Named, ...]) -> None:
        box.offer((one.said, str(one.id)) for one in found if one.id != issue.id)

    reading = Reading(desk.centre, show)
    reading.read(issue_work.read_open_names)
    return Question(
        asked.name,
        _field(asked, box, parent),
        box,
        lambda: int(box.value) if box.value else None,
        lambda: _("“{text}” is none of these.").format(text=box.currentText()) if box.is_unknown else "",
        reading=reading,
    )
