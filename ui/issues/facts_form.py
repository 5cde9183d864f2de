"""What is entered of an issue besides its text: whose it is, how bad, since when, what success would be."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from supervisor.issues.issue import (
    CAUSE_LABELS,
    FIELDS,
    ORIGIN_LABELS,
    SEVERITY_LABELS,
    CauseKind,
    Origin,
    Severity,
)
from supervisor.words import _, mark
from ui.issues.criterion_box import CriterionBox
from ui.issues.desk import IssuesDesk
from ui.issues.entries import (
    Entry,
    check_entry,
    choice_entry,
    day_entry,
    line_entry,
    number_entry,
    tags_entry,
)
from ui.issues.fields_form import FieldsForm
from ui.issues.joining_box import JoiningBox
from ui.widgets.field import Field


class FactsForm(FieldsForm):
    """The facts in two columns where there is room."""

    def __init__(self, desk: IssuesDesk, parent: QWidget | None = None) -> None:
        super().__init__(parent, wide=("text.severity_reason", "facts.criterion", "text.no_evidence_because"))
        self._desk = desk
        self.joining, self.criterion = JoiningBox(desk, self), CriterionBox(desk, self)
        self.add(
            self._department(),
            choice_entry("facts.category", self, self._categories, free=True),
            choice_entry("facts.severity", self, _severities, read=_severity),
            choice_entry("facts.origin", self, _origins, read=_origin),
            line_entry("text.severity_reason", self),
            choice_entry("facts.node", self, self._nodes, named=self._node),
            line_entry("facts.product", self),
            line_entry("facts.contact", self, mark("Where it is not the department’s usual one.")),
            Entry(
                "facts.joining",
                Field(FIELDS["facts.joining"], self.joining, "", self),
                self.joining.show_value,
                lambda: self.joining.value,
                lambda then: _heed(self.joining.edited, then),
            ),
            choice_entry("facts.cause_kind", self, _causes, read=_cause),
            line_entry("facts.measure_owner", self),
            number_entry("facts.affected_a_week", self, mark("Nothing where nobody knows.")),
            day_entry("facts.wished", self),
            day_entry("facts.first_seen", self),
            day_entry("facts.last_seen", self),
            tags_entry("facts.tags", self, mark("With commas between them.")),
            check_entry("facts.internal", self, mark("It is never sent to a department.")),
            line_entry("text.no_evidence_because", self),
            Entry(
                "facts.criterion",
                Field(
                    FIELDS["facts.criterion"],
                    self.criterion,
                    mark("Written down before the measure, and judged by somebody else."),
                    self,
                ),
                self.criterion.show_value,
                lambda: self.criterion.value,
                lambda then: _heed(self.criterion.edited, then),
                lambda: self.criterion.problem,
            ),
        )
        self.say()

    def _department(self) -> Entry:
        return choice_entry("facts.department", self, self._departments, named=self._desk.known.department)

    def _departments(self) -> list[tuple[str, str]]:
        return [(one.name, one.id) for one in self._desk.known.departments if not one.retired]

    def _categories(self) -> list[tuple[str, str]]:
        return [(one, one) for one in self._desk.known.categories]

    def _nodes(self) -> list[tuple[str, str]]:
        return [(self._node(one.id), one.id) for one in self._desk.known.nodes if not one.retired]

    def _node(self, id: str) -> str:
        return node_path(self._desk, id)

    def say(self) -> None:
        super().say()
        self.joining.say()
        self.criterion.say()


def node_path(desk: IssuesDesk, id: str) -> str:
    """The way through the menu to the node *id*: "1 Bills › 2 Complaints"; the id where there is none."""
    by_id = {one.id: one for one in desk.known.nodes}
    names: list[str] = []
    at = by_id.get(id)
    while at is not None and len(names) < len(by_id):
        names.insert(0, f"{at.key} {at.title}".strip())
        at = by_id.get(at.parent)
    return " › ".join(names) or id


def _severities() -> list[tuple[str, str]]:
    return [(_(SEVERITY_LABELS[one]), str(one.value)) for one in Severity]


def _severity(key: str) -> Severity:
    return Severity(int(key)) if key else Severity.NOTICEABLE


def _origins() -> list[tuple[str, str]]:
    return [(_(ORIGIN_LABELS[one]), one.value) for one in Origin]


def _origin(key: str) -> Origin:
    return Origin(key) if key else Origin.SUPERVISOR


def _causes() -> list[tuple[str, str]]:
    return [("–", ""), *((_(CAUSE_LABELS[one]), one.value) for one in CauseKind)]


def _cause(key: str) -> CauseKind | None:
    return CauseKind(key) if key else None


def _heed(signal: object, then: object) -> None:
    signal.connect(lambda *_said: then())  # type: ignore[attr-defined, operator]
