"""Everything that a person reads: gettext, and one way to write numbers, times and what went wrong.

The English sentence is the key: `_("{name} is not a source.").format(name=name)`, filled after translation,
never an f-string. A word is looked up where it is shown, not where a module is imported, so that the language
can be switched while the program runs; tables of fixed words mark them with `mark` and say `_(word)` later.
"""

from __future__ import annotations

import gettext
import io
import os
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from datetime import date, datetime, tzinfo
from functools import cache, lru_cache
from pathlib import Path
from typing import Protocol

from supervisor.errors import (
    AlreadyCollectedError,
    AlreadyWatchedError,
    CalendarError,
    ChangedMeanwhileError,
    ConflictError,
    DatabaseError,
    FileError,
    ImportFileError,
    IssueError,
    KeptFileError,
    KpiError,
    LogBusyError,
    MailError,
    MenuError,
    MoveRefusedError,
    NameTakenError,
    NotADemoError,
    NotJournalledError,
    NumberError,
    PagesFileError,
    PictureError,
    ProofError,
    QualityError,
    ReportError,
    ReturnedFileError,
    ReviewError,
    SecretMissingError,
    SettingError,
    SourceError,
    SupervisorError,
    TargetError,
    TemplateError,
    TrainingError,
    TwoAtOnceError,
    UnknownNameError,
)
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


def moment(instant: datetime | None, zone: tzinfo, today: date | None = None) -> str:
    """Date and time of day in *zone*: "2026-11-21 14:03"; "–" for None."""
    if instant is None:
        return DASH
    local = instant.astimezone(zone)
    return f"{day(local.date(), today)} {local:%H:%M}"


class Trial(Protocol):
    """What a trial connection found: *problem* is None when all is well."""

    @property
    def problem(self) -> str | None: ...
    @property
    def facts(self) -> dict[str, str]: ...


