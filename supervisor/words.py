"""Everything that a person reads: gettext, and one way to write numbers and times.

The English sentence is the key: `_("{name} is not a source.").format(name=name)`, filled after translation,
never an f-string. A word is looked up where it is shown, not where a module is imported, so that the language
can be switched while the program runs; tables of fixed words mark them with `mark` and say `_(word)` later.
"""

from __future__ import annotations

import gettext
import io
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from datetime import date, datetime, tzinfo
from functools import cache, lru_cache
from pathlib import Path

from supervisor.resources import RESOURCES

LANGUAGES = ("zh_CN", "en")  # complete ones: a test fails on a missing word
DASH = "–"  # unknown: never 0

_CATALOGUES = RESOURCES / "i18n"

_language = "en"
_words: gettext.NullTranslations = gettext.NullTranslations()
_lent: ContextVar[tuple[str, gettext.NullTranslations] | None] = ContextVar("language lent", default=None)


def _(message: str) -> str:
    """The message in the language in use."""
    return _in_use().gettext(message) if message else ""


def ngettext(one: str, many: str, n: int) -> str:
    """The message for *n* things in the language in use."""
    return _in_use().ngettext(one, many, n)


def pgettext(context: str, message: str) -> str:
    """The message as it is said in *context*, where one English word has two translations."""
    return _in_use().pgettext(context, message)


def _in_use() -> gettext.NullTranslations:
    lent = _lent.get()
    return _words if lent is None else lent[1]


@contextmanager
def said_in(code: str) -> Iterator[None]:
    """Within it everything is said in *code*: for what others read, whatever language is in use here. Of
    this thread alone: the screen goes on in its own."""
    chosen = _nearest(code)
    before = _lent.set((chosen, _kept(chosen)))
    try:
        yield
    finally:
        _lent.reset(before)


def mark(message: str) -> str:
    """The message as it is: marked for translation, said later by `_`."""
    return message


NETWORK = (  # what systems say when a connection fails
    mark("Connection refused"),
    mark("Connection reset by peer"),
    mark("Connection timed out"),
    mark("Broken pipe"),
    mark("Network is unreachable"),
    mark("No route to host"),
    mark("Name or service not known"),
    mark("Temporary failure in name resolution"),
)


WEEKDAYS = (
    mark("Monday"),
    mark("Tuesday"),
    mark("Wednesday"),
    mark("Thursday"),
    mark("Friday"),
    mark("Saturday"),
    mark("Sunday"),
)
"""The days of the week, Monday first."""


@lru_cache
def _kept(chosen: str) -> gettext.NullTranslations:
    return catalogue(_CATALOGUES / chosen / "LC_MESSAGES" / "supervisor.po")


@cache
def everywhere(message: str) -> tuple[str, ...]:
    """A marked word in every language that is spoken here."""
    return tuple(dict.fromkeys((message, *(_kept(code).gettext(message) for code in LANGUAGES))))


def language() -> str:
    """The language in use, one of LANGUAGES."""
    lent = _lent.get()
    return _language if lent is None else lent[0]


def use_language(code: str | None) -> str:
    """Say everything in *code* from now on (None: the machine's language); returns the one chosen.

    "zh", "zh-Hans" or "zh_CN.UTF-8" are zh_CN; a language that we do not speak becomes English.
    """
    global _language, _words
    chosen = _nearest(code if code is not None else machine_language())
    _words = catalogue(_CATALOGUES / chosen / "LC_MESSAGES" / "supervisor.po")
    _language = chosen
    return chosen


def machine_language() -> str:
    """What the machine's user reads, as the machine says it; "" when it does not say."""
    for variable in ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"):
        if said := os.environ.get(variable):
            return said.split(":")[0]
    import locale  # late: 10 ms of every start, for the rare machine that says nothing in its environment

    if sys.platform == "win32":
        import ctypes

        return locale.windows_locale.get(ctypes.windll.kernel32.GetUserDefaultUILanguage(), "")
    return locale.getlocale()[0] or ""


