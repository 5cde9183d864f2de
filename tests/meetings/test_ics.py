"""Calendar files, read back by a small reader of their own (RFC 5545, section 3.1)."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from supervisor.meetings.agenda import Look, budget
from supervisor.meetings.ics import calendar_file, file_name
from supervisor.meetings.meeting import Attendance, Item, Meeting, MeetingState, MeetingText
from supervisor.meetings.series import Section, Series
from supervisor.meetings.sitting import Sitting

ZONE = ZoneInfo("Asia/Shanghai")
AT = datetime(2026, 11, 1, 3, 0, tzinfo=UTC)
STARTS = datetime(2026, 11, 18, 6, 0, tzinfo=UTC)
TEXT = MeetingText(place="三楼会议室", chair="李明", minute_taker="秦岚", length=90, number=4)
MEETING = Meeting("m4", "s", STARTS, MeetingState.PLANNED, TEXT, 3)
INVITED = (
    Attendance("1", "m4", "李明", mail="li@centre.example"),
    Attendance("2", "m4", 'Zhou "Joe"; Jie', "bill", mail="zhou@bill.example"),
    Attendance("3", "m4", "Wu", "net"),
)


def a_sitting(meeting: Meeting = MEETING, *titles: str, series: str = "服务质量协调会") -> Sitting:
    items = tuple(
        Item(str(place), meeting.id, place, Section.OTHER, title=title)
        for place, title in enumerate(titles, 1)
    )
    return Sitting(
        meeting,
        Series("s", series),
        items,
        {item.id: Look(item, item.title) for item in items},
        {},
        INVITED,
        budget(items, meeting.text.length, meeting.starts_at),
    )


def lines_of(file: bytes) -> list[str]:
    """The unfolded lines; each of the file's own must end, fit and be whole characters."""
    assert file.endswith(b"\r\n")
    raw = file.removesuffix(b"\r\n").split(b"\r\n")
    assert all(len(line) <= 75 for line in raw)
    assert not any(b"\n" in line or b"\r" in line for line in raw)
    unfolded: list[str] = []
    for line in raw:
        text = line.decode("utf-8")  # never cut inside a character
        if text.startswith((" ", "\t")):
            unfolded[-1] += text[1:]
        else:
            unfolded.append(text)
    return unfolded


def properties(file: bytes) -> dict[str, list[tuple[str, str]]]:
    """Pairs of parameters and value by the name of each property; values of text as they were meant."""
    found: dict[str, list[tuple[str, str]]] = {}
    for line in lines_of(file):
        bare = re.sub('"[^"]*"', lambda found: "x" * len(found[0]), line)  # a colon in quotes ends nothing
        cut = bare.index(":")
        name, _semicolon, parameters = line[:cut].partition(";")
        found.setdefault(name, []).append((parameters, meant(line[cut + 1 :])))
    return found


def meant(value: str) -> str:
    out, rest = "", iter(value)
    for each in rest:
        out += {"n": "\n", "N": "\n"}.get(follows := next(rest), follows) if each == "\\" else each
    return out


def value(file: bytes, name: str) -> str:
    ((_parameters, found),) = properties(file)[name]
    return found


def test_the_file_says_when_where_and_what() -> None:
    file = calendar_file(a_sitting(MEETING, "Bills, late; again\nand again"), ZONE, at=AT)

    lines = lines_of(file)
    assert (lines[0], lines[-1]) == ("BEGIN:VCALENDAR", "END:VCALENDAR")
    assert lines.count("BEGIN:VEVENT") == lines.count("END:VEVENT") == 1
    assert value(file, "VERSION") == "2.0"
    assert value(file, "DTSTAMP") == "20261101T030000Z"
    assert (value(file, "DTSTART"), value(file, "DTEND")) == ("20261118T060000Z", "20261118T073000Z")
    assert value(file, "LOCATION") == "三楼会议室"
    assert value(file, "SUMMARY") == "服务质量协调会, no. 4"
    agenda = value(file, "DESCRIPTION")
    assert "14:00" in agenda  # the centre's own hour, whatever zone the calendar shows
    assert "Bills, late; again\nand again" in agenda


def test_who_has_an_address_is_invited_by_whoever_leads() -> None:
    file = calendar_file(a_sitting(), ZONE, at=AT)

    assert value(file, "METHOD") == "REQUEST"
    assert properties(file)["ORGANIZER"] == [('CN="李明"', "mailto:li@centre.example")]
    assert [one for _parameters, one in properties(file)["ATTENDEE"]] == [
        "mailto:li@centre.example",
        "mailto:zhou@bill.example",
    ]
    assert properties(file)["ATTENDEE"][1][0].startswith("CN=\"Zhou 'Joe'; Jie\";")


def test_without_an_address_of_who_leads_it_is_no_invitation() -> None:
    nobody = replace(MEETING, text=replace(TEXT, chair="He", minute_taker=""))

    found = properties(calendar_file(a_sitting(nobody), ZONE, at=AT))

    assert "METHOD" not in found
    assert "ORGANIZER" not in found


def test_a_later_version_replaces_the_one_before() -> None:
    moved = replace(MEETING, starts_at=STARTS + timedelta(hours=2), version=4)
    off = replace(moved, state=MeetingState.CANCELLED, version=5)

    first, second, third = (calendar_file(a_sitting(one), ZONE, at=AT) for one in (MEETING, moved, off))

    assert value(first, "UID") == value(second, "UID") == value(third, "UID")
    assert [int(value(one, "SEQUENCE")) for one in (first, second, third)] == [2, 3, 4]
    assert (value(third, "METHOD"), value(third, "STATUS")) == ("CANCEL", "CANCELLED")


def test_the_file_is_called_after_day_and_meeting() -> None:
    assert file_name(a_sitting(series="A/B: x"), ZONE) == "2026-11-18 A B x, no. 4.ics"


@settings(max_examples=60)
@given(
    st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=200),
    st.text(st.sampled_from('汉字é😀a,;:\\\n" '), max_size=300),
)
def test_any_words_come_back_as_they_were(title: str, place: str) -> None:
    text = replace(TEXT, title=title, place=place)

    file = calendar_file(a_sitting(replace(MEETING, text=text), title), ZONE, at=AT)

    assert value(file, "SUMMARY") == title
    assert not place or value(file, "LOCATION") == place
    assert title in value(file, "DESCRIPTION")
