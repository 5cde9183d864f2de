"""What the cells of an xlsx workbook mean: texts as they were typed, numbers that are days, shares.

ECMA-376 part 1: 18.18.11 (types of cells), 18.8.30 (formats of numbers), 22.4.2.4 (`_xHHHH_`).
"""

from __future__ import annotations

import math
import re
from datetime import datetime, time, timedelta

from supervisor.imports.grid import clock_text
from supervisor.roundtrip.found import LONGEST, plain_text, too_large
from supervisor.roundtrip.markup import Reader, take
from supervisor.roundtrip.returned import Scalar
from supervisor.roundtrip.zip_bounds import Archive

MOST_FORMATS = 65_490  # that Excel can keep of looks; of ways to write numbers it has 250
LONGEST_CODE = 500
MOST_TEXTS = 300_000
TEXT_BYTES = 48 << 20
"""Of all texts that cells share."""

_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")
_UNMEANT = re.compile(r'"[^"]*"|\\.|_.|\*.|\[(?![hms]+\])[^\]]*\]', re.IGNORECASE)
_BUILT_IN_DAYS = {*range(14, 23), *range(27, 37), 45, 46, 47, *range(50, 59)}
_BUILT_IN_SHARES = {9, 10}
_LAST_DAY = 2_958_466  # 9999-12-31


def decoded(text: str) -> str:
    """*text* with the characters that stand in it as `_x000D_`."""
    if "_x" not in text:
        return text
    raw = _ESCAPE.sub(lambda found: chr(int(found[1], 16)), text)
    return raw.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "ignore")


def text_of(file: str, raw: str) -> str:
    """The text of a cell that stands as *raw* in *file*. Raises ReturnedFileError for an endless one."""
    if len(raw) > LONGEST:
        raise too_large(file)
    return plain_text(decoded(raw))


class Texts(Reader):
    """The texts that cells share, in order: what is only said how to pronounce it is left out."""

    def __init__(self, file: str) -> None:
        self.found: list[str] = []
        self._file = file
        self._parts: list[str] = []
        self._in_text = self._aside = False

    def start(self, name: str, given: dict[str, str]) -> None:
        if name == "rPh":
            self._aside = True
        elif name == "t":
            self._in_text = not self._aside

    def text(self, text: str) -> None:
        if self._in_text:
            self._parts.append(text)

    def end(self, name: str) -> None:
        if name == "t":
            self._in_text = False
        elif name == "rPh":
            self._aside = False
        elif name == "si":
            self.found.append(text_of(self._file, "".join(self._parts)))
            self._parts = []
            if len(self.found) > MOST_TEXTS:
                raise too_large(self._file)


class Formats(Reader):
    """Which of the looks of cells show a number as a day, and which as a share."""

    def __init__(self) -> None:
        self.days: set[int] = set()
        self.spans: set[int] = set()
        self.shares: set[int] = set()
        self._codes: dict[int, str] = {}
        self._used: list[int] | None = None

    def start(self, name: str, given: dict[str, str]) -> None:
        if name == "numFmt" and len(self._codes) < MOST_FORMATS:
            self._codes[_int(given.get("numFmtId"))] = given.get("formatCode", "")[:LONGEST_CODE]
        elif name == "cellXfs":
            self._used = []
        elif name == "xf" and self._used is not None and len(self._used) < MOST_FORMATS:
            self._used.append(_int(given.get("numFmtId")))

    def end(self, name: str) -> None:
        if name != "cellXfs" or self._used is None:
            return
        for look, number in enumerate(self._used):
            code = _UNMEANT.sub("", self._codes.get(number, "")).lower()
            if number == 46 or (number in self._codes and "[" in code):
                self.spans.add(look)
            elif (number in self._codes and _is_day(code)) or (
                number not in self._codes and number in _BUILT_IN_DAYS
            ):
                self.days.add(look)
            elif "%" in code or (number not in self._codes and number in _BUILT_IN_SHARES):
                self.shares.add(look)
        self._used = None


def _is_day(code: str) -> bool:
    first = code.split(";")[0]
    return "general" not in first and re.search(r"[ymdhs年月日时]", first) is not None


def _int(said: str | None) -> int:
    return int(said) if said and said.isdecimal() and len(said) < 9 else 0


class Values:
    """Makes values of what stands in the cells of a workbook; *late*: its days are counted from 1904."""

    def __init__(self, archive: Archive, *, texts: str, formats: str, late: bool) -> None:
        found = Texts(archive.name)
        take(archive, texts, found, TEXT_BYTES)
        self._texts = found.found
        self.formats = Formats()
        take(archive, formats, self.formats)
        self._late, self._file = late, archive.name

    def of(self, kind: str, look: int, raw: str) -> Scalar:
        """The value that stands as *raw* in a cell of that *kind* (its attribute "t") and *look* ("s")."""
        match kind:
            case "s":
                at = _int(raw.strip())
                return self._texts[at] if at < len(self._texts) else None
            case "str" | "inlineStr" | "e":
                return text_of(self._file, raw)
            case "b":
                return raw.strip() in ("1", "true")
            case "d":
                return _iso(raw.strip())
            case _:
                return self._number(look, raw.strip())

    def _number(self, look: int, raw: str) -> Scalar:
        try:
            value = float(raw)
        except ValueError:
            return text_of(self._file, raw)
        if not math.isfinite(value):
            return None
        if look in self.formats.spans:
            return clock_text(value * 86_400) if abs(value) < 1e6 else value
        if look in self.formats.days and 0 <= value < _LAST_DAY:
            return _day(value, self._late)
        if look in self.formats.shares:
            return f"{value * 100:.10g}%"
        return int(value) if value.is_integer() and abs(value) < 1e15 else value


def _day(value: float, late: bool) -> Scalar:
    """A day, with its time where it has one; a time of day alone is what a clock shows."""
    if value < 1 and not late:
        return clock_text(value * 86_400)
    days = value + 1462 if late else value + (1 if value < 60 else 0)  # 1900 was no leap year but to Excel
    try:
        whole = datetime(1899, 12, 30) + timedelta(seconds=round(days * 86_400))  # noqa: DTZ001
    except OverflowError:
        return value
    return whole.date() if whole.time() == time() else whole


def _iso(raw: str) -> Scalar:
    try:
        found = datetime.fromisoformat(raw.replace("Z", ""))
    except ValueError:
        return plain_text(raw)
    return found.date() if found.time() == time() else found


def day_of(value: Scalar) -> Scalar:
    """A midnight as its day."""
    if isinstance(value, datetime) and value.time() == time():
        return value.date()
    return value
