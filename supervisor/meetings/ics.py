"""A meeting as a calendar file (RFC 5545)."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from supervisor import __version__
from supervisor.meetings.meeting import Attendance, MeetingState
from supervisor.meetings.paper import agenda_text, plain
from supervisor.meetings.sitting import Sitting
from supervisor.meetings.wording import local_day, meeting_name

LONGEST = 75
"""Octets of a line without its end; a longer one is folded."""

_NO_NAME = re.compile(r'[\x00-\x1f\x7f/\\:*?"<>|]+')


def calendar_file(sitting: Sitting, zone: ZoneInfo, *, at: datetime) -> bytes:
    """The meeting as an .ics file in UTF-8: one event with its agenda, whose UID stays and whose SEQUENCE
    rises with every change of the meeting, so that a calendar replaces what it had. Times are in UTC: every
    calendar shows them in its own zone. Cancelled meetings say so."""
    meeting, text = sitting.meeting, sitting.meeting.text
    cancelled = meeting.state is MeetingState.CANCELLED
    ends = meeting.starts_at + timedelta(minutes=text.length)
    if text.ended_at is not None and text.ended_at > meeting.starts_at:
        ends = text.ended_at
    organizer = _organizer(sitting)
    agenda = plain(agenda_text(sitting, zone, local_day(at, zone)))
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        f"PRODID:-//floor-supervisor//{__version__}//EN",
        "CALSCALE:GREGORIAN",
        *([f"METHOD:{'CANCEL' if cancelled else 'REQUEST'}"] if organizer else []),
        "BEGIN:VEVENT",
        f"UID:{meeting.id}@meetings.floor-supervisor",
        f"SEQUENCE:{max(0, meeting.version - 1)}",
        f"DTSTAMP:{_utc(at)}",
        f"DTSTART:{_utc(meeting.starts_at)}",
        f"DTEND:{_utc(ends)}",
        f"SUMMARY:{_escaped(meeting_name(meeting, sitting.series.name))}",
        f"DESCRIPTION:{_escaped(agenda)}",
        f"STATUS:{'CANCELLED' if cancelled else 'CONFIRMED'}",
    ]
    if text.place:
        lines.append(f"LOCATION:{_escaped(text.place)}")
    for mark in sitting.attendance:
        if _is_mail(mark.mail):
            who = _quoted(mark.person)
            lines.append(f"ATTENDEE;CN={who};ROLE=REQ-PARTICIPANT:mailto:{mark.mail.strip()}")
    if organizer is not None:
        lines.append(f"ORGANIZER;CN={_quoted(organizer.person)}:mailto:{organizer.mail.strip()}")
    lines += ["END:VEVENT", "END:VCALENDAR"]
    return b"".join(_folded(line) for line in lines)


def file_name(sitting: Sitting, zone: ZoneInfo) -> str:
    """How the file is called."""
    name = _NO_NAME.sub(" ", meeting_name(sitting.meeting, sitting.series.name)).strip(" .")
    name = " ".join(name.split())[:80]
    return f"{local_day(sitting.meeting.starts_at, zone).isoformat()} {name}".strip() + ".ics"


def _organizer(sitting: Sitting) -> Attendance | None:
    """Who invites: the chair, else the minute-taker, where an address is known. An invitation (METHOD) needs
    one (RFC 5546, 3.2.2); without, the file is an event to be kept."""
    by_name = {mark.person: mark for mark in sitting.attendance if _is_mail(mark.mail)}
    text = sitting.meeting.text
    return by_name.get(text.chair) or by_name.get(text.minute_taker)


def _utc(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")


def _escaped(text: str) -> str:
    """A value of type TEXT (RFC 5545, 3.3.11); other control characters are left out."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    text = "".join(each for each in text if each in "\n\t" or (ord(each) >= 0x20 and ord(each) != 0x7F))
    for plain_one, said in (("\\", "\\\\"), (";", "\\;"), (",", "\\,"), ("\n", "\\n")):
        text = text.replace(plain_one, said)
    return text


def _quoted(name: str) -> str:
    """A parameter's value (3.1): in quotation marks, which it must not hold itself."""
    kept = "".join("'" if each == '"' else each for each in name if ord(each) >= 0x20 and ord(each) != 0x7F)
    return f'"{kept}"'


def _is_mail(mail: str) -> bool:
    name, sign, host = mail.strip().rpartition("@")
    return bool(sign and name and host) and not any(
        each.isspace() or ord(each) < 0x20 for each in mail.strip()
    )


def _folded(line: str) -> bytes:
    """*line* with its end, in pieces of at most 75 octets (3.1) that never cut a character in two."""
    pieces: list[bytes] = []
    piece = b""
    for each in line:
        octets = each.encode()
        if len(piece) + len(octets) > LONGEST:
            pieces.append(piece)
            piece = b" "  # counts to the line that it begins
        piece += octets
    return b"\r\n".join([*pieces, piece]) + b"\r\n"
