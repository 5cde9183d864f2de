"""A centre whose sheet went out to Billing, and a desk that reads what comes back; without a workbook."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import msgspec
from sqlalchemy import Connection, insert

from supervisor.issues import sheet_making, sheet_sending, sheet_store, store
from supervisor.issues.event import Acting
from supervisor.issues.number import next_number
from supervisor.issues.reply import Answer, Reply
from supervisor.issues.sheet import Sending, Sheet
from supervisor.issues.sheet_told import Making
from supervisor.roundtrip import store as files
from supervisor.roundtrip import taking, undoing
from supervisor.roundtrip.judge import NO_CHOICES, judge
from supervisor.roundtrip.layout import SERIES
from supervisor.roundtrip.now_reading import read_now
from supervisor.roundtrip.returned import FileRow, ReturnedFile
from supervisor.roundtrip.sent import Sent
from supervisor.roundtrip.sheet_book import sheet_book
from supervisor.roundtrip.taking import Taken
from supervisor.roundtrip.undoing import TakenBack
from supervisor.roundtrip.verdict import Choices, Preview
from supervisor.storage.centre_settings import load_centre
from supervisor.storage.report_tables import sheet_export
from tests.issues.house import LIN, MONDAY, WISHED, departments, issue
from tests.roundtrip.sheets import a_file


@dataclass
class Desk:
    """Billing's *sheet*, the export of it, and the time, which goes on with everything that is done."""

    db: Connection
    sheet: Sheet
    sent: Sent
    now: datetime = MONDAY
    read: dict[str, ReturnedFile] = field(default_factory=dict)

    def later(self, hours: float = 1) -> datetime:
        """The time, an hour on."""
        self.now += timedelta(hours=hours)
        return self.now

    def export(self) -> Sent:
        """Another export of the same sheet."""
        self.sent = exported(self.db, self.sheet, self.later())
        return self.sent

    def file(self, *rows: FileRow) -> ReturnedFile:
        """A file that came back."""
        return a_file(*rows, sent=self.sent)

    def look(self, file: ReturnedFile, choices: Choices = NO_CHOICES, expected: str = "") -> Preview:
        """The file judged and kept."""
        at = self.later()
        sent, now = read_now(self.db, file, at=at, expected=expected)
        content = repr(file).encode()
        id = files.id_of(hashlib.sha256(content).hexdigest())
        preview = judge(file, sent, now, choices, today=load_centre(self.db).days.day(at), id=id)
        files.keep(self.db, content, file, preview, "en", who="lin", at=at)
        self.read[id] = file
        return preview

    def take(self, looked: Preview, choices: Choices | None = None, acting: Acting = LIN) -> Taken:
        """Rows of it taken in: all that can be, unless it is said which."""
        if choices is None:
            choices = Choices(rows=taking.takeable(looked, NO_CHOICES))
        returned = files.get(self.db, looked.id)
        file = self.read[looked.id]
        return taking.take(self.db, returned, file, looked, choices, acting=acting, at=self.later())[1]

    def back(self, id: str) -> TakenBack:
        """What was taken in last, taken back."""
        return undoing.take_back(self.db, id, acting=LIN, at=self.later())[1]

    def answer(self, id: int, answer: Answer, department: str = "billing") -> None:
        """What somebody told by telephone."""
        at = self.later()
        said = Reply("", id, department, answer, at, "lin", "Wang", "telephone")
        store.reply(self.db, said, acting=LIN, at=at)

    def last(self, id: int) -> Answer:
        """What the department said last."""
        found = [one.answer for one in store.replies(self.db, id) if one.department == "billing"]
        return found[-1] if found else Answer()

    @property
    def ids(self) -> list[int]:
        """The issues of the sheet."""
        return [row.issue for row in self.sent.rows]


def exported(db: Connection, sheet: Sheet, at: datetime) -> Sent:
    """The sheet as an export, kept without its file."""
    told = sheet_store.told(db, sheet.id, at)
    sent = sheet_book(db, told, next_number(db, SERIES, at.year), who="lin", at=at).sent
    values = {"sheet": sheet.id, "at": at, "who": "lin", "document": msgspec.to_builtins(sent)}
    db.execute(insert(sheet_export).values(id=sent.number, **values))
    return sent


def a_desk(db: Connection, issues: int = 3) -> Desk:
    """Billing was sent a sheet with so many issues; there are Network and Shops besides."""
    departments(db, "Billing", "Network", "Shops")
    for at in range(issues):
        issue(db, f"Issue {at + 1}", "billing")
    what = Making(wished=WISHED)
    (draft,) = sheet_making.make(db, ["billing"], what, acting=LIN, at=MONDAY)[1]
    sheet = sheet_sending.send(db, draft, Sending("Wang Lei", "e-mail"), acting=LIN, at=MONDAY)[1]
    return Desk(db, sheet, exported(db, sheet, MONDAY))
