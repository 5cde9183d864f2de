"""What became of a reminder."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from supervisor.words import mark


class Told(StrEnum):
    """What became of a reminder."""

    SHOWN = "shown"  # at the desk
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"  # it is tried again
    LEFT = "left"  # a person said that it need not be sent


TOLD_LABELS = {
    Told.SHOWN: mark("Shown here"),
    Told.SENDING: mark("Perhaps sent: the program ended while it was handed in"),
    Told.SENT: mark("Sent"),
    Told.FAILED: mark("Not sent, is tried again"),
    Told.LEFT: mark("Not to be sent"),
}


@dataclass(frozen=True)
class Record:
    """A reminder that was dealt with. *document*: number, title, way, to, copy, subject, error and the
    like."""

    key: str
    issue: int
    at: datetime
    told: Told
    document: dict[str, Any]