def sentence(what: SupervisorError | Trial, source: str = "") -> str:
    """What happened, to what, and what to do now, in words for the person who can act on it.

    *what* is an error, or what a trial connection to *source* found.
    """
    match what:
        case SourceError(source=name, reason=reason, facts=facts):
            return problem(name, reason, facts)
        case DatabaseError(url=url, reason=reason, detail=detail):
            return _database(url, reason, detail)
        case ChangedMeanwhileError(what=thing, id=key):
            return _(
                "Someone else saved {what} {id} since you opened it. Nothing of yours was written: look "
                "at it again and repeat your change."
            ).format(what=_(thing), id=key)
        case SettingError(name=name, value=value, expected=expected, where=where):
            return _("{name} is “{value}” in {where}, expected {expected}. Correct it there.").format(
                name=name, value=value, where=where, expected=expected
            )
        case SecretMissingError(what=thing, variable=None, detail=""):
            return _("There is no password for {what} in this computer’s keyring. Enter it again.").format(
                what=thing
            )
        case SecretMissingError(what=thing, variable=None, detail=detail):
            return _(
                "This computer’s keyring cannot be used ({detail}), so there is no password for {what}. Put "
                "the password into an environment variable and name that instead."
            ).format(what=thing, detail=detail)
        case SecretMissingError(what=thing, variable=variable):
            return _(
                "There is no password for {what}: the environment variable {variable} is not set. Set it "
                "and start again."
            ).format(what=thing, variable=variable)
        case FileError(path=path, reason=reason, detail=detail):
            return _file(path, reason, detail)
        case LogBusyError(source=name):
            return _(
                "The log of {source} is being read into the history by another process at this moment. Wait "
                "until it is done, then begin again: what is there already is not read twice."
            ).format(source=name)
        case AlreadyCollectedError(source=name, url=url):
            return _(
                "Another collector already listens to {source} and writes to {url}; two would count every "
                "contact twice. End that one first, or leave this one alone: the console follows either."
            ).format(source=name, url=url)
        case AlreadyWatchedError(url=url):
            return _(
                "Another process already watches over {url}; two would tell every alarm twice. A collector "
                "starts one by itself: leave this one alone."
            ).format(url=url)
        case NotJournalledError(at=at, first=None):
            return _(
                "There is nothing to replay at {time}: the journal is empty. It fills as soon as a collector "
                "listens to a source."
            ).format(time=at)
        case NotJournalledError(at=at, first=first):
            return _("There is nothing to replay at {time}: the journal begins on {day}.").format(
                time=at, day=first
            )
        case NameTakenError(what=thing, name=name):
            return _("There is already a {what} called “{name}”. Choose another name.").format(
                what=_(thing), name=name
            )
        case UnknownNameError(what=thing, name=name, known=()):
            return _("There is no {what} called “{name}”; there is none yet.").format(
                what=_(thing), name=name
            )
        case UnknownNameError(what=thing, name=name, known=known):
            return _("There is no {what} called “{name}”. There is: {known}.").format(
                what=_(thing), name=name, known=", ".join(known)
            )
        case TwoAtOnceError(kind=kind, who=who, one=one, other=other, day=since):
            return _two_at_once(kind, who, one, other, since)
        case NotADemoError(url=url):
            return _(
                "The database {url} holds a real centre; the demo never mixes with one. Name another "
                "database, or none: the demo has its own."
            ).format(url=url)
        case PictureError(name=name, reason=reason):
            return _picture(name, reason)
        case PagesFileError(file=file, reason=reason, detail=detail):
            return _pages_file(file, reason, detail)
        case ImportFileError(file=file, reason=reason, detail=detail):
            return _import_file(file, reason, detail)
        case QualityError() | TrainingError() | MenuError():
            return _("{what} cannot be kept. {why}").format(what=what.what, why=what.why)
        case ReviewError(what=thing, why=why) | IssueError(what=thing, why=why):
            return _("{what}: nothing was written. {why}").format(what=thing, why=why)
        case ProofError(path=path, what=thing):
            return _(
                "{path} was not written: read again, it did not hold what was put into it ({what}). What "
                "stood there is as it was. Try again, on another disk if it comes back."
            ).format(path=path, what=thing)
        case ReportError(what=thing, why=why):
            return _("“{what}” was not made. {why}").format(what=thing, why=why)
        case ReturnedFileError(name=name, why=why):
            return _("Nothing was read from {name}. {why}").format(name=name, why=why)
        case TemplateError(name=name, why=why):
            return _("The template {name} was not used. {why}").format(name=name, why=why)
        case MailError(host=host, reason=reason, detail=detail):
            return _mail(host, reason, detail)
        case MoveRefusedError(what=thing, why=why):
            return _("{what} stays as it is. {why}").format(what=thing, why=why)
        case NumberError(typed=typed, meant=""):
            return _(
                "“{number}” is no number of an issue or a sheet. A number looks like WT-2026-00012-8: "
                "letters, year, five digits and a check digit."
            ).format(number=typed)
        case NumberError(typed=typed, meant=meant):
            return _(
                "“{number}” has a wrong digit, or two that changed places: its check digit does not "
                "fit. If all but the last digit is right, {meant} is meant."
            ).format(number=typed, meant=meant)
        case ConflictError(what=thing, fields=fields):
            return _(
                "Someone else changed the same of {what} since you opened it: {fields}. Nothing was written; "
                "choose what shall stand."
            ).format(what=thing, fields=", ".join(_(field) for field in fields))
        case KeptFileError(name=name, reason="too_large", size=size, limit=limit):
            return _(
                "{name} has {size} MB; at most {limit} MB are kept. Cut it down, or say in a "
                "note where it lies."
            ).format(name=name, size=number(size / 1_048_576, 1), limit=number(limit / 1_048_576))
        case KeptFileError(name=name, reason="empty"):
            return _("{name} is empty. Nothing was kept.").format(name=name)
        case KeptFileError(name=name, reason="damaged"):
            return _("What was kept of {name} is damaged. Add the file again.").format(name=name)
        case KeptFileError(name=name):
            return _("{name} is no longer kept in the database. Add the file again.").format(name=name)
        case TargetError(what=thing, why=why):
            return _("The target for {kpi} cannot be kept. {why}").format(kpi=thing, why=why)
        case CalendarError(what=name, why=why):
            return _("The calendar “{name}” cannot be kept so. {why}").format(name=name, why=why)
        case KpiError(what=name, why=why):
            return _("The KPI “{name}” cannot be kept. {why}").format(name=name, why=why)
        case SupervisorError():
            return str(what) or type(what).__name__
        case _:
            return (
                found(source, what.facts)
                if what.problem is None
                else problem(source, what.problem, what.facts)
            )


