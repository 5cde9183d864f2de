"""One contact from its first queue to its last talk: what happened when, in one short table."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from PySide6.QtWidgets import QVBoxLayout, QWidget

from supervisor.facts.contact import Outcome
from supervisor.history.contacts import Contact, ContactLine
from supervisor.words import _, duration, mark
from ui.asking import Asking
from ui.history import work
from ui.history.desk import HistoryDesk
from ui.history.outcomes import OUTCOME_WORDS
from ui.widgets.lead import Lead
from ui.widgets.table import Column, DeskTable, Kind


@dataclass(frozen=True)
class Happening:
    """One thing that happened to the contact."""

    place: int
    at: datetime
    what: str
    whom: str = ""
    length_s: float | None = None


class ContactView(QWidget):
    """The page of the drawer."""

    def __init__(self, desk: HistoryDesk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._asking = Asking(desk.centre, self)
        self.table: DeskTable[Happening] = DeskTable(
            "history.contact",
            [
                Column(
                    "at",
                    mark("Time"),
                    lambda row: row.at,
                    Kind.TIME,
                    text=lambda row: f"{row.at.astimezone(desk.zone):%H:%M:%S}",
                    width=72,
                ),
                Column("what", mark("What"), lambda row: row.what, stretch=True, width=150),
                Column("whom", mark("Who"), lambda row: row.whom, stretch=True, width=100),
                Column("length", mark("Length"), lambda row: row.length_s, Kind.DURATION, width=72),
            ],
            key=lambda row: row.place,
            title=mark("Contact"),
            compact=True,
            machine=desk.machine,
            parent=self,
        )
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.table)
        Lead(self, self.table)

    def show_line(self, line: ContactLine) -> None:
        """Show what is known of the contact from *line*, and at once have all of it read."""
        self.show_contact(Contact(line.source, line.contact, line.number, (line,), ()))
        self._asking.ask(self._take, work.ask_contact, line.source, line.contact, line.entered)

    def _take(self, contact: Contact | None) -> None:
        if contact is not None:
            self.show_contact(contact)

    def show_contact(self, contact: Contact) -> None:
        """Show *contact*."""
        self.table.show_rows(happenings(contact))


def happenings(contact: Contact) -> list[Happening]:
    """What happened to *contact*, in order of time."""
    found: list[tuple[datetime, str, str, float | None]] = []
    for stay in contact.stays:
        found.append((stay.entered, _("Entered {queue}").format(queue=stay.queue), "", None))
        found += _ends(stay)
    for ring in contact.rings:
        said = _("Rang, not answered") if ring.outcome == "no_answer" else _("Rang, called off")
        found.append((ring.at, said, ring.agent, ring.ring_s))
    found.sort(key=lambda one: one[0])
    return [Happening(place, *one) for place, one in enumerate(found)]


def _ends(stay: ContactLine) -> list[tuple[datetime, str, str, float | None]]:
    if stay.left is None:
        return []
    if stay.outcome is not Outcome.ANSWERED:
        said = _(OUTCOME_WORDS[stay.outcome])
        return [(stay.left, f"{said} {stay.detail}".strip(), "", stay.wait_s)]
    found: list[tuple[datetime, str, str, float | None]] = [
        (stay.left, _("Answered, after waiting"), stay.agent, stay.wait_s)
    ]
    if stay.ended is not None:
        by = {
            "agent": mark("Ended by the agent, after talking"),
            "customer": mark("Ended by the customer, after talking"),
            "transfer": mark("Transferred, after talking"),
            "lost": mark("Lost while talking"),
        }.get(stay.ended_by, mark("Ended, after talking"))
        found.append((stay.ended, f"{_(by)} {stay.detail}".strip(), stay.agent, stay.talk_s))
        if stay.hold_s:
            held = _("Of it on hold: {time}").format(time=duration(stay.hold_s))
            found.append((stay.ended, held, stay.agent, stay.hold_s))
        if stay.acw_s:
            found.append((stay.ended, _("After-contact work"), stay.agent, stay.acw_s))
    return found