def lend_to_gettext() -> None:
    """Let libraries that speak through Python's own gettext (the command line's headings) use our words."""
    os.environ["LANGUAGE"] = _language
    gettext.bindtextdomain("supervisor", str(_CATALOGUES))
    gettext.textdomain("supervisor")


def _nearest(code: str) -> str:
    if code in LANGUAGES:
        return code
    return "zh_CN" if code.lower().replace("-", "_").split("_")[0] in ("zh", "chinese") else "en"


def catalogue(source: Path) -> gettext.NullTranslations:
    """The words of the .po file *source*: from its compiled form, made now when it is missing or old.

    The compiled form is a by-product beside its source, as .pyc files are; where the folder cannot be
    written it is made anew in memory each time. Without a *source* the English keys speak for themselves.
    """
    compiled = source.with_suffix(".mo")
    try:
        made = source.stat().st_mtime_ns
    except FileNotFoundError:
        return gettext.NullTranslations()
    try:
        if compiled.stat().st_mtime_ns >= made:
            with compiled.open("rb") as file:
                return gettext.GNUTranslations(file)
    except FileNotFoundError:
        pass
    return gettext.GNUTranslations(io.BytesIO(compile_catalogue(source)))


def compile_catalogue(source: Path) -> bytes:
    """The compiled form of catalogue *source* (a .po file), also written beside it where that is possible."""
    from babel.messages.mofile import write_mo  # only when a catalogue changed: takes 30 ms
    from babel.messages.pofile import read_po

    with source.open("rb") as file:
        read = read_po(file)
    made = io.BytesIO()
    write_mo(made, read)
    with suppress(OSError):
        beside = source.with_name(f"{source.stem}.{os.getpid()}.new")
        beside.write_bytes(made.getvalue())
        beside.replace(source.with_suffix(".mo"))
    return made.getvalue()


def duration(seconds: float | None) -> str:
    """A time span as 2:41 or 1:02:41, in whole seconds that have passed; "–" for None."""
    if seconds is None:
        return DASH
    whole = max(0, int(seconds))
    minutes, s = divmod(whole, 60)
    hours, m = divmod(minutes, 60)
    return f"{hours}:{m:02}:{s:02}" if hours else f"{m}:{s:02}"


def share(part: float | None) -> str:
    """A share of 0 to 1 as "91.3 %"; "–" for None."""
    return DASH if part is None else f"{part * 100:.1f} %"


def number(value: float | None, digits: int = 0) -> str:
    """A figure as 12,345 or, with *digits* after the point, 12,345.7; "–" for None."""
    return DASH if value is None else f"{value:,.{digits}f}"


def clock_time(instant: datetime | None, zone: tzinfo, *, seconds: bool = False) -> str:
    """The wall clock's 14:03 (or 14:03:20) in *zone* at *instant*; "–" for None."""
    if instant is None:
        return DASH
    return instant.astimezone(zone).strftime("%H:%M:%S" if seconds else "%H:%M")


def day(of: date | None, today: date | None = None) -> str:
    """A date as 2026-11-21, in Chinese 11月21日 (with the year when that is not *today*'s); "–" for None."""
    if of is None:
        return DASH
    if language() != "zh_CN":
        return of.isoformat()
    year = f"{of.year}年" if today is not None and today.year != of.year else ""
    return f"{year}{of.month}月{of.day}日"


def lately(instant: datetime, zone: tzinfo, today: date) -> str:
    """The time of day in *zone*; with its day when that is not *today*."""
    same_day = instant.astimezone(zone).date() == today
    return clock_time(instant, zone) if same_day else moment(instant, zone, today)


def moment(instant: datetime | None, zone: tzinfo, today: date | None = None) -> str:
    """Date and time of day in *zone*: "2026-11-21 14:03"; "–" for None."""
    if instant is None:
        return DASH
    local = instant.astimezone(zone)
    return f"{day(local.date(), today)} {local:%H:%M}"