def _two_at_once(kind: str, who: str, one: str, other: str, since: date | None) -> str:
    """That somebody would be at two places on a day, and what to do about it."""
    if kind == "login":
        said = _(
            "Behind {who} there would be two people at once from {day} on: {one} and {other}. End the one on "
            "the day on which the other begins, or hand the login over."
        )
    elif kind == "department":
        said = _(
            "{who} would be in two departments at once from {day} on: {one} and {other}. End the one on the "
            "day on which the other begins, or transfer {who}."
        )
    elif kind == "skill":
        said = _("{who} would be in {one} twice from {day} on. Change the days of the one that is there.")
    else:
        said = _(
            "{who} would be in two teams at once from {day} on: {one} and {other}. End the one on the day on "
            "which the other begins, or transfer {who}."
        )
    begins = day(since) if since is not None else _("the first day")
    return said.format(who=who, one=one, other=other, day=begins)


def bug(report: Path | None) -> str:
    """That something unexpected went wrong, and what to do with its *report* (None: none was written)."""
    if report is None:
        return _("Something unexpected went wrong, and the report of it could not be written.")
    return _(
        "Something unexpected went wrong. Please send this report to whoever maintains the program, it holds "
        "no passwords: {report}"
    ).format(report=report)


def found(source: str, facts: Mapping[str, str]) -> str:
    """That the trial connection to *source* went well, and what it found."""
    return _("{source} is in order: {queues} queues and {agents} agents found.").format_map(
        _Facts(facts, source=source)
    )


def problem(source: str, reason: str, facts: Mapping[str, str]) -> str:
    """What is wrong with source *source* and what to do now; *reason* is one of the connectors' PROBLEMS."""
    said = _problems().get(reason) or _("{source} cannot be used ({reason}): {detail}.")
    return said.format_map(_Facts({"reason": reason, **facts}, source=source))


class _Facts(dict[str, str]):
    """What fills a sentence; a fact that nobody knows is "–"."""

    def __init__(self, facts: Mapping[str, str], source: str) -> None:
        super().__init__({"source": source, **facts})
        if (detail := self.get("detail")) is not None:  # the network's words: said in ours when we know them
            self["detail"] = _(detail)

    def __missing__(self, fact: str) -> str:
        return DASH


def _problems() -> dict[str, str]:
    """Each problem of a source in the language in use."""
    return {
        "host_unknown": _(
            "{source}: nobody on this network knows the name {host}. Check how it is written, or enter "
            "the IP address instead."
        ),
        "unreachable": _(
            "{source}: {host} does not answer at port {port}. Check the address, that the telephone "
            "system is on, and that no firewall stands between it and this computer."
        ),
        "refused_port": _(
            "{source}: {host} is there, but nothing listens at port {port}. Check the port (usually 5038,"
            " with TLS 5039) and that manager.conf says “enabled = yes”."
        ),
        "no_banner": _(
            "{source}: {host} takes the connection at port {port} but says nothing. Perhaps it is the TLS"
            " port: then switch TLS on. Otherwise another service listens there: check the port."
        ),
        "not_ami": _(
            "{source}: what answers at {host}, port {port}, is not an Asterisk manager interface. Check "
            "the port (usually 5038, with TLS 5039)."
        ),
        "tls_not_spoken": _(
            "{source}: port {port} of {host} does not speak TLS. Use the TLS port (usually 5039), or "
            "switch TLS off."
        ),
        "tls_untrusted": _(
            "{source}: the certificate of {host} is not trusted. Ask its administrator whether its "
            "fingerprint is {fingerprint}; if so, pin that fingerprint, or name the CA file that vouches "
            "for it."
        ),
        "tls_name": _(
            "{source}: the certificate at {host} belongs to another host. Enter the name that stands in "
            "the certificate, or pin its fingerprint."
        ),
        "login_refused": _(
            "{source}: {host} refused the log-in of {username}. It does not say why; there are three "
            "possible reasons: the password is wrong, there is no such user name in manager.conf, or this"
            " computer’s address is not permitted there (permit/deny). Check all three."
        ),
        "permission": _(
            "{source}: {username} may log in but not read the queues. Set “read = agent,call” for this "
            "user in manager.conf and reload the manager."
        ),
        "no_queues": _(
            "{source}: the log-in works, but the telephone system has no queues. Set up a queue there, or"
            " check that this is the right system."
        ),
        "closed": _(
            "{source}: {host} hung up in the middle. It may be starting or overloaded: try again in a "
            "minute, then look into its log."
        ),
        "secret_missing": _(
            "{source}: there is no password to log in with. Set the environment variable {variable}, or "
            "enter the password again."
        ),
        "file_missing": _("{source}: the recording {file} is not there. Check the path."),
        "file_damaged": _(
            "{source}: the recording {file} cannot be read ({detail}). Record or copy it again."
        ),
        "log_missing": _(
            "{source}: its own log {file} is not there. Check the path and that its folder is mounted on the "
            "computer that watches over the centre."
        ),
        "log_denied": _(
            "{source}: its own log {file} may not be read here. Give the user who watches over the centre "
            "the right to read it."
        ),
        "log_damaged": _(
            "{source}: its own log {file} cannot be read to its end ({detail}). What was heard live still "
            "counts; check the disk, or the share, that it lies on."
        ),
        "log_other": _(
            "{source}: its own log {file} speaks of other contacts than we hear. It is probably that of "
            "another telephone system: check the path."
        ),
        "log_silent": _(
            "{source}: nothing was written to its own log {file} since {time}, though contacts go on. It was "
            "compared up to then; check that logging is on and the file is the one in use."
        ),
    }


def _mail(host: str, reason: str, detail: str) -> str:
    said = {
        "none": _("No mail server is set up, so no mail goes out. Enter one with the reminders."),
        "unreachable": _(
            "The mail server {host} cannot be reached ({detail}). Check its name and port, and the network."
        ),
        "untrusted": _(
            "The mail server {host} shows a certificate that is not trusted ({detail}). Nothing was sent: "
            "ask who runs it."
        ),
        "unprotected": _(
            "The mail server {host} offers no protected connection ({detail}). Choose TLS, or ask who "
            "runs it."
        ),
        "login": _("The mail server {host} refused the user or the password ({detail}). Enter them again."),
        "lost": _(
            "The connection to the mail server {host} broke off ({detail}). What was not sent yet is "
            "tried again."
        ),
    }
    otherwise = _("The mail server {host} refused the mail: {detail}. Check the addresses.")
    return said.get(reason, otherwise).format(host=host, detail=detail)


def _file(path: str, reason: str, detail: str) -> str:
    """Why the file at *path* could not be written and what to do now."""
    said = {
        "locked": _(
            "{path} is open in another program. Close it there, or choose another name; nothing was written."
        ),
        "missing": _("There is no folder {detail} any more. Choose another one; nothing was written."),
        "full": _("There is no room left for {path}. Make room on that disk; nothing was written."),
    }.get(reason) or _("{path} cannot be written ({detail}). Choose another place; nothing was written.")
    return said.format(path=path, detail=detail)


def _picture(name: str, reason: str) -> str:
    """Why the picture *name* cannot be kept and what to do now."""
    if reason == "too_large":
        return _("The picture {name} is larger than 5 MB. Save it smaller, and choose it again.").format(
            name=name
        )
    if reason == "unreadable":
        return _("The picture {name} cannot be read. Check its permissions, and that it is there.").format(
            name=name
        )
    return _("{name} is no picture that the wall can show. Choose a PNG, JPEG or WebP file.").format(
        name=name
    )


def _pages_file(file: str, reason: str, detail: str) -> str:
    """Why a file of pages cannot be taken in and what to do now."""
    said = {
        "too_large": _(
            "The file {file} is too large to hold pages. Nothing was taken in: check which it is."
        ),
        "newer": _(
            "The file {file} was written by a newer version. Install that version here, and try again."
        ),
        "empty": _("There are no pages in the file {file}. Nothing was taken in."),
        "unreadable": _("The file {file} cannot be read. Check its permissions, and that it is there."),
    }.get(reason) or _(
        "The file {file} holds no pages, or is damaged. Nothing was taken in: export it again."
    )
    told = said.format(file=file)
    return f"{told} ({detail})" if detail else told


def _import_file(file: str, reason: str, detail: str) -> str:
    """Why a file cannot be read as a sheet and what to do now."""
    said = {
        "missing": _("There is no file {file} in {detail}. Check its name and where it lies."),
        "denied": _(
            "The file {file} cannot be opened ({detail}). Close it in other programs, and check that you may "
            "read it."
        ),
        "folder": _("{file} is a folder. Choose a file in it."),
        "empty": _("The file {file} is empty. Export it again."),
        "encrypted": _(
            "The file {file} is protected by a password. Open it in its program, save it without one, and "
            "choose it again."
        ),
        "too_large": _(
            "The file {file} holds more than can be read at once ({detail}). Often cells far below or to the "
            "right are to blame: delete them, or export a shorter period, or save the sheet as CSV."
        ),
        "unknown_kind": _(
            "The file {file} is no sheet. Choose a workbook (xlsx, xls, xlsb, ods), a web page with a table, "
            "or a text file with separators (CSV)."
        ),
        "undecodable": _(
            "The text in {file} is not written in {detail}. Name its encoding, or save it as “CSV UTF-8”."
        ),
        "no_table": _("There is no table in the file {file}. Check that it is the right one."),
        "no_sheet": _("There is no sheet called “{detail}” in the file {file}."),
        "no_header": _(
            "No sheet of {file} has the columns that this way of reading looks for ({detail}). Choose "
            "another one, or say anew what its columns are."
        ),
        "changed": _("The file {file} was changed since you looked at it. Look at it again."),
        "no_mapping": _(
            "Nobody has said yet how to read {file}, and its columns do not tell enough: {detail} Read it "
            "once in the console, or name one of the kept ways to read a sheet."
        ),
        "no_mappings": _("The file {file} holds no ways to read sheets. Choose one that was exported here."),
        "newer_mappings": _(
            "The ways to read sheets in {file} were written by a newer version of this program. Update this "
            "one first."
        ),
        "uncomputed": _(
            "The file {file} is full of formulas without their results. Open it in its program, save it, and "
            "choose it again."
        ),
    }.get(reason) or _(
        "The file {file} is damaged and cannot be read to its end. Open it in its program and save it anew, "
        "or export it again."
    )
    return said.format(file=file, detail=detail or DASH)


def _database(url: str, reason: str, detail: str) -> str:
    """What is wrong with the database at *url* and what to do now."""
    said = {
        "unreachable": _(
            "The database {url} does not answer. Check its address, and that the database server runs."
        ),
        "untrusted": _(
            "The database {url} and this computer agree on no safe connection (TLS). Check its certificate, "
            "and sslmode and sslrootcert in the address."
        ),
        "refused": _("The database {url} refused the log-in. Check user name, password and permissions."),
        "newer": _(
            "The database {url} was written by a newer version of this program. Install that version here"
            " too; nothing was changed."
        ),
        "older": _(
            "The database {url} was written by an older version of this program. Have its administrator "
            "run “supervisor database upgrade”."
        ),
        "locked": _(
            "The database {url} is held by another program. Close that program (or a copy of this one) "
            "and try again."
        ),
        "full": _(
            "There is no room left for the database {url}. Make room on that disk; nothing was written."
        ),
        "damaged": _(
            "The database {url} is damaged. Close the program, and put the last backup copy, which lies "
            "beside it, in its place."
        ),
        "unsupported": _(
            "The database {url} is of a kind that this program does not know. Use an address that starts "
            "with sqlite:/// or postgresql://."
        ),
    }.get(reason) or _("The database {url} cannot be used.")
    told = said.format(url=url)
    return f"{told} ({detail})" if detail else told
